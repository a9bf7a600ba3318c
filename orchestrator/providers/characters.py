"""Characters that an answer may hold and that nothing can keep."""

from __future__ import annotations

from typing import Any, cast

_UNKNOWN = "\ufffd"


def sound(text: str) -> str:
    """Join the halves of surrogate pairs; put a sign for halves alone and for NUL.

    No UTF-8 holds the halves, and no text of PostgreSQL's holds NUL.
    """
    if "\0" in text:
        text = text.replace("\0", _UNKNOWN)
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def split_at_half(text: str) -> tuple[str, str]:
    """Return the text, and the first half of a surrogate pair at its end: the next piece has more.

    Servers that escape a stream's pieces one by one cut a sign in two.
    """
    return (text[:-1], text[-1:]) if "\ud800" <= text[-1:] <= "\udbff" else (text, "")


def sound_json(data: Any) -> Any:
    """Return parsed JSON with every text in it, and every name, as `sound` has it."""
    if isinstance(data, str):
        return sound(data)
    if isinstance(data, list):
        return [sound_json(entry) for entry in cast("list[Any]", data)]
    if isinstance(data, dict):
        fields = cast("dict[str, Any]", data)
        return {sound(name): sound_json(value) for name, value in fields.items()}
    return data
