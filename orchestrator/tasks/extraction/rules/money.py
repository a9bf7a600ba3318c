"""Amounts of money in text: one figure or a range, its currency and its period."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold, fold_all
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import Phrases
from orchestrator.tasks.extraction.rules.periods import names_period, unit_around
from orchestrator.tasks.extraction.words import alternatives, load, one_of, words

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_BETWEEN = 3
"""Blanks and a second sign between a currency and its figure."""

_NUMBER = (
    r"\d{1,4}万(?:\d,\d{3}|\d{3,4})(?!\d)"
    r"|\d{1,3}(?:[,.'’ \u00a0\u202f\u2009]\d{3})+(?:[.,]\d{1,2})?(?!\d)"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)|\d{1,9}(?:[.,]\d{1,2})?(?!\d)"
)
_PENSION_PLAN = regex(r"40[13]\s?\(?[kb]\b", re.IGNORECASE)
"""Named after sections of a law, such as "401k": no thousands."""

_LATIN = regex(r"[A-Za-zÀ-ÿ]")
CODES_IN_USE = {"RMB": "CNY", "RUR": "RUB"}
_OF_THE_US = regex(r"\b(?:US|USA)\b|\b[A-Z]{2} \d{5}\b")
_MOST_OF_PAGE = 60_000
_MOST_SPREAD = 2.5
_MOST_TIMES = 20
_MOST_CHARACTERS = 4000
_PLAUSIBLE = {  # per unit, generous on both sides, in units of a strong currency
    "HOUR": (2, 2_000),
    "DAY": (15, 20_000),
    "WEEK": (50, 50_000),
    "MONTH": (100, 500_000),
    "YEAR": (1_000, 5_000_000),
    None: (7, 5_000_000),
}
_LEAST_BARE = 400
_MOST_COUNT = 24
_THOUSAND, _DASHES = 1000, frozenset("-–—−")
_WEAK_CURRENCIES = frozenset(
    {"JPY", "KRW", "HUF", "RUB", "INR", "CLP", "COP", "VND", "IDR", "KZT", "ARS", "NGN", "ISK"}
)


class Money(NamedTuple):
    """What a text says about pay; `start` and `end` are where it says so."""

    currency: str | None
    sign: str | None
    low: float | None
    high: float | None
    unit: str | None
    start: int
    end: int
    is_range: bool


class _Amount(NamedTuple):
    figure: float
    factor: int
    currency: str | None
    sign: str | None
    sign_first: bool
    start: int
    end: int

    @property
    def value(self) -> float:
        return self.figure * self.factor


def find_money(
    text: str, *, country: str | None = None, bare: bool = False, unit: str | None = None
) -> Iterator[Money]:
    """Find the amounts of money in a line or paragraph, ranges as one.

    Args:
        text: Only its first 4,000 characters are read.
        country: ISO code of the place, which says what "$" and "kr" mean.
        bare: Numbers without a currency count too (the line's label says that it is pay).
        unit: The period that the label names.
    """
    text = text[:_MOST_CHARACTERS]
    if not has_digit(text):
        return
    amounts = _with_thousands(text, _without_steps(list(_amounts(text))))
    if bare and not any(amount.currency or amount.sign for amount in amounts):
        amounts = [
            amount
            for amount, following in zip_longest(amounts, amounts[1:])
            if _may_be_pay(text, amount, unit)
            or (following and following.factor > 1 and _joined(text, amount, following))
        ]
        bare_only = True
    else:
        bare_only = False
    index = 0
    while index < len(amounts):
        first = amounts[index]
        second = amounts[index + 1] if index + 1 < len(amounts) else None
        joined = second is not None and _joined(text, first, second)
        pair = (first, second) if joined and second is not None else (first, first)
        index += 2 if joined else 1
        if not bare_only and not any(a.currency or a.sign for a in pair):
            if joined:
                index -= 1  # the second figure may open a range of its own
            continue
        money = _money(text, pair, country=country, is_range=joined)
        if money is not None:
            yield money


def _may_be_pay(text: str, amount: _Amount, unit: str | None) -> bool:
    """Whether a number without currency can be pay: no share, no grade, no count of hours."""
    if text[amount.end :].lstrip().startswith("%"):
        return False
    if amount.value >= _LEAST_BARE:
        return True
    told = unit or unit_around(text, amount.start, amount.end)
    return told in ("HOUR", "DAY") and amount.value >= _PLAUSIBLE[told][0]


def _amounts(text: str) -> Iterator[_Amount]:
    pattern, currencies, scales = _amount_pattern()
    for match in pattern.finditer(text):
        if _numbered().search(text[max(0, match.start() - 12) : match.start()]):
            continue
        if _PENSION_PLAN.match(text, match.start("number")) or _is_count(text, match):
            continue
        scale = match["scale"]
        written = [sign for sign in (match["before"], match["after"]) if sign]
        raw = max(written, key=len, default=None)  # of "$50 USD" the code says more
        sign = fold(raw).replace(" ", "") if raw else None
        yield _Amount(
            figure=number(match["number"]),
            factor=scales[fold(scale)] if scale else 1,
            currency=currencies.get(sign or (fold(scale) if scale else "")),
            sign=sign,
            sign_first=bool(match["before"]),
            start=match.start(),
            end=match.end(),
        )


def _is_count(text: str, match: re.Match[str]) -> bool:
    """Whether a small number counts payments: the 14 of "1.050 € x 14 meses"."""
    if match["before"] or match["after"] or match["scale"]:
        return False
    if _LATIN.match(text, match.end("number")):
        return True  # "9a" is the name of a grade
    if number(match["number"]) > _MOST_COUNT:
        return False
    following = fold(text[match.end() : match.end() + 24])
    return words().phrases["money.payments"].at_start(following) is not None


def _without_steps(amounts: list[_Amount]) -> list[_Amount]:
    # "GS-15 Step 10 $138,572": a small bare number right before a signed amount is its name.
    kept: list[_Amount] = []
    for amount, following in zip_longest(amounts, amounts[1:]):
        is_name = amount.sign is None and amount.factor == 1 and amount.figure < 100
        if not (
            is_name and following and following.sign_first and following.start - amount.end < 3
        ):
            kept.append(amount)
    return kept


def _with_thousands(text: str, amounts: list[_Amount]) -> list[_Amount]:
    """Amounts with the thousands that stand once for both ends of a range: "60-70.000 €"."""
    for index, (first, second) in enumerate(pairwise(amounts)):
        is_bare = first.sign is None and first.factor == second.factor == 1
        is_whole = second.figure >= _THOUSAND and second.figure % _THOUSAND == 0
        is_less = first.figure < second.figure / _THOUSAND
        is_joined = is_whole and text[first.end : second.start].strip() in _DASHES
        if is_bare and is_less and is_joined:
            amounts[index] = first._replace(factor=_THOUSAND)
    return amounts


@cache
def _between() -> re.Pattern[str]:
    return re.compile(
        rf"^(?P<filler>[^\d]{{0,24}}?)(?:[-–—−~〜～]|\b(?i:{alternatives('money.between')})(?!\w)|から)"
        r"(?P<tail>\s*(?:[A-Za-z]{1,8}[ -]\d{1,2}\s+){0,2}[^\d]{0,14})$"
    )


@cache
def _numbered() -> re.Pattern[str]:
    """What makes a figure a name: "Step 10"."""
    return re.compile(rf"(?i)\b{alternatives('money.grades')}\s$")


@cache
def _amount_pattern() -> tuple[re.Pattern[str], dict[str, str], dict[str, int]]:
    data = cast("dict[str, dict[str, Any]]", load("currencies"))
    currencies: dict[str, str] = {}
    written: list[str] = []
    for table in ("signs", "words"):
        for code, spellings in data[table].items():
            for spelling in cast("list[str]", spellings):
                currencies.setdefault(fold(spelling).replace(" ", ""), code)
                written.append(spelling)
    before_only = cast("dict[str, list[str]]", data["prefixes"])
    prefixes = one_of(sign for signs in before_only.values() for sign in signs)
    currencies |= {fold(sign): code for code, signs in before_only.items() for sign in signs}
    codes = cast("list[str]", data["codes"]["iso"])
    for code in codes:
        currencies.setdefault(code.lower(), CODES_IN_USE.get(code, code))
    signs = f"(?i:{one_of(map(str.lower, (*written, '$', 'kr', 'kr.')))})"
    iso = one_of(codes)
    scales = {
        fold(word): int(factor)
        for factor, spellings in data["scales"].items()
        for word in cast("list[str]", spellings)
    }
    marked = one_of(word for word in scales if word[-1] in ".万")
    close = cast("dict[str, list[str]]", data["scales_close"])
    scale = (
        rf"(?i:{marked}|{one_of(scales)}(?!\w)|(?<=\d){one_of(close['behind_figure'])}(?!\w)"
        rf"|{one_of(close['before_currency'])}(?=\s?(?:€|EUR|CHF)))"
    )
    scales |= dict.fromkeys((word for group in close.values() for word in group), 1000)
    # "$" may be glued to an ISO code on either side: "USD $50", "$50 USD". The code decides.
    # Looking ahead for a digit spares trying them all at each word.
    longest = max(map(len, (*written, *codes))) + _MOST_BETWEEN
    before = (
        rf"(?P<before>(?<!\w)(?=\D{{0,{longest}}}\d)"
        rf"(?:(?:{iso})(?=\s?[$€£]?\s?\d)|(?:{prefixes})(?=\s?\d)|{signs})|[$€£])"
    )
    after = rf"(?P<after>(?:{iso}|{signs})(?!\w))"
    pattern = (
        rf"(?:{before}\s?[$€£]?\s?|(?<![A-Za-z0-9.,])(?:(?<![A-Za-z]-)|(?<=\d[kK]-)))"
        rf"(?P<number>{_NUMBER})\s?"
        rf"(?P<scale>{scale})?(?:[.,][-–—]+)?(?:\+?\s?[$€£]?\s?\(?{after})?"
    )
    return re.compile(pattern), currencies, scales


def number(text: str) -> float:
    """Read a number with any thousands separator: "120,000", "45.000,50", "1'200", "24万5,000"."""
    if text.isascii() and text.isdecimal():
        return float(text)
    if "万" in text:
        ten_thousands, _, rest = text.partition("万")
        return 10_000 * number(ten_thousands) + number(rest)
    digits = re.sub(r"['’\s\u00a0\u202f\u2009]", "", text)
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0 and len(digits) - last - 1 != 3:
        return float(re.sub(r"[.,]", "", digits[:last]) + "." + (digits[last + 1 :] or "0"))
    return float(re.sub(r"[.,]", "", digits) or "0")


def _joined(text: str, first: _Amount, second: _Amount) -> bool:
    between = text[first.end : second.start]
    if len(between) > 48:  # room for "/yr - GS-15 Step 10 "
        return False
    if not first.sign and second.value > _MOST_TIMES * _lifted(first, second):
        return False  # "4-Tage-Woche, 3.000 €"
    if between.strip() == "/":
        is_pay = bool(first.sign) or 2 * first.value >= second.value >= _LEAST_BARE
        return bool(second.sign) and is_pay and first.value < second.value
    match = _between().match(between)
    if match is None:
        return False
    filler = match["filler"].strip(" .+/()")
    # "per year base", "im ersten Jahr", not a clause.
    if len(filler.split()) > (4 if names_period(filler) else 3):
        return False
    if not (first.sign or second.sign):
        return True
    if second.sign_first and not first.sign:
        return False  # "Step 1 - $106,595"
    if second.value <= 0:
        return False
    # A range may stand the wrong way round, where both ends are marked as money.
    most = _MOST_SPREAD * second.value if first.sign and second.sign else second.value
    return _lifted(first, second) <= most


def _lifted(first: _Amount, second: _Amount) -> float:
    # "$125-175k": the thousands stand once, for both.
    if second.factor > 1 and first.factor == 1 and first.figure <= second.figure:
        return first.figure * second.factor
    return first.value


def _money(
    text: str, pair: tuple[_Amount, _Amount], *, country: str | None, is_range: bool
) -> Money | None:
    first, second = pair
    low, high = sorted((_lifted(first, second), second.value))
    start, end = first.start, second.end
    unit = unit_around(text, start, end)
    sign = first.sign or second.sign
    currency = first.currency or second.currency or _currency_of_sign(sign, country)
    least, most = _PLAUSIBLE[unit]
    if currency in _WEAK_CURRENCIES:
        most *= 1000
    if not least <= high <= most:
        return None
    bound = _bound(text, start, is_range=is_range)
    return Money(
        currency=currency,
        sign=sign,
        low=None if bound == "up_to" else low,
        high=None if bound == "from" else high,
        unit=unit,
        start=start,
        end=end,
        is_range=is_range,
    )


def _currency_of_sign(sign: str | None, country: str | None) -> str | None:
    if sign in ("$", "kr", "kr.") and country:
        currency = load_currency_of_country().get(country)
        if currency and currency.endswith("K") == sign.startswith("kr"):
            return currency
    return None


def country_of_dollar(text: str, language: str | None) -> str | None:
    """The country whose dollars a bare "$" means, by what else the text says of pay and law."""
    folded = fold(text[:_MOST_OF_PAGE])
    if "us$" in folded:
        return "US"
    told = {code for code, phrases in _dollar_signs().items() if phrases.are_in(folded)}
    if "US" in told:
        return "US"
    if told:
        return told.pop() if len(told) == 1 else None
    if _OF_THE_US.search(text[:_MOST_OF_PAGE]):
        return "US"
    # Where people have a currency of their own, a dollar is that of the USA.
    return "US" if language in load("currencies")["dollar_evidence"]["abroad"] else None


@cache
def _dollar_signs() -> dict[str, Phrases]:
    evidence = cast("dict[str, list[str]]", load("currencies")["dollar_evidence"])
    return {c: Phrases(fold_all(terms)) for c, terms in evidence.items() if c != "abroad"}


@cache
def load_currency_of_country() -> dict[str, str]:
    """Read what "$" and "kr" mean, by country."""
    return cast("dict[str, str]", load("currencies")["of_country"])


@cache
def load_currency_of_language() -> dict[str, str]:
    """Read what "kr" means, by language."""
    return cast("dict[str, str]", load("currencies")["of_language"])


def bounded_by(label: str, money: Money) -> Money:
    """A figure whose label ends as a bound does: "Pay from: 35,000"."""
    bound = _bound(f"{label} ", len(label) + 1, is_range=money.is_range)
    low = None if bound == "up_to" else money.low
    return money._replace(low=low, high=None if bound == "from" else money.high)


def _bound(text: str, start: int, *, is_range: bool) -> str | None:
    if is_range:
        return None
    before = fold(text[max(0, start - 24) : start]).rstrip(" :(.")
    for key in ("up_to", "from"):
        for term in words().lists[f"money.{key}"]:
            if before == term or before.endswith((" " + term, ":" + term)):
                return key
    return None
