"""The help of a command and of a group; the greeting of a newcomer."""

from __future__ import annotations

import shutil
import sys
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.contracts import CONTRACTS, EVERYWHERE
from cli.exit_codes import EXIT_CODES
from cli.manner import manner
from cli.render.palette import THEME
from cli.render.plain import plain_text
from cli.render.printable import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from cli.next_steps import Greeting

_WIDEST = 100
"""Longer lines are hard to read, however wide the terminal is."""

_BETWEEN = 4
"""Columns before a command and between it and what it is for."""
_LEAST_TEXT = 20
"""Columns beside a command, below which nothing is said of it."""

_EXAMPLES = ("Example:", "Examples:")
_EVERYWHERE = "Everywhere: --db --user --quiet --verbose --debug --plain; see jobai --help."

_ABOUT = "jobai reads job postings and drafts CVs and letters from what you really did."


def greeting_text(found: Greeting) -> str:
    """Return what somebody reads who types `jobai` alone."""
    rows = [(Text(step.command, style="bold"), shown(step.text)) for step in found.steps]
    room = _width() - _BETWEEN - max(name.cell_len for name, _ in rows)
    if not manner().plain:
        rows = [(name, _cut(text, room) if room >= _LEAST_TEXT else "") for name, text in rows]
    parts: list[RenderableType] = [Text(_ABOUT)]
    parts += [Text(f"\nThere is: {found.state}.")] if found.state else []
    parts.append(_section("Next" if found.state else "Start with", rows))
    parts += [Text(f"\n{found.remark}")] if found.remark else []
    return _rendered(*parts, Text("\nEverything else: jobai --help"))


def command_help(command: Any, context: Any) -> str:
    """Return a command's help: usage, what it does, examples, arguments, options."""
    parts = [*_head(command, context), *_parameters(command, context)]
    return _rendered(*parts, *_own_exit_codes(context), _everywhere())


def group_help(group: Any, context: Any) -> str:
    """Return a group's help: usage, its commands by panel, its options."""
    panels: dict[str, list[tuple[Text, str]]] = {}
    for name, panel, summary in group.summaries():
        panels.setdefault(panel or "Commands", []).append((Text(name, style="bold"), summary))
    parts = [*_head(group, context)]
    parts += [_section(title, rows) for title, rows in panels.items()]
    parts += _parameters(group, context)
    if context.parent is None:
        return _rendered(*parts, _exit_codes(EXIT_CODES))
    return _rendered(*parts, _everywhere())


def _head(command: Any, context: Any) -> list[RenderableType]:
    usage = " ".join(
        [context.command_path, *_placeholders(command, context), _metavar(command), "[OPTIONS]"]
    )
    parts: list[RenderableType] = [
        Text.assemble(("Usage: ", "bold"), " ".join(usage.split())),
        Text(),
    ]
    for number, paragraph in enumerate(cleandoc(command.help or "").split("\n\n")):
        title, _, examples = paragraph.partition("\n")
        if title in _EXAMPLES:
            lines = [Text(line) for line in cleandoc(examples).splitlines()]
            parts += [Text(f"\n{title.rstrip(':')}", style="bold"), _indented(Group(*lines))]
        else:
            parts += [Text()] * bool(number) + [Text(paragraph.replace("\n", " "))]
    return parts


def _metavar(command: Any) -> str:
    return "COMMAND" if hasattr(command, "list_commands") else ""


def _placeholders(command: Any, context: Any) -> list[str]:
    found: list[str] = []
    for param in command.get_params(context):
        value = param.metavar or param.name.upper()
        if param.param_type_name == "argument":
            dots = "..." if param.nargs != 1 else ""
            found.append(f"{value}{dots}" if param.required else f"[{value}]{dots}")
        elif param.required:
            found.append(f"{param.opts[0]} {value}")
    return found


def _parameters(command: Any, context: Any) -> list[RenderableType]:
    arguments: list[tuple[Text, str]] = []
    options: list[tuple[Text, str]] = []
    for param in command.get_params(context):
        if param.param_type_name == "argument":
            name = param.metavar or param.name.upper()
            arguments.append((Text(name, style="bold"), _explained(param)))
        elif not getattr(param, "hidden", False):
            options.append((_option(param), _explained(param)))
    found = [("Arguments", arguments), ("Options", options)]
    return [_section(title, rows) for title, rows in found if rows]


def _option(param: Any) -> Text:
    """Return "-o, --output FILE", long names aligned below each other."""
    short = [name for name in param.opts if not name.startswith("--")]
    long = [name for name in param.opts if name.startswith("--")]
    names = f"{short[0]}, " if short else "    "
    value = "" if param.is_flag or param.count else f" {param.metavar or param.name.upper()}"
    return Text.assemble((f"{names}{', '.join(long)}", "bold"), value)


def _explained(param: Any) -> str:
    text = (param.help or "").replace("\n", " ")
    if param.required and param.param_type_name == "option":
        text += " Required."
    if param.envvar and param.show_envvar:
        text += f" Also {param.envvar}."
    if param.show_default and param.default not in (None, False, ()):
        text += f" Default: {param.default}."
    return text


def _section(title: str, rows: Sequence[tuple[Text, str]]) -> RenderableType:
    """Return names beside texts; texts are folded, names never are."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    names = max((name.cell_len for name, _ in rows), default=0)
    grid.add_column(overflow="fold", min_width=min(names, _width() - _BETWEEN))
    grid.add_column(overflow="fold")
    for name, text in rows:
        grid.add_row(name, Text(text))
    return Group(Text(f"\n{title}", style="bold"), _indented(grid))


def _own_exit_codes(context: Any) -> Iterator[RenderableType]:
    """Say what a command can end with, but for what all do and say in the same words."""
    contract = CONTRACTS.get(context.command_path.partition(" ")[2])
    codes = contract.codes() if contract else {}
    told = {
        code: text
        for code, text in codes.items()
        if code and not (code in EVERYWHERE and text == EXIT_CODES[code])
    }
    if told:
        yield _exit_codes(told)


def _exit_codes(codes: Mapping[int, str]) -> RenderableType:
    return _section("Exit codes", [(Text(f"{code:>3}"), text) for code, text in codes.items()])


def _everywhere() -> RenderableType:
    return Text(f"\n{_EVERYWHERE}", style="dim")


def _indented(what: RenderableType) -> RenderableType:
    return Padding(what, (0, 0, 0, 2), expand=False)


def _rendered(*parts: RenderableType) -> str:
    if manner().plain:
        return plain_text(Group(*parts))
    console = Console(file=sys.stdout, width=_width(), highlight=False, theme=THEME)
    with console.capture() as capture:
        console.print(Group(*parts))
    return "\n".join(line.rstrip() for line in capture.get().rstrip().splitlines())


def _width() -> int:
    return min(_WIDEST, shutil.get_terminal_size().columns)


def _cut(text: str, columns: int) -> str:
    fitting = Text(text)
    fitting.truncate(columns, overflow="ellipsis")
    return fitting.plain
