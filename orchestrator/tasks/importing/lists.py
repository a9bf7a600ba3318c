"""Sections that are lists: skills in groups, languages with levels, interests."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.importing.blocks import Block, blocks_of, is_level
from orchestrator.tasks.importing.body import has_no_room, paragraphs_of
from orchestrator.tasks.importing.headings import section_of
from orchestrator.tasks.importing.resources import folded_in_place, whole_words
from orchestrator.tasks.importing.rows import Row, unmarked

if TYPE_CHECKING:
    from collections.abc import Sequence

_BETWEEN = re.compile(
    r"\s*(?:,(?!\d{3}(?!\d))|[;|•·●▪◦⋅∙、，،；])\s*(?![^()]*\))|\t+|\s{3,}|\s+/\s+|\s+[–—]\s+(?=[A-Z].*[–—])"
)
_GROUP = re.compile(r"^\s*(?P<name>[^:|•·]{2,48}?)\s*(?::|\s[–—]\s)\s*(?P<rest>\S.*)$", re.DOTALL)
_RATING = re.compile(r"[●○◉◯⬤★☆■□▪▫◆◇⚫⚪✦✧⭐\uf000-\uf8ff]{2,}|\b\d{1,3}\s?%|\b[1-5]\s?/\s?5\b")
_LONGEST = 70
_SENTENCE_WORDS = 9
_DONE_WORDS = 5
_STRENGTH_WORDS = 4
_SAME_EDGE = 0.3
_NARROW = 26  # sizes of the type: a column beside another
_AND = re.compile(r"^(?:and|und|et|y|e|en|&|sowie)\s+", re.IGNORECASE)


def items_of(text: str) -> list[str]:
    """Part a list at commas, pipes, dots and wide gaps, but not within parentheses."""
    found: list[str] = []
    for raw in filter(None, _BETWEEN.split(text)):
        piece = _AND.sub("", raw.strip(" \t.,;:|•·–—")).strip()
        if piece and any(character.isalnum() for character in piece):
            found.append(piece + ")" * (piece.count("(") - piece.count(")")))
    return found


def skills_of(
    rows: Sequence[Row], heading: str = ""
) -> tuple[list[dict[str, object]], list[tuple[str, list[str]]]]:
    """Read a section of skills.

    Returns:
        JSON Resume entries of `skills`, and groups that are another section's: a row "Languages:
        English, German" or "Interests: chess" among the skills, as (kind, items).
    """
    described = _described(rows) or _under_names(rows)
    if described:
        return described, []
    blocks = blocks_of(rows)
    if blocks is not None:
        return [_block_document(block) for block in blocks], []
    groups: list[tuple[str | None, list[str]]] = []
    others: list[tuple[str, list[str]]] = []
    for name, values in _groups(rows):
        if heading and values and fold(values[0]).startswith(fold(heading) + " "):
            values[0] = values[0][len(heading) :].strip()  # a label beside the list repeats it
        kind = section_of(name) if name else None
        if kind == "languages" and _are_languages(values):
            others.append(("languages", values))
        elif kind in {"interests", "certificates", "awards"}:
            others.append((kind, values))
        elif name and is_level(name) and values and all(language_of(v) for v in values):
            others.append(("languages", [f"{name}: {', '.join(values)}"]))
        elif not name and len(values) > 1 and all(language_of(value) for value in values):
            others.append(("languages", values))
        else:
            groups.append(
                (None if kind == "skills" and name and not _is_telling(name) else name, values)
            )
    return [document for group in groups for document in _skill_documents(*group)], others


def _described(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Strengths with a sentence about each: "Patience" above "Migrated the engine in a year."."""
    texts = [paragraph.text for paragraph in paragraphs_of(rows)]
    names, told = texts[::2], texts[1::2]
    are_names = all(len(x.split()) <= _STRENGTH_WORDS and x[-1] not in ".,:;" for x in names)
    are_told = all(x.endswith(".") and len(x.split()) > _STRENGTH_WORDS for x in told)
    if not told or len(names) != len(told) or not are_names or not are_told:
        return []
    return [{"name": name, "x-details": [text]} for name, text in zip(names, told, strict=True)]


def _under_names(rows: Sequence[Row]) -> list[dict[str, object]]:
    """Groups whose names look like their lists: "Laboratory" above "PCR, ELISA"."""
    if any(row.item or len(row.cells) > 1 for row in rows):
        return []
    for lines in ([row.text for row in rows], [texts[0] for _, texts in _lines(rows)]):
        found = _alternating(lines)
        if found:
            return found
    return []


def _alternating(lines: Sequence[str]) -> list[dict[str, object]]:
    """The groups, where each second line is a list and the others are names."""
    names = lines[::2]
    lists = [items_of(text) for text in lines[1::2]]
    are_names = all(len(x.split()) <= _STRENGTH_WORDS and len(items_of(x)) == 1 for x in names)
    are_lists = len(lists) > 1 and all(len(x) > 1 for x in lists)
    if len(names) != len(lists) or not are_names or not are_lists or ":" in "".join(names):
        return []
    return [{"name": name, "keywords": found} for name, found in zip(names, lists, strict=True)]


