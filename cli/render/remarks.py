"""What is said beside a draft: how well it fits, what each requirement met, what was not let in."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from cli.render.consoles import show, stderr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, RenderableType

    from profiles.drafts import CvDraft, Fit, LetterDraft, RequirementMet, Unverified
    from profiles.saved_drafts import SavedDraft
    from profiles.staleness import Change

_STATUS = {"met": "green", "partial": "yellow", "missing": "red", "not_assessable": "dim"}
_LEVELS = {"must": "", "nice": " (nice to have)", "unknown": ""}
_DEFAULTS = {"on_unverified": "verbatim", "words": 250, "tone": "formal"}
_STATUS_WIDTH = 10
_CITATION_WIDTH = 24
_NOTHING_FOUND = (
    "no requirements were found in this posting, so nothing says how well the draft fits"
)


def print_remarks(draft: CvDraft | LetterDraft, *, quiet: bool) -> None:
    """Say on stderr what each requirement met, and which lines are not as they were written."""
    if quiet:
        return
    console = stderr()
    console.print()
    if draft.requirements_met:
        show(_requirements(draft.requirements_met), on=console)
    _print_fit(draft.fit, found=bool(draft.requirements_met), console=console)
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
    table.add_column("Requirement", overflow="fold", ratio=1)
    table.add_column("By", overflow="fold", max_width=_CITATION_WIDTH)
    for one in met:
        status = Text(one.status.replace("_", " "), style=_STATUS[one.status])
        said = Text(f"{one.text}{_LEVELS[one.level]}")
        if one.reason:
            said.append(f"\n{one.reason}", style="dim")
        table.add_row(status, said, Text("\n".join(one.citations)))
    return table


def _print_fit(fit: Fit | None, *, found: bool, console: Console) -> None:
    for text, style in _fit_lines(fit, found=found):
        console.print(text, markup=False, style=style)


def _fit_lines(fit: Fit | None, *, found: bool) -> Iterator[tuple[str, str]]:
    if fit is None:
        if not found:
            yield f"LOW CONFIDENCE: {_NOTHING_FOUND}.", "bold yellow"
        return
    if fit.score is not None:
        yield f"Fit: {fit.score:.0%}. {fit.explanation}", "bold"
    if fit.low_confidence:
        why = _NOTHING_FOUND if not found else "too little was found to trust this"
        explained = fit.explanation if fit.score is None and fit.explanation else f"{why}."
        yield f"LOW CONFIDENCE: {explained}", "bold yellow"
