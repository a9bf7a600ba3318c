"""When the system fails under jobai: full and read-only disks, no more files, no home, signals."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import forking
import pytest
from commands import EXAMPLES, Jobai, Result
from model_answers import answer

from profiles.store.backups import inspect_backup
from profiles.store.location import backup_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from wire import WireRequest, WireServer

DISK = 2 << 20
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="mounts and limits of Linux")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("may not mount a disk")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def _fill(disk: Path, free: int = 0) -> Path:
    filler = disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    if free:
        os.truncate(filler, filler.stat().st_size - free)
    return filler


def _run(jobai: Jobai, *arguments: str, before: tuple[object, ...], begun: Any = None) -> Result:
    done = forking.run(
        list(arguments), data=b"", environment=jobai.whole_environment, folder=jobai.home.parent,
        timeout_s=60, before=before, begun=begun,
    )  # fmt: skip
    stderr = done.stderr.decode()
    assert "Traceback" not in stderr, stderr
    return Result(done.returncode, done.stdout.decode(), stderr)


def _statuses(store: Path) -> list[str]:
    with closing(sqlite3.connect(store)) as connection:
        rows = connection.execute("SELECT status FROM ai_provider_usage_logs WHERE provider"
                                  " <> 'offline' ORDER BY id")  # fmt: skip
        return [status for (status,) in rows]


def test_a_disk_that_fills_up_in_the_middle_of_a_call_loses_no_row_and_the_work_can_be_done_again(
    disk: Path, furnished_home: Path, wire_server: WireServer
) -> None:
    shutil.copytree(furnished_home, disk / "home")
    jobai = Jobai(disk / "home", wire_server.environment("openai"))
    assert jobai("plan", "set", "pro_monthly").code == 0

    def fills(request: WireRequest) -> str:
        _fill(disk)
        return answer(request)

    wire_server.answer_with(fills)
    line = ("draft-cv", "--job", "1", "--output", str(disk / "cv.json"))
    failed = _run(jobai, *line, before=("killing:shorten_leases", 0.2))
    left = {path.name for path in disk.iterdir()}
    (disk / "filler").unlink()
    wire_server.answer_with(answer)

    assert failed.code == 1
    assert "full" in failed.stderr
    assert "free some space on the disk" in failed.stderr
    assert left == {"home", "filler"}
    assert _statuses(jobai.store) == ["pending"]
    assert jobai("usage", "verify").code == 0
    again = jobai(*line)
    assert again.code == 0, again.stderr
    assert _statuses(jobai.store) == ["pending", "success"]


@pytest.mark.parametrize("format_", ["pdf", "docx", "json"])
def test_a_draft_that_the_disk_has_no_room_for_is_kept_and_half_of_it_is_nowhere(
    disk: Path, ready: Jobai, format_: str
) -> None:
    _fill(disk, free=1024)

    failed = ready("draft-cv", "--job", "1", "--output", disk / f"cv.{format_}")

    assert failed.code == 2
    assert "No space left on device" in failed.stderr
    assert [path.name for path in disk.iterdir()] == ["filler"]
    assert ready("drafts", "show", "1").code == 0
    (disk / "filler").unlink()
    assert ready("drafts", "render", "1", "--output", disk / f"cv.{format_}").code == 0


def test_a_copy_that_the_disk_has_no_room_for_leaves_nothing_behind(
    disk: Path, ready: Jobai
) -> None:
    _fill(disk, free=64 << 10)

    failed = ready("db", "backup", disk / "copy.db")

    assert failed.code == 1
    assert "free some space on the disk" in failed.stderr
    assert [path.name for path in disk.iterdir()] == ["filler"]


def test_a_migration_that_the_disk_has_no_room_for_leaves_the_store_as_it_was(
    disk: Path, furnished_home: Path
) -> None:
    from kill_places import downgrade

    shutil.copytree(furnished_home, disk / "home")
    jobai = Jobai(disk / "home")
    downgrade(str(jobai.store))
    _fill(disk, free=96 << 10)

    failed = jobai("jobs", "list")
    before = inspect_backup(jobai.store).revision
    (disk / "filler").unlink()
    again = jobai("jobs", "list")

    assert failed.code == 1
    assert "free some space on the disk" in failed.stderr
    assert before == "0001"
    assert again.code == 0, again.stderr
    assert [inspect_backup(copy).revision for copy in backup_folder(jobai.store).iterdir()] == [
        "0001"
    ]


def test_a_full_disk_is_said_to_be_full_by_whatever_opens_the_store(
    disk: Path, furnished_home: Path
) -> None:
    shutil.copytree(furnished_home, disk / "home")
    jobai = Jobai(disk / "home")
    _fill(disk)

    for line in (("jobs", "list"), ("usage", "report"), ("extract", EXAMPLES / "posting.html")):
        failed = jobai(*line)
        assert failed.code == 1
        assert "the disk is full" in failed.stderr, line
    (disk / "filler").unlink()
    assert jobai("usage", "verify").code == 0


def test_a_store_on_a_read_only_disk_is_said_to_be_that(disk: Path, furnished_home: Path) -> None:
    shutil.copytree(furnished_home, disk / "home")
    jobai = Jobai(disk / "home")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)

    for line in (("jobs", "list"), ("draft-cv", "--job", "1")):
        failed = jobai(*line)
        assert failed.code == 1
        assert "the disk is read-only" in failed.stderr
        assert "copy the store elsewhere" in failed.stderr


@pytest.mark.parametrize("most", [10, 12, 14, 18])
def test_a_process_that_may_open_no_more_files_says_so_and_harms_nothing(
    ready: Jobai, most: int
) -> None:
    failed = _run(
        ready, "draft-cv", "--job", "1", "--output", "cv.pdf",
        before=("limiting:limit", "RLIMIT_NOFILE", most),
    )  # fmt: skip

    assert failed.code in {0, 1, 2}
    assert "unexpectedly" not in failed.stderr
    assert failed.code == 0 or "oo many" in failed.stderr, failed.stderr
    assert not list(ready.home.parent.glob(".cv.pdf*"))
    assert ready("usage", "verify").code == 0
    assert ready("jobs", "show", "1").code == 0


@pytest.mark.parametrize("size", [1 << 12, 1 << 15, 1 << 17])
def test_a_file_that_may_not_grow_is_an_error_and_leaves_no_half(ready: Jobai, size: int) -> None:
    failed = _run(
        ready, "draft-cv", "--job", "1", "--output", "cv.docx",
        before=("limiting:limit", "RLIMIT_FSIZE", size),
    )  # fmt: skip

    assert failed.code in {0, 1, 2}
    assert "unexpectedly" not in failed.stderr
    assert not list(ready.home.parent.glob(".cv.docx*"))
    assert ready("usage", "verify").code == 0
    assert ready("draft-cv", "--job", "1", "--output", "cv.docx").code == 0


@pytest.mark.parametrize("home", ["/proc/none", "file/home"])
def test_a_home_that_cannot_be_made_is_named_with_the_way_out(tmp_path: Path, home: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    jobai = Jobai(tmp_path / "home", {"JOBAI_HOME": str(tmp_path / home)})

    failed = jobai("jobs", "list")

    assert failed.code == 1
    assert "cannot be made" in failed.stderr
    assert "JOBAI_DB" in failed.stderr


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_in_the_middle_of_a_call_leaves_all_in_order(
    ready: Jobai, wire_server: WireServer, how: signal.Signals
) -> None:
    numbers: list[int] = []

    def signals(request: WireRequest) -> str:
        wire_server.delay_s = 5.0
        os.kill(numbers[0], how)
        return answer(request)

    assert ready("plan", "set", "pro_monthly").code == 0
    ready.environment = wire_server.environment("openai")
    wire_server.answer_with(signals)
    line = ("draft-cv", "--job", "1", "--output", "cv.json")
    ended = _run(ready, *line, before=("killing:shorten_leases", 0.2), begun=numbers.append)
    wire_server.delay_s = 0.0
    wire_server.answer_with(answer)

    assert ended.code == (130 if how is signal.SIGINT else -how)
    assert _statuses(ready.store) == ["error" if how is signal.SIGINT else "pending"]
    assert not list(ready.home.parent.glob("*cv.json*"))
    assert ready("usage", "verify").code == 0
    assert ready(*line).code == 0
