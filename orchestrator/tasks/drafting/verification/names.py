"""Which words of a line its evidence says nothing of, and what they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, cast

from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.terms import words as term_words
from orchestrator.tasks.drafting.verification.language import guess
from orchestrator.tasks.drafting.verification.tokens import fold, tokenise
from profiles.drafts import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from orchestrator.tasks.drafting.verification.evidence import Evidence
    from orchestrator.tasks.drafting.verification.spoken import Language
    from orchestrator.tasks.drafting.verification.tokens import Token
    from profiles.drafts import FindingKind

_MOST_CAPITALS = 0.6
_FEWEST_FOR_TITLE_CASE = 4
_REASONS: dict[str, str] = {
    "authorship": "the cited lines do not say so",
    "claim": "the cited lines say nothing of it",
    "outcome": "the cited lines tell no such effect",
    "superlative": "the cited lines do not say so",
    "scope": "the cited lines do not reach so far",
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Names that are known to be names, from the posting and from the rest of the profile.

    Attributes:
        certain: Folded words that are names in any case and place: "postgresql".
        likely: Folded words that are names when capitalised, at the start of a sentence too.
        employers: Folded words of the employers and schools of the profile.
        language: Of most of the texts, for lines too short to tell.
    """

    certain: frozenset[str] = frozenset()
    likely: frozenset[str] = frozenset()
    employers: frozenset[str] = frozenset()
    language: str = "en"

    @classmethod
    def of(cls, texts: Iterable[str], *, employers: Iterable[str] = ()) -> Vocabulary:
        """Gather the names that stand in the texts, by how they are written."""
        certain: set[str] = set()
        likely: set[str] = set()
        texts = list(texts)
        for text in texts:
            for token in tokenise(text):
                if is_shaped_like_a_name(token.text):
                    certain.add(token.word)
                elif token.text[0].isupper() and not token.opens_sentence:
                    likely.add(token.word)
        organizations = {token.word for text in employers for token in tokenise(text)}
        spoken = guess(texts, "en")
        return cls(frozenset(certain), frozenset(likely), frozenset(organizations), spoken)


def unsupported_words(
    tokens: Sequence[Token],
    passed: Collection[int],
    evidence: Evidence,
    spoken: Language,
    vocabulary: Vocabulary,
) -> Iterator[Finding]:
    """The words of which the evidence says nothing; neighbours of one kind together.

    `passed`: places of words that other checks answer for.
    """
    names = _Names(tokens, spoken, vocabulary)
    run: list[tuple[int, FindingKind]] = []
    reported: set[str] = set()
    for at, token in enumerate(tokens):
        new = at not in passed and token.word not in reported and not _is_held(
            at, token, names, evidence, spoken
        )  # fmt: skip
        if new:
            kind = names.kind(at)
            if run and (run[-1] != (at - 1, kind) or token.mark):
                yield _told(tokens, run)
                run = []
            run.append((at, kind))
            reported.add(token.word)
    if run:
        yield _told(tokens, run)


def is_shaped_like_a_name(word: str) -> bool:
    """Whether a word is written as names are: "EC2", ".NET", "GitHub", "C++"."""
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


@cache
def known_skills() -> frozenset[str]:
    """Names of skills of one word, folded."""
    synonyms = table("synonyms")
    aliases = cast("dict[str, list[str]]", synonyms["aliases"])
    names = cast("list[str]", synonyms["skills"]["names"])
    known = [*names, *aliases, *(other for others in aliases.values() for other in others)]
    # Single words only: the parts of "google cloud platform" are common words.
    return frozenset(fold(name) for name in known if len(term_words(name)) == 1)


@cache
def _common_words() -> frozenset[str]:
    return frozenset(cast("list[str]", table("synonyms")["skills"]["also_common_words"]))


class _Names:
    """Tells names from words, by how they are written and by what is known."""

    def __init__(self, tokens: Sequence[Token], spoken: Language, vocabulary: Vocabulary) -> None:
        self._tokens = tokens
        self._spoken = spoken
        self._vocabulary = vocabulary
        capitals = sum(token.text[0].isupper() for token in tokens)
        is_title_case = (
            len(tokens) >= _FEWEST_FOR_TITLE_CASE and capitals / len(tokens) > _MOST_CAPITALS
        )
        # German writes every noun with a capital, a headline every word.
        self._capitals_tell = spoken.code != "de" and not is_title_case

    def is_technology(self, at: int) -> bool:
        token = self._tokens[at]
        if is_shaped_like_a_name(token.text) and not token.text.isupper():
            return True
        common = token.word in _common_words() and not token.text[0].isupper()
        return token.word in known_skills() and not common

    def is_name(self, at: int) -> bool:
        token = self._tokens[at]
        if is_shaped_like_a_name(token.text) or self.is_technology(at):
            return True
        return self._capitals_tell and token.text[0].isupper() and not token.opens_sentence

    def kind(self, at: int) -> FindingKind:
        token = self._tokens[at]
        listed = self._spoken.kinds.get(token.word)
        if self.is_technology(at):
            return "technology"
        if token.text[0].isupper() and token.word in self._vocabulary.employers:
            return "employer"
        if self._spoken.is_any(token.word, "senior") or self._spoken.is_any(token.word, "lowering"):
            return "title"
        if listed is not None:
            return cast("FindingKind", listed)
        is_known = token.word in self._vocabulary.likely and token.text[0].isupper()
        if self.is_name(at) or is_known or token.word in self._vocabulary.certain:
            return "name"
        return "claim"


def _is_held(at: int, token: Token, names: _Names, evidence: Evidence, spoken: Language) -> bool:
    if names.is_name(at):
        if evidence.holds_exactly(token.word):
            return True
        # A capital alone does not make a name: "Product Designer" for "designer".
        return not (is_shaped_like_a_name(token.text) or names.is_technology(at)) and (
            evidence.holds(token.word) or spoken.is_neutral(token.word)
        )
    return spoken.is_neutral(token.word) or evidence.holds(token.word)


def _told(tokens: Sequence[Token], run: Sequence[tuple[int, FindingKind]]) -> Finding:
    kind = run[0][1]
    text = " ".join(tokens[at].text for at, _ in run)
    return Finding(kind=kind, text=text, reason=f'"{text}": {_REASONS[kind]}') if (
        kind in _REASONS
    ) else Finding(kind=kind, text=text, reason=f'"{text}" is not in the cited lines')  # fmt: skip
