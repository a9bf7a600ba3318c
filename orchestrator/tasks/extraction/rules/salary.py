"""The salary of a posting: which of its figures is the pay for this job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.rules.labels import label_field
from orchestrator.tasks.extraction.rules.money import Money, find_money, unit_in
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.rules.labels import Pair

_WINDOW = 90
_ENOUGH = 3.0
_SHORT = 70
_EXTRA = 34
_BULLETS = "|•·"


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
            (money for money in stated if not _is_extra(pair.value, money)),
            key=lambda money: not money.is_range,
        )
        if ranked:
            return _as_salary(ranked[0], pair.value, unit)
    best: tuple[float, int, Money, str] | None = None
    ranges: list[Money] = []
    heading = ""
    for index, block in enumerate(blocks):
        if block.kind == "heading" or block.strong:
            heading = block.text
        if not any(character.isdigit() for character in block.text):
            continue
        for money in find_money(block.text, country=country):
            score = _score(block, money, heading)
            if money.is_range and score >= _ENOUGH:
                ranges.append(money)
            if score >= _ENOUGH and (best is None or score > best[0]):
                best = (score, index, money, block.text)
    return _as_salary(_whole_range(best[2], ranges), best[3], best[2].unit) if best else None


def _whole_range(best: Money, ranges: Sequence[Money]) -> Money:
    """The range elsewhere on the page that the best figure is one end of, if there is one."""
    if best.is_range:
        return best
    ends = {best.low, best.high} - {None}
    return next((r for r in ranges if ends & {r.low, r.high}), best)


def _is_question(pair: Pair) -> bool:
    """Whether a form asks for the applicant's wish instead of telling the pay."""
    text = fold(f"{pair.label} {pair.value[:80]}")
    return (
        "?" in text
        or text.endswith("*")
        or any(word in text for word in words().lists["money.questions"])
    )


def _score(block: Block, money: Money, heading: str) -> float:
    text = block.text
    before = fold(text[max(0, money.start - _WINDOW) : money.start])
    after = fold(text[money.end : money.end + _WINDOW])
    near_after = after[:24]
    patterns = words().patterns
    veto = patterns["money.veto"]
    if veto.search(before[-60:]) or veto.search(near_after):
        return 0.0
    if _is_extra(text, money):
        return 0.0
    salary_words = patterns["money.salary_words"]
    score = 0.0
    if salary_words.search(before) or salary_words.search(after):
        score += 2.0
        if before.rstrip().endswith(":") and salary_words.search(before[-48:]):
            score += 1.0
    elif label_field(heading) == "salary" or salary_words.search(fold(heading)):
        score += 1.5
    if money.is_range:
        score += 1.5
    if money.unit:
        score += 1.2
    if _length_of_part(text, money) <= _SHORT and block.kind != "heading":
        score += 1.5
    high = money.high or money.low or 0
    if money.unit in (None, "YEAR") and high < 1000:
        score -= 3.0
    return score


def _is_extra(text: str, money: Money) -> bool:
    """Whether an amount is a bonus or an allowance beside the pay."""
    before = fold(text[max(0, money.start - _EXTRA) : money.start])
    return words().patterns["money.extras"].search(before) is not None


def _length_of_part(text: str, money: Money) -> int:
    """The length of what stands between the bullets of a line around an amount."""
    start = max(text.rfind(mark, 0, money.start) for mark in _BULLETS) + 1
    ends = [end for mark in _BULLETS if (end := text.find(mark, money.end)) >= 0]
    return min(ends, default=len(text)) - start


def _as_salary(money: Money, text: str, unit: str | None) -> dict[str, Any]:
    start = max(0, text.rfind(".", 0, money.start) + 1) if len(text) > 200 else 0
    return {
        "currency": money.currency,
        "min": money.low,
        "max": money.high,
        "unit": money.unit or unit,
        "text": text[start : start + 200].strip() or None,
    }
