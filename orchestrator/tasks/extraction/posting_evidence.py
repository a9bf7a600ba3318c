"""What in a text speaks for a posting, and what speaks for something else."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.job_links import singular
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import lowered
from orchestrator.tasks.extraction.rules.company_names import named_after_careers
from orchestrator.tasks.extraction.rules.company_phrases import name_after_at, who_seeks
from orchestrator.tasks.extraction.rules.dates import deadline_in_prose, find_date
from orchestrator.tasks.extraction.rules.employment import is_employment, terms_in_prose
from orchestrator.tasks.extraction.rules.headline import headline_of
from orchestrator.tasks.extraction.rules.money import find_money
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.rules.requirements import years_of
from orchestrator.tasks.extraction.rules.sections import is_heading_like, section_of
from orchestrator.tasks.extraction.rules.titles_sought import title_in_prose
from orchestrator.tasks.extraction.rules.work_hours import (
    hours_alone,
    hours_types,
    workload_types,
)
from orchestrator.tasks.extraction.rules.workplace import is_workplace
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Set

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.rules.labels import Pair
    from orchestrator.tasks.extraction.rules.money import Money

ENOUGH_EVIDENCE = 3
MUCH_EVIDENCE = 2 * ENOUGH_EVIDENCE
_TELLING = frozenset({"responsibilities", "requirements", "nice", "benefits"})
_NOT_TELLING = frozenset(
    {"other", "title", "contact", "department", "industry", "education", "experience", "seniority"}
)
_TERMS = frozenset({"valid_through", "employment_type", "work_hours"})
_SHORT_TEXT, _FEW = 300, 3
_YEAR = r"(?:\d{1,2}[./]|[a-z]{3,10}\.?\s)?(?:19[6-9]|20[0-4])\d"
_LONGEST_VALUE = 80
_LONGEST_HEAD = 40
_SHORT_LINE = 60
_GENDERED = regex(
    r"[^\W\d_]{4,}(?:/-?(?:a|in|ka|rka|trice|euse|ère)|\((?:a|e|in|trice|euse)\)"
    r"|[·•](?:e|rice|trice|se|ère)|[*:_]in)(?!\w)",
    re.IGNORECASE,
)
"""Words for people as postings write them, whatever they do: "Enólogo/a", "Winzer:in"."""

_ASIDE = regex(r"\(([^()]{3,40})\)")
_FACTS = regex(r"\s[-–|·•]\s")
"""Between the facts of one line: "Leeds - Full time - £30,000"."""

_PIECES = regex(r"\s[-–—|:]\s|:\s")
_LEAST_PARTS = 2
_LEAST_SPANS = 2
_LONGEST_SAID, _MOST_REPORTED, _LONGEST_DAY = 600, 8, 20
_ATTRIBUTED = regex(r"[“„«\"][^“”„«»\"]{16,300}[”“»\"]\s?,?\s[–—]?\s?(?=[^\W\d_A-ZÀ-Þ])\w{3,}")
"""A sentence that somebody said, and who: "“We want local people,” she told the paper"."""

_HOUR = regex(r"(?:\d{4}|\d\.)\D{1,12}\d{1,2}[:h.]\d{2}")
"""Behind a date: "12. Februar 2026, 14:20 Uhr", "4 mars 2026 à 10h12"."""

_MOST_TOLD, _MOST_LINES = 60, 8
_TOP = 5


def evidence_of(
    blocks: Sequence[Block], names: Sequence[str], sections: Set[str], pairs: Sequence[Pair]
) -> int:
    """How much speaks for a posting, in points: `ENOUGH_EVIDENCE` are enough.

    From `MUCH_EVIDENCE` on the rest is not counted.

    Args:
        blocks: Of the page's subject.
        names: The title of the page and its first headings.
        sections: As `told_sections` finds them.
        pairs: Labelled values.
    """
    lines = [fold_label(block.text[:80]) for block in blocks]
    points = -_evidence_against(lines, names) - _reported(blocks)
    for more in _evidence_for(blocks, names, sections, pairs, lines):
        points += more
        if points >= MUCH_EVIDENCE:
            return points
    if 0 < points < ENOUGH_EVIDENCE:
        pays = (money for block in blocks[:60] for money in _pay_in(block))
        points += any(money.unit or (money.sign and money.is_range) for money in pays)
        points += _is_called_as_a_job_at(names) or _is_sought_until(blocks)
    return points


def _evidence_for(
    blocks: Sequence[Block],
    names: Sequence[str],
    sections: Set[str],
    pairs: Sequence[Pair],
    lines: Sequence[str],
) -> Iterator[int]:
    """The points of each sign of a posting, what costs little to look for first."""
    labels = {pair.field for pair in pairs if len(pair.value) <= _LONGEST_VALUE} - _NOT_TELLING
    pays = "salary" in labels and not labels.isdisjoint(_TERMS)
    yield 2 * len(sections & _TELLING) + min(3, len(labels) + pays)
    yield 2 * any(len(line) > 4 for line in words().lists["page.apply"].intersection(lines))
    length = sum(len(block.text) for block in blocks)
    is_tiny = length < (_SHORT_TEXT if len(blocks) > _FEW else 2 * _SHORT_TEXT)
    headed = any(block.kind == "heading" for block in blocks)
    first = blocks[: 0 if headed and not is_tiny else 3]
    titles = [*names, *(block.text for block in first if is_tiny or len(block.text) <= 100)]
    named = any(map(_names_a_job, titles))
    yield 2 * named
    yield 2 * (_is_announced(lines, names) and not is_about_the_site(names))
    opening = words().written["page.announcement"]
    yield named and any(opening.at_start(lowered(name[:_SHORT_TEXT])) for name in names[:3])
    yield 2 * any(headline_of(block.text) for block in blocks[:_TOP])
    facts = [block.text for block in blocks if len(block.text) < _SHORT_LINE]
    short = [part for line in facts for part in _FACTS.split(line)]
    yield any(map(is_employment, short))
    yield 2 * any(map(_is_part_of_week, (*facts, *short)))
    yield any(workload_types(name, whole=False) for name in names)
    yield 2 * any(map(is_employment, _ASIDE.findall(" ".join(names)[:_SHORT_TEXT])))
    prose = [fold(block.text[:400]) for block in blocks[:60]]
    yield words().phrases["page.seeking"].are_in_any(prose)
    experienced = named or words().phrases["requirement.experience"].are_in_any(prose)
    yield experienced and any(years_of(line) is not None for line in prose)
    is_told = any(map(has_job_noun, prose[:30]))
    yield not named and is_told
    if is_tiny:
        is_card = named and len(blocks) <= _MOST_LINES and not any(map(_is_sentence, blocks))
        yield is_card and any(is_workplace(part) or looks_like_place(part) for part in short)
        yield 2 * (not is_told and not named and title_in_prose(blocks) is not None)
        sought = is_told and words().phrases["title.sought"].are_in_any(prose)
        yield sought or words().phrases["page.hiring"].are_in_any(prose)
        yield any(terms_in_prose(b.text) or hours_types(b.text) for b in blocks[:5])
        yield not named and any(who_seeks(b.text) for b in blocks[:5])


def _is_called_as_a_job_at(names: Sequence[str]) -> bool:
    """Whether `<title>` is the job's heading and who has it: "Baker at Acme" over "Baker"."""
    title, heading = (*(name[:_SHORT_TEXT] for name in names[:2]), "", "")[:2]
    rest = title.removeprefix(heading) if heading and len(title) > len(heading) else ""
    return rest[:1].isspace() and has_job_noun(heading) and name_after_at(title) is not None


