"""What the config file sets, for a person and for a script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from cli.render.consoles import print_text, show
from cli.render.errors import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cli.configuring import Said
    from cli.documents.stores import ConfigPath, SettingsDocument


def print_settings(found: Sequence[Said]) -> None:
    """Print each key with its value and who says so."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Option", no_wrap=True)
    table.add_column("Value", overflow="fold")
    table.add_column("From", no_wrap=True)
    for one in found:
        origin = one.origin or "" if one.known else "no such option"
        table.add_row(Text(one.key), Text(_shown(one.value)), Text(origin))
    show(table)


def print_value(one: Said) -> None:
    """Print a value and nothing else."""
    print_text(f"{_shown(one.value)}\n")


def print_set(path: Path, one: Said) -> None:
    """Say what is in the file now, and who overrules it."""
    print_text(f"{one.key} is set in {path}.\n")
    if one.origin not in (None, "config file"):
        print_text(f"{one.origin} in the environment overrules it.\n")


def settings_document(path: Path, found: Sequence[Said]) -> SettingsDocument:
    """Return settings as JSON; `from` is "config file" or the name of a variable."""
    return {
        "schema_version": SCHEMA_VERSION,
        "path": str(path),
        "settings": [
            {"key": one.key, "value": one.value, "from": one.origin, "known": one.known}
            for one in found
        ],
    }


def path_document(path: Path) -> ConfigPath:
    """Return where the file is as JSON."""
    return {"schema_version": SCHEMA_VERSION, "path": str(path), "exists": path.exists()}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(map(str, cast("list[object]", value)))
    return str(value)
