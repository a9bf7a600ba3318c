"""From a JSON Resume document, or a host's dict that is near to one, to a master profile.

The document is repaired first (renames, nulls, "Present"), then checked. A validator alone would
accept a version 0 document and silently lose every employer's name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Literal, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError

from profiles.errors import InvalidInputError
from profiles.master_profile.aliases import ALIASES, BASICS_AT_THE_TOP, HEAD_FIELD
from profiles.master_profile.dates import is_ongoing, iso_date
from profiles.master_profile.schema import MasterProfile

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_VALUE_SHOWN = 60
_FAULTS_SHOWN = 5
_DATES = frozenset({"startDate", "date", "releaseDate"})
_HINTS = {
    "resume_date": 'Write it like "2014", "2014-06" or "2014-06-29"; no endDate while it lasts.',
    "string_type": "Write it as text.",
    "list_type": "Write it as a list: [...].",
    "model_type": "Write it as an object: {...}.",
    "model_attributes_type": "Write it as an object: {...}.",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that reading changed, or did not understand and kept.

    Attributes:
        path: Where, as in `work[2].endDate`.
        action: "mapped" to another name or form, "kept" under its unknown name, or "dropped".
        detail: What became of it.
    """

    path: str
    action: Literal["mapped", "kept", "dropped"]
    detail: str


@dataclass(frozen=True, slots=True)
class ImportedProfile:
    """A master profile and what was done to the document on the way."""

    profile: MasterProfile
    notices: tuple[Notice, ...]


def master_profile_from(data: Mapping[str, object]) -> MasterProfile:
    """Read a JSON Resume document, version 1 or 0, or a dict with similar names.

    Raises:
        InvalidInputError: with the path, the rule and the value of what cannot be read.
    """
    return read_json_resume(data).profile


def read_json_resume(data: Mapping[str, object]) -> ImportedProfile:
    """As `master_profile_from`, with a notice for each thing mapped, kept or dropped.

    Raises:
        InvalidInputError: with the path, the rule and the value of what cannot be read.
    """
    if not isinstance(cast("object", data), Mapping):
        raise InvalidInputError(
            f"A master profile is a JSON object, not {_shown(data)}.",
            hint="Pass a JSON Resume document: https://jsonresume.org/schema",
        )
    reader = _Reader()
    document = reader.object(MasterProfile, _with_basics(data), "")
    try:
        profile = MasterProfile.model_validate(document)
    except ValidationError as error:
        raise _invalid(error) from error
    return ImportedProfile(profile, tuple(reader.notices))


_DateKind = Literal["end", "date"] | None


class _Reader:
    """Repairs one document, guided by the models' fields, and takes notes."""

    def __init__(self) -> None:
        self.notices: list[Notice] = []

    def object(
        self, model: type[BaseModel], raw: Mapping[str, object], path: str
    ) -> dict[str, object]:
        names = _field_names(model)
        fields = {
            field.alias or name: field.annotation for name, field in model.model_fields.items()
        }
        filled = {_folded(key) for key, value in raw.items() if not _is_empty(value)}
        repaired: dict[str, object] = {}
        for key, value in raw.items():
            if _is_empty(value):
                continue
            here = f"{path}.{key}" if path else key
            name = names.get(_folded(key)) or self._alias(model, key, filled)
            if name is None or name in repaired:
                self._note(here, "kept", "not a field of JSON Resume")
                repaired[key] = value
                continue
            if name != key:
                self._note(here, "mapped", f"to {name}")
            read = self._value(fields[name], value, here, _date_kind(name))
            if not _is_empty(read):
                repaired[name] = read
        return repaired

    def _alias(self, model: type[BaseModel], key: str, filled: set[str]) -> str | None:
        name = ALIASES.get(model.__name__, {}).get(_folded(key))
        return None if name is None or _folded(name) in filled else name

    def _value(self, annotation: object, value: object, path: str, date_kind: _DateKind) -> object:
        model = _model_in(annotation)
        if get_origin(annotation) is list:
            return self._list(model, value, path)
        if model is not None:
            return self.object(model, _mapping(value), path) if _is_mapping(value) else value
        return self._scalar(value, path, date_kind)

    def _list(self, model: type[BaseModel] | None, value: object, path: str) -> object:
        if isinstance(value, str):
            self._note(path, "mapped", "one text to a list of one")
            value = [value]
        if not isinstance(value, Sequence):
            return value
        items: list[object] = []
        for index, item in enumerate(cast("Sequence[object]", value)):
            here = f"{path}[{index}]"
            read = self._item(model, item, here)
            if not _is_empty(read):
                items.append(read)
        return items

    def _item(self, model: type[BaseModel] | None, item: object, path: str) -> object:
        if model is None:
            text = one_text(item)
            if text is not None:
                self._note(path, "mapped", "a key with one value to one text")
            return self._scalar(item if text is None else text, path, None)
        if isinstance(item, str) and item.strip() and model.__name__ in HEAD_FIELD:
            head = HEAD_FIELD[model.__name__]
            self._note(path, "mapped", f"to {head}")
            item = {head: item}
        return self.object(model, _mapping(item), path) if _is_mapping(item) else item

    def _scalar(self, value: object, path: str, date_kind: _DateKind) -> object:
        if isinstance(value, datetime):
            return value.date().isoformat()
        if isinstance(value, date):
            return value.isoformat()
        if not isinstance(value, str):
            return value
        text = value.strip()
        if date_kind == "end" and is_ongoing(text):
            self._note(path, "mapped", f"{text!r}: no end date means that it lasts")
            return None
        if date_kind is not None and (read := iso_date(text)) is not None:
            if read != text:
                self._note(path, "mapped", f"{text!r} to {read}")
            return read
        return text

    def _note(self, path: str, action: Literal["mapped", "kept", "dropped"], detail: str) -> None:
        self.notices.append(Notice(path, action, detail))


