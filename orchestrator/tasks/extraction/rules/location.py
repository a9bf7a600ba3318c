"""Where the job is, on a page without structured data."""

from __future__ import annotations

import re
from functools import cache, partial
from itertools import takewhile
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.employment import is_employment
from orchestrator.tasks.extraction.rules.headline import headline_of, without_employer
from orchestrator.tasks.extraction.rules.labels import label_field
from orchestrator.tasks.extraction.rules.places import (
    is_place_value,
    is_postal_address,
    is_postal_code,
    is_town_with_province,
    looks_like_place,
)
from orchestrator.tasks.extraction.rules.places_in_text import place_of_seat, place_told
from orchestrator.tasks.extraction.rules.sections import (
    index_of_title,
    is_heading_like,
    section_of,
)
from orchestrator.tasks.extraction.rules.work_hours import hours_alone
from orchestrator.tasks.extraction.rules.workplace import is_workplace, workplace
from orchestrator.tasks.extraction.words import alternatives, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.rules.labels import Pair

_EMOJI = r"\U0001f300-\U0001faff\u23e9-\u23fa\u2600-\u27bf"
SEGMENTS = regex(
    rf"(?=[\s|／·•∙●‧{_EMOJI}])"  # most letters are passed over at once
    r"(?:\s*(?:[|／•∙●‧]|·(?!(?<=\w·)[a-zà-ÿ]{1,5}(?!\w)))\s*|\s+[-–—/]\s+|\s{2,}"
    rf"|\s*[{_EMOJI}]\ufe0f?\s*)"
)
_PIN = regex(rf"[📍📌]\ufe0f?\s*(?:[^\W\d_]{{2,16}}:\s)?([^{_EMOJI}|·•📍📌]+)")
_ASIDE = regex(r"\s*\(([^()]{1,40})\)\s*$")
_SUB_LABEL = regex(r"^[＜<【\[(（].*[＞>】\])）]$")
_SENTENCE_END = regex(r"(?<=\w{4})\.\s+(?=[^\W\d_a-zà-ÿ]\w+\s[a-zà-ÿ])")
_LONGEST_LINE = 80
_NEAR = 14
_MOST_PLACES = 20
_MOST_PINNED, _LONGEST_PIECE = 60, 200
_LEAST_WORDS, _MOST_WORDS, _SHORTEST_TOWN = 3, 5, 5


def find_places(
    blocks: Sequence[Block], pairs: Sequence[Pair], title: str | None, head_titles: Iterable[str]
) -> list[str]:
    """Names of places as the posting writes them; empty when it names none."""
    found = _below_label(blocks) or _labelled(pairs) or _near_title(blocks, title)
    found = found or _pinned(blocks) or _labelled(pairs, areas=True)
    if found:
        return found
    head_titles = list(head_titles)
    for head in head_titles:
        for part in SEGMENTS.split(head[:400]):
            if looks_like_place(part) and fold(part) != fold(title or ""):
                return [part.strip()]
        match = _in_head().search(head[:400])
        if match and looks_like_place(match[1]):
            return [match[1].strip()]
    if title:
        aside = re.search(r"\(([^()]{2,60})\)\s*$|\s[-–—,|]\s([^-–—|]{2,50})$", title)
        if aside:
            text = _without_terms((aside[1] or aside[2]).strip())
            for part in dict.fromkeys((text, *text.split(", "))):
                if looks_like_place(part) or _leaves_choice(part):
                    return [part]
        town = _town_behind(title)
        if town:
            return [town]
    told = place_told(blocks, title, head_titles) or _near_title(blocks, title, as_far=True)
    return told or place_of_seat(blocks)


def _pinned(blocks: Sequence[Block]) -> list[str]:
    """The place behind the sign of a pin, known or not: "📍 Monster, at the sea"."""
    for block in blocks[:_MOST_PINNED]:
        for piece in block.pieces or (block.text,):
            match = _PIN.search(piece[:_LONGEST_PIECE])
            place = _trimmed(_behind_label(match[1])) if match else ""
            is_told = (
                place[:1].isupper() and len(place) <= _LONGEST_LINE and place[-1] not in ".:!?"
            )
            place = place if is_place_value(place) else place.partition(", ")[0]
            if is_told and is_place_value(place) and not is_workplace(place):
                return split_places(place)
    return []


