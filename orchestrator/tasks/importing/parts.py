"""The parts of an entry's header: its texts between dashes, pipes, dots and commas, and places."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.importing.dates import spans, without
from orchestrator.tasks.importing.resources import alternatives, holding, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.importing.rows import Row

_SEPARATOR = re.compile(
    r"\t+|\s+[|¦│∣•·●▪◦⋅∙‧/]+\s+|\s*[|¦│•●▪]\s*|\s+@\s+|\s+[-–—―~]+\s+|\s*[—―]\s*|\s+//\s+|;\s+"
)
_COMMA = re.compile(r",\s+(?![^()]*\))")
_STRIPPED = " \t,;:|/·•–—-*_"
_STATE = re.compile(r"^[^\W\d][\w .'’-]{1,40},\s?[A-Z]{2}(?:\s\d{5})?$")
_BEHIND_DASH = re.compile(r"(.*\w[.)]?)[-–]([^\W\d][^-–,]{1,40},\s?[A-Z]{2}(?:\s\d{5})?)")
_FIRM = re.compile(
    r"\s(?:&|and|und|et|y|e)\s(?:co\.?|company|partners?|associates|sons|llp"
    r"|[^\W\d_]+ (?:llp|llc|ltd|inc)\.?)$",
    re.IGNORECASE,
)
_LEGAL = frozenset(
    ("inc", "inc.", "llc", "l.l.c.", "ltd", "ltd.", "lda", "lda.", "ltda", "ltda.", "gmbh", "ag",
     "co.", "corp", "corp.", "plc", "s.a.", "sa", "s.l.", "srl", "s.r.l.", "s.p.a.", "bv", "b.v.",
     "n.v.", "llp", "lp", "kg", "se", "o.o.", "s.r.o.", "a.s.", "e.v.", "jr.", "jr", "sr.", "m.d.",
     "ph.d.", "phd", "pty", "limited")
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a header.

    Attributes:
        row: Which row of the header it stands in.
        cell: Which cell of that row.
        bold: Whether it is set in bold.
        role: "employer" or "position" where a label says so.
    """

    text: str
    row: int
    cell: int
    bold: bool
    role: str | None = None


@dataclass(frozen=True, slots=True)
class HeaderParts:
    """A header in parts.

    Attributes:
        main: What can be a title, an employer, a degree or a school, in order.
        place: Where it was.
        extras: Words such as "full-time".
        url: An address in the header.
        prose: Sentences that stand in a row of the header.
    """

    main: tuple[Part, ...]
    place: str | None
    extras: tuple[str, ...]
    url: str | None
    prose: tuple[str, ...] = ()


_URL = re.compile(
    r"(?:https?://|www\.)[^\s|,;)]+|\b[\w-]+(?:\.[\w-]+)*\."
    r"(?:com|org|net|edu|gov|io|dev|app|de|fr|es|it|nl|eu|uk|ch|pl|pt|se|cz|ca|jp|co|me|example)"
    r"(?:/[^\s|,;)]*)?(?![\w@]|\.\w)"
)


_STOP = re.compile(r"(?<=[^\W\d_]{3})\.\s+(?=[^\W\d_a-z])")
_MOST_HEADER_WORDS = 16
_LEAST_NAME = 7
"""Letters of a word that is no abbreviation, though a full stop follows it."""


def header_parts(rows: Sequence[Row], *, at: bool = True) -> HeaderParts:
    """Part a header.

    Args:
        rows: Of the header.
        at: Whether "Engineer at Acme" is two parts.
    """
    main: list[Part] = []
    places: list[str] = []
    extras: list[str] = []
    url: str | None = None
    prose: list[str] = []
    for number, row in enumerate(rows):
        for cell_number, cell in enumerate(row.cells):
            whole = _at_bold(cell, _bold_start(row, cell_number)) if at else cell
            role, text = _labelled(_without_dates(whole))
            link = _URL.search(text)
            if link and "@" not in text:
                url = url or link[0].rstrip(".")
                text = (text[: link.start()] + text[link.end() :]).strip(_STRIPPED + "()")
            for piece in _pieces(text, at=at):
                if main and _is_sentence(piece):
                    prose.append(piece)
                    continue
                bold = row.bold or (cell_number == 0 and row.bold_start > 0)
                main.append(Part(piece, number, cell_number, bold, role))
    kept: list[Part] = []
    for part in main:
        text, place = _without_place(part.text, alone=len(main) > 1 or part.cell > 0)
        if place:
            places.append(place)
        text, extra = _without_extra(text)
        if extra:
            extras.append(extra)
        if text:
            kept.append(replace(part, text=text))
    kept, lone = _without_lone_place(kept, has_place=bool(places))
    place = places[0] if places else lone
    return HeaderParts(tuple(kept), place, (*extras, *places[1:]), url, tuple(prose))


