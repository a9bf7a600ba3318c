"""The terms of the job: employment type and workplace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import lowered
from orchestrator.tasks.extraction.remembering import remembered
from orchestrator.tasks.extraction.rules.employment import (
    PERMANENT,
    employment_terms,
    employment_types,
    is_employment,
    terms_in_prose,
    types_of_terms,
)
from orchestrator.tasks.extraction.rules.labels import label_field
from orchestrator.tasks.extraction.rules.location import SEGMENTS
from orchestrator.tasks.extraction.rules.places import is_place_value
from orchestrator.tasks.extraction.rules.sections import index_of_title, section_of, sections_of
from orchestrator.tasks.extraction.rules.work_hours import (
    days_alone,
    hours_alone,
    hours_of_label,
    hours_types,
    share_sought,
    workload_in_prose,
    workload_types,
)
from orchestrator.tasks.extraction.rules.workplace import (
    JOB_LOCATION_TYPES,
    is_work_at_home,
    is_workplace,
    workplace,
    workplace_in_prose,
    workplace_of_fact,
    workplace_of_label,
)
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.rules.labels import Pair

_ASIDE = regex(r"\(([^()]{2,40})\)")
_SENTENCE_END = regex(r"(?<=[.!?。])\s*(?=[^\W\d_a-zà-ÿ]|\d)")
_MOST_PROSE = 60
_LONGEST_PROSE = 600
_HOURS = frozenset({"FULL_TIME", "PART_TIME"})
_NEAR = 30
_SHORT = 90
_BESIDE_TITLE = 6


def find_employment(blocks: Sequence[Block], pairs: Sequence[Pair], title: str | None) -> list[str]:
    """Employment types by label, in the lines around the title, in the title, in a sentence."""
    terms = _labelled_employment(pairs) or _employment_of_lines(blocks)
    if terms and _HOURS.isdisjoint(terms) and PERMANENT not in terms:
        terms += [term for term in _employment_of_lines(blocks) if term in _HOURS]
    if not terms:
        shown = filter(is_employment, _of_buttons(blocks, title))
        terms = [term for button in shown for term in employment_terms(button)]
    has_hours = not _HOURS.isdisjoint(terms)
    hours = _workload(pairs, blocks, title) or ([] if has_hours else _hours(pairs, blocks, title))
    if not terms:
        named = employment_types((title or "")[:160], whole=False)
        terms = [t for t in named if t != "OTHER" and not (hours and t in _HOURS)]
    if hours:
        kinds = types_of_terms(terms or _terms_in_prose(blocks))
        if "CONTRACTOR" in kinds and not terms:
            return ["CONTRACTOR"]  # who works for himself has no part time
        return [*hours, *(kind for kind in kinds if kind not in _HOURS)]
    if any(term != PERMANENT for term in terms):
        if _HOURS.isdisjoint(terms) and "INTERN" not in terms:
            terms = [*(t for t in _terms_in_prose(blocks) if t in _HOURS), *terms]
        return _with_days(types_of_terms(terms), blocks)
    told = _terms_in_prose(blocks)
    if terms:
        told = [term for term in told if term in _HOURS]
    return _with_days(types_of_terms(told or terms), blocks, is_told=bool(told))


def contradicted_hours(kinds: Sequence[str], pairs: Sequence[Pair]) -> list[str]:
    """Employment types as data state them, with the hours that the page's own label tells.

    Many sites state "full time" of each of their jobs.
    """
    told = [term for term in _labelled_employment(pairs) if term in _HOURS]
    if len(set(told)) != 1 or len(_HOURS.intersection(kinds)) != 1 or told[0] in kinds:
        return list(kinds)
    return [told[0] if kind in _HOURS else kind for kind in kinds]


def _with_days(kinds: list[str], blocks: Sequence[Block], *, is_told: bool = True) -> list[str]:
    """Employment types with what the days of a week say, where no hours do.

    Whole days are only meant by a permanent job that says nothing else; students have theirs.
    """
    if kinds and ((is_told and not _HOURS.isdisjoint(kinds)) or "INTERN" in kinds):
        return kinds
    days = _days(blocks)
    return [*days, *(kind for kind in kinds if kind not in _HOURS)] if days else kinds


def _terms_in_prose(blocks: Sequence[Block]) -> list[str]:
    """The terms of the first sentence that has any; of a permanent job also its hours."""
    found: list[str] = []
    # What a company says of itself comes last: "more than 800 students in internships".
    for section in sorted(sections_of(blocks), key=lambda s: s.name == "about_company"):
        for block in section.blocks:
            if block.kind == "control":
                continue
            text = block.text[:_LONGEST_PROSE]
            told = terms_in_prose(text) or _facts_in_prose(text)
            if section.name == "about_company" and PERMANENT in told and len(told) > 1:
                continue  # an agency tells of all that it has
            if _HOURS.isdisjoint(told) and has_digit(text):
                shares = hours_types(text) or workload_in_prose(text) or _share_sought(text)
                told = [*shares, *told]
            found = found or told
            if found and (any(term != PERMANENT for term in found) or not _HOURS.isdisjoint(told)):
                return found if found is told else [*filter(_HOURS.__contains__, told)]
    return found


def _facts_in_prose(text: str) -> list[str]:
    """The terms of a short sentence that lists facts: "We open at six. Full-time, no Sundays."."""
    for sentence in _SENTENCE_END.split(text):
        if len(sentence) <= _SHORT and "%" in sentence:
            shares = map(workload_types, sentence.rstrip(" .!").split(", "))
            share = max(shares, key=len)
            if share:
                return share
        sought = _hours_sought(sentence)
        if sought:
            return sought
        fact = sentence.partition(", ")[0].rstrip(" .!")
        # "PT EN" chooses the page's language.
        if len(sentence) <= _SHORT and not fact.isupper() and is_employment(fact):
            return employment_terms(fact)
    return []


def _share_sought(text: str) -> list[str]:
    """The share of a job in the sentence that seeks somebody for it."""
    for sentence in _SENTENCE_END.split(text) if "%" in text else ():
        if words().phrases["title.sought"].are_in(fold(sentence)):
            return share_sought(sentence)
    return []


def _hours_sought(sentence: str) -> list[str]:
    """The hours in a sentence that seeks somebody: "We are looking for a full-time baker"."""
    if len(sentence) > 2 * _SHORT or not words().phrases["title.sought"].are_in(fold(sentence)):
        return []
    return [t for t in employment_terms(sentence, whole=False) if t in _HOURS]


def _labelled_employment(pairs: Sequence[Pair]) -> list[str]:
    told = list[str]()
    for pair in pairs:
        if pair.field == "employment_type":
            found = employment_terms(pair.value[:120], whole=len(pair.value) > 60)
            if not found and _is_of_months(pair.value):
                found = ["TEMPORARY"]
            # One label may tell the hours, and another one the contract.
            told += [term for term in found if not _is_told_of(term, told)]
    return told if not _HOURS.isdisjoint(told) else [*told, *_in_hours(pairs)]


def _is_told_of(term: str, told: Sequence[str]) -> bool:
    """Whether what a term is about has been told: the hours, or else the contract."""
    return any((one in _HOURS) == (term in _HOURS) for one in told)


def _is_of_months(value: str) -> bool:
    """Whether the value of a contract is how long it lasts: "12 months, may be extended"."""
    count, _, rest = value.strip().partition(" ")
    months = words().phrases["dates.months"]
    return count.isdigit() and months.at_start(fold(rest[:_SHORT])) is not None


def _in_hours(pairs: Sequence[Pair]) -> list[str]:
    """What a label for hours says in words: "Orario: full time"."""
    for pair in pairs:
        if pair.field == "work_hours":
            found = [t for t in employment_terms(pair.value[:80], whole=False) if t in _HOURS]
            if found:
                return found
    return []


def _employment_of_lines(blocks: Sequence[Block]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if holds_facts(block):
            for segment in segments_of(block):
                # "PT" alone chooses the page's language.
                is_told = len(segment.strip("()[] ")) > 2 and is_employment(segment)
                is_label = segment in (block.text, *block.cells[:1])
                is_label = is_label and label_field(segment) == "employment_type"
                if is_told and not is_label:
                    lines += employment_terms(_unlabelled(segment))
        if len(lines) >= 2:
            break
    return lines


def _of_buttons(blocks: Sequence[Block], title: str | None) -> Iterator[str]:
    """The buttons right below the title, on which pages of signed-in people show the terms."""
    start = index_of_title(blocks, title)
    for block in blocks[start + 1 : start + 1 + _BESIDE_TITLE] if start is not None else ():
        if block.kind == "control":
            yield block.pieces[0] if block.pieces else block.text


def _unlabelled(segment: str) -> str:
    """A fact without its label: "12 months" of "Contract type: 12 months"."""
    head, colon, rest = segment.partition(":")
    return rest if colon and label_field(head) == "employment_type" else segment


def _workload(pairs: Sequence[Pair], blocks: Sequence[Block], title: str | None) -> list[str]:
    for pair in pairs:
        if pair.field in ("work_hours", "employment_type"):
            found = workload_types(pair.value)
            if found:
                return found
    found = workload_types(title or "", whole=False)
    for block in blocks[:_NEAR]:
        if found:
            break
        if len(block.text) <= _SHORT and "%" in block.text and block.kind != "heading":
            parts = SEGMENTS.split(block.text)
            found = max(map(workload_types, parts), key=len)
    return found


def _hours(pairs: Sequence[Pair], blocks: Sequence[Block], title: str | None) -> list[str]:
    """What the hours of a week say, by label, behind the title, as a fact in a short line."""
    for pair in pairs:
        if pair.field in ("work_hours", "employment_type") and has_digit(pair.value):
            found = hours_of_label(pair.value)
            if found:
                return found
    found = hours_alone(title or "", at_end=True)
    for block in blocks[:_NEAR]:
        if found:
            break
        if has_digit(block.text) and holds_facts(block):
            parts = [p for part in (block.text, *segments_of(block)) for p in part.split(", ")]
            found = max(map(hours_alone, parts), key=len) if parts else []
        if not found and title and has_digit(block.text):
            _, _, behind = lowered(block.text).partition(lowered(title))
            asides = (match[1] for match in _ASIDE.finditer(behind[:_SHORT]))
            found = max(map(hours_alone, asides), key=len, default=found)
    return found


def _days(blocks: Sequence[Block]) -> list[str]:
    """Days of a week, as a fact or in a short sentence: "Join our team. 3 days a week."."""
    for block in blocks[:_MOST_PROSE]:
        if block.kind != "control" and has_digit(block.text):
            sentences = _SENTENCE_END.split(block.text[:_LONGEST_PROSE])
            facts = segments_of(block) if holds_facts(block) else ()
            for text in (*sentences, *facts):
                found = days_alone(text)
                if found:
                    return found
    return []


def holds_facts(block: Block) -> bool:
    """Whether a line lists facts: a short one, or one with bars between them."""
    if block.kind == "control" or block.linked:
        return False
    return len(block.text) <= _SHORT or (
        len(block.text) <= 2 * _SHORT and block.text.count(" | ") >= 3
    )


@remembered(512)
def segments_of(block: Block) -> tuple[str, ...]:
    """The parts of a short line: "Full time", "Remote" of "Full time, Remote · Berlin"."""
    found: list[str] = []
    for piece in block.pieces or (block.text,):
        for segment in SEGMENTS.split(piece):
            found.append(segment)
            if segment.endswith(")"):
                found.append(segment.partition("(")[0])
                found += segment.rstrip(") ").rpartition("(")[2].split(",")
            if "," in segment:
                found += segment.split(",")
    found += [word.strip("#_") for word in block.text.split() if word[0] == "#"]
    aside = block.text.rpartition("(")[2].rstrip(") ") if block.text.endswith(")") else ""
    return tuple(part.strip() for part in (*found, aside) if part.strip())


def find_workplace(
    blocks: Sequence[Block],
    pairs: Sequence[Pair],
    title: str | None,
    places: Iterable[Mapping[str, Any]],
) -> str | None:
    """The JobLocationType value by label, place, line, title or an unmistakable sentence."""
    kind = _short_statement(blocks, pairs, title, places)
    if kind is None:
        votes = [found for block in blocks if (found := workplace_in_prose(block.text[:3000]))]
        if votes and len(set(votes)) == 1:
            kind = votes[0]
        elif "hybrid" in votes:
            kind = "hybrid"
    return JOB_LOCATION_TYPES[kind] if kind else None


def _short_statement(
    blocks: Sequence[Block],
    pairs: Sequence[Pair],
    title: str | None,
    places: Iterable[Mapping[str, Any]],
) -> str | None:
    for pair in pairs:
        is_told = pair.field == "location" and (
            is_place_value(pair.value) or is_workplace(pair.value.partition("(")[0])
        )
        if pair.field == "workplace" or is_told:
            kind = workplace_of_label(pair.label, pair.value[:160])
            if kind:
                return kind
    names = [str(place["name"]) for place in places]
    if len(names) == 1 and (kind := workplace(names[0])):
        return kind
    start = index_of_title(blocks, title)
    asked = {p.label for p in pairs if p.field == "workplace" and len(p.value) <= _SHORT // 2}
    section = None
    for index, block in enumerate(blocks[:60]):
        if block.kind == "heading":
            section = section_of(block.text)
        if holds_facts(block):
            # Of a line such as "Praca zdalna" only its place tells whether it has an answer.
            is_fact = start is not None and 0 < index - start <= _BESIDE_TITLE
            is_fact = is_fact and block.kind != "item" and block.text not in asked
            for segment in segments_of(block):
                is_label = segment == block.text and label_field(segment) == "workplace"
                is_label = is_label and not is_fact
                if is_workplace(segment) and not is_label:
                    if section == "benefits" and is_work_at_home(segment):
                        return "hybrid"  # among the benefits it does not say all week
                    return workplace_in_prose(block.text) or workplace_of_fact(segment, block.text)
    for button in _of_buttons(blocks, title):
        if is_workplace(button):
            return workplace(button)
    aside = (title or "").rpartition("(")[2] if title and title.endswith(")") else ""
    for part in (aside, *SEGMENTS.split(title or "")[1:]):
        if part and len(part) < 30:
            kind = workplace(part)
            if kind:
                return kind
    return None