def _is_sought_until(blocks: Sequence[Block]) -> bool:
    """Whether sentences seek somebody and name the day that it ends on."""
    told = [block for block in blocks[:_MOST_TOLD] if has_digit(block.text)]
    is_ending = any(deadline_in_prose(block.text[:_LONGEST_SAID]) for block in told)
    return is_ending and title_in_prose(blocks) is not None


def _is_sentence(block: Block) -> bool:
    return len(block.text) > _LONGEST_HEAD and block.text.endswith((".", "!", "?", "。"))


def _names_a_job(name: str) -> bool:
    name = name[:200]
    return has_job_noun(name) or has_job_noun(singular(name)) or bool(_GENDERED.search(name))


def _is_part_of_week(text: str) -> bool:
    """Whether a text is the hours of a week or a share of a job, and nothing else."""
    return has_digit(text) and bool(hours_alone(text) or workload_types(text))


def _pay_in(block: Block) -> Iterator[Money]:
    if has_digit(block.text):
        yield from find_money(block.text[:300])


def told_sections(blocks: Sequence[Block]) -> set[str]:
    """The names of the sections that have a heading."""
    # A point of a list may be called as sections are: "Duties and responsibilities".
    opening = (block for block in blocks if block.kind != "item" or block.strong)
    found = {section_of(block.text) for block in opening if is_heading_like(block)}
    heads = (block.text[:_LONGEST_HEAD].partition(":") for block in blocks)
    found |= {section_of(head) for head, colon, _ in heads if colon}  # "Your tasks: baking, ..."
    return {name for name in found if name is not None}


