"""JSON and YAML, read without losing anything and without being blown up."""

from __future__ import annotations

import json
import math
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn, cast

from profiles.errors import UnreadableProfileError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_DEEPEST = 60
"""Levels; JSON Resume has five."""

_MOST_CHARS = 5_000_000
"""A life's work in JSON is some ten kilobytes."""


_MEND = "mend that place, or export your profile as JSON Resume (https://jsonresume.org)"


class DocumentError(UnreadableProfileError):
    """A text that is not the JSON or YAML it was taken for."""


def load_json(text: str, name: str) -> object:
    """Read JSON.

    Raises:
        DocumentError: with line and column; also for a key that stands twice in one object.
    """
    _check_size(text, name)

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(pairs)
        if len(found) < len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise _twice(name, twice)
        return found

    try:
        data: object = json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=unique,
            parse_constant=_no_number,
            parse_float=_number,
        )
    except json.JSONDecodeError as error:
        raise DocumentError(
            f"{name} is not a JSON document: line {error.lineno}, column {error.colno}: "
            f"{_fault(error)}",
            hint=_MEND,
        ) from error
    except RecursionError as error:
        raise _too_deep(name, "JSON") from error
    except DocumentError:
        raise
    except ValueError as error:
        raise DocumentError(f"{name} is not a JSON document: {error}", hint=_MEND) from error
    return whole(data, name, "JSON")


def load_yaml(text: str, name: str) -> object:
    """Read YAML: texts, numbers, true, false and null, and dates and all else as they are written.

    Raises:
        DocumentError: with line and column; also for tags, keys that stand twice and aliases that
            multiply.
    """
    from profiles.importers.yaml_documents import parse_yaml

    _check_size(text, name)
    return whole(parse_yaml(text.removeprefix("\ufeff"), name), name, "YAML")


def whole(data: object, name: str, form: str) -> object:
    """The document without characters that no store holds (NUL, halves of a pair).

    Raises:
        DocumentError: when it is nested so deep that it is no profile.
    """

    def clean(value: object, depth: int) -> object:
        if depth > _DEEPEST:
            raise _too_deep(name, form)
        if isinstance(value, str):
            return well_formed(value)
        if isinstance(value, dict):
            items = cast("Mapping[str, object]", value).items()
            return {well_formed(key): clean(item, depth + 1) for key, item in items}
        if isinstance(value, list):
            return [clean(item, depth + 1) for item in cast("Sequence[object]", value)]
        if isinstance(value, date):
            return value.isoformat()
        if value is not None and not isinstance(value, bool | int | float):
            raise DocumentError(
                f"{name} is not a {form} document of a profile: it holds {type(value).__name__}",
                hint="write it as a text or a number",
            )
        return value

    return clean(data, 0)


def well_formed(text: str) -> str:
    """A text that every store takes: no NUL, no half of a surrogate pair."""
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _check_size(text: str, name: str) -> None:
    if len(text) > _MOST_CHARS:
        raise DocumentError(
            f"{name} is larger than {_MOST_CHARS // 1_000_000} MB",
            hint="a master profile is a document of some kilobytes",
        )


def _fault(error: json.JSONDecodeError) -> str:
    """The parser's words; for the commonest fault of all, words that say what to do."""
    before = error.doc[: error.pos].rstrip()
    after = error.doc[error.pos : error.pos + 1]
    if before.endswith(",") and after in ("}", "]"):
        return f"a comma too many before {after}"
    if error.pos >= len(error.doc.rstrip()):
        return "the document ends too early"
    return error.msg[0].lower() + error.msg[1:]


def _number(text: str) -> float | str:
    number = float(text)
    return number if math.isfinite(number) else text


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number of JSON")


def _twice(name: str, key: str) -> DocumentError:
    return DocumentError(
        f"{name}: the key {key[:60]!r} stands twice in one object, and only one can be kept",
        hint="join the two into one",
    )


def _too_deep(name: str, form: str) -> DocumentError:
    return DocumentError(
        f"{name} is not a {form} document of a profile: it is nested more than {_DEEPEST} deep",
        hint="is it the right file? A JSON Resume document: https://jsonresume.org/schema",
    )


def mapping(value: object) -> dict[str, Any]:
    """A value as an object, empty when it is none."""
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def items(value: object) -> list[object] | None:
    """A value as a list, None when it is none."""
    return cast("list[object]", value) if isinstance(value, list) else None
