"""Dates of CVs: spans in many forms and languages. What is not clear is left out, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.importing.resources import alternatives, folded_in_place, table

if TYPE_CHECKING:
    from collections.abc import Iterator

_YEAR = r"(?:19[4-9]\d|20[0-9]\d)"
_SHORT_YEAR = r"['’´`‘]\d{2}"
_DASH = r"\s*(?:[-‐‑‒–—―−~〜～→>]+|\u2192)\s*"
_LEAST_SHORT = 13  # "05/12" may be a day and a month; "05/13" cannot


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time, or one date.

    Attributes:
        start: "2019", "2019-03", "2019-03-01"; None for an end alone.
        end: The same; None while it lasts, or where only a start is told.
        ongoing: Whether the text says that it lasts.
        single: Whether it is one date: `start` holds it.
        at: Where it stands in the text, from and to.
    """

    start: str | None
    end: str | None
    ongoing: bool
    single: bool
    at: tuple[int, int]


@lru_cache(maxsize=8192)
def spans(text: str) -> tuple[Span, ...]:
    """Find all spans in a line, in order."""
    return tuple(_spans(text))


def first_span(text: str) -> Span | None:
    """The first span of a line; a range is preferred to a lone date."""
    found = spans(text)
    return next((span for span in found if not span.single), found[0] if found else None)


def without(text: str, span: Span) -> str:
    """The text without a span and what only held it."""
    return _tidy(f"{text[: span.at[0]].rstrip()} \x00 {text[span.at[1] :].lstrip()}")


def is_only_dates(text: str) -> bool:
    """Whether a text is dates and nothing else."""
    found = spans(text)
    if not found:
        return False
    rest = text
    for span in reversed(found):
        rest = rest[: span.at[0]] + rest[span.at[1] :]
    rest = DURATION.sub(" ", rest)
    return not any(character.isalnum() for character in rest)


DURATION = re.compile(
    r"\(?\b\d{1,2}\+?\s*(?:years?|yrs?|months?|mos?|jahre?|monate?|ans?|mois|años?|meses|mes|anni|"
    r"mesi|jaar|maanden|anos?|lata?|rok|miesi(?:ąc|ące|ęcy)|лет|года?|месяц(?:а|ев)?|р\.|років?|роки)\b\.?(?:\s*,?\s*(?:and|und|et|y|e|en)?\s*\d{1,2}\s*(?:months?|mos?|"
    r"monate?|mois|meses|mes|mesi|maanden|miesi(?:ąc|ące|ęcy)|месяц(?:а|ев)?|міс)\b\.?)?\)?",
    re.IGNORECASE,
)