def _block_document(block: Block) -> dict[str, object]:
    keywords = [
        item for row in block.rows for cell in row.cells for item in items_of(unmarked(cell))
    ]
    level = {"level": block.level} if block.level else {}
    return {"name": block.name, **level, **({"keywords": keywords} if keywords else {})}


def _is_telling(name: str) -> bool:
    return fold_label(name) not in {
        "skills",
        "kenntnisse",
        "competences",
        "competencias",
        "competenze",
        "vaardigheden",
        "habilidades",
    }


def _groups(rows: Sequence[Row]) -> list[tuple[str | None, list[str]]]:
    found: list[tuple[str | None, list[str]]] = []
    pending: str | None = None
    heads: str | None = None
    lines = _lines(rows)
    grid = _is_grid(lines)
    for row, texts in lines:
        if len(texts) == 2 and not grid and _is_group_cell(row, texts):
            found.append((texts[0].strip(" :"), items_of(texts[1])))
            pending = None
            continue
        if len(texts) == 1 and not _GROUP.match(texts[0]) and _has_bold_label(row, texts[0]):
            at = row.bold_start - len(row.cells[0]) + len(texts[0])
            found.append((texts[0][:at].strip(" :–—-"), items_of(texts[0][at:])))
            pending = None
            continue
        for text in texts:
            group = _GROUP.match(text)
            if group and not is_level(group["rest"]) and len(group["name"].split()) <= 6:
                found.append((group["name"].strip(" •·"), items_of(group["rest"])))
                pending = None
                continue
            if text.rstrip().endswith(":") and len(text) < 50:
                if found and found[-1] == (heads, []):
                    found.pop()  # a heading over groups that have names of their own
                pending = text.strip(" :")
                found.append((pending, []))
                continue
            if _is_subheading(row, text, rows):
                pending = heads = text.strip(" :")
                found.append((pending, []))
                continue
            done = pending is not None and row.item and _is_achievement(text)
            values = [text] if done or _is_sentence(text) else items_of(text)
            if (pending and found and found[-1][0] == pending) or (found and found[-1][0] is None):
                found[-1][1].extend(values)
            else:
                found.append((None, values))
    return [(name, values) for name, values in found if values or name]


def _is_grid(lines: Sequence[tuple[Row, list[str]]]) -> bool:
    """Whether what stands side by side are single skills, not names of groups and their lists."""
    beside = [(row, texts) for row, texts in lines if len(texts) > 1]
    named = any(row.bold_start > 0 or texts[0].endswith(":") for row, texts in beside)
    among = beside if len(beside) > 1 else lines
    single = all(len(items_of(text)) < 2 for _, texts in among for text in texts)
    many = len(beside) > 1 or (bool(beside) and len(lines) > 2)
    return many and single and not named


def _lines(rows: Sequence[Row]) -> list[tuple[Row, list[str]]]:
    """Each row's texts, and what was broken to fit joined to its start."""
    found: list[tuple[Row, list[str]]] = []
    for row in rows:
        texts = [unmarked(cell) for cell in row.cells if any(c.isalnum() for c in cell)]
        if not texts:
            continue
        if len(texts) == 1 and found and _is_beside(found[-1][0], row):
            broken = has_no_room(found[-1][0], row) or row.text[:1].islower()
            found[-1][1][-1] += f" {texts[0]}" if broken else f", {texts[0]}"
            continue
        if found and len(texts) == 1 and _continues(found[-1][0], found[-1][1], row, texts[0]):
            before = found[-1][1]
            before[-1] = f"{before[-1]} {texts[0]}"
            found[-1] = (row, before)
            continue
        found.append((row, texts))
    return found


def _is_beside(last: Row, row: Row) -> bool:
    """Whether a row goes on below the second cell of the one before, as in a table."""
    second = len(last.lefts) == 2 and abs(row.left - last.lefts[1]) < _SAME_EDGE
    return second and row.left > last.left + 1 and not row.item


def _continues(last: Row, before: list[str], row: Row, text: str) -> bool:
    if row.item or row.bold or row.bold_start or _GROUP.match(text) or row.gap > 1.0:
        return False
    if before[-1].rstrip().endswith((",", "&", "·", "|", "/", "(")) or before[-1].count(
        "("
    ) > before[-1].count(")"):
        return True
    if text[:1] in ",;&":
        return True
    narrow = 0 < row.edge < _NARROW and text[:1].islower()
    least = 1 if narrow else 2
    listed = any(before[-1].count(mark) >= least for mark in ",|·•∙⋅●▪◦")
    return listed and has_no_room(last, row) and (narrow or len(before[-1]) > 30)


def _has_bold_label(row: Row, text: str) -> bool:
    """Whether a row starts with the name of its group in bold: "**Tools** Git, Docker"."""
    at = row.bold_start - len(row.cells[0]) + len(text)
    label, rest = text[: max(at, 0)], text[max(at, 0) :]
    named = 0 < len(label.split()) <= 5 and "," not in label and not label.rstrip().endswith(":")
    return named and any(map(str.isalnum, rest)) and not is_level(rest.strip(" ()–—-"))


