"""What a draft can be rendered as, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from profiles.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

Format = Literal["pdf", "docx", "html", "md", "txt", "json", "json-resume", "rendercv"]
"""`json` is the draft itself; `json-resume` and `rendercv` are documents of those two formats."""

Theme = Literal["classic", "modern", "compact"]
Paper = Literal["a4", "letter"]

FORMATS: tuple[Format, ...] = get_args(Format)
THEMES: tuple[Theme, ...] = get_args(Theme)
PAPERS: tuple[Paper, ...] = get_args(Paper)

ENDINGS: dict[str, Format] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".html": "html",
    ".md": "md",
    ".txt": "txt",
    ".json": "json",
    ".yaml": "rendercv",
}
"""The format that a file's name asks for."""

_MOST_PAGES = 20


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How a draft looks.

    Attributes:
        theme: Of PDF, Word and HTML.
        paper: A4 or US Letter; a letter is laid out as is usual on it.
        pages: The most pages a PDF may have; None takes as many as it needs.
        photo: A JPEG or PNG for the head of a CV in PDF, Word and HTML.
        font_dirs: Folders with further fonts for the PDF, for characters that ours lack.
        dated: The day the file says it was made, for PDF and Word; None leaves it out.
    """

    theme: Theme = "classic"
    paper: Paper = "a4"
    pages: int | None = None
    photo: Path | None = None
    font_dirs: tuple[Path, ...] = ()
    dated: date | None = None

    def __post_init__(self) -> None:
        """Check what types cannot.

        Raises:
            InvalidInputError: for a theme, paper or number of pages that is none.
        """
        _one_of("theme", self.theme, THEMES)
        _one_of("paper", self.paper, PAPERS)
        if self.pages is not None and not 1 <= self.pages <= _MOST_PAGES:
            raise InvalidInputError(
                f"A draft has 1 to {_MOST_PAGES} pages, not {self.pages}.", hint="Ask for 1 or 2."
            )


@dataclass(frozen=True, slots=True)
class Rendering:
    """A rendered draft.

    Attributes:
        data: The file's bytes; the same draft and options give the same bytes.
        pages: How many pages a PDF has; None for what has none.
        notes: What a person should know about it, such as type made smaller to fit.
    """

    data: bytes
    pages: int | None = None
    notes: tuple[str, ...] = ()


def format_for(path: Path) -> Format:
    """The format that a file's name asks for.

    Raises:
        InvalidInputError: for an ending that is none of ours.
    """
    found = ENDINGS.get(path.suffix.lower())
    if found is None:
        raise InvalidInputError(
            f"{path.name}: drafts are written as {', '.join(ENDINGS)}",
            hint=f"use --output {path.with_suffix('.pdf') if path.name else 'draft.pdf'}",
        )
    return found


def check_format(name: str) -> Format:
    """A format's name as a `Format`.

    Raises:
        InvalidInputError: for a name that is none of ours.
    """
    _one_of("format", name, FORMATS)
    return next(known for known in FORMATS if known == name)


def _one_of(what: str, name: str, known: Iterable[str]) -> None:
    if name not in known:
        raise InvalidInputError(
            f"There is no {what} {name!r}.", hint=f"Choose one of {', '.join(known)}."
        )
