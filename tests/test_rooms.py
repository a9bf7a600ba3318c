"""Imports run one way, and each vendor's SDK stays in its own module."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import jobai

if TYPE_CHECKING:
    from collections.abc import Iterator

HOME = Path(jobai.__file__).parent
MODULES = sorted(
    path for room in ("cli", "orchestrator", "profiles") for path in (HOME / room).rglob("*.py")
)
MAY_IMPORT = {
    "cli": {"cli", "orchestrator", "profiles"},
    "orchestrator": {"orchestrator", "profiles"},
    "profiles": {"profiles"},
}
ROOMS = {*MAY_IMPORT, "jobai", "tests"}
SDKS = {"google": "gemini", "openai": "openai", "anthropic": "claude"}


def _name(path: Path) -> str:
    return path.relative_to(HOME).as_posix()


@cache
def _imported(path: Path) -> frozenset[str]:
    return frozenset(_names_in(path))


def _names_in(path: Path) -> Iterator[str]:
    """Give the top name of everything that a module imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)} imports relatively"
            yield (node.module or "").partition(".")[0]


def _is_provider(path: Path, vendor: str) -> bool:
    """Say whether a module is, or belongs to, a vendor's own: `gemini.py`, `gemini_files.py`."""
    return path.parent == HOME / "orchestrator" / "providers" and path.stem.startswith(vendor)


def test_there_is_something_to_read() -> None:
    assert {_name(path).partition("/")[0] for path in MODULES} == set(MAY_IMPORT)
    assert len(MODULES) > 50


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_imports_only_from_its_own_room_and_those_below(path: Path) -> None:
    room = _name(path).partition("/")[0]

    assert {name for name in _imported(path) if name in ROOMS} <= MAY_IMPORT[room]


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_vendors_sdk_is_imported_in_its_own_module_only(path: Path) -> None:
    foreign = {
        name for name in _imported(path) if name in SDKS and not _is_provider(path, SDKS[name])
    }

    assert foreign == set()


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_typer_and_rich_stay_in_the_command_line(path: Path) -> None:
    if _name(path).startswith("cli/"):
        return

    assert {"typer", "rich", "click"} & set(_imported(path)) == set()


def test_each_vendors_module_does_import_its_sdk() -> None:
    for sdk, vendor in SDKS.items():
        assert sdk in set(_imported(HOME / "orchestrator" / "providers" / f"{vendor}.py"))