def _tidy(text: str) -> str:
    text = re.sub(r"[(\[]\s*\x00\s*[,;–-]?\s*[)\]]", "\x00", text)
    text = re.sub(r"[(\[]\s*\x00\s*[,;|·•–—-]?\s*", "\x00(", text)
    text = re.sub(r"\s*[,;|·•–—-]?\s*\x00\s*[)\]]", ")\x00", text)
    text = re.sub(r"\s*(?:[,;:|/·•–—-]\s*)?\x00\s*(?:[,;:|/·•–—-]\s*$)?", " \x00 ", text)
    text = re.sub(r"^\s*\x00\s*[,;:|/·•–—-]*\s*|\s*[,;:|/·•–—-]*\s*\x00\s*$", "", text)
    text = text.replace("\x00", "\t").replace("()", "")
    return re.sub(r" *\t *", "\t", re.sub(r"[ \xa0]{2,}", " ", text)).strip(" ,;:|/·•–—-\t")


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    month = "|".join(sorted(_months(), key=len, reverse=True))
    season = alternatives("seasons", "dates")
    present = alternatives("present", "dates")
    until = alternatives("until", "dates")
    year = rf"(?:{_YEAR})(?!\d|[.,]\d{{3}}|\s?[%€$£])"
    day = r"(?:\d{1,2}(?:st|nd|rd|th|er|º|°|\.)?\s+(?:de\s+|of\s+)?)?"
    sign = "".join(folded_in_place(x) for x in "年년")
    moon = "".join(folded_in_place(x) for x in "月월")
    point = (
        rf"(?:{_YEAR}\s?[{sign}](?:\s?\d{{1,2}}\s?[{moon}](?:\s?\d{{1,2}}\s?[日\u110b])?)?"
        rf"|(?:{day})(?:{month})\b\.?,?\s*(?:\d{{1,2}}(?:st|nd|rd|th)?,\s*)?(?:de\s+|del\s+|of\s+)?"
        rf"(?:{year}|{_SHORT_YEAR}|\d{{2}}(?![\d.]))"
        rf"|{_YEAR}\s+(?:{month})\b\.?"
        rf"|(?:{season})\b\.?\s*(?:of\s+|de\s+|del\s+)?(?:{year}(?:\s?/\s?\d{{2,4}}(?!\d))?|{_SHORT_YEAR})"
        rf"|\d{{1,2}}[./-]\d{{1,2}}[./-](?:{_YEAR})(?!\d)"
        rf"|{_YEAR}[./-](?:0[1-9]|1[0-2])(?:[./-][0-3]\d)?(?!\d)"
        rf"|(?:0?[1-9]|1[0-2])\s?[./-]\s?{_YEAR}(?!\d)"
        rf"|{year}|{_SHORT_YEAR}(?!\d))"
    )
    bare_month = rf"(?:{month})\b\.?"
    joint = rf"(?:{_DASH}|\s+(?:{until})\s+)"
    numeric = r"(?:0?[1-9]|1[0-2])[/.]\d{2}(?![\d/.])"
    end = rf"(?P<end>{point}|(?P<present>(?:{present})(?![^\W_]))|\d{{2}}(?![\d./%]))"
    ranged = re.compile(
        rf"(?<![^\W_.])(?<![\d][.,/])(?:(?P<since0>{alternatives('since', 'dates')})\s+)?"
        rf"(?:(?P<start>{point}){joint}{end}"
        rf"|(?P<short0>{numeric}){joint}(?:(?P<short1>{numeric})|(?P<present1>(?:{present})(?![^\W_])))"
        rf"|(?P<open>(?:{month})\b\.?|\d{{1,2}}){_DASH}(?P<closed>(?:{bare_month}|(?:0?[1-9]|1[0-2])[./])\s*{year})"
        rf"|(?P<year>{_YEAR})\s?/\s?(?P<next>\d{{2}}|{_YEAR})(?![\d/]))",
    )
    single = re.compile(
        rf"(?<![^\W_.])(?<![\d][.,/])(?:(?P<word>{alternatives('open_since', 'dates')}|"
        rf"{alternatives('until_only', 'dates')})\s*:?\s*(?:the\s+|le\s+|dem\s+)?)?"
        rf"(?P<date>{point})(?:{_DASH}(?=$|[)\]|,\t]))?"
    )
    return ranged, single


@cache
def _months() -> dict[str, int]:
    rows: list[str] = table("words")["dates"]["months"]
    return {fold(word): number for number, row in enumerate(rows, 1) for word in row.split()}


def _spans(text: str) -> Iterator[Span]:
    folded = folded_in_place(text)
    ranged, single = _patterns()
    position = 0
    while position < len(folded):
        match = ranged.search(folded, position)
        lone = single.search(folded, position)
        if match and (not lone or match.start() <= lone.end()):
            span = _range(match)
            if span is not None:
                if lone and lone.start() < match.start() and lone.end() <= match.start():
                    yield from filter(None, [_lone(lone)])
                yield span
                position = match.end()
                continue
        if lone is None:
            return
        span = _lone(lone)
        if span is not None:
            yield span
        position = max(lone.end(), position + 1)


