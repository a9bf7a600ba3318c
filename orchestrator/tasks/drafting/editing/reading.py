"""From the text that a person has edited to its parts: headings, entries, lines with their ids."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.editing import marks
from orchestrator.tasks.drafting.editing.marks import COMMENT, ids_of, unescaped
from profiles.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HEADING = re.compile(r"\A(#{2,3})\s+(.*)\Z", re.DOTALL)
_BULLET = re.compile(r"\A\s*[-*+]\s+")
_MOST_SHOWN = 5
MOST_BYTES = 1 << 20
"""A draft is some kilobytes; what is so much larger is another file."""


class EditFaultError(InvalidInputError):
    """An edited text that is no draft any more.

    Attributes:
        faults: Each with its line's number.
    """

    def __init__(self, faults: Sequence[str]) -> None:
        more = f"; and {len(faults) - _MOST_SHOWN} more" if len(faults) > _MOST_SHOWN else ""
        super().__init__(f"the edited text cannot be read: {'; '.join(faults[:_MOST_SHOWN])}{more}")
        self.faults = tuple(faults)


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line or sentence.

    Attributes:
        ids: Of the comment behind it; None when there is none.
        is_bullet: It stands in a list.
        number: Where in the text, from 1.
    """

    text: str
    ids: list[str] | None
    is_bullet: bool
    number: int


@dataclass(slots=True)
class ReadBlock:
    """A heading and what stands under it.

    Attributes:
        level: 2 for a section or a letter's part, 3 for an entry.
        id: Of the comment behind the heading; None when there is none.
        paragraphs: Its lines, apart where a blank line parts them.
    """

    level: int
    heading: str
    id: str | None
    number: int
    paragraphs: list[list[ReadLine]] = field(default_factory=list[list[ReadLine]])

    @property
    def lines(self) -> list[ReadLine]:
        """All lines under it."""
        return [line for paragraph in self.paragraphs for line in paragraph]


def read_form(text: str) -> list[ReadBlock]:
    """Take an edited text apart; nothing for one that is empty but for comments.

    Raises:
        EditFaultError: a comment that does not end, or words before the first heading.
    """
    blocks: list[ReadBlock] = []
    for number, chunk, is_bullet, starts_paragraph in _chunks(_without_help(text)):
        heading = None if is_bullet else _HEADING.match(chunk)
        if heading:
            ids = [found for comment in COMMENT.findall(chunk) for found in ids_of(comment)]
            told = unescaped(COMMENT.sub("", heading[2]))
            blocks.append(ReadBlock(len(heading[1]), told, ids[0] if ids else None, number))
            continue
        if not blocks:
            raise EditFaultError([f"line {number}: words before the first heading"])
        paragraphs = blocks[-1].paragraphs
        if starts_paragraph or not paragraphs:
            paragraphs.append([])
        paragraphs[-1] += _lines(chunk, number, is_bullet=is_bullet)
    for block in blocks:
        block.paragraphs = [paragraph for paragraph in block.paragraphs if paragraph]
    return blocks


def _without_help(text: str) -> str:
    """Blank out the comments that hold no ids, such as the help at the top; line numbers stay.

    Raises:
        EditFaultError: a comment that does not end: what follows would be lost in it.
    """
    plain = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")

    def blanked(match: re.Match[str]) -> str:
        if "<!--" in match[1]:
            raise _endless(plain, match.start())
        return "\n" * match[0].count("\n") if "\n" in match[0] else match[0]

    found = COMMENT.sub(blanked, plain)
    open_at = COMMENT.sub(lambda match: "x" * len(match[0]), plain).find("<!--")
    if open_at >= 0:
        raise _endless(plain, open_at)
    return found


def _endless(text: str, at: int) -> EditFaultError:
    number = text.count("\n", 0, at) + 1
    return EditFaultError([f"line {number}: a comment begins with <!-- and does not end"])


def _chunks(text: str) -> Iterator[tuple[int, str, bool, bool]]:
    """Give headings, bullets and runs of prose, each with its lines joined.

    With each the number of its first line, whether it is a bullet, and whether it begins a
    paragraph.
    """
    begun: list[str] = []
    first, is_bullet, starts = 0, False, True
    blank_before = True
    for number, line in enumerate([*text.split("\n"), ""], 1):
        is_heading = line.startswith(("## ", "### "))
        new = not line.strip() or is_heading or bool(_BULLET.match(line))
        if new and begun:
            yield first, "\n".join(begun), is_bullet, starts
            begun = []
        if not line.strip():
            blank_before = True
            continue
        if not begun:
            bullet = _BULLET.match(line)
            first, is_bullet, starts = number, bullet is not None, blank_before
            begun = [line[bullet.end() :] if bullet else line]
        else:
            begun.append(line)
        blank_before = False
        if is_heading:
            yield first, line, False, True
            begun, blank_before = [], True


def _lines(chunk: str, number: int, *, is_bullet: bool) -> Iterator[ReadLine]:
    """Give the sentences of a chunk: each ends with its comment."""
    start = 0
    for comment in COMMENT.finditer(chunk):
        text = unescaped(chunk[start : comment.start()])
        at = number + chunk[:start].count("\n") + (chunk[start : start + 1] == "\n")
        start = comment.end()
        if text:
            yield ReadLine(text, ids_of(comment[1]) or None, is_bullet, at)
    rest = unescaped(chunk[start:])
    if rest:
        at = number + chunk[:start].count("\n") + (chunk[start : start + 1] == "\n")
        yield ReadLine(rest, None, is_bullet, at)


def letter_part(blocks: Sequence[ReadBlock], part: str) -> ReadBlock | None:
    """Return one part of a letter; None when it was removed."""
    return next((block for block in blocks if (block.id or block.heading.lower()) == part), None)


def single_text(block: ReadBlock | None) -> str:
    """Return what a part holds as one line."""
    return " ".join(line.text for line in block.lines) if block else ""


def unknown_parts(blocks: Sequence[ReadBlock]) -> Iterator[str]:
    """Say which headings of a letter are none of its parts."""
    for block in blocks:
        if (block.id or block.heading.lower()) not in marks.LETTER_PARTS:
            yield f"line {block.number}: a letter has no part {block.heading!r}"
