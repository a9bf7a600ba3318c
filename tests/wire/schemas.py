"""The smallest instance of a JSON Schema, for answers that nobody scripted."""

from __future__ import annotations

from typing import Any

_SMALLEST: dict[str, Any] = {"string": "", "integer": 0, "number": 0, "boolean": False}


def smallest_instance(schema: dict[str, Any]) -> Any:
    """Build an instance of the schemas that jobai sends: closed objects, no references."""
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        options = [smallest_instance(option) for option in schema["anyOf"]]
        return None if None in options else options[0]
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else ("null" if "null" in kinds else kinds[0])
    if kind == "object":
        properties: dict[str, Any] = schema.get("properties", {})
        return {name: smallest_instance(properties[name]) for name in schema.get("required", [])}
    if kind == "array":
        count = schema.get("minItems", 0)
        return [smallest_instance(schema.get("items", {})) for _ in range(count)]
    return _SMALLEST.get(kind)
