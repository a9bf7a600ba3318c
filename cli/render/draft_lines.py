"""What came of many drafts: a line for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render.batch import Lines, Nouns
from cli.render.consoles import show
from cli.render.drafts import made_document

if TYPE_CHECKING:
    from rich.console import Console

    from cli.documents.drafts import MadeDraft
    from cli.drafting_many import KeptDraft

_OUTCOMES = {"new": "drafted", "unchanged": "unchanged"}
NOUNS = {
    "cv": Nouns("CV", _OUTCOMES, "drafted"),
    "letter": Nouns("letter", _OUTCOMES, "drafted"),
}


def draft_lines(*, as_json: bool, live: Console | None) -> Lines[KeptDraft]:
    """Return what prints the drafts of a run, as JSON or for a person."""
    return Lines(as_json=as_json, live=live, document=_document, show_kept=_show_kept)


def _document(kept: KeptDraft) -> MadeDraft:
    return made_document(kept.saved, kept.answer, [target.file for target in kept.source.targets])


def _show_kept(kept: KeptDraft, console: Console) -> None:
    from rich.text import Text

    saved, fit = kept.saved, kept.saved.draft.fit
    line = Text.assemble((f"{saved.id:>5}  ", "cyan"))
    if fit is not None and fit.score is not None:
        line.append(f"{fit.score:>4.0%}  ")
    line.append(" ".join(kept.source.text.split()), style="bold")
    if fit is not None and fit.low_confidence:
        line.append("  LOW CONFIDENCE", style="yellow")
    if not_let_through := len(saved.draft.unverified):
        line.append(f"  {not_let_through} not let through", style="yellow")
    if not saved.is_new:
        line.append("  (unchanged)", style="dim")
    if console.is_terminal:
        line.truncate(console.width, overflow="ellipsis")
    show(line, on=console)
    for target in kept.source.targets:
        show(Text(f"       {target.file}", style="dim"), on=console)
