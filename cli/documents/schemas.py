"""A JSON Schema of each kind of document, made of the types in `cli.documents`."""

from __future__ import annotations

import re
from functools import cache
from inspect import cleandoc
from typing import TYPE_CHECKING, Any, cast, get_args

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from cli.contracts import CONTRACTS
from cli.documents.kinds import KINDS
from cli.documents.marks import Version
from profiles.errors import NotFoundError
from profiles.naming import meant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import core_schema as core

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_ATTRIBUTE = re.compile(r"^    (\w+): ")
_PYTHON = {"None": "null", "True": "true", "False": "false"}
_MAPS = ("properties", "$defs")
"""Where the keys are names, and not words of JSON Schema."""


@cache
def schema_of(kind: str, *, strict: bool = False) -> dict[str, Any]:
    """Return the schema of a kind of document.

    Args:
        kind: A name of `KINDS`.
        strict: Forbid fields that it does not name. What is published does not: a later version of
            jobai may add some.
    """
    made = TypeAdapter(KINDS[kind]).json_schema(
        mode="serialization", schema_generator=_Schema, ref_template="#/$defs/{model}"
    )
    for part in _parts(made):
        part.pop("default", None)
        part.pop("title", None)
        if part.get("additionalProperties") is False or (strict and "properties" in part):
            part.setdefault("additionalProperties", False)
            if not strict:
                del part["additionalProperties"]
    head = {
        "$schema": DIALECT,
        "$id": address(kind),
        "title": kind.replace("-", " ").capitalize().replace("Cv", "CV"),
    }
    return {**head, **made}


def address(kind: str) -> str:
    """Return the `$id` of a kind's schema: a name, and no place in the network."""
    return f"urn:jobai:schema:{get_args(Version)[0]}:{kind}"


def commands_of(kind: str) -> list[str]:
    """Return the commands that print a kind of document; none for what is in files."""
    return [name for name, contract in CONTRACTS.items() if kind in contract.documents]


def kinds_named(name: str) -> tuple[str, ...]:
    """Return the kinds of documents that a name means: of a kind, or of a command.

    Raises:
        NotFoundError: it is neither.
    """
    if name in CONTRACTS and CONTRACTS[name].documents:
        return CONTRACTS[name].documents
    if name in KINDS:
        return (name,)
    commands = [command for command, one in CONTRACTS.items() if one.documents]
    if below := [command for command in commands if command.startswith(f"{name} ")]:
        raise NotFoundError(
            f"{name} is several commands: {', '.join(below)}", hint=f"jobai schema {below[0]}"
        )
    names = [*KINDS, *commands]
    told = f"no document and no command is called {name!r}{meant(name, names)}"
    raise NotFoundError(told, hint="jobai schema")


class _Schema(GenerateJsonSchema):
    """Takes the descriptions of fields out of docstrings; everything that is dumped is required."""

    def typed_dict_schema(self, schema: core.TypedDictSchema) -> dict[str, Any]:
        """Describe a TypedDict."""
        return _described(super().typed_dict_schema(schema), schema.get("cls"))

    def model_schema(self, schema: core.ModelSchema) -> dict[str, Any]:
        """Describe a model."""
        return _described(super().model_schema(schema), schema["cls"])

    def dataclass_schema(self, schema: core.DataclassSchema) -> dict[str, Any]:
        """Describe a dataclass."""
        return _described(super().dataclass_schema(schema), schema["cls"])

    def field_is_required(self, field: Any, total: bool) -> bool:
        """Say whether a field is always there: only JSON Resume leaves out what is empty."""
        if field["type"] == "typed-dict-field":
            return super().field_is_required(field, total)
        return self._config.extra != "allow"

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Leave out titles that say a name again."""
        return False


def _described(made: dict[str, Any], cls: Any) -> dict[str, Any]:
    """Give a schema and its properties the words of their class's docstring."""
    told = dict(_attributes(cls))
    for name, part in made.get("properties", {}).items():
        words = told.get(_snake(name))
        if words is not None:
            part["description"] = words
    made["description"] = _json_words(cleandoc(cls.__doc__ or "").partition("\nAttributes:")[0])
    return made


def _attributes(cls: Any) -> Iterator[tuple[str, str]]:
    """Yield what the docstrings of a class and of what it inherits from say of each field."""
    for base in getattr(cls, "__orig_bases__", None) or cls.__bases__:
        if hasattr(base, "__annotations__"):
            yield from _attributes(base)
    lines = cleandoc(cls.__doc__ or "").partition("\nAttributes:\n")[2].split("\n\n")[0]
    found: list[list[str]] = []
    for line in lines.splitlines():
        if _ATTRIBUTE.match(line):
            found.append([line])
        elif found:
            found[-1].append(line)
    for one in found:
        name, _, words = " ".join(part.strip() for part in one).partition(": ")
        yield name, _json_words(words)


def _json_words(text: str) -> str:
    """Say in JSON's words what a docstring says in Python's."""
    plain = " ".join(text.split())
    return re.sub(r"\b(None|True|False)\b", lambda match: _PYTHON[match[0]], plain)


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", lambda match: f"_{match[1].lower()}", name)


def _parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a schema and every schema in it."""
    yield schema
    for key, value in schema.items():
        below: Any = list(value.values()) if key in _MAPS else value
        for part in cast("list[Any]", below if isinstance(below, list) else [below]):
            if isinstance(part, dict):
                yield from _parts(cast("dict[str, Any]", part))
