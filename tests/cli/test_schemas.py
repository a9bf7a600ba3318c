"""Every JSON document has a schema, and the schema says all that is in it."""

from __future__ import annotations

import ast
import copy
import json
import runpy
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import jsonschema
import pytest
from contracts import command_of, require_document, require_lines, validator
from typer.core import TyperGroup

from cli.app import app
from cli.contracts import CONTRACTS
from cli.documents.errors import ErrorType
from cli.documents.kinds import KINDS
from cli.documents.schemas import schema_of
from orchestrator.errors import SourceReason
from orchestrator.usage_export import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parent.parent.parent
SCHEMAS = ROOT / "docs" / "schemas"
_FINDING = {"subject": "key", "state": "ok", "text": "", "hint": None}

_CHANGES: list[tuple[Callable[[dict[str, Any]], object], str | None]] = [
    (lambda part: part["properties"].pop("cap"), "LimitDocument.cap is gone"),
    (lambda part: part["required"].remove("cap"), "LimitDocument.cap is not always there"),
    (lambda part: part["properties"]["cap"].update(anyOf=[]), "LimitDocument.cap has another"),
    (lambda part: part["properties"]["metric"]["enum"].remove("calls"), "never calls any more"),
    (lambda part: part["properties"].update(more={"type": "string"}), None),
    (lambda part: part["properties"]["metric"]["enum"].append("pages"), None),
    (lambda part: part["properties"]["cap"].update(description="Other words."), None),
]


def test_the_schemas_in_the_documentation_are_those_of_the_code() -> None:
    done = subprocess.run([sys.executable, ROOT / "docs" / "generate_schemas.py", "--check"])

    assert done.returncode == 0, "run: python docs/generate_schemas.py"
    assert {file.name.removesuffix(".schema.json") for file in SCHEMAS.glob("*.json")} == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_each_schema_is_one_and_tells_what_every_field_is(kind: str) -> None:
    schema = schema_of(kind)

    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$id"] == f"urn:jobai:schema:1:{kind}"
    assert schema["title"]
    untold = [
        f"{where}.{name}"
        for where, part in _objects(schema)
        for name, field in part["properties"].items()
        if not field.get("description")
    ]
    assert (schema.get("description"), untold) == (schema["description"], [])


def test_a_published_schema_lets_a_later_version_add_fields_and_a_strict_one_does_not() -> None:
    document: dict[str, Any] = {"schema_version": 1, "jobs": []}
    more = {**document, "more": True}

    jsonschema.validate(more, schema_of("jobs"))
    require_document(("jobs",), document)
    with pytest.raises(AssertionError, match="more"):
        require_document(("jobs",), more)


@pytest.mark.parametrize(
    "broken",
    [
        {"schema_version": 2, "findings": []},
        {"schema_version": 1},
        {"schema_version": 1, "findings": [{**_FINDING, "state": "bad"}]},
        {"schema_version": 1, "findings": [{**_FINDING, "hint": 3}]},
    ],
)
def test_another_version_a_missing_field_and_an_unknown_word_are_no_document(broken: Any) -> None:
    with pytest.raises(AssertionError):
        require_document(("doctor",), broken)


def test_a_time_without_a_zone_is_no_time() -> None:
    assert [error.json_path for error in validator("pruning").iter_errors({**_PRUNING, "before": "2026-11-23T10:00:00"})] == ["$.before"]  # fmt: skip  # noqa: E501
    assert not list(validator("pruning").iter_errors(_PRUNING))


@pytest.mark.parametrize(("change", "fault"), _CHANGES)
def test_a_schema_may_grow_and_never_break_what_it_promised(
    change: Callable[[dict[str, Any]], object], fault: str | None
) -> None:
    script = runpy.run_path(str(ROOT / "docs" / "generate_schemas.py"))
    before = schema_of("quota")
    after = copy.deepcopy(before)
    change(after["$defs"]["LimitDocument"])

    faults = script["broken_promises"](before, after)

    assert [fault in told for told in faults] == ([True] if fault else []), faults
    assert script["broken_promises"](before, {**after, "$id": "urn:jobai:schema:2:quota"}) == []


