"""Schools: degree, field of study, institution, grade and courses."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.importing.parts import Part, comma_pieces, header_parts, is_place
from orchestrator.tasks.importing.resources import (
    alternatives,
    folded_in_place,
    is_unspaced,
    whole_words,
    words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.importing.entries import Entry

_JOINT = re.compile(r"\s*(?:[,:–—-]|\b(?:in der|in(?!\s+der\b)|im|en|em|of|di|de|i)\b)\s*")

_MOST_AREA_WORDS = 6
_OCCUPATION = re.compile(r"\s*(?:zu[mr]?|als|as an?|as|como|comme|tot|til|till|jako)\s+\S")


@cache
def _degree() -> re.Pattern[str]:
    return re.compile(whole_words("degrees"))


@cache
def _degree_start() -> re.Pattern[str]:
    return re.compile(
        r"(?:(?:joint|double|dual|executive|integrated|higher|advanced|post[- ]?graduate)\s+)?"
        rf"(?:{alternatives('degrees')})(?![^\W_])\.?"
        r"(?:\s+(?:of|of the)\s+(?:science|arts|engineering|business administration|education|laws|"
        r"philosophy|fine arts|technology|commerce|music|public health|applied science|nursing|"
        r"architecture|social work|public administration|design|medicine|public policy)\b)?"
        r"(?:\s+(?:(?:level|niveau|livello|nivel|stufe)\s*)?\d(?!\d))?"
        r"(?:\s+grado (?:medio|superior))?"
        r"(?:\s*\((?:hons|honours|hons\.|honors|[a-z]{1,4}\.?\s?(?:[a-z]{1,4}\.?)?)\.?\))?(?:\s+degree)?(?:\s+diploma)?"
    )


@cache
def _institution() -> re.Pattern[str]:
    unspaced = "|".join(filter(is_unspaced, words("institution_marks")))
    marks = "|".join(
        re.escape(word) for word in sorted(words("institution_marks"), key=len, reverse=True)
    )
    return re.compile(
        rf"(?<![^\W_])(?:{marks})|{unspaced}|(?:schule|gymnasium|universitat|akademie|school|kolleg)(?![^\W_])"
    )


@cache
def _score() -> re.Pattern[str]:
    return re.compile(
        rf"\(?(?<![^\W_])(?:{alternatives('scores')})(?![^\W_])\s*(?:\([^)]*\))?\s*[:=]?\s*"
        r"(?P<value>[\d]+(?:[.,]\d+)?\s*%?(?:\s?(?:/|out of|von|sur|su)\s?\d+(?:[.,]\d+)?)?)?\)?",
        re.IGNORECASE,
    )


def is_degree_like(text: str) -> bool:
    """Whether a text holds the name of a degree."""
    return _degree().search(fold(text)) is not None


def is_school_like(text: str) -> bool:
    """Whether a text holds a word of schools' names."""
    return _institution().search(fold(text)) is not None


def is_school(text: str) -> bool:
    """Whether a line heads an entry by its words alone: a degree at its start, or a school."""
    return _degree_start().match(fold(text)) is not None or is_school_like(text)


def degree_score(text: str) -> float:
    """How much a text looks like a degree (above 0) or a school (below)."""
    score = 0.0
    if _degree_start().match(fold(text)):
        score += 1.5
    elif is_degree_like(text):
        score += 0.7
    if is_school_like(text):
        score -= 1.0
    return score


def schools_of(entries: Sequence[Entry]) -> list[dict[str, object]]:
    """Return JSON Resume entries of `education`."""
    pairs = [_parts(entry) for entry in entries if entry.header]
    overall = sum(
        degree_score(parts[0]) - degree_score(parts[1]) for _, parts, _ in pairs if len(parts) > 1
    )
    found = [_document(entry, parts, fields, overall) for entry, parts, fields in pairs]
    for (before, _, _), (entry, _, _), above, below in zip(
        pairs, pairs[1:], found, found[1:], strict=False
    ):  # a further degree under the name of one school
        shared = before.heads and not entry.heads and "institution" in above
        if shared and "institution" not in below:
            below["institution"] = above["institution"]
    return [
        document
        for document in found
        if document.get("institution") or document.get("studyType") or document.get("area")
    ]


