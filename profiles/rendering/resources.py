"""The data files beside this package: themes, words of dates, templates, fonts."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable


@cache
def table(name: str) -> Mapping[str, Any]:
    """One TOML file of the `data` folder, by its name without the ending."""
    return tomllib.loads(text(f"{name}.toml"))


@cache
def text(name: str) -> str:
    """One file of the `data` folder, by its name."""
    return data_folder().joinpath(name).read_text(encoding="utf-8")


def data_folder() -> Traversable:
    """Where themes, templates and tables are."""
    return files("profiles.rendering").joinpath("data")


def font_folder() -> Traversable:
    """Where our fonts are, with their licence."""
    return files("profiles.rendering").joinpath("fonts")