def _evidence_against(lines: Sequence[str], names: Sequence[str]) -> int:
    text = "\n".join(lines)
    against = 0
    if words().phrases["page.shop"].are_in(text):
        # A shop shows its basket beside its own vacancies too.
        against = 2 if _is_announced(lines, names) or _is_invited(names) else 6
    against += 3 * any(map(is_guide, names[:2]))
    articles = words().phrases["page.article"]
    heads = [fold(name[:60]) for name in names[:1]]
    if articles.are_in_any((text, *heads)):
        short = [line for line in (*lines, *heads) if len(line) < 60]
        against += min(3, 2 * sum(map(articles.are_in, short)))
    return against + 4 * is_about_the_site(names)


def _reported(blocks: Sequence[Block]) -> int:
    """What speaks for a newspaper: a report tells what people said, and is dated or signed.

    A posting may quote one of the team; it does not do it in sentence after sentence.
    """
    known = words().written["page.reported"]
    prose = [block.text for block in blocks[:_MOST_TOLD] if len(block.text) > _LONGEST_HEAD]
    said = sum(len(known.all_in(lowered(text[:_LONGEST_SAID]))) for text in prose)
    said += sum(len(_ATTRIBUTED.findall(text[:_LONGEST_SAID])) for text in prose)
    if not said or any("@" in block.text for block in blocks):
        return 0  # whoever reads a report is not told where to write
    signed = any(_is_byline(block.text) for block in blocks[: 2 * _TOP])
    return min(_MOST_REPORTED, 2 * (said + signed) - 2)


def _is_byline(text: str) -> bool:
    """Whether a line says who wrote a report, or on what day or at what hour it came out."""
    if len(text) > _LONGEST_VALUE:
        return False
    if _HOUR.search(text) or (len(text) <= _LONGEST_DAY and find_date(text) is not None):
        return True
    return words().written["page.byline"].at_start(lowered(text)) is not None


def _is_announced(lines: Sequence[str], names: Sequence[str]) -> bool:
    """Whether a text calls itself the announcement of a job: "Stellenausschreibung"."""
    known = words().lists["page.announcement"]
    heads = {fold_label(piece) for piece in _pieces(names[:3])}
    return not known.isdisjoint(heads) or not known.isdisjoint(lines[:_TOP])


def _is_invited(names: Sequence[str]) -> bool:
    """Whether a page calls itself one for people who want to work there: "Work with us: ..."."""
    known = words().lists["page.not_title"]
    heads = (name for name in names[:2] if re.search(r"\s[-–—|]\s|:\s", name))
    return any(fold_label(_pieces([head])[0]) in known for head in heads)


