"""Languages asked for, and how well each is spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.tasks.drafting.matching.concepts import words_of
from orchestrator.tasks.drafting.matching.phrases import labelled_phrases, phrases, ranked_phrases
from orchestrator.tasks.drafting.matching.verdict import Verdict, all_of, any_of
from profiles.master_profile import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orchestrator.tasks.drafting.matching.concepts import Word
    from orchestrator.tasks.drafting.matching.pieces import Piece
    from orchestrator.tasks.drafting.record import Record

_LEVELS = ("", "A1", "A2", "B1", "B2", "C1", "C2", "native")
_ENOUGH = 3
"""What a language needs whose level is not said: B1, enough to work with people."""

_FLUENT = 5


def level_in(text: str) -> int | None:
    """How well a language is spoken by these words, 1 to 7; None when they do not say."""
    levels = ranked_phrases("languages", "levels", "level").labels(words_of(text))
    return max(map(int, levels), default=None)


def level_asked(text: str) -> int | None:
    """How well a language is to be spoken; "bilingual" asks for fluency in both."""
    level = level_in(text)
    if level == len(_LEVELS) - 1 and phrases("languages", "both", "words").labels(words_of(text)):
        return _FLUENT
    return level


def languages_in(text: str) -> list[str]:
    """The languages that a text names."""
    return list(dict.fromkeys(labelled_phrases("languages", "names").labels(words_of(text))))


def judge_language(piece: Piece, record: Record, level_before: int | None) -> Verdict:
    """Whether the languages of a piece are spoken as well as asked.

    Args:
        piece: It names at least one language.
        record: What may be claimed.
        level_before: What the pieces before it asked for, as in "fluent English and German".
    """
    words = words_of(piece.text)
    needed = level_asked(piece.text) or level_before
    verdicts = [_spoken(name, needed, record) for name in _names(words)]
    return all_of(verdicts) if len(verdicts) > 1 else any_of(verdicts)


def _names(words: Sequence[Word]) -> list[str]:
    return list(dict.fromkeys(labelled_phrases("languages", "names").labels(words)))


def _spoken(name: str, needed: int | None, record: Record) -> Verdict:
    label = name.capitalize()
    asked = f"{label} ({_LEVELS[needed]})" if needed else label
    if not record.entries_of("languages"):
        reason = f"{asked}: the profile lists no languages"
        return Verdict("not_assessable", asked, reason)
    for entry_id in record.entries_of("languages"):
        entry = record.entries[entry_id]
        if not isinstance(entry, Language) or name not in languages_in(entry.language or ""):
            continue
        level = level_in(entry.fluency or "") or level_in(entry.language or "")
        if level is None:
            status = "met" if needed is None else "partial"
            return Verdict(status, asked, f"{asked}: {entry_id}, no level stated", (entry_id,))
        enough = _ENOUGH if needed is None else needed
        status = "met" if level >= enough else "partial"
        below = "" if status == "met" else f", {_LEVELS[level]} only"
        return Verdict(status, asked, f"{asked}: {entry_id}{below}", (entry_id,))
    return Verdict("missing", asked, "", lacking=(asked,))
