"""Names of employers in running text: who they say they are, whose address and mailbox it is."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.extraction.blocks import has_digit
from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import lowered
from orchestrator.tasks.extraction.rules.company_names import (
    UPPER,
    has_legal_form,
    legal_form_behind,
    without_legal_form,
)
from orchestrator.tasks.extraction.rules.company_phrases import MARKED, who_opens, who_seeks
from orchestrator.tasks.extraction.rules.houses import houses_in, is_ours
from orchestrator.tasks.extraction.rules.places import is_postal_address
from orchestrator.tasks.extraction.rules.sections import section_of
from orchestrator.tasks.extraction.words import load, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.extraction.blocks import Block

_WORD = r"[A-ZÀ-ÞĀ-Ž0-9][\w&'’.+\-]*"
_NAME = (
    rf"(?:{_WORD}(?:\s+(?:{_WORD}|&|\+|of|de|du|des|la|le|les|und|and|für|et|y|en|van|von|der|den"
    r"|di|del|della|e)){0,6})"
)
STREET = regex(
    r"^[^\W\d_][\w .'’\-]{2,40}\s\d{1,4}\s?[a-zA-Z]?$"
    r"|^\d{1,4},?\s(?:bis\s)?[^\W\d_][^|]{3,50}$"
)
"""A street with its number, on either side of it."""

PIECES = regex(r"(?=[\s|·•,;.])(?:\s*[|·•,;]\s+|\s+[·•|]\s+|\s[-–]\s|(?<=\w{4})\.\s+(?=[A-ZÀ-Þ]))")
_COUNTED = regex(r"\d+\s")
"""The beginning of "40 people", what a company may say that it is."""

_SENTENCE = regex(
    r"(?<!\S)(?!(?:de|du|des|la|le|les|di|del|van|von|der|and|und|et|y|e|en)\s)[a-zà-ÿ]"
)
_MAILBOX = regex(r"([A-Za-z0-9._+-]{3,40})@([A-Za-z0-9-]+)\.[A-Za-z0-9.-]{2,}")
_SITE = regex(r"\bwww\.([A-Za-z0-9-]+)\.[A-Za-z0-9.-]{2,}")
_NAME_NEXT = regex(rf"\s+(?P<name>{_NAME})(?=[,.!–]|\s[-–])")
_NAME_BEHIND = regex(rf"\s+(?P<name>{_NAME})(?=[\s,])")
_SKIPPED = r"(?:\s+(?:&|\+|[a-zà-ÿ]{1,3}))?"
_HOST = regex(r"https?://(?:[\w-]+\.){0,2}?([\w-]+)\.[a-z]{2,6}(?=[/\s)\],;]|$)")
_MOST_INITIALS = 6
_NAME_ALONE = regex(_NAME)
_UPPER_ALONE = regex(rf"[«\"„“]?{UPPER}[^.,;:|]{{1,50}}")
"""A name behind the legal form that opens it, in any script."""

_SENTENCE_BEFORE = regex(r"(?:^|[.!?]\s+)$")
_LONGEST = 70
_LONGEST_OF_MENU = 32
_SHORTEST_SENTENCE = 40
_MOST_CHARACTERS = 400
_MOST_BLOCKS = 400
_TINY = 400
_FOOT = 12
_LOWER_IN_SENTENCE = 3


def employers_in_text(blocks: Sequence[Block]) -> Iterator[tuple[str, float]]:
    """Every name that the text presents as an employer's, with how much that speaks for it."""
    blocks = blocks[:_MOST_BLOCKS]
    is_tiny = sum(len(block.text) for block in blocks) < _TINY
    is_tiny = is_tiny and not any(who_seeks(block.text) for block in blocks)
    for block in blocks:
        if block.kind != "control":
            for text in _side_by_side(block) or (block.text,):
                yield from _of_sentences(text[:_MOST_CHARACTERS], is_tiny=is_tiny)
    yield from _of_openings(blocks)
    yield from _of_addresses(blocks)


def _side_by_side(block: Block) -> tuple[str, ...]:
    """The words of a menu, each by itself: no name goes on from one to the next."""
    is_menu = len(block.pieces) > 2 and max(map(len, block.pieces)) <= _LONGEST_OF_MENU
    return block.pieces if is_menu else ()


