"""Where a sentence says that the days of a week are worked: at the office, elsewhere, or both."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import Phrases
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from orchestrator.tasks.extraction.phrases import Found

_FAR, _NEAR, _BESIDE = 48, 16, 8
"""Letters between a count and what it counts; between a word and the one that it belongs to."""

_WHOLE_WEEK = 5
_MOST_WORDS = 3
_FEW_LETTERS = 14
_SHORT_WORD = 3
_SHORT_SENTENCE = 60
_BETWEEN = regex(
    r"(?:[\s,:(/-]|\b(?:[^\W\d]{1,4}|unser\w*|nuestr\w*|nostr\w*|our|nas\w*|based)\b)*"
)
"""What may stand between "fully" and "in our office"."""

_WORD = regex(r"\w+")
_PERCENT = regex(r"(?<![\w.,])[1-9][05]\s?%(?!\w)")
_JAPANESE = regex(r"(?:週に?|月に?)[1-4](?:[〜~～\-・][1-4])?(?:日|回)")
_JAPANESE_WEEK = regex(r"週に?5日?")


class _Told(NamedTuple):
    """What a sentence speaks of: where each word or count stands."""

    here: Sequence[Found]
    away: Sequence[Found]
    maybe_here: bool
    maybe_away: Sequence[Found]
    is_free: bool


def speaks_of_share(folded: str) -> bool:
    """Whether a text has any word that `share_in_sentence` asks for."""
    return _telling().are_in(folded)


def share_in_sentence(sentence: str) -> str | None:
    """Read one sentence, folded: "two days in our office, the others wherever suits you".

    Returns:
        "remote", "hybrid" or "on_site"; None where the sentence settles nothing.
    """
    if not _telling().are_in(sentence):
        return None
    phrases = words().phrases
    told = _Told(
        here=[
            one for one in phrases["workplace.office"].all_in(sentence) if _is_bare(sentence, one)
        ],
        away=phrases["workplace.remote_work"].all_in(sentence),
        maybe_here=phrases["workplace.premises"].are_in(sentence),
        maybe_away=phrases["workplace.at_home"].all_in(sentence),
        is_free=phrases["workplace.elsewhere"].are_in(sentence),
    )
    if phrases["workplace.opens"].are_in(sentence):
        told = told._replace(here=(), maybe_here=False)  # when the office opens
    counts = _counts_in(sentence)
    return (
        _by_count(sentence, told, counts)
        or _ruled_out(sentence, told)
        or _of_both(sentence, told, has_count=bool(counts))
        or _whole(sentence, told)
    )


def is_ruled_out(folded: str, start: int, end: int) -> bool:
    """Whether a text denies what stands there: "no posibilidad de ...", "... is not possible"."""
    after = folded[end : end + _FAR]
    impossible = words().phrases["workplace.impossible"].first_in(after)
    if impossible and not re.search(r"[,;.]", after[: impossible.start]):
        return True
    before = folded[:start].rstrip()
    if _denies().at_end(before):
        return True
    shorter, _, last = before.rpartition(" ")  # "no possibility of" + "any" + "remote"
    return (len(last) <= _SHORT_WORD or _is_work(last)) and _denies().at_end(shorter) is not None


def counts_days(folded: str) -> bool:
    """Whether a text counts some days of a week: "ibrido 2 giorni"."""
    return bool(_counts_in(folded))


def _by_count(sentence: str, told: _Told, counts: Sequence[tuple[int, int]]) -> str | None:
    """Some days of a week at the one place: the others are at the other one."""
    if not counts:
        return None
    away = any(_is_near(count, one, _FAR) for count in counts for one in told.away)
    if away and not any(is_ruled_out(sentence, one.start, one.end) for one in told.away):
        return "hybrid"
    if any(_is_near(count, one, _FAR) for count in counts for one in told.here):
        return "hybrid"
    has_other = told.is_free or bool(told.away)
    if told.maybe_here and (has_other or told.maybe_away):
        return "hybrid"
    beside = any(
        0 <= one.start - end <= _FEW_LETTERS for _, end in counts for one in told.maybe_away
    )
    if told.maybe_away and (told.here or (beside and _names_work(sentence))):
        return "hybrid"
    is_counted_home = any(
        0 <= one.start - end <= 1 or (sentence[end - 1] == "%" and 0 < start - one.end <= 2)
        for start, end in counts
        for one in told.maybe_away
    )
    return "hybrid" if is_counted_home else None


def _ruled_out(sentence: str, told: _Told) -> str | None:
    for one in told.away:
        if is_ruled_out(sentence, one.start, one.end):
            return "on_site" if len(sentence) <= 2 * _SHORT_SENTENCE else None
    return None


def _of_both(sentence: str, told: _Told, *, has_count: bool) -> str | None:
    phrases = words().phrases
    has_away = bool(told.away) or told.is_free
    is_here = bool(told.here) or told.maybe_here
    weak = has_count or phrases["workplace.times"].are_in(sentence)
    on_days = phrases["dates.weekdays"].are_in(sentence)
    if is_here and (has_away or (told.here and told.maybe_away)) and (weak or on_days):
        return "hybrid"
    places = (*told.here, *phrases["workplace.premises"].all_in(sentence))
    if any(_are_joined(sentence, *sorted((a, b))) for a in told.away for b in places):
        # "Support our customers remotely and on site" is how they are served.
        return None if phrases["workplace.served"].are_in(sentence) else "hybrid"
    is_mixed = phrases["workplace.mixes"].are_in(sentence)
    if told.here and (has_away or told.maybe_away) and is_mixed:
        return "hybrid"
    if told.here and _is_said_alone(sentence, told.here):
        return "hybrid"
    if told.away and phrases["workplace.times"].are_in(sentence):
        times = phrases["workplace.times"].all_in(sentence)
        if any(_gap(a.start, a.end, b.start, b.end) <= _NEAR for a in times for b in told.away):
            return "hybrid"
    words_found = phrases["workplace.hybrid_words"].all_in(sentence)
    return "hybrid" if any(_is_of_work(sentence, word) for word in words_found) else None


def _is_of_work(sentence: str, hybrid: Found) -> bool:
    """Whether the work is what is hybrid, and not the "cloud" or the "AI models"."""
    if words().phrases["workplace.hybrid_things"].at_start(sentence[hybrid.end :].lstrip(" -")):
        return False
    before = _WORD.findall(sentence[: hybrid.start])[-_MOST_WORDS:]
    after = _WORD.findall(sentence[hybrid.end :][:_FAR])[:_MOST_WORDS]
    unspaced = _is_unspaced_work(sentence) and not sentence.isascii()
    return any(map(_is_work, (*before, *after))) or unspaced


def _whole(sentence: str, told: _Told) -> str | None:
    """All of the week at one place."""
    phrases = words().phrases
    week = [*_whole_weeks().finditer(sentence), *_JAPANESE_WEEK.finditer(sentence)]
    if any(_gap(m.start(), m.end(), o.start, o.end) <= _FAR for m in week for o in told.here):
        return "on_site"
    daily = phrases["workplace.every_day"].all_in(sentence)
    if any(_gap(a.start, a.end, b.start, b.end) <= _NEAR for a in daily for b in told.here):
        return "on_site"
    wholly = phrases["workplace.wholly"].all_in(sentence)
    for one in wholly:
        if words().phrases["workplace.not"].at_end(sentence[: one.start].rstrip()):
            continue
        for kind, places in (("remote", told.away), ("on_site", told.here)):
            if any(_belongs(sentence, one, place) for place in places):
                return kind
        is_home = any(_belongs(sentence, one, place) for place in told.maybe_away)
        if is_home and _names_work(sentence):
            return "remote"
    anywhere = phrases["workplace.anywhere"].first_in(sentence)
    if anywhere and (told.away or _names_work(sentence)):
        is_denied = is_ruled_out(sentence, anywhere.start, anywhere.end)
        return None if is_denied or told.here else "remote"
    return None


def _are_joined(sentence: str, first: Found, second: Found) -> bool:
    """Whether two places stand side by side: "from home and in our lab"."""
    joint, _, between = sentence[first.end : second.start].strip().partition(" ")
    is_joint = joint in words().lists["employment.joints"]
    return is_joint and len(between) <= _NEAR and _BETWEEN.fullmatch(between) is not None


def _belongs(sentence: str, word: Found, place: Found) -> bool:
    """Whether "fully" belongs to a place: "fully in our office", "on site only"."""
    if word.end <= place.start:
        between = sentence[word.end : place.start]
        return len(between) <= _NEAR and _BETWEEN.fullmatch(between) is not None
    between = sentence[place.end : word.start]
    is_last = not sentence[word.end :].strip(" .!)")
    return len(between) <= (_BESIDE if is_last else 1) and _BETWEEN.fullmatch(between) is not None


def _is_said_alone(sentence: str, here: Sequence[Found]) -> bool:
    """Whether a sentence is only how often one is there: "Once a week in the office."."""
    if len(sentence) > _SHORT_SENTENCE:
        return False
    for times in words().phrases["workplace.times"].all_in(sentence):
        told = sum(one.end - one.start for one in (times, *here))
        if len(sentence) - told <= _FEW_LETTERS:
            return True
    return False


def _counts_in(sentence: str) -> list[tuple[int, int]]:
    """Where a text counts some days of a week, or a share of it, and not those of a holiday."""
    found = [match.span() for match in _few_days().finditer(sentence)]
    found += [match.span() for match in _PERCENT.finditer(sentence)] if "%" in sentence else []
    found += [match.span() for match in _JAPANESE.finditer(sentence)]
    holidays = words().phrases["workplace.not_days"]
    return [span for span in found if not holidays.at_start(sentence[span[1] :].lstrip(" -"))]


@cache
def _few_days() -> re.Pattern[str]:
    lists = words().lists
    small = {name for name, number in words().numbers.items() if number < _WHOLE_WEEK}
    ones = _one_of(lists["dates.one"])
    few = _one_of({*small, *lists["workplace.few"]} - lists["dates.one"])
    five = _one_of({name for name, number in words().numbers.items() if number >= _WHOLE_WEEK})
    to = r"(?:\s?[-–/]\s?|\s(?:to|or|bis|oder|a|ou|o|of|tot|az|do|lub|till|eller|или|до)\s)"
    return re.compile(
        rf"(?<![\w.,€$£])(?:(?:[1-4](?:[.,]5)?|{few})(?:{to}(?:[1-4]|{few}))?\s?(?:(?!{five})\w+\s)?"
        rf"|(?:{ones})\s)(?:{_days()})(?!\w)"
    )


@cache
def _whole_weeks() -> re.Pattern[str]:
    five = _one_of({name for name, number in words().numbers.items() if number == _WHOLE_WEEK})
    return re.compile(rf"(?<![\w.,])(?:5|{five})\s(?:{_days()})(?!\w)")


@cache
def _days() -> str:
    return _one_of({*words().lists["dates.days"], *words().lists["workplace.days"]} - {"d", "日"})


def _one_of(terms: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(terms, key=lambda term: (-len(term), term))))


def _gap(start: int, end: int, other_start: int, other_end: int) -> int:
    return max(other_start - end, start - other_end, 0)


def _is_near(count: tuple[int, int], one: Found, most: int) -> bool:
    return _gap(*count, one.start, one.end) <= most


def _is_bare(sentence: str, one: Found) -> bool:
    """Whether the word is the office itself and no part of another: not of "office supplies"."""
    return words().phrases["workplace.compounds"].at_start(sentence[one.end :].lstrip()) is None


def _names_work(sentence: str) -> bool:
    return any(map(_is_work, _WORD.findall(sentence))) or _is_unspaced_work(sentence)


def _is_work(word: str) -> bool:
    return word.startswith(_beginnings())


def _is_unspaced_work(sentence: str) -> bool:
    return any(term in sentence for term in _beginnings() if not term.isascii() and term > "\u3040")


@cache
def _beginnings() -> tuple[str, ...]:
    return tuple(sorted(words().lists["workplace.works"]))


@cache
def _denies() -> Phrases:
    lists = words().lists
    return Phrases({*lists["workplace.unable"], *lists["workplace.not"]})


@cache
def _telling() -> Phrases:
    lists = words().lists
    names = ("office", "remote_work", "at_home", "elsewhere", "anywhere", "hybrid_words")
    return Phrases({term for name in names for term in lists[f"workplace.{name}"]})
