"""Whose deed it was: another's role, a course taken or given, colleagues, one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.verification.roles import had_role
from orchestrator.tasks.drafting.verification.strength import (
    AGENTS,
    JOINING,
    clauses,
    deeds_of,
    tells_deed,
)
from orchestrator.tasks.drafting.verification.wording import next_content
from profiles.drafts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.drafting.verification.evidence import Evidence
    from orchestrator.tasks.drafting.verification.spoken import Language
    from orchestrator.tasks.drafting.verification.strength import Clause
    from orchestrator.tasks.drafting.verification.tokens import Token

_DOES, _CREATES = 3, 4
_FIRST_OF_OTHERS = 2


def borrowed_roles(
    tokens: Sequence[Token], evidence: Evidence, spoken: Language
) -> Iterator[Finding]:
    """Somebody else's role: "as a conservator" of "supervised by a conservator"."""
    for at in range(len(tokens)):
        phrase = spoken.phrase_at(tokens, at, "role")
        before = tokens[at - 1] if at else None
        opens = (
            before is None
            or bool(tokens[at].mark)
            or before.opens_sentence  # "Wechselte als Pflegefachkraft Verbände"
            or spoken.is_neutral(before.word)
        )
        if phrase is None or not opens:  # "how" and "than" are written so too
            continue
        role = next_content(tokens, at + len(phrase), spoken)
        if (
            role is not None
            and role.word.isalpha()
            and _is_someone(role, evidence, spoken)
            and not evidence.in_header(role.word)
            and not had_role(role, evidence, spoken)
        ):
            reason = f'"{role.text}" is not the role of the cited entry'
            yield Finding(kind="title", text=role.text, reason=reason)
            return


def _is_someone(role: Token, evidence: Evidence, spoken: Language) -> bool:
    """Whether the evidence names somebody by a role; "mentored" names no mentor."""
    return any(
        spoken.are_related(token.word, role.word)
        and not (token.opens_sentence and tells_deed(token, spoken))
        for line in evidence.lines
        for token in line
    )


def borrowed_agents(
    tokens: Sequence[Token], evidence: Evidence, spoken: Language
) -> Iterator[Finding]:
    """A deed made of who was met: "trained teachers" of "interviewed teachers"."""
    for clause in clauses(tokens, spoken):
        words = [token for _, token in clause.tokens if token.word not in JOINING]
        if not words or not tells_deed(words[0], spoken):
            continue
        verb = words[0]
        if not verb.text.casefold().endswith(spoken.verb_endings) and (
            len(words) == 1
            or (words[1].word in spoken.function and not spoken.is_any(words[1].word, "articles"))
        ):
            continue  # "Conseil aux clients"
        if spoken.is_neutral(verb.word):
            continue
        held = [
            (line, at)
            for line in evidence.lines
            for at, token in enumerate(line)
            if spoken.are_alike(verb.word, token.word)
        ]
        if held and not any(_may_be_deed(line, at, verb, spoken) for line, at in held):
            line, at = held[0]
            reason = f'the cited line says "{line[at].text}"'
            yield Finding(kind="authorship", text=verb.text, reason=reason)


def _may_be_deed(line: Sequence[Token], at: int, verb: Token, spoken: Language) -> bool:
    """Whether a word of the evidence tells a deed: not "teachers", nor "lessons" for "trained"."""
    token = line[at]
    before = line[at - 1] if at else None
    if before is None or token.mark or before.word in JOINING:
        return True
    is_agent = token.text.casefold().endswith(AGENTS)
    if (is_agent and not spoken.is_any(token.word, "comparatives")) or _is_passive(
        line, at, spoken
    ):
        return False
    if spoken.are_related(token.word, verb.word):
        return True
    if token.word.endswith(spoken.verb_endings) or spoken.is_any(before.word, "negators"):
        return True
    head = line[0]
    deed = next(iter(deeds_of(line, spoken)), None)
    is_light = deed is not None and deed.claims < _DOES
    gives = spoken.is_form_of(head.word, "giving")  # "presented" of "gave a talk"
    is_small = head.word in spoken.function or spoken.is_neutral(head.word)
    return is_light or gives or is_small


def _is_passive(line: Sequence[Token], at: int, spoken: Language) -> bool:
    """Whether others did it: "invoices were paid twice", "reviewed by the consultant"."""
    if at < _FIRST_OF_OTHERS or line[at].opens_sentence or line[at].mark:
        return False
    if spoken.code == "de" and line[at].text[0].isupper():
        return False  # "Lesen von Plänen"
    following = line[at + 1].word if at + 1 < len(line) else ""
    beside = {line[at - 1].word, following if spoken.code in ("de", "nl") else ""}
    return spoken.is_any(following, "agent") or any(
        spoken.is_any(word, "passive") for word in beside
    )


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
    attends = [
        (line, token)
        for line in evidence.lines
        for at, token in enumerate(line)
        if _attends(token, spoken) or _does_course(line, at, spoken)
    ]
    lines = [line for line, _ in attends]
    attended = [token for _, token in attends]
    if not attended or any(_attends(token, spoken) for token in tokens):
        return
    gives = next((token for token in tokens if spoken.is_form_of(token.word, "giving")), None)
    given = any(spoken.is_form_of(token.word, "giving") for line in lines for token in line)
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
        named = _behind(clause, partner, spoken)
        if any(spoken.are_related(token.word, word) for token in tokens for word in named):
            continue  # "with a conservator" of "together with a conservator"
        reason = f'the cited line says "{partner.text}", and this leaves it out'
        yield Finding(kind="authorship", text=tokens[0].text, reason=reason)
        return


def _attends(token: Token, spoken: Language) -> bool:
    """Whether a word says that a course was taken: not "curso", which Spanish "cursar" is near."""
    is_course = spoken.is_any(token.word, "courses")
    return spoken.is_form_of(token.word, "attending") and not is_course


def _does_course(line: Sequence[Token], at: int, spoken: Language) -> bool:
    """Whether a word that claims nothing is of a course that was taken: "did a course"."""
    return spoken.is_neutral(line[at].word) and any(
        spoken.is_any(token.word, "courses") for token in line[at + 1 : at + 4]
    )


def _behind(clause: Clause, partner: Token, spoken: Language) -> set[str]:
    """Whom "together with" names."""
    words = [token for _, token in clause.tokens]
    found: set[str] = set()
    for token in words[words.index(partner) + 1 :]:
        if token.word in spoken.function:
            if found:
                break
        else:
            found.add(token.word)
    return found


def sole_credit(tokens: Sequence[Token], evidence: Evidence, spoken: Language) -> Iterator[Finding]:
    """Credit taken alone ("on my own") where no cited line says so."""
    for at in range(len(tokens)):
        if (phrase := spoken.phrase_at(tokens, at, "sole")) is not None:
            text = " ".join(token.text for token in tokens[at : at + len(phrase)])
            if not any(text.casefold() in held.casefold() for held in evidence.texts):
                reason = f'the cited lines do not say "{text}"'
                yield Finding(kind="authorship", text=text, reason=reason)