def _is_group_cell(row: Row, texts: Sequence[str]) -> bool:
    first, second = texts
    named = len(first.split()) <= 5 and len(first) <= 40 and "," not in first
    return named and not is_level(second) and ("," in second or row.bold_start > 0 or ":" in first
                                                or len(row.lefts) < 2 or row.lefts[1] < 22)  # fmt: skip  # noqa: E501


def _is_subheading(row: Row, text: str, rows: Sequence[Row]) -> bool:
    if row.item or "," in text or len(text.split()) > 5 or not (row.bold or row.level):
        return False
    return not all(other.bold for other in rows)


def _is_sentence(text: str) -> bool:
    return len(text.split()) > _SENTENCE_WORDS and not any(mark in text for mark in ",|·•;")


def _is_achievement(text: str) -> bool:
    """Whether an item under a group's name tells what was done there, as functional CVs do."""
    pieces = items_of(text)
    longest = max((len(piece.split()) for piece in pieces), default=0)
    return longest >= _DONE_WORDS or (len(pieces) < 3 and len(text.split()) >= _DONE_WORDS)


def _skill_documents(name: str | None, values: Sequence[str]) -> list[dict[str, object]]:
    cleaned: list[tuple[str, str | None]] = []
    for value in values:
        text, level = _level(_RATING.sub("", value).strip(" -–—:·"))
        if text:
            cleaned.append((text, level))
    if name:
        keywords = [f"{text} ({level})" if level else text for text, level in cleaned]
        keywords = [
            v if v in values else text for v, (text, _) in zip(keywords, cleaned, strict=True)
        ]
        return [{"name": name, **({"keywords": keywords} if keywords else {})}]
    return [{"name": text, **({"level": level} if level else {})} for text, level in cleaned]


def _level(text: str) -> tuple[str, str | None]:
    match = re.fullmatch(
        r"(?P<name>.+?)\s*(?:[:–—-]\s+|\((?=[^()]+\)$)|\s{2,})(?P<level>[^()]+?)\)?", text
    )
    if match and is_level(match["level"]):
        return match["name"].strip(" :–—-("), match["level"].strip()
    return text, None


@cache
def _language_pattern() -> re.Pattern[str]:
    return re.compile(whole_words("names", "languages"))


def language_of(text: str) -> str | None:
    """The language that a text starts with or names after its level, as written."""
    match = _language_pattern().search(folded_in_place(text))
    if match is None:
        return None
    before = text[: match.start()].strip(" :-–—•")
    if before and not is_level(before) and len(before.split()) > 2:
        return None
    return text[match.start() : match.end()]


def _are_languages(values: Sequence[str]) -> bool:
    return sum(language_of(value) is not None for value in values) >= max(1, len(values) - 1)


def languages_of(texts: Sequence[str]) -> list[dict[str, object]]:
    """Return JSON Resume entries of `languages` from lines or items."""
    found: list[dict[str, object]] = []
    for text in texts:
        for piece in _language_pieces(text):
            name = language_of(piece)
            if name is None:
                if found and is_level(piece) and "fluency" not in found[-1]:
                    found[-1]["fluency"] = piece.strip(" ()")
                continue
            at = piece.find(name)
            rest = _RATING.sub("", f"{piece[:at]} {piece[at + len(name) :]}")
            fluency = rest.strip(" \t:–—-•·()/|,.،、；")
            if any(entry["language"] == name for entry in found):
                continue
            found.append(
                {
                    "language": name,
                    **({"fluency": fluency} if fluency and len(fluency) < _LONGEST else {}),
                }
            )
    return found


def _language_pieces(text: str) -> list[str]:
    """Part "English (native), German (B2) and French": at what stands before a further language."""
    starts = [match.start() for match in _language_pattern().finditer(folded_in_place(text))]
    if len(starts) < 2:
        return [text]
    if ":" in text and is_level(text.partition(":")[0]):
        level, _, rest = text.partition(":")
        return [f"{item} ({level.strip()})" for item in items_of(rest)]
    pieces = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    cleaned = [
        re.sub(r"(?:[\s,;|•·/&–-]+(?:and|und|et|y|e|en)?\s*)$", "", piece) for piece in pieces
    ]
    before = text[: starts[0]].strip(" :–-•")
    return [f"{before} {cleaned[0]}".strip() if before else cleaned[0], *cleaned[1:]]


def texts_of(rows: Sequence[Row]) -> list[str]:
    """Lines of a list section: each paragraph, item or cell."""
    if any(len(row.cells) > 1 for row in rows):
        return [" ".join(unmarked(cell) for cell in row.cells) for row in rows]
    return [paragraph.text for paragraph in paragraphs_of(rows)]


def interests_of(texts: Sequence[str]) -> list[dict[str, object]]:
    """Return JSON Resume entries of `interests`."""
    return [
        {"name": item}
        for text in texts
        for item in ([text] if _is_sentence(text) else items_of(text))
    ]
