"""Files that jobai writes for a person: whole or not at all, and never over somebody else's work.

A file that jobai has written and nobody has changed since may be replaced; any other only when the
person insists.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete

from profiles.errors import InvalidInputError, JobaiError
from profiles.private_files import UNFINISHED, clear_unfinished, sync_folder
from profiles.store.base import utc_now
from profiles.store.documents import WrittenFile
from profiles.store.inserting import insert_for

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import BinaryIO

    from sqlalchemy.ext.asyncio import AsyncSession

_PIECE = 1 << 20
_READER_WITHIN_S = 10.0
_LOOKED_EVERY_S = 0.05


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
    rows = [await session.get(WrittenFile, (user_id, key)) for key in (_key(file), _intended(file))]
    _check(file, {row.sha256 for row in rows if row is not None}, force=force)


async def draft_of_file(session: AsyncSession, user_id: str, file: Path) -> int | None:
    """Return the number of the draft that a file was written from; it may be gone since."""
    try:
        key = _key(file)
    except (OSError, ValueError, RuntimeError):  # no name that a file could have
        return None
    known = await session.get(WrittenFile, (user_id, key))
    return known.draft_id if known else None


async def remember_written(
    session: AsyncSession, user_id: str, file: Path, data: bytes, *, draft_id: int | None = None
) -> None:
    """Remember that jobai has written these bytes there."""
    await _remember(session, user_id, _key(file), data, draft_id)
    await session.execute(
        delete(WrittenFile).where(
            WrittenFile.user_id == user_id, WrittenFile.path == _intended(file)
        )
    )


async def intend_to_write(session: AsyncSession, user_id: str, file: Path, data: bytes) -> None:
    """Remember that jobai is about to write these bytes there.

    A process that is killed before it can say that it has done so leaves a file that is known.
    """
    await _remember(session, user_id, _intended(file), data, None)


async def _remember(
    session: AsyncSession, user_id: str, key: str, data: bytes, draft_id: int | None
) -> None:
    values = {
        "sha256": hashlib.sha256(data).hexdigest(),
        "draft_id": draft_id,
        "written_at": utc_now(),
    }
    insert = insert_for(session.get_bind().dialect.name, WrittenFile)
    statement = insert.values(user_id=user_id, path=key, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=["user_id", "path"], set_=values)
    )


def require_place(file: Path) -> None:
    """Refuse a file that could not be written, whoever may have written what stands there.

    Raises:
        InvalidInputError: there is no such folder, it is a folder itself, or a link to nothing.
    """
    _check(file, set(), force=True)


@contextmanager
def whole_file(file: Path, *, new: bool = True) -> Generator[BinaryIO]:
    """Write to a file: at every moment the old one stands there or the new one, never a half.

    A link stays a link, and an old file's mode is kept; a pipe or a device is written to. A link
    that leads nowhere is refused: in a folder of everybody's, somebody else may have laid it.

    Args:
        file: Where.
        new: Where nothing stood, nothing is replaced either that has come there meanwhile.

    Raises:
        InvalidInputError: it cannot be written; what stood there still does.
    """
    try:
        target = file.resolve()
        mode = _mode_of(target)
        _require_no_empty_link(file)
        if mode is not None and not stat.S_ISREG(mode):
            with open_pipe(target) if stat.S_ISFIFO(mode) else target.open("wb") as stream:
                yield stream
            return
        beginning = f".{target.name[:80]}."
        handle, name = tempfile.mkstemp(UNFINISHED, beginning, target.parent)
        try:
            with os.fdopen(handle, "wb") as unfinished:
                yield unfinished
                unfinished.flush()
                os.fsync(unfinished.fileno())
            Path(name).chmod(stat.S_IMODE(mode) if mode is not None else 0o666 & ~_umask())
            if new and mode is None:
                _put(Path(name), target)
            else:
                Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        sync_folder(target.parent)
        clear_unfinished(target.parent, beginning)
    except JobaiError:
        raise
    except (OSError, ValueError) as error:
        raise _cannot_write(file, error) from error


def write_whole(file: Path, data: bytes, *, new: bool = True) -> None:
    """Write a file at once, as `whole_file` does."""
    with whole_file(file, new=new) as stream:
        stream.write(data)


def _check(file: Path, known: set[str], *, force: bool) -> None:
    try:
        found = file.stat()
    except FileNotFoundError:
        _require_no_empty_link(file)
        folder = file.absolute().parent
        if not folder.is_dir():
            raise InvalidInputError(
                f"{file} cannot be written: there is no folder {folder}",
                hint="make it, or name a file in another folder",
            ) from None
        _require_access(folder, file)
        return
    except (OSError, ValueError) as error:
        raise _cannot_write(file, error) from error
    if stat.S_ISDIR(found.st_mode):
        raise InvalidInputError(f"{file} is a folder", hint=f"name a file in it: {file / 'FILE'}")
    if not stat.S_ISREG(found.st_mode) or force:  # a pipe or a device takes what comes
        return
    if found.st_size and _sha256_of(file) not in known:
        what = "was changed since jobai wrote it" if known else "was not written by jobai"
        raise InvalidInputError(
            f"{file} exists and {what}", hint="name another file, or replace it with --force"
        )


def open_pipe(pipe: Path, *, within_s: float = _READER_WITHIN_S) -> BinaryIO:
    """Open a named pipe for writing, once somebody reads from it.

    Raises:
        InvalidInputError: nobody does in that time; no signal would end the wait.
    """
    until = time.monotonic() + within_s
    while True:
        try:
            handle = os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
            break
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
            if time.monotonic() >= until:
                raise InvalidInputError(
                    f"{pipe} is a pipe that nobody reads from", hint="begin with who reads from it"
                ) from error
        time.sleep(_LOOKED_EVERY_S)
    os.set_blocking(handle, True)
    return os.fdopen(handle, "wb")


def _require_no_empty_link(file: Path) -> None:
    if file.is_symlink() and not file.exists():
        raise InvalidInputError(
            f"{file} is a link to {file.resolve()}, where there is nothing",
            hint="name that file itself if it is to be made there",
        )


def _put(made: Path, target: Path) -> None:
    """Give a file its name, unless something has that name by now."""
    try:
        os.link(made, target)
    except FileExistsError as error:
        raise InvalidInputError(
            f"{target} has come to stand there meanwhile, and was not written by jobai",
            hint="name another file, or replace it with --force",
        ) from error
    except OSError:  # a file system without links; the moment is a short one
        made.replace(target)
    else:
        made.unlink()


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


def _intended(file: Path) -> str:
    # No path holds a NUL, so this is the key of no file.
    return hashlib.sha256(f"{_key(file)}\0".encode()).hexdigest()


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
    if isinstance(error, FileNotFoundError) and not file.absolute().parent.is_dir():
        return InvalidInputError(
            f"{file} cannot be written: there is no folder {file.absolute().parent}",
            hint="make it, or name a file in another folder",
        )
    told = getattr(error, "strerror", None) or error
    return InvalidInputError(f"{file} cannot be written: {told}", hint="name another file")
