"""The salary of a posting: which of its figures is the pay for this job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.labels import label_field
from orchestrator.tasks.extraction.rules.money import Money, bounded_by, find_money
from orchestrator.tasks.extraction.rules.periods import unit_in
from orchestrator.tasks.extraction.rules.work_hours import hours_alone, hours_types
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.rules.labels import Pair

_WINDOW = 90
_ENOUGH = 3.0
_SHORT = 70
_TINY = 900
_LONGEST_PERIOD = 14
_EXTRA = 34
_FIGURES = 40
_NEAR = 20
_LEAST_HOURLY = 7
_FEW_WORDS = 3
_FIGURE = regex(r"\d{3}")
_BAR = regex(r"\s*[|·•]\s*")
_LETTERS = regex(r"[^\W\d_]+")
_THOUSANDS = regex(r"\d\s?[kKкК](?!\w)")
_CLAUSE_END = regex(r"[.;]\s|\+")
_BOUNDS = ("least_salary", "most_salary")
_YEARLY_FROM = {
    **dict.fromkeys(("USD", "GBP", "EUR", "CHF", "CAD", "AUD", "NZD"), 20_000),
    **dict.fromkeys(("SEK", "NOK", "DKK"), 150_000),
}
"""So much of these is nobody's pay for less than a year."""


def find_salary(
    blocks: Sequence[Block], pairs: Sequence[Pair], country: str | None
) -> dict[str, Any] | None:
    """Find the pay as a dictionary of `BaseSalary`; None when none is stated for sure."""
    for pair in pairs:
        if pair.field != "salary" or _is_question(pair):
            continue
        unit = unit_in(pair.label)
        stated = find_money(pair.value, country=country, bare=True, unit=unit)
        ranked = sorted(
            (m for m in stated if not _is_beside_pay(pair.value, m)),
            key=lambda money: not money.is_range,
        )
        if ranked:
            unit = unit or _unit_below(blocks, pair.index)
            return _as_salary(bounded_by(pair.label, ranked[0]), pair.value, unit)
    bounds = _of_bounds(pairs, country)
    if bounds:
        return bounds
    is_tiny = sum(len(block.text) for block in blocks) < _TINY
    # A few sentences about a job, without a heading, name no other sum than its pay.
    is_mail = is_tiny and not any(block.kind == "heading" for block in blocks)
    best: tuple[float, int, Money, str] | None = None
    ranges: list[Money] = []
    heading = ""
    for index, block in enumerate(blocks):
        if block.kind == "heading" or block.strong:
            heading = block.text
        if not has_digit(block.text):
            continue
        for found in _figures_of(block.text, country):
            following = _continuation(blocks, index)
            money = found._replace(unit=found.unit or unit_in(following))
            score = _score(block, money, heading, following)
            score += _names_pay(blocks, index)
            score += 2.0 if is_tiny and (money.unit or (is_mail and money.is_range)) else 0.0
            if money.is_range and score >= _ENOUGH:
                ranges.append(money)
            if score >= _ENOUGH and (best is None or score > best[0]):
                best = (score, index, money, block.text)
    if best is None:
        return None
    unit = best[2].unit or _unit_below(blocks, best[1])
    return _as_salary(_whole_range(best[2], ranges), best[3], unit)


def _figures_of(text: str, country: str | None) -> Iterator[Money]:
    """The amounts of a text, of one that begins with pay also those without a currency."""
    tells_pay = words().phrases["money.salary_words"].at_start(fold(text[:_SHORT])) is not None
    for money in find_money(text, country=country, bare=tells_pay):
        is_marked = _THOUSANDS.search(text[money.start : money.end]) is not None
        if money.sign or money.currency or is_marked or (money.is_range and money.unit):
            yield money


def in_shown_currency(stated: dict[str, Any], shown: dict[str, Any] | None) -> dict[str, Any]:
    """A pay as data state it, in the currency in which the page shows the same figures.

    Many sites state every pay in the currency that their software came with.
    """
    if not shown or not shown["currency"]:
        return stated
    ends = [{pay.get("min"), pay.get("max")} - {None} for pay in (stated, shown)]
    is_same = bool(ends[0]) and ends[0] == ends[1]
    return {**stated, "currency": shown["currency"]} if is_same else stated


