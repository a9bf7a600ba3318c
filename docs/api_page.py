"""docs/api.md: the public names of `jobai`, from their signatures and docstrings.

A public name without a docstring, or a docstring that names an argument that is none, is an error.
"""

from __future__ import annotations

import dataclasses
import enum
import inspect
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy.ext.hybrid import hybrid_property

import jobai

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = Path(__file__).with_name("api.md")

GROUPS: dict[str, tuple[str, ...]] = {
    "Calls": ("AIOrchestrator", "extract_job_data", "draft_cv", "draft_cover_letter"),
    "What goes in and comes out": (
        "Request",
        "Answer",
        "AnswerStream",
        "AttemptRecord",
        "JobPosting",
        "CvDraft",
        "LetterDraft",
        "render",
        "RenderOptions",
        "Rendering",
    ),
    "Settings": ("Settings", "RetryPolicy"),
    "The store": (
        "open_store",
        "locate_store",
        "Store",
        "StoreLocation",
        "create_ai_tables",
        "Base",
        "User",
        "Subscription",
        "AIProviderConfig",
        "AIProviderUsageLog",
    ),
}
_LONGEST_DEFAULT = 40
_PLANS = ("FREEMIUM", "PAY_AS_YOU_GO", "PRO_MONTHLY", "PRO_ANNUAL")
_SECTIONS = ("Args", "Attributes", "Returns", "Yields", "Raises")
_HEAD = """\
# The names of `jobai`

What `from jobai import ...` has, generated from the code. How it is used
is told in [the guide](library.md); the errors have [a page of their own](errors.md).
"""


def page() -> str:
    """Return the whole page.

    Raises:
        ValueError: when a name is missing here or has no docstring.
    """
    grouped = {name for names in GROUPS.values() for name in names} | set(_PLANS)
    errors = {name for name in jobai.__all__ if _is_error(getattr(jobai, name))}
    if left := set(jobai.__all__) - grouped - errors:
        raise ValueError(f"api_page.py knows no place for {sorted(left)}")
    parts = [_HEAD]
    for title, names in GROUPS.items():
        parts.append(f"## {title}\n")
        parts += [_entry(name, getattr(jobai, name)) for name in names]
    values = "".join(f"| `{name}` | `{getattr(jobai, name)!r}` |\n" for name in _PLANS)
    parts.append(f"## Plans\n\n| name | value |\n|---|---|\n{values}")
    return "\n".join(parts).rstrip() + "\n"


def _is_error(thing: Any) -> bool:
    return inspect.isclass(thing) and issubclass(thing, Exception)


def _entry(name: str, thing: Any) -> str:
    if not inspect.isclass(thing):
        return f"### {name}\n\n{_call(name, thing)}\n{_documented(name, thing)}"
    own = thing.__dict__.get("__init__") if not _is_data(thing) else None
    head = f"### {name}\n\n"
    if inspect.isfunction(own) and "kwargs" not in inspect.signature(own).parameters:
        head += _call(name, own) + "\n"
    told: dict[str, str] = {}
    parts = [head + _documented(name, thing, told)]
    if table := _fields(thing, told):
        parts.append(table)
    parts += [_method(name, *found) for found in _methods(thing)]
    return "\n".join(parts)


def _is_data(thing: Any) -> bool:
    return dataclasses.is_dataclass(thing) or hasattr(thing, "model_fields")


def _fields(thing: Any, told: dict[str, str]) -> str:
    """A table of what an object has: the fields of a class of data, the columns of a table."""
    annotations: dict[str, Any] = inspect.get_annotations(thing)
    kinds = {
        name: _shown(kind)
        for name, kind in annotations.items()
        if not name.startswith("_") and "ClassVar" not in str(kind)
    }
    rows = "".join(
        f"| `{name}` | {f'`{kinds[name]}`' if name in kinds else ''} | {told.get(name, '')} |\n"
        for name in {**kinds, **told}
    )
    return f"| name | type | |\n|---|---|---|\n{rows}" if rows else ""


def _shown(annotation: Any) -> str:
    text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    found = re.fullmatch(r"Mapped\[(.*)\]", text)
    text = found[1] if found else text
    return re.sub(r"\b(?:[a-z_]+\.)+(?=\w)", "", text).replace("|", "\\|")


def _methods(thing: Any) -> Iterator[tuple[str, Any]]:
    for name, member in thing.__dict__.items():
        if name.startswith("_") or isinstance(member, enum.Enum):
            continue
        if _is_value(member):
            yield name, member
        elif inspect.isfunction(member) or isinstance(member, classmethod):
            yield name, getattr(thing, name)


