"""Small words that change what a line says: all, most, never, as a manager, on my own; quotes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.verification.numbers import rates
from orchestrator.tasks.drafting.verification.strength import clauses, deeds_of, tells_deed
from profiles.drafts import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.drafting.verification.evidence import Evidence
    from orchestrator.tasks.drafting.verification.spoken import Language
    from orchestrator.tasks.drafting.verification.tokens import Token

_PLACEHOLDER = re.compile(r"\[[^\]]*\]|\{\{[^}]*\}\}|<[^>]+>|\bX{2,}\b")
_QUOTED = re.compile(
    r"[\"\u201c\u201e\u00ab]([^\"\u201c\u201d\u201e\u00ab\u00bb]+)[\"\u201c\u201d\u00bb]"
)
_AMOUNTS = ("universal", "majority", "many")
_PARTS = frozenset({
    "of", "der", "des", "einer", "eines", "von", "vom", "du", "de", "d", "del", "della", "dell",
    "dei", "van", "da", "do",
})  # fmt: skip
_DEFINITE = frozenset({"le", "la", "el", "los", "il", "o", "os", "a", "ao", "aos"})
_ARTICLES = frozenset({
    "the", "der", "die", "das", "den", "dem", "le", "la", "les", "l", "el", "los", "las", "i",
    "gli", "lo", "il", "de", "het", "o", "a", "os", "as", "of", "my", "our", "d", "des", "degli",
    "dei", "delle", "nos", "mes", "leurs",
})  # fmt: skip
_CREATES = 4
_LONGEST_NOUN_PHRASE = 4


def placeholders(line: str, evidence: Evidence) -> Iterator[Finding]:
    """What was left to be filled in."""
    for match in _PLACEHOLDER.finditer(line):
        if not any(match.group() in text for text in evidence.texts):
            text = match.group()
            yield Finding(kind="placeholder", text=text, reason=f'"{text}" is a placeholder')


def quotations(line: str, evidence: Evidence) -> Iterator[Finding]:
    """Words in quotation marks that nobody is quoted with in the evidence."""
    held = " ".join((*evidence.texts, *evidence.headers)).casefold()
    for match in _QUOTED.finditer(line):
        if " ".join(match[1].split()).casefold().strip(" .,") not in held:
            reason = f"{match.group()} is quoted, and no cited line holds it"
            yield Finding(kind="quote", text=match.group(), reason=reason)


def quantifiers(
    tokens: Sequence[Token], rated: set[int], evidence: Evidence, spoken: Language
) -> Iterator[Finding]:
    """All, most or many where the evidence has fewer, and "some" or "mostly" left out."""
    held = {
        name
        for line in evidence.lines
        for at in range(len(line))
        if (name := _amount(line, at, spoken)) is not None
    }
    counted = any(
        not figure.unit and not figure.is_year and (figure.amount or 0) > 1
        for figure in evidence.figures
    )
    for at, token in enumerate(tokens):
        name = _amount(tokens, at, spoken)
        if at in rated or name in (None, "some") or _is_on_days(tokens, at, evidence, spoken):
            continue
        if spoken.is_any(token.word, "floating") and not list(_following(tokens, at, spoken)):
            continue  # "each for up to 40 guests"
        if name == "universal" and not _is_of_the_same(tokens, at, evidence, spoken):
            reason = f'the cited lines do not say "{token.text}" of it'
            yield Finding(kind="quantifier", text=token.text, reason=reason)
            continue
        if name in held and token.word in evidence.words:
            continue
        more = held & set(_AMOUNTS[: _AMOUNTS.index(name) + 1])
        if not more and not (name == "many" and counted):
            reason = f'"{token.text}" is more than the cited lines say'
            yield Finding(kind="quantifier", text=token.text, reason=reason)
    hedged = any(_amount(tokens, at, spoken) in ("some", "majority") for at in range(len(tokens)))
    if not hedged:
        yield from _left_out(tokens, evidence, spoken)


def _amount(line: Sequence[Token], at: int, spoken: Language) -> str | None:
    """Which amount a word names; "nearly all" is most."""
    name = next(
        (x for x in (*_AMOUNTS, "some") if spoken.is_any(line[at].word, x)),
        None,
    )
    if name == "universal" and any(
        at >= len(phrase) and spoken.starts(line, at - len(phrase), phrase, forms=False)
        for phrase in spoken.phrases["nearly"]
    ):
        return "majority"
    return name


def _is_of_the_same(tokens: Sequence[Token], at: int, evidence: Evidence, spoken: Language) -> bool:
    """Whether the evidence has all of the same things: not "all staff" of "every season"."""
    mine = list(_following(tokens, at, spoken))
    if not mine:
        return True
    told = [
        list(_following(line, place, spoken))
        for line in evidence.lines
        for place in range(len(line))
        if _amount(line, place, spoken) == "universal"
    ]
    return not told or any(
        any(spoken.are_alike(one.word, other.word) for one in mine for other in words)
        # "every third weekend" is not every one, nor is "every Saturday morning".
        and all(
            any(spoken.are_related(one.word, other.word) for one in mine)
            for other in words
            if spoken.is_any(other.word, "ordinals") or spoken.is_any(other.word, "days")
        )
        for words in told
    )


def _following(line: Sequence[Token], at: int, spoken: Language) -> Iterator[Token]:
    """The words that an amount is of: up to three, as far as its noun phrase reaches."""
    for token in line[at + 1 : at + 1 + _LONGEST_NOUN_PHRASE]:
        if token.mark or (token.word in spoken.function and token.word not in _ARTICLES):
            return
        if token.word not in _ARTICLES:
            yield token


def _is_on_days(tokens: Sequence[Token], at: int, evidence: Evidence, spoken: Language) -> bool:
    """Whether "every Monday morning" says what "on Monday mornings" does."""
    following = [token.word for token in tokens[at + 1 : at + 4]]
    if following and (tokens[at].word,) in spoken.phrases["per"]:
        # "chaque nuit" of "par nuit", and of "le dimanche", which is every one.
        before = spoken.phrases["per"] if spoken.code in ("en", "de", "nl") else (
            *spoken.phrases["per"], *((word,) for word in _DEFINITE)
        )  # fmt: skip
        for line in evidence.lines:
            for place in range(1, len(line)):
                if line[place].word == following[0] and any(
                    place >= len(phrase)
                    and spoken.starts(line, place - len(phrase), phrase, forms=False)
                    and (phrase[0] not in _DEFINITE or spoken.is_any(following[0], "days"))
                    for phrase in before
                ):
                    return True
    return any(
        spoken.is_any(word, "days") and spoken.is_plural_of(held, word)
        for word in following
        for held in evidence.words
    )


def _left_out(tokens: Sequence[Token], evidence: Evidence, spoken: Language) -> Iterator[Finding]:
    for line in evidence.lines:
        for at, token in enumerate(line):
            if not (spoken.is_any(token.word, "some") or spoken.is_any(token.word, "majority")):
                continue
            following = next_content(line, at + 1, spoken)
            if following is not None and find(tokens, following, spoken) is not None:
                reason = f'the cited line says "{token.text}", and this leaves it out'
                yield Finding(kind="quantifier", text=following.text, reason=reason)
                return


def negations(tokens: Sequence[Token], evidence: Evidence, spoken: Language) -> Iterator[Finding]:
    """A "not" dropped or added."""
    mine = [token for token in tokens if negates(token, evidence, spoken)]
    theirs = [
        (line, at)
        for line in evidence.lines
        for at, token in enumerate(line)
        if negates(token, evidence, spoken)
    ]
    if mine and not theirs:
        reason = f'the cited lines do not say "{mine[0].text}"'
        yield Finding(kind="negation", text=mine[0].text, reason=reason)
    if mine:
        return
    for line, at in theirs:
        following = next_content(line, at + 1, spoken)
        if following is None:
            continue
        place = find(tokens, following, spoken)
        if place is not None:
            reason = f'the cited line says "{line[at].text} {following.text}"'
            yield Finding(kind="negation", text=tokens[place].text, reason=reason)
            return


def plurals(tokens: Sequence[Token], evidence: Evidence, spoken: Language) -> Iterator[Finding]:
    """Several where the evidence has one: "clients" of "a client"."""
    told = {token.word for line in evidence.lines for token in line}
    for line in evidence.lines:
        if rates(line, spoken):
            continue  # one each week is several
        for at, token in enumerate(line[:-1]):
            if at and negates(line[at - 1], evidence, spoken):
                break  # what follows is said not to be
            if not (spoken.is_any(token.word, "single") or spoken.is_any(token.word, "definite")):
                continue
            for other in _noun_phrase(line, at + 1, spoken):
                several = next(
                    (
                        token
                        for before, token in zip((None, *tokens), tokens, strict=False)
                        if _is_more_than(token, before, other, spoken)
                    ),
                    None,
                )
                if several is not None and (several.word not in told or several.word == other.word):
                    reason = f'the cited line says "{token.text} {other.text}"'
                    yield Finding(kind="scope", text=several.text, reason=reason)
                    return


def _is_more_than(one: Token, before: Token | None, single: Token, spoken: Language) -> bool:
    """Whether a word means several of a thing of which the evidence has one."""
    if spoken.is_any(single.word, "days"):
        return False
    if spoken.code == "de" and one.word == single.word:
        # "Half Auszubildenden" of "half einer Auszubildenden": nothing stands for the one.
        is_bare = before is not None and before.opens_sentence and tells_deed(before, spoken)
        return is_bare and one.text[0].isupper()
    # "eines Lagers" is one.
    is_one = before is not None and spoken.is_any(before.word, "single")
    return spoken.is_plural_of(one.word, single.word) and not is_one


def _noun_phrase(line: Sequence[Token], at: int, spoken: Language) -> Iterator[Token]:
    """The words that an article belongs to; the last where that is the noun."""
    found: list[Token] = []
    for offset, token in enumerate(line[at : at + _LONGEST_NOUN_PHRASE]):
        is_number = token.word[0].isdigit() or token.word in spoken.numbers
        if (offset and token.mark) or token.word in spoken.function or is_number:
            break
        found.append(token)
    if spoken.code == "en":
        found = found[-1:]
    yield from (token for token in found if spoken.code != "de" or token.text[0].isupper())


def wholes(tokens: Sequence[Token], evidence: Evidence, spoken: Language) -> Iterator[Finding]:
    """The whole for a part: "designed an app" of "designed the onboarding of an app"."""
    for line in evidence.lines:
        for deed in deeds_of(line, spoken):
            at = deed.at + deed.length
            part = next_content(line, at, spoken)
            if deed.claims < _CREATES or part is None:
                continue
            index = next(i for i, token in enumerate(line) if token is part)
            if index + 1 >= len(line) or line[index + 1].word not in _PARTS:
                continue
            whole = next_content(line, index + 2, spoken)
            if whole is None or find(tokens, part, spoken) is not None:
                continue
            place = find(tokens, whole, spoken)
            same_deed = any(
                spoken.are_related(mine.word, deed.word)
                for clause in clauses(tokens, spoken)
                for mine in clause.deeds
            )
            told = any(spoken.are_alike(token.word, part.word) for token in tokens)
            if place is not None and same_deed and not told:
                reason = f'the cited line says "{part.text}" of it, not the whole'
                yield Finding(kind="scope", text=tokens[place].text, reason=reason)
                return


def negates(token: Token, evidence: Evidence, spoken: Language) -> bool:
    """Whether a word says no: "not", or "unpublished" where the evidence has "published"."""
    if spoken.is_any(token.word, "negators") or token.word.endswith("n't"):
        return True
    if not token.word.startswith(tuple(spoken.words["negating_prefixes"])):
        return False
    return any(
        token.word.startswith(prefix)
        and len(token.word) > len(prefix) + 3
        and token.word not in evidence.words
        and not spoken.keys(token.word[len(prefix) :]).isdisjoint(evidence.keys)
        and spoken.keys(token.word).isdisjoint(evidence.keys)
        for prefix in spoken.words["negating_prefixes"]
    )


def next_content(line: Sequence[Token], at: int, spoken: Language) -> Token | None:
    """The next word of a sentence that is no small one."""
    for token in line[at:]:
        if token.mark == ".":
            return None
        if token.word not in spoken.function:
            return token
    return None


def find(tokens: Sequence[Token], wanted: Token, spoken: Language) -> int | None:
    """Where a word stands in some form."""
    for at, token in enumerate(tokens):
        if spoken.are_related(token.word, wanted.word):
            return at
    return None
