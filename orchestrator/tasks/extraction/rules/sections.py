"""The parts of a posting: which heading opens which section."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.blocks import Block, has_digit
from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.remembering import remembered
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LONGEST_HEADING = 70
_LONGEST_TAG = 32
_MOST_BLOCKS = 2_500
_LOWEST_ENDING = 3
_ASIDE = regex(r"\([^)]*\)|\[[^\]]*\]")
_BULLET = regex(
    r"^\s*(?:[-*•·・●◦▪■□◆◇※‣⁃○➢➤►▶✓✔✅☑★→»]|—(?=\s)|–(?=\s)|o(?=\s+\S)|\?(?=\s)|\d{1,2}[.)](?=\s))\s*"
)
_UNSTRONG_ENDS = (".", "!", ",", ";")


_COUNT = regex(r"^\d+\s+|\s*\(\d+\)$")
_NUMBER = regex(r"^\s*\(?\d{1,2}[.)]\s*")
_LABELS_WITHIN = frozenset({"experience", "education", "other"})
"""Labels that may head a part of a section."""


_LEAST_OF_DIALOG = 5
_OF_A_JOB = frozenset({"responsibilities", "requirements"})


@dataclass(slots=True)
class Section:
    """Blocks under one heading; `name` is None before the first known heading.

    `level` is the heading's, 0 for a line that only looks like one; `is_bold` tells a bold line,
    `is_inline` one that goes on with what it opens.
    """

    name: str | None
    heading: str
    blocks: list[Block] = field(default_factory=list[Block])
    level: int = 0
    is_bold: bool = False
    is_inline: bool = False


def subject_blocks(blocks: Iterable[Block]) -> list[Block]:
    """The blocks about this posting: no site chrome, nothing from "similar jobs" on.

    At most the first 2,500: no posting is longer, and the rules look at each several times.
    """
    blocks = list(blocks)
    in_dialog = _tells_in_a_dialog(blocks)
    kept: list[Block] = []
    for block in blocks:
        if block.is_chrome and not (in_dialog and block.zone == "dialog"):
            continue
        if len(kept) > 4 and is_heading_like(block) and section_of(block.text) == "related":
            break
        if len(kept) > 4 and block.kind == "heading" and _opens_comments(block.text):
            break
        kept.append(block)
        if len(kept) == _MOST_BLOCKS:
            break
    return kept


def _tells_in_a_dialog(blocks: Sequence[Block]) -> bool:
    """Whether a dialog that a click opens holds the posting: its parts, under its headings."""
    dialog = [block for block in blocks if block.zone == "dialog"]
    if len(dialog) < _LEAST_OF_DIALOG or not _opens_parts(dialog):
        return False
    return not _opens_parts([block for block in blocks if not block.is_chrome][:_MOST_BLOCKS])


def _opens_parts(blocks: Sequence[Block]) -> bool:
    heads = (block for block in blocks if block.kind == "heading" or block.strong)
    return any(section_of(block.text) in _OF_A_JOB for block in heads)


def _opens_comments(text: str) -> bool:
    """Whether a heading stands above what readers wrote: "2 comments"."""
    return len(text) <= _LONGEST_TAG and section_of(_COUNT.sub("", text)) == "comments"


def index_of_title(blocks: Sequence[Block], title: str | None) -> int | None:
    """The first block that holds the title, within its beginning; None when none does."""
    wanted = fold(title or "")
    if not wanted:
        return None
    return next((i for i, block in enumerate(blocks) if wanted in fold(block.text[:400])), None)


def is_heading_like(block: Block) -> bool:
    """Whether a block may open a section: a heading, a bold line, a short line of its own."""
    if block.kind == "heading":
        return True
    if len(block.text) > _LONGEST_HEADING or block.cells or _is_point(block):
        return False
    if block.strong:
        return True
    # "At least 2 years of experience" holds the words of a heading, but is a point.
    return not (block.text.endswith(_UNSTRONG_ENDS) or has_digit(block.text))


def _is_point(block: Block) -> bool:
    """Whether a line has a bullet; a bold one with a number is "3. Requirements"."""
    first = block.text[:1]
    if (first.isalpha() and first != "o") or _BULLET.match(block.text) is None:
        return False
    is_numbered = block.strong and _NUMBER.match(block.text)
    return not is_numbered and fold_label(block.text) not in words().sections


@remembered(4096)
def section_of(text: str) -> str | None:
    """The section that a heading opens, such as "requirements"; None for other headings."""
    if len(text) > _LONGEST_HEADING + 30:
        return None
    known = words().sections
    text = _NUMBER.sub("", text)
    label = fold_label(text)
    if label in known:
        return known[label]
    bare = fold_label(_ASIDE.sub(" ", text)) if "(" in text or "[" in text else label
    if bare in known:
        return known[bare]
    for separator in (":", " - ", " – ", " | ", ",", " / ", "?", "!"):
        if separator in text:
            head = fold_label(text.split(separator, 1)[0])
            if head in known:
                return known[head]
    if not label.isascii() and any(known in label for known in _related_unspaced()):
        return "related"
    return _by_affix(bare)


@cache
def _related_unspaced() -> tuple[str, ...]:
    """Headings over other jobs that stand within longer ones where no blanks part the words."""
    terms = (term for term, name in words().sections.items() if name == "related")
    return tuple(term for term in terms if "\u3041" <= term[:1] <= "\u9fff")


def _by_affix(label: str) -> str | None:
    table = words().sections
    parts = label.split()
    if not 1 < len(parts) <= 8 or has_digit(label):
        return None
    if label in words().labels:  # "Travel required" opens no section
        return None
    firsts, lasts = _outer_words()
    if parts[0] not in firsts and parts[-1] not in lasts:
        return None
    for size in range(len(parts) - 1, 0, -1):
        for piece in (" ".join(parts[:size]), " ".join(parts[-size:])):
            # One word of a heading decides only when it names nothing else ("profil" does).
            if piece in table and (size > 1 or (table[piece] in _STRONG_NAMES and len(piece) > 5)):
                return table[piece]
    return None


@cache
def _outer_words() -> tuple[frozenset[str], frozenset[str]]:
    """The first and the last words of the known headings."""
    known = words().sections
    firsts = frozenset(heading.partition(" ")[0] for heading in known)
    return firsts, frozenset(heading.rpartition(" ")[2] for heading in known)


_STRONG_NAMES = frozenset({"responsibilities", "requirements", "benefits", "nice"})


def sections_of(blocks: Sequence[Block]) -> list[Section]:
    """Split blocks at the headings that open a section."""
    sections = [Section(None, "")]
    for block in blocks:
        opened = _opened_in_line(block)
        if opened:
            sections.append(opened)
            continue
        is_item = block.kind == "item" and not block.strong
        if is_heading_like(block) and block.kind != "control" and not is_item:
            name = None if _is_labelled_value(block.text) else section_of(block.text)
            if name is not None or _ends(sections[-1], block):
                level = block.level if block.kind == "heading" else 0
                is_bold = block.kind != "heading" and block.strong
                sections.append(Section(name, block.text, level=level, is_bold=is_bold))
                continue
            if name is None and _states_a_term(block):
                sections.append(Section(None, block.text))
                continue
        sections[-1].blocks.append(block)
    return sections


def _opened_in_line(block: Block) -> Section | None:
    """The section that a line opens and fills: "Requirements: a van; patience"."""
    if block.kind not in ("text", "row") or block.cells:
        return None
    heading, colon, rest = block.text[: _LONGEST_HEADING + 1].partition(":")
    if not colon or not rest.strip() or _BULLET.match(_NUMBER.sub("", heading)):
        return None
    label = fold_label(_NUMBER.sub("", heading))
    name = words().sections.get(label)
    if name is None or words().labels.get(label, "other") != "other":
        return None  # "Experience: 5 years" is one fact
    rest = block.text[len(heading) + 1 :].strip()
    filled = block._replace(kind="text", text=rest, pieces=())
    return Section(name, heading, [filled], is_inline=True)


def _is_other_label(text: str) -> bool:
    """Whether a bold line labels a fact of another kind: "Contract" after the requirements."""
    return words().labels.get(fold_label(text), "other") not in _LABELS_WITHIN


def _is_labelled_value(text: str) -> bool:
    """Whether a line states a fact after its label: "Expérience : 5 ans" opens no section."""
    head, colon, rest = text.partition(":")
    return bool(colon and rest.strip()) and fold_label(head) in words().labels


def _ends(section: Section, block: Block) -> bool:
    """Whether a heading without a known name ends a section: one that looks like the section's."""
    if section.name is None:
        return False
    if block.kind == "heading":
        return block.level <= (section.level or _LOWEST_ENDING)
    if block.strong and _is_other_label(block.text):
        return True
    return (
        section.is_bold and block.strong and not block.text.endswith(":") and bool(section.blocks)
    )


