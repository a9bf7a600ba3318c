"""One line against its citations: every check, in one order."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.verification import credit, numbers, objects, roles, wording
from orchestrator.tasks.drafting.verification.evidence import Evidence
from orchestrator.tasks.drafting.verification.figures import figures, without_months
from orchestrator.tasks.drafting.verification.language import guess, language
from orchestrator.tasks.drafting.verification.names import Vocabulary, unsupported_words
from orchestrator.tasks.drafting.verification.strength import (
    deeds_of,
    equalled_places,
    inflated_deeds,
)
from orchestrator.tasks.drafting.verification.tokens import tokenise
from profiles.drafts import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    from orchestrator.tasks.drafting.verification.figure import Figure
    from orchestrator.tasks.drafting.verification.spoken import Language
    from orchestrator.tasks.drafting.verification.tokens import Token

LONGEST_LINE = 3_000
"""Characters. A hostile answer must not take minutes."""

_HARMLESS = 2
_FURTHEST_PARTICLE = 8


def verify_line(
    line: str,
    cited: Sequence[str],
    *,
    headers: Sequence[str] = (),
    sections: Collection[str] = (),
    vocabulary: Vocabulary | None = None,
    today: date | None = None,
) -> tuple[Finding, ...]:
    """Say what in a line its citations do not hold.

    Args:
        line: The words that a model or a person wrote.
        cited: The text of every line that it cites; numbers and deeds are looked for here only.
        headers: The header lines of the entries cited: names and titles in them may be used too,
            and "since 2019" and "for 5 years" when their dates say so.
        sections: Of the profile that the cited lines stand in: of a line of "education" it may be
            said that it was studied.
        vocabulary: Names to look out for, however they are written.
        today: Until when an entry without an end has lasted; None carries no such duration.

    Returns:
        One finding for each fault; empty when nothing was found.
    """
    if " ".join(line.split()) in {" ".join(text.split()) for text in cited}:
        return ()
    if len(line) > LONGEST_LINE:
        reason = f"it has more than {LONGEST_LINE:,} characters, which no line of a draft has"
        return (Finding(kind="claim", text=line[:80], reason=reason),)
    known = vocabulary or Vocabulary()
    spoken = language(guess((line, *cited), known.language))
    evidence = _evidence(tuple(cited), tuple(headers), frozenset(sections), spoken.code)
    found = _findings(line, evidence, spoken, known, today)
    return tuple({(x.kind, x.text.casefold()): x for x in found}.values())


@lru_cache(maxsize=512)
def _claimed(line: str, code: str) -> Sequence[Figure]:
    return figures(without_months(line), language(code))


@lru_cache(maxsize=512)
def _evidence(
    cited: tuple[str, ...], headers: tuple[str, ...], sections: frozenset[str], code: str
) -> Evidence:
    """What cited lines hold; a document's many claims rest on the same few of them."""
    return Evidence(cited, headers, sections, language(code))


