"""What has left the ledger, for a person and for a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render import words
from cli.render.consoles import stdout
from cli.render.errors import SCHEMA_VERSION

if TYPE_CHECKING:
    from cli.documents.usage import PruningDocument
    from orchestrator.pruning import Pruning


def print_pruning(done: Pruning) -> None:
    """Say how many rows left, where they are, and what stays."""
    console = stdout()
    if not done.row_count:
        console.print(f"No calls before {words.local_time(done.before)} can leave the store.")
    else:
        where = f" moved to {done.archive}" if done.archive else " removed"
        console.print(
            f"{done.row_count:,} attempts{where}; {words.usd(done.cost_nano_usd)} of cost stay in "
            "every total.",
            markup=False,
            soft_wrap=True,
        )
    if done.rows_kept:
        console.print(f"{done.rows_kept:,} older attempts stay: something still refers to them.")
    if done.archive_sha256:
        console.print(f"sha256 {done.archive_sha256}", style="dim")


def pruning_document(done: Pruning) -> PruningDocument:
    """Return the same as JSON; `archive` is null when nothing was kept."""
    return {
        "schema_version": SCHEMA_VERSION,
        "before": done.before.isoformat(),
        "rows": done.row_count,
        "rows_kept": done.rows_kept,
        "cost_nano_usd": done.cost_nano_usd,
        "archive": str(done.archive) if done.archive else None,
        "archive_sha256": done.archive_sha256,
    }
