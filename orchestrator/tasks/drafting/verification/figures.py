"""The numbers in a text as values that can be compared: digits, grouping, units, bounds folded."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.verification.figure import Figure
from orchestrator.tasks.drafting.verification.language import language
from orchestrator.tasks.drafting.verification.number_words import number_words
from orchestrator.tasks.drafting.verification.tokens import tokenise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.drafting.verification.figure import Bound, Role
    from orchestrator.tasks.drafting.verification.spoken import Language
    from orchestrator.tasks.drafting.verification.tokens import Token


_GROUP = r"[.,'\u2019 \u00a0\u202f]"
_FIGURE = re.compile(
    rf"""
    (?<![^\W_])(?<!\d[.,])  # "EC2" is a name; it has no figure of its own
    (?P<currency>(?:[$€£¥₹]|(?:usd|eur|gbp|chf|jpy|inr)(?=[\s\d]))\s?)?
    (?P<number>
        \d{{1,3}}(?:{_GROUP}\d{{3}})+(?!\d)(?:[.,]\d{{1,2}}(?!\d))?
      | \d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?!\d)   # 1,00,000
      | \d+(?:[.,]\d+)*
    )
    (?P<plus>\+)?
    (?P<unit>
        \s?[%\u00d7€$£¥₹]
      | [^\W\d_]+
      | [ \u00a0\u202f-]?(?:percent|prozent|ms|[kmgtp]b|k|mn|mio|mrd|bn|thousand|million|billion
          |usd|eur|gbp|chf)(?![^\W_])
    )?
    (?P<plus_after>\+)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_UNITS = {
    "percent": "%", "prozent": "%", "\u00d7": "x", "h": "hour", "hrs": "hour", "min": "minute",
    "$": "usd", "€": "eur", "£": "gbp", "¥": "jpy", "₹": "inr",
}  # fmt: skip
_MULTIPLIERS = {
    "k": 1_000, "thousand": 1_000,
    "m": 1_000_000, "mn": 1_000_000, "mio": 1_000_000, "million": 1_000_000,
    "b": 1_000_000_000, "bn": 1_000_000_000, "mrd": 1_000_000_000, "billion": 1_000_000_000,
}  # fmt: skip
_SEPARATORS = str.maketrans({"٫": ".", "٬": ",", "％": "%"})
_MONTH_OF_DATE = re.compile(r"\b([12]\d{3})-\d{2}(?:-\d{2})?\b")
_BOUNDS: tuple[Bound, ...] = ("at_least", "over", "up_to", "nearly", "under", "about")
_FURTHEST_BOUND = 4
OF = frozenset({"of", "von", "de", "d", "di", "van", "der", "des"})
_SHORTENED = re.compile(r"(?:mio|mrd|mn|bn)$", re.IGNORECASE)
_MOST_NOUNS_CLAIMED, _MOST_NOUNS_HELD = 3, 5


def figures(
    text: str, spoken: Language | None = None, *, as_evidence: bool = False
) -> list[Figure]:
    """Every number of a text in order, those written as words too.

    Args:
        text: Of a line.
        spoken: Whose number words, units and bounds to read; None is English.
        as_evidence: Read "one" and its like as numbers: they prove one, but rarely claim it.
    """
    words = spoken or language("en")
    plain = fold_digits(text)
    tokens = tokenise(plain, elides=words.elides)
    found = [_figure(match) for match in _FIGURE.finditer(plain)]
    taken = [(figure.start, figure.end) for figure in found]
    for start, end, value in number_words(tokens, words, with_ones=as_evidence):
        if not any(start < stop and begin < end for begin, stop in taken):
            found.append(Figure(value, "", text=text[start:end], start=start, end=end))
    found.sort(key=lambda figure: figure.start)
    return _InContext(tokens, words, plain, as_evidence=as_evidence).completed(found)


def fold_digits(text: str) -> str:
    """Write every script's decimal digits as 0 to 9; no character moves."""
    plain = text.translate(_SEPARATORS)
    return "".join(
        char if char.isascii() else str(unicodedata.decimal(char, char)) for char in plain
    )


def without_months(text: str) -> str:
    """Dates as years: the "03" of "2021-03" is no number. No character moves."""
    return _MONTH_OF_DATE.sub(lambda match: match[1].ljust(len(match[0])), text)


