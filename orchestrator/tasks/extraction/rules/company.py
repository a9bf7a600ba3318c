"""The hiring organization, by the votes of every part of the page that names it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.company_addresses import (
    named_by_address,
    spelled_in,
)
from orchestrator.tasks.extraction.rules.company_names import (
    bare_name,
    has_legal_form,
    is_employer,
    likeness_to_a_portal,
    may_be_name,
    named_after_about,
    named_after_careers,
    named_before_careers,
)
from orchestrator.tasks.extraction.rules.company_phrases import (
    leads_to_employer,
    name_after_at,
    names_in_title,
    rights_tail,
    who_seeks_in_head,
)
from orchestrator.tasks.extraction.rules.company_sentences import named_in_sentences
from orchestrator.tasks.extraction.rules.company_votes import ENOUGH, Votes
from orchestrator.tasks.extraction.rules.dates import find_date, find_relative_date
from orchestrator.tasks.extraction.rules.employers import (
    employers_at_addresses,
    employers_in_text,
    mailboxes,
    named_by_initials,
    names_of_mailboxes,
)
from orchestrator.tasks.extraction.rules.employment import employment_types
from orchestrator.tasks.extraction.rules.headline import headline_of
from orchestrator.tasks.extraction.rules.houses import houses_in, institutions, public_bodies
from orchestrator.tasks.extraction.rules.language import language_of
from orchestrator.tasks.extraction.rules.location import SEGMENTS
from orchestrator.tasks.extraction.rules.money import find_money
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.rules.sections import index_of_title, section_of
from orchestrator.tasks.extraction.rules.title import HEAD_SEPARATOR
from orchestrator.tasks.extraction.rules.workplace import workplace
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.rules.labels import Pair

_COPYRIGHT = regex(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:since\s*)?(?:\d{4}(?:\s*[-–]\s*\d{4})?)?"
    r"\s*(?:by\s+)?[,.]?\s*"
    r"([^|•·©\n]{2,60})",
    re.IGNORECASE,
)
_SIGNED = regex(r"([^|·•©\n]{2,40}?)\s*(?:[-–|,·]\s*)?(?:19|20)\d{2}\.?")
"""The name in the last line of a page: "Acme - 2016"."""

_SENTENCES = regex(r"(?<=[\w)]{3}[.!?])\s+(?=[^\W\d_a-zà-ÿ])")
_WHOLE_POSTING, _MOST_OF_ONE, _MOST_CHARACTERS = 1_000, 8, 8_000
_MAIL = regex(r"\S+@\S+|www\.\S+")
_NO_NAME = regex(r"\d{2,}|^\W*\d[.,]\d|[€$£%?!]|^\W*$")
_CAMEL = regex(r"[a-zà-ÿ][A-ZÀ-Þ]")
"""What no common word has: "TecnoVale"."""

_LONGEST = 70
_ANY_DAY = date(2000, 1, 1)
_LONGEST_LINE = 160
_CHROME, _SHORT_MENU = 60, 250
_ABOVE, _BELOW = 2, 5
"""Lines around the title that may name the company."""


def find_company(
    blocks: Sequence[Block],
    all_blocks: Sequence[Block],
    *,
    title: str | None,
    head_titles: Sequence[str],
    site_names: Sequence[str],
    logos: Sequence[str],
    pairs: Sequence[Pair],
    url: str | None,
    places: Sequence[str] = (),
) -> str | None:
    """Choose the company; None when nothing names one clearly enough."""
    blocks = _in_sentences(blocks)
    votes = Votes(title, places, blocks, is_board=_is_board(all_blocks))
    for pair in pairs:
        if pair.field == "company":
            votes.add(pair.value, 4.0, "label")
    for name in site_names:
        votes.add(name, 2.2, "site")
    for head in head_titles:
        _vote_head(votes, head, title)
    for name in {name for line in (title or "", *head_titles) for name in names_in_title(line)}:
        if votes.text.count(name) > 1:
            votes.add(name, 1.6, "text", surely=True)
    for logo in logos[:6]:
        votes.add(named_before_careers(logo) or logo, 1.5, "site")
    _vote_blocks(votes, blocks, all_blocks)
    _vote_near_title(votes, blocks, title)
    for name, score in employers_in_text(blocks):
        votes.add(name, score, "text")
    initials = named_by_initials(blocks)
    if initials:
        votes.add(initials, ENOUGH, "text")
    for venue in _venues(pairs, blocks):
        votes.add(venue, ENOUGH, "label")
    votes.add_mentions()
    named = named_by_address(url, all_blocks)
    if named and not has_job_noun(named):  # an address may spell the job's title too
        votes.add(named, 2.2, "address")
    boxes = mailboxes(blocks)
    posted_to = spelled_in([_without_mail(block) for block in blocks], boxes)
    for name in employers_at_addresses(all_blocks):
        votes.add(name, 1.6, "site")
    if posted_to and not has_job_noun(posted_to):
        votes.add(votes.longer(posted_to), 1.6, "text")
    votes.add_mailboxes(names_of_mailboxes(blocks))
    winner = votes.winner(url, boxes)
    if winner is None:
        winner = votes.only_one()
    if winner is not None and votes.is_a_portal(winner):
        bodies = set(public_bodies(blocks))
        return bodies.pop() if len(bodies) == 1 else winner
    if winner is None:
        for name in (*public_bodies(blocks), *institutions(blocks))[:1]:
            votes.add(name, ENOUGH, "text")
        winner = votes.winner(url, set())
    return winner


def _in_sentences(blocks: Sequence[Block]) -> Sequence[Block]:
    """Blocks with the sentences of a whole posting in one paragraph apart from each other."""
    if not any(len(block.text) > _WHOLE_POSTING for block in blocks[:_MOST_OF_ONE]):
        return blocks
    apart: list[Block] = []
    for block in blocks:
        is_whole = len(block.text) > _WHOLE_POSTING and len(apart) < _MOST_OF_ONE
        lines = _SENTENCES.split(block.text[:_MOST_CHARACTERS]) if is_whole else (block.text,)
        apart += [block._replace(text=line, pieces=()) if is_whole else block for line in lines]
    return apart


def _venues(pairs: Sequence[Pair], blocks: Sequence[Block]) -> Iterator[str]:
    """Houses that a label of the place names before the town: "Place: The Fig, Leeds"."""
    for pair in pairs:
        name, comma, _ = pair.value.partition(", ") if pair.field == "location" else ("", "", "")
        if not comma or looks_like_place(name):
            continue
        holding = (block.text for block in blocks[:150] if name in block.text)
        if any(house.name == name for text in holding for house in houses_in(text[:400])):
            yield name


def _without_mail(block: Block) -> Block:
    return block._replace(text=_MAIL.sub(" ", block.text)) if "@" in block.text else block


def _vote_head(votes: Votes, head: str, title: str | None) -> None:
    head = head[:400]
    parts = [part.strip() for part in HEAD_SEPARATOR.split(head) if part.strip()]
    folded_title = fold(title or "")
    at = name_after_at(head) or name_after_at(title or "")
    if at:
        votes.add(at, 2.1, "text", surely=True)
    after_comma = _after_comma(head, folded_title)
    if after_comma and _may_name(after_comma, folded_title):
        votes.add(after_comma, 1.6, "head")
    hiring = who_seeks_in_head(head)
    if hiring and folded_title and folded_title in fold(head):
        votes.add(hiring, 2.5, "text")
    others = [part for part in parts if _may_name(part, folded_title)]
    for index, part in enumerate(parts):
        if part not in others:
            continue
        named = named_after_careers(part) or named_before_careers(part) or named_after_about(part)
        if named:
            votes.add(named, 2.2, "site")
            if likeness_to_a_portal(part):
                votes.note_portal(named)
        elif len(parts) == 1 and _is_whole_name(part) and language_of(votes.text) != "en":
            # A site may call each of its pages by its own name; in English any title is written so.
            votes.add(part, 1.6, "head")
        elif len(parts) > 1:
            alone = len(others) == 1
            votes.add(part, 2.1 if alone else 1.6 if index == len(parts) - 1 else 1.2, "head")


def _is_whole_name(head: str) -> bool:
    """Whether a page's title is words as names have them, and nothing else: "Tide and Kelp"."""
    words_of_head = head.split()
    particles = words().spelled["company.particles"]
    if len(words_of_head) < 2 or has_job_noun(head) or head.isupper():
        return False
    return all(word[0].isupper() or word == "&" or word in particles for word in words_of_head)


