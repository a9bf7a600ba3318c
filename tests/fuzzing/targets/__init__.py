"""What is fuzzed, a module each; it is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fuzzing.target import Target


def names() -> list[str]:
    """Return what can be fuzzed."""
    return sorted(module.name.replace("_", "-") for module in iter_modules(__path__))


def load(name: str) -> Target:
    """Import a target."""
    return import_module(f"{__name__}.{name.replace('-', '_')}").TARGET
