"""The sources of a run that failed, as a list that the next run takes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from profiles.errors import InvalidInputError
from profiles.written_files import require_place, write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.batch.outcomes import Failed


def require_writable(file: Path) -> None:
    """Try it before hours of work; what stands in the file stays until the end.

    Raises:
        InvalidInputError: it cannot be written.
    """
    try:
        require_place(file)
        if file.is_file():
            with file.open("ab"):
                pass
    except (OSError, ValueError) as error:
        raise _cannot_write(file, error) from error


def write_list(file: Path, failed: Sequence[Failed]) -> None:
    """Write the sources in their order, above each why it failed; an empty list when none did.

    Raises:
        InvalidInputError: it cannot be written.
    """
    lines: list[str] = []
    for failure in sorted(failed, key=lambda failure: failure.source.index):
        lines += [f"# {' '.join(failure.error.message.split())}", _listed(failure.source.text)]
    text = "".join(f"{line}\n" for line in lines)
    write_whole(file, text.encode("utf-8", "surrogateescape"), new=False)


def _listed(text: str) -> str:
    """Return a source so that a list gives it back: bare, unless that would be read otherwise.

    A name with line breaks would be several sources, which nobody has named.
    """
    if len(text.splitlines()) > 1:
        return f"# name it yourself, for its line breaks: {' '.join(text.splitlines())}"
    bare = text.strip() == text and text[:1] not in ("#", '"', "'")
    return text if bare else f'"{text}"'


def _cannot_write(file: Path, error: OSError | ValueError) -> InvalidInputError:
    told = getattr(error, "strerror", None) or error
    return InvalidInputError(
        f"{file} cannot be written: {told}", hint="name another file with --failed FILE"
    )