def _is_beside_pay(text: str, money: Money) -> bool:
    """Whether a figure is no pay although a label for pay stands before: "to agree. Meals $9"."""
    between = fold(text[: money.start])[-_EXTRA:]
    is_first = not has_digit(text[: money.start])
    is_vetoed = is_first and words().phrases["money.veto"].are_in(between)
    return is_vetoed or _is_extra(text, money) or _is_on_top(text, money)


def _is_on_top(text: str, money: Money) -> bool:
    """Whether an amount comes on top of a pay that words tell: "by agreement + 18 € a night"."""
    base, plus, _ = text[: money.start].rpartition("+")
    is_told = any(map(str.isalpha, base)) and not has_digit(base)
    return bool(plus) and is_told


def _names_pay(blocks: Sequence[Block], index: int) -> float:
    """What a line right above adds that begins as labels of pay do: "Salary as a guide"."""
    above = blocks[index - 1].text if index else ""
    if len(above) > _FIGURES or has_digit(above) or above.endswith((".", "!", "?")):
        return 0.0
    return 1.0 if words().phrases["money.salary_words"].at_start(fold(above)) else 0.0


def _continuation(blocks: Sequence[Block], index: int) -> str:
    """The words under a line of figures: "gross per month" under "8,000 - 11,000 PLN"."""
    if len(blocks[index].text) > _FIGURES or index + 1 == len(blocks):
        return ""
    below = blocks[index + 1].text
    if hours_types(below) or hours_alone(below):
        return ""  # the hours of a week are not what the pay is for
    said = words().phrases["money.salary_words"].are_in(fold(below)) or unit_in(below)
    has_figures = _FIGURE.search(below) is not None
    return below if said and len(below) <= _SHORT and not has_figures else ""


def _whole_range(best: Money, ranges: Sequence[Money]) -> Money:
    """The range elsewhere on the page that the best figure is one end of, if there is one."""
    if best.is_range:
        return best
    ends = {best.low, best.high} - {None}
    return next((r for r in ranges if ends & {r.low, r.high}), best)


def _of_bounds(pairs: Sequence[Pair], country: str | None) -> dict[str, Any] | None:
    """Read the least and the most pay where each has a label of its own."""
    ends: dict[str, Money] = {}
    for pair in pairs:
        if pair.field in _BOUNDS:
            field, said = pair.field, 0
            for found in find_money(pair.value, country=country):
                # "$70,000 Maximum salary: $90,000" holds the other label too.
                inner = label_field(pair.value[said : found.start].strip(" :,;|-–/"))
                field = inner if inner in _BOUNDS else field
                ends.setdefault(field, found)
                said = found.end
    least, most = ends.get("least_salary"), ends.get("most_salary")
    if least is None or most is None or least.currency != most.currency:
        return None
    low, high = least.low or least.high or 0, most.high or most.low or 0
    return {
        "currency": least.currency,
        "min": min(low, high),
        "max": max(low, high),
        "unit": least.unit or most.unit,
    }


def _unit_below(blocks: Sequence[Block], index: int) -> str | None:
    """The period that stands alone on the line below the figure."""
    below = blocks[index + 1].text if index + 1 < len(blocks) else ""
    return unit_in(below) if 0 < len(below) <= _LONGEST_PERIOD else None


def _is_question(pair: Pair) -> bool:
    """Whether a form asks for the applicant's wish instead of telling the pay."""
    text = fold(f"{pair.label} {pair.value[:80]}")
    return (
        "?" in text
        or text.endswith("*")
        or any(word in text for word in words().lists["money.questions"])
    )