def test_every_command_has_a_contract_and_every_kind_a_command_or_a_file() -> None:
    assert set(CONTRACTS) == {" ".join(path) for path in _commands(app)}
    printed = {kind for contract in CONTRACTS.values() for kind in contract.documents}
    assert set(KINDS) - printed == {"error", "cv", "letter"}


def test_every_command_prints_json_or_nothing_else() -> None:
    for path, command in _commands(app).items():
        options = {name for param in command.params for name in param.opts}
        assert "--json" in options, path


def test_every_error_class_of_the_code_is_a_type_of_the_schema() -> None:
    below = {"JobaiError"}
    classes = list(_classes())
    while found := {name for name, bases in classes if bases & below} - below:
        below |= found

    assert set(get_args(ErrorType)) == below


def test_every_reason_that_the_code_gives_is_a_word_of_the_schema() -> None:
    given = {
        reason
        for room in ("cli", "orchestrator")
        for file in (ROOT / room).rglob("*.py")
        for reason in _reasons(ast.parse(file.read_text(encoding="utf-8")))
    }

    assert given <= set(get_args(SourceReason))
    assert {"missing", "too_slow", "not_a_cv"} <= given


def test_a_row_of_an_export_is_a_row_of_the_table() -> None:
    assert set(schema_of("ledger-row")["properties"]) == set(COLUMNS)


def test_no_command_loads_the_documents_types(tmp_path: Path) -> None:
    code = "import sys; from cli.render import drafts, jobs, usage, profiles, errors, providers; print([m for m in sys.modules if m.startswith('cli.documents')])"  # noqa: E501
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)

    assert done.stdout.strip() == "[]", done.stderr


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("jobs list --json", "jobs list"),
        ("--user ann plan --json", "plan show"),
        ("plan limits set cost/month 5", "plan limits set"),
        ("plan limits --plan pro_monthly", "plan limits show"),
        ("providers limits mine", "providers limits show"),
        ("extract a.html --json", "extract"),
        ("jbs list", None),
    ],
)
def test_a_line_is_known_by_its_command(line: str, command: str | None) -> None:
    assert command_of(line.split()) == command


def test_lines_of_an_export_are_held_too() -> None:
    with pytest.raises(AssertionError):
        require_lines("ledger-row", json.dumps({"id": 1}))


_PRUNING = {
    "schema_version": 1,
    "before": "2026-11-23T10:00:00+00:00",
    "rows": 0,
    "rows_kept": 0,
    "cost_nano_usd": 0,
    "archive": None,
    "archive_sha256": None,
}


def _commands(command: Any, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    if not isinstance(command, TyperGroup):
        return {path: command}
    found: dict[tuple[str, ...], Any] = {}
    for name, below in command.commands.items():
        found |= _commands(below, (*path, name))
    return found


def _objects(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for where, part in {"": schema, **schema.get("$defs", {})}.items():
        if "properties" in part:
            yield where, part


def _reasons(module: ast.Module) -> Iterator[str]:
    """Yield the words given as `reason=`, and to parameters that are declared to be a reason."""
    places = {
        node.name: position
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef)
        for position, argument in enumerate(node.args.args)
        if argument.annotation and ast.unparse(argument.annotation) == "SourceReason"
    }
    for call in ast.walk(module):
        if isinstance(call, ast.Call):
            values = [keyword.value for keyword in call.keywords if keyword.arg == "reason"]
            place = places.get(ast.unparse(call.func))
            values += call.args[place : place + 1] if place is not None else []
            for value in values:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value


def _classes() -> Iterator[tuple[str, set[str]]]:
    for room in ("cli", "orchestrator", "profiles"):
        for file in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.ClassDef):
                    bases = {ast.unparse(base).rpartition(".")[2] for base in node.bases}
                    yield node.name, bases
