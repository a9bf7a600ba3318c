"""A requirement taken apart: its pieces, how they are joined, and what each of them asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal, cast

from orchestrator.tasks.drafting.matching.concepts import (
    Term,
    terms_of,
    weightless,
    words_of,
)
from orchestrator.tasks.drafting.matching.durations import number_words
from orchestrator.tasks.drafting.matching.papers import is_class_only, names_no_paper
from orchestrator.tasks.drafting.matching.phrases import (
    conditions,
    labelled_phrases,
    phrases,
    ranked_phrases,
)
from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.stems import fold, is_broad

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from orchestrator.tasks.drafting.matching.concepts import Word

Join = Literal["and", "or", ",", ";"]
Sort = Literal[
    "topic", "language", "degree", "certificate", "driving", "condition", "soft", "empty"
]

_LETTER = r"[^\W\d_]"
_HEAD_LAST = ("en", "de", "nl")
_GENDER_FORM = re.compile(
    r"(?<=\w{3})(?:\(-?(?:in|innen|r|n|e|s|a|se|ne|euse|trice|frau)\)"
    r"|(?:/-?|[:*_])(?:innen|in|r|n|e|a|as|o|os|ra|se|euse|trice|ne|frau)(?!\w))",
    re.IGNORECASE,
)
"""The second ending of "Erzieher/in", "anerkannte/r", "vendeur(se)", "cocinero/a"."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a requirement.

    Attributes:
        join: How it is joined to the piece before.
        sort: What it asks for.
        language: Of the posting.
        terms: What it speaks of that tells something, small and generic words left out.
        examples: Pieces in parentheses or after "such as": any of them shows it too.
        head: The key of the term that the others only describe: "menus" of "seasonal menus".
    """

    text: str
    join: Join
    sort: Sort
    language: str
    terms: tuple[Term, ...]
    examples: tuple[Piece, ...] = ()
    head: str | None = None


def pieces_of(text: str, language: str, *, asks_language: bool = False) -> list[Piece]:
    """Take a requirement apart.

    Args:
        text: One requirement in the words of the posting.
        language: Of the posting, for the endings of its words and small words such as "e" and "of".
        asks_language: Whether the posting has it as a language requirement.
    """
    text = _GENDER_FORM.sub("", text)
    found: list[Piece] = []
    pending = ""
    is_working = False
    reads_names = language != "de" and not _is_in_title_case(text)

    def piece_of(part: str, join: Join) -> Piece:
        return _piece(part, join, language, asks_language=asks_language, reads_names=reads_names)

    for join, part, is_example in _parts(text, language):
        piece = piece_of(f"{pending} {part}".strip(), join)
        if piece.sort == "empty" and not is_example and _begins_more(piece.text):
            # "Excellent written" of "Excellent written and spoken English".
            pending = piece.text
            continue
        pending = ""
        last = found[-1] if found else None
        if last is None:
            found.append(piece)
        elif piece.sort == "certificate" and names_no_paper(piece):
            # "Registered Nurse (RN) license": what stands in brackets only parts it.
            found[-1] = piece_of(f"{last.text} {part}", last.join)
        elif is_example and piece.sort in ("empty", last.sort) and piece.sort != "topic":
            # As in "English (C1)".
            found[-1] = piece_of(f"{last.text} {part}", last.join)
        elif is_example and piece.sort == "topic":
            found[-1] = replace(last, examples=(*last.examples, piece))
        elif is_working and _goes_on(piece):
            found.append(replace(piece, sort="soft"))
            continue
        else:
            found.append(piece)
        is_working = piece.sort == "soft" and _is_way_of_working(words_of(piece.text))
    if pending and found:
        found[-1] = piece_of(f"{found[-1].text} {pending}", found[-1].join)
    pieces = _with_degrees_whole(_with_classes_whole(found))
    return [
        replace(
            piece,
            head=_head(piece, language),
            examples=tuple(replace(x, head=_head(x, language)) for x in piece.examples),
        )
        for piece in pieces
    ]


def _begins_more(text: str) -> bool:
    """Whether an empty piece belongs to the next: "Excellent written", "Fähigkeit,"."""
    is_marker = phrases("requirements", "soft", "markers").labels(words_of(text))
    return bool(is_marker) or _speaks_of_languages(text)


def _goes_on(piece: Piece) -> bool:
    """Whether it may belong to a way of working before: "... and explain them in simple terms"."""
    is_open = piece.sort == "topic" and not any(term.is_known for term in piece.terms)
    return is_open and piece.join != ";"


def _head(piece: Piece, language: str) -> str | None:
    """The last of terms that stand side by side, in Romance languages the first of all.

    Where words stand between them ("maintenance of lifts") it is the first. A word for anything is
    passed over: of "interpretation of drawings" it is the drawings.
    """
    terms = [term for term in piece.terms if not is_broad(term.folded)] or piece.terms
    if not terms:
        return None
    first, last = terms[0], terms[-1]
    side_by_side = last.at - first.at == sum(term.words for term in terms[:-1])
    return (last if side_by_side and language in _HEAD_LAST else first).key


def _piece(
    text: str, join: Join, language: str, *, asks_language: bool, reads_names: bool
) -> Piece:
    words = words_of(text)
    terms = terms_of(text, language, is_list=len(words) == 1)
    telling = tuple(
        term for term in terms if term.is_known or not (weightless(term) or _is_a_number(term))
    )
    sort = _sort_of(text, words, terms, telling, asks_language=asks_language)
    if reads_names and sort == "topic":
        # "Grasshopper 3D": a name that the data files do not know is one all the same.
        telling = tuple(
            replace(x, is_known=True, is_name=True) if _is_a_name(x) else x for x in telling
        )
    return Piece(text, join, sort, language, telling)


def _sort_of(
    text: str,
    words: Sequence[Word],
    terms: Sequence[Term],
    telling: Sequence[Term],
    *,
    asks_language: bool,
) -> Sort:
    known = [range(term.at, term.at + term.words) for term in telling if term.is_known]
    terms_set = list(conditions().find(words))
    soft = list(phrases("requirements", "soft", "phrases", inflected=True).find(words))
    if _names_a_language(text, asks_language=asks_language):
        return "language"
    if any(term.key in _paper_names() for term in terms):
        return "certificate"
    if phrases("requirements", "driving_licence", "words").labels(words):
        return "driving"
    if _is_degree(words):
        return "degree"
    if phrases("requirements", "certificate", "words").labels(words):
        # A certificate of good conduct is none of a skill.
        checks = any(label == "background check" for label, _, _ in terms_set)
        return "condition" if checks else "certificate"
    if _is_all(terms_set, known):
        return "condition"
    if _is_all(soft, known) and not _claims_more(words, telling, soft):
        return "soft"
    if not known and _is_way_of_working(words):
        return "soft"
    return "topic" if telling else "empty"


def _claims_more(
    words: Sequence[Word], telling: Sequence[Term], soft: Sequence[tuple[str, int, int]]
) -> bool:
    """Whether a record is asked to show more: "experience in analytical chemistry" is no manner."""
    within = {at + x for _, at, length in soft for x in range(length)}
    claims = phrases("requirements", "soft", "claims")
    claimed = {at for _, at, _ in claims.find(words)} - within
    rest = [x for x in telling if x.at not in within and not is_broad(x.folded)]
    return bool(claimed and rest)


def _is_way_of_working(words: Sequence[Word]) -> bool:
    """Whether it speaks of how somebody works: "able to explain complex concepts"."""
    return all(
        phrases("requirements", "soft", field).labels(words) for field in ("markers", "verbs")
    )


def _is_a_number(term: Term) -> bool:
    return term.key.rstrip("+%").isdigit() or fold(term.text) in number_words()


def _is_a_name(term: Term) -> bool:
    inner = any(char.isupper() for char in term.text[1:]) and not term.text[0].isdigit()
    return inner or (
        term.at > 0 and term.text[0].isupper() and not (weightless(term) or is_broad(term.folded))
    )


def _is_in_title_case(text: str) -> bool:
    words = [word.text for word in words_of(text) if word.text[0].isalpha()]
    return 2 * sum(word[0].isupper() for word in words) > len(words) > 2


def _is_all(found: Iterable[tuple[str, int, int]], known: Sequence[range]) -> bool:
    """Whether there are phrases, and every known term lies within one of them."""
    spans = [range(at, at + length) for _, at, length in found]
    spans = [x for x in spans if not any(x.start in y and len(x) < len(y) for y in known)]
    within = all(any(x.start in y and x[-1] in y for y in spans) for x in known)
    return bool(spans) and within


def _is_degree(words: Sequence[Word]) -> bool:
    """Whether words of the ladder mean degrees: "a high degree of care", "master data" do not."""
    found = list(ranked_phrases("degrees", "steps", "name").find(words))
    asks_experience = phrases("requirements", "experience", "words").labels(words)
    if asks_experience and all(step == "school" for step, _, _ in found):
        # "Two years as a teacher of GCSE classes".
        return False
    steps = {at for _, at, _ in found}
    others = phrases("degrees", "no_degree", "phrases").find(words)
    return bool(steps - {at + x for _, at, length in others for x in range(length)})


def _asks_time(words: Sequence[Word]) -> bool:
    return any(phrases("requirements", "experience", x).labels(words) for x in ("words", "years"))


def _names_a_language(text: str, *, asks_language: bool) -> bool:
    words = words_of(text)
    if not labelled_phrases("languages", "names").labels(words):
        return False
    return asks_language or len(words) <= 3 or _speaks_of_languages(text)


def _speaks_of_languages(text: str) -> bool:
    words = words_of(text)
    return bool(
        phrases("languages", "speaking", "words").labels(words)
        or ranked_phrases("languages", "levels", "level").labels(words)
    )


def _with_classes_whole(pieces: Sequence[Piece]) -> list[Piece]:
    """Join what belongs to a driving licence: "of class C/CE" is one piece."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        joins = last is not None and last.sort == "driving" and piece.join != ";"
        if last is not None and joins and is_class_only(piece.text):
            found[-1] = replace(last, text=f"{last.text} or {piece.text}")
        else:
            found.append(piece)
    return found


