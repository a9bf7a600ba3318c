"""What a page is: a posting, a listing, a wall, ... Doubt speaks for the posting.

Refusing a real posting costs its reader the whole work; letting a doubtful page pass costs a look
at an almost empty result. So each refusal needs a mark of its own, and a lack of evidence refuses
only what shows none at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.main_posting import distinct_postings
from orchestrator.tasks.extraction.rules.employment import employment_in_prose, is_employment
from orchestrator.tasks.extraction.rules.labels import pairs_of
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.requirements import years_of
from orchestrator.tasks.extraction.rules.sections import (
    is_heading_like,
    section_of,
    subject_blocks,
)
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.documents import Document
    from orchestrator.tasks.extraction.structured_data import StructuredData
    from orchestrator.tasks.extraction.visible_text import Page

PageKind = Literal[
    "posting", "closed_posting", "listing", "application_form", "script_shell", "login_wall",
    "bot_wall", "removed", "not_a_posting",
]  # fmt: skip

_TEMPLATE = re.compile(r"\{\{.{0,80}?\}\}|\{\$.{0,80}?\$\}|<%.{0,80}?%>")
_HARD_LISTING = re.compile(
    r"\b\d[\d.,]*\+?\s+(?:jobs|open (?:jobs|positions|roles)|stellen|offres|ofertas|vacancies"
    r"|results)\b"
)
_SHORT_TEXT = 300
_WALL_TEXT = 1500
_SHORT_PAGE = 2500
_MANY_JOB_LINKS = 5
_ENOUGH_EVIDENCE = 3


def kind_of(
    page: Page, structured: StructuredData, document: Document, *, has_main_posting: bool
) -> PageKind:
    """Tell what was read."""
    blocks = subject_blocks(page.blocks)
    length = sum(len(block.text) for block in page.blocks)
    if has_main_posting:
        return "closed_posting" if _closed(blocks) else "posting"
    if len(distinct_postings(structured)) > 1:
        return "listing"
    names = [(structured.title or "")[:400], *(b.text for b in blocks[:40] if b.kind == "heading")]
    wall = _wall(page, blocks, names, length)
    if wall is not None:
        return wall
    evidence = evidence_of(blocks, names)
    if _listing(page, blocks, names, evidence):
        return "listing"
    if _closed(blocks):
        return "closed_posting"
    if evidence and _form(page, blocks):
        return "application_form"
    if evidence < _ENOUGH_EVIDENCE:
        if document.html is not None and length < _SHORT_TEXT:
            return (
                "script_shell"
                if page.scripts_asked or length < _SHORT_TEXT // 3
                else "not_a_posting"
            )
        return "not_a_posting"
    return "posting"


def _wall(
    page: Page, blocks: Sequence[Block], names: Sequence[str], length: int
) -> PageKind | None:
    patterns = words().patterns
    head = " . ".join(fold(name[:200]) for name in names[:4])
    lines = " . ".join(fold(block.text[:300]) for block in blocks[:30])
    if length < _WALL_TEXT and (patterns["page.bot"].search(head) or _bot_line(lines, length)):
        return "bot_wall"
    templates = sum(len(_TEMPLATE.findall(block.text[:2000])) for block in page.blocks[:1000])
    if templates >= 3 and templates * 200 > length:
        return "script_shell"
    sections = {section_of(b.text) for b in blocks if is_heading_like(b)} - {
        None,
        "related",
        "apply",
    }
    if length < _SHORT_PAGE and not sections:
        if patterns["page.removed"].search(head) or (
            length < _WALL_TEXT and patterns["page.removed"].search(lines[:400])
        ):
            return "removed"
        if page.inputs["password"] or (
            length < _WALL_TEXT // 2 and fold_label(names[0]) in words().lists["page.login"]
        ):
            return "login_wall"
    if length < _SHORT_TEXT and patterns["page.script"].search(lines):
        return "script_shell"
    return None


def _bot_line(lines: str, length: int) -> bool:
    return length < _WALL_TEXT // 2 and words().patterns["page.bot"].search(lines) is not None


def evidence_of(blocks: Sequence[Block], names: Sequence[str]) -> int:
    """How much speaks for a posting, in points; three are enough."""
    parts = {
        name
        for block in blocks
        if is_heading_like(block) and (name := section_of(block.text)) is not None
    } & {"responsibilities", "requirements", "nice", "benefits"}
    labels = {pair.field for pair in pairs_of(blocks)} - {
        "other", "title", "contact", "department", "industry", "education", "experience",
    }  # fmt: skip
    lines = [fold_label(block.text[:80]) for block in blocks]
    points = 2 * len(parts) + min(3, len(labels))
    points += 2 * any(line in words().lists["page.apply"] and len(line) > 4 for line in lines)
    is_tiny = sum(len(block.text) for block in blocks) < _SHORT_TEXT
    first = [*names, *(b.text for b in blocks[:3] if is_tiny or len(b.text) <= 100)]
    named = any(has_job_noun(name[:200]) for name in first)
    points += 2 * named
    points += any(is_employment(block.text) for block in blocks if len(block.text) < 60)
    prose = fold(" . ".join(block.text[:400] for block in blocks[:60])[:12_000])
    points += words().patterns["page.seeking"].search(prose) is not None
    experienced = words().patterns["requirement.experience"].search(prose) is not None
    points += (experienced or named) and years_of(prose) is not None
    points += has_job_noun(prose[:4000]) and not named
    if is_tiny:
        points += words().patterns["page.hiring"].search(prose) is not None
        points += any(employment_in_prose(block.text) for block in blocks[:5])
    return points


def _listing(page: Page, blocks: Sequence[Block], names: Sequence[str], evidence: int) -> bool:
    jobs = job_links(page)
    head = [fold_label(name) for name in names[:4]]
    named = any(name in words().lists["page.listing"] for name in head) or any(
        _HARD_LISTING.search(fold(name[:200])) for name in names[:4]
    )
    parts = {section_of(b.text) for b in blocks if is_heading_like(b)}
    is_told = bool(parts & {"responsibilities", "requirements", "nice"})
    if named and not is_told and (len(jobs) > 1 or evidence < 2 * _ENOUGH_EVIDENCE):
        return True
    if is_told:
        return False
    labelled = {at for pair in pairs_of(blocks) for at in (pair.index, pair.index + 1)}
    cards = [
        block
        for at, block in enumerate(blocks)
        if len(block.text) < 40 and at not in labelled and is_employment(block.text)
    ]
    if len(cards) >= 3:
        return True
    return len(jobs) >= _MANY_JOB_LINKS and len(jobs) * 3 > len(
        [b for b in blocks if not b.linked and len(b.text) > 120]
    )


def job_links(page: Page) -> list[tuple[str, str]]:
    """Links whose words name an occupation: text and address, each once."""
    found: dict[str, str] = {}
    for link in page.links[:3000]:
        if link.zone in ("footer", "dialog", "nav") or not 4 < len(link.text) < 160:
            continue
        if has_job_noun(link.text) and fold_label(link.text) not in words().lists["page.apply"]:
            found.setdefault(link.href, link.text)
    return [(text, href) for href, text in found.items() if not href.startswith(("#", "mailto:"))]


def _closed(blocks: Sequence[Block]) -> bool:
    pattern = words().patterns["page.closed"]
    return any(pattern.search(fold(block.text)) for block in blocks if len(block.text) < 240)


def _form(page: Page, blocks: Sequence[Block]) -> bool:
    fields = page.inputs
    typed = fields["text"] + fields["email"] + fields["tel"] + fields["textarea"] + fields["select"]
    if not (fields["file"] or fields["email"]) or typed < 3:
        return False
    told = {section_of(block.text) for block in blocks if is_heading_like(block)}
    if told & {"responsibilities", "requirements"}:
        return False
    return sum(len(b.text) for b in blocks if len(b.text) > 200) < 1200
