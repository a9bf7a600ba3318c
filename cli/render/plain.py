"""What rich would draw, as lines of words for a screen reader or a simple terminal.

A table becomes a line `Title: value` for each cell that is not empty, with a blank line between its
rows; a grid without titles becomes `label: value`. A panel loses its frame. Nothing is cut off and
no line is broken: whoever shows it does that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.columns import Columns
from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

_WIDTH_OF_THE_REST = 160
"""Of what is drawn by rich after all, such as Markdown."""


def plain_text(what: RenderableType, *, markup: bool = True) -> str:
    """Return it as words, without a line break at the end."""
    if isinstance(what, str):
        return Text.from_markup(what, emoji=False).plain if markup else what
    if isinstance(what, Text):
        return what.plain
    if isinstance(what, Group):
        return "\n".join(plain_text(part, markup=markup) for part in what.renderables)
    if isinstance(what, Padding):
        return plain_text(what.renderable, markup=markup)
    if isinstance(what, Columns):
        return "\n".join(plain_text(part, markup=markup) for part in what.renderables)
    if isinstance(what, Panel):
        return "\n".join(_panel(what))
    if isinstance(what, Table):
        return "\n".join(_table(what))
    return _drawn(what)


def _panel(panel: Panel) -> Iterator[str]:
    titles = [plain_text(title) for title in (panel.title, panel.subtitle) if title]
    if titles:
        yield ", ".join(titles)
    yield plain_text(panel.renderable)


def _table(table: Table) -> Iterator[str]:
    titles = [_cell(column.header) for column in table.columns]
    has_titles = table.show_header and any(titles)
    for number, row in enumerate(_rows(table)):
        lines = list(_named(titles, row) if has_titles else _labelled(row))
        if has_titles and number and lines:
            yield ""
        yield from lines
    if table.show_footer:
        first, *numbers = [_cell(column.footer) for column in table.columns]
        yield from ("", first)
        yield from _named(titles[1:], numbers)


def _rows(table: Table) -> Iterator[list[str]]:
    """Yield the cells of each row."""
    bodies = [list(column.cells) for column in table.columns]
    for cells in zip(*bodies, strict=True):
        yield [_cell(cell) for cell in cells]


def _named(titles: Sequence[str], cells: Sequence[str]) -> Iterator[str]:
    for title, cell in zip(titles, cells, strict=True):
        if cell:
            yield f"{title}: {cell}" if title else cell


def _labelled(cells: Sequence[str]) -> Iterator[str]:
    found = [cell for cell in cells if cell]
    if found:
        yield ": ".join(found)


def _cell(cell: RenderableType) -> str:
    told = ""
    for line in filter(None, map(str.strip, plain_text(cell).splitlines())):
        told += f"{' ' if told.endswith('.') else '; ' if told else ''}{line}"
    return told


def _drawn(what: RenderableType) -> str:
    console = Console(width=_WIDTH_OF_THE_REST, color_system=None, highlight=False, emoji=False)
    with console.capture() as capture:
        console.print(what)
    return "\n".join(line.rstrip() for line in capture.get().rstrip("\n").splitlines())
