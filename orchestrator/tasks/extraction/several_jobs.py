"""Several postings on one page, one below the other, each under its own title."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.job_links import singular
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import lowered
from orchestrator.tasks.extraction.rules.company_names import (
    is_said_before_names,
    named_after_careers,
)
from orchestrator.tasks.extraction.rules.labels import label_field
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.sections import is_heading_like, section_of
from orchestrator.tasks.extraction.words import is_generic, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.rules.labels import Pair

_MOST_BLOCKS = 600
_LONGEST_TITLE = 100
_LONGEST_LEAD, _LONGEST_NAME, _MOST_LEADING = 160, 60, 3
_FARTHEST = 8
"""Lines between a job's title and the first of its parts."""

_PARTS = frozenset({"responsibilities", "requirements", "benefits"})
_FACTS = frozenset(
    {"location", "employment_type", "salary", "valid_through", "date_posted", "workplace",
     "work_hours", "company", "identifier"}
)  # fmt: skip
_LEAST = 2
_LETTERED = regex(
    r"\W{0,2}(?:ref\w*|lo[ts]e?|post[oe]?|stelle|profil\w*|kennziffer)\.?[ªº°]?\s{0,2}"
    r"(?:n\.?[ºo°]\s)?([A-Z]|\d{1,2})\s?[).:–-]",
    re.IGNORECASE,
)
"""What tells the jobs of one notice apart."""


def tells_of_several_jobs(blocks: Sequence[Block], pairs: Sequence[Pair]) -> bool:
    """Whether a page repeats the parts of a posting, each time under the title of another job.

    One posting may repeat a heading, and may name other jobs; it does not do both at once.
    """
    blocks = blocks[:_MOST_BLOCKS]
    return (
        _repeat_a_part(blocks)
        or _repeat_a_fact(blocks, pairs)
        or _repeat_a_link(blocks)
        or _name_jobs_in_a_list(blocks)
        or _head_nothing_else(blocks)
        or _seek_one_after_another(blocks)
        or _fill_a_table(blocks)
        or _stand_under_a_lists_heading(blocks)
        or _are_labelled_alike(pairs)
        or _are_lettered(blocks)
    )


def _repeat_a_part(blocks: Sequence[Block]) -> bool:
    """The same heading of a section, such as "Requirements", each time under another title."""
    places: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.kind != "item" and is_heading_like(block) and section_of(block.text) in _PARTS:
            places.setdefault(fold_label(block.text), []).append(index)
    return any(_are_of_several(blocks, found) for found in places.values())


def _repeat_a_fact(blocks: Sequence[Block], pairs: Sequence[Pair]) -> bool:
    """The same label of a fact, such as "Closing date", each time under another title."""
    places: dict[str, list[int]] = {}
    for pair in pairs:
        if pair.field in _FACTS and pair.index < len(blocks):
            places.setdefault(fold_label(pair.label), []).append(pair.index)
    return any(
        _are_of_several(blocks, found) and not _opens_before(blocks, found[0])
        for found in places.values()
    )


def _repeat_a_link(blocks: Sequence[Block]) -> bool:
    """The same link, such as "Read more", under headings of one level that name jobs."""
    places: dict[str, list[int]] = {}
    for index, block in enumerate(blocks):
        if block.linked and len(block.text) < _LONGEST_TITLE:
            places.setdefault(fold_label(block.text), []).append(index)
    return any(
        _are_of_several(blocks, found, headings_only=True) and not _opens_before(blocks, found[0])
        for found in places.values()
    )


def _name_jobs_in_a_list(blocks: Sequence[Block]) -> bool:
    """A line such as "We have these vacancies:" over a list of nothing but jobs."""
    for index, block in enumerate(blocks):
        if len(block.text) > _LONGEST_LEAD or not block.text.endswith(":"):
            continue
        counted = words().phrases["page.counted"].are_in(fold(block.text))
        if not counted and not words().written["title.sought"].are_in(lowered(block.text)):
            continue
        items = [item.text for item in _items_after(blocks, index)]
        if len(items) < _LEAST or not all(map(_names_job, items)):
            continue
        is_list = max(map(len, items)) <= _LONGEST_NAME and _is_of_list(blocks[:index])
        if counted or is_list:
            return not _has_parts([*blocks[:index], *blocks[index + 1 :]])
    return False


