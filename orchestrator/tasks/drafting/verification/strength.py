"""How much of a deed a line claims: helped < contributed < did < built < designed < led < founded.

A line is cut into clauses, one for each verb; what a clause claims is held against the clause of
the evidence that speaks of the same things.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, TypeVar, cast

from orchestrator.tasks.drafting.verification.tokens import Words
from profiles.drafts import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from orchestrator.tasks.drafting.verification.evidence import Evidence
    from orchestrator.tasks.drafting.verification.spoken import Language
    from orchestrator.tasks.drafting.verification.tokens import Token

FoundT = TypeVar("FoundT")

JOINING = frozenset(
    {"and", "und", "et", "y", "e", "en", "ed", "but", "aber", "mais", "pero", "ma", "maar"}
)
_ARTICLES = frozenset({"the", "a", "this", "my", "our", "their"})
_HELPS = (1, 2)
_CREATES = 4
_LEADS = 6
_RESPONSIBLE = frozenset({"responsible", "accountable", "verantwortlich"})
AGENTS = (
    "er", "ers", "or", "ors", "ora", "oras", "ores", "ant", "ants", "eur", "eurs", "euse", "trice",
    "tore", "tori", "ist", "isten", "erin", "erinnen", "ale", "ali",
)  # fmt: skip
_LEVEL_NAMES = {
    1: "helping", 2: "taking part", 3: "doing", 4: "making", 5: "designing or starting",
    6: "leading", 7: "founding",
}  # fmt: skip


@dataclass(slots=True)
class Deed:
    """A verb, or a noun for it, with how much it claims and how much it proves."""

    at: int
    length: int
    word: str
    claims: int
    proves: int


@dataclass(slots=True)
class Clause:
    """What belongs to one verb.

    Attributes:
        tokens: All words, with their places in the line.
        deeds: The verbs of known strength among them.
    """

    tokens: list[tuple[int, Token]] = field(default_factory=list["tuple[int, Token]"])
    deeds: list[Deed] = field(default_factory=list[Deed])

    @property
    def help(self) -> int | None:
        """1 where somebody was helped, 2 for taking part; None for a deed of one's own."""
        helping = [deed.proves for deed in self.deeds if deed.proves in _HELPS]
        return min(helping, default=None)


def _kept_with_words(
    find: Callable[[Sequence[Token], Language], list[FoundT]],
) -> Callable[[Sequence[Token], Language], list[FoundT]]:
    """Find something in a text's words once; it is kept with them."""

    @wraps(find)
    def found(tokens: Sequence[Token], spoken: Language) -> list[FoundT]:
        if not isinstance(tokens, Words):
            return find(tokens, spoken)
        key = (find.__name__, spoken.code)
        if key not in tokens.kept:
            tokens.kept[key] = find(tokens, spoken)
        return cast("list[FoundT]", tokens.kept[key])

    return found


@_kept_with_words
def deeds_of(tokens: Sequence[Token], spoken: Language) -> list[Deed]:
    """The verbs of known strength in a line."""
    found: list[Deed] = []
    words = {token.word for token in tokens}
    particles = [x for x in spoken.gapped if x in words]
    at = 0
    while at < len(tokens):
        deed = _gapped(tokens, at, particles, spoken) or _deed(tokens, at, spoken)
        if deed is not None:
            found.append(deed)
        at += deed.length if deed else 1
    return found


@_kept_with_words
def clauses(tokens: Sequence[Token], spoken: Language) -> list[Clause]:
    """Cut a line before each verb that follows a comma or an "and"."""
    deeds = deeds_of(tokens, spoken)
    starts = {deed.at for deed in deeds}
    cut: list[Clause] = [Clause()]
    for at, token in enumerate(tokens):
        begins_anew = token.mark == "." and not token.joined
        paused = token.mark == "," or (at > 0 and tokens[at - 1].word in JOINING)
        if begins_anew or (paused and (at in starts or _is_verb(token, spoken))):
            cut.append(Clause())
        cut[-1].tokens.append((at, token))
    for clause in cut:
        places = {at for at, _ in clause.tokens}
        clause.deeds = [deed for deed in deeds if deed.at in places]
    return [clause for clause in cut if clause.tokens]


