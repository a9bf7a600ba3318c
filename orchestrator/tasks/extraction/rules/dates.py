"""Calendar dates in text, in the spellings of the known languages."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache, lru_cache

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import Phrases
from orchestrator.tasks.extraction.words import words

_ISO = regex(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_CJK = regex(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_NUMERIC = regex(r"(?<!\d)(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)")
_DAYS_OF_UNIT = {"hours": 0, "days": 1, "weeks": 7, "months": 30}
_WORD = regex(r"\w+")
_LETTERS = regex(r"[^\W\d_]+")
_SENTENCE_END = regex(r"[.!?\n](?:(?<=\n)|(?<!\d.)(?<!\b[a-z].)\s+(?!\d))")
_GLUED = regex(r"\d(?<=[^\W\d_].)")
_MOST_CHARACTERS = 3000
_DATES = frozenset({"date_posted", "valid_through", "job_start_date"})
_MONTHS = 12
_BYLINE = 90
_SPAN = 32
_OLDEST, _NEWEST = 1995, 2100


def find_date(text: str, *, month_first: bool | None = False) -> date | None:
    """Read the first date in a short text; None when there is none with a year.

    Args:
        text: Such as "posted on 8 May 2026"; only its first 200 characters are read.
        month_first: How to read 4/5/2024, where both orders make a date; None leaves it unread.
    """
    text = text[:200]
    if not has_digit(text):
        return None
    for pattern in (_ISO, _CJK):
        match = pattern.search(text)
        if match:
            return _date(*map(int, match.groups()))
    found = [d for d in (_named(text), _numeric(text, month_first=month_first)) if d]
    return min(found)[1] if found else None


def _numeric(text: str, *, month_first: bool | None) -> tuple[int, date] | None:
    match = _NUMERIC.search(text)
    if match is None:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if year < 100:
        year += 2000
    orders = [(second, first), (first, second)]
    if match[2] == "/":
        if month_first is None and first != second and max(first, second) <= _MONTHS:
            return None
        if month_first:
            orders.reverse()
    for month, day in orders:
        found = _date(year, month, day)
        if found:
            return match.start(), found
    return None


def _named(text: str) -> tuple[int, date] | None:
    folded = fold(text)
    months = _months_in(folded)
    match = _named_pattern(months).search(folded) if months else None
    if match is None:
        return None
    day = int(match["first_day"] or match["day"])
    found = _date(int(match["year"]), words().months[match["month"]], day)
    return (match.start(), found) if found else None


def _months_in(folded: str) -> tuple[str, ...]:
    """The names of months that a text may hold, the longest first.

    A pattern of all names in all languages takes milliseconds to make, and most texts have none.
    """
    found = _LETTERS.findall(folded)
    # The end of an ordinal may be glued to the name: "8thMay", "8-amajo".
    names = words().months.keys() & {*found, *(x[1:] for x in found), *(x[2:] for x in found)}
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


@lru_cache(maxsize=64)
def _named_pattern(months: tuple[str, ...]) -> re.Pattern[str]:
    """Match "8th of May, 2026" and "May 8, 2026"."""
    month = "|".join(months)
    return re.compile(
        r"(?:(?<!\d)(?P<first_day>\d{1,2})(?:st|nd|rd|th|er|\.|º|°|-a)?[\s-]*(?:of |de |di |d')?"
        rf"|(?<!\w))(?P<month>{month})(?!\w)\.?"
        r"(?(first_day),?[\s-]*(?:de |del )?|[\s-]*(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+)"
        r"(?P<year>\d{4})"
    )


def find_relative_date(text: str, today: date) -> date | None:
    """Read "3 days ago", "today"; None when the text says nothing of the kind.

    Only for a page that was fetched on `today`: in a saved file the words have grown old.
    """
    folded = fold(text[:80])
    phrases = words().phrases
    if phrases["dates.today"].are_in(folded):
        return today
    if phrases["dates.yesterday"].are_in(folded):
        return today - timedelta(days=1)
    match = _ago().search(folded)
    if match is None or match["open"]:  # "30+ days ago" names no day
        return None
    unit = next(unit for unit in _DAYS_OF_UNIT if match[unit])
    return today - timedelta(days=int(match["count"] or 1) * _DAYS_OF_UNIT[unit])


@cache
def _ago() -> re.Pattern[str]:
    def terms(name: str) -> str:
        ordered = sorted(words().lists[f"dates.{name}"], key=lambda term: (-len(term), term))
        return "|".join(map(re.escape, ordered))

    units = "|".join(f"(?P<{unit}>{terms(unit)})" for unit in _DAYS_OF_UNIT)
    return re.compile(
        rf"(?<![^\W\d_])(?<!\d)(?:(?P<count>\d{{1,3}})(?P<open>\+)?\s?|(?:{terms('one')})\s)"
        rf"(?:{units})(?![a-zа-я])"
    )


def schema_date(value: object, *, month_first: bool = True) -> date | None:
    """Read a date of structured data; None for none, for nonsense and for the year 1970.

    Milliseconds and seconds since 1970 are read too: some systems publish those.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        if not 8e8 < value < 4e12:
            return None
        seconds = value / 1000 if value > 1e11 else value
        return date(1970, 1, 1) + timedelta(seconds=seconds) if 8e8 < seconds < 4e9 else None
    if not isinstance(value, str):
        return None
    if value.strip().isdecimal() and len(value.strip()) in (10, 13):
        return schema_date(int(value))
    return find_date(value, month_first=month_first)


