"""Whether a drafted line says no more than the lines it cites.

A line is held against its own citations, never against the whole profile: a true number moved from
one employer to another is as false as an invented one. `verify_line` is the one way in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.terms import guess_language, spellings, stem, terms, words
from orchestrator.tasks.drafting.verification.figures import figures
from profiles.drafts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_TOKEN = re.compile(r"\.?[^\W_](?:[\w.+#&@'\u2019/-]*[\w+#])?")
_OPENS_SENTENCE = frozenset(".!?:;\u2022*\u2013\u2014\n")  # bullets and dashes too
_QUOTES = "\"'“”„«»()[] \t"
_LOOK_BACK = 8
"""Characters before a word in which the end of the sentence before is looked for."""

_FIRST_PERSON = frozenset({"i", "i'm", "i've", "i'd", "i'll"})
_PLACEHOLDER = re.compile(r"\[[^\]]*\]|\{\{|<[^>]+>|\bX{2,}\b")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names that are known to be names, from the posting and from the rest of the profile.

    Attributes:
        certain: Folded words that are names in any case and place: "postgresql".
        likely: Folded words that are names when capitalised, at the start of a sentence too.
    """

    certain: frozenset[str] = frozenset()
    likely: frozenset[str] = frozenset()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Vocabulary:
        """Gather the names that stand in the texts, by how they are written."""
        certain: set[str] = set()
        likely: set[str] = set()
        for text in texts:
            for token in _tokens(text):
                if _is_shaped_like_a_name(token.word):
                    certain.add(_folded(token.word))
                elif token.word[0].isupper() and not token.opens_sentence:
                    likely.add(_folded(token.word))
        return cls(frozenset(certain), frozenset(likely))


def verify_line(
    line: str,
    cited: Sequence[str],
    *,
    headers: Sequence[str] = (),
    vocabulary: Vocabulary | None = None,
) -> tuple[Finding, ...]:
    """Say what in a line its citations do not hold.

    Args:
        line: The words that a model wrote.
        cited: The text of every line that it cites; numbers are looked for here only.
        headers: The header lines of the entries cited: names in them may be used too.
        vocabulary: Names to look out for, however they are written.

    Returns:
        One finding for each fault; empty when nothing was found.
    """
    known = vocabulary or Vocabulary()
    return (
        *_unsupported_figures(line, cited),
        *_unsupported_names(line, (*cited, *headers), known),
        *_placeholders(line, cited),
    )


def _unsupported_figures(line: str, cited: Sequence[str]) -> Iterator[Finding]:
    held = [figure for text in cited for figure in figures(text)]
    for figure in figures(line):
        if not any(figure.is_supported_by(other) for other in held):
            reason = f'the number "{figure.text}" is not in the cited lines'
            yield Finding(kind="number", text=figure.text, reason=reason)


def _unsupported_names(
    line: str, evidence: Sequence[str], vocabulary: Vocabulary
) -> Iterator[Finding]:
    held = _held_words(evidence)
    # German writes every noun with a capital: there it says nothing about names.
    capitals_are_names = guess_language(line) != "de"
    reported: set[str] = set()
    for token in _tokens(line):
        word = _folded(token.word)
        if word in held or stem(word) in held or word in reported:
            continue
        if _is_name(token, vocabulary, capitals_are_names=capitals_are_names):
            reported.add(word)
            reason = f'"{token.word}" is not in the cited lines'
            yield Finding(kind="name", text=token.word, reason=reason)


def _placeholders(line: str, cited: Sequence[str]) -> Iterator[Finding]:
    for match in _PLACEHOLDER.finditer(line):
        if not any(match.group() in text for text in cited):
            reason = f'"{match.group()}" is a placeholder'
            yield Finding(kind="placeholder", text=match.group(), reason=reason)


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    opens_sentence: bool


def _is_name(token: _Token, vocabulary: Vocabulary, *, capitals_are_names: bool) -> bool:
    word = _folded(token.word)
    if _is_shaped_like_a_name(token.word):
        return True
    if token.word[0].isupper():
        if capitals_are_names and not token.opens_sentence:
            return True
        return word in vocabulary.likely or word in vocabulary.certain or word in _skills()
    is_skill = word in _skills() and (word not in _common_words() or word in vocabulary.likely)
    return is_skill or word in vocabulary.certain


def _is_shaped_like_a_name(word: str) -> bool:
    if word[0].isdigit():
        # "400+" and "18TB" are figures, unit and all.
        return False
    has_digit = any(char.isdigit() for char in word)
    has_dot = "." in word.strip(".") and len(word) > len("e.g")
    return (
        word.startswith(".")
        or any(char.isupper() for char in word[1:])
        or any(char in "+#@" for char in word)
        or has_digit
        or has_dot
    )


def _tokens(text: str) -> Iterator[_Token]:
    """The words of a text, compounds taken apart, each with its place in the sentence."""
    for match in _TOKEN.finditer(text):
        start = match.start()
        before = text[max(0, start - _LOOK_BACK) : start].rstrip(_QUOTES)
        opens = not before or before[-1] in _OPENS_SENTENCE
        for index, part in enumerate(re.split(r"[/&-]", match.group())):
            if part and _folded(part) not in _FIRST_PERSON:
                yield _Token(part, opens_sentence=opens and index == 0)


def _held_words(evidence: Sequence[str]) -> set[str]:
    held: set[str] = set()
    for text in evidence:
        for token in _tokens(text):
            held |= {_folded(token.word), stem(_folded(token.word))}
        # A synonym may stand for the word: whoever wrote "k8s" may have it read "Kubernetes".
        for term in terms(text):
            for spelling in spellings(term):
                held |= {part for word in words(spelling) for part in (word, stem(word))}
    return held


def _folded(word: str) -> str:
    return word.casefold().replace("\u2019", "'").removesuffix("'s")


@cache
def _skills() -> frozenset[str]:
    synonyms = table("synonyms")
    aliases = cast("dict[str, list[str]]", synonyms["aliases"])
    names = cast("list[str]", synonyms["skills"]["names"])
    known = [*names, *aliases, *(other for others in aliases.values() for other in others)]
    # Single words only: the parts of "google cloud platform" are common words.
    return frozenset(name for name in known if len(words(name)) == 1)


@cache
def _common_words() -> frozenset[str]:
    return frozenset(cast("list[str]", table("synonyms")["skills"]["also_common_words"]))