def _behind_label(text: str) -> str:
    label, colon, value = text.partition(": ")
    return value if colon and label_field(label) == "location" else text


def _town_behind(title: str) -> str | None:
    """The town at the end of a title whose words are in lower case: "addetto vendite Bologna"."""
    words_of_title = title.split()
    if len(words_of_title) < _LEAST_WORDS or title.isupper():
        return None
    *before, town = words_of_title
    is_name = town.istitle() and town.isalpha() and len(town) >= _SHORTEST_TOWN
    is_apart = all(word.islower() for word in before[-2:]) and len(before[-1]) > _SHORTEST_TOWN - 2
    return town if is_name and is_apart and looks_like_place(town) else None


def _below_label(blocks: Sequence[Block]) -> list[str]:
    """Places, or the lines of one address, that stand one below the other under their label."""
    for index, block in enumerate(blocks):
        head = block.cells[0] if block.cells else block.text
        if label_field(head) != "location":
            continue
        lines = [*block.cells[1:], *_lines_of_value(blocks[index + 1 : index + 10])]
        while lines and _is_count(lines[0]):
            lines.pop(0)
        if not lines or is_workplace(lines[0]):
            continue
        places = list(takewhile(looks_like_place, lines))
        if len(places) > 1:
            return list(dict.fromkeys(places))[:_MOST_PLACES]
        ends = [i for i, line in enumerate(lines[:5]) if looks_like_place(line)]
        if ends and not places:
            end = ends[-1] + (ends[-1] + 1 < len(lines) and is_postal_code(lines[ends[-1] + 1]))
            return [", ".join(lines[: end + 1])]
    return []