def _findings(
    line: str,
    evidence: Evidence,
    spoken: Language,
    vocabulary: Vocabulary,
    today: date | None,
) -> Iterator[Finding]:
    tokens = tokenise(line, elides=spoken.elides)
    claimed = _claimed(line, spoken.code)
    rated = numbers.rates(tokens, spoken)
    yield from wording.placeholders(line, evidence)
    yield from wording.quotations(line, evidence)
    held_spans = numbers.spans((*evidence.texts, *evidence.headers), today)
    yield from numbers.unsupported_figures(claimed, evidence, spoken, held_spans)
    yield from numbers.unknown_dates(line, evidence)
    yield from numbers.changed_rates(tokens, rated, evidence, spoken)
    counted = {
        at
        for at, token in enumerate(tokens)
        if any(x.start <= token.start and token.end <= x.end for x in claimed)
    }
    yield from wording.quantifiers(tokens, {*rated, *counted}, evidence, spoken)
    yield from wording.negations(tokens, evidence, spoken)
    yield from roles.titles(tokens, evidence, spoken)
    yield from credit.sole_credit(tokens, evidence, spoken)
    yield from wording.wholes(tokens, evidence, spoken)
    yield from wording.plurals(tokens, evidence, spoken)
    yield from credit.borrowed_roles(tokens, evidence, spoken)
    yield from credit.borrowed_deeds(tokens, evidence, spoken)
    yield from credit.borrowed_agents(tokens, evidence, spoken)
    yield from credit.swapped_sides(tokens, evidence, spoken)
    yield from credit.dropped_partners(tokens, evidence, spoken)
    inflated = tuple(inflated_deeds(tokens, evidence, spoken))
    yield from inflated
    said = {word for finding in inflated for word in finding.text.split()}
    passed = _passed(tokens, claimed, set(rated), evidence, spoken)
    passed |= {at for at, token in enumerate(tokens) if token.text in said}
    if not inflated:
        passed |= equalled_places(tokens, evidence, spoken)
    yield from objects.mixed_lines(tokens, evidence, spoken)
    yield from objects.promoted_things(tokens, evidence, spoken)
    yield from objects.unheld_pairs(tokens, evidence, spoken)
    yield from unsupported_words(tokens, passed, evidence, spoken, vocabulary)


def _passed(
    tokens: Sequence[Token],
    claimed: Sequence[Figure],
    rated: set[int],
    evidence: Evidence,
    spoken: Language,
) -> set[int]:
    """The places of words that claim nothing, or that another check answers for."""
    passed = set(rated)
    for at, token in enumerate(tokens):
        in_figure = any(x.start <= token.start and token.end <= x.end for x in claimed)
        is_small = token.word in spoken.function or any(
            spoken.is_any(token.word, name)
            for name in ("universal", "majority", "many", "some", "negators")
        )
        if wording.negates(token, evidence, spoken):
            passed.add(at)
        is_alone = spoken.kinds.get(token.word) == "authorship" and (
            at == 0 or tokens[at - 1].word not in spoken.ones
        )
        is_one = token.word in spoken.ones and not is_alone  # "seule", but "une seule"
        if in_figure or is_small or is_one or not token.word.strip(".+#&@"):
            passed.add(at)
    for name in ("over", "at_least", "up_to", "nearly", "under", "about", "or_more", "since"):
        for at in range(len(tokens)):
            if (phrase := spoken.phrase_at(tokens, at, name)) is not None:
                passed |= set(range(at, at + len(phrase)))
    for at, token in enumerate(tokens):
        for phrase, number in spoken.phrases_at(token.word):
            if evidence.holds_group(number):
                passed |= _places(tokens, at, phrase, spoken)
    for at, token in enumerate(tokens):
        if token.word in spoken.particles:
            for before in range(at):
                if evidence.holds_rejoined(token.word, tokens[before].word):
                    passed |= {before, at}
        if token.word == "co" and at + 1 < len(tokens) and tokens[at + 1].joined:
            passed.add(at)  # "co-wrote" claims less than "wrote"
        if (idiom := spoken.phrase_at(tokens, at, "idioms")) is not None:
            passed |= set(range(at, at + len(idiom)))
    for deed in deeds_of(tokens, spoken):
        # What claims more is answered for by the check of strength.
        if deed.claims <= _HARMLESS:
            passed |= set(range(deed.at, deed.at + deed.length))
    return passed


def _places(
    tokens: Sequence[Token], at: int, phrase: tuple[str, ...], spoken: Language
) -> set[int]:
    """Where a phrase stands, also taken apart: "brought the cost down"."""
    if spoken.starts(tokens, at, phrase, forms=True):
        return set(range(at, at + len(phrase)))
    if len(phrase) == 2 and spoken.are_related(tokens[at].word, phrase[0]):
        for further in range(at + 1, min(at + _FURTHEST_PARTICLE, len(tokens))):
            if tokens[further].word == phrase[1]:
                return {at, further}
    return set()
