"""Lines of a profile told as sentences: "Built 9 web shops" needs an "I", and nothing else.

No word of the line is changed. A line whose first word is no known verb, or that holds several
sentences, stands in a list as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from orchestrator.tasks.drafting.resources import table
from profiles.drafts import DraftLine

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WORD = re.compile(r"[^\W\d_](?:[\w'\u2019-]*\w)?")
_NEXT_SENTENCE = re.compile(r"[.!?]\s+[A-Z\u00c0-\u00de]|\n")


def told_in_person(lines: Sequence[DraftLine], language: str) -> list[DraftLine] | None:
    """Give the lines with a subject before each that needs one; None when one cannot be told so.

    A subject is a line of its own, made by code, that ends with no mark: it runs on into the next.
    """
    words: Mapping[str, Any] = table("first_person")[language]
    told: list[DraftLine] = []
    subjects: list[str] = [words["first"], *words["next"]] if "first" in words else []
    for number, line in enumerate(lines):
        if _NEXT_SENTENCE.search(line.text.strip()):
            return None
        if not _is_whole(line.text, words):
            if not subjects or not _lacks_a_subject(line.text, words):
                return None
            further = subjects[1:]
            subject = subjects[0] if number == 0 else further[(number - 1) % len(further)]
            told.append(DraftLine(text=subject, citations=[], origin="template"))
        told.append(line)
    return told


def told_amid_prose(line: DraftLine, language: str) -> list[DraftLine]:
    """Give a line with a subject before it, to stand between sentences; as it is when in doubt."""
    told = told_in_person([line], language)
    if told is None or len(told) == 1:
        return [line]
    begin: str = table("first_person")[language]["next"][-1]
    return [told[0].model_copy(update={"text": begin}), line]


def _is_whole(text: str, words: Mapping[str, Any]) -> bool:
    return any(
        text.startswith(begin) and not text[len(begin) : len(begin) + 1].isalnum()
        for begin in cast("list[str]", words["whole"])
    )


def _lacks_a_subject(text: str, words: Mapping[str, Any]) -> bool:
    found = _WORD.match(text)
    verb = found[0].lower() if found else ""
    if verb not in words.get("verbs", ()) or not text[1:2].islower():
        return False
    after = text[found.end() :].split() if found else []
    if not after:
        return False
    if verb in words.get("unsure", ()):
        return after[0][0].isdigit() or after[0].lower() in words["objects"]
    # "Sold-out", "Built: ...": what follows a verb is a word.
    return text[len(verb)] == " "