def is_guide(name: str) -> bool:
    """Whether a title is that of advice: "How to write a job advertisement"."""
    phrases, pieces = words().phrases, [fold_label(piece) for piece in _pieces([name[:120]])]
    begins = any(phrases["page.guide"].at_start(piece) for piece in pieces)
    ends = any(phrases["page.guide_ends"].at_end(piece) for piece in pieces)
    return (begins or ends) and section_of(name) is None


def tells_of_no_job(blocks: Sequence[Block], names: Sequence[str], pairs: Sequence[Pair]) -> bool:
    """Whether a page for people who seek work names no job, and states nothing that any job has.

    "Work with us" over a few kind words is such a page; "Vacancies" over "students wanted for the
    weekends, part-time" is a posting.
    """
    if not any(map(_is_for_seekers, names[:3])):
        return False
    if any(map(_names_a_job, names)) or title_in_prose(blocks) is not None:
        return False
    if any(pair.field not in _NOT_TELLING for pair in pairs if len(pair.value) <= _LONGEST_VALUE):
        return False
    told = blocks[:_MOST_TOLD]
    return not any(
        terms_in_prose(b.text) or is_employment(b.text) or hours_types(b.text) or any(_pay_in(b))
        for b in told
    )


def _is_for_seekers(name: str) -> bool:
    """Whether a title or heading says no more than that here is work: "Jobs - Acme"."""
    lists = words().lists
    known = ("page.listing", "page.not_title", "company.careers_site", "page.announcement")
    pieces = [fold_label(piece) for piece in re.split(r"\s[-–—|·]\s|[|｜:]", name[:200])]
    if named_after_careers(name) is not None and not has_job_noun(name):
        return True
    return any(piece in lists[key] for piece in pieces for key in known)


def is_about_the_site(names: Sequence[str]) -> bool:
    """Whether a page calls itself something that sites of employers have beside their postings."""
    phrases = words().phrases["page.talent"]
    heads = [name[:120] for name in names[:2] if name]
    return any(phrases.are_in(fold(head)) and not has_job_noun(head) for head in heads)


def is_resume(blocks: Sequence[Block], names: Sequence[str], sections: Set[str]) -> bool:
    """Whether a text is somebody's curriculum vitae: its parts, and spans of years in it."""
    lists = words().lists
    labels = (fold_label(b.text) for b in blocks[:400] if len(b.text) < 40 and is_heading_like(b))
    if len(lists["page.cv_parts"].intersection(labels)) < _LEAST_PARTS:
        return False
    lines = [fold(block.text[:120]) for block in blocks[:400]]
    if any(line in lists["page.apply"] for line in lines):
        return False
    said = any(fold_label(part) in lists["page.cv"] for part in _pieces([*names[:2], *lines[:3]]))
    spans = sum(1 for line in lines if _span().search(line))
    if sections & {"responsibilities", "nice", "benefits"} and not said:
        return False
    return spans >= _LEAST_SPANS or (said and spans > 0)


def is_letter(blocks: Sequence[Block]) -> bool:
    """Whether a text is the letter of somebody who applies."""
    return (
        words().phrases["page.letter"].are_in_any(fold(block.text[:400]) for block in blocks[:30])
    )


def _pieces(texts: Sequence[str]) -> list[str]:
    return [piece for text in texts for piece in _PIECES.split(text[:200])]


@cache
def _span() -> re.Pattern[str]:
    """A span of time at work: "2019 - 2021", "jan 2020 - present"."""
    now = "|".join(map(re.escape, sorted(words().lists["page.cv_now"], key=len, reverse=True)))
    return re.compile(rf"{_YEAR}\s*(?:[-–—~〜～]|to|bis|a|à|au|до|по)\s*(?:{_YEAR}|{now})")
