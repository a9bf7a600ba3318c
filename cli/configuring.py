"""The config file: what options are when neither the line nor the environment says it.

Its keys are the options' long names. In a table named like a command they hold for that command
alone, at the top for every command that has such an option:

    paper = "letter"

    [draft-cv]
    theme = "modern"
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from profiles.errors import InvalidInputError
from profiles.folders import config_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONFIG_VARIABLE = "JOBAI_CONFIG"
_FILE_NAME = "config.toml"
_NEVER = frozenset(
    {
        "help", "version", "yes", "force", "drop-old", "api-key-stdin", "install-completion",
        "show-completion",
    }
)  # fmt: skip
"""What is said anew each time: agreeing to a loss, and where a key comes from."""
_LARGEST_FILE = 1_000_000
_WITHOUT_SETTINGS = frozenset({"config", "db"})


class ConfigFileError(InvalidInputError):
    """The config file cannot be read, or holds what no option takes."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One option of one command.

    Attributes:
        path: The command's words; () for the options that every command obeys.
        name: The option's long name without dashes.
        option: As Typer has it.
    """

    path: tuple[str, ...]
    name: str
    option: Any

    @property
    def key(self) -> str:
        """Return how commands name it: "draft-cv.theme"."""
        return ".".join((*self.path, self.name))


@dataclass(frozen=True, slots=True)
class Said:
    """What a key is.

    Attributes:
        value: None when nobody says it.
        origin: "config file" or the environment variable that says it.
        known: Whether any option is called so.
    """

    key: str
    value: Any
    origin: str | None
    known: bool


def said(command: Any, key: str, values: Mapping[str, Any], environment: Mapping[str, str]) -> Said:
    """Return what a key is, and who says so: the environment before the file."""
    options = find_settings(command, key)
    for one in options:
        variable = one.option.envvar
        if isinstance(variable, str) and environment.get(variable):
            return Said(key, environment[variable], variable, known=True)
    value = lookup(values, tuple(key.split(".")))
    return Said(key, value, None if value is None else "config file", known=bool(options))


def config_path(environment: Mapping[str, str]) -> Path:
    """Return the config file's place, whether it is there or not."""
    if named := environment.get(CONFIG_VARIABLE):
        return Path(named).expanduser()
    return config_folder(environment) / _FILE_NAME


def read_config(path: Path) -> dict[str, Any]:
    """Read the file; without one there are no settings.

    Raises:
        ConfigFileError: with the line at fault.
    """
    import tomllib

    hint = f"mend or remove {path}"
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ConfigFileError(f"{path} is too large for a config file", hint=hint)
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except OSError as error:
        reason = error.strerror or error
        raise ConfigFileError(f"{path} cannot be read: {reason}", hint=hint) from error
    except (ValueError, RecursionError) as error:  # also of numbers with thousands of digits
        raise ConfigFileError(f"{path} is not TOML: {error}", hint=hint) from error


def settings(command: Any, path: tuple[str, ...] = ()) -> Iterator[Setting]:
    """Yield every option of a command and of those below it that a config file can set."""
    yield from own_settings(command, path)
    for name, below in getattr(command, "commands", {}).items():
        if path or name not in _WITHOUT_SETTINGS:
            yield from settings(below, (*path, name))


def own_settings(command: Any, path: tuple[str, ...]) -> Iterator[Setting]:
    """Yield every option of a command itself that a config file can set."""
    for param in command.params:
        names = [name[2:] for name in param.opts if name.startswith("--")]
        if param.param_type_name == "option" and names and not _NEVER.intersection(names):
            yield Setting(path, names[0], param)


def find_settings(command: Any, key: str) -> list[Setting]:
    """Return the options that a key sets: one of a command, or all of that name."""
    every = list(settings(command))
    exact = [one for one in every if one.key == key]
    return exact or [one for one in every if one.name == key]


@dataclass(frozen=True, slots=True)
class Defaults:
    """A config file's values as Typer asks for them: command by command, option by option.

    What it does not ask for is not looked up: commands are built when they are needed.

    Attributes:
        command: Whose options they are.
        values: All of the file.
        path: The command's words.
    """

    command: Any
    values: Mapping[str, Any]
    path: tuple[str, ...] = ()

    def below(self, name: str) -> Defaults | None:
        """Return the values of a command below this one; None for those that take none."""
        if not self.path and name in _WITHOUT_SETTINGS:
            return None
        return Defaults(self.command.commands[name], self.values, (*self.path, name))

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of an option of this command."""
        for one in own_settings(self.command, self.path):
            if one.option.name == name:
                value = lookup(self.values, (*one.path, one.name))
                if value is None:
                    value = lookup(self.values, (one.name,))
                return default if value is None else value
        return default


def lookup(values: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """Return what stands in a table of tables; None where there is nothing, or a table."""
    value: Any = values
    for word in path:
        if not isinstance(value, dict):
            return None
        value = cast("dict[str, Any]", value).get(word)
    return None if isinstance(value, dict) else value


def keys_in(values: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the keys of all values in a file, as commands name them."""
    for word, value in values.items():
        if isinstance(value, dict):
            yield from keys_in(cast("dict[str, Any]", value), (*path, word))
        else:
            yield ".".join((*path, word))
