"""Write docs/schemas/, a JSON Schema of each document, and the generated part of docs/json.md.

usage: python docs/generate_schemas.py [--check]

With --check nothing is written; the exit code is 1 when a file is out of date. A schema that breaks
what the one before promised is not written: raise the schema version, or remove the file of one
that was never released.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any, cast

from cli.documents.kinds import KINDS
from cli.documents.schemas import commands_of, schema_of
from cli.render.schemas import printed_by

PAGE = Path(__file__).with_name("json.md")
FOLDER = Path(__file__).with_name("schemas")
_MARKS = re.compile(r"(<!-- generated: documents -->\n).*?(<!-- end -->)", re.DOTALL)
_FORMATS = {"date-time": "time", "date": "day"}


def main() -> int:
    """Bring the files up to date, or say whether they are."""
    schemas = {kind: schema_of(kind) for kind in KINDS}
    fresh = {_file(kind): f"{json.dumps(schema, indent=2)}\n" for kind, schema in schemas.items()}
    page = PAGE.read_text(encoding="utf-8")
    fresh[PAGE] = _MARKS.sub(lambda marks: f"{marks[1]}{_documents(schemas)}{marks[2]}", page)
    stale = {file for file in FOLDER.glob("*.json") if file not in fresh}
    known = {file: file.read_text(encoding="utf-8") for file in fresh if file.exists()}
    broken = [
        f"{kind}: {fault}"
        for kind, schema in schemas.items()
        if _file(kind) in known
        for fault in broken_promises(json.loads(known[_file(kind)]), schema)
    ]
    if broken:
        sys.stderr.write("".join(f"{line}\n" for line in broken))
        return 1
    if "--check" in sys.argv[1:]:
        return int(bool(stale) or known != fresh)
    FOLDER.mkdir(exist_ok=True)
    for file in stale:
        file.unlink()
    for file, text in fresh.items():
        if known.get(file) != text:
            file.write_text(text, encoding="utf-8")
    return 0


def broken_promises(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return what a consumer of the schema before would miss in documents of the one after.

    Fields and words of an enumeration may come; what there is keeps its name, its type and that it
    is always there. Another schema version promises anew.
    """
    if before["$id"] != after["$id"]:
        return []
    parts = {"": after, **after.get("$defs", {})}
    faults: list[str] = []
    for name, part in {"": before, **before.get("$defs", {})}.items():
        now = parts.get(name)
        if now is None:
            continue  # what it stood for has another type, which is said below
        fields = now.get("properties", {})
        for field, was in part.get("properties", {}).items():
            where = f"{name}.{field}".lstrip(".")
            if field not in fields:
                faults.append(f"{where} is gone")
            elif _shape(was) != _shape(fields[field]):
                faults.append(f"{where} has another type")
            elif missing := _words(was) - _words(fields[field]):
                faults.append(f"{where} is never {', '.join(map(str, sorted(missing)))} any more")
            elif field in part.get("required", ()) and field not in now.get("required", ()):
                faults.append(f"{where} is not always there any more")
    return faults


def _shape(schema: Any) -> Any:
    """Return a schema without words for people and without enumerations."""
    if isinstance(schema, dict):
        left_out = {"description", "title", "enum", "const"}
        named = cast("dict[str, Any]", schema)
        return {key: _shape(value) for key, value in named.items() if key not in left_out}
    if isinstance(schema, list):
        return [_shape(item) for item in cast("list[Any]", schema)]
    return schema


def _words(schema: Any) -> set[Any]:
    if isinstance(schema, dict):
        named = cast("dict[str, Any]", schema)
        own: set[Any] = {*named.get("enum", ()), *([named["const"]] if "const" in named else [])}
        return own.union(*(_words(value) for key, value in named.items() if key != "enum"))
    found: set[Any] = set()
    if isinstance(schema, list):
        found.update(*map(_words, cast("list[Any]", schema)))
    return found


def _file(kind: str) -> Path:
    return FOLDER / f"{kind}.schema.json"


def _documents(schemas: dict[str, dict[str, Any]]) -> str:
    """Return a section for each document, then one for each part that documents are made of."""
    text = "\n"
    headings: dict[str, str] = {}
    parts: dict[str, str] = {}
    for kind, schema in schemas.items():
        named = {name: _heading(name, part, headings) for name, part in _parts(schema).items()}
        address = f"[Schema](schemas/{_file(kind).name})."
        text += f"### {kind}\n\n{schema['description']} From {_commands(kind)}. {address}\n\n"
        text += f"{_fields(schema, named)}\n"
        for name, part in _parts(schema).items():
            told = _fields(part, named) if "properties" in part else f"{_type(part, named)}\n"
            parts[named[name]] = f"{part['description']}\n\n{told}\n"
    text += "## Parts of documents\n\n"
    return text + "".join(f"### {heading}\n\n{parts[heading]}" for heading in sorted(parts))


def _parts(schema: dict[str, Any]) -> dict[str, Any]:
    return schema.get("$defs", {})


def _heading(name: str, part: Any, headings: dict[str, str]) -> str:
    """Return what a part is called on the page: two that differ may have one name in schemas."""
    found = headings.setdefault(json.dumps(part), name)
    same = [one for content, one in headings.items() if one == name and content != json.dumps(part)]
    if found == name and same:
        found = headings[json.dumps(part)] = f"{name} {len(same) + 1}"
    return found


def _commands(kind: str) -> str:
    commands = commands_of(kind)
    return ", ".join(f"`jobai {name}`" for name in commands) if commands else printed_by(kind)


def _fields(part: dict[str, Any], named: dict[str, str]) -> str:
    rows = ["| field | type | meaning |", "|---|---|---|"]
    for name, field in part["properties"].items():
        optional = "" if name in part.get("required", ()) else ", optional"
        meaning = field.get("description", "").replace("|", "\\|")
        rows.append(f"| `{name}` | {_type(field, named)}{optional} | {meaning} |")
    return "\n".join([*rows, ""])


def _type(schema: Any, named: dict[str, str]) -> str:
    """Return a type in words; `named` has the headings of parts."""
    if "$ref" in schema:
        heading = named[schema["$ref"].rpartition("/")[2]]
        return f"[{heading}](#{heading.lower().replace(' ', '-')})"
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type(option, named) for option in schema["anyOf"]))
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}), named)}"
    if schema.get("type") == "object":
        below = schema.get("additionalProperties")
        return f"object of {_type(below, named)}" if isinstance(below, dict) else "object"
    kinds = {"string": "text", "number": "number", "integer": "integer", "boolean": "true or false"}
    return _FORMATS.get(schema.get("format", ""), kinds.get(schema.get("type", ""), "null"))


if __name__ == "__main__":
    sys.exit(main())
