"""The hiring organization, by the votes of every part of the page that names it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from orchestrator.tasks.extraction.folding import fold, fold_label
from orchestrator.tasks.extraction.rules.employment import is_employment
from orchestrator.tasks.extraction.rules.location import SEGMENTS
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.rules.sections import section_of
from orchestrator.tasks.extraction.rules.title import HEAD_SEPARATOR, has_job_noun
from orchestrator.tasks.extraction.rules.workplace import is_workplace
from orchestrator.tasks.extraction.words import alternatives, load, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.extraction.blocks import Block
    from orchestrator.tasks.extraction.rules.labels import Pair

_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\))?\s*(?:since\s*)?(?:\d{4}(?:\s*[-–]\s*\d{4})?)?"
    r"\s*(?:by\s+)?[,.]?\s*"
    r"([^|•·©\n]{2,60})",
    re.IGNORECASE,
)
_NAME = (
    r"((?:[A-Z0-9ÄÖÜÉÈÀÁÓÚ][\w&'’.\-]*)"
    r"(?:\s+(?:[A-Z0-9&ÄÖÜÉÈÀÁÓÚ][\w&'’.\-]*|of|de|la|und|and|für|et|y|en)){0,5})"
)
_JOINT = r"(?:\s+|(?=[\u3041-\u9fff（(]))"
"""Before a further word: a blank, or nothing in a script without blanks."""

_NO_NAME = re.compile(r"\d{2,}|[€$£%?!]|\bago\b|^\W*$")
_LONGEST = 70
_ENOUGH = 2.0


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
) -> str | None:
    """Choose the company; None when nothing names one clearly enough."""
    votes = _Votes(title)
    for pair in pairs:
        if pair.field == "company":
            votes.add(pair.value, 4.0)
    for name in site_names:
        votes.add(name, 2.2)
    for head in head_titles:
        _vote_head(votes, head, title)
    for logo in logos[:6]:
        match = _suffixed().match(logo)
        votes.add(match[1] if match else logo, 1.0)
    _vote_blocks(votes, blocks, all_blocks)
    _vote_near_title(votes, blocks, title)
    votes.add_mentions(blocks)
    named = _named_by_address(url, all_blocks)
    if named:
        votes.add(named, 2.2)
    return votes.winner(url)


class _Votes:
    def __init__(self, title: str | None) -> None:
        self._title = fold(title or "")
        self._scores: dict[str, float] = {}
        self._names: dict[str, str] = {}

    def add(self, name: str, score: float) -> None:
        name = _bare(name)
        key = _key(name)
        if not key or not _possible(name) or fold(name) == self._title:
            return
        if key not in self._scores or len(name) > len(self._names[key]):
            self._names.setdefault(key, name)
        self._scores[key] = self._scores.get(key, 0.0) + score

    def add_mentions(self, blocks: Sequence[Block]) -> None:
        """A company is named again and again in its own posting; a slogan is not."""
        text = "\n".join(block.text for block in blocks[:400])[:60_000]
        for key, name in self._names.items():
            mentions = min(4, text.count(_legal_form().sub("", name)))
            self._scores[key] += 0.4 * max(0, mentions - 1)
            if _legal_form().search(name):
                self._scores[key] += 0.6

    def winner(self, url: str | None) -> str | None:
        host = fold(urlsplit(url).hostname or "") if url else ""
        path = fold(urlsplit(url).path) if url else ""
        totals: dict[str, float] = {}
        for key, score in self._scores.items():
            squeezed = re.sub(r"[^a-z0-9]", "", key)
            in_address = len(squeezed) > 2 and squeezed in re.sub(r"[^a-z0-9]", "", host + path)
            # A shorter or longer form of the same name is support, not competition.
            others = (o for k, o in self._scores.items() if k != key and _related(k, key))
            totals[key] = score + (1.5 if in_address else 0.0) + 0.5 * sum(others)
        best = max(totals, key=lambda key: (totals[key], -len(key)), default=None)
        if best is None or totals[best] < _ENOUGH:
            return None
        return self._names[best]


def _related(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) > 2 and (longer.startswith(shorter + " "))


def _vote_head(votes: _Votes, head: str, title: str | None) -> None:
    head = head[:400]
    parts = [part.strip() for part in HEAD_SEPARATOR.split(head) if part.strip()]
    folded_title = fold(title or "")
    at_title = fold(head).find(folded_title) if title and len(fold(head)) == len(head) else -1
    if title and at_title >= 0:
        rest = head[at_title + len(title) :].strip()
        for at in sorted(words().lists["page.at"], key=len, reverse=True):
            if fold(rest).startswith(at + " "):
                name = HEAD_SEPARATOR.split(rest[len(at) :].strip())[0]
                votes.add(name, 2.5)
                break
    hiring = _hiring_head().match(head)
    if hiring and folded_title and folded_title in fold(head):
        votes.add(hiring[1], 2.5)
    others = [part for part in parts if _may_name(part, folded_title)]
    for index, part in enumerate(parts):
        if part not in others:
            continue
        match = _careers_of().match(part) or _suffixed().match(part) or _about().match(part)
        if match:
            votes.add(match[1], 2.2)
        elif len(parts) > 1:
            alone = len(others) == 1
            votes.add(part, 2.1 if alone else 1.6 if index == len(parts) - 1 else 1.2)


def _may_name(part: str, folded_title: str) -> bool:
    """Whether a part of a page's title is neither the job's title, nor a place, nor a term."""
    folded = fold(part)
    if folded_title and (folded in folded_title or folded_title in folded):
        return False
    return not (
        fold_label(part) in words().lists["page.not_title"]
        or looks_like_place(part)
        or is_employment(part)
        or is_workplace(part)
        or not _possible(part)
    )


def _vote_near_title(votes: _Votes, blocks: Sequence[Block], title: str | None) -> None:
    """The lines under the title name the company, alone or beside the place."""
    if not title:
        return
    start = next((i for i, b in enumerate(blocks) if fold(title) in fold(b.text[:400])), None)
    if start is None:
        return
    for distance, block in enumerate(blocks[start + 1 : start + 4]):
        if len(block.text) > 120 or ":" in block.text or block.kind == "control":
            continue
        pieces = block.pieces or (block.text,)
        segments = [s.strip() for piece in pieces for s in SEGMENTS.split(piece) if s.strip()]
        rest = [s for s in segments if _may_name(s, fold(title)) and not _NO_NAME.search(s)]
        if not rest or len(rest) > 2 or section_of(block.text):
            continue
        if len(segments) > len(rest):
            votes.add(rest[0], 1.4)  # the other segments are the place, the type, ...
        elif distance < 2 and len(segments) == 1:
            votes.add(rest[0], 0.9)


def _vote_blocks(votes: _Votes, blocks: Sequence[Block], all_blocks: Sequence[Block]) -> None:
    for block in blocks[:150]:
        if len(block.text) <= _LONGEST:
            match = _about().match(block.text.rstrip(" :?!"))
            if match and (block.kind == "heading" or block.strong):
                votes.add(match[1], 1.5)
            match = _careers_of().match(block.text)
            if match:
                votes.add(match[1], 1.5)
        elif block.kind in ("text", "item"):
            for sentence in (block.text[:300],):
                hiring = _hiring().search(sentence)
                if hiring:
                    votes.add(hiring[1], 1.1)
    for block in (*all_blocks[:1000], *all_blocks[1000:][-1000:]):
        match = _COPYRIGHT.search(block.text) if len(block.text) < 300 else None
        if match:
            votes.add(_rights().sub("", match[1]), 1.2)
        match = (
            _careers_of().match(block.text) if block.is_chrome and len(block.text) < 80 else None
        )
        if match:
            votes.add(match[1], 1.5)


def _named_by_address(url: str | None, blocks: Sequence[Block]) -> str | None:
    """The words of the page that spell the site's own name, such as "acme" of jobs.acme.com."""
    wanted = address_names(url)
    if not wanted:
        return None
    for block in sorted(blocks[:2000], key=lambda block: block.kind != "heading"):
        tokens = block.text[:600].split()
        for start, token in enumerate(tokens):
            if not token[:1].isupper() and fold(token) not in wanted:
                continue
            squeezed = ""
            for end in range(start, min(start + 6, len(tokens))):
                squeezed += re.sub(r"[^a-z0-9]", "", fold(tokens[end]))
                if squeezed in wanted:
                    return " ".join(tokens[start : end + 1]).strip(" ,;:.!?()")
                if len(squeezed) > 40:
                    break
    return None


