"""The colours: each can be read on white and on black, and none says what no word says.

The sixteen colours of a terminal look as its owner likes, and yellow, cyan or faint text are often
all but invisible on one background. The 240 above them are the same everywhere.
"""

from __future__ import annotations

from rich.style import Style
from rich.theme import Theme

RED, GREEN, BROWN, TEAL, GREY = 196, 28, 130, 30, 243
"""Numbers of the 256-colour table. Contrast is above 3.9 to 1 on white as on black, and 3 to 1 on
the backgrounds that editors and themes like; a test computes it."""

COLOURS = {
    "red": RED,
    "green": GREEN,
    "yellow": BROWN,
    "cyan": TEAL,
    "blue": TEAL,
    "magenta": BROWN,
    "dim": GREY,
}
"""What stands for the names that renderers use."""

_OF_RICH = {
    "bar.back": GREY,
    "bar.complete": TEAL,
    "bar.finished": GREEN,
    "bar.pulse": TEAL,
    "status.spinner": TEAL,
    "markdown.item.bullet": TEAL,
    "markdown.item.number": TEAL,
    "markdown.hr": GREY,
    "markdown.block_quote": GREY,
    "markdown.link": TEAL,
    "markdown.link_url": TEAL,
}
_BOLD_OF_RICH = (
    "markdown.code",
    "markdown.code_block",
    "markdown.h1",
    "markdown.h2",
    "markdown.h3",
    "markdown.h4",
    "markdown.h5",
    "markdown.h6",
    "markdown.table.header",
)


def _styles() -> dict[str, Style]:
    found: dict[str, Style] = {}
    for name, number in COLOURS.items():
        colour = f"color({number})"
        found[name] = Style(color=colour)
        found[f"bold {name}"] = Style(color=colour, bold=True)
    for name, number in _OF_RICH.items():
        found[name] = Style(color=f"color({number})")
    for name in _BOLD_OF_RICH:
        found[name] = Style(bold=True)
    return found


THEME = Theme(_styles())
