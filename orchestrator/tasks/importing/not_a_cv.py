"""Is it a CV at all? An invoice, a posting or a letter has no jobs of a person in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.errors import NotACvError
from orchestrator.tasks.extraction.folding import fold
from orchestrator.tasks.importing.resources import holding

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orchestrator.tasks.importing.by_rules import Found
    from orchestrator.tasks.importing.rows import Sheet

_CLEAR = {"invoice": 3, "posting": 3, "letter": 2}
"""Different words of its kind that make a document one, where it has no dated jobs or schools."""

_MANY = 6  # so many words of another kind, and one date may be of anything
_NAMES = {"invoice": "an invoice or order", "posting": "a job posting", "letter": "a letter"}
_TELLING = ("work", "education", "skills", "projects", "languages", "certificates", "volunteer")


def require_cv(sheet: Sheet, found: Found) -> None:
    """Refuse what is clearly something else, before anybody is asked.

    Raises:
        NotACvError: with what it looks like.
    """
    kind, count = _looks_like(sheet)
    if kind is not None and not _has_life(found, least=2 if count >= _MANY else 1):
        raise _refused(f"looks like {_NAMES[kind]}, not like a CV")


def require_content(document: Mapping[str, object]) -> None:
    """Refuse a document in which rules found nothing of a CV.

    Raises:
        NotACvError: no job, no school, no skill.
    """
    if not any(document.get(section) for section in _TELLING):
        raise _refused("holds no jobs, schools or skills that rules can find")


def _looks_like(sheet: Sheet) -> tuple[str | None, int]:
    """What it looks like, and how many words say so."""
    text = fold(sheet.text[:20_000])
    hits = {kind: len(set(holding(kind, "not_a_cv").findall(text))) for kind in _CLEAR}
    clear = {kind: count / _CLEAR[kind] for kind, count in hits.items() if count >= _CLEAR[kind]}
    kind = max(clear, key=lambda kind: clear[kind]) if clear else None
    return kind, hits[kind] if kind else 0


def _has_life(found: Found, *, least: int) -> bool:
    """Whether there are dated jobs or schools, or at least three sections of a CV with a name."""
    if found.entries >= least:
        return True
    basics = found.document.get("basics")
    named = (
        isinstance(basics, dict) and "name" in basics and ("email" in basics or "phone" in basics)
    )
    return named and sum(section in found.headings for section in _TELLING) >= 3


def _refused(what: str) -> NotACvError:
    return NotACvError(
        f"This document {what}.",
        reason="not_a_cv",
        hint="Give your own CV (PDF, Word, Markdown, text), or a JSON Resume document.",
    )