def _head_nothing_else(blocks: Sequence[Block]) -> bool:
    """Headings of one level that all name jobs, under the heading of a careers page."""
    heads = [block for block in blocks if block.kind == "heading"]
    if not heads or not _is_of_careers(heads[0].text) or _has_parts(blocks):
        return False
    first, further = heads[0], heads[1:]
    jobs = [head for head in further if _may_be_title(head) and _is_bare_job(head.text)]
    if len(jobs) < _LEAST or len({fold_label(job.text) for job in jobs}) < len(jobs):
        return False
    is_alike = len({job.level for job in jobs}) == 1 and jobs[0].level > first.level
    others = [head for head in further if head.level == jobs[0].level and head not in jobs]
    return is_alike and len(others) < len(jobs)


def _has_parts(blocks: Sequence[Block]) -> bool:
    return any(section_of(block.text) in _PARTS for block in blocks if is_heading_like(block))


def _is_bare_job(text: str) -> bool:
    """Whether a heading is a job's name and no sentence about one: "Working with our Chef"."""
    if len(text) > _LONGEST_NAME or not _names_job(text):
        return False
    return not any(map(is_said_before_names, text.split()[:_MOST_LEADING]))


def _seek_one_after_another(blocks: Sequence[Block]) -> bool:
    """Lines that are a job's name, each over a paragraph that seeks somebody for it."""
    sought, jobs = words().written["title.sought"], set[str]()
    for block, below in pairwise(blocks):
        is_line = block.kind in ("text", "heading") and len(block.text) <= _LONGEST_NAME
        is_over_prose = is_line and below.kind == "text" and len(below.text) > _LONGEST_NAME
        is_name = is_over_prose and _may_be_title(block) and _names_job(block.text)
        if is_name and sought.are_in(lowered(below.text[:_LONGEST_LEAD])):
            jobs.add(fold_label(block.text))
    return len(jobs) > _LEAST and not _has_parts(blocks)


def _fill_a_table(blocks: Sequence[Block]) -> bool:
    """Rows that each begin with the name of another job: a posting's begin with what they tell."""
    places = [at for at, block in enumerate(blocks) if len(block.cells) >= _LEAST]
    if len(places) < _LEAST or not _is_of_list(blocks[: places[0]]):
        return False
    rows = [blocks[at].cells for at in places]
    headed = {len(cells) for cells in rows if len(_columns(cells)) >= _LEAST}
    headed |= {len(cells) for cells in rows if label_field(cells[0]) == "title"}
    for width in {len(cells) for cells in rows}:
        alike = [cells[0] for cells in rows if len(cells) == width]
        told = [first for first in alike if label_field(first) is None]
        jobs = {fold_label(first) for first in told if _names_job(first[:_LONGEST_TITLE])}
        if len(jobs) >= (_LEAST if width in headed else _LEAST + 1) and 2 * len(jobs) > len(told):
            return True
    return False


def _columns(cells: Sequence[str]) -> list[str]:
    """The cells of a row that name facts of a job, as those of a table's head do."""
    return [cell for cell in cells if label_field(cell) in _FACTS]


def _stand_under_a_lists_heading(blocks: Sequence[Block]) -> bool:
    """Jobs written alike under "Open positions", as buttons, or beside "Speculative application".

    What can be opened or chosen is one of several, whatever stands below it.
    """
    lists = words().lists
    for at, head in enumerate(blocks):
        if head.kind != "heading" or fold_label(head.text) not in lists["page.listing"]:
            continue
        if not _is_of_list(blocks[:at]):
            continue
        under = [block for block in blocks[at + 1 :] if len(block.text) <= _LONGEST_NAME]
        open_to_all = {_style(b) for b in under if fold_label(b.text) in lists["page.forms"]}
        chosen = [b for b in under if b.kind == "control" or _style(b) in open_to_all]
        jobs = {fold_label(b.text) for b in chosen if _names_job(b.text)}
        is_choice = len(jobs) >= _LEAST or (jobs and open_to_all)
        if is_choice and not _has_parts(under[: under.index(chosen[0])]):
            return True
    return False


