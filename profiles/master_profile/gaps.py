"""What a master profile lacks for a good draft, and what in it contradicts itself.

JSON Resume's schema demands nothing: `{}` is valid. So what a draft needs is looked at here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from itertools import combinations
from typing import TYPE_CHECKING, Literal, cast

from profiles.master_profile.citations import citable_lines, entries_of, entry_dates
from profiles.master_profile.line_ids import SECTIONS
from profiles.master_profile.pairing import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from profiles.master_profile.citations import CitableLine
    from profiles.master_profile.schema import MasterProfile, Part

GapKind = Literal["missing", "contradiction", "overlap", "future", "doubtful", "unknown"]

_HAPPENED = ("work", "volunteer", "projects")
_DATED = ("work", "education", "volunteer")
_LONGEST_LINE = 400
"""Characters; a bullet of a CV has some 120, and one of four printed lines is read by nobody."""

_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PLACEHOLDER = re.compile(
    r"\blorem ipsum\b|\bTODO\b|\bTBD\b|\bXXX+\b|<(?:your|insert)\b[^>]*>"
    r"|\[(?:your|insert|company|name|date|number)\b[^\]]*\]",
    re.IGNORECASE,
)
_MOST_OVERLAPS = 10
_UNCHECKED = "x-unchecked"
_MOST_TOLD = 3
_MOST_COMPARED = 200
"""Jobs that are compared with each other; nobody has had more."""


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to mend.

    Attributes:
        where: The id of a line or entry, or a path such as "basics.email".
        text: What is wrong, one sentence without a full stop.
        hint: What to write.
    """

    kind: GapKind
    where: str
    text: str
    hint: str


def find_gaps(profile: MasterProfile, today: date) -> list[Gap]:
    """Everything that is missing or doubtful, what hinders a draft most first.

    Args:
        profile: What is to be drafted from.
        today: After which a date lies in the future.
    """
    return [
        *_unchecked(profile),
        *_contact(profile),
        *_sections(profile),
        *_entries(profile, today),
        *_overlaps(profile, today),
        *_lines(profile),
        *_unknown(profile),
    ]


def _unchecked(profile: MasterProfile) -> Iterator[Gap]:
    """What was read from pictures, where code has no text to hold it against."""
    texts: object = (profile.model_extra or {}).get(_UNCHECKED)
    if not texts:
        return
    text = "it was read from pictures, and nothing has checked it"
    if isinstance(texts, list):
        told = [str(item)[:60] for item in cast("list[object]", texts)]
        more = f" and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else ""
        shown = ", ".join(map(repr, told[:_MOST_TOLD]))
        text = f"{shown}{more}: read from pictures, and not confirmed"
    hint = f"compare it with the paper, then take {_UNCHECKED} out: jobai profile edit"
    yield Gap("doubtful", _UNCHECKED, text, hint)


def _contact(profile: MasterProfile) -> Iterator[Gap]:
    basics = profile.basics
    if not basics.name:
        yield Gap("missing", "basics.name", "there is no name", "write your name as a CV prints it")
    if not basics.email:
        yield Gap("missing", "basics.email", "there is no e-mail address", "add the one you read")
    elif not _EMAIL.fullmatch(basics.email):
        text = f"{basics.email!r} is no e-mail address"
        yield Gap("doubtful", "basics.email", text, "write it like name@example.com")
    if not basics.phone:
        yield Gap("missing", "basics.phone", "there is no phone number", "add one, with +country")
    if not basics.location:
        hint = "add the city and countryCode; many postings ask where you are"
        yield Gap("missing", "basics.location", "there is no place", hint)
    if not basics.summary:
        hint = "write two or three sentences; a CV and a letter open with them"
        yield Gap("missing", "basics/summary", "there is no summary", hint)


def _sections(profile: MasterProfile) -> Iterator[Gap]:
    if not profile.work and not profile.projects and not profile.volunteer:
        hint = "add jobs, or projects if you have had no job yet"
        yield Gap("missing", "work", "there is no work, no project and no volunteer work", hint)
    if not profile.education:
        yield Gap("missing", "education", "there is no education", "add your highest degree")
    if not profile.skills:
        hint = "group them: a name such as Databases, and keywords"
        yield Gap("missing", "skills", "there are no skills", hint)
    if not profile.languages:
        hint = "add each with how well you speak it"
        yield Gap("missing", "languages", "there are no languages", hint)


def _entries(profile: MasterProfile, today: date) -> Iterator[Gap]:
    lines = citable_lines(profile)
    entries_with_lines = {line.entry for line in lines.values() if line.kind != "header"}
    for section in SECTIONS:
        for entry_id, entry in entries_of(profile, section).items():
            if entry_id not in lines:
                text = "an entry without a name"
                yield Gap("missing", entry_id, text, "name it, or take it out")
            if section in _HAPPENED and entry_id not in entries_with_lines:
                text = f"{_name(lines, entry_id, entry)} says nothing about what you did"
                hint = "add highlights: what you did, with numbers where you have them"
                yield Gap("missing", entry_id, text, hint)
            yield from _roles(section, entry_id, entry)
            yield from _dates(section, entry_id, entry, _name(lines, entry_id, entry), today)


