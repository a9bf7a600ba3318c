"""Looking into JSON that a server has sent: anything in it may be missing or of another type."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from orchestrator.providers.faults import malformed

if TYPE_CHECKING:
    from orchestrator.providers.faults import Call


def at(value: object, *path: str | int) -> object:
    """Return what is at a path of names and places; None where there is nothing."""
    for step in path:
        if isinstance(step, str):
            value = cast("dict[str, object]", value).get(step) if isinstance(value, dict) else None
        else:
            listed = cast("list[object]", value) if isinstance(value, list) else []
            value = listed[step] if step < len(listed) else None
    return value


def word_at(value: object, *path: str | int) -> str | None:
    """Return the text at a path; None where there is none, or an empty one."""
    found = at(value, *path)
    return found if isinstance(found, str) and found else None


def items_at(value: object, *path: str | int) -> list[object]:
    """Return the list at a path; an empty one where there is none."""
    found = at(value, *path)
    return cast("list[object]", found) if isinstance(found, list) else []


def body_of(text: str | bytes, call: Call, *, kind: str, request_id: str | None) -> object:
    """Return the JSON object that a body is.

    Args:
        text: All of it.
        call: For the text of the error.
        kind: What it should be, as "a message".
        request_id: The vendor's, for the error.

    Raises:
        MalformedResponseError: it is JSON and no object.
        ValueError: it is no JSON.
    """
    body = cast("object", json.loads(text))
    if not isinstance(body, dict):
        raise malformed(call, f"a body that is {type(body).__name__}, not {kind}", request_id)
    return cast("object", body)