def _is_value(member: Any) -> bool:
    return isinstance(member, property | hybrid_property)


def _method(owner: str, name: str, member: Any) -> str:
    if _is_value(member):
        return f"#### {owner}.{name}\n\n{_documented(f'{owner}.{name}', member.fget)}"
    prefix = _call(f"{owner}.{name}", member)
    return f"#### {owner}.{name}\n\n{prefix}\n{_documented(f'{owner}.{name}', member)}"


def _call(name: str, function: Any) -> str:
    signature = inspect.signature(function)
    shown = [p for n, p in signature.parameters.items() if n not in {"self", "cls"}]
    signature = signature.replace(parameters=shown)
    returned = signature.return_annotation
    arrow = "" if returned is inspect.Signature.empty else f" -> {returned}"
    if "." not in name and arrow == " -> None":
        arrow = ""
    kind = "async " if inspect.iscoroutinefunction(function) else ""
    one = f"{kind}{name}({', '.join(map(_parameter, shown))}){arrow}"
    if len(one) > 88:
        lines = "".join(f"    {line},\n" for line in _lines(shown))
        one = f"{kind}{name}(\n{lines}){arrow}"
    return f"```text\n{one}\n```\n"


def _lines(parameters: list[inspect.Parameter]) -> Iterator[str]:
    named = False
    for parameter in parameters:
        if parameter.kind is parameter.KEYWORD_ONLY and not named:
            named = True
            yield "*"
        yield _parameter(parameter)


def _parameter(parameter: inspect.Parameter) -> str:
    is_long = len(repr(parameter.default)) > _LONGEST_DEFAULT
    if parameter.default is not parameter.empty and (callable(parameter.default) or is_long):
        return f"{parameter.replace(default=parameter.empty)} = ...".replace("'", "")
    text = str(parameter)
    return text.replace("'", "") if parameter.default is parameter.empty else re.sub(
        r"(?<=: )'([^']*)'(?= =)", r"\1", text
    )  # fmt: skip


def _documented(name: str, thing: Any, attributes: dict[str, str] | None = None) -> str:
    """Return a docstring as Markdown.

    Args:
        name: For a fault.
        thing: That has it.
        attributes: Takes what is told of each attribute, for a table; None has them listed here.
    """
    text = inspect.getdoc(thing)
    if not text or (dataclasses.is_dataclass(thing) and text.startswith(f"{name}(")):
        raise ValueError(f"{name} has no docstring")
    parts: list[str] = []
    for paragraph in re.split(r"\n\n(?=\S)", text):
        title, _, body = paragraph.partition(":\n")
        if title == "Attributes" and attributes is not None:
            attributes |= _items(name, title, textwrap.dedent(body))
        elif title in _SECTIONS:
            parts.append(_section(name, title, textwrap.dedent(body), thing))
        else:
            parts.append(_linked(" ".join(paragraph.split())) + "\n")
    return "\n".join(parts)


def _section(name: str, title: str, body: str, thing: Any) -> str:
    if title in {"Returns", "Yields"}:
        return f"**{title}:** {_linked(' '.join(body.split()))}\n"
    items = _items(name, title, body)
    if title == "Args" and not inspect.isclass(thing):
        known = inspect.signature(thing).parameters
        for one in (x for key in items for x in _names(key)):
            if one.lstrip("*") not in known:
                raise ValueError(f"{name} has no argument {one!r}")
    lines = (
        f"- {_linked(', '.join(f'`{one}`' for one in _names(key)))}: {text}\n"
        for key, text in items.items()
    )
    heading = {"Args": "Arguments"}.get(title, title)
    return f"**{heading}:**\n\n{''.join(lines)}"


def _names(key: str) -> list[str]:
    return re.split(r",\s*", key)


def _items(name: str, title: str, body: str) -> dict[str, str]:
    items: dict[str, str] = {}
    for item in re.split(r"\n(?=\S)", body):
        key, separator, text = item.partition(":")
        if not separator:
            raise ValueError(f"{name}: {title} has a line without a name: {item!r}")
        items[key] = _linked(" ".join(text.split())).replace("|", "\\|")
    return items


def _linked(text: str) -> str:
    """Link the public names among the words in backticks."""

    def link(found: re.Match[str]) -> str:
        name = found[1].partition(".")[0].partition("(")[0]
        if name not in jobai.__all__ or name in _PLANS:
            return found[0]
        target = "errors.md" if _is_error(getattr(jobai, name)) else ""
        return f"[{found[0]}]({target}#{name.lower()})"

    return re.sub(r"`([^`]+)`", link, text.replace("<", "&lt;") if "`" not in text else text)
