"""Lines of the document that no value of the profile holds: kept, so that nothing is lost."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.importing.dates import DURATION, spans
from orchestrator.tasks.importing.headings import section_of
from orchestrator.tasks.importing.resources import words
from orchestrator.tasks.importing.rows import unmarked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from orchestrator.tasks.importing.rows import Row

_WORD = re.compile(r"[^\W_]+(?:[.'’/&+#-]+[^\W_]+)*[+#]*")
_PIECE = re.compile(r"\t+|\s{3,}|\s+[|•·●▪]\s+")
_LEAST = 3  # letters of a word that counts


def unplaced(rows: Sequence[Row], document: Mapping[str, object]) -> list[str]:
    """Return the pieces of lines that the document does not hold, in order."""
    values = [_plain(text) for text in strings(document)]
    whole = "\n".join(values)
    ordered = sorted(set(values), key=len, reverse=True)
    known = {word for value in values for word in value.split()}
    found: list[str] = []
    for row in rows:
        if row.level == 0 and all(section_of(cell) for cell in row.cells):
            continue
        if len(row.cells) == 1 and section_of(row.text):
            continue
        for cell in row.cells:
            for piece in _PIECE.split(cell):
                text = unmarked(piece)
                if _is_left(text, whole, ordered, known):
                    found.append(text)
    return found


def strings(value: object) -> Iterator[str]:
    """All texts in a document."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in cast("dict[str, object]", value).values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            yield from strings(item)


def _is_left(piece: str, whole: str, ordered: Sequence[str], known: set[str]) -> bool:
    for span in reversed(spans(piece)):
        piece = f"{piece[: span.at[0]]} {piece[span.at[1] :]}"
    piece = DURATION.sub(" ", piece)
    label, colon, rest = piece.partition(":")
    if colon and (section_of(label) or fold(label).strip() in _entry_labels()):
        piece = rest
    if section_of(piece):
        return False
    plain = _plain(piece)
    if not plain or plain in whole:
        return False
    for value in ordered:
        if len(value) >= 2 and value in plain:
            plain = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", " ", plain)
    rest = [word for word in _WORD.findall(plain) if len(word) >= _LEAST]
    skipped = _small_words()
    rest = [word for word in rest if word not in skipped]
    return any(word not in known and not _is_within(word, whole) for word in rest)


def _is_within(word: str, whole: str) -> bool:
    """Whether a word was joined to its other half: the end and the start of broken lines."""
    return re.search(rf"(?:^|\W){re.escape(word)}|{re.escape(word)}(?:\W|$)", whole) is not None


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s@.+#/&-]|(?<=\w)[.](?=\s|$)|_", " ", fold(text)).split())


@cache
def _entry_labels() -> frozenset[str]:
    lists = ("labels_employer", "labels_position", "labels_period", "labels_duties")
    return frozenset(entry for name in lists for entry in words(name))


@cache
def _small_words() -> frozenset[str]:
    lists = ("labels_email", "labels_phone", "labels_place", "labels_url", "labels_name", "at")
    further = ("scores", "courses", "employment")
    dates = ("present", "until", "since", "until_only", "seasons")
    entries = [entry for name in (*lists, *further) for entry in words(name)]
    entries += [entry for name in dates for entry in words(name, "dates")]
    return words("small") | {word for entry in entries for word in entry.split()}
