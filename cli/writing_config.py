"""Changing the config file, with the person's comments and order kept."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import TYPE_CHECKING, Any, cast

import tomlkit
from typer import BadParameter

from cli.configuring import ConfigFileError, read_config
from cli.mistakes import plain
from profiles.errors import InvalidInputError, NotFoundError
from profiles.private_files import write_private

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import typer

    from cli.configuring import Setting


def parsed(options: Sequence[Setting], key: str, given: list[str], context: typer.Context) -> Any:
    """Return what was typed as the value that goes into the file.

    Args:
        options: All that the key sets; each must take the value.
        key: For the error.
        given: The words of the line.
        context: Any; Typer wants one.

    Raises:
        InvalidInputError: when an option does not take it.
    """
    found: Any = None
    for one in options:
        if len(given) > 1 and not one.option.multiple:
            raise InvalidInputError(f"{key} takes one value", hint="put quotes around it")
        try:
            taken = one.option.process_value(context, given if one.option.multiple else given[0])
        except BadParameter as error:
            raise InvalidInputError(
                f"{key} cannot be {' '.join(given)!r}: {plain(error.message)}",
                hint=" ".join(["see jobai", *one.path, "--help"]),
            ) from error
        if one.option.multiple:
            found = given
        else:
            found = taken if isinstance(taken, bool | int | float) else given[0]
    return found


def write_setting(path: Path, key: str, value: Any) -> None:
    """Set one key; the file is made when it is not there.

    Raises:
        ConfigFileError: when the file cannot be read or written, or has a table of the key's name.
    """
    document = _document(path)
    *words, name = key.split(".")
    table = cast("MutableMapping[str, Any]", document)
    for word in words:
        below = _table(table.get(word, tomlkit.table()))
        if below is None:
            raise ConfigFileError(f"{word} is a value in {path}", hint=f"jobai config unset {word}")
        if word not in table:
            table[word] = below
        table = below
    if _table(table.get(name)) is not None:
        raise ConfigFileError(f"{key} is a table in {path}", hint=f"mend {path}")
    table[name] = value
    _write(path, document)


def remove_setting(path: Path, key: str) -> None:
    """Take one key out, and its table when nothing else is in it.

    Raises:
        NotFoundError: when it is not set.
    """
    document = _document(path)
    *words, name = key.split(".")
    tables: list[MutableMapping[str, Any]] = [document]
    for word in words:
        below = _table(tables[-1].get(word))
        if below is None:
            break
        tables.append(below)
    if len(tables) <= len(words) or name not in tables[-1]:
        raise NotFoundError(f"{key} is not set in {path}", hint="jobai config list")
    del tables[-1][name]
    for word, outer, inner in reversed(list(zip(words, tables, tables[1:], strict=False))):
        if not inner:
            del outer[word]
    _write(path, document)


def _table(found: Any) -> MutableMapping[str, Any] | None:
    return cast("MutableMapping[str, Any]", found) if isinstance(found, MutableMapping) else None


def _document(path: Path) -> tomlkit.TOMLDocument:
    read_config(path)  # says what is wrong with a file
    try:
        return tomlkit.parse(path.read_text(encoding="utf-8-sig") if path.exists() else "")
    except (ValueError, RecursionError) as error:
        raise ConfigFileError(
            f"{path} cannot be changed by this command: {error}"[:300],
            hint=f"change {path} by hand",
        ) from error


def _write(path: Path, document: tomlkit.TOMLDocument) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_private(path, tomlkit.dumps(document).encode())
    except OSError as error:
        reason = error.strerror or error
        raise ConfigFileError(
            f"{path} cannot be written: {reason}", hint="set JOBAI_CONFIG to a file of yours"
        ) from error
