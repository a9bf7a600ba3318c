"""What is printed at the edges of pages, such as running headers and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.documents.columns import Line

_MARGIN = 45.0  # points from the edge
_DIGITS = re.compile(r"\d+")
_PRINTED_AT = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4},? \d{1,2}:\d{2}(?: ?[AP]M)?\b")
_FOOT = 80.0  # points from the lower edge
_BARE_NUMBER = re.compile(
    r"(?:(?:p|pp|page|pag|página|pagina|pág|seite|sida|side|strona|oldal)\.? )?\d{1,2}"
    r"(?: ?/ ?\d{1,2}| \w+ \d{1,2})?",
    re.IGNORECASE,
)
_PAGE_NUMBER = re.compile(r"(?:\w+ )?\d{1,3}(?: ?/ ?\d{1,3}| \w+ \d{1,3})")


def without_margins(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[list[Line]]:
    """Drop what is printed at the edges: running headers, page numbers, a browser's date."""
    edges = [
        [line for line in page if line.bottom < _MARGIN or line.top > height - _MARGIN]
        for page, height in zip(pages, heights, strict=True)
    ]
    places = Counter(text for lines in edges for text in {_numberless(line) for line in lines})
    dropped = {
        id(line)
        for lines in edges
        for line in lines
        if (len(pages) > 1 and places[_numberless(line)] > len(pages) / 2)
        or _PRINTED_AT.match(line.text)
        or _PAGE_NUMBER.fullmatch(line.text)
    }
    for page, height in zip(pages, heights, strict=True):
        dropped |= _footer(page, height)
    return [[line for line in page if id(line) not in dropped] for page in pages]


def _footer(page: Sequence[Line], height: float) -> set[int]:
    """The ids of the last lines of a page, where one is the page's number and they stand apart."""
    last = max(page, key=lambda line: line.middle, default=None)
    if last is None or last.top < height - _FOOT:
        return set()
    level = [line for line in page if line.bottom > last.top and line.top < last.bottom]
    above = max((line.bottom for line in page if line.bottom <= last.top), default=0.0)
    numbered = any(_BARE_NUMBER.fullmatch(line.text) for line in level)
    return {id(line) for line in level} if numbered and last.top - above > last.size else set()


def _numberless(line: Line) -> str:
    return _DIGITS.sub("0", line.text)
