"""The data files beside this package: prompts and tables."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def table(name: str) -> Mapping[str, Any]:
    """One TOML file of the `data` folder, by its name without the ending."""
    return tomllib.loads(_read(f"{name}.toml"))


@cache
def prompt(name: str) -> str:
    """One Markdown file of the `data` folder, by its name without the ending."""
    return _read(f"{name}.md").strip()


def _read(file_name: str) -> str:
    source = files("orchestrator.tasks.drafting").joinpath("data", file_name)
    return source.read_text(encoding="utf-8")
