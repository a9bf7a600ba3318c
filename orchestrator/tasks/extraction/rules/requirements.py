"""What a posting asks for: each point with its kind, its level, its years and its exact words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import Phrases
from orchestrator.tasks.extraction.remembering import remembered
from orchestrator.tasks.extraction.rules.employment import is_employment
from orchestrator.tasks.extraction.rules.labels import label_field
from orchestrator.tasks.extraction.rules.money import find_money
from orchestrator.tasks.extraction.rules.sections import points_of
from orchestrator.tasks.extraction.rules.skills import names_skill
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.extraction.rules.labels import Pair
    from orchestrator.tasks.extraction.rules.sections import Section

_MOST_REQUIREMENTS = 80
_LABEL_END = regex(r"\s*[:：】]\s*")
_TELLING_LABELS = frozenset({None, "experience", "education", "other", "seniority", "title"})
_LONGEST_QUOTE = 600
_LONGEST_VALUE = 120
_LONG_POINT = 80
_SHORTEST_SENTENCE, _LONGEST_SENTENCE = 11, 260
_FEW_WORDS = 3
_NOT_ASKING = frozenset({"about_company", "benefits", "legal", "responsibilities", "related"})
_SENTENCE_END = regex(
    r"[.;!?。](?:(?<=。)\s*|(?<=\)[.;!?])\s+"
    r"|(?:(?<=\w\w\w[.;!?])|(?<=\s[A-Z]\.))\s+(?=[A-ZÀ-ÞА-Я]))"
)
"""The mark and the blanks behind it."""

_TAGS = regex(r"(?:#\w+\s*)+")
_CLAUSES = regex(r"[,;(]\s*|\s[–-]\s")
_MONTHS_OF_YEAR = 12
_SHORT_CLAUSE = 16
_AT_ONCE = 4
_FEWEST_LISTED, _LONGEST_LISTED = 3, 48


def find_requirements(
    sections: Sequence[Section], text: str, pairs: Sequence[Pair] = ()
) -> list[dict[str, Any]]:
    """Read the requirement sections and labels; the quotes are substrings of `text`.

    A posting without either may still ask in its sentences: then those that say so in words such
    as "required" or "years of experience" are taken.
    """
    told = [
        (point, section.name)
        for section in sections
        if section.name in ("requirements", "nice")
        for point in _points(section)
    ]
    labelled = [
        (value, "requirements")
        for pair in pairs
        if pair.field in ("education", "experience") and len(value := pair.value) <= _LONGEST_VALUE
        if requirement_kind(fold(value)) in (pair.field, "language")
        if not any(value in point or point in value for point, _ in told)
    ]
    if not told and not labelled:
        told = [
            (sentence, "requirements")
            for section in sections
            if section.name not in _NOT_ASKING
            for block in section.blocks
            if block.kind in ("text", "item")
            for part in _clauses(block.text)
            for sentence in _sentences(part)
            if _asks(sentence)
        ]
    found: list[dict[str, Any]] = []
    seen: set[str] = set()
    for point, name in (*told, *labelled):
        quote = point[:_LONGEST_QUOTE].strip()
        if not _may_be_quoted(quote) or quote in seen or quote not in text or _is_chaff(quote):
            continue
        if len(found) >= _MOST_REQUIREMENTS:
            break
        seen.add(quote)
        found.append(_requirement(len(found) + 1, quote, name))
    return found


def _is_chaff(point: str) -> bool:
    """Whether a line between requirements is none: a button, a mailbox, pay, a term of the job."""
    label, lists = fold_label(point), words().lists
    if any(label in lists[name] for name in ("page.apply", "workplace.no", "workplace.yes")):
        return True
    if "@" in point or is_employment(point) or _TAGS.fullmatch(point):
        return True
    if words().phrases["contact.applying"].at_start(fold(point)):
        return True
    if len(point) > _LONGEST_VALUE:
        return False
    head = _LABEL_END.split(point, maxsplit=1)[0]
    if head != point and label_field(head) not in _TELLING_LABELS:
        return True
    return any(money.is_range and money.currency for money in find_money(point))


def _points(section: Section) -> list[str]:
    points = [section.heading] if _is_sentence(section) else []
    inline = section.blocks[0].text if section.is_inline else None
    for line in points_of(section):
        if line.endswith(":") or label_field(line):
            continue  # it leads to what follows, or names it
        is_mixed = words().phrases["requirement.nice"].are_in(fold(line))
        for part in _clauses(line):
            if line == inline:
                points += [x for one in _sentences(part) for x in _listed(one, is_inline=True)]
            elif is_mixed or len(part) > _LONG_POINT:
                points += _sentences(part)
            else:
                points += _listed(part)
    return [*points, *_asked_between(section)]


def _clauses(line: str) -> list[str]:
    """Split at semicolons; what the employer says of himself stays with what he asks for."""
    parts: list[str] = []
    for part in line.split("; "):
        if parts and words().written["company.we"].at_start(part.lower()):
            parts[-1] += f"; {part}"
        else:
            parts.append(part)
    return parts


def _is_sentence(section: Section) -> bool:
    """Whether what looks like a heading is itself a wish: "English would be an advantage"."""
    is_list = any(block.kind == "item" for block in section.blocks)
    return section.name == "nice" and not is_list and _asks(section.heading)


def _asked_between(section: Section) -> list[str]:
    """What the running text between the items of a section asks for."""
    if not any(block.kind == "item" for block in section.blocks):
        return []
    told = [block.text for block in section.blocks if block.kind == "text"]
    return [sentence for text in told for sentence in _sentences(text) if _asks(sentence)]


def _may_be_quoted(quote: str) -> bool:
    """Whether a point can be one: not a remnant, and not whom to write to."""
    return (
        (len(quote) > 2 or (len(quote) > 1 and quote.isalnum()))
        and "@" not in quote
        and "://" not in quote
    )


def _listed(line: str, *, is_inline: bool = False) -> list[str]:
    """The parts of "being 18, a clean record, fitness"; other lines stay whole."""
    parts = line.split(", ")
    if len(parts) < _FEWEST_LISTED - is_inline or any(
        len(part) > _LONGEST_LISTED for part in parts
    ):
        return [line]
    is_list = "(" not in line and (is_inline or all(part[:1].islower() for part in parts[1:]))
    if not is_list or not (is_inline or len(line) >= _LONGEST_LISTED):
        return [line]
    return [*parts[:-1], parts[-1].removesuffix(".")]


def _sentences(text: str) -> list[str]:
    """Split at the ends of sentences, but not within parentheses nor after "z. B."."""
    sentences: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        part = text[start : end.start() + 1]
        last = part.rpartition(" ")[2].lower().removesuffix(".")
        is_whole = part.count("(") <= part.count(")")
        if len(last) == 1 and last.isalpha():  # "Führerschein B. Gerne auch", but "z. B. Erfahrung"
            before = fold(part).split()[-2:-1]
            is_whole = is_whole and any(x in words().lists["requirement.lettered"] for x in before)
        if is_whole and last not in words().lists["requirement.abbreviations"]:
            sentences.append(part)
            start = end.end()
    return [*sentences, text[start:]]


def _asks(sentence: str) -> bool:
    """Whether a sentence of running text asks something of the applicant."""
    if not _SHORTEST_SENTENCE <= len(sentence) <= _LONGEST_SENTENCE or sentence.endswith(
        ("?", ":")
    ):
        return False
    folded = fold(sentence)
    phrases = words().phrases
    levels = (phrases[f"requirement.{level}"] for level in ("must", "nice", "demands"))
    asked = any(level.are_in(folded) for level in levels)
    kind = requirement_kind(folded)
    if kind == "experience":
        told = phrases["requirement.experience"].are_in(folded)
        return asked or (told and years_of(folded) is not None)
    known = phrases["requirement.knowledge"].are_in(folded) or names_skill(sentence)
    return asked and (kind != "skill" or known or len(folded.split()) <= _FEW_WORDS)


def _requirement(number: int, quote: str, section: str) -> dict[str, Any]:
    folded = fold(quote)
    kind = requirement_kind(folded)
    return {
        "id": f"r{number}",
        "text": quote if len(quote) <= 200 else quote[:199].rsplit(" ", 1)[0] + "…",
        "kind": kind,
        "level": requirement_level(folded, section),
        # "At least 18 years" is an age.
        "years": years_of(folded) if kind != "legal" else None,
        "quote": quote,
    }


def requirement_kind(folded: str) -> str:
    """The kind of a requirement, by its words."""
    phrases = words().phrases
    if phrases["requirement.legal"].are_in(folded):
        return "legal"
    if years_of(folded) is not None:
        return "experience"
    if phrases["requirement.education"].are_in(folded):
        return "education"
    if phrases["requirement.language"].are_in(folded):
        return "language"
    if phrases["requirement.experience"].are_in(folded):
        return "experience"
    return "skill"


def requirement_level(folded: str, section: str) -> str:
    """The level of a requirement: its own words win over those of its section.

    A wish in a later clause does not soften what the first one asks for: "Fluent French, German
    is a plus" is a must, "Java, Kotlin or Go preferred" is not.
    """
    if section == "nice" or _is_wish(folded):
        return "nice"
    return "must"


def _is_wish(folded: str) -> bool:
    phrases = words().phrases
    wish = phrases["requirement.nice"].first_in(folded)
    if wish is None:
        return False
    clauses = list(_CLAUSES.finditer(folded, 0, wish.start))
    after = folded[wish.end :].strip(" .,;!)")
    if not clauses:
        last = folded[: wish.start].split()[-1:]
        return not (after and last and last[0] in words().lists["employment.joints"])
    first, clause = folded[: clauses[0].start()], folded[clauses[-1].end() :]
    before = folded[clauses[-1].end() : wish.start]
    if len(before) < _AT_ONCE:
        return not after  # "..., un atout" softens all before it, "..., gern auch BE" only itself
    if clauses[-1][0].startswith("(") or phrases["requirement.must"].are_in(first):
        return False
    if len(first) < _SHORT_CLAUSE and not phrases["requirement.knowledge"].are_in(first):
        return True
    subjects = ("knowledge", "language", "legal")
    return not any(phrases[f"requirement.{name}"].are_in(clause) for name in subjects)


@remembered(512)
def years_of(folded: str) -> float | None:
    """The fewest years of experience that a folded text asks for."""
    for number in reversed(_numbers().all_in(folded)):
        figure = words().numbers[number.phrase]
        folded = f"{folded[: number.start]}{figure}{folded[number.end :]}"
    for match in _years_pattern().finditer(folded) if has_digit(folded) else ():
        value = float(match["count"].replace(",", "."))
        context = folded[max(0, match.start() - 60) : match.end() + 60]
        if match["unit"] in words().lists["dates.months"]:
            if not words().phrases["requirement.experience"].are_in(folded):
                continue  # "a contract of 12 months"
            value = round(value / _MONTHS_OF_YEAR, 1)
        if 0 < value <= 40 and not words().phrases["requirement.ages"].are_in(context):
            return value
    return None


@cache
def _numbers() -> Phrases:
    return Phrases(words().numbers)


@cache
def _years_pattern() -> re.Pattern[str]:
    lists = words().lists
    units = "|".join(
        sorted(
            map(re.escape, lists["requirement.years"] | lists["dates.months"]),
            key=len,
            reverse=True,
        )
    )
    count = r"\d{1,2}(?:[.,]\d)?"
    between = "|".join(
        map(re.escape, words().lists["money.between"] | words().lists["employment.joints"])
    )
    return re.compile(
        # The digit comes first: what begins with one is found several times as fast.
        r"(?P<count>\d(?<![a-zа-я\d_.].)\d?(?:[.,]\d)?)\s?(?:\(\d+\)\s?)?\+?[\s-]?"
        rf"(?:(?:-|–|{between})\s?(?:{count})\s?\+?\s?)?(?:\w+[ -]){{0,2}}"
        rf"(?P<unit>{units})(?![a-z])"
    )