def _date_kind(field: str) -> _DateKind:
    if field == "endDate":
        return "end"
    return "date" if field in _DATES else None


def one_text(item: object) -> str | None:
    """The text that YAML took for an object, as in `- Thesis: On tides`; None for all else."""
    pairs = _mapping(item).items() if _is_mapping(item) else ()
    if len(pairs) != 1:
        return None
    key, value = next(iter(pairs))
    return f"{key}: {value}" if isinstance(value, str | int | float) else None


def _with_basics(data: Mapping[str, object]) -> Mapping[str, object]:
    """Gather `name`, `email` and the like from the top into `basics`, where there is none."""
    if not _is_empty(data.get("basics")) or not _is_empty(data.get("bio")):
        return data
    basics = {key: value for key, value in data.items() if _folded(key) in BASICS_AT_THE_TOP}
    rest = {key: value for key, value in data.items() if key not in basics and key != "basics"}
    return {"basics": basics, **rest}


def _field_names(model: type[BaseModel]) -> dict[str, str]:
    aliases = (field.alias or name for name, field in model.model_fields.items())
    return {_folded(alias): alias for alias in aliases}


def _folded(key: str) -> str:
    return key.casefold().replace("_", "").replace("-", "").replace(" ", "")


def _model_in(annotation: object) -> type[BaseModel] | None:
    for option in (annotation, *get_args(annotation)):
        if isinstance(option, type) and issubclass(option, BaseModel):
            return option
    return None


def _is_mapping(value: object) -> bool:
    return isinstance(value, Mapping)


def _mapping(value: object) -> Mapping[str, object]:
    return cast("Mapping[str, object]", value)


def _is_empty(value: object) -> bool:
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, Mapping | list | tuple) and not value)


def _invalid(error: ValidationError) -> InvalidInputError:
    faults = error.errors(include_url=False, include_context=False)
    told = [f"{_path(x)}: {_rule(x)}, not {_shown(x['input'])}" for x in faults[:_FAULTS_SHOWN]]
    more = len(faults) - len(told)
    message = "; ".join(told) + (f" ({more} more like this)" if more else ".")
    return InvalidInputError(message, hint=_HINTS.get(faults[0]["type"]))


def _rule(fault: ErrorDetails) -> str:
    if fault["type"].startswith("model_"):
        return "an object belongs here"
    rule = fault["msg"]
    return rule[0].lower() + rule[1:]


def _path(fault: ErrorDetails) -> str:
    path = ""
    for part in fault["loc"]:
        path += f"[{part}]" if isinstance(part, int) else f".{part}"
    return path.lstrip(".")


def _shown(value: object) -> str:
    text = repr(value)
    cut = text if len(text) <= _VALUE_SHOWN else text[:_VALUE_SHOWN] + "..."
    return f"{cut} ({type(value).__name__})"
