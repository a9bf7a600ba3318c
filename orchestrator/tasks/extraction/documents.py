"""A source that has been opened but not yet understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from orchestrator.providers.base import Image
    from orchestrator.tasks.extraction.job_boards import BoardAnswer

SourceKind = Literal["url", "html", "text", "pdf", "image", "json"]
"""As `profiles.postings.Source.kind`: what the user gave, not what was behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One source. Exactly one of `html`, `text` and `images` is filled.

    Attributes:
        kind: What the user gave; a PDF behind a URL is "url" with `text`.
        html: The decoded page.
        text: Plain or Markdown text, or the text layer of a PDF.
        title: What a PDF calls itself, where its text says so too; None otherwise.
        images: Prepared pictures, in reading order (tiles of a tall screenshot overlap).
        url: The final URL after redirects.
        file_name: Without its folder; None for standard input.
        sha256: Of the raw bytes, hexadecimal.
        fetched_at: Aware, UTC.
        board: What the endpoint of its job board said; None for a source of no known board.
    """

    kind: SourceKind
    html: str | None = field(default=None, repr=False)
    text: str | None = field(default=None, repr=False)
    title: str | None = None
    images: tuple[Image, ...] = ()
    url: str | None = None
    file_name: str | None = None
    sha256: str
    fetched_at: datetime
    board: BoardAnswer | None = None
