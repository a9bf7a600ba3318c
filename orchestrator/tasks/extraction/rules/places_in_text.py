"""Where the job is, when only a sentence, a municipality's name or an address tells."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import Phrases, lowered
from orchestrator.tasks.extraction.rules.employers import PIECES, STREET
from orchestrator.tasks.extraction.rules.places import (
    are_wide,
    country_code,
    inflecting,
    is_place_value,
    is_postal_address,
    is_town_with_province,
    looks_like_place,
    nominative,
    town_of_address,
)
from orchestrator.tasks.extraction.words import is_generic, words

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Sequence

    from orchestrator.tasks.extraction.blocks import Block

_SENTENCES = regex(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ])")
_PARTICLE = (
    r"(?:am|an der|ob der|im|aan den|aan de|op|sur|sous|lès|les|la|le|las|los|de la|del|de|di|da|do"
    r"|dos|en|upon|on|nad|pod|pri|на)"
)
_NAME = r"[^\W\d_a-zà-ÿа-я][\w.'’-]+"
_TOWN_NEXT = regex(rf"(?:\s?:)?\s+(?:\d{{4,5}}\s+)?({_NAME}(?: (?:{_PARTICLE} )?{_NAME}){{0,3}})")
_REGION_NEXT = regex(r",\s+([A-ZÀ-Þ][\w. ]+?)(?=[.,;:)\s]|$)")
_TOWN_OF_BODY = regex(
    r"\s+([A-ZÀ-Þ][\w'’-]+"
    r"(?:[ -](?:[A-ZÀ-Þ][\w'’-]+|am|an der|sur|les|la|le|di|del|de|en|aan den|op))*)"
)
_IN_BRACKETS = regex(r"\(([A-ZÀ-ÞĀ-ŽА-Я][^()]{1,30})\)")
_CITY_STATES = frozenset({None, "SG", "LU", "MC", "HK", "SM"})
"""Countries that are the name of a town too; None is that of any other place."""

_NAME_BEFORE = regex(rf"((?:{_NAME},?\s+){{0,3}}{_NAME})[\s-]+$")
_CLAUSE = regex(r"[.!?:;]\s+")
_CODE_BEHIND = regex(r",?\s+[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\.?$")
_CODE_NEXT = regex(r"\s\(([A-Z0-9]{2,3})\)")
_BRACKETS_NEXT = regex(r"\s\(([^()]{2,30})\)")
_LONGEST_TEXT, _LONGEST_TOWN = 1500, 60
_AND = regex(r"\s+(\w{1,4})(?=\s+[^\W\d_a-zà-ÿа-я])")
_SEEKING = ("page.seeking", "company.seeks", "title.sought")
_TINY = 900
_LONGEST_FOOT = 300
_FOOT = 6
"""The last lines of a page, whose oldest kind has no footer of its own."""

_SAME_SENTENCE = 120


def place_told(blocks: Sequence[Block], title: str | None, head_titles: Iterable[str]) -> list[str]:
    """Names of places that no label and no line of facts names; empty when there are none."""
    for line in (title or "", *head_titles):
        towns = [town for town, _ in _towns_behind("location.in", line[:_LONGEST_FOOT])]
        if len(towns) == 1:
            return towns  # "The Embassy in Oslo is hiring a driver"
    for block in blocks[:200]:
        if block.kind in ("text", "item"):
            found = _based(block.text[:1500])
            if found:
                return found
    return (
        _of_named_premises(blocks)
        or _in_tiny_text(blocks)
        or _where_sought(blocks, title)
        or _of_public_body(blocks, head_titles)
        or _of_address(blocks)
    )


def place_at_foot(blocks: Sequence[Block], employer: str) -> str | None:
    """The town of the employer's own address in the foot of its site."""
    name = fold(employer)
    last = len(blocks) - _FOOT
    for index, block in reversed(list(enumerate(blocks))):
        is_foot = block.is_chrome or index >= last
        if is_foot and len(block.text) <= _LONGEST_FOOT and name in fold(block.text):
            towns = _of_address([block])
            town = towns[0] if towns else town_of_address(block.text)
            if town:
                return town
    return None


def place_of_seat(blocks: Sequence[Block]) -> list[str]:
    """The town of a line such as "Registered office: Leeds", where nothing else names a place."""
    for block in blocks[:200]:
        label, colon, value = block.text[: 2 * _LONGEST_TOWN].partition(":")
        if not colon or fold_label(label) not in words().lists["location.seats"]:
            continue
        value = value.strip()
        first = value.partition(", ")[0]
        is_name = first.istitle() and first.replace(" ", "").replace("-", "").isalpha()
        value = value if is_place_value(value) else first  # "Leeds, dist. North"
        if value and is_place_value(value) and (looks_like_place(value) or is_name):
            return [value]
    return []