def _parts(entry: Entry) -> tuple[Entry, list[str], dict[str, object]]:
    header = header_parts(entry.header, at=False)
    fields: dict[str, object] = {}
    if header.place:
        fields["x-location"] = header.place
    if header.url:
        fields["url"] = header.url
    texts: list[str] = []
    for part in _in_order(header.main):
        text = _without_score(part.text, fields)
        if text:
            texts.append(text)
    merged: list[str] = []
    for number, text in enumerate(texts):
        # A degree broken over two lines.
        if (
            merged
            and len(texts) > 2
            and header.main[number].row == header.main[number - 1].row + 1
            and (
                text[:1].islower()
                or merged[-1].lower().endswith((" in", " of", " en", " and", " et", ","))
            )
        ):
            merged[-1] = f"{merged[-1]} {text}"
        else:
            merged.append(text)
    if len(merged) == 1:
        merged = _cut(merged[0])
    elif len(merged) == 2:
        merged = _recut(merged)
    if header.extras:
        fields["x-details"] = list(header.extras)
    return entry, merged, fields


def _in_order(parts: Sequence[Part]) -> list[Part]:
    """Parts with those first that a label names the degree."""
    return sorted(parts, key=lambda part: part.role != "position") if parts else []


def _without_score(text: str, fields: dict[str, object]) -> str:
    for match in _score().finditer(folded_in_place(text)):
        told = "value" if match["value"] else 0
        # Honours such as "magna cum laude" are a grade by themselves, behind the degree.
        if told or (match.start() > 0 and " " in match[0].strip() and ":" not in match[0]):
            fields.setdefault("score", text[match.start(told) : match.end(told)].strip(" ()"))
            rest = f"{text[: match.start()].rstrip(' ,;(|')} {text[match.end() :].lstrip(' ,;)')}"
            return rest.strip(" ,;:|").removesuffix(" .")
    return text


def _cut(text: str) -> list[str]:
    """Part "B.S. in Computer Science, Ridgemont State University" where degree and school meet."""
    pieces = comma_pieces(text)
    if len(pieces) < 2:
        return _at_school(text)
    cuts: list[tuple[float, int]] = []
    for cut in range(1, len(pieces)):
        left, right = ", ".join(pieces[:cut]), ", ".join(pieces[cut:])
        contrast = abs(_head_score(left) - _head_score(right))
        cuts.append((contrast + 0.01 * cut, cut))
    _, cut = max(cuts)
    return [", ".join(pieces[:cut]), ", ".join(pieces[cut:])]


def _at_school(text: str) -> list[str]:
    """Part "Matura an der HAK Linz", "BSc at Leeds University"."""
    match = re.search(
        r"\s+(?:at|from|an der|am|an|chez|à l['’]|à|presso|aan de|pela|na)\s*(?=\S)", text
    )
    trained = re.search(r"\s+(?:bei der|bei|beim|chez)\s+(?=\S)", text)
    if trained and is_degree_like(text[: trained.start()]):
        return [text[: trained.start()], text[trained.end() :]]
    if match and is_degree_like(text[: match.start()]) and is_school_like(text[match.end() :]):
        return [text[: match.start()], text[match.end() :]]
    return [text]


def _head_score(text: str) -> float:
    return degree_score(text) + (0.2 if is_degree_like(text) else 0.0)


def _recut(parts: list[str]) -> list[str]:
    """Part what holds both where the other holds neither: "BSc Physics, Leeds Uni | Leeds"."""
    for index, other in ((0, 1), (1, 0)):
        pieces = comma_pieces(parts[index])
        if len(pieces) == 2 and degree_score(parts[other]) == 0:
            one, two = pieces
            if degree_score(one) * degree_score(two) < 0:
                return [one, two, parts[other]]
    return parts


