"""A draft as PDF: set by typst from a fixed template, made to fit, and read back.

The draft goes in as JSON, never as source, so nothing in it can be markup.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from profiles.errors import InvalidInputError, JobaiError
from profiles.rendering.content import CvContent, texts_of, title_of
from profiles.rendering.options import Rendering
from profiles.rendering.proofreading import PrintedPages, page_count, proofread
from profiles.rendering.resources import data_folder, table
from profiles.rendering.typefaces import SANS, SERIF, typefaces

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from profiles.rendering.content import Content
    from profiles.rendering.options import RenderOptions
    from profiles.rendering.photos import Photo
    from profiles.rendering.typefaces import Typefaces

_PAPERS = {"a4": "a4", "letter": "us-letter"}
_GAPS = (0.88, 0.76, 0.65, 0.55)
_MARGINS = (0.9, 0.8, 0.7)
_LEAST_SIZE_PT = 9.0
_SIZE_STEP_PT = 0.25
_SHORT_LINES = 9
_LINE_CHARACTERS = 95
_ROOMY_CV = ((0.0, 1.1), (0.25, 1.2), (0.5, 1.3), (0.75, 1.4), (1.0, 1.5))
_ROOMY_LETTER = ((0.0, 1.15), (0.25, 1.3), (0.5, 1.45), (0.5, 1.6))
"""Points that are added to the type, and the gaps, where the last page has room to spare."""

_MOST_OPENED = 3
"""Pages of a CV. On more of them a page that is not full looks like what it is, an end."""

_FEW_LINES = 4
"""A last page with no more than these is pulled back when spacing alone can do it."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How tightly or openly a page is set. 1 is as the theme has it; `size` is in points."""

    size: float
    gap: float = 1.0
    margin: float = 1.0
    keep: bool = True


def typeset(content: Content, options: RenderOptions, photo: Photo | None) -> Rendering:
    """Set a draft in type.

    Raises:
        InvalidInputError: a character that no font has, more text than the pages asked for hold.
        JobaiError: a PDF that does not say what the draft says.
    """
    press = Press.of(content, options, photo)
    fitted = _fitted(press, options.pages, press.size)
    is_cv = isinstance(content, CvContent)
    if not fitted.is_tight and fitted.pages <= (_MOST_OPENED if is_cv else 1):
        fitted = _opened(press, fitted, _ROOMY_CV if is_cv else _ROOMY_LETTER)
    notes = (*fitted.notes, *proofread(PrintedPages.of(fitted.data), content))
    return Rendering(fitted.data, fitted.pages, notes)


@dataclass(frozen=True, slots=True)
class Fitted:
    """A PDF and how many pages it has: its text is read only of the one that is handed out."""

    data: bytes
    pages: int
    notes: tuple[str, ...] = ()
    is_tight: bool = False

    def lines_after(self, page: int) -> int:
        """How many lines stand on the pages after this one, counted from 1."""
        return PrintedPages.of(self.data).lines_after(page)


class Press:
    """Prints one draft with any fit."""

    def __init__(
        self,
        content: Content,
        options: RenderOptions,
        look: Mapping[str, Any],
        faces: Typefaces,
        photo: Photo | None,
    ) -> None:
        is_cv = isinstance(content, CvContent)
        kind = "" if is_cv else "letter_"
        self.size: float = look[f"{kind}size_pt"]
        self._template = str(data_folder().joinpath("cv.typ" if is_cv else "letter.typ"))
        self._faces = faces
        self._photo = photo
        self._dated = options.dated
        self._data: dict[str, Any] = {
            "content": _plain(content),
            "look": {**look, "margin_cm": look[f"{kind}margin_cm"]},
            "paper": _PAPERS[options.paper],
            "families": faces.families,
            "lang": content.language,
            "title": title_of(content),
            "author": content.head.name,
            "dated": None,
            "photo_alt": photo.description if photo else "",
        }
        if options.dated is not None:
            day = options.dated
            self._data["dated"] = {"year": day.year, "month": day.month, "day": day.day}

    @classmethod
    def of(cls, content: Content, options: RenderOptions, photo: Photo | None) -> Press:
        """Make ready to print: the theme and the fonts that the text needs.

        Raises:
            InvalidInputError: a character that no font has.
        """
        look: Mapping[str, Any] = table("themes")[options.theme]
        first = SERIF if look["family"] == "serif" else SANS
        faces = typefaces(first, texts_of(content), options.font_dirs)
        return cls(content, options, look, faces, photo)

    def print(self, fit: Fit) -> Fitted:
        """Set it once, as tightly as it is said.

        Raises:
            JobaiError: when typst cannot.
        """
        import typst

        inputs = {"data": json.dumps({**self._data, "fit": asdict(fit)})}
        if self._photo is not None:
            inputs["photo"] = json.dumps(list(self._photo.data))
        try:
            data = typst.compile(
                self._template,
                format="pdf",
                font_paths=self._faces.fonts,
                sys_inputs=inputs,
                # PDF/A wants a date, and an invented one helps nobody.
                pdf_standards=["ua-1", "a-2a"] if self._dated else ["ua-1"],
            )
        except typst.TypstError as error:
            raise JobaiError(
                f"The PDF cannot be made: {error.message}.",
                hint="Write another format, such as .docx or .html, and report this.",
            ) from error
        return Fitted(data, page_count(data), is_tight=fit.gap < 1 or not fit.keep)


