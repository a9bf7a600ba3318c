"""What a text can mean at all: bounds for a reading that no passage of it can prove."""

from __future__ import annotations

from functools import cache

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.phrases import Phrases
from orchestrator.tasks.extraction.rules.employment import (
    PERMANENT,
    employment_types,
    terms_in_prose,
)
from orchestrator.tasks.extraction.rules.language import language_of
from orchestrator.tasks.extraction.rules.work_hours import (
    hours_alone,
    hours_types,
    workload_in_prose,
    workload_types,
)
from orchestrator.tasks.extraction.rules.workplace import JOB_LOCATION_TYPES, workplace_in_prose
from orchestrator.tasks.extraction.words import words

_TELLING = 400
"""Letters in which a language that we know would show."""


def possible_employment(text: str) -> frozenset[str] | None:
    """The EmploymentType values that some line speaks of; None in a language we have no words of.

    A contract without an end, and no line about hours, may mean full time.
    """
    if not _is_known(text):
        return None
    found: set[str] = set()
    for line in text.splitlines():
        found.update(employment_types(line, whole=False), terms_in_prose(line))
        found.update(hours_types(line), hours_alone(line, at_end=True))
        found.update(workload_in_prose(line), workload_types(line, whole=False))
    if PERMANENT in found:
        found.add("FULL_TIME")
    return frozenset(found)


def possible_workplaces(text: str) -> frozenset[str] | None:
    """The JobLocationType values that some line speaks of; None in a language we have no words of.

    Work away from the office, without its share of the week, may be all of it or some.
    """
    if not _is_known(text):
        return None
    found: set[str] = set()
    for line in text.splitlines():
        folded = fold(line)
        found.update(words().workplace[term.phrase] for term in _workplaces().all_in(folded))
        told = workplace_in_prose(line)
        if told:
            found.add(told)
        if words().phrases["workplace.remote_work"].are_in(folded):
            found.update(("remote", "hybrid"))
    if {"remote", "on_site"} <= found:
        found.add("hybrid")
    return frozenset(JOB_LOCATION_TYPES[kind] for kind in found)


def _is_known(text: str) -> bool:
    language = language_of(text)
    if language is None:
        return sum(map(str.isalpha, text[: 2 * _TELLING])) < _TELLING
    return language in words().stopwords


@cache
def _workplaces() -> Phrases:
    return Phrases(words().workplace)
