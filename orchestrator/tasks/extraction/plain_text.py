"""Plain or Markdown text as the same blocks that a page gives."""

from __future__ import annotations

import re

from orchestrator.tasks.extraction.blocks import CELL_JOINT, Block, one_line
from orchestrator.tasks.extraction.patterns import regex

_HEADING = regex(r"^(#{1,6})\s+(\S.*?)\s*#*$")
_ITEM = regex(
    r"^\s*(?:\*+(?=\s)|\*(?!\*|[^*\s][^*]*\*)|[-•·●◦▪■□‣⁃○➢➤►▶✓✔✅☑★→»]|–(?=\s)|o(?=\s\s?[A-Z])|\(?\d{1,2}[.)](?=\s)|\?(?=\s))\s*(\S.*)$"
)
_STRONG = regex(r"^\*\*(?P<inner>[^*]+)\*\*:?$|^__(?P<inner2>[^_]+)__:?$")
_UNDERLINE = regex(r"^\s*(?:={3,}|-{3,}|\*{3,}|_{3,})\s*$")
_LINK = regex(r"!?\[([^\[\]\n]{0,300})\]\((?:[^()\s]{1,2000})\)")
_EMPHASIS = regex(
    r"\*\*([^*\n]{1,500})\*\*|(?<!\w)__([^_\n]{1,500})__(?!\w)|(?<![\w*])\*([^*\s][^*\n]{0,300})\*(?![\w*])"
)
_TABLE_RULE = regex(r"^[\s|:+-]{3,}$")
_QUOTED = regex(r"^[ \t]?(?:>[ \t]?){1,8}", re.MULTILINE)
_LEAST_QUOTED = 3
_WRAPPED_FROM = 55
_MOST_LINES = 200_000


def text_blocks(text: str) -> list[Block]:
    """Read lines as headings, list items, table rows and text; wrapped lines become one."""
    blocks: list[Block] = []
    room_before = True
    length_before = 0
    text = _without_quoting(text)
    for line in (
        text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")[:_MOST_LINES]
    ):
        if not line.strip():
            room_before = True
            continue
        if _UNDERLINE.match(line):
            if (
                blocks
                and not room_before
                and line.lstrip()[0] in "=-"
                and blocks[-1].kind == "text"
            ):
                blocks[-1] = _heading(blocks[-1].text, 1 if "=" in line else 2)
            room_before = True
            continue
        block = _block(line)
        if block is None:
            continue
        previous = blocks[-1] if blocks else None
        if previous and not room_before and _continues(previous, block, line, length_before):
            joined = f"{previous.text} {block.text}"
            blocks[-1] = Block(previous.kind, joined, previous.level)
        else:
            blocks.append(block)
        length_before = len(line.strip())
        room_before = False
    return blocks


def _without_quoting(text: str) -> str:
    """A mail without the ">" before the lines of another one."""
    if text.count("\n>") < _LEAST_QUOTED:
        return text
    return _QUOTED.sub("", text)


def _block(line: str) -> Block | None:
    heading = _HEADING.match(line)
    if heading:
        text = _plain(heading[2])
        return _heading(text, len(heading[1])) if text else None
    strong = _STRONG.match(line.strip())
    if strong:
        return Block("text", one_line(strong["inner"] or strong["inner2"]), strong=True)
    if line.strip().startswith("|") and line.count("|") > 1:
        if _TABLE_RULE.match(line):
            return None
        cells = tuple(cell for cell in map(_plain, line.strip().strip("|").split("|")) if cell)
        if len(cells) > 1:
            return Block("row", CELL_JOINT.join(cells), cells=cells)
    item = _ITEM.match(line)
    if item:
        text = _plain(item[1])
        return Block("item", text) if text else None
    if "\t" in line.strip():
        cells = tuple(cell for cell in map(_plain, line.split("\t")) if cell)
        if len(cells) > 1:
            return Block("row", CELL_JOINT.join(cells), cells=cells)
    text = _plain(line)
    return Block("text", text) if text else None


def _heading(text: str, level: int) -> Block:
    return Block("heading", text, level=level)


def _plain(text: str) -> str:
    text = _LINK.sub(r"\1", text) if "](" in text else text
    if "*" in text or "__" in text:
        text = _EMPHASIS.sub(lambda m: m[1] or m[2] or m[3], text)
    return one_line(text)


def _continues(previous: Block, block: Block, line: str, length_before: int) -> bool:
    # A printed page breaks its lines in mid-sentence: the next one starts in lower case.
    if block.kind != "text" or block.strong or previous.kind not in ("text", "item"):
        return False
    if previous.strong or length_before < _WRAPPED_FROM or previous.text[-1] in ".:;!?":
        return False
    return line.strip()[0].islower()
