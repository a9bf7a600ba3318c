"""Names made of a kind of employer and what it is called: "Restaurant Zum Hirsch", "Oak School"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import (
    Found,
    Phrases,
    apart,
    lowered,
    lowered_all,
    words_of,
)
from orchestrator.tasks.extraction.remembering import remembered
from orchestrator.tasks.extraction.rules.company_names import UPPER, is_said_before_names
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.places import is_inflected_town, looks_like_place
from orchestrator.tasks.extraction.words import alternatives, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.extraction.blocks import Block

_WORD = rf"(?:[dlDL]['’])?{UPPER}[\w&'’.\-]*"
_QUOTED = regex(
    r"(?:\s+[^\W\d_][\w'’-]*){0,3}\s*(?:«(?P<a>[^«»]{2,40})»|\"(?P<b>[^\"]{2,40})\""
    r"|[“„](?P<c>[^“”„\"]{2,40})[“”\"])"
)
_BEFORE_KIND = regex(rf"(?:{UPPER}[\w&'’.\-]*\s(?:(?:&|and|of|och|en|und)\s)?){{1,4}}$")
_BEFORE_BODY = regex(rf"{UPPER}[\w-]+(?:\s{UPPER}[\w-]+){{0,2}}\s$")
_NUMBERED = regex(r"(?:nr|no|n|č|nº|n°)\.?", re.IGNORECASE)
_ABBREVIATED = 3
_MOST_CHARACTERS = 400
_MOST_BLOCKS = 400

_TOP = 3


class House(NamedTuple):
    """A name in a text and where it stands; `is_quoted` tells that quotes are around it."""

    name: str
    start: int
    end: int
    is_quoted: bool = False


@remembered(1024)
def houses_in(text: str) -> tuple[House, ...]:
    """Every such name in a text.

    A kind in lower case describes the name and is none of it, as in "our nursery Little Acorns",
    unless what follows is no name by itself: "commune de Brive".
    """
    found: list[House] = []
    for kind in _kinds_in(text):
        start = found[-1].end if found else 0
        if kind.start >= start:
            house = _house_of(text, kind, start)
            if house:
                found.append(house)
    return tuple(found)


def _house_of(text: str, kind: Found, after: int) -> House | None:
    quoted = _QUOTED.match(text, kind.end)
    is_upper = text[kind.start].isupper()
    if text[kind.start - 1 : kind.start] == "-":  # "Bäckerei-Konditorei"
        kind = kind._replace(start=text.rfind(" ", 0, kind.start) + 1)
    if quoted:
        name = (quoted["a"] or quoted["b"] or quoted["c"]).strip()
        return House(name, kind.start, quoted.end(), is_quoted=True)
    if is_upper and kind.phrase in _forms():
        return None
    match = _called().match(text, kind.end)
    end = _without_place(text, kind.end, match.end()) if match else kind.end
    end -= len(text[:end]) - len(text[:end].rstrip(" .,&"))
    called = _bare(text[kind.end : end].strip(), is_one_word=" " not in kind.phrase)
    if words().written["location.in"].at_start(called):
        called = ""  # "a restaurant in the Old Port"
    start, end = kind.start, text.find(called, kind.end) + len(called)
    if not called:
        start = _start_before(text, start, after) if is_upper and _is_behind(kind) else start
        if start == kind.start:
            return None
    is_body = kind.phrase in words().spelled["place.bodies"]
    if is_upper or is_body or called[:1].islower() or looks_like_place(called):
        name = text[start:end]
    else:
        name, start = called, end - len(called)
    if words().written["place.streets"].at_end(lowered(name.rstrip("."))):
        return None
    return House(name, start, end)


def _kinds_in(text: str) -> list[Found]:
    lower = lowered(text)
    found = _kinds().all_in(lower)
    ends = _kind_ends()
    for word in words_of(lower):
        if word.endswith(ends) and word not in ends:
            at = lower.find(word)
            found.append(Found(at, at + len(word), word))
    kinds: list[Found] = []
    for kind in apart(found):
        last = kinds[-1] if kinds else None
        if last and text[last.end : kind.start] == " " and text[kind.start].isupper():
            kinds[-1] = Found(last.start, kind.end, kind.phrase)  # "Bar Restaurante"
        else:
            kinds.append(kind)
    return kinds


@cache
def _kinds() -> Phrases:
    written = words().spelled
    lists = ("company.employers", "company.employers_behind", "company.employer_forms")
    return Phrases(lowered_all(kind for name in lists for kind in written.get(name, ())))


@cache
def _kind_ends() -> tuple[str, ...]:
    return tuple(words().spelled["company.employer_ends"])


@cache
def _forms() -> frozenset[str]:
    """Words that tell a kind only in lower case: with a capital they open headings too."""
    spelled = words().spelled
    known = spelled["company.employers"] | spelled["company.employers_behind"]
    return frozenset(spelled["company.employer_forms"] - known)


def _is_behind(kind: Found) -> bool:
    return kind.phrase in words().spelled["company.employers_behind"]


def _start_before(text: str, start: int, after: int) -> int:
    """Where a name begins whose kind stands at its end: "Oak" of "At Oak Primary School"."""
    match = _BEFORE_KIND.search(text[after:start])
    if match is None:
        return start
    tokens = match[0].split()
    while tokens and (is_said_before_names(tokens[0]) or has_job_noun(tokens[0])):
        tokens.pop(0)
    rest = " ".join(tokens)
    return start - len(rest) - 1 if rest and text[:start].rstrip().endswith(rest) else start


def _without_place(text: str, start: int, end: int) -> int:
    """Where a name ends that "in Leeds" follows."""
    for found in words().written["location.in"].all_in(lowered(text[start:end])):
        at, behind = start + found.start, text[start + found.end : end].strip()
        is_place = looks_like_place(behind) or is_inflected_town(found.phrase, behind)
        if text[at - 1 : at].isspace() and text[at].islower() and is_place:
            return at
    return end


def _bare(called: str, *, is_one_word: bool) -> str:
    """A name without stars and town: "La Marea" of "La Marea de Cádiz", but "Vale do Lima".

    One word behind a kind of one word does not stand without its town.
    """
    tokens = called.split()
    tokens = _to_full_stop(tokens)
    while tokens and not tokens[-1][0].isupper() and not _is_numbered(tokens):
        tokens.pop()
    if len(tokens) > (3 if is_one_word else 2) and looks_like_place(tokens[-1]):
        tokens = tokens[:-2] if tokens[-2] in words().spelled["location.of"] else tokens
    return " ".join(tokens).rstrip(".")


def _to_full_stop(tokens: list[str]) -> list[str]:
    ends = (n for n, x in enumerate(tokens, 1) if x[-1] == "." and len(x) > _ABBREVIATED)
    return tokens[: next(ends, None)]


def _is_numbered(tokens: Sequence[str]) -> bool:
    """Whether a name ends with its number: "nr 4"."""
    return tokens[-1].isdigit() and _NUMBERED.fullmatch(" ".join(tokens[-2:-1])) is not None


@cache
def _called() -> re.Pattern[str]:
    """Match what a house is called, behind its kind."""
    particles = alternatives("company.particles")
    further = rf"(?:{particles}|du|des|le|les|der|den|dem|am|zum|zur|vom|ter|ten|bij|sur|sous|del)"
    word = rf"(?:{_WORD}|&|(?:nr|no|n)[.°º]?\s?\d{{1,3}}|\d{{1,3}}(?![\w%]|\s[a-zà-ÿ]))"
    return re.compile(
        rf"(?:(?<=['’])|\s+)(?:{further}\s+){{0,2}}{word}(?:\s+(?:{further}\s+){{0,2}}{word}){{0,6}}"
    )


def public_bodies(blocks: Sequence[Block]) -> list[str]:
    """Names such as "Stadt Leipzig" or "Comune di Asti", the most frequent first."""
    counts: dict[str, int] = {}
    for block in blocks[:_MOST_BLOCKS]:
        if block.kind != "control":
            for name in _bodies_in(block.text[:_MOST_CHARACTERS]):
                counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: -counts[name])


def _bodies_in(text: str) -> Iterator[str]:
    end = 0
    for kind in words().written["place.bodies"].all_in(lowered(text)):
        match = _called().match(text, kind.end) if kind.start >= end else None
        if match:
            end = match.end()
            name = " ".join(_to_full_stop(text[kind.start : end].split())).rstrip(" .,")
            if not words().written["place.streets"].at_end(lowered(name)):
                yield name
    for kind in words().written["place.bodies_behind"].all_in(lowered(text)):
        match = _BEFORE_BODY.search(text[: kind.start])
        if match:
            yield text[match.start() : kind.end]


def institutions(blocks: Sequence[Block]) -> list[str]:
    """Names such as "Universität Bremen" that stand at the top of a page or recur in its text."""
    counts: dict[str, int] = {}
    for index, block in enumerate(blocks[:_MOST_BLOCKS]):
        if block.kind != "control":
            for piece in block.pieces or (block.text,):
                for house in houses_in(piece[:_MOST_CHARACTERS]):
                    is_head = index < _TOP and (piece.startswith(house.name) or house.is_quoted)
                    counts[house.name] = counts.get(house.name, 0) + (2 if is_head else 1)
    return sorted((n for n, count in counts.items() if count > 1), key=lambda n: -counts[n])


def is_ours(text: str, house: House) -> bool:
    """Whether a text calls a house its own: "our nursery Little Acorns", "notre hôtel Mistral"."""
    before = lowered(text[: house.start]).rstrip()
    owns = words().written["title.ours"]
    if owns.at_end(before):
        return True
    # The kind itself may stand between: "our nursery" + "Little Acorns".
    kind = next((kind for kind in _kinds_in(before) if kind.end == len(before)), None)
    return kind is not None and owns.at_end(before[: kind.start].rstrip()) is not None


def is_house_in(text: str, name: str) -> bool:
    """Whether a text tells of a name what kind of house it is."""
    return any(house.name == name for house in houses_in(text))
