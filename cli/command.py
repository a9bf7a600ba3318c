"""What every command and every group of commands is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from cli.converting import convert_when_needed
from cli.manner import FLAGS
from cli.tree import Commands

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cli.tree import Built

GLOBAL_VALUES = ("--db", "--user")
GLOBAL_FLAGS = tuple(
    name for flag, short in FLAGS.items() for name in (flag, short, f"--no-{flag[2:]}") if name
)
"""The options that every command obeys, wherever they stand on the line."""

LARGEST_NUMBER = 2**63 - 1
"""What a store can hold; no job has a larger number."""

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
Explain = Annotated[
    bool, typer.Option("--explain", help="Show where each field came from, instead of the text.")
]


def _settings_of(parent: Any, name: str | None) -> Any:
    """Return what the config file says for a command below another.

    Typer would ask for it by the command's name, which an option may have too: --db and `jobai db`.
    """
    above = getattr(parent, "default_map", None)
    return above and (above.below(name) or {})


class _Configured:
    """A command or a group of them that takes from the config file what the line does not say."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """Make the context, with what the config file says for it."""
        extra.setdefault("default_map", _settings_of(parent, info_name))
        typers: Any = super()
        return typers.make_context(info_name, args, parent, **extra)

    def get_params(self, ctx: Any) -> list[Any]:
        """Return all options and arguments, which convert only what needs it."""
        typers: Any = super()
        return convert_when_needed(typers.get_params(ctx))


class Command(_Configured, TyperCommand):
    """A command whose help is rendered in jobai's own way."""

    def get_help(self, ctx: Any) -> str:
        """Return the help for the terminal or the pipe at hand."""
        from cli.render.help import command_help

        return command_help(self, ctx)


class Group(_Configured, TyperGroup):
    """A group of commands whose help is rendered in jobai's own way."""

    def get_help(self, ctx: Any) -> str:
        """Return the help for the terminal or the pipe at hand."""
        from cli.render.help import group_help

        return group_help(self, ctx)

    def summaries(self) -> list[tuple[str, str | None, str]]:
        """Return each command's name, panel, and what it is for, without building it."""
        commands = cast("Built", self.commands)
        return [(name, *commands.summary(name)) for name in commands]

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands' names."""
        return list(self.commands)

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """Offer the commands by what they are for, without building them, and the options."""
        named = [TyperCommand(name, help=text) for name, _, text in self.summaries()]
        ctx.command = TyperGroup(name=self.name, commands=named, params=self.params)
        return ctx.command.shell_complete(ctx, incomplete)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command; for a name that only stands in a group, say in which."""
        try:
            return super().resolve_command(ctx, args)
        except typer.TyperException as error:
            if meant := self._meant(ctx, args[0], error.message):
                error.message = f"No such command {args[0]!r}. {did_you_mean(meant)}"
            raise

    def _meant(self, ctx: Any, word: str, message: str) -> list[str]:
        """Return the commands that a word may mean, where Typer does not know or guesses wrong."""
        if ctx.parent is None:
            from cli.mistakes import OTHER_WORDS

            if word.lower() in OTHER_WORDS:
                return OTHER_WORDS[word.lower()]
        if "Did you mean" in message:
            return []
        return [path for path in _paths(self) if " " in path and word in path.split()]


class ShowingGroup(Group):
    """A group that shows what it is about when no command of it is named.

    Attributes:
        takes_name: What is no command's name is the name of what to show.
    """

    default = "show"
    takes_name = False

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command in that was left out."""
        first = args[0] if args else ""
        is_name = self.takes_name and first not in self.commands
        if first not in ctx.help_option_names and (first[:1] in {"", "-"} or is_name):
            args = [self.default, *args]
        return super().parse_args(ctx, args)


class NamingGroup(ShowingGroup):
    """A group whose first word may be the name of what to show."""

    takes_name = True


def group(text: str, cls: type[Group] = Group) -> Commands:
    """Make a group of commands."""
    return Commands(cls=cls, no_args_is_help=cls is Group, help=text)


def split_global(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Take the options that every command obeys out of the line, wherever they stand."""
    options: list[str] = []
    rest: list[str] = []
    queue = list(arguments)
    while queue:
        argument = queue.pop(0)
        if argument == "--":
            rest += [argument, *queue]
            break
        if argument in GLOBAL_FLAGS or argument.partition("=")[0] in GLOBAL_VALUES:
            options.append(argument)
            if argument in GLOBAL_VALUES and queue:
                options.append(queue.pop(0))
        else:
            rest.append(argument)
    return options, rest


def did_you_mean(names: list[str]) -> str:
    """Ask it."""
    *first, last = names
    return f"Did you mean {' or '.join(filter(None, (', '.join(first), last)))}?"


def _paths(group: TyperGroup) -> Iterator[str]:
    for name, command in group.commands.items():
        yield name
        if isinstance(command, TyperGroup):
            yield from (f"{name} {path}" for path in _paths(command))