def _bold_start(row: Row, cell: int) -> int:
    if len(row.bold_starts) == len(row.cells):
        return row.bold_starts[cell]
    return row.bold_start if cell == 0 else 0


def _at_bold(cell: str, bold: int) -> str:
    """Part "**Alder Freight** Yard Manager" where the bold type ends, unless a phrase goes on."""
    head, tail = cell[:bold].rstrip(_STRIPPED), cell[bold:].lstrip(_STRIPPED)
    whole = bold < len(cell) and (cell[bold - 1].isalnum() and cell[bold].isalnum())
    if not head or not tail or whole or tail[:1].islower() or not tail[:1].isalpha():
        return cell
    return f"{head}\t{tail}"


def ends_with_legal_form(text: str) -> bool:
    """Whether the full stop at the end of a text is that of "Inc.", "S.A." or "z o.o."."""
    return text.rsplit(maxsplit=1)[-1].lower() in _LEGAL if text.split() else False


def _is_sentence(text: str) -> bool:
    return len(text.split()) >= 4 and text.endswith(".") and not ends_with_legal_form(text)


def _labelled(text: str) -> tuple[str | None, str]:
    """Take a label such as "Company:" from the start of a text, and what it says of the rest."""
    label, _, value = text.replace("：", ":").partition(":")
    label = fold(label).strip()
    if label in words("labels_employer") and value.strip():
        return "employer", value.strip()
    if label in words("labels_position") and value.strip():
        return "position", value.strip()
    if label in words("labels_period") or label in words("labels_duties"):
        return None, value.strip()
    return None, text


def _without_dates(text: str) -> str:
    from orchestrator.tasks.importing.dates import DURATION

    for _ in range(4):
        found = spans(text)
        if not found:
            break
        text = without(text, found[-1])
        text = re.sub(r"\(\s*\)", "", text)
    stripped = DURATION.sub(" ", text) if DURATION.fullmatch(text.strip(_STRIPPED + "()")) else text
    return re.sub(r"[(\[]\s*(?:[-–,]\s*)?[)\]]", "", stripped).strip(_STRIPPED)


def _pieces(text: str, *, at: bool) -> list[str]:
    found: list[str] = []
    for raw in _SEPARATOR.split(text):
        sentence, piece = raw.strip(" \t"), raw.strip(_STRIPPED)
        if not any(character.isalpha() for character in piece):
            continue
        if found and _is_sentence(sentence):
            found.append(sentence)
            continue
        for part in _at_stops(piece):
            found += _at(part) if at else [part]
    return found


def _at_stops(text: str) -> list[str]:
    """Part "Cook. Hotel Serena, Nerja": names that end with a full stop, not abbreviations."""
    found = [text]
    while (match := _STOP.search(found[-1])) and len(text.split()) <= _MOST_HEADER_WORDS:
        head, rest = found[-1][: match.start()], found[-1][match.end() :]
        is_name = has_job_noun(head) or head.isupper() or len(head.split()[-1]) >= _LEAST_NAME
        if not is_name:
            break
        found[-1:] = [head, rest.rstrip(".") if _is_sentence(rest) else rest]
    return found


@lru_cache(maxsize=1)
def _at_pattern() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{alternatives('at')})\s+|\s*@\s+", re.IGNORECASE)


def _at(text: str) -> list[str]:
    """Part "Engineer at Acme": only where what stands before is a title and what follows a name."""
    for match in _at_pattern().finditer(text):
        before, after = text[: match.start()].strip(_STRIPPED), text[match.end() :].strip(_STRIPPED)
        word = match[0].strip().lower()
        unmistakable = word in {"@", "at", "bei", "chez", "presso", "bij", "beim", "bei der"}
        if not before or not after or not (has_job_noun(before) or unmistakable):
            continue
        if after[:1].isupper() and (unmistakable or not has_job_noun(after)):
            if not unmistakable and not is_employer_like(after):
                continue
            return [before, after]
    return [text]


