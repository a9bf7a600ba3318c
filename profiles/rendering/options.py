"""What a draft can be rendered as, and how."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, get_args

from profiles.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
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

_OTHER_NAMES: dict[str, Format] = {
    "doc": "docx", "word": "docx", "odt": "docx", "rtf": "docx", "htm": "html", "web": "html",
    "markdown": "md", "text": "txt", "plain": "txt", "yml": "rendercv", "yaml": "rendercv",
    "jsonresume": "json-resume", "resume": "json-resume",
}  # fmt: skip
"""What people call them, for a hint."""

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
        meant = _near(path.suffix.lower().removeprefix("."), [x[1:] for x in ENDINGS])
        ending = next((x for x, known in ENDINGS.items() if meant in (known, x[1:])), ".pdf")
        better = f"--output {path.with_suffix(ending) if path.name else 'draft.pdf'}"
        raise InvalidInputError(
            f"{path.name}: drafts are written as {', '.join(ENDINGS)}",
            hint=f"did you mean {better} ?" if meant else f"use {better}",
        )
    return found


def check_format(name: str) -> Format:
    """A format's name as a `Format`.

    Raises:
        InvalidInputError: for a name that is none of ours.
    """
    meant = _near(name, FORMATS) if name not in FORMATS else None
    if meant is not None:
        raise InvalidInputError(
            f"There is no format {name!r}; did you mean {meant}?",
            hint=f"Choose one of {', '.join(FORMATS)}.",
        )
    _one_of("format", name, FORMATS)
    return next(known for known in FORMATS if known == name)


def _near(name: str, known: Sequence[str]) -> str | None:
    """Return what somebody meant who has mistyped a name or calls it otherwise."""
    other = _OTHER_NAMES.get(name)
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    return other or (near[0] if near else None)


def _one_of(what: str, name: str, known: Iterable[str]) -> None:
    if name not in known:
        raise InvalidInputError(
            f"There is no {what} {name!r}.", hint=f"Choose one of {', '.join(known)}."
        )