def address_names(url: str | None) -> set[str]:
    """The parts of an address that may be a company's name, without "jobs", "careers", ..."""
    if not url:
        return set()
    parts = urlsplit(url)
    labels = (parts.hostname or "").lower().split(".")[:-1]
    labels += [segment.lower() for segment in parts.path.split("/")[1:3]]
    names: set[str] = set()
    for label in labels:
        squeezed = re.sub(r"[^a-z0-9]", "", fold(label))
        bare = _ADDRESS_AFFIX.sub("", squeezed)
        names |= {name for name in (squeezed, bare) if len(name) > 2 and not name.isdigit()}
    return {name for name in names if name not in _squeezed_systems()} - _ADDRESS_WORDS


_ADDRESS_AFFIX = re.compile(
    r"^(?:empleo|jobs?|careers?|karriere|recruiting|join|apply|work|carriere|emplois?|hr|trabaja)"
    r"|(?:jobs?|careers?|karriere|hr|group|inc|empleo)$"
)
_ADDRESS_WORDS = frozenset(
    [
        "www",
        "jobs",
        "job",
        "careers",
        "career",
        "apply",
        "com",
        "boards",
        "details",
        "detail",
        "recruiting",
        "view",
        "public",
        "posting",
        "postings",
        "vacancy",
        "vacancies",
        "karriere",
        "empleo",
        "emploi",
        "stellen",
        "the",
        "app",
        "portal",
        "site",
        "web",
        "node",
        "search",
        "opportunities",
        "positions",
        "open",
        "hiring",
        "join",
        "work",
        "team",
        "company",
        "companies",
        "about",
        "gov",
        "org",
        "edu",
    ]
)