def _after_comma(head: str, folded_title: str) -> str | None:
    """What follows the job's title in a page's title: "Acme" of "Baker, Acme, Leeds | Jobs"."""
    folded = fold(head)
    at = folded.find(f"{folded_title}, ") if folded_title and len(folded) == len(head) else -1
    if at < 0:
        return None
    rest = head[at + len(folded_title) + 2 :]
    return HEAD_SEPARATOR.split(rest.partition(", ")[0])[0].strip() or None


def _may_name(part: str, folded_title: str, *, surely: bool = False) -> bool:
    """Whether a short text is neither the job's title, nor a place, a date, a sum, a term."""
    folded = fold(part)
    if folded_title and (folded in folded_title or folded_title in folded):
        before = folded_title.removesuffix(folded)
        if before == folded_title or not leads_to_employer(before):
            return False
    if not may_be_name(bare_name(part), surely=surely):
        return False
    if has_legal_form(part):
        return True
    return not (_NO_NAME.search(part) or ": " in part or _is_fact(part))


def _is_fact(part: str) -> bool:
    """Whether a short text tells a place, a date, a sum or a term of the job."""
    return bool(
        looks_like_place(part)
        or employment_types(part[:_LONGEST], whole=False)
        or workplace(part)
        or find_date(part)
        or find_relative_date(part, _ANY_DAY)
        or next(find_money(part), None)
    )


