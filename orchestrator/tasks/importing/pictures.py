"""A CV in pictures: recognised without a model, or a model's reading of it held against that."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, cast

from orchestrator.errors import UnreadableSourceError
from orchestrator.tasks.extraction import ocr
from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.importing.rows import Sheet
from orchestrator.tasks.importing.source_text import SourceText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from orchestrator.providers.base import Image

UNCHECKED = "x-unchecked"
"""Field of the profile: what was read from pictures and stands in no text that code could check."""

BY_MODEL = "everything: a model read it from pictures"
BY_RECOGNITION = "everything: text recognition read it from pictures"

_DATES = frozenset({"startDate", "endDate", "date", "releaseDate"})
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]{4,}")
_LEAST_FOUND = 0.75  # of the words of a text
_ALIKE = 0.8  # one letter of five that was recognised as another
_WAY_OUT = (
    "Take the picture again, straight and in good light; or set up a model that reads pictures "
    "(`jobai providers add gemini`); or paste the text: `jobai profile import -`."
)


def recognised_sheet(images: Sequence[Image]) -> Sheet:
    """Read pictures without a model, each line in its place; it takes seconds for each.

    Raises:
        UnreadableSourceError: there is no text, or it cannot be trusted.
    """
    from orchestrator.tasks.extraction.ocr.transcript import pages_of
    from orchestrator.tasks.importing.names import with_whole_names
    from orchestrator.tasks.importing.pdf_rows import rows_of

    try:
        pages = pages_of(images)
    except UnreadableSourceError as error:
        raise UnreadableSourceError(error.message, reason=error.reason, hint=_WAY_OUT) from error
    widths = [max((line.right for line in page), default=0.0) for page in pages]
    rows = rows_of(pages, [1.06 * width for width in widths])
    return Sheet(tuple(with_whole_names(rows)))


def unchecked(document: Mapping[str, object], images: Sequence[Image]) -> str | list[str] | None:
    """Say what of a model's reading nothing confirms.

    Returns:
        All of it where no text recognition is installed, or it cannot read the pictures; else the
        texts that it read otherwise; None where it confirms them all.
    """
    if not ocr.is_installed():
        return BY_MODEL
    try:
        sheet = recognised_sheet(images)
    except UnreadableSourceError:
        return BY_MODEL
    return _unconfirmed(document, sheet) or None


def _unconfirmed(document: Mapping[str, object], sheet: Sheet) -> list[str]:
    source = SourceText(sheet)
    text = fold(sheet.text)
    words, digits = set(_WORD.findall(text)), "".join(_NUMBER.findall(text))
    found: list[str] = []
    for key, value in _texts(document):
        if key in _DATES:
            confirmed = value in source.all_dates
        else:
            confirmed = source.holds(value) or _is_confirmed(fold(value), words, digits)
        if not confirmed and value not in found:
            found.append(value)
    return found


def _is_confirmed(text: str, words: set[str], digits: str) -> bool:
    """Whether its numbers were recognised, and its words but for a letter here or there."""
    if any(number not in digits for number in _NUMBER.findall(text)):
        return False
    own = _WORD.findall(text)
    known = sum(word in words or _is_near(word, words) for word in own)
    return known >= _LEAST_FOUND * len(own)


def _is_near(word: str, words: set[str]) -> bool:
    return any(
        abs(len(other) - len(word)) <= 2 and SequenceMatcher(None, word, other).ratio() >= _ALIKE
        for other in words
    )


def _texts(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a document with the fields they stand in; what is only kept is left out."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, dict):
        for name, item in cast("dict[str, object]", value).items():
            if not name.startswith("x-") and name not in {"network", "url"}:
                yield from _texts(item, name)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _texts(item, key)
