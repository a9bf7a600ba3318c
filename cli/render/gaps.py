"""What a master profile lacks, for a person and for a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render.consoles import show, stdout
from cli.render.errors import SCHEMA_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.documents.profile import ProfileGaps
    from profiles.master_profile import Gap
    from profiles.saved_profiles import SavedProfile

_STYLES = {"contradiction": "bold red", "future": "bold red", "missing": "yellow"}


def print_gaps(saved: SavedProfile, gaps: Sequence[Gap]) -> None:
    """Print one line for each gap, and below it what to write."""
    from rich.table import Table
    from rich.text import Text

    console = stdout()
    if not gaps:
        console.print(
            Text(f"Version {saved.version} of your master profile has all that a draft needs.")
        )
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for gap in gaps:
        said = Text.assemble((gap.where, "bold"), f": {gap.text}")
        table.add_row(Text(gap.kind, style=_STYLES.get(gap.kind, "cyan")), said)
        table.add_row("", Text(gap.hint, style="dim"))
    show(table)
    things = "1 thing" if len(gaps) == 1 else f"{len(gaps)} things"
    console.print(Text(f"{things} to mend: jobai profile edit", style="bold"))


def gaps_document(saved: SavedProfile, gaps: Sequence[Gap]) -> ProfileGaps:
    """Return the gaps as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "version": saved.version,
        "gaps": [
            {"kind": gap.kind, "where": gap.where, "text": gap.text, "hint": gap.hint}
            for gap in gaps
        ],
    }