def _range(match: re.Match[str]) -> Span | None:
    at = match.span()
    if match["year"]:
        first, then = match["year"], match["next"]
        second = then if len(then) == 4 else first[:2] + then
        return Span(first, second, False, False, at) if 0 < int(second) - int(first) < 12 else None
    if match["short0"]:
        start = _short(match["short0"])
        end = _short(match["short1"]) if match["short1"] else None
        if start is None or (end is None and match["short1"]):
            return None
        return _ordered(Span(start, end, end is None, False, at))
    if match["open"]:
        end = _point(match["closed"])
        word = match["open"].rstrip(".")
        month = _months().get(word) or (int(word) if word.isdigit() else 0)
        if end is None or not 1 <= month <= 12:
            return None
        return _ordered(Span(f"{end[:4]}-{month:02d}", end, False, False, at))
    start = _point(match["start"])
    if start is None:
        return None
    if match["present"]:
        return Span(start, None, True, False, at)
    written = match["end"]
    if re.fullmatch(r"\d{2}", written):  # 2019-21
        written = start[:2] + written
        if not re.fullmatch(_YEAR, match["start"].strip()):
            return None
    end = _point(written)
    return _ordered(Span(start, end, False, False, at)) if end else None


def _ordered(span: Span) -> Span | None:
    """A span that ends before it starts is none."""
    if span.start and span.end and span.end[:4] < span.start[:4]:
        return None
    return span


def _lone(match: re.Match[str]) -> Span | None:
    date = _point(match["date"])
    if date is None:
        return None
    at = match.span()
    word = " ".join((match["word"] or "").split())
    if word in {fold(x) for x in table("words")["dates"]["open_since"]}:
        return Span(date, None, True, False, at)
    dangling = re.search(rf"{_DASH}\Z", match[0])
    if dangling and not dangling[0].isspace() and dangling[0].strip():
        return Span(date, None, True, False, at)
    if word:
        return Span(None, date, False, False, at)
    return Span(date, None, False, True, at)


def _short(text: str) -> str | None:
    month, year = re.split(r"[/.]", text)
    number = int(year)
    if number < _LEAST_SHORT:
        return None
    return f"{1900 + number if number > 60 else 2000 + number}-{int(month):02d}"


def _point(text: str) -> str | None:
    """YYYY, YYYY-MM or YYYY-MM-DD as far as it is clear."""
    text = text.strip()
    year = re.search(_YEAR, text)
    short = None if year else re.search(r"['’´`‘]?(\d{2})\Z", text)
    if year:
        number = year[0]
    elif short:
        value = int(short[1])
        number = str(1900 + value if value > 60 else 2000 + value)
    else:
        return None
    eastern = re.fullmatch(rf"{_YEAR}\s?[^\W\d_](?:\s?(\d{{1,2}})\s?[^\W\d_].*)?", text)
    if eastern:
        month = int(eastern[1] or 0)
        return f"{number}-{month:02d}" if 1 <= month <= 12 else number
    iso = re.fullmatch(rf"({_YEAR})[./-](\d{{2}})(?:[./-](\d{{2}}))?", text)
    if iso:
        return "-".join(part for part in iso.groups() if part)
    dotted = re.fullmatch(rf"(\d{{1,2}})([./-])(\d{{1,2}})[./-]({_YEAR})", text)
    if dotted:
        return _numbered(int(dotted[1]), int(dotted[3]), dotted[2], number)
    numbered = re.fullmatch(rf"(\d{{1,2}})\s?[./-]\s?{_YEAR}", text)
    if numbered:
        return f"{number}-{int(numbered[1]):02d}"
    for word in re.findall(r"[^\W\d_]+", text):
        month = _months().get(word)
        if month:
            return f"{number}-{month:02d}"
    return number


def _numbered(first: int, second: int, mark: str, year: str) -> str:
    """Day and month: with dots the day is first; with slashes only where one cannot be a month."""
    if first > 12 >= second or (mark == "." and second <= 12):
        return f"{year}-{second:02d}"
    if second > 12 >= first:
        return f"{year}-{first:02d}"
    return f"{year}-{first:02d}" if first == second <= 12 else year
