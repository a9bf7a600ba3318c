"""Commands that are imported and built when they are asked for, and not before.

To build all of them takes longer than most commands run.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from copy import copy
from dataclasses import dataclass
from importlib import import_module
from inspect import cleandoc, getdoc
from typing import TYPE_CHECKING, Any, cast

from typer import Typer
from typer.main import get_command, get_command_from_info, get_group
from typer.models import CommandInfo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A command's function, or a group's Typer, in a module that is not imported yet.

    Attributes:
        target: "cli.jobs:app".
    """

    target: str

    def __call__(self) -> Any:
        """Import it."""
        module, _, name = self.target.partition(":")
        return getattr(import_module(module), name)


class Commands(Typer):
    """A group of commands; each is built when it is asked for."""

    def at(self, name: str, target: str, *, panel: str | None = None, text: str = "") -> None:
        """Name a command or a group that stands in another module, "cli.jobs:app".

        Args:
            name: What is typed.
            target: Module and name.
            panel: Where the help of this group puts it.
            text: What the help of this group says of it, so that it need not be imported.
        """
        self.registered_commands.append(
            CommandInfo(name, callback=Elsewhere(target), help=text or None, rich_help_panel=panel)
        )


class Built(MutableMapping[str, Any]):
    """The commands of a group by name: built when they are looked up, not when counted or listed.

    Args:
        cls: What a command is made of that says nothing else.
    """

    def __init__(self, app: Typer, cls: type[TyperCommand]) -> None:
        self._infos = {_name(info): info for info in app.registered_commands}
        self._built: dict[str, Any] = {}
        self._cls = cls

    def summary(self, name: str) -> tuple[str | None, str]:
        """Return a command's panel and what it is for in a sentence, without building it."""
        info = self._infos.get(name)
        if info is None or (isinstance(info.callback, Elsewhere) and info.help is None):
            command = self[name]
            return command.rich_help_panel, first_paragraph(command.help)
        return info.rich_help_panel, first_paragraph(info.help or getdoc(info.callback))

    def module(self, name: str) -> str:
        """Return the module that a command stands in."""
        callback = self._infos[name].callback
        if isinstance(callback, Elsewhere):
            return callback.target.partition(":")[0]
        return callback.__module__ if callback else ""

    def __getitem__(self, name: str) -> Any:
        if name not in self._built:
            self._built[name] = _build(self._infos[name], self._cls)
        return self._built[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._built[name] = command

    def __delitem__(self, name: str) -> None:
        self._built.pop(name, None)
        del self._infos[name]

    def __contains__(self, name: object) -> bool:
        return name in self._infos or name in self._built

    def __iter__(self) -> Iterator[str]:
        return iter({**self._infos, **self._built})

    def __len__(self) -> int:
        return len({**self._infos, **self._built})


def build_group(app: Typer, cls: type[TyperCommand]) -> TyperGroup:
    """Build a group, but none of its commands."""
    assert not app.registered_groups, "a group within a group is named with `at`"
    bare = copy(app)
    bare.registered_commands = []
    group = cast("TyperGroup", get_command(bare)) if app.registered_callback else get_group(bare)
    group.commands = Built(app, cls)
    return group


def first_paragraph(text: str | None) -> str:
    """Return what a help text begins with, in one line."""
    return cleandoc(text or "").split("\n\n")[0].replace("\n", " ")


def _name(info: CommandInfo) -> str:
    return info.name or getattr(info.callback, "__name__", "").replace("_", "-")


def _build(info: CommandInfo, cls: type[TyperCommand]) -> Any:
    if not isinstance(info.callback, Elsewhere):
        return _build_command(info, cls)
    found = info.callback()
    if not isinstance(found, Typer):
        return _build_command(
            CommandInfo(info.name, callback=found, rich_help_panel=info.rich_help_panel), cls
        )
    group = build_group(found, cls)
    group.name = info.name
    group.rich_help_panel = info.rich_help_panel
    return group


def _build_command(info: CommandInfo, cls: type[TyperCommand]) -> Any:
    info = copy(info)
    info.cls = info.cls or cls
    return get_command_from_info(info, pretty_exceptions_short=False, rich_markup_mode=None)
