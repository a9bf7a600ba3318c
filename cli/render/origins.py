"""Where each field of a posting came from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from cli.render import words
from cli.render.consoles import show

if TYPE_CHECKING:
    from rich.console import Console

    from profiles.jobs import Job
    from profiles.postings import JobPosting, Origin

_SOURCES = {
    "job_board": "job board",
    "json_ld": "JSON-LD",
    "microdata": "microdata",
    "rdfa": "RDFa",
    "embedded_state": "page's data",
    "text": "text",
    "model": "model",
}
_SAID_BY_THEMSELVES = frozenset({"closed", "source", "origins"})
_LONGEST_VALUE = 200


def print_origins(job: Job, *, on: Console | None = None, with_number: bool = True) -> None:
    """Print every field that is known with its value and its origin, then those that are not."""
    from rich.table import Table
    from rich.text import Text

    posting = job.posting
    if with_number:
        show(Text(f"Job {job.id}\n", style="bold"), on=on)
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Field", no_wrap=True)
    table.add_column("Value", ratio=5, overflow="fold")
    table.add_column("From", ratio=6, overflow="fold")
    missing: list[str] = []
    read = posting.model_dump(mode="json")
    for name in type(posting).model_fields:
        if name in _SAID_BY_THEMSELVES:
            continue
        if not read[name]:
            missing.append(name)
            continue
        origin = posting.origins.get(name)
        told = _origin(origin) if origin else Text("not recorded", style="dim")
        table.add_row(name, Text(_value(posting, name, read[name])), told)
    show(table, on=on)
    if missing:
        show(Text(f"\nNot stated: {', '.join(missing)}\n", style="dim"), on=on)


def _origin(origin: Origin) -> Any:
    from rich.text import Text

    told = _SOURCES[origin.source] + (f" ({origin.detail})" if origin.detail else "")
    text = Text(told)
    if origin.quote:
        text.append(f": {origin.quote}", style="dim")
    return text


def _value(posting: JobPosting, name: str, value: object) -> str:
    if name == "base_salary" and posting.base_salary:
        return words.salary(posting.base_salary)
    if name == "description":
        return f"{len(str(value)):,} characters"
    if isinstance(value, list):
        items = cast("list[object]", value)
        if len(items) > 3 or name in ("responsibilities", "qualifications", "requirements"):
            return f"{len(items)} items"
        return "; ".join(_plain(item) for item in items)
    return _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, dict):
        node = cast("dict[str, object]", value)
        told = node.get("name") or "; ".join(str(part) for part in node.values() if part)
        return str(told)
    text = str(value)
    return words.cut(text, _LONGEST_VALUE)