def place_beside(blocks: Sequence[Block], employer: str) -> str | None:
    """The known town right behind the employer's name: "Acme in Leeds", "Acme (Leeds)"."""
    for block in blocks[:200]:
        at = block.text.find(employer, 0, _LONGEST_TEXT)
        if at < 0:
            continue
        rest = block.text[at + len(employer) : at + len(employer) + _LONGEST_TOWN]
        told = block.text[at + len(employer) :].removeprefix(", ")
        if not at and told in rest and _is_town_alone(told):
            return told  # "Gasthof zum Steg, Brienz"
        brackets = _BRACKETS_NEXT.match(rest)
        if brackets and looks_like_place(brackets[1]):
            return brackets[1]
        for terms in ("location.in", "location.of", "location.based_in"):
            for town, end in _towns_behind(terms, rest):
                if rest[: end - len(town)].strip(" ,") in words().spelled[terms]:
                    return town
    return None


def _is_town_alone(text: str) -> bool:
    """Whether a text is a word as towns are written, and none that a posting may use else."""
    is_name = text.istitle() and text.replace("-", "").isalpha()
    departments = words().lists["company.departments"]
    return is_name and not is_generic(text) and fold_label(text) not in departments


def _based(text: str) -> list[str]:
    """The place after "based in" and its like, and a second one right behind it."""
    found = [*_towns_behind("location.based_in", text), *_of_offices(text), *_of_rooms(text)]
    label = _location_labels().at_start(lowered(text))
    named = _TOWN_NEXT.match(text, label.end) if label else None
    town = _known_town(named[1]) if named else None
    if named and town:  # "Location Leeds, two days at home"
        found.insert(0, (town, named.start(1) + len(town)))
    for place, end in found:
        more = _AND.match(text, end)
        if more and fold(more[1]) in words().lists["employment.joints"]:
            next_one = _TOWN_NEXT.match(text, more.end())
            second = _known_town(next_one[1]) if next_one else None
            return [place, second] if second else [place]
        region = _REGION_NEXT.match(text, end)
        if region and not are_wide(region[1]) and _goes_on(text, region.end()):
            continue  # "with offices in Leeds, Lyon and Linz" is all that the company has
        wider = f"{place}, {region[1]}" if region else ""
        return [wider.strip(" .") if looks_like_place(wider) else place]
    return []


@cache
def _location_labels() -> Phrases:
    return Phrases(label for label, field in words().labels.items() if field == "location")


def _goes_on(text: str, end: int) -> bool:
    """Whether a list of towns has one more: ", Linz" or "and Linz"; "or Linz" leaves a choice."""
    more = _AND.match(text, end)
    if more:
        return fold(more[1]) in words().lists["location.also"]
    return text[end : end + 1] == "," and _TOWN_NEXT.match(text, end + 1) is not None


def _of_named_premises(blocks: Sequence[Block]) -> list[str]:
    """The one town that names our own rooms: "Work is on site at our Leeds office"."""
    found: list[str] = []
    for block in blocks[:200]:
        text = block.text[:_LONGEST_TEXT]
        for rooms in words().written["location.premises"].all_in(lowered(text)):
            before = text[max(0, rooms.start - _LONGEST_TOWN) : rooms.start]
            named = _NAME_BEFORE.search(before)
            said, town = _last_town(named[1]) if named else ("", None)
            if named and town and _is_own(before[: named.end(1) - len(said)]):
                found.append(town)
    return found[:1] if len({fold(town) for town in found}) == 1 else []


def _is_own(before: str, *, anywhere: bool = False) -> bool:
    """Whether what stands before a town calls its rooms ours: "at our", "Our quiet"."""
    clause = _CLAUSE.split(before)[-1]
    ours = words().written["title.ours"].all_in(lowered(clause))
    if not ours or not all(map(_is_description, clause[ours[-1].end :].split())):
        return False
    leads = lowered(clause[: ours[-1].start]).split()
    return anywhere or not leads or leads[-1] in words().spelled["location.at_premises"]


def _is_description(word: str) -> bool:
    return word[:1].islower() or word[:1].isdigit()


def _last_town(text: str) -> tuple[str, str | None]:
    """The longest end of a text that names a place, and which: "Leeds", "Berliner" and "Berlin"."""
    while text:
        if looks_like_place(text):
            return text, text
        for ending in words().spelled["location.of_town"]:
            if text.endswith(ending) and looks_like_place(text.removesuffix(ending)):
                return text, text.removesuffix(ending)
        text = text.partition(" ")[2]
    return "", None


def _of_offices(text: str) -> Iterator[tuple[str, int]]:
    """Towns in sentences about our own rooms: "Our office is at the Science Park in Leeds"."""
    for office in words().written["location.offices"].all_in(lowered(text)):
        sentence = _SENTENCES.split(text[office.end : office.end + _SAME_SENTENCE])[0]
        for town, end in _towns_behind("location.in", sentence):
            yield town, office.end + end
            break


