"""Whose deed it was: another's role, a course taken or given, colleagues, one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.verification.strength import clauses, deeds_of
from orchestrator.tasks.drafting.verification.wording import had_role, next_content
from profiles.drafts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.drafting.verification.evidence import Evidence
    from orchestrator.tasks.drafting.verification.spoken import Language
    from orchestrator.tasks.drafting.verification.tokens import Token

_DOES, _CREATES = 3, 4


def borrowed_roles(
    tokens: Sequence[Token], evidence: Evidence, spoken: Language
) -> Iterator[Finding]:
    """Somebody else's role: "as a conservator" of "supervised by a conservator"."""
    for at in range(len(tokens)):
        phrase = next(
            (x for x in spoken.phrases["role"] if spoken.starts(tokens, at, x, forms=False)), None
        )
        opens = at == 0 or bool(tokens[at].mark) or spoken.is_neutral(tokens[at - 1].word)
        if phrase is None or not opens:  # "how" and "than" are written so too
            continue
        role = next_content(tokens, at + len(phrase), spoken)
        if (
            role is not None
            and role.word.isalpha()
            and role.word in evidence.words
            and not evidence.in_header(role.word)
            and not had_role(role, evidence, spoken)
        ):
            reason = f'"{role.text}" is not the role of the cited entry'
            yield Finding(kind="title", text=role.text, reason=reason)
            return


def borrowed_deeds(
    tokens: Sequence[Token], evidence: Evidence, spoken: Language
) -> Iterator[Finding]:
    """A deed made of others' name: "designed" of "worked with the design team"."""
    for token in tokens:
        if not token.opens_sentence or not token.word.endswith(spoken.verb_endings):
            continue
        places = [
            (line, at)
            for line in evidence.lines
            for at, held in enumerate(line)
            if spoken.are_related(token.word, held.word)
        ]
        if places and all(
            at + 1 < len(line) and spoken.is_any(line[at + 1].word, "groups") for line, at in places
        ):
            line, at = places[0]
            reason = f'the cited line says "{line[at].text} {line[at + 1].text}"'
            yield Finding(kind="authorship", text=token.text, reason=reason)


def swapped_sides(
    tokens: Sequence[Token], evidence: Evidence, spoken: Language
) -> Iterator[Finding]:
    """A course given where one was taken."""
    attended = [
        token
        for line in evidence.lines
        for token in line
        if spoken.is_form_of(token.word, "attending")
    ]
    if not attended or any(spoken.is_form_of(token.word, "attending") for token in tokens):
        return
    gives = next((token for token in tokens if spoken.is_form_of(token.word, "giving")), None)
    given = any(
        spoken.is_form_of(token.word, "giving") for line in evidence.lines for token in line
    )
    if gives is not None and not given:
        reason = f'the cited line says "{attended[0].text}"'
        yield Finding(kind="authorship", text=gives.text, reason=reason)


def dropped_partners(
    tokens: Sequence[Token], evidence: Evidence, spoken: Language
) -> Iterator[Finding]:
    """A work made with colleagues, told as one's own."""
    mine = deeds_of(tokens, spoken)
    if any(0 < deed.claims < _DOES for deed in mine) or any(
        spoken.is_any(token.word, "partners") or token.word == "co" for token in tokens
    ):
        return
    for clause in (x for line in evidence.lines for x in clauses(line, spoken)):
        partner = next(
            (token for _, token in clause.tokens if spoken.is_any(token.word, "partners")), None
        )
        made = [deed for deed in clause.deeds if deed.proves >= _CREATES]
        if partner is None or not any(
            spoken.are_alike(token.word, deed.word) for deed in made for token in tokens
        ):
            continue
        reason = f'the cited line says "{partner.text}", and this leaves it out'
        yield Finding(kind="authorship", text=tokens[0].text, reason=reason)
        return


def sole_credit(tokens: Sequence[Token], evidence: Evidence, spoken: Language) -> Iterator[Finding]:
    """Credit taken alone ("on my own") where no cited line says so."""
    for at in range(len(tokens)):
        for phrase in spoken.phrases["sole"]:
            if spoken.starts(tokens, at, phrase, forms=False):
                text = " ".join(token.text for token in tokens[at : at + len(phrase)])
                if not any(text.casefold() in held.casefold() for held in evidence.texts):
                    reason = f'the cited lines do not say "{text}"'
                    yield Finding(kind="authorship", text=text, reason=reason)
