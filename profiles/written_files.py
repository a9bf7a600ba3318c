"""Files that jobai writes for a person: whole or not at all, and never over somebody else's work.

A file that jobai has written and nobody has changed since may be replaced; any other only when the
person insists.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.dialects import postgresql, sqlite

from profiles.errors import InvalidInputError
from profiles.private_files import UNFINISHED, sync_folder
from profiles.store.base import utc_now
from profiles.store.documents import WrittenFile

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

_PIECE = 1 << 20


async def check_writable(
    session: AsyncSession, user_id: str, file: Path, *, force: bool = False
) -> None:
    """Refuse a file that could not be written, or is not ours to replace.

    Args:
        session: To read with.
        user_id: Who wants to write.
        file: Where.
        force: Replace a file whoever wrote it.

    Raises:
        InvalidInputError: there is no such folder, it is a folder itself, or something stands
            there that jobai did not write or that was changed since.
    """
    known = await session.get(WrittenFile, (user_id, _key(file)))
    _check(file, known.sha256 if known else None, force=force)


async def remember_written(
    session: AsyncSession, user_id: str, file: Path, data: bytes, *, draft_id: int | None = None
) -> None:
    """Remember that jobai has written these bytes there."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    values = {
        "sha256": hashlib.sha256(data).hexdigest(),
        "draft_id": draft_id,
        "written_at": utc_now(),
    }
    statement = dialect.insert(WrittenFile).values(user_id=user_id, path=_key(file), **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["user_id", "path"], set_=values)
    )


def write_whole(file: Path, data: bytes) -> None:
    """Write a file: at every moment the old one stands there or the new one, never a half.

    A link stays a link, and an old file's mode is kept; a pipe or a device is written to.

    Raises:
        InvalidInputError: it cannot be written; what stood there still does.
    """
    try:
        target = file.resolve()
        mode = _mode_of(target)
        if mode is not None and not stat.S_ISREG(mode):
            target.write_bytes(data)
            return
        handle, name = tempfile.mkstemp(UNFINISHED, f".{target.name[:80]}.", target.parent)
        try:
            with os.fdopen(handle, "wb") as unfinished:
                unfinished.write(data)
                unfinished.flush()
                os.fsync(unfinished.fileno())
            Path(name).chmod(stat.S_IMODE(mode) if mode is not None else 0o666 & ~_umask())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
    except (OSError, ValueError) as error:
        raise _cannot_write(file, error) from error


def _check(file: Path, known: str | None, *, force: bool) -> None:
    try:
        found = file.stat()
    except FileNotFoundError:
        folder = file.absolute().parent
        if not folder.is_dir():
            raise InvalidInputError(
                f"{file} cannot be written: there is no folder {folder}",
                hint=f"make it, or use --output {file.name}",
            ) from None
        _require_access(folder, file)
        return
    except (OSError, ValueError) as error:
        raise _cannot_write(file, error) from error
    if stat.S_ISDIR(found.st_mode):
        raise InvalidInputError(
            f"{file} is a folder", hint=f"name a file in it: --output {file / 'draft.pdf'}"
        )
    if not stat.S_ISREG(found.st_mode) or force:  # a pipe or a device takes what comes
        return
    if found.st_size and (known is None or known != _sha256_of(file)):
        what = "was changed since jobai wrote it" if known else "was not written by jobai"
        raise InvalidInputError(
            f"{file} exists and {what}", hint="name another file, or replace it with --force"
        )


def _mode_of(file: Path) -> int | None:
    try:
        return file.stat().st_mode
    except FileNotFoundError:
        return None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _require_access(folder: Path, file: Path) -> None:
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InvalidInputError(
            f"{file} cannot be written: no permission for {folder}",
            hint="name a file in another folder",
        )


def _key(file: Path) -> str:
    return hashlib.sha256(str(file.resolve()).encode("utf-8", "surrogateescape")).hexdigest()


def _sha256_of(file: Path) -> str:
    digest = hashlib.sha256()
    try:
        with file.open("rb") as opened:
            while piece := opened.read(_PIECE):
                digest.update(piece)
    except OSError as error:
        raise _cannot_write(file, error) from error
    return digest.hexdigest()


def _cannot_write(file: Path, error: OSError | ValueError) -> InvalidInputError:
    told = getattr(error, "strerror", None) or error
    return InvalidInputError(f"{file} cannot be written: {told}", hint="choose another --output")