def inflated_deeds(
    tokens: Sequence[Token], evidence: Evidence, spoken: Language
) -> Iterator[Finding]:
    """What a line claims to have done more of than its evidence says."""
    held = [clause for line in evidence.lines for clause in clauses(line, spoken)]
    for clause in clauses(tokens, spoken):
        matching = _matching(clause, held, spoken)
        strong = next(
            (
                x
                for x in clause.deeds
                if not _is_proved(x, matching, held, spoken)
                and not _is_helped_with(x, clause, held, spoken)
            ),
            None,
        )
        if strong is not None:
            text = " ".join(token.text for token in tokens[strong.at : strong.at + strong.length])
            reason = (
                f'"{text}" claims {_LEVEL_NAMES[strong.claims]}, which the cited lines do not say'
            )
            yield Finding(kind="authorship", text=text, reason=reason)
            continue
        yield from _lost_help(clause, held, spoken)


def equalled_places(tokens: Sequence[Token], evidence: Evidence, spoken: Language) -> set[int]:
    """Where verbs stand that claim no more than a verb of the evidence: "managed" for "led"."""
    held = [clause for line in evidence.lines for clause in clauses(line, spoken)]
    places: set[int] = set()
    for clause in clauses(tokens, spoken):
        most = max(
            (deed.claims for x in _matching(clause, held, spoken) for deed in x.deeds), default=0
        )
        for deed in clause.deeds:
            if _CREATES <= deed.claims <= most or _is_helped_with(deed, clause, held, spoken):
                places |= set(range(deed.at, deed.at + deed.length))
    return places


def _lost_help(clause: Clause, held: Sequence[Clause], spoken: Language) -> Iterator[Finding]:
    """A deed that was helped with, told as one's own."""
    said = _contents(clause, spoken)
    own: set[str] = set()
    for other in held:
        if other.help is None:
            own |= _contents(other, spoken)
    for other in held:
        if other.help is None or (said & (_contents(other, spoken) - own)) == set():
            continue
        if any(spoken.is_form_of(token.word, "attending") for _, token in clause.tokens):
            continue  # "completed a course" of "took part in a course"
        if clause.help is None or min(x.claims for x in clause.deeds) > other.help:
            marker = next(deed for deed in other.deeds if deed.proves == other.help)
            text = " ".join(token.text for _, token in clause.tokens)
            reason = f'the cited line says "{marker.word}", and "{text}" does not'
            yield Finding(kind="authorship", text=text, reason=reason)
            return


def _is_proved(
    deed: Deed, matching: Sequence[Clause], held: Sequence[Clause], spoken: Language
) -> bool:
    if deed.claims < _CREATES:
        return True
    for clause in held:
        for other in clause.deeds:
            if other.proves >= deed.claims and (
                clause in matching or spoken.are_related(deed.word, other.word)
            ):
                return True
    return False


def _is_helped_with(deed: Deed, clause: Clause, held: Sequence[Clause], spoken: Language) -> bool:
    """Whether a deed is what was helped with: "helped build the app" of "helped with the app"."""
    if clause.help is None or deed.proves in _HELPS or deed.claims > _CREATES:
        return False
    said = _contents(clause, spoken)
    for other in held:
        helping = next((x for x in other.deeds if x.proves == other.help), None)
        if helping is None or min(x.claims for x in clause.deeds) > helping.claims:
            continue
        left = [token for at, token in other.tokens if at >= helping.at + helping.length]
        if left and left[0].word in spoken.function:
            first = next((x for x in left if x.word not in spoken.function), None)
            if first is not None and said & spoken.loose_keys(first.word):
                return True
    return False


def _matching(clause: Clause, held: Sequence[Clause], spoken: Language) -> list[Clause]:
    """The clauses of the evidence that share a word with this one; all when none does."""
    said = _contents(clause, spoken)
    found = [other for other in held if said & _contents(other, spoken)]
    return found or list(held)


def _contents(clause: Clause, spoken: Language) -> set[str]:
    """What a clause is about, by stems: not its verbs of known strength, nor small words."""
    verbs = {at for deed in clause.deeds for at in range(deed.at, deed.at + deed.length)}
    keys: set[str] = set()
    for at, token in clause.tokens:
        small = token.word in spoken.function or spoken.is_neutral(token.word)
        if at not in verbs and not small and not token.word[0].isdigit():
            keys |= spoken.loose_keys(token.word)
    return keys