def _of_openings(blocks: Sequence[Block]) -> Iterator[tuple[str, float]]:
    """Who the first sentence under "About us" is about, or that of the whole posting."""
    is_about, openings = False, 0
    text = "\n".join(block.text for block in blocks)
    for block in blocks:
        section = section_of(block.text) if len(block.text) <= _LONGEST else None
        if block.kind == "heading" and not section:
            continue
        if section:
            is_about = section == "about_company"
        elif len(block.text) > _SHORTEST_SENTENCE and (is_about or openings == 0):
            name = who_opens(block.text[:_MOST_CHARACTERS])
            if name and _is_supported(name, text, blocks, is_about=is_about):
                yield name, 1.2 if is_about else 0.9
            is_about, openings = False, openings + 1


def _is_supported(name: str, text: str, blocks: Sequence[Block], *, is_about: bool) -> bool:
    """Whether the page bears out that a sentence begins with a name: "Please" is a word too."""
    first = fold(name.split(maxsplit=1)[0])
    if any(first in common for common in words().stopwords.values()):
        return False
    if _key(name) in mailboxes(blocks):
        return True
    if has_legal_form(name) and not is_about:
        return True
    return text.count(name) > 1 and (is_about or " " in name or MARKED.search(name) is not None)


def _of_sentences(text: str, *, is_tiny: bool) -> Iterator[tuple[str, float]]:
    speaks = words().written["title.ours"].are_in(lowered(text))
    ours = [house for house in houses_in(text) if is_ours(text, house)] if speaks else []
    for house in ours:
        yield house.name, 2.0
    for we_are in words().written["company.we_are"].all_in(lowered(text)):
        is_sentence = _SENTENCE_BEFORE.search(text[: we_are.start])
        match = _NAME_NEXT.match(text, we_are.end) if is_sentence else None
        formed = _with_legal_form(text, we_are.end) if is_sentence and not match else None
        if formed:
            yield formed, 2.0
        if match and not _COUNTED.match(match["name"]):
            is_sure = " " in match["name"] or _is_explained(text, match.end())
            yield match["name"], 2.0 if is_sure else 1.6
    if is_tiny:
        for house in dict.fromkeys(houses_in(text)):
            described = (
                words().written["title.articles"].at_end(lowered(text[: house.start]).rstrip())
            )
            if house not in ours and not described:  # "a chambers for the law of the sea"
                yield house.name, 2.2


def _with_legal_form(text: str, start: int) -> str | None:
    """The name and its legal form that a text goes on with: "We are Acme s.r.o., a bakery"."""
    match = _NAME_BEHIND.match(text, start)
    rest = lowered(text[match.end() :]) if match else ""
    form = words().written["company.legal_forms"].at_start(rest.lstrip(" ,"))
    if not match or not form:
        return None
    end = match.end() + len(rest) - len(rest.lstrip(" ,")) + form.end
    return text[match.start("name") : end]


def named_by_initials(blocks: Sequence[Block]) -> str | None:
    """The name whose first letters a domain of the text is: "Vale & Lake Partners" of vlp.example.

    None unless such a name stands in the text with two capitals at least.
    """
    boxes = {box for box in _domains(blocks) if box.isalpha() and 3 <= len(box) <= _MOST_INITIALS}
    text = "\n".join(b.text[:_MOST_CHARACTERS] for b in blocks[:_MOST_BLOCKS]) if boxes else ""
    for box in sorted(boxes):
        first, *rest = box
        further = "".join(rf"{_SKIPPED}\s+[{one}{one.upper()}][\w'’-]+" for one in rest)
        match = re.search(rf"(?<!\w){first.upper()}[\w'’-]+{further}(?!\w)", text)
        if match and sum(word[0].isupper() for word in match[0].split()) > 1:
            return " ".join(match[0].split())
    return None


def _domains(blocks: Sequence[Block]) -> set[str]:
    """The domains of mailboxes and addresses in the text, without their ends."""
    hosts = (m[1] for text in _texts_with(blocks, "://") for m in _HOST.finditer(text))
    return mailboxes(blocks) | {host.lower() for host in hosts} - _mail_services()


