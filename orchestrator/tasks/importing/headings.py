"""Headings of a CV's sections, in many languages, and which lines are some."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.importing.dates import DURATION, is_only_dates, spans
from orchestrator.tasks.importing.resources import bare, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.importing.rows import Row

_LONGEST = 60
_MOST_WORDS = 7
_JOINT = re.compile(r"\s*(?:[&/|,+·•]|\s-\s|\s–\s)\s*")
_NUMBER = re.compile(r"^(?:[ivx]{1,4}|\d{1,2}|[a-h])[.)]\s+", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\([^()]*\)\s*$")
_LASTING = re.compile(rf"\s+[-–—]?\s*{DURATION.pattern}$", re.IGNORECASE)
_NOT_SECTIONS = ("joints", "modifiers")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the rows under it.

    Attributes:
        kind: "work", "education", ...; "header" for what stands before any heading, "unknown"
            under a heading of the person's own.
        heading: None for the header.
    """

    kind: str
    heading: Row | None
    rows: tuple[Row, ...]


@cache
def _headings() -> dict[str, str]:
    data = table("headings")
    found: dict[str, str] = {}
    for kind, names in data.items():
        if kind not in _NOT_SECTIONS:
            for name in names:
                found.setdefault(bare(name), kind)
    return found


@cache
def _small(name: str) -> frozenset[str]:
    return frozenset(map(fold, table("headings")[name]))


@lru_cache(maxsize=4096)
def section_of(text: str) -> str | None:
    """The kind of section that a short text is the heading of, None for any other text."""
    text = text.strip().strip("#*_=:").strip()
    if not 1 < len(text) <= _LONGEST or len(text.split()) > 14:
        return None
    if len(text) == 2 and text.isascii():
        return "title" if text.lower() == "cv" else None
    text = _LASTING.sub("", text) or text
    known = _headings()
    whole = known.get(bare(text))
    if whole:
        return whole
    text = _NUMBER.sub("", _ASIDE.sub("", text))
    if text.endswith((".", ",", ";", "!")) or any(character.isdigit() for character in text):
        return None
    label = fold_label(text)
    if bare(label) in known:
        return known[bare(label)]
    words = label.split()
    if len(words) > _MOST_WORDS:
        return None
    while words and words[0] in _small("modifiers"):
        words = words[1:]
    while words and words[-1] in _small("modifiers"):
        words = words[:-1]
    label = " ".join(words)
    if bare(label) in known:
        return known[bare(label)]
    kinds = kinds_of(label)
    return kinds[0] if len(kinds) > 1 else None


def kinds_of(text: str) -> tuple[str, ...]:
    """The kinds of sections that the parts of a heading name; none where one is not known."""
    parts = [part for piece in _JOINT.split(fold_label(text)) for part in _split(piece)]
    kinds = [_headings().get(bare(part)) for part in parts]
    return tuple(kind for kind in kinds if kind) if all(kinds) else ()


def _split(text: str) -> list[str]:
    words = text.split()
    for index, word in enumerate(words):
        if word in _small("joints") and 0 < index < len(words) - 1:
            return [" ".join(words[:index]), *_split(" ".join(words[index + 1 :]))]
    return [text]


def sections_of(rows: Sequence[Row]) -> list[Section]:
    """Part rows at their headings; a label with its values on one line is not a heading."""
    rows = _with_whole_headings(rows)
    marks = [_mark(row) for row in rows]
    beside = {"work", "education"} & {
        m for m, r in zip(marks, rows, strict=True) if len(r.cells) > 1
    }
    if not beside:  # no side headings: two cells are a row of a table
        marks = [m if len(r.cells) == 1 else None for m, r in zip(marks, rows, strict=True)]
    strong = [i for i, kind in enumerate(marks) if kind]
    style = _style([rows[i] for i in strong])
    found: list[Section] = []
    kind, heading = "header", None
    body: list[Row] = []
    for index, row in enumerate(rows):
        own = marks[index]
        if own and _is_lower(row, style, kind) and not _is_peer(row, heading):
            own = None
        if own is None and _is_own_heading(rows, index, style):
            own = "unknown"
        if own is None:
            if (
                row.starts_column
                and index
                and kind != "header"
                and _starts_anew(rows, index, marks)
            ):
                found.append(Section(kind, heading, tuple(body)))
                kind, heading, body = "header", None, []
            body.append(row)
            continue
        found.append(Section(kind, heading, tuple(body)))
        kind, heading, body = own, row, []
        if len(row.cells) > 1:  # a side heading: what it names stands beside it
            rest = _beside(row)
            if rest is not None:
                body.append(rest)
    found.append(Section(kind, heading, tuple(body)))
    return [section for section in found if section.rows or section.heading is not None]


