"""Label and value: "Location: Tampa, FL", table rows, a label line with its value below."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.blocks import CELL_JOINT
from orchestrator.tasks.extraction.folding import fold_label, fold_labels
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.remembering import remembered
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.extraction.blocks import Block

_LONGEST_LABEL = 48
_LONGEST_VALUE = 400
_MOST_ITEMS = 4
_SHORT_ITEM = 40
_SPLIT = regex(r"\s*[:：]\s*|\t|\s+[-–—=]\s+")
_PARTS = regex(r"\s+[|•·]\s+|\s*\|\s*")
_BRACKETED = regex(r"[【［\[]([^】］\]]{2,24})[】］\]]\s*(\S.*)")
_SPLIT_MARK = regex(r"[:：\t–—=-]")
_GLUED = regex(r"[A-Z0-9](?<=[a-z].)")
_ASIDE = regex(r"\s*\([^)]*\)\s*$")
_NUMBERED = regex(r"^\s*\(?\d{1,2}[.)]\s*")
_SENTENCE_END = regex(r"(?<=[.;!?])\s+")


@dataclass(frozen=True, slots=True)
class Pair:
    """One labelled value; `index` is the block that holds the label."""

    field: str
    label: str
    value: str
    index: int


@remembered(4096)
def label_field(text: str) -> str | None:
    """The field that a label names, None for words that are no label."""
    if len(text) > _LONGEST_LABEL:
        return None
    known = words().labels
    found = known.get(fold_label(text)) or known.get(fold_label(_NUMBERED.sub("", text)))
    if found or ":" in text:
        return found
    return known.get(fold_label(_ASIDE.sub("", text))) if ")" in text else None


def pairs_of(blocks: Sequence[Block]) -> list[Pair]:
    """Every labelled value of the blocks, in their order."""
    pairs: list[Pair] = []
    for index, block in enumerate(blocks):
        if block.kind == "control" or len(block.text) > _LONGEST_VALUE * 3:
            continue
        if block.cells:
            pairs.extend(_of_cells(blocks, index))
        else:
            pairs.extend(_of_line(blocks, index))
    return pairs


def _of_cells(blocks: Sequence[Block], index: int) -> Iterator[Pair]:
    cells = blocks[index].cells
    fields = [label_field(cell) for cell in cells]
    named = [field for field in fields if field]
    below = blocks[index + 1].cells if index + 1 < len(blocks) else ()
    if len(named) == len(cells) == len(below) and not any(map(label_field, below)):
        for field, label, value in zip(named, cells, below, strict=True):
            yield Pair(field, label, value, index)
        return
    position = 0
    while position < len(cells):
        field = fields[position]
        if field and position + 1 < len(cells) and not fields[position + 1]:
            yield Pair(field, cells[position], cells[position + 1][:_LONGEST_VALUE], index)
            position += 2
            continue
        yield from _inside(cells[position], index)
        position += 1


def _of_line(blocks: Sequence[Block], index: int) -> Iterator[Pair]:
    text = blocks[index].text
    field = label_field(text)
    if field:
        value = _next_value(blocks, index, field)
        if value:
            yield Pair(field, text, value, index)
        return
    labelled = list(_of_pieces(blocks[index], index)) if blocks[index].pieces else ()
    yield from labelled
    has_parts = len(text) <= _LONGEST_VALUE and ("|" in text or "•" in text or "·" in text)
    parts = _PARTS.split(text) if has_parts else [text]
    for part in parts if not labelled else ():
        yield from _inside(part, index)
        for sentence in _SENTENCE_END.split(part)[1:] if ":" in part else ():
            if ":" in sentence[:_LONGEST_LABEL]:
                yield from _inside(sentence, index)


def _of_pieces(block: Block, index: int) -> Iterator[Pair]:
    """Labels and values side by side in one line: "ID: 12 Posted: 9.10.2026 Place: Brno"."""
    pieces = block.pieces
    if len(pieces) == 2 and not (label_field(pieces[1]) or pieces[0].endswith(":")):
        field = label_field(pieces[0])
        if field:
            yield Pair(field, pieces[0], pieces[1][:_LONGEST_VALUE], index)
    for position, piece in enumerate(pieces[:-1]):
        if not piece.endswith(":") or pieces[position + 1].endswith(":"):
            continue
        ends = (" ".join(piece.split()[-size:]) for size in range(4, 0, -1))
        label = next((end for end in ends if label_field(end)), None)
        field = label_field(label) if label else None
        if label and field:
            yield Pair(field, label, pieces[position + 1][:_LONGEST_VALUE], index)


def _inside(text: str, index: int) -> Iterator[Pair]:
    """A label and its value in one piece of text, with a colon or only a blank between."""
    bracketed = _BRACKETED.match(text)
    field = label_field(bracketed[1]) if bracketed else None
    if bracketed and field:
        yield Pair(field, bracketed[1], bracketed[2][:_LONGEST_VALUE], index)
        return
    head = text[: _LONGEST_LABEL + 4]
    for match in _SPLIT.finditer(head) if _SPLIT_MARK.search(head) else ():
        label, value = text[: match.start()], text[match.end() :]
        field = label_field(label)
        if field and value:
            yield Pair(field, label, _unlabelled(value)[:_LONGEST_VALUE], index)
            return
    if len(text) > 90 or text.endswith(":"):
        return
    parts = (_GLUED.sub(lambda it: f" {it[0]}", text) if ":" not in text else text).split()
    first = fold_label(parts[0]) if parts else ""
    if first and first not in _first_words():
        return
    for size in range(min(4, len(parts) - 1), 1, -1):  # one word before a blank is no label
        field = words().labels.get(fold_label(" ".join(parts[:size])))
        if field and field != "title":
            label = " ".join(parts[:size])
            yield Pair(field, label, " ".join(parts[size:]), index)
            return
    if len(parts) > 1 and len(parts) <= 8:
        field = words().labels.get(first)
        if field and field != "title" and text[len(parts[0]) :][:1] not in ("", " "):
            yield Pair(field, parts[0], " ".join(parts[1:]), index)  # "Stundenlohn15 €"
            return
        if field == "location" and looks_like_place(" ".join(parts[1:])):
            yield Pair(field, parts[0], " ".join(parts[1:]), index)


@cache
def _first_words() -> frozenset[str]:
    return frozenset(fold_labels({label.partition(" ")[0] for label in words().labels}))


def _unlabelled(value: str) -> str:
    # "Salary Range: Base salary: $100,000": the inner label is not the value.
    head, colon, rest = value.partition(":")
    return rest.strip() if colon and rest.strip() and label_field(head) else value


def _next_value(blocks: Sequence[Block], index: int, field: str) -> str | None:
    label = blocks[index]
    if field == "company" and _opens_part(blocks[index + 1 : index + 3], label):
        return None
    for block in blocks[index + 1 : index + 3]:
        if block.kind == "control":
            continue
        if label_field(block.text) or len(block.text) > _LONGEST_VALUE or block.text.endswith(":"):
            if block.text == label.text:
                continue  # a label that is repeated for screen readers
            return None
        if any(_inside(block.text, index)):
            return None
        # Beside an employer's name stands what it does; of other facts all pieces count.
        if field == "company" and block.pieces:
            return block.pieces[0]
        return _of_items(blocks, index) or block.text
    return None


def _opens_part(behind: Sequence[Block], label: Block) -> bool:
    """Whether a heading below that of a label opens a text of its own: "Organization", "Team"."""
    levels = [block.level for block in (label, *behind) if block.kind == "heading"]
    is_below = len(levels) == 2 and levels[0] < levels[1] and behind[0].kind == "heading"
    return is_below and len(behind) == 2 and len(behind[1].text) > _LONGEST_LABEL


def _of_items(blocks: Sequence[Block], index: int) -> str | None:
    """The short items under a label that is no item: "Contract" over "Permanent", "Full time"."""
    if blocks[index].kind == "item":
        return None
    items: list[str] = []
    for block in blocks[index + 1 : index + 2 + _MOST_ITEMS]:
        if block.kind != "item":
            break
        if len(block.text) > _SHORT_ITEM or label_field(block.text):
            return None
        items.append(block.text)
    return CELL_JOINT.join(items) if 1 < len(items) <= _MOST_ITEMS else None
