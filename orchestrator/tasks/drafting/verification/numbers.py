"""Whether the numbers, dates, durations and rates of a line are those of its evidence."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from profiles.drafts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from orchestrator.tasks.drafting.verification.evidence import Evidence
    from orchestrator.tasks.drafting.verification.figure import Figure
    from orchestrator.tasks.drafting.verification.spoken import Language
    from orchestrator.tasks.drafting.verification.tokens import Token

_DATES = re.compile(
    r"\b(?P<year>[12]\d{3})(?:-(?P<month>\d{2}))?(?:-\d{2})?\s*\N{EN DASH}\s*"
    r"(?:(?P<end_year>[12]\d{3})(?:-(?P<end_month>\d{2}))?|(?P<open>\w+))"
)

_SHORTEST_PART = 3
_ISO_DATE = re.compile(r"\b[12]\d{3}-\d{2}(?:-\d{2})?\b")


class Span:
    """When an entry was, from its header's dates.

    Attributes:
        start: The year it began.
        end: The year it ended; None while it lasts.
        months: How many it lasted, both ends counted; None when that is not known.
        years: How many whole years it lasted, rounded down and up; empty when that is not known.
    """

    def __init__(self, match: re.Match[str], today: date | None) -> None:
        self.start = int(match["year"])
        self.end = int(match["end_year"]) if match["end_year"] else None
        first = self.start * 12 + int(match["month"] or 1)
        last = None
        if self.end is not None:
            last = self.end * 12 + int(match["end_month"] or (1 if not match["month"] else 12))
        elif today is not None:
            last = today.year * 12 + today.month
        months = last - first + 1 if last is not None else None
        self.years = set[int]() if months is None else {months // 12, round(months / 12)}
        self.months = months


def spans(headers: Sequence[str], today: date | None) -> list[Span]:
    """The dates of every header that has a start."""
    return [Span(match, today) for text in headers for match in _DATES.finditer(text)]


def unsupported_figures(
    claimed: Sequence[Figure], evidence: Evidence, spoken: Language, held_spans: Sequence[Span]
) -> Iterator[Finding]:
    """Numbers that the evidence does not have, or has of something else."""
    # A line with a date of its own did not last as long as the job.
    says_when = any(figure.is_year or figure.unit == "year" for figure in evidence.figures)
    for figure in claimed:
        same = [x for x in evidence.figures if figure.is_supported_by(x) and _is_alike(figure, x)]
        if not same:
            if says_when or not _is_in_dates(figure, spoken, held_spans):
                yield _unknown(figure, evidence)
        elif _is_count(figure) and not any(
            _count_alike(figure, other, evidence, spoken)
            for held in same
            for other in (held, *_begins(held, evidence, spoken))
        ):
            noun = " ".join(figure.nouns[:2])
            reason = f'the cited lines do not count "{figure.text}" of "{noun}"'
            yield Finding(kind="number", text=figure.text, reason=reason)


def _begins(figure: Figure, evidence: Evidence, spoken: Language) -> Iterator[Figure]:
    """What a change began with: the "nine fields" of "from nine fields to four"."""
    at = next(i for i, other in enumerate(evidence.figures) if other is figure)
    if at and figure.before in spoken.words["to"] and evidence.figures[at - 1].nouns:
        yield evidence.figures[at - 1]


def _is_count(figure: Figure) -> bool:
    return bool(figure.nouns) and not (figure.unit or figure.is_year or figure.label)


def _is_alike(figure: Figure, other: Figure) -> bool:
    """Whether another value can carry this one: a year carries no "more than 12"."""
    return figure.value == other.value or not other.is_year


def rates(tokens: Sequence[Token], spoken: Language) -> Mapping[int, str]:
    """The places of words such as "daily" and "a day", with their period."""
    found: dict[int, str] = {}
    for at, token in enumerate(tokens):
        period = spoken.rates.get(token.word)
        if period is None:
            continue
        # "every second week" is no "every week".
        skipped = int(at > 0 and spoken.is_any(tokens[at - 1].word, "alternate"))
        lead = next(
            (
                len(phrase) + skipped
                for phrase in spoken.phrases["per"]
                if at - skipped >= len(phrase)
                and spoken.starts(tokens, at - skipped - len(phrase), phrase, forms=False)
            ),
            0,
        )
        if lead and skipped:
            period = "fortnight" if period == "week" else f"second {period}"
        needs_lead = (token.word,) in spoken.unit_words or token.word in spoken.periods
        if lead or not needs_lead:
            found |= dict.fromkeys(range(at - lead, at + 1), period)
    return found


def changed_rates(
    tokens: Sequence[Token], mine: Mapping[int, str], evidence: Evidence, spoken: Language
) -> Iterator[Finding]:
    """Per week where the evidence says per month, or says none."""
    held = {period for line in evidence.lines for period in rates(line, spoken).values()}
    if any(_is_each_day(line, spoken) for line in evidence.lines):
        held.add("day")
    told: set[str] = set()
    for at, period in mine.items():
        if period in held or period in told or tokens[at].word not in spoken.rates:
            continue
        is_year = at + 1 < len(tokens) and tokens[at + 1].word[:2] in ("19", "20")
        if is_year or _is_named(tokens[at].word, evidence, spoken):
            continue
        told.add(period)
        text = " ".join(tokens[i].text for i, other in mine.items() if other == period)
        reason = f'the cited lines do not say "{text}"'
        yield Finding(kind="number", text=text, reason=reason)


def _is_named(word: str, evidence: Evidence, spoken: Language) -> bool:
    """Whether a line without a rate names the period: "on the first Monday of the month"."""
    period = spoken.rates.get(word)
    for line in evidence.lines:
        for at, token in enumerate(line):
            same = token.word == word or (token.word in spoken.periods and (
                spoken.rates.get(token.word) == period
            ))  # fmt: skip
            before = line[at - 1].word if at else ""
            is_duration = before in spoken.numbers or before[:1].isdigit()  # "two-day training"
            is_share = _is_share(line, at, spoken)
            if same and not (is_duration or is_share or rates(line, spoken)):
                return True
    return False


def _is_share(line: Sequence[Token], at: int, spoken: Language) -> bool:
    """Whether it was not each one: "one week in five"."""
    behind = [token.word for token in line[at + 1 : at + 3]]
    return (
        len(behind) > 1
        and behind[0] in spoken.function
        and (behind[1] in spoken.numbers or behind[1][0].isdigit())
    )


def _is_each_day(line: Sequence[Token], spoken: Language) -> bool:
    """Whether something is told of each morning or night, which is daily."""
    return any(
        spoken.is_any(token.word, "day_parts") and spoken.is_any(before.word, "universal")
        for before, token in itertools.pairwise(line)
    )


def _unknown(figure: Figure, evidence: Evidence) -> Finding:
    kind = "number"
    if figure.is_year:
        kind = "date"
    elif figure.is_duration:
        kind = "duration"
    elif figure.label:
        kind = "technology"
    reason = f'the number "{figure.text}" is not in the cited lines'
    near = [x.text for x in evidence.figures if x.value == figure.value]
    if near and figure.bound != "exact":
        reason = f'the cited lines say "{near[0]}", not "{figure.bound.replace("_", " ")}" it'
    return Finding(kind=kind, text=figure.text, reason=reason)


def _is_in_dates(figure: Figure, spoken: Language, held: Sequence[Span]) -> bool:
    """Whether the header's dates say it: "since 2019", "2013 to 2017", "for 5 years"."""
    if figure.is_year:
        year = int(figure.value)
        since = (figure.before,) in spoken.phrases["since"]
        if since:
            return any(span.start == year for span in held)
        if figure.before in spoken.words["from"] | spoken.words["joins"] | spoken.words["between"]:
            return any(year in (span.start, span.end) for span in held)
        return False
    if figure.unit != "year" or figure.amount is None:
        return False
    wanted = figure.amount
    if figure.bound in ("over", "at_least"):
        least = wanted * 12 + (figure.bound == "over")
        return any(span.months is not None and span.months >= least for span in held)
    return any(wanted in span.years for span in held)