def _deed(tokens: Sequence[Token], at: int, spoken: Language) -> Deed | None:
    if spoken.is_any(tokens[at].word, "things"):
        return None
    for level in spoken.levels_at(tokens[at].word):
        if not spoken.starts(tokens, at, level.phrase, forms=not level.exact):
            continue
        length = len(level.phrase)
        if _is_agent(tokens[at].word, level.phrase[0]):
            continue
        if level.claims == _LEADS and _is_duty(tokens, at + length, level.phrase[0]):
            return Deed(at, length, tokens[at].word, 0, 0)
        if length > 1 and at > 0 and tokens[at - 1].word in _ARTICLES:
            continue  # "the work on"
        if length == 1 and _is_noun(tokens, at, level.phrase[0], spoken):
            continue
        return Deed(at, length, tokens[at].word, level.claims, level.proves)
    return None


def _is_agent(word: str, base: str) -> bool:
    """Whether a word names who or what does it: "participants" take part, a person need not."""
    return word != base and word.endswith(AGENTS)


def _is_duty(tokens: Sequence[Token], at: int, base: str) -> bool:
    """Whether "responsible for" only leads up to what was done: "responsible for writing"."""
    if base not in _RESPONSIBLE:
        return False
    ahead = [token.word for token in tokens[at : at + 3]]
    return any(word.endswith(("ing", "ung", "ungen")) for word in ahead)


def _gapped(
    tokens: Sequence[Token], at: int, particles: Sequence[str], spoken: Language
) -> Deed | None:
    """A verb in two parts, as "führte ... ein"."""
    for particle in particles:
        pairs = spoken.gapped[particle]
        whole = next(
            (x for base, x in pairs.items() if spoken.are_related(tokens[at].word, base)), None
        )
        if whole is None:
            continue
        for token in tokens[at + 1 :]:
            if token.mark == "." or (token.mark == "," and token.word != particle):
                break
            if token.word == particle and ends_clause(tokens, token, spoken):
                for level in spoken.levels_at(whole):
                    if len(level.phrase) == 1 and spoken.are_related(whole, level.phrase[0]):
                        return Deed(at, 1, whole, level.claims, level.proves)
                return Deed(at, 1, whole, 3, 3)
    return None


def ends_clause(tokens: Sequence[Token], token: Token, spoken: Language) -> bool:
    """Whether a particle stands where a verb's second part does, not before what it governs."""
    index = next(i for i, other in enumerate(tokens) if other is token)
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None or following.mark or following.word in JOINING:
        return True
    return spoken.is_any(following.word, "prepositions")


def _is_noun(tokens: Sequence[Token], at: int, base: str, spoken: Language) -> bool:
    """Whether an English verb's base form stands as a noun, as in "a design system"."""
    token = tokens[at]
    # Of "lead" the strength is told by "leader" too.
    bases = {base, *(level.phrase[0] for level in spoken.levels_at(token.word))}
    if spoken.code != "en" or bases.isdisjoint({token.word, token.word.removesuffix("s")}):
        return False
    if at == 0 or token.opens_sentence or token.mark:
        return False
    return tokens[at - 1].word not in _BEFORE_VERBS


_BEFORE_VERBS = frozenset({
    "to", "and", "or", "but", "i", "we", "who", "which", "that", "he", "she", "they", "not", "did",
    "will", "can", "could", "help", "helped", "helping", "also", "then", "successfully",
})  # fmt: skip


def tells_deed(token: Token, spoken: Language) -> bool:
    """Whether the first word of a clause may be its verb, by its ending or its irregular form."""
    if token.word in spoken.function:
        return False
    ends = token.text.casefold().endswith(spoken.verb_endings)
    return ends or any(key[0] == "=" for key in spoken.keys(token.word))


def _is_verb(token: Token, spoken: Language) -> bool:
    """Whether a word looks like a verb that tells a deed."""
    if token.text[0].isupper() and spoken.code != "en":
        return False
    # As written: without its accent a French participle is any word in "e".
    written = token.text.casefold()
    return len(written) > 3 and written.endswith(spoken.verb_endings)
