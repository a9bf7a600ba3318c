"""Values in the answers of job boards: any of them may be missing, null or of another type."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import urlsplit

from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.periods import unit_in
from orchestrator.tasks.extraction.rules.workplace import JOB_LOCATION_TYPES, workplace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

Node = dict[str, Any]

_TAG = regex(r"<[^<>]{0,2000}>")
_WORD = regex(r"\w+")
_MOST_NAME_WORDS = 6
_PROSE = 40_000
_SLUG_ENDINGS = ("careers", "career", "jobs", "hq", "inc", "gmbh", "group", "io")


class Job(NamedTuple):
    """One job object in an answer.

    Attributes:
        node: The object itself.
        holders: The objects around it, the nearest first.
        fetched_on: The day when the answer was fetched, for relative dates; None when unknown.
    """

    node: Node
    holders: Sequence[Node] = ()
    fetched_on: date | None = None

    def around(self, key: str) -> object:
        """The value of a key in the nearest holder that has one."""
        return next((holder[key] for holder in self.holders if holder.get(key)), None)


class Shape(NamedTuple):
    """How one kind of object of one system is recognised and told.

    Attributes:
        system: Its name in lower case.
        keys: All of them must be there,
        any_of: and at least one of these, when any are given.
        told: To schema.org JobPosting; missing values may be None or empty.
        ids: Keys whose values an address may name the job by; the first that is filled is the
            job's identity, by which a list entry and its detail are one job.
    """

    system: str
    keys: frozenset[str]
    any_of: frozenset[str]
    told: Callable[[Job], Node]
    ids: tuple[str, ...]

    def fits(self, node: Mapping[str, Any]) -> bool:
        """Whether an object is of this kind."""
        return self.keys <= node.keys() and (
            not self.any_of or not self.any_of.isdisjoint(node.keys())
        )


def node(value: object) -> Node:
    """The object that stands there; empty for anything else."""
    return cast("Node", value) if isinstance(value, dict) else {}


def nodes(value: object) -> list[Node]:
    """The objects of a list."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return [cast("Node", item) for item in items if isinstance(item, dict)]


def items(value: object) -> list[object]:
    """The items of a list; anything else but null is a list of one."""
    if isinstance(value, list):
        return cast("list[object]", value)
    return [] if value is None else [value]


def text(value: object) -> str | None:
    """Text with something in it; None for anything else."""
    return value if isinstance(value, str) and value.strip() else None


def named(value: object, *keys: str) -> str | None:
    """Text, or the text under one of the keys (by default "name") of an object."""
    if isinstance(value, dict):
        found = (text(cast("Node", value).get(key)) for key in keys or ("name",))
        return next((name for name in found if name), None)
    return text(value)


def joined(parts: Iterable[object]) -> str:
    """Long texts one after the other."""
    return "\n".join(part for part in parts if isinstance(part, str) and part.strip())


def section(heading: object, content: object) -> str:
    """A long text under its heading; empty without the text."""
    title, body = text(heading), text(content)
    if body is None:
        return ""
    is_list = re.match(r"\s*<li[\s>]", body) is not None
    body = f"<ul>{body}</ul>" if is_list else body
    return f"<h3>{title}</h3>\n{body}" if title else body


def figure(value: object) -> float | None:
    """A number above zero; sites write zero for "none"."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 < value < 1e15 else None


def place(*parts: object) -> str | None:
    """Parts of a place as one line, each once; commas with nothing between them go."""
    pieces = [piece.strip() for part in parts if text(part) for piece in str(part).split(",")]
    return ", ".join(dict.fromkeys(piece for piece in pieces if piece)) or None


def salary(currency: object, low: object, high: object, unit: object = None) -> Node | None:
    """A `baseSalary`; None without figures, or when it is paid by something that has no unit."""
    if not (low or high) or isinstance(low, bool) or isinstance(high, bool):
        return None
    spoken = unit.replace("-", " ").replace("_", " ") if isinstance(unit, str) else ""
    if re.match(
        r"(?i)(?:bi|semi|half|2)\s?-?\s?(?:week|month|year)|one ?time|per (?:bi|semi)", spoken
    ):
        return None
    value = {"minValue": low, "maxValue": high, "unitText": unit_in(spoken)}
    return {"currency": currency, "value": value}


def job_location_type(*values: object, flag: object = None) -> str | None:
    """The workplace by the most exact word for it; a bare remote flag counts only without one."""
    for value in values:
        spoken = text(value)
        kind = workplace(spoken.replace("_", " ")) if spoken else None
        if kind:
            return JOB_LOCATION_TYPES[kind]
    return "TELECOMMUTE" if flag is True else None


def workplace_of_places(places: Iterable[object]) -> str | None:
    """The workplace when every one of the places names it: "US, CA, Remote"."""
    kinds = [workplace(spoken) if (spoken := text(value)) else None for value in places]
    return JOB_LOCATION_TYPES[kinds[0]] if len(set(kinds)) == 1 and kinds[0] else None


def site_of(address: object) -> str | None:
    """The first segment of an address's path: what hosted boards call the employer by."""
    spoken = text(address)
    if spoken is None:
        return None
    try:
        return urlsplit(spoken).path.strip("/").split("/")[0] or None
    except ValueError:
        return None


def company_of_site(site: str | None, *texts: object) -> str | None:
    """The name of the employer as the job's own text writes it; None when it never does.

    Args:
        site: What the board's address calls the employer, such as "bread-and-co".
        texts: The long texts of the job.
    """
    key = _squeezed(site or "")
    endings = [key.removesuffix(end) for end in _SLUG_ENDINGS if len(key) > len(end) + 3]
    for wanted in dict.fromkeys([key, *endings]):
        if len(wanted) < 3:
            continue
        found: dict[str, int] = {}
        for body in texts:
            for name in _occurrences(wanted, body):
                found[name] = found.get(name, 0) + 1
        if found:
            return max(found, key=lambda name: (found[name], -len(name)))
    return None


def _occurrences(wanted: str, body: object) -> Iterable[str]:
    if not isinstance(body, str):
        return
    prose = html.unescape(_TAG.sub(" ", html.unescape(body[:_PROSE])))
    words = list(_WORD.finditer(prose))
    for first, start in enumerate(words):
        squeezed = ""
        for word in words[first : first + _MOST_NAME_WORDS]:
            squeezed += _squeezed(word[0])
            if squeezed == wanted:
                name = prose[start.start() : word.end()]
                if not name.islower() and "\n" not in name:
                    yield name
                break
            if not wanted.startswith(squeezed):
                break


def _squeezed(name: str) -> str:
    return "".join(character for character in name.casefold() if character.isalnum())