def _states_a_term(block: Block) -> bool:
    """Whether a line is the label of a term of the job, or such a label with its value.

    What follows the requirements on many pages is a list of place, hours, pay and dates.
    """
    if block.kind != "text":
        return False
    head = _LABEL_END.split(block.text, maxsplit=1)[0]
    field = words().labels.get(fold_label(head))
    return field in _TERMS or (field is not None and head.startswith("【"))


_LABEL_END = regex(r"\s*[:：】]\s*")
_TERMS = frozenset(
    {"location", "employment_type", "workplace", "salary", "date_posted", "valid_through",
     "job_start_date", "identifier", "company", "work_hours", "least_salary", "most_salary"}
)  # fmt: skip


def without_bullet(text: str) -> str:
    """A line without its bullet; what is left is a substring of the line."""
    return _BULLET.sub("", text, count=1).strip()


def points_of(section: Section) -> list[str]:
    """The points of a section: its items where it has some, otherwise its lines."""
    items = [
        without_bullet(block.text)
        for block in section.blocks
        if block.kind == "item" or _BULLET.match(block.text)
    ]
    if items:
        return [line for line in items if len(line) > 2]
    lines: list[str] = []
    for block in section.blocks:
        if block.kind in ("text", "row"):
            is_tags = len(block.pieces) > 2 and max(map(len, block.pieces)) <= _LONGEST_TAG
            lines += block.pieces if is_tags else [block.text]
    return [line for line in lines if len(line) > 2 or line.isalpha()]
