"""Which words of a page a value was read from.

The rules answer with values alone. The line that states one is looked for afterwards, the likeliest
places first: labelled values, the posting's own lines, the page's title, the rest of the page.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from orchestrator.tasks.extraction.evidence import Evidence
from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.rules.dates import find_date
from orchestrator.tasks.extraction.rules.employment import employment_types
from orchestrator.tasks.extraction.rules.location import SEGMENTS
from orchestrator.tasks.extraction.rules.workplace import (
    JOB_LOCATION_TYPES,
    is_workplace,
    workplace,
    workplace_in_prose,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.rules.labels import Pair

_LONGEST_QUOTE = 160
_SHORT = 120
_LABELS = {
    "title": "title", "hiring_organization": "company", "job_location": "location",
    "job_location_type": "workplace", "employment_type": "employment_type",
    "base_salary": "salary", "date_posted": "date_posted", "valid_through": "valid_through",
    "application_contact": "contact",
}  # fmt: skip
_WITHOUT_LINE = frozenset(
    {"description", "responsibilities", "qualifications", "job_benefits", "skills", "in_language",
     "application_url", "requirements", "closed", "source"}
)  # fmt: skip
"""Fields that no single line states."""


def quote_of(
    name: str,
    value: Any,
    pairs: Sequence[Pair] = (),
    blocks: Sequence[Block] = (),
    further: Sequence[str] = (),
) -> str | None:
    """Find the words that state a value.

    Args:
        name: A field of `JobPosting`.
        value: Its value, JSON-able.
        pairs: The labelled values.
        blocks: The lines of the page's subject.
        further: Other texts of the page: its title, its footer.

    Returns:
        At most 160 characters of one line; None when no line states it by itself.
    """
    if name in _WITHOUT_LINE:
        return None
    states = _test(name, value)
    field = _LABELS.get(name, name)
    for pair in pairs:
        if pair.field == field and states(pair.value):
            line = blocks[pair.index].text if pair.index < len(blocks) else ""
            return _cut(
                line if pair.value in line else f"{pair.label.rstrip(' :：')}: {pair.value}"
            )
    for line in _lines(name, blocks, further):
        if states(line):
            return _cut(line)
    return None


def _test(name: str, value: Any) -> Callable[[str], bool]:
    if name == "employment_type":
        wanted = set(cast("list[str]", value))
        return lambda text: bool(wanted & set(employment_types(text, whole=False)))
    if name == "job_location_type":
        return lambda text: value == JOB_LOCATION_TYPES.get(_workplace(text) or "")
    if name in ("date_posted", "valid_through"):
        day = value if isinstance(value, date) else date.fromisoformat(value)
        return lambda text: day in (
            find_date(text, month_first=False), find_date(text, month_first=True)
        )  # fmt: skip
    if name == "base_salary" and not value.get("text"):
        amounts = [value[key] for key in ("min", "max") if value.get(key)]
        return lambda text: all(map(Evidence(text).has_number, amounts))
    wanted_texts = [fold(text) for text in _texts(value)]
    return lambda text: any(wanted in fold(text) for wanted in wanted_texts)


def _workplace(text: str) -> str | None:
    """What a line says of the workplace by itself; "on-site setup of events" says nothing."""
    told = workplace_in_prose(text[:3000])
    if told or len(text) > _SHORT or workplace(text) is None:
        return told
    parts = re.split(r"[,;:()|]", " | ".join(SEGMENTS.split(text)))
    return next((workplace(part) for part in parts if is_workplace(part.strip())), None)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            yield from _texts(item)
    elif isinstance(value, dict):
        node = cast("Mapping[str, object]", value)
        for key in ("text", "name", "email", "telephone"):
            if isinstance(found := node.get(key), str) and found:
                yield found
                return


def _lines(name: str, blocks: Sequence[Block], further: Sequence[str]) -> Iterator[str]:
    terms = name in ("employment_type", "job_location_type", "date_posted", "valid_through")
    if terms:  # a short line is about nothing else
        yield from (block.text for block in blocks if len(block.text) <= _SHORT)
    yield from (block.text for block in blocks if not terms or len(block.text) > _SHORT)
    yield from further


def _cut(line: str) -> str:
    if len(line) <= _LONGEST_QUOTE:
        return line
    return line[: _LONGEST_QUOTE - 1].rsplit(" ", 1)[0] + "…"
