"""Plain text and Markdown as rows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from orchestrator.tasks.importing.dates import is_only_dates
from orchestrator.tasks.importing.rows import Row, is_marked

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKDOWN = re.compile(
    r"^(?:#{1,6}[^\S\n]+\S|[^\S\n]*[-*+][^\S\n]+\*\*|\*\*[^*\n]+\*\*)|\]\(https?://", re.MULTILINE
)
_HEADING = re.compile(r"^\s{0,3}(#{1,6})\s+(.*)$")
_RULE = re.compile(r"^\s*(?:[-=_*~#]\s?){3,}\s*$")
_LINK = re.compile(
    r"!?\[([^\]\[\n]{0,300})\]\(\s{0,3}<?([^)\s>\[]{1,500})>?(?:\s{1,3}\"[^\"\n]{0,200}\")?\s{0,3}\)"
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^>\s]+|[\w.+-]+@[\w.-]+)>")
_EMPHASIS = re.compile(
    r"(\*\*\*|___|\*\*|__|(?<![\w*])\*(?=\S)|(?<=\S)\*(?![\w*])|(?<!\w)_(?=\S)|(?<=\S)_(?!\w)|`)"
)
_TABLE_RULE = re.compile(r"^\s*(?:\|\s*)?:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$")
_BREAK = re.compile(r"<br\s*/?>|\\$|(?<!\s)\s{2,}$")
_TAG = re.compile(
    r"</?(?:div|p|span|center|b|i|strong|em|sub|sup|h[1-6]|a|img|u|small|br)\b[^>]*>", re.IGNORECASE
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_MOST_CHARACTERS = 1_000_000
_LONGEST_LINE = 2_000
"""A longer one is cut: what is looked for in a line stands at its start."""

_CELLS = re.compile(r"\t+|(?<=\S) {3,}(?=\S)")


def rows_of(text: str) -> tuple[list[Row], list[tuple[str, str]]]:
    """Turn a text into rows, and the addresses behind its words."""
    text = text[:_MOST_CHARACTERS]  # more is refused, as too long for a CV
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n").expandtabs(8)
    links: list[tuple[str, str]] = []
    markdown = len(_MARKDOWN.findall(text)) >= 2
    if markdown:
        text = _COMMENT.sub("", _FRONT.sub("", text, count=1))
        links = [(m[1].strip(), m[2]) for m in _LINK.finditer(text) if not m[0].startswith("!")]
    rows: list[Row] = []
    gap, fenced = 9.0, False
    for line in _lines(text):
        if markdown and line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
            continue
        if not line.strip():
            gap += 1.0
            continue
        if _RULE.match(line) or _TABLE_RULE.match(line):
            if rows and gap == 0.0 and not rows[-1].item and len(rows[-1].text) < 60:
                rows[-1] = replace(rows[-1], level=rows[-1].level or 2)
            continue
        row = _markdown_row(line, gap) if markdown and not fenced else _text_row(line, gap)
        if row is not None:
            rows.append(row)
            gap = 0.0
    edge = max((row.right for row in rows), default=0.0)
    return [replace(row, edge=edge) for row in rows], links


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for start in range(0, max(1, len(line)), _LONGEST_LINE):
            yield line[start : start + _LONGEST_LINE]


def _text_row(line: str, gap: float) -> Row | None:
    left = float(len(line) - len(line.lstrip()))
    cells: list[str] = []
    lefts: list[float] = []
    at = 0
    for match in [*_CELLS.finditer(line), None]:
        end = match.start() if match else len(line)
        cell = line[at:end].strip()
        if cell:
            cells.append(cell)
            lefts.append(float(at + len(line[at:end]) - len(line[at:end].lstrip())))
        at = match.end() if match else end
    if not cells:
        return None
    if len(cells) > 1 and cells[0] in "•▪-*–o·":
        cells, lefts = [f"{cells[0]} {cells[1]}", *cells[2:]], lefts[:1] + lefts[2:]
    if len(cells) == 2 and is_only_dates(cells[0]):
        pass
    return Row(
        cells=tuple(cells),
        left=left,
        lefts=tuple(lefts),
        right=float(len(line.rstrip())),
        gap=gap,
        item=is_marked(cells[0]),
    )


def _markdown_row(line: str, gap: float) -> Row | None:
    heading = _HEADING.match(line)
    level = len(heading[1]) if heading else 0
    body = heading[2].rstrip().rstrip("#").rstrip() if heading else line
    left = float(len(body) - len(body.lstrip())) if not heading else 0.0
    body = _TAG.sub(
        " ", _LINK.sub(_linked, _AUTOLINK.sub(lambda m: m[1].removeprefix("mailto:"), body))
    )
    body = re.sub(r"^\s*>\s?", "", body)
    marked = re.match(r"^\s*(?:[-*+•]|\d{1,2}[.)])\s+(?=\S)", body)
    content = body[marked.end() :] if marked else body.strip()
    content = content.strip().removeprefix("[ ] ").removeprefix("[x] ")
    if not any(character.isalnum() for character in content):
        return None
    table = content.count("|") >= 2 and content.lstrip().startswith("|")
    raw = content.strip("| ").split("|") if table else _CELLS.split(content)
    bold_all = re.fullmatch(r"(\*\*|__)[^*_]+\1:?", content.strip()) is not None
    bold_start = re.match(r"(?:\*\*|__)([^*_]+?):?(?:\*\*|__)", content.strip())
    cells = [_EMPHASIS.sub("", cell).replace("\\", "").strip() for cell in raw]
    cells = [" ".join(cell.split()) for cell in cells if any(c.isalnum() for c in cell)]
    if not cells:
        return None
    return Row(
        cells=tuple(
            f"• {cell}" if marked and number == 0 else cell for number, cell in enumerate(cells)
        ),
        bold=bold_all and not marked,
        left=left + (2.0 if marked else 0.0),
        lefts=tuple(40.0 * number for number in range(len(cells))),
        right=float(len(line.rstrip())),
        gap=gap,
        level=level,
        item=marked is not None,
        bold_start=len(bold_start[1]) if bold_start and not bold_all else 0,
    )


def _linked(match: re.Match[str]) -> str:
    return "" if match[0].startswith("!") else match[1]
