"""The lines around the title that may name the company, and what such a line must not be."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import lowered
from orchestrator.tasks.extraction.rules.company_names import (
    bare_name,
    calls_for_a_job,
    has_legal_form,
    is_employer,
    may_be_name,
)
from orchestrator.tasks.extraction.rules.company_phrases import leads_to_employer, name_after_at
from orchestrator.tasks.extraction.rules.company_votes import ENOUGH
from orchestrator.tasks.extraction.rules.dates import find_date, find_relative_date
from orchestrator.tasks.extraction.rules.employment import employment_types
from orchestrator.tasks.extraction.rules.headline import headline_of
from orchestrator.tasks.extraction.rules.location import SEGMENTS
from orchestrator.tasks.extraction.rules.money import find_money
from orchestrator.tasks.extraction.rules.places import are_wide, looks_like_place
from orchestrator.tasks.extraction.rules.sections import index_of_title, section_of
from orchestrator.tasks.extraction.rules.title_doubts import HEAD_SEPARATOR
from orchestrator.tasks.extraction.rules.workplace import workplace
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.rules.company_votes import Votes

_NO_NAME = regex(r"\d{2,}|^\W*\d[.,]\d|[€$£%?!]|^\W*$")
_CAMEL = regex(r"[a-zà-ÿ][A-ZÀ-Þ]")
"""What no common word has: "TecnoVale"."""

_ANY_DAY = date(2000, 1, 1)
_LONGEST_LINE = 160
_ABOVE, _BELOW = 2, 5
"""Lines around the title that may name the company."""

_LONGEST = 70


def vote_near_title(votes: Votes, blocks: Sequence[Block], title: str | None) -> None:
    """The lines around the title name the company, alone or beside the place."""
    wanted = fold(title or "")
    start = index_of_title(blocks, title)
    if start is None:
        return
    beside = headline_of(blocks[start].text)
    behind = blocks[start].text[len(title or "") :] if title else ""
    parts = HEAD_SEPARATOR.split(behind) if blocks[start].text.startswith(title or "") else []
    from_title = (b.text[:_LONGEST_LINE].partition(title or " ") for b in blocks[:150])
    at = next(
        (n for _, is_in, rest in from_title if is_in and (n := name_after_at(f".{rest}"))), None
    )
    if beside is not None:
        votes.add(beside.company, ENOUGH, "title")
    elif at and not looks_like_place(at):
        votes.add(at, 3.0, "title", surely=True)  # "Baker at Acme"
    elif behind[:2] == ". " and may_name(behind[2:].partition(", ")[0], wanted):
        votes.add(behind[2:].partition(", ")[0], 1.8, "title")  # "Baker. Acme, Leeds."
    elif len(parts) > 1 and not parts[0] and may_name(parts[1], wanted):
        votes.add(parts[1], 1.2, "title")  # "Baker - Acme"
    for block in blocks[start + 1 : 150]:
        if title and len(block.text) <= 140 and block.text.startswith(title):
            again = HEAD_SEPARATOR.split(block.text[len(title) :])
            if len(again) > 1 and not again[0] and may_name(again[1], wanted):
                votes.add(again[1], 1.2, "title")
    below = [block for block in blocks[start + 1 : start + 1 + _BELOW] if block.kind != "control"]
    found = facts = 0
    is_employer_below = False
    for distance, block in enumerate(below):
        if section_of(block.text) or (block.kind == "heading" and distance > 1):
            break
        following = below[distance + 1].text if distance + 1 < len(below) else ""
        at = name_after_at(f". {block.text}") if len(block.text) <= _LONGEST else None
        if at and block.text.endswith(at) and _is_titled(at) and not looks_like_place(at):
            votes.add(at, ENOUGH, "title", surely=True)  # "at Acme"
            found += 1
            break
        score = _as_name_line(block, wanted, following)
        if score is None:
            is_short = len(block.text) <= _LONGEST
            facts += is_short and (": " in block.text or is_fact(block.text))
            continue
        name, points = score
        is_employer_below = is_employer_below or is_employer(name)
        is_next = distance < 2 or (block.linked and distance == facts)
        votes.add(name, points if is_next and not found else points - 0.7, "title")
        found += 1
        if found == 2:
            break
    for block in blocks[max(0, start - _ABOVE) : start]:
        score = _as_name_line(block, wanted, "") if block.kind != "control" else None
        if score is not None:
            # A link at the top of a page leads home.
            is_home = (block.linked and block.zone == "header") or is_employer_below
            is_home = is_home or votes.is_of_site(score[0]) or (block.kind == "heading" and found)
            votes.add(score[0], score[1] - 0.3, "site" if is_home else "title")


def _is_titled(name: str) -> bool:
    particles = words().spelled["company.particles"]
    return all(word[0].isupper() or word in particles or word == "&" for word in name.split())


def _as_name_line(block: Block, wanted: str, following: str) -> tuple[str, float] | None:
    """The name that a line beside the title may be, and how much speaks for it."""
    has_form = has_legal_form(block.text)
    if len(block.text) > 140 or (block.text.endswith((":", ".")) and not has_form):
        return None
    pieces = block.pieces or block.cells or (block.text,)
    if block.zone == "header" and len(pieces) > 1:
        pieces = (_without_menu(pieces[0]), *pieces[1:])
    segments = [s.strip() for piece in pieces for s in SEGMENTS.split(piece) if s.strip()]
    head, _, rest = (segments or [""])[0].partition(", ")
    is_town = looks_like_place(rest) or (is_employer(head) and rest.isalpha() and rest.istitle())
    if rest and are_wide(rest):
        return None  # "Montalcino, Tuscany, Italy"
    if rest and is_town and not looks_like_place(head):
        segments[:1] = [head, rest]
    with_facts = any(map(is_fact, segments[1:]))
    names = [s for s in segments if may_name(s, wanted, surely=with_facts)]
    if not names or len(names) > 2 or names[0] != segments[0] or names[0][0].islower():
        return None
    points = 1.2
    # A single word may be a label of the next line, or a category.
    is_doubtful = " " not in names[0] and not block.linked
    if is_employer(names[0]) or _CAMEL.search(names[0]):
        points += 0.8
    if with_facts or block.linked or (len(following) < 140 and _states_a_fact(following)):
        # "Ann · 6 May 2026" is who wrote a page, on a blog.
        is_dated = len(segments) == 2 and find_date(segments[1]) is not None
        points += 0.4 if is_doubtful and (not with_facts or is_dated) else 0.8
    elif len(segments) > len(names):
        points += 0.3
    return names[0], points


def _without_menu(text: str) -> str:
    """A name without the first word of the menu behind it: "Acme" of "Acme Projects"."""
    name, _, last = text.rpartition(" ")
    return name if name and fold_label(last) in words().lists["page.menu"] else text


def _states_a_fact(line: str) -> bool:
    return any(is_fact(segment.strip()) for segment in SEGMENTS.split(line) if segment.strip())


def may_name(part: str, folded_title: str, *, surely: bool = False) -> bool:
    """Whether a short text is neither the job's title, nor a place, a date, a sum, a term."""
    folded = fold(part)
    if folded_title and (folded in folded_title or folded_title in folded):
        before = folded_title.removesuffix(folded)
        if before == folded_title or not leads_to_employer(before):
            return False
    if not may_be_name(bare_name(part), surely=surely) or calls_for_a_job(part):
        return False
    if has_legal_form(part):
        return True
    if fold_label(part) in words().lists["page.menu"]:
        return False
    street = words().written["place.streets"].at_end(lowered(part))
    if street and (", " in part or part[street.start].islower()):
        return False
    return not (_NO_NAME.search(part) or ": " in part or is_fact(part))


def is_fact(part: str) -> bool:
    """Whether a short text tells a place, a date, a sum or a term of the job."""
    return bool(
        looks_like_place(part)
        or employment_types(part[:_LONGEST], whole=False)
        or (workplace(part) and not is_employer(part))
        or find_date(part)
        or find_relative_date(part, _ANY_DAY)
        or next(find_money(part), None)
    )
