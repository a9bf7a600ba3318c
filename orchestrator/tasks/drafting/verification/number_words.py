"""Numbers written as words: "one hundred and twenty", "fünfunddreißig", "soixante-dix"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.drafting.verification.spoken import Language
    from orchestrator.tasks.drafting.verification.tokens import Token

_HUNDRED, _THOUSAND, _SCORE = 100, 1000, 20


def number_words(
    tokens: Sequence[Token], words: Language, *, with_ones: bool
) -> Iterator[tuple[int, int, str]]:
    """Each number that is written as words: its start, its end, its value in digits.

    `with_ones`: "one", "both" and their like too, which are articles and pronouns more often.
    """
    at = 0
    while at < len(tokens):
        value = _value(tokens[at], words)
        is_one = value is None and tokens[at].word in words.ones
        if is_one:
            value = words.ones[tokens[at].word]
        if value is None:
            at += 1
            continue
        end, total = _sequence(tokens, at, value, words)
        if not is_one or with_ones or end > at + 1 or _counts_time(tokens, at, words):
            yield tokens[at].start, tokens[end - 1].end, str(total)
        at = end


def _counts_time(tokens: Sequence[Token], at: int, words: Language) -> bool:
    """Whether "one" is a duration: "one hour"."""
    if at + 1 >= len(tokens) or tokens[at + 1].mark:
        return False
    following = tokens[at + 1].word
    return any(
        phrase == (following,) and unit in words.rates.values() for phrase, unit in words.units
    )


def _sequence(tokens: Sequence[Token], at: int, first: int, words: Language) -> tuple[int, int]:
    total, current = 0, first
    if first >= _THOUSAND:
        total, current = first, 0
    end = at + 1
    while end < len(tokens):
        skip = int(words.is_any(tokens[end].word, "number_joins") and end + 1 < len(tokens))
        following = tokens[end + skip]
        value = None if tokens[end].mark or following.mark else _value(following, words)
        if value is None:
            break
        if value >= _THOUSAND and current and not skip:
            total, current = total + current * value, 0
        elif value == _HUNDRED and 1 <= current < 10 and not skip:
            current *= _HUNDRED
        elif value == _SCORE and current == 4 and words.code == "fr" and not skip:
            current *= _SCORE
        elif _adds_up(current, value, words):
            current += value
        else:
            break
        end += 1 + skip
    return end, total + current


def _adds_up(current: int, value: int, words: Language) -> bool:
    rest = current % _HUNDRED
    if value < 10 and rest >= _SCORE and rest % 10 == 0:
        return True
    if value < _HUNDRED and current >= _HUNDRED and rest == 0:
        return True
    return words.code == "fr" and 10 <= value < _SCORE and rest in (60, 80)


def _value(token: Token, words: Language) -> int | None:
    word = token.word
    if word in words.numbers:
        return words.numbers[word]
    for scale, value in words.scales:
        front = word.removesuffix(scale)
        if front != word and front in words.small:
            return words.small[front] * value
    if words.number_glue is None:
        return None
    for tens, value in words.tens:
        if words.number_glue:
            front = word.removesuffix(tens).removesuffix(words.number_glue)
            if word.endswith(words.number_glue + tens) and front in words.small:
                return value + words.small[front]
        else:
            for stem in (tens, tens[:-1]):
                rest = word.removeprefix(stem)
                if rest != word and rest in words.small:
                    return value + words.small[rest]
    return None
