"""What is coloured can be read on a light and on a dark background."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

import pytest
from terminal import Terminal

from cli.render.palette import COLOURS

if TYPE_CHECKING:
    from commands import Jobai

BLACK, WHITE = (0, 0, 0), (255, 255, 255)
OF_THEMES = [(30, 30, 30), (253, 246, 227), (0, 43, 54)]
"""An editor's dark, and Solarized's light and dark."""
LEVELS = (0, 95, 135, 175, 215, 255)
COMMANDS = [
    "doctor", "jobs list", "jobs show 1", "jobs match", "profile show",
    "draft-cv --job 1", "plan show", "providers explain", "usage report", "jobs show 9", "--help",
]  # fmt: skip


def rgb(number: int) -> tuple[int, int, int]:
    """Return one of the 256 colours as xterm and all after it define it."""
    if number >= 232:
        grey = 8 + 10 * (number - 232)
        return grey, grey, grey
    red, rest = divmod(number - 16, 36)
    green, blue = divmod(rest, 6)
    return LEVELS[red], LEVELS[green], LEVELS[blue]


def luminance(colour: tuple[int, int, int]) -> float:
    """Return WCAG 2.2's relative luminance."""
    parts = [part / 255 for part in colour]
    red, green, blue = (x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("number", sorted(set(COLOURS.values())))
def test_each_colour_can_be_read_on_light_and_on_dark(number: int) -> None:
    assert min(contrast(rgb(number), ground) for ground in (BLACK, WHITE)) > 3.9
    assert min(contrast(rgb(number), ground) for ground in OF_THEMES) >= 3


def test_what_a_terminal_gets_is_bold_or_of_these_colours_and_nothing_else(ready: Jobai) -> None:
    ready("draft-cv", "--job", "1", "-q")
    allowed = {"0", "1", "4", *(f"38;5;{number}" for number in COLOURS.values())}
    allowed |= {f"{bold};{colour}" for bold, colour in product("14", allowed)}

    seen: set[str] = set()
    for command in COMMANDS:
        with Terminal(ready, *command.split()) as terminal:
            screen = terminal.wait()
        found = set(re.findall(r"\x1b\[([\d;]*)m", screen))
        assert found <= allowed, (command, found - allowed)
        seen |= found
    assert {"1", "38;5;243"} <= seen