def _with_degrees_whole(pieces: Sequence[Piece]) -> list[Piece]:
    """Join what belongs to a degree: "in maths, physics or a related field" is one piece."""
    found: list[Piece] = []
    for piece in pieces:
        last = found[-1] if found else None
        if last is not None and last.sort == "degree" and _continues_degree(piece):
            found[-1] = Piece(
                f"{last.text} {'or' if piece.join == 'or' else 'and'} {piece.text}",
                last.join,
                "degree",
                last.language,
                (*last.terms, *piece.terms),
                (*last.examples, *piece.examples),
            )
        else:
            found.append(piece)
    return found


def _continues_degree(piece: Piece) -> bool:
    if piece.join == ";":
        return False
    if piece.sort == "degree":
        return True
    words = words_of(piece.text)
    if phrases("degrees", "equivalent", "phrases").labels(words):
        return True
    if piece.sort == "empty":
        return bool(phrases("degrees", "related", "phrases").labels(words))
    if piece.sort != "topic" or _asks_time(words) or len(piece.terms) > 3:
        return False
    is_a_skill = any(term.is_known for term in piece.terms)
    return not is_a_skill or bool(labelled_phrases("degrees", "families").labels(words))


def _parts(text: str, language: str) -> Iterator[tuple[Join, str, bool]]:
    """The parts with what joins each to the one before, and whether it is an example of it."""
    protected = _protected_spans(text, language)
    join: Join = ";"
    start = 0
    depth = 0
    exemplifying = False
    for match in _connectors(language).finditer(text):
        if any(first <= match.start() < last for first, last in protected):
            continue
        # "approx. 40": no end of a sentence.
        if match["stop"] == "." and text[match.end() :].lstrip()[:1].islower():
            continue
        part = text[start : match.start()].strip(" \t-\u2013:")
        if part:
            yield join, part, depth > 0 or exemplifying
            join = ","
        kind = match.lastgroup
        start = match.end()
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(0, depth - 1)
        elif kind == "such":
            exemplifying = True
        elif kind == "stop":
            join, exemplifying, depth = ";", False, 0
        elif kind in ("and", "or"):
            join = cast("Join", kind)
        elif join not in ("and", "or", ";"):
            join = ","
    part = text[start:].strip(" \t-\u2013:.")
    if part:
        yield join, part, depth > 0 or exemplifying