@lru_cache(maxsize=2048)
def is_place(text: str) -> bool:
    """Whether a short text is a place and nothing else."""
    text = text.strip(_STRIPPED + "()")
    folded = fold(text)
    if folded in words("remote"):
        return True
    if _STATE.match(text) and (not is_employer_like(text) or _is_town_like_employer(text)):
        return True
    if has_job_noun(text) and "," not in text:
        return False
    return len(text.split()) <= 6 and not is_employer_like(text) and looks_like_place(text)


def _is_town_like_employer(text: str) -> bool:
    return fold(text.partition(",")[0]).strip() in words("towns_like_employers")


@lru_cache(maxsize=2048)
def is_employer_like(text: str) -> bool:
    """Whether a text holds a word of employers' names."""
    return holding("employer_marks").search(fold(text)) is not None


def comma_pieces(text: str) -> list[str]:
    """Part at commas; "Inc." and the like stay with their name."""
    found: list[str] = []
    for raw in _COMMA.split(text):
        piece = raw.strip() if raw.strip().lower() in _LEGAL else raw.strip(_STRIPPED)
        if found and (
            piece.lower() in _LEGAL
            or piece.lower().rstrip(".") in _LEGAL
            or _are_partners(found[-1], piece)
        ):
            found[-1] = f"{found[-1]}, {piece}"
        elif piece:
            found.append(piece)
    return found


def _are_partners(before: str, piece: str) -> bool:
    """Whether a comma parts the names of a firm: "Smith, Jones & Co."."""
    names = len(before.split()) <= 2 and not has_job_noun(before)
    return names and _FIRM.search(piece) is not None


def _without_place(text: str, *, alone: bool) -> tuple[str, str | None]:
    """Take the place from the end of a part: after commas, or in parentheses."""
    inner = re.search(r"\s*\(([^()]+)\)\s*$", text)
    if inner and is_place(inner[1]):
        rest, further = _without_place(text[: inner.start()].strip(_STRIPPED), alone=alone)
        return rest, f"{further}" if further else inner[1]
    dashed = _BEHIND_DASH.fullmatch(text)
    if dashed and is_place(dashed[2]) and not looks_like_place(text.partition(",")[0]):
        return dashed[1].strip(_STRIPPED), dashed[2]  # as Indeed writes it
    pieces = comma_pieces(text)
    first = len(pieces)
    while first > 0 and len(pieces) - first < 3:  # the longest tail, each step of it a place
        start = first - 1
        if not _is_tail_place(pieces[start:]):
            if start == 0 or not _is_tail_place(pieces[start - 1 :]):
                break
            start -= 1  # "Springfield, IL": the state alone is none
        first = start
    if first == len(pieces) or (first == 0 and not (alone and len(pieces) > 1)):
        return text, None
    begin = 0
    for piece in pieces[:first]:
        begin = text.find(piece, begin) + len(piece)
    return text[:begin].strip(_STRIPPED), text[begin:].strip(_STRIPPED)


def _is_tail_place(pieces: Sequence[str]) -> bool:
    if not is_place(", ".join(pieces)) or (len(pieces) > 1 and not _may_start(pieces)):
        return False
    if len(pieces) == 2 and _is_town_like_employer(pieces[0]) and _STATE.match(", ".join(pieces)):
        return True
    return all(not has_job_noun(piece) and not is_employer_like(piece) for piece in pieces)


def _may_start(pieces: Sequence[str]) -> bool:
    """Whether the first piece is a town, known or told by the state behind it."""
    return is_place(pieces[0]) or (len(pieces) == 2 and _STATE.match(", ".join(pieces)) is not None)


def _without_extra(text: str) -> tuple[str, str | None]:
    folded = fold(text)
    if folded in words("employment") and not has_job_noun(text):
        return "", text
    inner = re.search(r"\s*[(,]\s*([^(),]+)\)?\s*$", text)
    if inner and fold(inner[1]) in words("employment"):
        return text[: inner.start()].strip(_STRIPPED), inner[1].strip()
    return text, None


def _without_lone_place(parts: list[Part], *, has_place: bool) -> tuple[list[Part], str | None]:
    """A town alone is the place where two other parts are left, or where it stands at the right."""
    if has_place or len(parts) < 2:
        return parts, None
    if len(parts) == 2 and is_place(parts[1].text) and len(comma_pieces(parts[0].text)) > 1:
        return parts[:1], parts[1].text
    for part in reversed(parts):
        at_right = part.cell > 0 and part.row < 3
        if (len(parts) > 2 or at_right) and is_place(part.text):
            return [other for other in parts if other is not part], part.text
    return parts, None