class _InContext:
    """Reads units, bounds, roles, names and nouns from the words around the figures."""

    def __init__(
        self, tokens: Sequence[Token], words: Language, text: str, *, as_evidence: bool
    ) -> None:
        self._tokens = tokens
        self._starts = [token.start for token in tokens]
        self._ends = [token.end for token in tokens]
        self._words = words
        self._text = text
        self._most_nouns = _MOST_NOUNS_HELD if as_evidence else _MOST_NOUNS_CLAIMED
        self._as_evidence = as_evidence

    def completed(self, found: Sequence[Figure]) -> list[Figure]:
        whole: list[Figure] = []
        for figure in found:
            if not whole or whole[-1].end <= figure.start:
                whole.append(self._with_unit(figure))
        for index in range(len(whole) - 2, -1, -1):
            first, second = whole[index], whole[index + 1]
            if not self._is_range(first, second) or first.is_year or second.is_year:
                continue
            if not first.unit:
                whole[index] = replace(first, unit=second.unit)
            elif not second.unit:
                whole[index + 1] = replace(second, unit=first.unit)
        starts = [figure.start for figure in whole]
        done: list[Figure] = []
        for index, figure in enumerate(whole):
            before = self._before(figure.start)
            ranged = index > 0 and self._is_range(whole[index - 1], figure)
            bound = figure.bound if ranged else self._bound(figure, before)
            done.append(
                replace(
                    figure,
                    bound=bound,
                    role=self._role(whole, index, before),
                    label=self._label(figure, before),
                    before=self._tokens[before].word if before >= 0 else "",
                    nouns=self._nouns(
                        figure, starts[index + 1] if index + 1 < len(starts) else None
                    ),
                )
            )
        return done

    def _with_unit(self, figure: Figure) -> Figure:
        """Take a number word ("4,5 Millionen") and a unit that follow into the figure."""
        at = self._after(figure.end)
        amount = figure.amount
        if amount is not None and not figure.unit and at < len(self._tokens):
            scale = self._words.numbers.get(self._tokens[at].word, 0)
            if scale >= 1_000 and not self._tokens[at].mark:
                end = self._tokens[at].end
                figure = replace(
                    figure,
                    value=_plain(amount * scale),
                    end=end,
                    text=self._text[figure.start : end],
                )
                at += 1
        if figure.unit:
            return figure
        is_shortened = _SHORTENED.search(figure.text) and self._text[figure.end :][:1] == "."
        for phrase, unit in self._words.units:
            if self._words.starts(self._tokens, at, phrase, forms=False):
                if self._tokens[at].mark and not is_shortened:
                    break
                end = self._tokens[at + len(phrase) - 1].end
                return replace(figure, unit=unit, end=end, text=self._text[figure.start : end])
        return figure

    def _bound(self, figure: Figure, before: int) -> Bound:
        if figure.bound != "exact":
            return figure.bound
        after = self._after(figure.end)
        if any(
            self._words.starts(self._tokens, at, phrase, forms=False)
            for phrase in self._words.phrases["or_more"]
            for at in (after, after + 1)
        ):
            return "at_least"
        for phrase in self._words.phrases["most"]:
            for at in range(after, after + _FURTHEST_BOUND):
                if at > after and self._counts(at - 1):
                    break
                if self._words.starts(self._tokens, at, phrase, forms=False):
                    return "up_to"
        before = self._before_amount(before)
        if before > 0 and self._tokens[before].word in self._words.ones and figure.nouns == ():
            before -= 1  # "plus d'une trentaine"
        for bound in _BOUNDS:
            for phrase in self._words.phrases[bound]:
                at = before - len(phrase) + 1
                if at >= 0 and self._words.starts(self._tokens, at, phrase, forms=False):
                    if self._is_during(figure, phrase, at):
                        return "exact"
                    return bound
        return "exact"

    def _counts(self, at: int) -> bool:
        return 0 <= at < len(self._tokens) and (
            self._tokens[at].word[0].isdigit() or self._tokens[at].word in self._words.numbers
        )

    def _before_amount(self, before: int) -> int:
        """Where "an amount of" begins, if that is what a number follows: "up to a total of 9"."""
        for phrase in self._words.phrases["amount"]:
            at = before - len(phrase) + 1
            if at > 0 and self._words.starts(self._tokens, at, phrase, forms=False):
                return at - 1
        return before

    def _is_during(self, figure: Figure, phrase: tuple[str, ...], at: int) -> bool:
        """Whether "over 3 years" says for how long and not longer than what."""
        if not figure.is_duration or phrase not in self._words.phrases["for"]:
            return False
        return at == 0 or (self._tokens[at - 1].word,) not in self._words.phrases["for"]

    def _role(self, whole: Sequence[Figure], index: int, before: int) -> Role:
        figure = whole[index]
        word = self._tokens[before].word if before >= 0 else ""
        if index + 1 < len(whole) and self._is_range(figure, whole[index + 1]):
            return "from" if figure.unit else ""
        if index > 0 and self._is_range(whole[index - 1], figure):
            return "to" if figure.unit else ""
        # "en dos años" is when, "by 300 ms" by how much.
        is_when = figure.is_duration and self._words.code not in ("en", "de")
        if self._words.is_any(word, "by") and figure.unit and not is_when:
            return "by"
        # "to 140ms from 820ms"
        if self._words.code == "en" and len(whole) > 1 and word in ("from", "to"):
            return "from" if word == "from" else "to"
        return ""

    def _is_range(self, first: Figure, second: Figure) -> bool:
        between = self._tokens[self._after(first.end) : self._before(second.start) + 1]
        gap = self._text[first.end : second.start].strip()
        if not between:
            return gap in ("-", "\N{EN DASH}", "\N{EM DASH}", "\N{RIGHTWARDS ARROW}", "->")
        if len(between) != 1:
            return False
        if self._words.is_any(between[0].word, "joins"):
            return True
        before = self._before(first.start)
        is_between = before >= 0 and self._words.is_any(self._tokens[before].word, "between")
        return is_between and self._words.is_any(between[0].word, "number_joins")

    def _label(self, figure: Figure, before: int) -> str:
        if before < 0 or figure.unit or figure.is_year:
            return ""
        token = self._tokens[before]
        gap = self._text[token.end : figure.start]
        if gap.strip() or not gap or (self._words.code == "de" and not token.text.isupper()):
            return ""
        is_name = token.text[0].isupper() and not token.opens_sentence
        is_shaped = any(char.isupper() for char in token.text[1:])
        return token.word if is_name or is_shaped else ""

    def _nouns(self, figure: Figure, next_start: int | None) -> tuple[str, ...]:
        nouns: list[str] = []
        if self._as_evidence and self._is_last_of_clause(figure):
            return self._nouns_before(figure)
        for token in self._tokens[self._after(figure.end) :]:
            if token.word in self._words.rates and token.word not in self._words.periods:
                continue  # "9 mensuales"
            ends = token.mark == "." or (token.mark == "," and not self._as_evidence)
            if ends or (next_start is not None and token.start >= next_start):
                break
            if token.word in self._words.function:
                if not self._as_evidence and nouns:
                    break
                if not self._as_evidence and token.word not in OF:
                    return ()
                continue
            nouns.append(token.word)
            if len(nouns) == self._most_nouns:
                break
        return tuple(nouns)

    def _is_last_of_clause(self, figure: Figure) -> bool:
        """Whether what is counted stands before it: "repaired engines, about 10 a week"."""
        at = self._after(figure.end)
        left = self._tokens[at:]
        if not left or left[0].mark:
            return True
        for phrase in self._words.phrases["per"]:
            if self._words.starts(self._tokens, at, phrase, forms=False):
                behind = at + len(phrase)
                ends = behind + 1 >= len(self._tokens) or bool(self._tokens[behind + 1].mark)
                is_period = behind < len(self._tokens) and (
                    self._tokens[behind].word in self._words.rates
                )
                return is_period and ends
        return False

    def _nouns_before(self, figure: Figure) -> tuple[str, ...]:
        """The first words of its sentence, as far as its verb's object reaches."""
        end = self._before(figure.start) + 1
        bounded = any(
            self._words.starts(self._tokens, end - len(phrase), phrase, forms=False)
            for bound in _BOUNDS
            for phrase in self._words.phrases[bound]
            if end >= len(phrase)
        )
        if end > 1 and self._tokens[end - 1].word in OF and not bounded:
            return (self._tokens[end - 2].word,)  # "a crew of five"
        start = max((at for at in range(end) if self._tokens[at].opens_sentence), default=0)
        nouns: list[str] = []
        for token in self._tokens[start:end]:
            if token.word not in self._words.function:
                nouns.append(token.word)
            elif len(nouns) > 1:
                break
        return tuple(nouns)

    def _before(self, start: int) -> int:
        """The index of the last word before a place; -1 for none."""
        return bisect_right(self._ends, start) - 1

    def _after(self, end: int) -> int:
        """The index of the first word behind a place."""
        return bisect_left(self._starts, end)


