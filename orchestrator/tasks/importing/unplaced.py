"""Lines of the document that no value of the profile holds: kept, so that nothing is lost."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache, cached_property
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
_LETTERS = re.compile(r"\w+")
_LONGEST_WORD = 60
_LEAST = 3  # letters of a word that counts


def unplaced(rows: Sequence[Row], document: Mapping[str, object]) -> list[str]:
    """Return the pieces of lines that the document does not hold, in order."""
    held = _Held([_plain(text) for text in strings(document)])
    found: list[str] = []
    for row in rows:
        if row.level == 0 and all(section_of(cell) for cell in row.cells):
            continue
        if len(row.cells) == 1 and section_of(row.text):
            continue
        labelled = len(row.cells) == 2 and row.cells[0].rstrip().endswith(":")
        for cell in [" ".join(row.cells)] if labelled else row.cells:
            for piece in _PIECE.split(cell):
                text = unmarked(piece)
                if _is_left(text, held):
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


class _Held:
    """The folded texts of a document, by their words: a long CV has thousands of each."""

    def __init__(self, values: Sequence[str]) -> None:
        self.values = frozenset(values)
        self.whole = "\n".join(values)
        self.words = {word for value in values for word in value.split()}
        words = {value: _LETTERS.findall(value) for value in self.values if len(value) >= 2}
        counts = Counter(word for found in words.values() for word in set(found))
        self._by_rarest: dict[str, list[str]] = {}
        for value, found in words.items():
            if found:
                rarest = min(found, key=lambda word: counts[word])
                self._by_rarest.setdefault(rarest, []).append(value)

    def within(self, plain: str) -> list[str]:
        """The values that a text holds, the longest first."""
        words = set(_LETTERS.findall(plain))
        found = {v for word in words for v in self._by_rarest.get(word, ()) if v in plain}
        return sorted(found, key=lambda value: (-len(value), value))

    def has_end(self, word: str) -> bool:
        """Whether a word was joined to its other half: the end and the start of broken lines."""
        return word in self._ends

    @cached_property
    def _ends(self) -> set[str]:
        """What the words start and end with."""
        found = set(_LETTERS.findall(self.whole))
        for word in set(_WORD.findall(self.whole)):
            if len(word) <= _LONGEST_WORD:
                found |= {word[:n] for n in range(_LEAST, len(word))}
                found |= {word[n:] for n in range(1, len(word) - _LEAST + 1)}
        return found


def _is_left(piece: str, held: _Held) -> bool:
    for span in reversed(spans(piece)):
        piece = f"{piece[: span.at[0]]} {piece[span.at[1] :]}"
    piece = DURATION.sub(" ", piece)
    label, colon, rest = piece.partition(":")
    if colon and (section_of(label) or fold(label).strip() in _entry_labels()):
        piece = rest
    if section_of(piece):
        return False
    plain = _plain(piece)
    if not plain or plain in held.values or plain in held.whole:
        return False
    for value in held.within(plain):
        plain = _without(plain, value)
    rest = [word for word in _WORD.findall(plain) if len(word) >= _LEAST]
    skipped = _small_words()
    rest = [word for word in rest if word not in skipped]
    return any(word not in held.words and not held.has_end(word) for word in rest)


def _without(plain: str, value: str) -> str:
    """The text without a value where it stands as whole words."""
    at = plain.find(value)
    while at >= 0:
        end = at + len(value)
        if not plain[at - 1 : at].isalnum() and not plain[end : end + 1].isalnum():
            plain = f"{plain[:at]} {plain[end:]}"
        at = plain.find(value, at + 1)
    return plain


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s@.+#/&-]|(?<=\w)[.](?=\s|$)|_", " ", fold(text)).split())


@cache
def _entry_labels() -> frozenset[str]:
    lists = ("labels_employer", "labels_position", "labels_period", "labels_duties",
             "labels_place", "labels_country")  # fmt: skip
    return frozenset(entry for name in lists for entry in words(name))


@cache
def _small_words() -> frozenset[str]:
    lists = ("labels_email", "labels_phone", "labels_place", "labels_url", "labels_name", "at")
    further = ("scores", "courses", "employment")
    dates = ("present", "until", "since", "until_only", "seasons")
    entries = [entry for name in (*lists, *further) for entry in words(name)]
    entries += [entry for name in dates for entry in words(name, "dates")]
    return words("small") | {word for entry in entries for word in entry.split()}
