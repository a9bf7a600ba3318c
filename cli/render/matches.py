"""Jobs ranked for a profile, as a table and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render import words
from cli.render.consoles import show
from cli.render.errors import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from cli.documents.jobs import MatchesDocument
    from orchestrator.tasks.drafting.matching.jobs import JobMatch

_GOOD, _FAIR = 0.7, 0.4
_MOST_MUSTS = 2
_LONGEST_MUST = 40


def print_matches(matches: Sequence[JobMatch]) -> None:
    """Print jobs as a table: the score, what was met and what is missing."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Job", justify="right", no_wrap=True)
    table.add_column("Score", justify="right", no_wrap=True)
    table.add_column("Met", justify="right", no_wrap=True)
    table.add_column("Part", justify="right", no_wrap=True)
    table.add_column("Miss", justify="right", no_wrap=True)
    table.add_column("Title, company", ratio=3, overflow="fold")
    table.add_column("Must-haves missing", ratio=3, overflow="fold")
    for match in matches:
        counts = match.counts
        table.add_row(
            str(match.job),
            _score(match),
            str(counts.get("met", 0)),
            str(counts.get("partial", 0)),
            str(counts.get("missing", 0)),
            Text(
                ", ".join(x for x in (match.title, match.hiring_organization) if x) or "(no title)"
            ),
            _musts(match),
        )
    show(table)


def matches_document(matches: Sequence[JobMatch]) -> MatchesDocument:
    """Return ranked jobs as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "matches": [
            {
                "job": match.job,
                "title": match.title,
                "hiring_organization": match.hiring_organization,
                "fit": match.fit.model_dump(mode="json"),
                "met": match.counts.get("met", 0),
                "partial": match.counts.get("partial", 0),
                "missing": match.counts.get("missing", 0),
                "not_assessable": match.counts.get("not_assessable", 0),
                "must_haves_missing": match.must_haves_missing,
                "requirements": [item.model_dump(mode="json") for item in match.requirements],
            }
            for match in matches
        ],
    }


def _score(match: JobMatch) -> RenderableType:
    from rich.text import Text

    score = match.fit.score
    if score is None:
        return Text("-", style="dim")
    style = "green" if score >= _GOOD else "yellow" if score >= _FAIR else "red"
    return Text(f"{score:.2f}", style="dim" if match.fit.low_confidence else style)


def _musts(match: JobMatch) -> RenderableType:
    from rich.text import Text

    missing = match.must_haves_missing
    more = f" (+{len(missing) - _MOST_MUSTS})" if len(missing) > _MOST_MUSTS else ""
    named = "; ".join(_short(text) for text in missing[:_MOST_MUSTS])
    found = Text(named + more)
    if not match.fit.low_confidence:
        return found
    mark = Text("LOW CONFIDENCE", style="bold yellow")
    return Text.assemble(mark, ": ", found) if missing else mark


def _short(text: str) -> str:
    plain = text.rstrip(" .;,")
    return words.cut(plain, _LONGEST_MUST)