def _figure(match: re.Match[str]) -> Figure:
    value = _value(match["number"])
    unit = (match["unit"] or "").strip(" \u00a0\u202f-").casefold()
    if unit in _MULTIPLIERS and value.replace(".", "", 1).isdigit():
        value = _plain(Decimal(value) * _MULTIPLIERS[unit])
        unit = ""
    unit = (match["currency"] or "").strip().casefold() or unit
    is_open = bool(match["plus"] or match["plus_after"])
    return Figure(
        value=value,
        unit=_UNITS.get(unit, unit),
        bound="over" if is_open else "exact",
        text=match.group().strip(),
        start=match.start(),
        end=match.end(),
    )


def _value(number: str) -> str:
    groups = re.split(_GROUP, number)
    first, *rest = groups
    if not rest:
        return _plain(Decimal(first))
    *middle, last = rest
    grouped = first.lstrip("0") != "" and all(len(group) in (2, 3) for group in middle)
    if grouped and len(last) == 3:
        return _plain(Decimal("".join(groups)))
    if grouped and middle and len(middle[-1]) == 3 and len(last) < 3:
        return _plain(Decimal(f"{first}{''.join(middle)}.{last}"))
    if not middle:
        return _plain(Decimal(f"{first}.{last}"))
    return ".".join(groups)


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f")
