"""The vote of all parts of a page on who the employer is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.extraction.patterns import regex
from orchestrator.tasks.extraction.phrases import lowered
from orchestrator.tasks.extraction.rules.company_addresses import (
    squeezed_forms,
)
from orchestrator.tasks.extraction.rules.company_names import (
    UPPER,
    bare_name,
    calls_for_a_job,
    has_legal_form,
    is_employer,
    likeness_to_a_portal,
    may_be_name,
    name_key,
    opens_with_article,
    without_legal_form,
)
from orchestrator.tasks.extraction.rules.company_phrases import MARKED
from orchestrator.tasks.extraction.rules.language import language_of
from orchestrator.tasks.extraction.rules.places import looks_like_place
from orchestrator.tasks.extraction.words import words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from orchestrator.tasks.extraction.blocks import Block

ENOUGH = 2.0
_FAIRLY = 1.6
_HARDLY = 1.0
_AGAIN = 0.3
_LONGEST = 70
_MOST_WORDS, _MOST_LABELLED = 8, 14
_REST_OF_NAME = regex(rf"\s(?:&|[a-zà-ÿ]{{1,4}})\s{UPPER}[\w'’&-]*")
_DASH = regex(r"\s+[|–—-]\s+|\s*\|\s*")
_OFTEN = 2
_SHORT_KEY = 6
_WORD_OF_NAME = regex(rf" ({UPPER}\w+)")
_OF_SITE = frozenset({"site", "head"})
_BESIDE_TITLE = frozenset({"label", "title"})


class Votes:
    """Names with how much speaks for each, and where it was said."""

    def __init__(
        self,
        title: str | None,
        places: Sequence[str],
        blocks: Sequence[Block],
        *,
        is_board: bool,
    ) -> None:
        self._is_board = is_board
        self._title = fold(title or "")
        self._none = {self._title, *map(fold, places)}
        self._scores: dict[str, float] = {}
        self._names: dict[str, str] = {}
        self._sources: dict[str, set[str]] = {}
        self._full: set[str] = set()  # keys of names that stand so beside the title
        self._blocks = blocks[:400]
        self.text = "\n".join(block.text for block in self._blocks)[:60_000]
        self._portals: set[str] = set()  # keys of names that stand as "Acme Jobs"
        self._told: set[str] = set()  # keys of names that the posting's own sentences hold

    def add(self, name: str, score: float, source: str, *, surely: bool = False) -> None:
        """Let a part of the page speak for a name.

        Args:
            name: As it stands there.
            score: How much that says; 2 are enough to be believed.
            source: "label", "title" (the lines around it), "text", "address", "head"; and "site"
                for the parts that name whoever runs the site, who may be a job board.
            surely: Only a name can stand there, so that it may hold a word for an occupation.
        """
        name = self._without_slogan(name) if source in _OF_SITE else name
        said, name = name, bare_name(name, told=source == "text")
        key = name_key(name)
        is_sure = surely or source == "title"
        most = _MOST_LABELLED if source == "label" else _MOST_WORDS
        if not key or not may_be_name(name, surely=is_sure, most_words=most):
            return
        if calls_for_a_job(name):
            return
        # "Landkreis Eichen" is a place and an employer.
        if fold(name) in self._none and (fold(name) == self._title or not is_employer(name)):
            return
        told = self._sources.get(key, set())
        if key not in self._names or (source in _BESIDE_TITLE and not told & _BESIDE_TITLE):
            self._names[key] = name  # there it stands in full, in the site's name often not
        if source in _BESIDE_TITLE and said == name:
            self._full.add(key)
        # What a site calls itself is one statement, however often it stands there.
        again = source in _OF_SITE and source in told
        self._scores[key] = self._scores.get(key, 0.0) + (_AGAIN * score if again else score)
        self._sources.setdefault(key, set()).add(source)

    def _without_slogan(self, name: str) -> str:
        """A site's name without what it adds: "Acme" of "Acme – Bread for the valley"."""
        dash = _DASH.search(name)
        if dash is None:
            return name
        bare, rest = name[: dash.start()], name[dash.end() :]
        is_slogan = len(rest.split()) > 1 and not has_legal_form(name)
        alone = sum(1 for _ in _whole(bare, self.text)) - self.text.count(name)
        return bare if is_slogan and alone > 0 else name

    def is_of_site(self, name: str) -> bool:
        """Whether the site calls itself so, as far as is known yet."""
        return bool(self._sources.get(name_key(name), set()) & _OF_SITE)

    def note_portal(self, name: str) -> None:
        """Remember that a page's title calls a name as job boards are: "Acme Jobs"."""
        self._portals.add(name_key(name))

    def add_mentions(self) -> None:
        """A company is named again and again in its own posting; a slogan is not."""
        text = self.text
        prose = "\n".join(block.text for block in self._blocks if len(block.text) > _LONGEST)
        for key, name in self._names.items():
            following = (_WORD_OF_NAME.match(prose, at + len(name)) for at in _whole(name, prose))
            further = next(filter(None, following), None)
            if (
                further
                and key not in self._full
                and fold(further[1]) in words().lists["company.trades"]
            ):
                self._names[key] = name + further[0]
            stem = without_legal_form(name)
            if len(stem) > 2 and next(_whole(stem, prose), None) is not None:
                self._told.add(key)
            self._scores[key] += 0.4 * max(0, min(4, text.count(stem)) - 1)
            if len(stem) > 2 and _opens_a_sentence(stem, text):
                self._scores[key] += 0.7
            elif key in self._told:
                self._scores[key] += 0.5
            if has_legal_form(name):
                self._scores[key] += 0.6
            elif is_employer(name):
                self._scores[key] += 0.5

    def add_mailboxes(self, boxes: Collection[str]) -> None:
        """A mailbox at a service for everybody may still be called like the house it belongs to."""
        for key, name in self._names.items():
            if is_employer(name) or opens_with_article(name):
                forms = squeezed_forms(name)
                if any(_is_called(box, form) for box in boxes for form in forms):
                    self._scores[key] += 0.8

    def winner(self, url: str | None, mailboxes: Collection[str]) -> str | None:
        """Count the votes with what the address and the mailboxes spell; None below `ENOUGH`."""
        host = fold(urlsplit(url).hostname or "") if url else ""
        path = fold(urlsplit(url).path) if url else ""
        address = re.sub(r"[^a-z0-9]", "", host + path)
        totals: dict[str, float] = {}
        for key, score in self._scores.items():
            forms = squeezed_forms(self._names[key])
            in_address = any(len(form) > 2 and form in address for form in forms)
            in_mail = any(_same_house(form, mailbox) for form in forms for mailbox in mailboxes)
            # A shorter or longer form of the same name is support, not competition.
            others = (o for k, o in self._scores.items() if k != key and _related(k, key))
            total = score + (1.5 if in_address else 0.0) + (1.0 if in_mail else 0.0)
            total += 0.5 * sum(others)
            is_told = "text" in self._sources[key]  # an agency's name may sound like a portal's
            likeness = 0.0 if is_told else likeness_to_a_portal(self._names[key])
            totals[key] = total * (1 - 0.5 * likeness)
            if self._is_board and "site" in self._sources[key]:
                totals[key] *= 0.5 if self._sources[key] - _OF_SITE else 0.3
        units = {key for key in totals if _is_unit(key)}
        if any(total >= ENOUGH for key, total in totals.items() if key not in units):
            totals.update((key, 0.3 * totals[key]) for key in units)  # "Department of Physics"
        near = (totals[key] for key, told in self._sources.items() if told & {"label", "title"})
        if any(total >= ENOUGH for total in near):
            # The posting itself names another one: the site is a board's or an agency's.
            for key, sources in self._sources.items():
                if sources <= _OF_SITE:
                    totals[key] *= 0.5
        sure = {key for key, told in self._sources.items() if "label" in told and key not in units}
        if any(totals[key] >= ENOUGH for key in sure):
            # What a label says outweighs whatever the page is headed with.
            for key, sources in self._sources.items():
                if not sources & {"label", "text"}:
                    totals[key] *= 0.5
        told = self._told - units
        if any(totals[key] >= ENOUGH for key in told if "text" in self._sources[key]):
            # Nor does a posting keep silent about its own employer but name another one.
            for key, sources in self._sources.items():
                if sources <= _OF_SITE and key not in self._told:
                    totals[key] *= 0.4
        best = max(totals, key=lambda key: (totals[key], -len(key)), default=None)
        if best is None or totals[best] < ENOUGH:
            return None
        longer = (k for k in totals if k.startswith(best + " ") and self._scores[k] >= ENOUGH)
        best = next((k for k in longer if self._scores[k] >= self._scores[best]), best)
        best = next(self._fuller(best), best)
        name = self._grown(self._names[best])
        for known in self._names.values():
            # "Officina Rossi di Cremona": the place is none of its own.
            particle, _, place = name.removeprefix(known).strip().partition(" ")
            if name.startswith(known + " ") and particle.islower() and looks_like_place(place):
                name = known
        # "Leeds Council, Health": the part before the comma, where it is told alone too.
        shorter = (n for n in self._names.values() if name.startswith(n + ",") and n != name)
        shorter = next((n for n in shorter if not has_legal_form(name)), None)
        return shorter or _house_of(name)

    def _fuller(self, best: str) -> Iterator[str]:
        """Keys of names that tell before another what kind of house it is: "Hotel Havran"."""
        for key, name in self._names.items():
            is_longer = key.endswith(" " + best) and self._scores[key] >= ENOUGH
            is_said = key in self._told or bool(self._sources[key] - _OF_SITE)
            if is_longer and is_said and ":" not in name and is_employer(name):
                yield key

    def is_a_portal(self, name: str) -> bool:
        """Whether only the site calls itself so, and as job boards do."""
        key = name_key(name)
        told = self._sources.get(key, set())
        return key in self._portals and key not in self._told and told <= _OF_SITE

    def _grown(self, name: str) -> str:
        """A name with what follows it wherever it stands: "Rossi e Figli" for "Rossi"."""
        ends = [at + len(name) for at in _whole(name, self.text)]
        further = [_REST_OF_NAME.match(self.text, end) for end in ends]
        rests = {match[0] if match else "" for match in further}
        rest = rests.pop() if len(rests) == 1 else ""
        is_often = len(ends) >= _OFTEN and bool(rest)
        return name + rest if is_often and fold(rest.split()[-1]) not in self._none else name

    def longer(self, name: str) -> str:
        """The name already known that holds this one: "Studio Havran" for "Havran"."""
        holding = (k for k, n in self._names.items() if next(_whole(name, n), None) is not None)
        best = max(holding, key=self._scores.__getitem__, default=None)
        return name if best is None else self._names[best]

    def only_one(self) -> str | None:
        """The name that fairly much speaks for, where nothing speaks for any other."""
        key = max(self._scores, key=self._scores.__getitem__, default="")
        others = (score for other, score in self._scores.items() if other != key)
        if self._is_board or not key or max(others, default=0) >= _HARDLY:
            return None
        name = self._names[key]
        if len(self._names) > 1 and self._sources[key] <= {"title", "head"}:
            return None
        if self._scores[key] < _FAIRLY or likeness_to_a_portal(name):
            return None
        # "Bread is good for you" begins like a sentence about a company.
        is_word = self._sources[key] == {"text"} and " " not in name and not MARKED.search(name)
        return None if is_word and not self._stands_within(name) else name

    def _stands_within(self, name: str) -> bool:
        """Whether a word is written with a capital within a sentence, where only names are."""
        before = [self.text[max(0, at - _LONGEST) : at] for at in _whole(name, self.text)]
        within = [t for t in before if t[-1:] == " " and t[-2:-1].islower()]
        if language_of(self.text) != "de":  # there every noun is
            return bool(within)
        leads = words().written["company.leads"]
        return any(leads.at_end(lowered(text[:-1])) for text in within)


