"""Whether a letter and a CV for one job tell the same: titles, employers, dates, numbers."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.resources import table
from orchestrator.tasks.drafting.verification.figures import figures
from orchestrator.tasks.drafting.verification.language import guess, language
from orchestrator.tasks.drafting.verification.tokens import tokenise
from profiles.drafts import CvDraft, Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from orchestrator.tasks.drafting.verification.figure import Figure
    from orchestrator.tasks.drafting.verification.spoken import Language
    from orchestrator.tasks.drafting.verification.tokens import Token
    from profiles.drafts import DraftEntry, DraftLine, LetterDraft


def disagreements(one: CvDraft | LetterDraft, other: CvDraft | LetterDraft) -> list[Finding]:
    """What two drafts for one job say differently of the same lines and entries."""
    if one.kind == other.kind:
        return []
    cv, letter = (one, other) if isinstance(one, CvDraft) else (other, one)
    if not isinstance(cv, CvDraft) or isinstance(letter, CvDraft):
        return []
    return [*_numbers(cv, letter), *_headers(cv, letter)]


def _numbers(cv: CvDraft, letter: LetterDraft) -> Iterator[Finding]:
    by_citation: dict[str, list[DraftLine]] = {}
    for line in _cv_lines(cv):
        for citation in line.citations:
            by_citation.setdefault(citation, []).append(line)
    for sentence in _sentences(letter):
        for line in {
            x.text: x for key in sentence.citations for x in by_citation.get(key, [])
        }.values():
            spoken = language(guess((sentence.text, line.text), letter.language))
            mine = figures(sentence.text, spoken, as_evidence=True)
            theirs = figures(line.text, spoken, as_evidence=True)
            for figure in mine:
                rival = next((x for x in theirs if _count_the_same(figure, x, spoken)), None)
                if rival is not None and not _agree(figure, theirs):
                    reason = f'the letter says "{figure.text}", the CV "{rival.text}"'
                    yield Finding(kind="contradiction", text=figure.text, reason=reason)


def _count_the_same(one: Figure, other: Figure, spoken: Language) -> bool:
    if one.unit != other.unit or one.is_year != other.is_year:
        return False
    if one.unit or one.is_year:
        return one.role == other.role
    return any(spoken.are_related(a, b) for a in one.nouns for b in other.nouns)


def _agree(figure: Figure, others: list[Figure]) -> bool:
    return any(figure.is_supported_by(x) or x.is_supported_by(figure) for x in others)


def _headers(cv: CvDraft, letter: LetterDraft) -> Iterator[Finding]:
    """The letter's "As Engineer at Brightwater" against the CV's header of the same entry."""
    entries = {entry.entry: entry for section in cv.sections for entry in section.entries}
    for sentence in _sentences(letter):
        entry = next((entries[key] for key in sentence.citations if key in entries), None)
        if sentence.origin != "template" or entry is None:
            continue
        held = _words(entry)
        strange = [
            token
            for token in _about(tokenise(sentence.text), held)
            if token.text[0].isupper() and token.word not in held | _frame_words(letter.language)
        ]
        if strange:
            text = " ".join(token.text for token in strange)
            header = ", ".join(x for x in (entry.title, entry.organization) if x)
            reason = f'the letter says "{sentence.text}", the CV "{header}"'
            yield Finding(kind="contradiction", text=text, reason=reason)


def _about(tokens: Sequence[Token], held: set[str]) -> Iterator[Token]:
    """The words beside a header's: not the sentence before, which names what the posting asks."""
    sentences: list[list[Token]] = []
    for token in tokens:
        if token.opens_sentence:
            sentences.append([])
        sentences[-1].append(token)
    shared = [sum(token.word in held for token in sentence) for sentence in sentences]
    for sentence, count in zip(sentences, shared, strict=True):
        if count == max(shared):
            yield from sentence[1:]


@cache
def _frame_words(language: str) -> frozenset[str]:
    """What a letter's lead-ins say in a language themselves: German nouns have capitals too."""
    forms = table("letters").get(language, {}).values()
    texts = [form for form in forms if isinstance(form, str)]
    return frozenset(token.word for text in texts for token in tokenise(text))


def _words(entry: DraftEntry) -> set[str]:
    texts = (entry.title, entry.organization, entry.location, entry.dates)
    return {token.word for text in texts for token in tokenise(text or "")}


def _cv_lines(cv: CvDraft) -> Iterator[DraftLine]:
    yield from cv.summary
    for section in cv.sections:
        for entry in section.entries:
            yield from entry.lines


def _sentences(letter: LetterDraft) -> Iterator[DraftLine]:
    for paragraph in letter.paragraphs:
        yield from paragraph.sentences
