"""What is said beside a draft: what each requirement met, and what was not let in."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from cli.render.consoles import show, stderr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from profiles.drafts import CvDraft, LetterDraft, RequirementMet, Unverified
    from profiles.saved_drafts import SavedDraft
    from profiles.staleness import Change

_STATUS = {"met": "green", "partial": "yellow", "missing": "red", "not_assessable": "dim"}
_LEVELS = {"must": "", "nice": " (nice to have)", "unknown": ""}
_DEFAULTS = {"on_unverified": "verbatim", "words": 250, "tone": "formal"}
_STATUS_WIDTH = 10


def print_remarks(draft: CvDraft | LetterDraft, *, quiet: bool) -> None:
    """Say on stderr what each requirement met, and which lines are not as they were written."""
    if quiet:
        return
    console = stderr()
    console.print()
    if draft.requirements_met:
        show(_requirements(draft.requirements_met), on=console)
    for remark in getattr(draft, "remarks", ()):
        console.print(remark, markup=False, style="yellow")
    print_unverified(draft.unverified)


def print_unverified(unverified: Sequence[Unverified]) -> None:
    """Say on stderr of each line what is wrong with it, and what became of it."""
    from rich.text import Text

    console = stderr()
    for line in unverified:
        said = "Your own words, unverified: " if line.kept else "Not let through: "
        console.print(Text.assemble((said, "bold yellow"), line.line))
        for reason in [finding.reason for finding in line.findings] or [line.reason]:
            console.print(Text(f"  {reason}", style="dim"))
        if not line.kept:
            instead = f"  Instead: {line.replaced_by}" if line.replaced_by else "  Left out."
            console.print(Text(instead))


def print_stale(saved: SavedDraft, changes: Sequence[Change], *, quiet: bool) -> None:
    """Say on stderr which inputs have changed since, and how the draft is made anew."""
    if quiet or not changes:
        return
    console = stderr()
    for change in changes:
        style = "yellow" if change.touches_draft else "dim"
        console.print(f"Stale: {change.text}.", markup=False, style=style)
    command = "draft-cv" if saved.kind == "cv" else "draft-letter"
    console.print(
        f"To draft it anew: jobai {command} --job {saved.job_id}{_said(saved)}",
        markup=False,
        style="dim",
    )


def _said(saved: SavedDraft) -> str:
    """Write the options that a draft was asked with, but for those that say nothing new."""
    options = saved.inputs.options
    told = ((name, value) for name, value in options.items() if _DEFAULTS.get(name) != value)
    return "".join(f" --{name.replace('_', '-')} {shlex.quote(str(value))}" for name, value in told)


def _requirements(met: Sequence[RequirementMet]) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("Met", width=_STATUS_WIDTH)
    table.add_column("Requirement, and what shows it", overflow="fold", ratio=1)
    for one in met:
        status = Text(one.status.replace("_", " "), style=_STATUS[one.status])
        said = Text(f"{one.text}{_LEVELS[one.level]}")
        if shown := _shown_by(one):
            said.append(f"\n{shown}", style="dim")
        table.add_row(status, said)
    return table


def _says_again(reason: str, text: str) -> bool:
    """Whether a reason only repeats parts of the requirement, as "not found: ..." of all of it."""
    told = reason.removeprefix("not found: ")
    parts = re.sub(r" and \d+ more\Z", "", told).split(", ")
    return told != reason and all(part.rstrip("\u2026. ") in text for part in parts)


def _shown_by(one: RequirementMet) -> str:
    """Return why the status is what it is, with the lines that the reason does not name."""
    nothing = one.status == "missing" and _says_again(one.reason, one.text)
    named = re.findall(r"[\w-]+(?:/[\w-]+)+", one.reason)
    unnamed = [key for key in one.citations if key not in named]
    return "; ".join(part for part in ("" if nothing else one.reason, ", ".join(unnamed)) if part)