def _is_unit(name: str) -> bool:
    """Whether a name is that of a part of an employer: "Department of Physics", "Tide Team"."""
    lower, known = lowered(name), words().written
    if known["company.houses_like_units"].at_start(lower):
        return False
    return bool(
        known["company.units"].at_start(lower) or known["company.units_behind"].at_end(lower)
    )


def _house_of(name: str) -> str:
    """The employer of "Leeds Council, Health" or "Department of Physics, University of Leeds"."""
    parts = name.split(", ")
    if len(parts) < 2 or has_legal_form(name):
        return name
    if words().written["company.units"].at_start(lowered(name)):
        return next((part for part in reversed(parts) if is_employer(part)), name)
    return parts[0] if is_employer(parts[0]) else name


def _whole(name: str, text: str) -> Iterator[int]:
    """Where a name stands by itself: a pattern made for each name would take longer to make."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (text[at - 1 : at].isalnum() or text[end : end + 1].isalnum()):
            yield at
        at = text.find(name, end)


def _opens_a_sentence(name: str, text: str) -> bool:
    """Whether a sentence begins with the name and goes on with a common word."""
    for at in _whole(name, text):
        begins = at == 0 or text[at - 1] == "\n" or text[at - 2 : at] in (". ", "! ", "? ", ": ")
        following = text[at + len(name) : at + len(name) + 3]
        word = following.lstrip(" ,")[:1]
        if begins and following[:1] in (" ", ",") and word.isalpha() and not word.isupper():
            return True
    return False


def _related(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) > 2 and (longer.startswith(shorter + " "))


def _is_called(mailbox: str, name: str) -> bool:
    return (len(name) >= _SHORT_KEY and mailbox.startswith(name)) or (
        len(mailbox) > _SHORT_KEY and (name.startswith(mailbox) or name.endswith(mailbox))
    )


def _same_house(name: str, mailbox: str) -> bool:
    """Whether a mailbox's domain spells a name or an end of it: "bread" for "Bread Bakers"."""
    shorter, longer = sorted((name, mailbox), key=len)
    return (len(shorter) > 3 and longer.startswith(shorter)) or (
        len(shorter) > 5 and longer.endswith(shorter)
    )