@cache
def _squeezed_systems() -> frozenset[str]:
    return frozenset(re.sub(r"[^a-z0-9]", "", name) for name in _not_companies())


@cache
def _hiring() -> re.Pattern[str]:
    verbs = "|".join(
        re.escape(v) for v in sorted(words().lists["page.hiring"], key=len, reverse=True)
    )
    return re.compile(
        rf"(?:^|[.!?]\s+|\b(?i:{alternatives('page.at')})\s+){_NAME}(?:,)?\s+(?:{verbs})\b"
    )


@cache
def _about() -> re.Pattern[str]:
    terms = alternatives("company.about")
    return re.compile(rf"^{terms}\s+([A-Z0-9À-Þ][^.!?:]{{1,50}})$", re.IGNORECASE)


@cache
def _careers_of() -> re.Pattern[str]:
    careers, at = alternatives("company.careers"), alternatives("company.careers_at")
    return re.compile(rf"^{careers}\s+{at}\s+(.{{2,60}})$", re.IGNORECASE)


@cache
def _suffixed() -> re.Pattern[str]:
    terms = alternatives("company.careers_site")
    return re.compile(rf"^(.{{2,50}}?)(?:['’]s)?{_JOINT}{terms}$", re.IGNORECASE)


@cache
def _rights() -> re.Pattern[str]:
    terms = alternatives("company.rights")
    return re.compile(rf"\s*[.,|•·–-]?\s*(?:{terms}|\d{{4}}|®|™).*$", re.IGNORECASE)


@cache
def _legal_form() -> re.Pattern[str]:
    forms = alternatives("company.legal_forms")
    return re.compile(
        rf"(?:,\s*|{_JOINT}){forms}\.?$|^{forms}(?:\s+|(?<=[\u3041-\u9fff）)]))", re.IGNORECASE
    )


@cache
def _hiring_head() -> re.Pattern[str]:
    return re.compile(rf"^(.{{2,50}}?)\s+{alternatives('company.seeks')}\s")


@cache
def _not_companies() -> frozenset[str]:
    sites = load("sites")
    return frozenset(fold(name) for names in sites.values() for name in names)


def _bare(name: str) -> str:
    name = name.strip(' \t|·•»:–—-,;"“”').strip()
    for pattern in (_careers_of(), _suffixed(), _about()):
        match = pattern.match(name)
        if match:
            name = match[1]
    return name.removesuffix(".") if not _legal_form().search(name) else name


def _key(name: str) -> str:
    key = _legal_form().sub("", fold(name))
    return re.sub(r"[^\w&+. ]", "", key).strip(" .")


def _possible(name: str) -> bool:
    folded = fold_label(name)
    if not 1 < len(name) <= _LONGEST or folded in words().lists["page.not_title"]:
        return False
    if folded in _not_companies() or re.search(r"@|https?:|[{}<>]", name):
        return False
    if not any(character.isalpha() for character in name) or len(name.split()) > 8:
        return False
    if folded in words().sections or folded in words().labels or looks_like_place(name):
        return False
    if name[0].islower() and " " in name:
        return False
    return not (
        has_job_noun(name) and len(name.split()) < 4 and not _legal_form().search(name)
    ) or (_legal_form().search(name) is not None)
