"""Drafts as files: PDF, Word, HTML, Markdown, text, JSON Resume, RenderCV.

What draws (typst, python-docx, Pillow, pypdfium2) is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from profiles.errors import InvalidInputError
from profiles.rendering.content import content_of, title_of
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
        case "pdf":
            from profiles.rendering.typesetting import typeset

            return typeset(content_of(draft, options), options, _photo(draft, options))
        case "docx":
            from profiles.rendering.word import word_document

            content = content_of(draft, options)
            photo = _photo(draft, options)
            return Rendering(word_document(content, options, photo, title_of(content)))
        case "html":
            from profiles.rendering.web_page import web_page

            content = content_of(draft, options)
            return _text(web_page(content, options, _photo(draft, options), title_of(content)))
        case "md":
            return _text(to_markdown(draft))
        case "txt":
            return _text(to_text(draft))
        case "json":
            return _text(draft.model_dump_json(indent=2) + "\n")
        case "json-resume":
            from profiles.rendering.json_resume import json_resume

            return _text(json_resume(_cv(draft, "JSON Resume")))
        case "rendercv":
            from profiles.rendering.rendercv import rendercv

            return _text(rendercv(_cv(draft, "RenderCV")))


def _cv(draft: CvDraft | LetterDraft, form: str) -> CvDraft:
    if draft.kind == "letter":
        raise InvalidInputError(
            f"A letter cannot be written as {form}, which is for CVs only.",
            hint="Choose .pdf, .docx, .html, .md, .txt or .json.",
        )
    return draft


def _photo(draft: CvDraft | LetterDraft, options: RenderOptions) -> Photo | None:
    """The photo of a CV; a letter has none."""
    if options.photo is None or draft.kind == "letter":
        return None
    from profiles.rendering.photos import read_photo

    return read_photo(options.photo, draft.basics.name, draft.language)


def _text(text: str) -> Rendering:
    return Rendering(text.encode("utf-8"))
