"""Files for their owner alone: whole or not there, and safe from a power cut."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

UNFINISHED = ".unfinished"
"""How the names of files end that a killed process has left behind."""


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