def _of_rooms(text: str) -> Iterator[tuple[str, int]]:
    """Towns in which our own rooms or people are: "our small team in Ely"."""
    for town, end in _towns_behind("location.in", text):
        before = text[max(0, end - len(town) - _LONGEST_TOWN) : end - len(town)].rstrip()
        term = words().written["location.in"].at_end(lowered(before))
        before = before[: term.start].rstrip() if term else ""
        rooms = words().written["location.premises"].at_end(lowered(before))
        if rooms and _is_own(before[: rooms.start].rstrip(), anywhere=True):
            yield town, end


def _towns_behind(terms: str, text: str) -> Iterator[tuple[str, int]]:
    """Known towns right behind any term of a list, each with where it ends in the text."""
    for term in words().written[terms].all_in(lowered(text)):
        start = term.end
        ours = words().written["location.possessives"].at_start(lowered(text[start:]).lstrip())
        if ours and text[start : start + 1].isspace():
            start += 1 + ours.end
        match = _TOWN_NEXT.match(text, start)
        town = _known_town(match[1]) if match else None
        wider = _with_area(text, match) if match and not town else None
        if match and town:
            yield town, match.start(1) + len(town)
        elif match and wider:
            yield wider, match.start(1) + len(wider)
        elif match and term.phrase in inflecting():
            base = nominative(match[1].split(" ")[0].rstrip("."))
            if base:
                yield base, match.end()


def _with_area(text: str, match: re.Match[str]) -> str | None:
    """A town that is told by what stands behind it: "Ely, Cambridgeshire", "Die (26)"."""
    code = _CODE_NEXT.match(text, match.end(1))
    if code:
        town = text[match.start(1) : code.end()]
        return town if is_town_with_province(town) else None
    area = _REGION_NEXT.match(text, match.end(1))
    town = text[match.start(1) : area.end()].strip(" .") if area else ""
    return town if area and are_wide(area[1]) and looks_like_place(town) else None


def _known_town(text: str) -> str | None:
    """The longest beginning that is a place: "Leeds" of "Leeds. Bread", "St. Gallen" as it is."""
    while text:
        if looks_like_place(text):
            return text.strip(" .,")
        text = text.rpartition(" ")[0]
    return None


def _where_sought(blocks: Sequence[Block], title: str | None) -> list[str]:
    """The one known town in a sentence that seeks somebody: "Café Rosa in Freiburg sucht"."""
    phrases, wanted = words().phrases, fold(title or "")
    for block in blocks[:60]:
        for sentence in _SENTENCES.split(block.text[:600]):
            folded = fold(sentence)
            if not any(phrases[name].are_in(folded) for name in _SEEKING):
                continue
            places = [town for town, _ in _towns_behind("location.in", sentence)]
            places += filter(None, map(_known_town, _IN_BRACKETS.findall(sentence)))
            for terms in ("location.of", "location.near"):
                if not places:
                    places = [town for town, _ in _towns_behind(terms, sentence)]
                    places = [town for town in places if fold(town) not in wanted]
            if len(set(places)) == 1:
                return places[:1]
    return []


def _of_public_body(blocks: Sequence[Block], head_titles: Iterable[str]) -> list[str]:
    """The town of a municipality: "Asti" of "Comune di Asti"."""
    lines = [*head_titles, *(block.text[:300] for block in blocks[:60] if block.kind != "control")]
    for line in lines:
        for body in words().written["place.bodies"].all_in(lowered(line)):
            match = _TOWN_OF_BODY.match(line, body.end)
            if match:
                return [match[1]]
    return []


def _of_address(blocks: Sequence[Block]) -> list[str]:
    """The town of the one postal address in the posting, where a street stands before it."""
    towns: list[str] = []
    before = ""
    for block in blocks:
        if len(block.text) > 250:
            continue
        for piece in PIECES.split(block.text):
            if is_postal_address(piece.strip()) and _is_street(before):
                towns.append(_town_of(piece.strip()))
            before = piece.strip()
    return towns[:1] if len({fold(town) for town in towns}) == 1 else []


def _is_street(text: str) -> bool:
    if STREET.match(text):
        return True
    return words().written["place.streets"].at_end(lowered(text)) is not None


def _town_of(address: str) -> str:
    """The town of "04109 Leipzig" and of "Cambridge CB1 2AB"."""
    code = _CODE_BEHIND.search(address)
    return address[: code.start()] if code else address.split(" ", 1)[1].strip(" .")


def _in_tiny_text(blocks: Sequence[Block]) -> list[str]:
    """A posting of a few sentences names its place in one of them."""
    if sum(len(block.text) for block in blocks) > _TINY:
        return []
    for block in blocks:
        for town, _ in _towns_behind("location.in", block.text):
            if country_code(town) in _CITY_STATES:  # not "people who study the net in Germany"
                return [town]
    for block in blocks:
        for piece in block.text.split(", ")[1:]:
            for place in (piece, piece.partition(". ")[0]):
                if looks_like_place(place):
                    return [place]
    return []
