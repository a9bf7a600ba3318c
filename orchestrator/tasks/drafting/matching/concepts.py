"""What a text speaks of: known skills and ideas under one name, other words by their stem."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.stems import (
    SHORTEST_STEM,
    fold,
    is_broad,
    languages,
    regular,
    stem,
    stems,
    tells_nothing,
    uninflected,
)
from orchestrator.tasks.drafting.terms import stop_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_STANDARD = (
    r"\b(?:(?:(?i:BS|DIN|ISO|IEC|VDI|VDE|ASTM|ASME|IEEE|UNE|NEN)|EN|NF|UNI)[ /-]*)+\d{3,6}(?:-\d+)?"
)
"""A standard and its number. "en 2019" is a year."""
_WORD = re.compile(rf"{_STANDARD}|\.?[^\W_](?:[\w.+#'\u2019]*[\w+#])?")
_STANDARD_NUMBER = re.compile(rf"(?={_STANDARD})\D*(\d+)")
_STANDARD_KEY = "standard "
_LONGEST_PHRASE = 6
_EXACT = "="
_TEXTS_REMEMBERED = 4_096
_WORDS_REMEMBERED = 65_536
"""A requirement is read from several sides, and the words of thousands of postings recur."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that a text speaks of.

    Attributes:
        key: What makes two of them the same: the name of a concept, or the stem of a word.
        text: As it was written.
        is_known: Whether it is a concept of the data files, rather than any word.
        at: Index of its first word in the text.
        words: How many words it takes up.
        is_name: Whether it is a name of `synonyms.toml`, such as "Kubernetes".
        folded: Of a word that is no concept, its form without case and accents.
    """

    key: str
    text: str
    is_known: bool
    at: int
    words: int
    is_name: bool = False
    folded: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether the data files know nothing of it, though it may look like a name."""
        return bool(self.folded)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written and folded, and where it ends."""

    text: str
    folded: str
    start: int
    end: int


@lru_cache(maxsize=_TEXTS_REMEMBERED)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order; "C++", ".NET" and "ISO 9001" stay whole."""
    return tuple(
        Word(match.group(), part, match.start(), match.end())
        for match in _WORD.finditer(text)
        for part in _folded_parts(match.group())
    )


@lru_cache(maxsize=_WORDS_REMEMBERED)
def _folded_parts(word: str) -> tuple[str, ...]:
    """A word folded, without what French and Italian elide ("d'Excel"), its compound in two."""
    standard = _STANDARD_NUMBER.match(word)
    if standard is not None:
        # "DIN EN ISO 9001" and "ISO 9001" are one; of "9606-1" and "9606-2" the one speaks of both.
        return (f"{_STANDARD_KEY}{standard[1]}",)
    folded = fold(word)
    head, apostrophe, tail = folded.partition("'")
    if apostrophe and head in _elisions() and len(tail) > 1:
        folded = tail
    return tuple(_compound_parts(folded.removesuffix("'s")))


def terms_of(
    text: str, language: str, *, is_list: bool = False, overlapping: bool = False
) -> list[Term]:
    """What a text speaks of, in order; small words are left out.

    Args:
        text: A line of a profile, or a piece of a requirement.
        language: Of the posting: by its endings words are compared. Concepts are known in any.
        is_list: Whether it is a bare name, as under "skills": "go" is the language there.
        overlapping: Whether an idea inside another counts too ("intravenous medication" inside
            "administers intravenous medication"), and each of its words. A name is always whole:
            "React Native" is no React.
    """
    sequence = words_of(text)
    found: list[Term] = []
    at = 0
    while at < len(sequence):
        known = _concept_at(sequence, at, is_list=is_list)
        if known is not None:
            key, length, is_name = known
            written = text[sequence[at].start : sequence[at + length - 1].end]
            found.append(Term(key, written, True, at, length, is_name))
            if is_name or not overlapping:
                at += length
                continue
        word = sequence[at]
        if word.folded not in _stop():
            key = stem(word.folded, language)
            found.append(Term(key, word.text, False, at, 1, folded=word.folded))
        at += 1
    return found


def implied(key: str) -> frozenset[str]:
    """What else a concept shows, itself included: PostgreSQL shows SQL."""
    return _implications().get(key, frozenset()) | {key}


def broad(term: Term) -> bool:
    """Whether a word or an idea says too little by itself: "care", "planning"."""
    return not term.is_name and is_broad(term.folded or fold(term.text))


def weightless(term: Term) -> bool:
    """Whether nearly every posting uses the word, so that it tells nothing."""
    return not term.is_known and tells_nothing(term.folded)


def _concept_at(
    sequence: Sequence[Word], at: int, *, is_list: bool
) -> tuple[str, int, bool] | None:
    """The concept that begins here, how many words it has, and whether it is a name."""
    names, exact, first = _names(), _exact_ideas(), sequence[at].folded
    if first.startswith(_STANDARD_KEY):
        return names.get((first,), first), 1, True
    if not _begins_a_concept(first):
        return None
    for length in range(min(_LONGEST_PHRASE, len(sequence) - at), 0, -1):
        folded = tuple(word.folded for word in sequence[at : at + length])
        key = names.get(folded)
        if key is not None and (
            length > 1 or is_list or first not in _common() or _is_a_name(sequence[at].text)
        ):
            return key, length, True
        key = exact.get(tuple(map(regular, folded))) or _idea(folded)
        if key is not None:
            return key, length, False
    return None