def _score(block: Block, money: Money, heading: str, following: str) -> float:
    text = block.text
    before = fold(text[max(0, money.start - _WINDOW) : money.start])
    after = fold(f"{text[money.end : money.end + _WINDOW]} {following}")
    phrases = words().phrases
    top = phrases["money.on_top"].first_in(after[:24])
    # What comes on top is not what it is, and what a sentence before it says neither.
    near_after = _CLAUSE_END.split(after[: top.start if top else 24])[0]
    near_before = _CLAUSE_END.split(before[-60:])[-1]
    if not phrases["money.salary_words"].are_in(near_before):
        near_before = before[-60:]
    veto = phrases["money.veto"]
    if veto.are_in(near_before) or veto.are_in(near_after):
        return 0.0
    if _is_extra(text, money):
        return 0.0
    salary_words = phrases["money.salary_words"]
    score = 0.0
    if salary_words.are_in(before) or salary_words.are_in(after):
        score += 2.0
        named = before[-48:] if before.rstrip().endswith(":") else before[-_NEAR:]
        if salary_words.are_in(named):
            score += 1.0
    elif label_field(heading) == "salary" or salary_words.are_in(fold(heading)):
        score += 1.5
    score += _of_which(before, after)
    if money.is_range:
        score += 1.5
    if money.unit:
        score += 1.2
    line = _segment(text, money)
    is_short = len(line) <= _SHORT
    is_alone = is_short and bool(money.sign) and _is_alone(line, text[money.start : money.end])
    if is_short and (block.kind != "heading" or following or is_alone):
        score += 1.5
        if is_alone:
            # Nothing but "from 50,000 ₽" is what is offered.
            score += 0.6 if money.low and money.high else 1.5
            # So is "€60k" among the other facts of a line.
            if line != text and _THOUSANDS.search(text[money.start : money.end]):
                score += 0.9
    high = money.high or money.low or 0
    if money.unit in (None, "YEAR") and high < 1000:
        # "The salary range is $17.13 - $30.10" is for an hour, though it does not say so.
        is_told = money.is_range and salary_words.are_in(before[-_EXTRA:]) and money.unit is None
        score -= 0.5 if is_told and money.low and money.low >= _LEAST_HOURLY else 3.0
    return score


def _of_which(before: str, after: str) -> float:
    """What a figure gains as the base of the pay, or loses as what it may come to."""
    around = before.rstrip(" :("), after.lstrip(" ,)")
    for name, gain in (("money.base", 0.8), ("money.on_target", -0.8)):
        known = words().phrases[name]
        if known.at_end(around[0]) or known.at_start(around[1]):
            return gain
    return 0.0


def _is_extra(text: str, money: Money) -> bool:
    """Whether an amount is a bonus or an allowance beside the pay."""
    before = fold(text[max(0, money.start - _EXTRA) : money.start])
    return words().phrases["money.extras"].are_in(before)


def _segment(text: str, money: Money) -> str:
    """The part of a line of facts that holds a figure: "$90k" of "Acme | Berlin | $90k"."""
    start = max((m.end() for m in _BAR.finditer(text, 0, money.start)), default=0)
    following = _BAR.search(text, money.end, money.end + 2 * _SHORT)  # whoever asks wants no more
    return text[start : following.start() if following else len(text)]


def _is_alone(line: str, figure: str) -> bool:
    """Whether a line says nothing but a figure, its bound, its period and what comes on top."""
    before, _, after = line.partition(figure)
    top = words().phrases["money.on_top"].first_in(fold(after))
    after = fold(after)[: top.start] if top else fold(after)
    bounds = words().phrases["money.from"], words().phrases["money.up_to"]
    before = bounds[1].without(bounds[0].without(fold(before)))
    rest = _LETTERS.findall(f"{before} {after}")
    return not rest or (unit_in(f"{before} {after}") is not None and len(rest) <= _FEW_WORDS)


def _as_salary(money: Money, text: str, unit: str | None) -> dict[str, Any]:
    start = max(0, text.rfind(".", 0, money.start) + 1) if len(text) > 200 else 0
    salary = {
        "currency": money.currency,
        "min": money.low,
        "max": money.high,
        "unit": money.unit or unit,
        "text": text[start : start + 200].strip() or None,
    }
    return with_period(salary)


def with_period(salary: dict[str, Any]) -> dict[str, Any]:
    """Add the period to a salary that only a year's can be: "$150k - $200k"."""
    least = salary["min"] or salary["max"] or 0
    is_short = salary["unit"] in (None, "HOUR", "DAY", "WEEK")
    if is_short and least >= _YEARLY_FROM.get(salary["currency"], float("inf")):
        return {**salary, "unit": "YEAR"}
    return salary