def _fitted(press: Press, most_pages: int | None, size: float) -> Fitted:
    natural = press.print(Fit(size))
    count = natural.pages
    if most_pages is None:
        if count > 1 and natural.lines_after(count - 1) <= _FEW_LINES:
            for fit in _by_gaps(size):
                tried = press.print(fit)
                if tried.pages < count:
                    return tried
        return natural
    if count <= most_pages:
        return natural
    fits = list(_tighter(size))
    tightest = press.print(fits[-1])
    if tightest.pages > most_pages:
        raise _overflow(tightest, most_pages)
    first, fitted = len(fits) - 1, tightest
    from_, to = 0, len(fits) - 1
    while from_ < to:
        middle = (from_ + to) // 2
        tried = press.print(fits[middle])
        if tried.pages <= most_pages:
            first, fitted, to = middle, tried, middle
        else:
            from_ = middle + 1
    return _eased(press, fits[first], fitted, most_pages, size)


def _opened(press: Press, fitted: Fitted, steps: Sequence[tuple[float, float]]) -> Fitted:
    """Fill a last page that is not full, as far as the steps go: little text looks lost on it."""
    count = fitted.pages
    low, high = -1, len(steps)
    step = 0
    while low + 1 < high:
        points, gap = steps[step]
        tried = press.print(Fit(press.size + points, gap))
        if tried.pages == count:
            low, fitted = step, tried
        else:
            high = step
        # The first step tells most pages, which are full; from there on by halves, upwards.
        step = (low + high + 1) // 2
    return fitted


def _eased(press: Press, fit: Fit, fitted: Fitted, most_pages: int, size: float) -> Fitted:
    """Open the gaps again as far as smaller margins or type have made room for."""
    for gap in (1.0, *_GAPS):
        if gap > fit.gap:
            tried = press.print(replace(fit, gap=gap))
            if tried.pages <= most_pages:
                fit, fitted = replace(fit, gap=gap), tried
    return replace(fitted, notes=_notes(fit, size, most_pages))


def _by_gaps(size: float) -> Iterator[Fit]:
    yield Fit(size, keep=False)
    yield from (Fit(size, gap, keep=False) for gap in _GAPS)


def _tighter(size: float) -> Iterator[Fit]:
    """First the gaps, then the margins, then the type, down to 9 pt."""
    yield from _by_gaps(size)
    yield from (Fit(size, _GAPS[-1], margin, keep=False) for margin in _MARGINS)
    steps = round((size - _LEAST_SIZE_PT) / _SIZE_STEP_PT)
    for step in range(1, steps + 1):
        yield Fit(size - step * _SIZE_STEP_PT, _GAPS[-1], _MARGINS[-1], keep=False)


def _notes(fit: Fit, size: float, pages: int) -> tuple[str, ...]:
    changes = [
        *(["the gaps"] if fit.gap < 1 else []),
        *(["the margins"] if fit.margin < 1 else []),
        *([f"the type (to {fit.size:g} pt)"] if fit.size < size else []),
    ]
    if not changes:
        return ()
    *most, last = changes
    told = f"{', '.join(most)} and {last}" if most else last
    return (f"To fit {_pages(pages)}, {told} became smaller.",)


def _overflow(tightest: Fitted, most_pages: int) -> InvalidInputError:
    lines = tightest.lines_after(most_pages)
    over = f"{lines} lines are" if lines != 1 else "1 line is"
    return InvalidInputError(
        f"It does not fit {_pages(most_pages)}: {over} left over, with narrow margins and "
        f"{_LEAST_SIZE_PT:g} pt type.",
        hint=f"Allow {_pages(tightest.pages)}, leave out lines, or use the compact theme.",
    )


def _pages(count: int) -> str:
    return "1 page" if count == 1 else f"{count} pages"


def _plain(content: Content) -> dict[str, Any]:
    plain = asdict(content)
    for section in plain.get("sections", []):
        for entry in section["entries"]:
            entry["short"] = _printed_lines(entry["lines"]) <= _SHORT_LINES
        lines = [*section["entries"], *(group["text"] for group in section["groups"])]
        section["short"] = section["brief"] and len(lines) <= _SHORT_LINES
    return plain


def _printed_lines(texts: list[str]) -> int:
    return sum(1 + len(text) // _LINE_CHARACTERS for text in texts)