def _is_explained(text: str, start: int) -> bool:
    """Whether a name is followed by what it is: ", a small restaurant group"."""
    rest = lowered(text[start : start + _LONGEST])
    return rest[:2] == ", " and words().written["title.articles"].at_start(rest[2:]) is not None


def employers_at_addresses(blocks: Sequence[Block]) -> Iterator[str]:
    """Whose address stands at the foot of a page: "Imprint: Acme, Mill Lane 4, 99001 Town"."""
    for block in blocks[-_FOOT:]:
        if block.is_chrome and len(block.text) <= 3 * _LONGEST:
            yield from (name for name, score in _of_addresses([block]) if score > 1)
            for form in words().written["company.legal_forms"].all_in(lowered(block.text)):
                name = block.text[: form.end]  # "Acme S.r.l. P.IVA 0123"
                if form.end < len(block.text) and _is_legal_name(name):
                    yield name


def _of_addresses(blocks: Sequence[Block]) -> Iterator[tuple[str, float]]:
    """The line above a street and a town, or the first piece of a line that holds both."""
    for index, block in enumerate(blocks):
        if len(block.text) > 3 * _LONGEST or block.kind == "control":
            continue
        forms = words().written["company.legal_forms"]
        if not has_digit(block.text) and not forms.are_in(lowered(block.text)):
            continue
        pieces = [piece.strip() for piece in PIECES.split(block.text) if piece.strip()]
        towns = [at for at, piece in enumerate(pieces) if is_postal_address(piece)]
        if towns and towns[0] > 0 and any(STREET.match(piece) for piece in pieces[: towns[0]]):
            name = pieces[0].rpartition(": ")[2]  # "Please write to: Acme Ltd, ..."
            if STREET.match(name):
                yield from ((_without_rest(b.text), 1.6) for b in blocks[max(0, index - 1) : index])
            elif len(_SENTENCE.findall(name)) < _LOWER_IN_SENTENCE:
                yield name, 1.6
        elif is_postal_address(block.text) and index > 1 and STREET.match(blocks[index - 1].text):
            yield _without_rest(blocks[index - 2].text), 1.6
        elif len(pieces) <= 4:
            for piece in pieces:
                if len(piece) <= _LONGEST and _is_legal_name(piece):
                    yield piece, 1.0


def _without_rest(line: str) -> str:
    """The name in the line above an address: "Moreau - Petit" of "Moreau - Petit, notaires"."""
    name, _, rest = line.partition(", ")
    return name if rest[:1].islower() else line


def mailboxes(blocks: Sequence[Block]) -> set[str]:
    """The domains that mail goes to, without their ends: "bread" of "jobs@bread.example".

    With them those of the sites that the text names: "www.bread.example".
    """
    found: set[str] = set()
    for text in _texts_with(blocks, "@"):
        found |= {match[2].lower() for match in _MAILBOX.finditer(text)}
    for text in _texts_with(blocks, "www."):
        found |= {match[1].lower() for match in _SITE.finditer(text)}
    return {_key(name) for name in found} - _mail_services()


def names_of_mailboxes(blocks: Sequence[Block]) -> set[str]:
    """What mailboxes are called: "trattoriabella" of "trattoria.bella@post.example"."""
    texts = _texts_with(blocks, "@")
    return {_key(match[1]) for text in texts for match in _MAILBOX.finditer(text)}


def _texts_with(blocks: Sequence[Block], mark: str) -> Iterator[str]:
    return (b.text[:_MOST_CHARACTERS] for b in blocks[:_MOST_BLOCKS] if mark in b.text)


@cache
def _mail_services() -> frozenset[str]:
    return frozenset(load("sites")["address"]["mail"])


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


def _is_legal_name(text: str) -> bool:
    """Whether a text is a name with its legal form and nothing else: "Acme GmbH"."""
    behind = legal_form_behind(text)
    if not behind:
        return bool(_UPPER_ALONE.fullmatch(without_legal_form(text))) and has_legal_form(text)
    return _NAME_ALONE.fullmatch(text, 0, behind) is not None