def _date(year: int, month: int, day: int) -> date | None:
    if not _OLDEST <= year <= _NEWEST:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _labels(field: str) -> Phrases:
    known = words().labels
    # "Date" inside of "closing date" says nothing of its own.
    others = (label for label, name in known.items() if name in _DATES and name != field)
    inner = {word for label in others if " " in label for word in label.split()}
    return Phrases(label for label, name in known.items() if name == field and label not in inner)


def posted_at_start(text: str) -> str | None:
    """What follows the label in "Posted 3 days ago"; None where none stands at the start."""
    label = _labels("date_posted").at_start(fold(text))
    return text[label.end :] if label else None


def labelled_date(line: str, field: str, *, month_first: bool | None = False) -> date | None:
    """Find a label of `field` in a short line and read the date that follows it.

    The label may be glued to the date ("Posted On08 May 2026"), with other facts around it.
    """
    folded = fold(_GLUED.sub(lambda it: f" {it[0]}", line[:300]))
    for label in _labels(field).all_in(folded):
        following = folded[label.end : label.end + 40]
        if field == "date_posted" and until_alone(following.strip(" :|")):
            continue
        found = find_date(following, month_first=month_first)
        if found:
            return found
        if field == "date_posted" and label.end == len(folded.rstrip(" .")):
            # "am 14.1.2026 veröffentlicht": the label ends the line that the date begins.
            found = find_date(folded[max(0, label.start - 24) : label.start])
            if found:
                return found
    return None


def byline_date(line: str, *, month_first: bool | None = False) -> date | None:
    """The date behind who wrote: "Posté par Admin le 14 janvier 2026", "von admin | 8.1.2026"."""
    folded = fold(line[:_BYLINE])
    if words().phrases["dates.posted_by"].at_start(folded):
        return find_date(folded, month_first=month_first)
    by = words().phrases["dates.by"].at_start(folded)
    mark = _BYLINE_MARK.search(folded, by.end) if by else None
    if mark is None or has_digit(folded[: mark.start()]):
        return None
    return find_date(folded[mark.end() :].partition("|")[0], month_first=month_first)


_BYLINE_MARK = regex(r"\s*[|/·•,–—]\s*|\s-\s|\s(?:on|am|le|il|op|el|em|den|dne|dnia|w dniu)\s")


