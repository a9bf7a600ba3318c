"""The hiring organization, by the votes of every part of the page that names it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.rules.company_addresses import (
    named_by_address,
    spelled_in,
)
from orchestrator.tasks.extraction.rules.company_lines import may_name, vote_near_title
from orchestrator.tasks.extraction.rules.company_names import (
    likeness_to_a_portal,
    named_after_about,
    named_after_careers,
    named_before_careers,
)
from orchestrator.tasks.extraction.rules.company_phrases import (
    name_after_at,
    names_in_title,
    rights_tail,
    who_seeks_in_head,
)
from orchestrator.tasks.extraction.rules.company_sentences import named_in_sentences
from orchestrator.tasks.extraction.rules.company_votes import ENOUGH, Votes
from orchestrator.tasks.extraction.rules.employers import (
    employers_at_addresses,
    employers_in_text,
    mailboxes,
    named_by_initials,
    names_of_mailboxes,
)
from orchestrator.tasks.extraction.rules.houses import houses_in, institutions, public_bodies
from orchestrator.tasks.extraction.rules.language import language_of
from orchestrator.tasks.extraction.rules.occupations import has_job_noun
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.rules.sections import section_of
from orchestrator.tasks.extraction.rules.title_doubts import HEAD_SEPARATOR
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

_LONGEST = 70
_CHROME, _SHORT_MENU = 60, 250
_MOST_OF_BOX = 5


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
            votes.add(pair.value, 6.0, "label")
    for name in site_names:
        votes.add(name, 2.2, "site")
    for head in head_titles:
        _vote_head(votes, head, title)
    lines = (title or "", *head_titles)
    for name in dict.fromkeys(name for line in lines for name in names_in_title(line)):
        if votes.text.count(name) > 1:
            votes.add(name, 1.6, "text", surely=True)
    for logo in logos[:6]:
        said = " " in logo and "logo" in fold(logo).split()  # whose it is can only be a name
        votes.add(named_before_careers(logo) or logo, 1.7 if said else 1.5, "site", surely=said)
    _vote_blocks(votes, blocks, all_blocks)
    vote_near_title(votes, blocks, title)
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
    parts = [_without_town(part.strip()) for part in HEAD_SEPARATOR.split(head) if part.strip()]
    folded_title = fold(title or "")
    at = name_after_at(head) or name_after_at(title or "")
    if at:
        votes.add(at, 2.1, "text", surely=True)
    after_comma = _after_comma(head, folded_title)
    if after_comma and may_name(after_comma, folded_title):
        votes.add(after_comma, 1.6, "head")
    hiring = who_seeks_in_head(head)
    if hiring and folded_title and folded_title in fold(head):
        votes.add(hiring, 2.5, "text")
    # Where the one part is the job, the other one may be called after an occupation.
    is_pair = len(parts) == 2 and folded_title in map(fold, parts)
    others = [part for part in parts if may_name(part, folded_title, surely=is_pair)]
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
            score = 2.1 if alone else 1.6 if index == len(parts) - 1 else 1.2
            votes.add(part, score, "head", surely=is_pair)


def _without_town(part: str) -> str:
    """A part of a page's title without the place behind a name: "The Fig" of "The Fig, Leeds"."""
    name, comma, rest = part.partition(", ")
    is_place = bool(comma) and looks_like_place(rest) and not looks_like_place(name)
    return name if is_place and not has_job_noun(name) else part


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
        seller = _seller_in(block)
        if seller:
            votes.add(seller, ENOUGH, "title", surely=True)
        under = blocks[index + 1] if index + 1 < len(blocks) else None
        if under and block.kind == "heading" and _heads_company(block) and _is_bare_name(under):
            votes.add(under.text, 1.6, "title")
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


def _seller_in(block: Block) -> str | None:
    """The name in the box of who advertises: "Acme", "Business seller", "Active since 2019"."""
    name, *rest = block.pieces[:_MOST_OF_BOX] or ("",)
    known = words().lists["company.sellers"]
    return name if name and any(fold_label(piece) in known for piece in rest) else None


def _heads_company(block: Block) -> bool:
    return section_of(block.text) == "about_company"


def _is_bare_name(block: Block) -> bool:
    """Whether a line under "About the company" is its name and no sentence."""
    text = block.text
    is_short = len(text) <= _LONGEST and not text.endswith((".", "!", "?", ":"))
    return (
        is_short and block.kind in ("text", "heading") and text[:1].isupper() and may_name(text, "")
    )


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