def _count_alike(mine: Figure, other: Figure, evidence: Evidence, spoken: Language) -> bool:
    if not other.nouns:
        return True
    if all(spoken.is_neutral(noun) for noun in mine.nouns[:1]) and any(
        spoken.is_any(held, "groups") for held in other.nouns
    ):
        return True  # "five people" of "a crew of five"
    for noun in mine.nouns:
        for held in other.nouns:
            related = spoken.loose_keys(noun) & spoken.loose_keys(held)
            alike = any(
                spoken.same.get(one, set()) & spoken.same.get(two, set())
                for one in spoken.keys(noun)
                for two in spoken.keys(held)
            )
            general = any(
                spoken.keys(held) & spoken.general.get(key, frozenset())
                for key in spoken.keys(noun)
            )
            ends = spoken.compounds and any(
                len(key) > _SHORTEST_PART and held.endswith(key) for key in spoken.keys(noun)
            )
            if related or alike or general or ends:
                return True
    # "2 of my proposals": what is counted stands further off, or is no noun at all.
    return not any(evidence.holds(noun) for noun in mine.nouns) or mine.nouns[0] in spoken.function


def unknown_dates(line: str, evidence: Evidence) -> Iterator[Finding]:
    """Dates to the month, "2021-03", that neither the cited lines nor their headers have."""
    held = " ".join((*evidence.texts, *evidence.headers))
    for match in _ISO_DATE.finditer(line):
        if match.group() not in held:
            reason = f'the date "{match.group()}" is not in the cited lines'
            yield Finding(kind="date", text=match.group(), reason=reason)
