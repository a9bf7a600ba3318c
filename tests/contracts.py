"""Holds every command that a test runs to what is promised: its documents and its exit code."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from cli.command import split_global
from cli.contracts import CONTRACTS, EVERYWHERE
from cli.exit_codes import USAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from commands import Result

_CAN_VALIDATE = find_spec("jsonschema") is not None
"""`test_schemas.py` fails without it; all other tests of the command line run."""


def command_of(arguments: Sequence[str]) -> str | None:
    """Return the words of the command that a line means; None when it means none."""
    path = ""
    for word in split_global(arguments)[1]:
        longer = f"{path} {word}".strip()
        if not any(name == longer or name.startswith(f"{longer} ") for name in CONTRACTS):
            break
        path = longer
    return next((name for name in (path, f"{path} show") if name in CONTRACTS), None)


def require_contract(arguments: Sequence[str], result: Result) -> None:
    """Hold what a command left behind to what is promised."""
    rest = split_global(arguments)[1]
    if {"--help", "-h", "--version"} & set(rest) or result.code < 0:
        return
    command = command_of(arguments)
    if command is None:
        assert result.code in (0, USAGE, *EVERYWHERE), (arguments, result)
        return
    codes = CONTRACTS[command].codes()
    assert result.code in codes, f"{command} ends with {result.code}: {result.stderr}"
    if "--json" in rest or (command == "usage export" and result.stdout.startswith("{")):
        require_documents((*CONTRACTS[command].documents, "error"), result.stdout)


def require_documents(kinds: Sequence[str], text: str) -> None:
    """Hold a document, or a document on each line, to the schema of one of these kinds."""
    try:
        documents = [json.loads(text)]
    except json.JSONDecodeError:
        documents = [json.loads(line) for line in text.splitlines()]
    for document in documents:
        require_document(("error",) if "error" in document else kinds, document)


def require_lines(kind: str, text: str) -> None:
    """Hold JSON lines to the schema of a kind."""
    for line in text.splitlines():
        require_document((kind,), json.loads(line))


def require_document(kinds: Sequence[str], document: Any) -> None:
    """Hold a document to the strict schema of one of these kinds."""
    if not _CAN_VALIDATE:
        return
    if "$schema" in document:
        from jsonschema import Draft202012Validator

        Draft202012Validator.check_schema(document)
        return
    faults: list[str] = []
    for kind in kinds:
        found = list(validator(kind).iter_errors(document))
        if not found:
            return
        faults += [f"{kind}: {error.json_path}: {error.message[:300]}" for error in found[:5]]
    raise AssertionError("no document of the contract\n" + "\n".join(faults))


@cache
def validator(kind: str) -> Any:
    """Return what holds documents to a kind's schema, and lets no field pass that it lacks."""
    from jsonschema import Draft202012Validator, FormatChecker

    from cli.documents.schemas import schema_of

    formats = FormatChecker(formats=())

    @formats.checks("date-time", raises=ValueError)
    def is_time(text: object) -> bool:  # pyright: ignore[reportUnusedFunction]
        return not isinstance(text, str) or datetime.fromisoformat(text).tzinfo is not None

    @formats.checks("date", raises=ValueError)
    def is_day(text: object) -> bool:  # pyright: ignore[reportUnusedFunction]
        return not isinstance(text, str) or bool(date.fromisoformat(text))

    return Draft202012Validator(schema_of(kind, strict=True), format_checker=formats)