def _vote_near_title(votes: Votes, blocks: Sequence[Block], title: str | None) -> None:
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
    elif len(parts) > 1 and not parts[0] and _may_name(parts[1], wanted):
        votes.add(parts[1], 1.2, "title")  # "Baker - Acme"
    for block in blocks[start + 1 : 150]:
        if title and len(block.text) <= 140 and block.text.startswith(title):
            again = HEAD_SEPARATOR.split(block.text[len(title) :])
            if len(again) > 1 and not again[0] and _may_name(again[1], wanted):
                votes.add(again[1], 1.2, "title")
    below = [block for block in blocks[start + 1 : start + 1 + _BELOW] if block.kind != "control"]
    found = 0
    for distance, block in enumerate(below):
        if section_of(block.text) or (block.kind == "heading" and distance > 1):
            break
        following = below[distance + 1].text if distance + 1 < len(below) else ""
        score = _as_name_line(block, wanted, following)
        if score is None:
            continue
        name, points = score
        votes.add(name, points if distance < 2 and not found else points - 0.7, "title")
        found += 1
        if found == 2:
            break
    for block in blocks[max(0, start - _ABOVE) : start]:
        score = _as_name_line(block, wanted, "") if block.kind != "control" else None
        if score is not None:
            # A link at the top of a page leads home.
            is_home = block.linked and block.zone == "header"
            votes.add(score[0], score[1] - 0.3, "site" if is_home else "title")


def _as_name_line(block: Block, wanted: str, following: str) -> tuple[str, float] | None:
    """The name that a line beside the title may be, and how much speaks for it."""
    has_form = has_legal_form(block.text)
    if len(block.text) > 140 or (block.text.endswith((":", ".")) and not has_form):
        return None
    pieces = block.pieces or block.cells or (block.text,)
    segments = [s.strip() for piece in pieces for s in SEGMENTS.split(piece) if s.strip()]
    head, _, rest = (segments or [""])[0].partition(", ")
    is_town = looks_like_place(rest) or (is_employer(head) and rest.isalpha() and rest.istitle())
    if rest and is_town and not looks_like_place(head):
        segments[:1] = [head, rest]
    with_facts = any(map(_is_fact, segments[1:]))
    names = [s for s in segments if _may_name(s, wanted, surely=with_facts)]
    if not names or len(names) > 2 or names[0] != segments[0] or names[0][0].islower():
        return None
    points = 1.2
    # A single word may be a label of the next line, or a category.
    is_doubtful = " " not in names[0] and not block.linked
    if is_employer(names[0]) or _CAMEL.search(names[0]):
        points += 0.8
    if with_facts or block.linked or (len(following) < 140 and _states_a_fact(following)):
        points += 0.4 if is_doubtful and not with_facts else 0.8
    elif len(segments) > len(names):
        points += 0.3
    return names[0], points


def _states_a_fact(line: str) -> bool:
    return any(_is_fact(segment.strip()) for segment in SEGMENTS.split(line) if segment.strip())


def _vote_blocks(votes: Votes, blocks: Sequence[Block], all_blocks: Sequence[Block]) -> None:
    for index, block in enumerate(blocks[:150]):
        if len(block.text) <= _LONGEST:
            if block.kind == "heading" or block.strong:
                named = named_after_about(block.text.rstrip(" :?!"))
                if named:
                    votes.add(named, 1.5, "text")
            named = named_after_careers(block.text)
            if named:
                votes.add(named, 1.5, "site")
        for name, score in named_in_sentences(block, index):
            votes.add(name, score, "text")
    for block in (*all_blocks[:1000], *all_blocks[1000:][-1000:]):
        is_marked = len(block.text) < 300 and _may_tell_rights(block.text)
        match = _COPYRIGHT.search(block.text) if is_marked else None
        if match:
            votes.add(rights_tail().sub("", match[1]), 1.2, "site")
        signed = _SIGNED.fullmatch(block.text) if block.zone == "footer" else None
        if signed:
            votes.add(signed[1], 1.2, "site")
        is_menu = block.is_chrome and len(block.text) < 80
        named = named_after_careers(block.text) if is_menu else None
        if named:
            votes.add(named, 1.5, "site")


def _may_tell_rights(text: str) -> bool:
    # Every line of a page is asked, and a pattern that takes any case is slow.
    is_spelled = "opyright" in text or "OPYRIGHT" in text
    return is_spelled or "©" in text or "(c)" in text or "(C)" in text


def _is_board(blocks: Sequence[Block]) -> bool:
    """Whether a page invites employers to publish their jobs on it."""
    known = words().lists["page.board"]
    ends = (*blocks[:_CHROME], *blocks[_CHROME:][-_CHROME:])
    short = (block for block in ends if len(block.text) < _SHORT_MENU)
    return any(fold_label(part) in known for b in short for part in (b.text, *b.pieces))
