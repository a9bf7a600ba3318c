"""The job in a sentence that seeks somebody, in a heading or in prose."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold_label
from orchestrator.tasks.extraction.phrases import lowered
from orchestrator.tasks.extraction.rules.employment import employment_types
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.rules.sections import section_of
from orchestrator.tasks.extraction.words import alternatives, is_generic, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.extraction.blocks import Block

_MOST_PROSE = 12
_MOST_SOUGHT = 5
_NEXT_WORD = re.compile(r"\s+(?=\S)")
_POSITION = re.compile(r"(?:[^.,;:\n()|]|\([^()\s]{1,8}\)|(?<=\b[a-z]{2})\.){3,80}")
_SEEKING_END = re.compile(r":?\s+(?=\S)")
_LONGEST_LINE = 120


def title_in_prose(blocks: Sequence[Block]) -> str | None:
    """A posting of one sentence: "We are looking for a Python developer in Berlin"."""
    return _sought_in_prose(blocks) or _position_in_prose(blocks)


def _sought_in_prose(blocks: Sequence[Block]) -> str | None:
    for block in blocks[:_MOST_PROSE]:
        text = block.text[:600]
        if not words().written["title.sought"].are_in(lowered(text)):
            continue
        for pattern in (_sought(), _sought_bare()):
            match = pattern.search(text)
            if match and has_job_noun(match[1]):
                return match[1].strip()
    return None


def _position_in_prose(blocks: Sequence[Block]) -> str | None:
    """The job behind "for the position of", within its sentence or on the line below."""
    for index, block in enumerate(blocks[:_MOST_PROSE]):
        text = block.text[:600]
        for named in words().written["title.position_of"].all_in(lowered(text)):
            rest = text[named.end :].lstrip(" :„“\"'»«")
            if not rest and index + 1 < len(blocks):
                rest = blocks[index + 1].text[:_LONGEST_LINE]
            start = end_of_article(rest)
            match = _POSITION.match(rest, start)
            name = _without_whereabouts(match[0].strip()) if match else ""
            if has_job_noun(name) and len(name) > 2 and not section_of(name):
                return name
    return None


def sought_in(text: str) -> str | None:
    """The job in a title that is a sentence: "Baker" of "We are looking for a baker in Leeds!"."""
    start = _end_of_seeking(text)
    if not start:
        return None
    rest = _without_whereabouts(text[start:].lstrip("!: ").rstrip("!?. "))
    if has_job_noun(rest):
        return rest
    folded = fold_label(rest)
    known = words().lists["title.not_sought"]
    is_short = len(rest) > 2 and len(rest.split()) <= _MOST_SOUGHT
    is_other = folded in known or folded.partition(" ")[0] in known or is_generic(rest)
    return rest if is_short and not is_other and rest[:1].isupper() else None


def _without_whereabouts(text: str) -> str:
    """A job that is sought, without "in Leeds", "for our team", "at Acme" behind it."""
    lower = lowered(text)
    for end in words().written["title.ends"].all_in(lower):
        before, tail = text[: end.start].rstrip(), text[end.end :].strip(" .!)")
        if not before or before.endswith("(") or len(before) == end.start:
            continue
        ours = words().written["location.possessives"].at_start(lowered(tail))
        at = words().written["page.at"].at_end(lower[: end.end])
        is_terms = bool(employment_types(tail, whole=False))
        if is_terms or looks_like_place(tail) or ours or (at and tail[:1].isupper()):
            text = before
            break
    trailing = words().written["title.ends"].at_end(lowered(text))
    return text[: trailing.start].rstrip() or text if trailing else text


def _end_of_seeking(text: str) -> int:
    """Where a title that is a sentence goes on after "We are looking for a"; 0 for others."""
    seeking = words().written["title.seeking"].at_start(lowered(text))
    match = _SEEKING_END.match(text, seeking.end) if seeking else None
    return match.end() + end_of_article(text[match.end() :]) if match else 0


def end_of_article(text: str) -> int:
    """Where the first word after an article begins; 0 without one."""
    article = words().written["title.articles"].at_start(lowered(text))
    match = _NEXT_WORD.match(text, article.end) if article else None
    return match.end() if match else 0


@cache
def _sought() -> re.Pattern[str]:
    verbs, articles = alternatives("title.sought"), alternatives("title.articles")
    ends = alternatives("title.ends")
    return re.compile(
        rf"\b{verbs}:?\s+{articles}\s+((?:[^.,;:()\n]|(?<=\w)\([^()\s]{{1,5}}\)){{3,80}}?)"
        rf"(?=\s+{ends}\s|[.,;:\n]|\s\(|$)",
        re.IGNORECASE,
    )


@cache
def _sought_bare() -> re.Pattern[str]:
    verbs, ends = alternatives("title.sought"), alternatives("title.ends")
    return re.compile(
        rf"\b{verbs}\b[:]?\s+(?:{alternatives('title.ripe')}\s+)*([^.,;:\n]{{3,80}}?)"
        rf"(?=\s+{ends}\s|\s[-–]\s|[.,;:\n]|$)",
        re.IGNORECASE,
    )
