"""Rows of a section before it is parted into entries: broken ones joined, labels taken away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from orchestrator.documents.layout import joined
from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.importing.body import has_no_room
from orchestrator.tasks.importing.dates import DURATION, is_only_dates, spans
from orchestrator.tasks.importing.parts import is_place
from orchestrator.tasks.importing.resources import words
from orchestrator.tasks.importing.rows import is_marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orchestrator.tasks.importing.rows import Row

_INDENT = 0.8
_FAR = 1.2
_LONGEST_HEADER = 110
_LONGEST_REST = 20
_LONG_CELL = 100
_NARROW = 26  # sizes of the type: a column beside another
_MIDWAY = (" in", " of", " and", " for", " at", " the", " im", " der", " und", " en", " de", " et")
_ITEM_MARKS = "•▪◦●"


def with_whole_dates(rows: Iterable[Row]) -> list[Row]:
    """Join dates that were broken over two rows: "03/2019 –" above "heute"."""
    found: list[Row] = []
    for row in rows:
        last = found[-1] if found else None
        if last is not None and _is_rest_of_dates(last, row):
            whole = f"{last.cells[0].rstrip()} {row.cells[0]}"
            found[-1] = replace(last, cells=(whole, *last.cells[1:]))
            if len(row.cells) > 1:
                found.append(_behind_first(row, item=is_marked(row.cells[1])))
        else:
            found.append(row)
    return found


def mended(rows: Sequence[Row]) -> list[Row]:
    """Rows with broken headers joined, with items of a list apart, without labels of places."""
    found: list[Row] = []
    for row in map(_as_place, map(_without_duration, rows)):
        last = found[-1] if found else None
        if last is not None and _is_rest(last, row):
            found[-1] = replace(last, cells=(joined(last.cells[0], row.text),), right=row.right)
        elif _has_item_beside(row):
            found.append(replace(row, cells=row.cells[:1], lefts=row.lefts[:1]))
            item = row.cells[1][:1] in _ITEM_MARKS
            found.append(replace(_behind_first(row, item=item), gap=0.0, bold=False))
        else:
            found.append(row)
    return found


def _is_rest_of_dates(last: Row, row: Row) -> bool:
    """Whether a row starts with what its column had no room for in the row above."""
    cell = last.cells[0]
    ends = cell.rstrip()[-1:] in "-–—" or not is_only_dates(cell)
    # Dates at the left may end at one edge; what they date starts at one.
    near = abs(_behind_dates(last) - _behind_dates(row)) < _INDENT
    alone = len(row.cells) == 1 < len(last.cells) and abs(row.left - last.left) < _INDENT
    near = (near or alone) and row.gap < _FAR
    return (
        not row.item
        and ends
        and near
        and len(row.cells[0]) < _LONGEST_REST
        and bool(spans(cell))
        and is_only_dates(f"{cell.rstrip()} {row.cells[0]}")
    )


def _has_item_beside(row: Row) -> bool:
    """Whether a label and the first item of a list, or a long text, share a row."""
    if len(row.cells) != 2 or is_only_dates(row.cells[0]):
        return False
    return row.cells[1][:1] in _ITEM_MARKS or len(row.cells[1]) > _LONG_CELL


def _behind_first(row: Row, *, item: bool) -> Row:
    """The row without its first cell."""
    left = row.lefts[1] if len(row.lefts) > 1 else row.left
    return replace(row, cells=row.cells[1:], lefts=row.lefts[1:], left=left, item=item)


def _behind_dates(row: Row) -> float:
    """Where the second cell of a row starts, or the row where it has one cell."""
    return row.lefts[1] if len(row.lefts) > 1 else row.left


def _without_duration(row: Row) -> Row:
    """The row without a cell that only says how long it was: "4 years 6 months"."""
    if len(row.cells) < 2 or not DURATION.fullmatch(row.cells[0].strip()):
        return row
    return replace(
        row, cells=row.cells[1:], lefts=row.lefts[1:], left=(row.lefts[1:] or (row.left,))[0]
    )


def _as_place(row: Row) -> Row:
    """The row without labels, where it is a place alone: "City: Poznań | Country: Poland"."""
    labelled = [piece.partition(":") for piece in row.text.split("|")]
    known = words("labels_place") | words("labels_country")
    if row.item or not all(value.strip() and fold(label).strip() in known
                           for label, _, value in labelled):  # fmt: skip
        return row
    return replace(row, cells=(", ".join(value.strip() for _, _, value in labelled),))


def _is_last_word(row: Row) -> bool:
    """Whether a row of a narrow column is one word, as the end of a name that had no room."""
    return len(row.text.split()) == 1 and 0 < row.edge < _NARROW and not is_place(row.text)


def _is_rest(last: Row, row: Row) -> bool:
    """Whether a row is the rest of a header's line that was broken to fit."""
    if len(last.cells) > 1 or len(row.cells) > 1 or last.item or row.item or row.level:
        return False
    if row.bold != last.bold or abs(row.left - last.left) > _INDENT or row.gap > last.gap + 0.5:
        return False
    if spans(last.text) or spans(row.text) or len(last.text) > _LONGEST_HEADER:
        return False
    cut = row.text[:1].islower() or last.text.endswith((",", "&", " –", " -"))
    cut = cut or last.text.lower().endswith(_MIDWAY) or _is_last_word(row)
    return cut and has_no_room(last, row) and not last.text.endswith((".", ":"))
