"""Roles that the person did not have: "as manager", "Master plumber", or "deputy" left out."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.verification.strength import deeds_of
from orchestrator.tasks.drafting.verification.wording import find, next_content
from profiles.drafts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.drafting.verification.evidence import Evidence
    from orchestrator.tasks.drafting.verification.spoken import Language
    from orchestrator.tasks.drafting.verification.tokens import Token

_MOST_TITLE_WORDS = 4


def titles(tokens: Sequence[Token], evidence: Evidence, spoken: Language) -> Iterator[Finding]:
    """A role that the person did not have: "as manager", or "deputy" left out."""
    for at in range(len(tokens)):
        phrase = spoken.phrase_at(tokens, at, "as")
        if phrase is not None:
            yield from _roles(tokens, at + len(phrase), evidence, spoken)
    yield from _opening_roles(tokens, evidence, spoken)
    lowered = any(spoken.is_any(token.word, "lowering") for token in tokens)
    if lowered:
        return
    for line in evidence.lines:
        for at, token in enumerate(line):
            if not spoken.is_any(token.word, "lowering"):
                continue
            following = next_content(line, at + 1, spoken)
            if following is None or _stands_alone(following, evidence, spoken):
                continue
            place = find(tokens, following, spoken)
            if place is not None:
                reason = f'the cited line says "{token.text}" of it'
                yield Finding(kind="title", text=tokens[place].text, reason=reason)
                return


def _opening_roles(
    tokens: Sequence[Token], evidence: Evidence, spoken: Language
) -> Iterator[Finding]:
    """Whom the line begins with: "Master plumber with ..." of "learnt from a master plumber"."""
    deeds = {deed.at for deed in deeds_of(tokens, spoken)}
    for at, token in enumerate(tokens[:-1]):
        following = tokens[at + 1]
        if (
            token.opens_sentence
            and spoken.is_any(token.word, "senior")
            and not following.mark
            and (
                (at not in deeds and following.word not in spoken.function)
                or _is_anothers(token, evidence, spoken)
            )
            and token.word in evidence.words
            and not evidence.in_header(token.word)
            and not had_role(token, evidence, spoken)
            and not any(
                held.opens_sentence and held.word == token.word
                for line in evidence.lines
                for held in line
            )
        ):
            reason = f'"{token.text} {following.text}" is not the role of the cited entry'
            yield Finding(kind="title", text=token.text, reason=reason)


def _is_anothers(word: Token, evidence: Evidence, spoken: Language) -> bool:
    """Whether the evidence speaks of somebody with that role: "replaced the manager"."""
    return any(
        token.word == word.word and before.word in spoken.words["articles"]
        for line in evidence.lines
        for before, token in itertools.pairwise(line)
    )


def _stands_alone(word: Token, evidence: Evidence, spoken: Language) -> bool:
    """Whether a word stands in the evidence also where nothing lowers it."""
    for other in evidence.lines:
        for at, token in enumerate(other):
            lowered = at > 0 and spoken.is_any(other[at - 1].word, "lowering")
            if spoken.are_related(token.word, word.word) and not lowered:
                return True
    return evidence.in_header(word.word)


def _roles(
    tokens: Sequence[Token], at: int, evidence: Evidence, spoken: Language
) -> Iterator[Finding]:
    for token in tokens[at : at + _MOST_TITLE_WORDS]:
        if token.mark and token is not tokens[at]:
            return
        if not spoken.is_any(token.word, "senior") or evidence.in_header(token.word):
            continue
        if not had_role(token, evidence, spoken):
            reason = f'"{token.text}" is not the role of the cited entry'
            yield Finding(kind="title", text=token.text, reason=reason)
            return


def had_role(word: Token, evidence: Evidence, spoken: Language) -> bool:
    """Whether the evidence says "as" of a role."""
    for line in evidence.lines:
        for at in range(len(line)):
            if (phrase := spoken.phrase_at(line, at, "as")) is not None:
                role = line[at + len(phrase) : at + len(phrase) + _MOST_TITLE_WORDS]
                if any(spoken.are_related(token.word, word.word) for token in role):
                    return True
    return False
