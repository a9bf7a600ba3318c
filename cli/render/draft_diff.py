"""What became of each line, for a person and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.manner import manner
from cli.render.consoles import show, stdout
from cli.render.errors import SCHEMA_VERSION
from profiles.draft_diff import CHANGES, counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType
    from rich.text import Text

    from cli.documents.drafts import Against, DraftDiff
    from profiles.draft_diff import DiffLine
    from profiles.saved_drafts import SavedDraft

_STYLES = {
    "reworded": "yellow", "reordered": "cyan", "added": "green", "omitted": "red", "kept": "dim",
}  # fmt: skip
_WORDS = {"kept": ("", "", ""), "removed": ("[-", "-]", "red"), "added": ("{+", "+}", "green")}
"""As in `git diff --word-diff`: read without colour too."""
_SPOKEN = {
    "kept": ("", "", ""), "removed": ("(removed: ", ")", ""), "added": ("(added: ", ")", "")
}  # fmt: skip

_INDENT = 4


def print_diff(saved: SavedDraft, against: str, lines: Sequence[DiffLine]) -> None:
    """Print what became of each line, changed ones first; kept ones are only counted."""
    from rich.padding import Padding
    from rich.text import Text

    counts = ", ".join(f"{count} {change}" for change, count in counted(lines).items() if count)
    show(Text.assemble((f"Draft {saved.id}", "bold"), f" beside {against}: {counts or 'no lines'}"))
    for change in CHANGES:
        found = [line for line in lines if line.change == change]
        if not found or change == "kept":
            continue
        show(Text(f"\n{change.capitalize()}", style=f"bold {_STYLES[change]}"))
        for line in found:
            show(Padding(_line(line), (0, 0, 0, 2)))
            for met in line.requirements:
                asked = Text(f"would answer: {met.text} ({met.status})", style="yellow")
                show(Padding(asked, (0, 0, 0, 4)))


def _line(line: DiffLine) -> RenderableType:
    """Return a line beside its ids, on a narrow terminal below them; what is folded is indented."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    where = Text(", ".join(line.citations) or line.where, style="dim")
    told = _told(line)
    if where.cell_len + told.cell_len + _INDENT <= stdout().width:
        return Text("  ").join([where, told])
    below = Table.grid()
    below.add_row(where)
    below.add_row(Padding(told, (0, 0, 0, 2)))
    return below


def _told(line: DiffLine) -> Text:
    from rich.text import Text

    told = Text()
    if line.change != "reworded":
        told.append(line.after or line.before or "", style=_STYLES[line.change])
        return told
    for number, (change, words) in enumerate(line.words):
        opening, closing, style = (_SPOKEN if manner().plain else _WORDS)[change]
        told.append(" " if number else "")
        told.append(f"{opening}{words}{closing}", style=style)
    return told


def diff_document(saved: SavedDraft, against: Against, lines: Sequence[DiffLine]) -> DraftDiff:
    """Return a comparison as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "id": saved.id,
        "job": saved.job_id,
        "kind": saved.kind,
        "version": saved.version,
        "against": against,
        "counts": counted(lines),
        "lines": [
            {
                "change": line.change,
                "where": line.where,
                "before": line.before,
                "after": line.after,
                "citations": list(line.citations),
                "words": [{"change": change, "text": text} for change, text in line.words],
                "requirements": [
                    {"requirement_id": x.requirement_id, "text": x.text, "status": x.status}
                    for x in line.requirements
                ],
            }
            for line in lines
        ],
    }
