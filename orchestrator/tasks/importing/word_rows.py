"""A Word file as rows: paragraphs with their styles, tables, text boxes, headers, links."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from orchestrator.documents.word_files import W, WordFile
from orchestrator.tasks.importing.dates import is_only_dates
from orchestrator.tasks.importing.headings import section_of
from orchestrator.tasks.importing.rows import Row, is_marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from xml.etree.ElementTree import Element

_HEADING = re.compile(
    r"heading|berschrift|^titre\s?\d|^t[ií]tulo\s?\d|^titolo\s?\d|^kop\s?\d|rubrik|nag[lł]",
    re.IGNORECASE,
)
_TITLE = frozenset({"title", "titel", "titre", "titulo", "título", "titolo", "name"})
_DEEPEST = 60
_MOST_ROWS = 5_000  # more than are let in
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TWIPS_PER_CHARACTER = 110.0
_LAYOUT_CELL = 4  # paragraphs: a cell with as many is a column, not a value


@dataclass(slots=True)
class _Paragraph:
    row: Row
    points: float


def rows_of(file: WordFile) -> tuple[list[Row], list[tuple[str, str]]]:
    """Turn a Word file into rows, and the addresses behind its words."""
    reader = _Reader(file)
    found: list[_Paragraph] = []
    for part in file.parts():
        for paragraph in reader.blocks(part, 0):
            found.append(paragraph)
            if len(found) >= _MOST_ROWS:
                break
    sizes = Counter[float]()
    for paragraph in found:
        sizes[paragraph.points] += len(paragraph.row.text)
    body = sizes.most_common(1)[0][0] if sizes else 11.0
    rows = [replace(p.row, size=round(p.points / body, 2)) for p in found]
    return rows, reader.links


class _Reader:
    def __init__(self, file: WordFile) -> None:
        self._styles = file.styles()
        self._targets = file.link_targets()
        self.links: list[tuple[str, str]] = []
        self._blank = 9.0

    def blocks(self, parent: Element, depth: int) -> Iterator[_Paragraph]:
        if depth > _DEEPEST:
            return
        for element in parent:
            if element.tag == f"{W}p":
                yield from self._paragraph(element, depth)
            elif element.tag == f"{W}tbl":
                yield from self._table(element, depth)
            elif element.tag in (
                f"{W}sdt",
                f"{W}sdtContent",
                f"{W}ins",
                f"{W}body",
                f"{W}customXml",
            ):
                yield from self.blocks(element, depth + 1)

    def _table(self, table: Element, depth: int) -> Iterator[_Paragraph]:
        for row in table.findall(f"{W}tr"):
            cells = [list(self.blocks(cell, depth + 1)) for cell in row.findall(f"{W}tc")]
            cells = [cell for cell in cells if cell]
            yield from self._table_row(cells)

    def _table_row(self, cells: list[list[_Paragraph]]) -> Iterator[_Paragraph]:
        if len(cells) < 2 or _are_columns(cells):
            for number, cell in enumerate(cells):
                for index, paragraph in enumerate(cell):
                    starts = index == 0 and number > 0
                    yield replace_row(
                        paragraph, starts_column=starts or paragraph.row.starts_column
                    )
            return
        first, second, *more = cells
        if len(first) > 1 and is_only_dates(first[0].row.text):
            # Dates above their place, beside an entry.
            tail = first[1:]
        elif len(first) > 1:
            for cell in cells:
                yield from cell
            return
        else:
            tail = []
        heads = [first[0], second[0], *(cell[0] for cell in more)]
        if second[0].row.item:
            for cell in cells:
                yield from cell
            return
        texts = tuple(text for paragraph in heads for text in paragraph.row.cells)
        lefts = tuple(40.0 * number for number in range(len(texts)))
        row = replace(first[0].row, cells=texts, lefts=lefts, item=False,
                      bold=all(p.row.bold for p in heads),
                      bold_start=len(texts[0]) if first[0].row.bold else 0)  # fmt: skip
        yield _Paragraph(row, max(paragraph.points for paragraph in heads))
        indent = 40.0 if is_only_dates(first[0].row.text) else 0.0
        for paragraph in [*second[1:], *tail, *(p for cell in more for p in cell[1:])]:
            yield replace_row(paragraph, left=paragraph.row.left + indent)

    def _paragraph(self, paragraph: Element, depth: int) -> Iterator[_Paragraph]:
        properties = paragraph.find(f"{W}pPr")
        style_id = _value(None if properties is None else properties.find(f"{W}pStyle"))
        style = self._styles.get(style_id or "")
        name = (style.name if style else style_id or "").lower()
        lines: list[list[tuple[str, bool, float]]] = [[]]
        points = style.points if style else 11.0
        for text, bold, size in self._runs(paragraph, style.bold if style else False, points):
            pieces = text.split("\n")
            lines[-1].append((pieces[0], bold, size))
            lines += [[(piece, bold, size)] for piece in pieces[1:]]
        for box in _boxes(paragraph):
            yield from self.blocks(box, depth + 1)
        if not any(piece.strip() for line in lines for piece, _, _ in line):
            self._blank += 1.0
            return
        listed = properties is not None and properties.find(f"{W}numPr") is not None
        in_list = (
            listed or "list" in name.replace("listed", "") or (style is not None and style.listed)
        )
        level = _level(name, style.outline if style else None)
        left = _indent(properties)
        spaced = _spacing(properties)
        for number, line in enumerate(lines):
            whole = "".join(piece for piece, _, _ in line)
            cells = tuple(
                " ".join(cell.split()) for cell in re.split(r"\t+| {4,}", whole) if cell.strip()
            )
            if not cells:
                continue
            filled = [(piece, bold, size) for piece, bold, size in line if piece.strip()]
            all_bold = all(bold for _, bold, _ in filled)
            start = 0
            for piece, bold, _ in filled:
                if not bold:
                    break
                start += len(piece)
            item = (in_list and number == 0 and not level) or is_marked(cells[0])
            yield _Paragraph(
                Row(
                    cells=cells,
                    bold=all_bold,
                    left=left + (2.0 if in_list and not level else 0.0),
                    lefts=tuple(left + 40.0 * index for index in range(len(cells))),
                    gap=self._blank + spaced if number == 0 else 0.1,
                    level=level if number == 0 else 0,
                    item=item,
                    bold_start=0 if all_bold else start,
                ),
                max(size for _, _, size in filled),
            )
            self._blank = 0.3

    def _runs(
        self, paragraph: Element, bold: bool, points: float
    ) -> Iterator[tuple[str, bool, float]]:
        for run, link in _runs_of(paragraph):
            properties = run.find(f"{W}rPr")
            own_bold, own_points = bold, points
            if properties is not None:
                if properties.find(f"{W}vanish") is not None:
                    continue  # hidden text
                strong = properties.find(f"{W}b")
                if strong is not None:
                    own_bold = strong.get(f"{W}val") not in ("0", "false")
                style = self._styles.get(_value(properties.find(f"{W}rStyle")) or "")
                own_bold = own_bold or (style is not None and style.bold)
                size = _value(properties.find(f"{W}sz"))
                if size and size.isdigit():
                    own_points = int(size) / 2
                caps = properties.find(f"{W}caps")
            else:
                caps = None
            text = "".join(_of_run(run))
            if caps is not None and caps.get(f"{W}val") not in ("0", "false"):
                text = text.upper()
            if link and link in self._targets and text.strip():
                self.links.append((text.strip(), self._targets[link]))
            yield text, own_bold, own_points


def replace_row(paragraph: _Paragraph, **changes: object) -> _Paragraph:
    """The paragraph with changes to its row."""
    return _Paragraph(replace(paragraph.row, **changes), paragraph.points)  # pyright: ignore[reportArgumentType]


def _are_columns(cells: Sequence[Sequence[_Paragraph]]) -> bool:
    """Whether cells of a table are columns of a page: each with much in it, or with headings."""
    if any(section_of(p.row.text) and len(cell) > 1 for cell in cells for p in cell):
        return not (len(cells) == 2 and len(cells[0]) == 1 and section_of(cells[0][0].row.text))
    return all(len(cell) >= _LAYOUT_CELL for cell in cells)


def _runs_of(paragraph: Element) -> Iterator[tuple[Element, str | None]]:
    """The runs of a paragraph in order, each with the id of its link; not those in text boxes."""
    relation = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

    def walk(parent: Element, link: str | None, depth: int) -> Iterator[tuple[Element, str | None]]:
        for element in parent:
            if element.tag == f"{W}r":
                yield element, link
            elif depth < 8 and element.tag in (
                f"{W}hyperlink", f"{W}ins", f"{W}smartTag", f"{W}sdt", f"{W}sdtContent",
                f"{W}fldSimple",
            ):  # fmt: skip
                yield from walk(element, element.get(relation) or link, depth + 1)

    yield from walk(paragraph, None, 0)


def _boxes(paragraph: Element) -> Iterator[Element]:
    """Text boxes of a paragraph; of alternatives only the first."""
    fallbacks = {
        id(box)
        for fallback in paragraph.iter(f"{_ALTERNATE}Fallback")
        for box in fallback.iter(f"{W}txbxContent")
    }
    for box in paragraph.iter(f"{W}txbxContent"):
        if id(box) not in fallbacks:
            yield box


def _of_run(run: Element) -> Iterator[str]:
    for element in run:
        if element.tag == f"{W}t":
            yield element.text or ""
        elif element.tag in (f"{W}tab", f"{W}ptab"):
            yield "\t"
        elif element.tag in (f"{W}br", f"{W}cr"):
            yield "\n"
        elif element.tag == f"{W}noBreakHyphen":
            yield "-"


def _value(element: Element | None) -> str | None:
    return None if element is None else element.get(f"{W}val")


def _level(name: str, outline: int | None) -> int:
    if name in _TITLE:
        return 1
    if _HEADING.search(name):
        number = next((int(c) for c in name if c.isdigit()), 1)
        return number + 1
    return outline + 2 if outline is not None else 0


def _indent(properties: Element | None) -> float:
    indent = None if properties is None else properties.find(f"{W}ind")
    if indent is None:
        return 0.0
    raw = indent.get(f"{W}left") or indent.get(f"{W}start") or "0"
    hanging = indent.get(f"{W}hanging") or "0"
    try:
        return max(0.0, (float(raw) - float(hanging)) / _TWIPS_PER_CHARACTER)
    except ValueError:
        return 0.0


def _spacing(properties: Element | None) -> float:
    spacing = None if properties is None else properties.find(f"{W}spacing")
    before = None if spacing is None else spacing.get(f"{W}before")
    return min(3.0, int(before) / 240) if before and before.isdigit() else 0.0
