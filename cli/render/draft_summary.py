"""The end of a draft command: what was made, how well it fits, what is missing, what it cost."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cli.render.consoles import show, stderr
from cli.render.drafts import KINDS
from cli.render.words import cut, usd
from profiles.drafts import LetterDraft
from profiles.staleness import draft_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from orchestrator.answers import Answer
    from profiles.drafts import CvDraft, RequirementMet
    from profiles.saved_drafts import SavedDraft

_NO_REQUIREMENTS = (
    "no requirements were found in this posting, so nothing says how well the draft fits"
)
_MOST_GAPS = 3
_LONGEST_GAP = 60
_LEVELS = {"must": "must", "unknown": "asked", "nice": "nice"}
_LABEL_WIDTH = 6


def print_summary(
    saved: SavedDraft,
    *,
    answer: Answer | None = None,
    files: Sequence[tuple[Path, int | None]] = (),
    quiet: bool,
) -> None:
    """Say on stderr in a few lines what came of it all, and what to type next.

    Args:
        saved: The draft, in the store.
        answer: What it took, when it was just made.
        files: That were written, each with its pages if it has any.
        quiet: Say nothing.
    """
    if quiet:
        return
    from rich.table import Table
    from rich.text import Text

    console = stderr()
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(style="dim", width=_LABEL_WIDTH, no_wrap=True)
    table.add_column(overflow="fold")
    for label, text, style in _rows(saved, answer, files):
        table.add_row(label, Text(text, style=style))
    console.print()
    show(table, on=console)


def described_file(file: Path, pages: int | None) -> str:
    """Return a file's name, with its pages if it has any."""
    if pages is None:
        return str(file)
    return f"{file} ({pages} page{'s' if pages != 1 else ''})"


def _rows(
    saved: SavedDraft, answer: Answer | None, files: Sequence[tuple[Path, int | None]]
) -> Iterator[tuple[str, str, str]]:
    draft = saved.draft
    about = ", ".join(part for part in (saved.title, saved.company) if part)
    version = f"version {saved.version}" if saved.is_new or answer is None else "unchanged"
    yield (
        KINDS[saved.kind].capitalize() if saved.kind == "letter" else KINDS[saved.kind],
        f"{about or f'job {saved.job_id}'} (draft {saved.id}, {version})",
        "bold",
    )
    yield from _fit(draft)
    yield from _gaps(draft.requirements_met)
    yield "Text", "; ".join(_lines(draft)), ""
    yield "By", _made(saved, answer), ""
    for file, pages in files:
        yield "Wrote", described_file(file, pages), ""
    for number, command in enumerate(_next(saved, has_file=bool(files))):
        yield "" if number else "Next", command, "cyan"


def _fit(draft: CvDraft | LetterDraft) -> Iterator[tuple[str, str, str]]:
    fit = draft.fit
    if not draft.requirements_met and (fit is None or fit.score is None):
        yield "Fit", f"LOW CONFIDENCE: {_NO_REQUIREMENTS}.", "yellow"
        return
    if fit is None:
        return
    if fit.score is not None:
        yield "Fit", f"{fit.score:.0%}. {fit.explanation}", ""
    if fit.low_confidence:
        known = fit.score is not None or not fit.explanation
        why = "too little was found to trust this." if known else fit.explanation
        yield "" if fit.score is not None else "Fit", f"LOW CONFIDENCE: {why}", "yellow"


def _gaps(requirements: Sequence[RequirementMet]) -> Iterator[tuple[str, str, str]]:
    """Name what the profile does not show, or shows in part, what is demanded first."""
    label = "Gaps"
    for level, name in _LEVELS.items():
        open_ = [x for x in requirements if x.level == level and x.status in ("missing", "partial")]
        open_.sort(key=lambda x: x.status != "missing")
        if not open_:
            continue
        named = "; ".join(map(_gap, open_[:_MOST_GAPS]))
        more = len(open_) - _MOST_GAPS
        text = f"{name}: {named}{f'; and {more} more' if more > 0 else ''}"
        yield label, text, "yellow" if level == "must" else ""
        label = ""


def _gap(one: RequirementMet) -> str:
    text = " ".join(one.text.split()).rstrip(".;,")
    short = cut(text, _LONGEST_GAP)
    return f"{short} (in part)" if one.status == "partial" else short


def _lines(draft: CvDraft | LetterDraft) -> Iterator[str]:
    """Count whose words they are, and say of those that were not let through why."""
    origins = Counter(line.origin for line in draft_lines(draft) if line.verified)
    if isinstance(draft, LetterDraft):
        yield f"{sum(len(line.text.split()) for line in draft_lines(draft))} words"
    stopped = [line for line in draft.unverified if not line.kept]
    put_back = sum(line.replaced_by is not None for line in stopped)
    back = f", {put_back} of them put back" if put_back else ""
    own = origins["verbatim"]
    yield f"{own} line{'s' if own != 1 else ''} in your own words{back}"
    if origins["rewritten"]:
        yield f"{origins['rewritten']} reworded and verified"
    if origins["edited"]:
        yield f"{origins['edited']} edited and verified"
    if kept := sum(line.kept for line in draft.unverified):
        yield f"{kept} of yours unverified"
    if len(stopped) > put_back:
        yield f"{len(stopped) - put_back} cut"
    if stopped:
        kinds = Counter(kind for line in stopped for kind in {x.kind for x in line.findings})
        named = ", ".join(kind for kind, _ in kinds.most_common())
        yield f"not let through because of {named or 'what is said above'}"


def _made(saved: SavedDraft, answer: Answer | None) -> str:
    reader = saved.reader
    who = "rules, offline" if reader.provider == "offline" else f"{reader.model or reader.provider}"
    if saved.author == "edited":
        origin = f" from draft {saved.based_on}" if saved.based_on is not None else ""
        return f"you, edited{origin}; first drafted by {who}"
    if answer is None:
        return who
    if reader.provider == "offline":
        return f"{who}, at no cost"
    if answer.reused:
        return f"{who}; asked before, so it cost nothing now"
    cost = answer.cost_nano_usd
    told = f"for {usd(cost)}" if cost is not None else "at a price that nobody knows"
    usage = answer.usage
    tokens = f", {usage.input_tokens + usage.output_tokens:,} tokens" if usage is not None else ""
    asked = f" in {len(answer.attempts)} attempts" if len(answer.attempts) > 1 else ""
    return f"{who}, {told}{tokens}{asked}"


def _next(saved: SavedDraft, *, has_file: bool) -> Iterator[str]:
    if not has_file:
        yield f"jobai drafts render {saved.id} -o {saved.kind}.pdf"
    yield f"jobai drafts edit {saved.id}"
    yield f"jobai drafts diff {saved.id}{' --master' if saved.version == 1 else ''}"
