"""Drafts as files: PDF, Word, HTML, Markdown, text, JSON Resume, RenderCV.

What draws (typst, python-docx, Pillow, pypdfium2) is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from profiles.rendering.content import content_of
from profiles.rendering.options import (
    ENDINGS,
    FORMATS,
    PAPERS,
    THEMES,
    Format,
    Paper,
    Rendering,
    RenderOptions,
    Theme,
    check_format,
    format_for,
)
from profiles.rendering.printed import to_markdown, to_text

if TYPE_CHECKING:
    from profiles.drafts import CvDraft, LetterDraft
    from profiles.rendering.photos import Photo

__all__ = [
    "ENDINGS",
    "FORMATS",
    "PAPERS",
    "THEMES",
    "Format",
    "Paper",
    "RenderOptions",
    "Rendering",
    "Theme",
    "format_for",
    "render",
    "to_markdown",
    "to_text",
]

_DEFAULTS = RenderOptions()


def render(
    draft: CvDraft | LetterDraft, file_format: str, options: RenderOptions = _DEFAULTS
) -> Rendering:
    """Render a draft.

    Args:
        draft: A CV or a letter.
        file_format: One of `FORMATS`; `format_for(path)` finds it by a file's name.
        options: How it looks.

    Raises:
        InvalidInputError: a format or option that is none, a letter asked for as a CV's format.
    """
    match check_format(file_format):
        case "md":
            return _text(to_markdown(draft))
        case "txt":
            return _text(to_text(draft))
        case "json":
            return _text(draft.model_dump_json(indent=2) + "\n")
        case "pdf":
            from profiles.rendering.typesetting import typeset

            return typeset(content_of(draft, options), options, _photo(draft, options))
        case other:
            raise NotImplementedError(other)


def _photo(draft: CvDraft | LetterDraft, options: RenderOptions) -> Photo | None:
    """The photo of a CV; a letter has none."""
    if options.photo is None or draft.kind == "letter":
        return None
    from profiles.rendering.photos import read_photo

    return read_photo(options.photo, draft.basics.name, draft.language)


def _text(text: str) -> Rendering:
    return Rendering(text.encode("utf-8"))