def _protected_spans(text: str, language: str) -> list[tuple[int, int]]:
    """Where a known name or phrase holds a word that would part it: "profit and loss"."""
    words = words_of(text)
    spans = [(term.at, term.words) for term in terms_of(text, language) if term.words > 1]
    for found in (
        phrases("requirements", "soft", "phrases"),
        phrases("degrees", "equivalent", "phrases"),
        ranked_phrases("degrees", "steps", "name"),
        ranked_phrases("languages", "levels", "level"),
    ):
        spans += [(at, length) for _, at, length in found.find(words) if length > 1]
    return [(words[at].start, words[at + length - 1].end) for at, length in spans]


@cache
def _connectors(language: str) -> re.Pattern[str]:
    listed = cast("Mapping[str, list[str]]", table("requirements")["connectors"])
    by_language = cast("Mapping[str, Mapping[str, list[str]]]", table("requirements")["connectors"])
    joined = {
        kind: [*listed[kind], *by_language[f"{kind}_by_language"].get(language, [])]
        for kind in ("and", "or")
    }

    def words(listed: list[str]) -> str:
        escaped = "|".join(map(re.escape, sorted(listed, key=len, reverse=True)))
        return rf"(?<!\S)(?:{escaped})(?![^\s,(])"

    return re.compile(
        rf"(?P<open>[(\[])|(?P<close>[)\]])|(?P<stop>;|(?<=\w{{3}})[.!?](?=\s+{_LETTER}|\s*$)|\s[\u2013\u2014-]\s|\n)"
        rf"|(?P<such>{words(listed['such_as'])})"
        rf"|(?P<or>{words(joined['or'])}|(?<=\w)\s?/\s?(?={_LETTER}))"
        rf"|(?P<and>{words(joined['and'])})|(?P<comma>,(?!\d))",
        re.IGNORECASE,
    )


@cache
def _paper_names() -> frozenset[str]:
    names = cast("list[str]", table("requirements")["certificate"]["names"])
    return frozenset(term.key for name in names for term in terms_of(name, "en", is_list=True))