def _are_labelled_alike(pairs: Sequence[Pair]) -> bool:
    """The label of a title over and over, each time with another job: "Position: Baker"."""
    jobs: dict[str, set[str]] = {}
    for pair in pairs:
        if pair.field == "title" and len(pair.value) <= _LONGEST_TITLE and _names_job(pair.value):
            jobs.setdefault(fold_label(pair.label), set()).add(fold_label(pair.value))
    return any(len(found) > _LEAST for found in jobs.values())


def _are_lettered(blocks: Sequence[Block]) -> bool:
    """The jobs of a public notice: "Ref. A - one post of a Baker", "Ref. B - ..."."""
    marks: dict[str, str] = {}
    for block in blocks:
        mark = _LETTERED.match(block.text[:_LONGEST_LEAD])
        if mark and _names_job(block.text[mark.end() : _LONGEST_LEAD]):
            marks.setdefault(fold_label(mark[1]), block.text)
    return len(marks) > _LEAST


def _style(block: Block) -> tuple[str, int, bool, bool]:
    return block.kind, block.level, block.strong, block.linked


def _is_of_list(above: Sequence[Block]) -> bool:
    """Whether what stands above the heading of a list is no posting itself."""
    heads = [block.text for block in above if block.kind == "heading"]
    if any(map(_names_job, heads)):
        return False
    return not _opens_before(above, len(above)) or (bool(heads) and _is_of_careers(heads[0]))


def _is_of_careers(text: str) -> bool:
    lists, label = words().lists, fold_label(text)
    named = named_after_careers(text) is not None or is_generic(text)
    pieces = (fold_label(piece) for piece in text.replace("–", "-").split(" - "))
    return (
        named or label in lists["page.listing"] or any(p in lists["page.not_title"] for p in pieces)
    )


def _items_after(blocks: Sequence[Block], index: int) -> Iterator[Block]:
    for block in blocks[index + 1 :]:
        if block.kind != "item":
            return
        yield block


def _are_of_several(
    blocks: Sequence[Block], places: Sequence[int], *, headings_only: bool = False
) -> bool:
    """Whether each of the places has a title above it, all unlike and all written alike.

    Under headings it is enough that most of them name a job: any may have an unknown name.
    """
    if len(places) < _LEAST:
        return False
    heads = [_title_above(blocks, place, before) for before, place in pairwise((-1, *places))]
    named = [head for head in heads if head is not None and _names_job(head.text)]
    is_headed = all(head is not None and head.kind == "heading" for head in heads)
    is_linked = is_headed and all(head is not None and head.linked for head in heads)
    is_listed = is_headed and _is_under_a_list(blocks[: places[0]])
    if len(named) < (1 if is_linked or is_listed else _LEAST) or None in heads:
        return False
    if len(named) < len(heads) and (not is_headed or 2 * len(named) < len(heads)):
        return False
    if headings_only and not is_headed:
        return False
    styles = {(head.kind, head.level, head.strong) for head in heads if head}
    return len(styles) == 1 and len({fold_label(h.text) for h in heads if h}) == len(heads)


def _is_under_a_list(above: Sequence[Block]) -> bool:
    """Whether the headings above begin with those of a list: "Work with us", "Open positions"."""
    known = words().lists["page.listing"]
    return any(b.kind == "heading" and fold_label(b.text) in known for b in above)


def _title_above(blocks: Sequence[Block], place: int, before: int) -> Block | None:
    """The nearest line that names a job, or else the nearest heading."""
    near = [blocks[i] for i in range(place - 1, max(before, place - 1 - _FARTHEST), -1)]
    possible = [block for block in near if _may_be_title(block)]
    named = (block for block in possible if _names_job(block.text))
    return next(named, next((b for b in possible if b.kind == "heading"), None))


def _may_be_title(block: Block) -> bool:
    text = block.text
    if block.kind in ("item", "control") or len(text) > _LONGEST_TITLE or block.cells:
        return False
    if text.endswith((".", ":", "!", "?", ";", ",")) or section_of(text):
        return False
    return label_field(text) is None and (block.kind == "heading" or ":" not in text)


def _names_job(text: str) -> bool:
    return has_job_noun(text) or has_job_noun(singular(text))


def _opens_before(blocks: Sequence[Block], place: int) -> bool:
    """Whether a posting's own parts stand before a place: what follows is about other jobs."""
    return any(
        section_of(block.text) in _PARTS
        for block in blocks[:place]
        if block.kind != "item" and is_heading_like(block)
    )
