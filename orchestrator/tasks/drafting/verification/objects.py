"""Whether each deed keeps the things it was done to: no verb of one line with the thing of another.

The words of a line may all stand in its citations and the line still be false: "hired designers" of
"sat in on hiring interviews for designers". So each clause is laid beside the clause it rewords.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.verification.strength import (
    JOINING,
    clauses,
    ends_clause,
    tells_deed,
)
from profiles.drafts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.drafting.verification.evidence import Evidence
    from orchestrator.tasks.drafting.verification.spoken import Language
    from orchestrator.tasks.drafting.verification.tokens import Token

_OF = frozenset({
    "of", "der", "des", "eines", "einer", "von", "vom", "du", "de", "d", "del", "della", "dell",
    "dei", "degli", "delle", "dello", "van", "do", "da", "dos", "das", "di",
})  # fmt: skip
_TO = frozenset({"to", "a", "al", "alla", "allo", "ai", "agli", "au", "aux", "aan", "ao", "aos"})
_LIGHT = 2


def mixed_lines(tokens: Sequence[Token], evidence: Evidence, spoken: Language) -> Iterator[Finding]:
    """A verb of one cited line with the thing of another: "designed brochures"."""
    for clause in _verbal(tokens, spoken):
        verb = clause[0][1]
        thing = _direct(clause, spoken)
        if thing is None or spoken.is_neutral(verb.word):
            continue
        held = evidence.lines_with(verb.word)
        for token in (thing, *_joined(clause, thing, spoken)):
            lines = {
                line
                for word in _phrase_from(token, clause, spoken)
                for line in evidence.lines_with(word.word)
            }
            is_only_above = not lines and evidence.in_header(token.word)
            if is_only_above or (held and lines and held.isdisjoint(lines)):
                reason = f'the cited lines say "{verb.text}" of something else'
                yield Finding(kind="claim", text=token.text, reason=reason)
                return


def promoted_things(
    tokens: Sequence[Token], evidence: Evidence, spoken: Language
) -> Iterator[Finding]:
    """The whole for a part, or what a deed was only about: "ran the shop" of "ran its till"."""
    for clause in _verbal(tokens, spoken):
        verb = clause[0][1]
        thing = _direct(clause, spoken)
        if thing is None:
            continue
        faults: list[tuple[Token, Token]] = []
        for line in evidence.lines:
            for held in _verbal(line, spoken):
                fault = _promoted(verb, thing, held, tokens, spoken)
                if fault is None and any(
                    spoken.are_alike(token.word, thing.word) for _, token in held
                ):
                    faults = []
                    break
                if fault is not None:
                    faults.append((thing, fault))
            else:
                continue
            break
        if faults:
            thing, part = faults[0]
            reason = f'the cited line says "{part.text}", of which this says nothing'
            yield Finding(kind="scope", text=thing.text, reason=reason)
            return


def unheld_pairs(
    tokens: Sequence[Token], evidence: Evidence, spoken: Language
) -> Iterator[Finding]:
    """A verb in two parts that the evidence does not have: "Stellte ... ein"."""
    for clause in clauses(tokens, spoken) if spoken.particles else ():
        verb = clause.tokens[0][1]
        for _, token in clause.tokens[1:]:
            if (
                token.word in spoken.particles
                and ends_clause(tokens, token, spoken)
                and not evidence.lines_with(verb.word)
                and not evidence.holds_rejoined(token.word, verb.word)
                and spoken.rejoined(token.word, verb.word).isdisjoint(spoken.neutral_keys)
                and not any(deed.claims <= _LIGHT for deed in clause.deeds)
            ):
                text = f"{verb.text} {token.text}"
                reason = f'"{verb.text} ... {token.text}": the cited lines say nothing of it'
                yield Finding(kind="claim", text=text, reason=reason)


def _verbal(tokens: Sequence[Token], spoken: Language) -> Iterator[list[tuple[int, Token]]]:
    """The clauses that begin with a verb: "Ran the shop", not "Sale of tickets"."""
    for clause in clauses(tokens, spoken):
        found = clause.tokens
        while found and found[0][1].word in JOINING:
            found = found[1:]
        if not found:
            continue
        if tells_deed(found[0][1], spoken):
            yield found


def _direct(clause: Sequence[tuple[int, Token]], spoken: Language) -> Token | None:
    """What the verb is done to, where no preposition stands between."""
    for _, token in clause[1:]:
        if token.mark:
            return None
        is_number = token.word[0].isdigit() or token.word in spoken.numbers
        if is_number or token.word in spoken.words["articles"] or token.word in spoken.about:
            continue
        return None if token.word in spoken.function else token
    return None


def _phrase_from(
    thing: Token, clause: Sequence[tuple[int, Token]], spoken: Language
) -> Iterator[Token]:
    """A thing with the words right behind it: "fan-made map" of "drew a fan-made map of"."""
    words = [token for _, token in clause]
    for token in words[words.index(thing) :]:
        if token is not thing and (token.mark or token.word in spoken.function):
            return
        yield token


def _is_told(part: Token, verb: Token, tokens: Sequence[Token], spoken: Language) -> bool:
    """Whether a line has a word for a part, or a phrase: "comptes rendus" for "rapports"."""
    groups = {number for key in spoken.keys(part.word) for number in spoken.same.get(key, ())}
    return any(
        token is not verb
        and (
            spoken.are_alike(token.word, part.word)
            or any(
                number in groups and spoken.starts(tokens, at, phrase, forms=True)
                for phrase, number in spoken.phrases_at(token.word)
            )
        )
        for at, token in enumerate(tokens)
    )


def _joined(clause: Sequence[tuple[int, Token]], thing: Token, spoken: Language) -> Iterator[Token]:
    """What is named beside a thing: "texts" of "manuals and texts for the editors"."""
    words = [token for _, token in clause]
    at = words.index(thing) + 1
    while at + 1 < len(words) and words[at].word in JOINING:
        if words[at + 1].word in spoken.function:
            return
        yield words[at + 1]
        at += 2


def _promoted(
    verb: Token,
    thing: Token,
    held: Sequence[tuple[int, Token]],
    tokens: Sequence[Token],
    spoken: Language,
) -> Token | None:
    """The part of the evidence that was left out, where a thing stood only behind it."""
    same_verb = spoken.are_related(verb.word, held[0][1].word)
    alike_verb = spoken.are_alike(verb.word, held[0][1].word)
    first: list[Token] = []
    behind = False
    words = [token for _, token in held]
    at = max(
        (
            len(phrase)  # "lent a hand" is one word
            for phrase, _ in spoken.phrases_at(words[0].word)
            if spoken.starts(words, 0, phrase, forms=True)
        ),
        default=1,
    )
    for token in words[at:]:
        small = token.word in spoken.function
        article = token.word in spoken.words["articles"]
        goes_on = article or same_verb or (alike_verb and token.word in _TO)
        if first and small and (token.word in _OF or not goes_on):
            behind = True
        is_count = spoken.is_neutral(token.word) or token.word in spoken.about
        if small or token.word[0].isdigit() or is_count:  # "the number of visits" is visits
            continue
        alike = spoken.are_related(token.word, thing.word)
        if not behind:
            if alike:
                return None
            first.append(token)
        elif alike:
            told = any(_is_told(part, verb, tokens, spoken) for part in first)
            return None if told else first[0]
    return None