def _document(
    entry: Entry, parts: list[str], fields: dict[str, object], overall: float
) -> dict[str, object]:
    degree, school, spare = _assigned(parts, overall)
    document: dict[str, object] = {}
    if school:
        document["institution"] = school
    if degree:
        study, area = split_degree(degree)
        if area is None and study and is_degree_like(study):
            area = next(filter(_may_be_area, spare), None)  # on a line of its own
            spare = [text for text in spare if text != area]
        if study:
            document["studyType"] = study
        if area:
            document["area"] = area
    span = entry.span
    if span is not None:
        if span.single:
            document["endDate"] = span.start
        else:
            if span.start:
                document["startDate"] = span.start
            if span.end:
                document["endDate"] = span.end
    document |= fields
    _add_body(document, entry)
    if spare:
        document["x-details"] = [*spare, *_strings(document.get("x-details"))]
    return document


def _assigned(parts: list[str], overall: float) -> tuple[str | None, str | None, list[str]]:
    if not parts:
        return None, None, []
    if len(parts) == 1:
        return (None, parts[0], []) if degree_score(parts[0]) < 0 else (parts[0], None, [])
    schools = [text for text in parts if is_school_like(text)]
    degrees = [text for text in parts if degree_score(text) > 0]
    degree = max(degrees, key=degree_score, default=None)
    school = next((text for text in schools if text != degree), None)
    rest = [text for text in parts if text not in (degree, school)]
    if degree and not school and rest:
        school = rest.pop(0)
    elif school and not degree and rest:
        degree = rest.pop(0)
    elif not school and not degree:
        first, second = parts[0], parts[1]
        degree, school = (second, first) if overall < 0 else (first, second)
        rest = parts[2:]
    return degree, school, rest


def _may_be_area(text: str) -> bool:
    short = len(text.split()) <= _MOST_AREA_WORDS and not any(map(str.isdigit, text))
    return short and not is_place(text) and not is_school_like(text)


def split_degree(text: str) -> tuple[str | None, str | None]:
    """Part "B.S. in Computer Science" into the kind of degree and its field."""
    folded = folded_in_place(text)
    start = _degree_start().match(folded)
    if start is None:
        area, mark, last = text.rpartition(",")
        if mark and len(last.split()) <= 2 and degree_score(last.strip()) > 1:
            return last.strip(), area.strip()  # "Hospitality Management, Associate"
        return text, None
    if _OCCUPATION.match(folded[start.end() :]):
        return text, None  # "Ausbildung zur Industriekauffrau" has no field besides
    joint = _JOINT.match(folded[start.end() :])
    rest = text[start.end() + (joint.end() if joint else 0) :].strip(" ,;:")
    whole = text[: start.end()].strip(" ,;:")
    further = re.search(r"\s(?:in|im|en|em|der|major in|majoring in|,)\s", folded[start.end() :])
    if not rest:
        return text, None
    if joint and re.match(r"\s*(?:of|di|de|i)\b", joint[0]) and further:
        at = start.end() + further.start()
        return text[:at].strip(" ,"), text[start.end() + further.end() :].strip(" ,")
    if rest.startswith(("(", "d'", "d\u2019")):
        return text, None
    return whole, rest


def _add_body(document: dict[str, object], entry: Entry) -> None:
    courses: list[str] = []
    notes: list[str] = []
    labels = "|".join(re.escape(x) for x in sorted(words("courses"), key=len, reverse=True))
    pattern = re.compile(rf"(?:{labels})\s*(?:include[ds]?)?\s*[:–-]\s*", re.IGNORECASE)
    for paragraph in entry.body:
        match = pattern.match(folded_in_place(paragraph.text))
        if match:
            from orchestrator.tasks.importing.lists import items_of

            courses += items_of(paragraph.text[match.end() :])
            continue
        rest = _without_score(paragraph.text, document)
        if rest and any(c.isalnum() for c in rest):
            notes.append(paragraph.text)
    if courses:
        document["courses"] = courses
    if notes:
        document["x-highlights"] = notes


def _strings(value: object) -> list[str]:
    return [str(item) for item in cast("list[object]", value)] if isinstance(value, list) else []
