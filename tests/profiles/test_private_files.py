"""What killed processes leave behind goes with the next one that writes there."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from profiles.store.backups import backup_store
from profiles.store.location import backup_folder, locate_store
from profiles.written_files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

HOUR_S = 3600


def _aged(path: Path) -> Path:
    then = time.time() - HOUR_S
    os.utime(path, (then, then))
    return path


def test_the_half_of_a_file_goes_when_it_is_written_again_unless_it_is_under_way(
    tmp_path: Path,
) -> None:
    for name in (".cv[1].pdf.old.unfinished", ".cv[1].pdf.new.unfinished", ".cv2.unfinished"):
        (tmp_path / name).write_bytes(b"half")
    _aged(tmp_path / ".cv[1].pdf.old.unfinished")
    _aged(tmp_path / ".cv2.unfinished")

    write_whole(tmp_path / "cv[1].pdf", b"whole")

    assert {file.name for file in tmp_path.iterdir()} == {
        "cv[1].pdf",
        ".cv[1].pdf.new.unfinished",
        ".cv2.unfinished",
    }


def test_the_half_of_a_copy_goes_with_the_next_copy_unless_it_is_under_way(
    made_store: Path, tmp_path: Path
) -> None:
    path = tmp_path / "jobai.db"
    path.write_bytes(made_store.read_bytes())
    folder = backup_folder(path)
    for name in ("old", "new"):
        half = folder / f"jobai-20260101T000000Z.db.{name}.unfinished" / "jobai.db"
        half.parent.mkdir(parents=True)
        half.write_bytes(b"half")
    _aged(_aged(folder / "jobai-20260101T000000Z.db.old.unfinished" / "jobai.db").parent)

    made = backup_store(locate_store(str(path), {}))

    assert {file.name for file in folder.iterdir()} == {
        made.path.name,
        "jobai-20260101T000000Z.db.new.unfinished",
    }