def _roles(section: str, entry_id: str, entry: Part) -> Iterator[Gap]:
    needed = {"work": ("name", "position"), "education": ("institution",)}.get(section, ())
    for field in needed:
        if not getattr(entry, field):
            yield Gap("missing", f"{entry_id}.{field}", f"there is no {field}", "a CV prints it")


def _dates(section: str, entry_id: str, entry: Part, name: str, today: date) -> Iterator[Gap]:
    start, end = _date(entry, "start_date"), _date(entry, "end_date")
    if section in _DATED and start is None:
        hint = "add startDate, such as 2014-06 or 2014"
        said = f"{name} has an end and no start" if end else f"{name} has no dates"
        yield Gap("missing", f"{entry_id}.startDate", said, hint)
    if start and end and _first_day(end) < _first_day(start) and not start.startswith(end):
        text = f"{name} ends ({end}) before it starts ({start})"
        yield Gap("contradiction", f"{entry_id}.endDate", text, "one of the two is wrong")
    is_study = section == "education"  # the end of a study may be planned
    for field, written in (("startDate", start), ("endDate", None if is_study else end)):
        if written and _first_day(written) > today:
            text = f"{name}: {written} is in the future"
            hint = "leave endDate out while it lasts" if field == "endDate" else "correct the date"
            yield Gap("future", f"{entry_id}.{field}", text, hint)
    for field in ("date", "release_date"):
        written = _date(entry, field)
        if written and _first_day(written) > today:
            text = f"{name}: {written} is in the future"
            yield Gap("future", f"{entry_id}.{field}", text, "correct the date")


def _overlaps(profile: MasterProfile, today: date) -> Iterator[Gap]:
    """Jobs at two employers at once, by more than the month in which one changes."""
    ids = profile.line_ids
    spans = [
        (ids.entry_id("work", index), entry, *_span(entry, today))
        for index, entry in enumerate(profile.work[:_MOST_COMPARED])
        if entry.start_date
    ]
    found = 0
    for (one, first, start, end), (other, second, begin, until) in combinations(spans, 2):
        same_name = folded(first.name or "") == folded(second.name or "")
        months = _months(min(end, until)) - _months(max(start, begin))
        if months > 1 and not same_name and found < _MOST_OVERLAPS:
            found += 1
            text = (
                f"{one} ({entry_dates(first)}) and {other} ({entry_dates(second)}) overlap by "
                f"{months} months"
            )
            yield Gap("overlap", other, text, "correct a date, unless you did both at once")


def _lines(profile: MasterProfile) -> Iterator[Gap]:
    seen: dict[tuple[str, str], str] = {}
    for line in citable_lines(profile).values():
        if _PLACEHOLDER.search(line.text):
            text = f"a placeholder: {line.text[:60]!r}"
            yield Gap("doubtful", line.id, text, "write what is true, or take the line out")
        if line.kind == "text" and len(line.text) > _LONGEST_LINE and line.section != "basics":
            text = f"{len(line.text)} characters in one line"
            hint = "make several highlights of it: a draft takes a line whole"
            yield Gap("doubtful", line.id, text, hint)
        if line.kind != "header":
            first = seen.setdefault((line.entry, folded(line.text)), line.id)
            if first != line.id:
                yield Gap("doubtful", line.id, f"says the same as {first}", "take one of them out")


def _unknown(profile: MasterProfile) -> Iterator[Gap]:
    parts: list[tuple[str, Part]] = [("", profile), ("basics.", profile.basics)]
    for section in SECTIONS:
        parts += [(f"{key}.", entry) for key, entry in entries_of(profile, section).items()]
    for path, part in parts:
        known = [field.alias or name for name, field in type(part).model_fields.items()]
        for key in part.model_extra or {}:
            if key.startswith(("x-", "_", "$")):
                continue
            near = get_close_matches(key, known, n=1, cutoff=0.75)
            hint = f"did you mean {near[0]}?" if near else f"x-{key} says that it is on purpose"
            text = f"{key[:60]!r} is no field of JSON Resume: no draft uses it"
            yield Gap("unknown", f"{path}{key}"[:120], text, hint)


def _name(lines: dict[str, CitableLine], entry_id: str, entry: Part) -> str:
    line = lines.get(entry_id)
    return line.text.removesuffix(f", {entry_dates(entry)}") if line else entry_id


def _date(entry: Part, field: str) -> str | None:
    return getattr(entry, field) if field in type(entry).model_fields else None


def _first_day(text: str) -> date:
    year, month, day = (*map(int, text.split("-")), 1, 1)[:3]
    return date(year, month, day)


def _span(entry: Part, today: date) -> tuple[date, date]:
    start, end = _date(entry, "start_date") or "", _date(entry, "end_date")
    # A year alone may begin in December and end in January: only what is certain is told.
    first = _first_day(start if "-" in start else f"{start}-12")
    return first, today if end is None else _first_day(end)


def _months(day: date) -> int:
    return day.year * 12 + day.month