def _lines_of_value(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        text = block.text.strip(" *-–")
        if block.kind in ("heading", "control") or block.cells or len(text) > _LONGEST_LINE:
            return
        if label_field(text) or is_employment(text) or ":" in text.rstrip(":") or block.strong:
            return
        yield text


def _is_count(line: str) -> bool:
    """Whether a line counts places and names none: "Available in 2 locations"."""
    folded = fold(line)
    return has_digit(line) and any(
        label_field(word.strip(":")) == "location" for word in folded.split()
    )


def _labelled(pairs: Sequence[Pair], *, areas: bool = False) -> list[str]:
    """The place of a label, such as "City" or, with `areas`, "State"."""
    known_areas = words().lists["location.areas"]
    scored: list[tuple[int, int, str]] = []
    for order, pair in enumerate(pairs):
        if pair.field != "location" or (fold_label(pair.label) in known_areas) != areas:
            continue
        value = _first_sentence(_without_days(pair.value.strip(" *-–:")))
        if not is_place_value(value) or is_employment(value) or "*" in pair.label:
            continue
        if is_workplace(value) or _is_count(value) or _SUB_LABEL.match(value):
            continue
        if label_field(value.split(" ")[0]) is not None and not looks_like_place(value):
            continue  # "Country India": the value carries a label of its own
        score = 0
        if looks_like_place(value) or any(looks_like_place(p) for p in _several().split(value)):
            score -= 2
        if label_field(value):
            score += 1
        scored.append((score, order, value))
    if not scored:
        return []
    value = min(scored)[2]
    return split_places(value)


def _first_sentence(value: str) -> str:
    """The place of "Central Brighton. Normal place of work is ...", where more is told of it."""
    end = _SENTENCE_END.search(value)
    first = value[: end.start()] if end and end.start() <= _LONGEST_LINE else value
    return first if looks_like_place(first) or looks_like_place(first.rpartition(" ")[2]) else value


def _without_days(value: str) -> str:
    """The place of "Dublin 2 (2 days in the office)"."""
    aside = _ASIDE.search(value)
    return value[: aside.start()] if aside and aside.start() and workplace(aside[1]) else value


def split_places(text: str) -> list[str]:
    """Several places in one value: "Berlin; Hamburg", "Paris or Lyon"."""
    pieces = [piece.strip(" ,") for piece in _several().split(text) if piece.strip(" ,")]
    if len(pieces) > 1 and all(len(piece) < 60 for piece in pieces):
        kept = [piece for piece in pieces if not is_employment(piece)]
        return list(dict.fromkeys(kept))[:_MOST_PLACES]
    return [text]


def _near_title(blocks: Sequence[Block], title: str | None, *, as_far: bool = False) -> list[str]:
    """Places in the lines around the title; `as_far` goes on into the parts below it.

    An address there may be that of whoever answers questions.
    """
    start = index_of_title(blocks, title) or 0
    beside = headline_of(blocks[start].text) if blocks else None
    if beside is not None and beside.place:
        return split_places(_trimmed(beside.place))
    found: list[str] = []
    below = blocks[start : start + _NEAR]
    parts = (at for at, block in enumerate(below) if at and _opens_part(block) and not as_far)
    below = below[: next(parts, _NEAR)]
    around = [*below, *reversed(blocks[max(0, start - 4) : start])]
    for block in around:
        if len(block.text) > 220 or block.kind == "control":
            continue
        text = block.text
        if title and fold(title) in fold(text):
            at = fold(text).rfind(fold(title)) + len(fold(title))
            text = text[at:] if len(fold(text)) == len(text) else ""
        pieces = block.pieces if text == block.text and block.pieces else (text,)
        segments = [s for piece in pieces for s in SEGMENTS.split(piece) if s]
        for segment in segments:
            place = _trimmed(segment)
            known = split_places(place) if place else []
            if len(known) < 2 or not all(map(looks_like_place, known)) or place.endswith("."):
                is_place = looks_like_place(place) or _is_town_in_list(place, block)
                known = [place] if is_place or _leaves_choice(place) else []
            found += [part for part in known if fold(part) not in map(fold, found)]
        if found:
            after = blocks[blocks.index(block) + 1 :][:_MOST_PLACES]
            found += [further.text for further in takewhile(partial(_is_further, block), after)]
            break
    return list(dict.fromkeys(found))[:_MOST_PLACES]


def _opens_part(block: Block) -> bool:
    return is_heading_like(block) and section_of(block.text) is not None


def _leaves_choice(text: str) -> bool:
    """Whether a text is a place or work from elsewhere: "NYC or REMOTE (US)"."""
    pieces = [piece for piece in _choice().split(text) if piece]
    if len(pieces) < 2:
        return False
    others = [piece for piece in pieces if not looks_like_place(piece)]
    return len(others) < len(pieces) and all(
        workplace(piece) and len(piece.split()) <= _MOST_WORDS for piece in others
    )


def _is_further(first: Block, block: Block) -> bool:
    """Whether a line goes on with a list of places that another line began."""
    return block.kind == first.kind and not block.linked and looks_like_place(block.text)


def _is_town_in_list(place: str, block: Block) -> bool:
    # Not in a heading: a title can end in parentheses too.
    return block.kind != "heading" and (is_town_with_province(place) or is_postal_address(place))


def _trimmed(segment: str) -> str:
    aside = _ASIDE.search(segment)
    bare = segment.strip(" ,;:📍\t–—-")
    if _leaves_choice(bare):
        return bare
    if aside and (workplace(aside[1]) or is_employment(aside[1])):
        segment = segment[: aside.start()]
    elif aside and looks_like_place(aside[1]) and not looks_like_place(segment[: aside.start()]):
        return aside[1]
    head, colon, rest = segment.partition(":")
    if colon and is_workplace(head):
        segment = rest  # "Hybrid: Leeds"
    segment = segment.strip(" ,;:📍\t–—-")
    if segment.startswith("(") and segment.endswith(")"):
        segment = segment[1:-1]
    return without_employer(_without_terms(segment.strip()))


def _without_terms(text: str) -> str:
    """The place of "Remote, EU" and of "CDI, 39 h, Lisieux"."""
    pieces = text.split(", ") if ", " in text else ()
    kept = (p for p in pieces if not (is_workplace(p) or is_employment(p) or hours_alone(p)))
    return ", ".join(kept) or text


@cache
def _choice() -> re.Pattern[str]:
    return re.compile(rf"\s*[;|•·]\s*|\s+(?:{alternatives('employment.joints')}|&)\s+")


@cache
def _several() -> re.Pattern[str]:
    return re.compile(
        rf"\s*[;|•·]\s*|(?<!States)\s+{alternatives('employment.joints')}\s+(?=[A-ZÀ-ÞА-Я])"
    )


@cache
def _in_head() -> re.Pattern[str]:
    return re.compile(
        rf"\s{alternatives('location.in')}\s+"
        r"([A-ZÀ-ÞА-Я][^|–—]{1,60}?)(?=\s*(?:[|–—]|\s-\s|$))"
    )