def _with_whole_headings(rows: Sequence[Row]) -> list[Row]:
    """Join headings that a narrow column broke: "ACADEMIC" above "BACKGROUND"."""
    found: list[Row] = []
    for row in rows:
        last = found[-1] if found else None
        if last is not None and _is_rest_of_heading(last, row):
            found[-1] = replace(last, cells=(f"{last.text} {row.text}",))
        else:
            found.append(row)
    return found


def _is_rest_of_heading(last: Row, row: Row) -> bool:
    plain = len(last.cells) == len(row.cells) == 1 and not last.item and not row.item
    stands_out = last.bold or last.size > 1 or last.text.isupper()
    if not plain or not stands_out or _look(last) != _look(row) or row.gap > 1:
        return False
    broken = section_of(last.text) is None or section_of(row.text) is None
    return broken and section_of(f"{last.text} {row.text}") is not None


def _mark(row: Row) -> str | None:
    if row.item:
        return None
    if len(row.cells) == 1:
        return section_of(row.text)
    kind = section_of(row.cells[0])
    # "Skills   Python, Java" beside each other; two headings side by side are none.
    return kind if kind and not section_of(row.cells[1]) and kind != "title" else None


def _beside(row: Row) -> Row | None:
    return replace(
        row,
        cells=row.cells[1:],
        left=row.lefts[1] if len(row.lefts) > 1 else row.left,
        lefts=row.lefts[1:],
        bold=False,
        bold_start=0,
        gap=0.0,
        size=1.0,
        level=0,
    )


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    bold: bool
    upper: bool
    level: int
    count: int


def _look(row: Row) -> tuple[float, bool, bool, int]:
    return row.size, row.bold, row.cells[0].isupper(), row.level


def _style(rows: Sequence[Row]) -> _Style | None:
    """The look of the headings that matter most."""
    main = [r for r in rows if section_of(r.cells[0]) in {"work", "education", "projects"}] or rows
    if not main:
        return None
    first = max(main, key=lambda row: (bool(row.level), row.size, row.bold, row.cells[0].isupper()))
    like = [row for row in rows if _is_like(row, _Style(*_look(first), 0))]
    return _Style(*_look(first), len(like))


def _is_like(row: Row, style: _Style) -> bool:
    return (
        abs(row.size - style.size) < 0.08
        and row.bold == style.bold
        and row.level == style.level
        and (not style.upper or row.cells[0].isupper())
    )


def _is_lower(row: Row, style: _Style | None, kind: str) -> bool:
    """Whether a line that reads like a heading stands below the others: a group of skills."""
    if style is None or style.count < 2:
        return False
    if style.level and row.level:
        return row.level > style.level
    if style.level and not row.level:
        return not (row.bold and kind == "header")
    if kind not in {"skills", "work", "education", "projects", "volunteer"}:
        return False
    if style.size > 1.15 and row.size < style.size - 0.12:
        return True
    if style.upper and not row.cells[0].isupper() and row.size <= style.size + 0.05:
        return True
    return style.bold and not row.bold


def _is_peer(row: Row, heading: Row | None) -> bool:
    """Whether a line looks just like the heading it stands under: that of a sidebar is smaller."""
    return heading is not None and not row.level and _look(row) == _look(heading)


def _is_own_heading(rows: Sequence[Row], index: int, style: _Style | None) -> bool:
    """Whether a line looks just like the headings that are known, and can be one."""
    row = rows[index]
    if style is None or style.count < 2 or len(row.cells) > 1 or row.item:
        return False
    if row.starts_column:  # the person's name over the main column
        return False
    text = row.text
    if not _is_like(row, style) or len(text.split()) > 5 or len(text) > 40 or spans(text):
        return False
    if style.level:
        return True
    if style.size < 1.12 or row.gap < 0.3 or not any(c.isalpha() for c in text) or "@" in text:
        return False
    after = rows[index + 1 : index + 3]
    if any(spans(other.text) for other in after[:1]):
        return False
    if any(is_only_dates(other.text) for other in after):
        return False  # an employer, and below it the title and the dates
    likes = sum(_is_like(other, style) for other in rows)
    return index > 2 and likes <= 2 * style.count


def _starts_anew(rows: Sequence[Row], index: int, marks: Sequence[str | None]) -> bool:
    """Whether a column that starts without a heading has one of its own further down."""
    for later in range(index, len(rows)):
        if later > index and rows[later].starts_column:
            return False
        if marks[later]:
            return later - index <= 8 and not rows[index].item
    return False