def _idea(folded: Sequence[str]) -> str | None:
    """The idea that words speak of, in any of the languages."""
    for known, forms in zip(_ideas(), _forms_by_language(folded), strict=True):
        if forms in known:
            return known[forms]
    return None


def _forms_by_language(folded: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """One word without the endings of its own forms; of several words the stems."""
    each = map(stems if len(folded) > 1 else uninflected, folded)
    return zip(*each, strict=True)


@lru_cache(maxsize=_WORDS_REMEMBERED)
def _begins_a_concept(folded: str) -> bool:
    written, *by_language = _starts()
    return (
        folded in written
        or regular(folded) in written
        or _idea((folded,)) is not None
        or any(x in known for known, x in zip(by_language, stems(folded), strict=True))
    )


def _is_a_name(written: str) -> bool:
    return written[0].isupper() or not written[0].isalpha()


def _compound_parts(folded: str) -> list[str]:
    """A compound taken apart: "englischkenntnisse" is "englisch" and "kenntnisse"."""
    if not folded.endswith(_compound_heads()):
        return [folded]
    for head in _compound_heads():
        if folded.endswith(head) and len(folded) - len(head) >= SHORTEST_STEM - 1:
            first = folded.removesuffix(head)
            return [first.removesuffix("s") if len(first) > 5 else first, head]
    return [folded]


@cache
def _names() -> Mapping[tuple[str, ...], str]:
    """Spellings of skills, letter for letter."""
    synonyms = table("synonyms")
    aliases = cast("dict[str, list[str]]", synonyms["aliases"])
    listed = cast("list[str]", synonyms["skills"]["names"])
    spelled = {name: [name] for name in listed} | {
        name: [name, *others] for name, others in aliases.items()
    }
    return {
        tuple(word.folded for word in words_of(spelling)): name
        for name, spellings in spelled.items()
        for spelling in spellings
    }


@cache
def _ideas() -> Sequence[Mapping[tuple[str, ...], str]]:
    """Ways to speak of an idea, for each language by their forms in it.

    A phrase is tried in every language, as none says of which it is. An idea that is a name too is
    that name.
    """
    phrases = [
        (_name_of(name) or name, phrase)
        for name, listed in _written_ideas().items()
        for phrase in (name, *listed)
        if not phrase.startswith(_EXACT)
    ]
    implying = {key for pair in _written_implications().items() for key in (pair[0], *pair[1])}
    phrases += [(name, name) for name in sorted(implying) if _name_of(name) is None]
    found: list[dict[tuple[str, ...], str]] = [{} for _ in languages()]
    for key, phrase in phrases:
        words = [word.folded for word in words_of(phrase)]
        for known, forms in zip(found, _forms_by_language(words), strict=True):
            known.setdefault(forms, key)
    return found


@cache
def _exact_ideas() -> Mapping[tuple[str, ...], str]:
    """Words that speak of an idea in this very form only."""
    return {
        tuple(regular(word.folded) for word in words_of(phrase)): _name_of(name) or name
        for name, listed in _written_ideas().items()
        for phrase in listed
        if phrase.startswith(_EXACT)
    }


def _name_of(text: str) -> str | None:
    return _names().get(tuple(word.folded for word in words_of(text)))


@cache
def _starts() -> Sequence[frozenset[str]]:
    """First words: as written, and for each language by the stems of what has several words."""
    written = frozenset(phrase[0] for known in (_names(), _exact_ideas()) for phrase in known)
    of_several = (frozenset(x[0] for x in known if len(x) > 1) for known in _ideas())
    return [written, *of_several]


@cache
def _implications() -> Mapping[str, frozenset[str]]:
    direct: dict[str, set[str]] = {}
    for name, others in _written_implications().items():
        direct.setdefault(_canonical(name), set()).update(map(_canonical, others))
    for name, listed in _written_ideas().items():
        # A phrase that is a name as well ("EHR") is one with the idea.
        for other in filter(None, map(_name_of, listed)):
            direct.setdefault(other, set()).add(_canonical(name))
            direct.setdefault(_canonical(name), set()).add(other)
    closed: dict[str, frozenset[str]] = {}
    for name in direct:
        reached: set[str] = set()
        waiting = [name]
        while waiting:
            new = direct.get(waiting.pop(), set()) - reached
            reached |= new
            waiting += new
        closed[name] = frozenset(reached)
    return closed


def _canonical(name: str) -> str:
    return _name_of(name) or _idea([word.folded for word in words_of(name)]) or name


@cache
def _written_ideas() -> Mapping[str, Sequence[str]]:
    return cast("dict[str, list[str]]", table("related")["ideas"])


@cache
def _written_implications() -> Mapping[str, Sequence[str]]:
    return cast("dict[str, list[str]]", table("related")["implies"])


@cache
def _stop() -> frozenset[str]:
    return frozenset(map(fold, stop_words()))


@cache
def _common() -> frozenset[str]:
    return _folded(cast("list[str]", table("synonyms")["skills"]["also_common_words"]))


@cache
def _elisions() -> frozenset[str]:
    return _folded(cast("list[str]", table("requirements")["elisions"]["words"]))


@cache
def _compound_heads() -> tuple[str, ...]:
    return tuple(map(fold, cast("list[str]", table("requirements")["compound_heads"]["words"])))


def _folded(listed: Iterable[str]) -> frozenset[str]:
    return frozenset(map(fold, listed))