def deadline_in_prose(text: str, *, month_first: bool | None = False) -> date | None:
    """Find the date in a sentence such as "Bewerben Sie sich bis zum 31.01.2026".

    The sentence must speak of applying, and the date must follow a word such as "bis".
    """
    for sentence in _SENTENCE_END.split(fold(text[:_MOST_CHARACTERS])):
        if not has_digit(sentence):
            continue
        labelled = labelled_date(sentence, "valid_through", month_first=month_first)
        if labelled:
            return labelled
        if _speaks_of_applying(sentence):
            end = _end_between(sentence, month_first=month_first)
            if end:
                return end
        untils = words().phrases["dates.until"].all_in(sentence)
        for until in untils if untils and _speaks_of_applying(sentence) else ():
            before = sentence[max(0, until.start - 24) : until.start]
            if words().phrases["dates.not_until"].are_in(before):
                continue
            found = find_date(sentence[until.end : until.end + 32], month_first=month_first)
            if found:
                return found
    return None


def _end_between(sentence: str, *, month_first: bool | None) -> date | None:
    """The last day of "applications are open between 3 and 9 May 2026"."""
    for between in words().phrases["dates.between"].all_in(sentence):
        if not sentence[between.end :].lstrip()[:1].isdigit():
            continue
        joint = words().phrases["employment.joints"].first_in(sentence[between.end :][:_SPAN])
        if joint:
            rest = sentence[between.end + joint.end :][:_SPAN]
            return find_date(rest, month_first=month_first)
    return None


def until_alone(text: str, *, month_first: bool | None = False) -> date | None:
    """The date of a text that is nothing else than "until 31 March 2026"."""
    folded = fold(text[:_BYLINE]).strip(" .!")
    known = words().phrases["dates.until"]
    until, behind = known.at_start(folded), known.at_end(folded)
    rest = folded[until.end :].lstrip(" :") if until else ""
    if until is None and behind and _CJK.fullmatch(folded[: behind.start]):
        return find_date(folded)
    if not rest[:1].isdigit() and rest.partition(" ")[0] not in words().months:
        return None
    is_date = _DATE_ALONE.fullmatch(rest) is not None
    return find_date(rest, month_first=month_first) if is_date else None


_DATE_ALONE = regex(
    r"[\d./-]+|\d{1,2}\.\s\d{1,2}\.\s\d{4}|\d{1,2}(?:\.|st|nd|rd|th)?\s(?:de\s)?[^\W\d]+\.?,?\s(?:de\s)?\d{4}(?:\sr\.?)?"
    r"|[^\W\d]+\s\d{1,2},?\s\d{4}"
)


def with_year(text: str, posted: date) -> str:
    """A text whose dates without a year have the next one: of a deadline "by 22 March"."""

    def dated(match: re.Match[str]) -> str:
        month = words().months.get(match["month"] or match["other"] or "", 0)
        month = month or int(match["number"] or 0)
        day = int(match["day"] or match["last"] or match["first"])
        year = posted.year + ((month, day) < (posted.month, posted.day))
        if match["number"]:
            return f"{day}.{month}.{year}"
        return f"{day} {match['month'] or match['other']} {year}"

    folded = fold(text)
    return _yearless(_months_in(folded)).sub(dated, folded)


@lru_cache(maxsize=64)
def _yearless(months: tuple[str, ...]) -> re.Pattern[str]:
    month = "|".join(months) or "(?!)"
    no_year = r"(?!\w)\.?(?!,?\s*(?:de\s|del\s)?(?:20)?\d{2}(?!\d))"
    return re.compile(
        rf"(?<![\d.])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s(?:de\s)?(?P<month>{month}){no_year}"
        rf"|(?<!\w)(?P<other>{month})\s(?P<last>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]){no_year}"
        r"|(?<![\d.])(?P<first>\d{1,2})\.\s?(?P<number>\d{1,2})\.(?!\s?\d)"
    )


def _speaks_of_applying(sentence: str) -> bool:
    # Beginnings of words: "Bewerbung", "Bewerbungen", "bewerben".
    terms = tuple(words().lists["dates.applying"])
    return any(sentence.startswith(terms, word.start()) for word in _WORD.finditer(sentence))
