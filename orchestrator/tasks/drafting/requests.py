"""What both drafting tasks share: one request that a model or the rules can answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from orchestrator.request import AnswerFaultError, Request, answer_schema, parse_answer
from orchestrator.tasks.drafting import resources
from orchestrator.tasks.drafting.prompt import drafting_text
from orchestrator.tasks.drafting.resources import table
from profiles.errors import InvalidInputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from orchestrator.tasks.drafting.job_facts import JobFacts
    from orchestrator.tasks.drafting.matching import Matcher
    from orchestrator.tasks.drafting.record import Record

AnswerT = TypeVar("AnswerT", bound=BaseModel)

_FAULTS_SHOWN = 10
_SPOKEN = {
    "de": ("german", "deutsch"),
    "en": ("english", "englisch"),
    "es": ("spanish", "español", "espanol", "castellano"),
    "fr": ("french", "français", "francais"),
    "it": ("italian", "italiano"),
    "nl": ("dutch", "nederlands"),
    "pt": ("portuguese", "português", "portugues"),
}
"""What people call languages that have a code."""

_LEAST_OUTPUT = 3072
"""Tokens, for models that cannot but think. What a call could use is held against the quota."""

_FRAME_TOKENS, _LINE_TOKENS, _REQUIREMENT_TOKENS = 600, 45, 30
"""Of JSON around it all, of a rewritten line with its ids, and of a requirement with its ids."""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a draft is made from.

    Attributes:
        language: Of headings and frames: one of `headings.toml`.
        today: Until when an entry without an end has lasted.
    """

    record: Record
    facts: JobFacts
    matcher: Matcher
    language: str
    today: date


def drafting_request(
    *,
    task: str,
    wish: str,
    brief: Brief,
    answer: type[AnswerT],
    chosen: Callable[[AnswerT], bool],
    most_lines: int,
    choose: Callable[[], AnswerT],
    assemble: Callable[[AnswerT], BaseModel],
) -> Request:
    """Build the request of one drafting task.

    Args:
        task: "cv_draft" or "cover_letter"; also the name of the prompt.
        wish: What to write, in words of our own.
        brief: What the draft is made from.
        answer: What a model fills in.
        chosen: Whether an answer chose any line at all.
        most_lines: How many lines a whole answer has.
        choose: The rules' own answer.
        assemble: From an answer to the whole draft; raises `AnswerFaultError`.
    """

    @cache
    def by_rules() -> str:
        return assemble(choose()).model_dump_json()

    def check(text: str) -> str:
        # The draft made by rules is whole already. Only that very text is handed on unread: a
        # model that answers with a draft of its own does not get past the citations.
        if text == by_rules():
            return text
        read = parse_answer(text, answer)
        if not chosen(read) and brief.record.has_lines_to_choose:
            raise AnswerFaultError("No line was chosen: choose the lines that answer the posting.")
        return assemble(read).model_dump_json()

    return Request(
        task=task,
        text=drafting_text(brief.record, brief.facts, wish),
        system=resources.prompt(task),
        schema=answer_schema(answer, task),
        check=check,
        by_rules=by_rules,
        max_output_tokens=max(
            _LEAST_OUTPUT,
            _FRAME_TOKENS
            + _LINE_TOKENS * most_lines
            + _REQUIREMENT_TOKENS * len(brief.facts.requirements),
        ),
        least_reasoning=True,
    )


def raise_faults(faults: Iterable[str]) -> None:
    """Send faults back to the model, if there are any.

    Raises:
        AnswerFaultError: with the first ten.
    """
    found = list(faults)
    if found:
        lines = "\n".join(f"- {fault}" for fault in found[:_FAULTS_SHOWN])
        raise AnswerFaultError(f"The answer breaks the rules of citation:\n{lines}")


def known_language(language: str) -> str:
    """The language, if there are headings and frames for it.

    Raises:
        InvalidInputError: when there are none.
    """
    known = sorted(table("headings"))
    if language not in known:
        raise InvalidInputError(
            f"there are no headings and frames in {language!r}{_code_meant(language, known)}",
            hint=f"choose one of: {', '.join(known)}",
        )
    return language


def _code_meant(language: str, known: Sequence[str]) -> str:
    """Return ". Did you mean de?" for German, deutsch and de-AT, or nothing."""
    said = language.strip().casefold()
    named = next((code for code, names in _SPOKEN.items() if said in names), None)
    code = named or re.split("[-_]", said)[0]
    return f". Did you mean {code}?" if code in known else ""
