"""Files for their owner alone: whole or not there, and safe from a power cut."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

UNFINISHED = ".unfinished"
"""How the names of files end that a killed process has left behind."""

_UNDER_WAY_S = 600.0
"""How long a file may be under way; a store's copy is written to all the time that it takes."""


def write_private(file: Path, content: bytes) -> None:
    """Write a file of mode 0600, or replace it: at every moment it is the old one or the new one.

    Raises:
        OSError: when it cannot be written; the old one is there then.
    """
    handle, name = tempfile.mkstemp(UNFINISHED, f"{file.name}.", file.parent)  # makes it 0600
    try:
        with os.fdopen(handle, "wb") as unfinished:
            unfinished.write(content)
            unfinished.flush()
            os.fsync(unfinished.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(file.parent)


def sync_folder(folder: Path) -> None:
    """Make a renaming survive a power cut."""
    if os.name == "nt":  # Windows opens no folders
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clear_unfinished(folder: Path, beginning: str) -> None:
    """Remove what processes that were killed have left in a folder; younger is under way.

    Args:
        folder: Where.
        beginning: Of the names of the files, or of folders with files in them.
    """
    oldest = time.time() - _UNDER_WAY_S
    with suppress(OSError):
        for left in folder.iterdir():
            if left.name.startswith(beginning) and left.name.endswith(UNFINISHED):
                with suppress(OSError):
                    if _changed_at(left) < oldest:
                        shutil.rmtree(left) if left.is_dir() else left.unlink()


def _changed_at(path: Path) -> float:
    parts = [path, *path.iterdir()] if path.is_dir() else [path]
    return max(part.stat().st_mtime for part in parts)
