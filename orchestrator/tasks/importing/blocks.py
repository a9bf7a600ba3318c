"""Lists set as blocks: a name, perhaps a level, and below it what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.importing.resources import words
from orchestrator.tasks.importing.rows import unmarked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.importing.rows import Row

_MOST_NAME_WORDS = 5
_LONGEST_VALUE_WORDS = 8
_LARGER = 1.04
_INDENT = 0.8
_SAME_EDGE = 0.5


@dataclass(slots=True)
class Block:
    """A group of a list.

    Attributes:
        name: As it is written.
        level: How well all of it is known; None where that is not told.
        rows: What stands below.
    """

    name: str
    level: str | None = None
    rows: list[Row] = field(default_factory=list["Row"])


def is_level(text: str) -> bool:
    """Whether a text says how well something is known, and nothing else."""
    return fold(text).strip(" .()") in _levels()


@cache
def _levels() -> frozenset[str]:
    return words("skill_levels", "languages") | words("levels", "languages")


def one_below_the_other(rows: Sequence[Row]) -> list[Row]:
    """Rows in which blocks stand side by side, as if each stood below the one before."""
    found: list[Row] = []
    at = 0
    while at < len(rows):
        end = _end_of_band(rows, at)
        found += _by_column(rows[at:end]) if end - at > 1 else [rows[at]]
        at = max(end, at + 1)
    return found


def _end_of_band(rows: Sequence[Row], at: int) -> int:
    """Behind the last row below a row of names; `at` where it is none."""
    head = rows[at]
    if not 1 < len(head.cells) == len(head.lefts) or at + 1 >= len(rows):
        return at
    if not _are_names(head.cells):
        return at
    end = at + 1
    while end < len(rows) and _stands_below(rows[end], head):
        end += 1
    second = head.lefts[1] - _SAME_EDGE
    beside = any(left >= second for row in rows[at + 1 : end] for left in row.lefts)
    return end if beside else at


def _are_names(cells: Sequence[str]) -> bool:
    return all(
        len(cell.split()) <= _MOST_NAME_WORDS and not any(mark in cell for mark in ",:;|·")
        and not is_level(cell)
        for cell in cells
    )  # fmt: skip


def _stands_below(row: Row, head: Row) -> bool:
    """Whether a row belongs to the name or names in another."""
    return _is_plainer(row, head) or all(map(is_level, row.cells))


def _is_plainer(row: Row, head: Row) -> bool:
    """Whether a row is set as what belongs to another: lighter, smaller or further in."""
    lighter = head.bold and not row.bold
    smaller = head.size > row.size * _LARGER
    same = row.bold == head.bold and abs(head.size - row.size) < 0.04
    return lighter or smaller or (same and row.left > head.left + _INDENT)


def _by_column(rows: Sequence[Row]) -> Iterator[Row]:
    edges = rows[0].lefts
    for number, edge in enumerate(edges):
        until = edges[number + 1] if number + 1 < len(edges) else float("inf")
        for row in rows:
            placed = len(row.lefts) == len(row.cells)
            lefts = row.lefts if placed else (row.left,) * len(row.cells)
            own = [
                (cell, left)
                for cell, left in zip(row.cells, lefts, strict=True)
                if (number == 0 or left >= edge - _SAME_EDGE) and left < until - _SAME_EDGE
            ]
            if own:
                cells, places = zip(*own, strict=True)
                yield replace(row, cells=cells, lefts=places, left=places[0] - edge)


def blocks_of(rows: Sequence[Row]) -> list[Block] | None:
    """Part a list into blocks; None where it is not set so."""
    rows = one_below_the_other(rows)
    if not rows:
        return None
    head = rows[0]
    blocks: list[Block] = []
    for row in rows:
        if _heads(row, head):
            levels = [cell for cell in row.cells[1:] if is_level(cell)]
            if len(row.cells) > 1 + len(levels):
                return None
            blocks.append(Block(unmarked(row.cells[0]).strip(" :"), next(iter(levels), None)))
        elif blocks and _stands_below(row, head):
            _add(blocks[-1], row)
        else:
            return None
    whole = all(block.rows or block.level for block in blocks)
    plain = all(
        len(cell.split()) <= _LONGEST_VALUE_WORDS or "," in cell
        for block in blocks
        for row in block.rows
        for cell in row.cells
    )
    told = len(blocks) > 1 or any(block.level for block in blocks)
    return blocks if whole and plain and told else None


def _heads(row: Row, first: Row) -> bool:
    alike = (
        row.bold == first.bold
        and abs(row.size - first.size) < 0.04
        and abs(row.left - first.left) < _SAME_EDGE
    )
    return alike and not row.item and _are_names(row.cells[:1])


def _add(block: Block, row: Row) -> None:
    if block.level is None and not block.rows and len(row.cells) == 1 and is_level(row.text):
        block.level = row.text.strip()
    else:
        block.rows.append(row)
