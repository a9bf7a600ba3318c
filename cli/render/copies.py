"""A store that was copied into another, for a person and for a script."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.render import words
from cli.render.consoles import notice, print_text, show
from cli.render.errors import SCHEMA_VERSION
from cli.render.progress import Progress, drawn

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from cli.documents.stores import StoreCopied
    from profiles.store.copying import Step, StoreCopy


@contextmanager
def copying(*, quiet: bool, as_json: bool) -> Generator[Callable[[Step], None]]:
    """Draw how far a copy is while the inside makes it, which is told each step."""
    progress = _CopyProgress()
    with drawn(progress, quiet=quiet, as_json=as_json):
        yield progress.step


class _CopyProgress(Progress):
    """The table that is copied or checked, and how many of all rows are done."""

    def __init__(self) -> None:
        super().__init__(1)

    def step(self, step: Step) -> None:
        """Take what a copy tells."""
        self.of(step.of)
        if not step.rows:
            self.read(0)
            self.began(0, f"{step.doing} {step.table}")
        self.moved(step.rows)


def print_copy(made: StoreCopy, *, quiet: bool) -> None:
    """Print what is in the copy, how it was checked, and what to do next."""
    from rich.table import Table

    print_text(f"Copied {made.source} to {made.target}, schema {made.revision}.\n\n")
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("Table", overflow="fold")
    table.add_column("Rows", justify="right", no_wrap=True)
    table.add_column("sha256", no_wrap=True)
    for one in made.tables:
        if one.rows:
            table.add_row(one.name, f"{one.rows:,}", one.sha256[:16])
    show(table)
    empty = sum(1 for one in made.tables if not one.rows)
    rest = f"{_counted(empty, 'other table')} empty. " if empty else ""
    cost = words.usd(made.cost_nano_usd, unpriced=made.unpriced)
    print_text(
        f"\n{rest}The same on both sides: every row, and "
        f"{cost} in {_counted(made.months, 'month')} of {_counted(made.users, 'user')}.\n"
    )
    for line in _remarks(made):
        print_text(f"{line}\n")
    notice(
        f"Use it: set JOBAI_DB to its address, then jobai usage verify. {_took(made)}", quiet=quiet
    )


def _remarks(made: StoreCopy) -> Generator[str]:
    if made.pending:
        yield (
            f"{_counted(made.pending, 'attempt')} under way: in the copy each counts at what it "
            "held, and nobody ends it there."
        )
    if made.stored_keys:
        yield (
            f"{_counted(made.stored_keys, 'stored provider key')} in it, for the same secret key "
            "only: `jobai doctor` says where that is."
        )
    if made.replaced_characters:
        yield (
            f"{_counted(made.replaced_characters, 'character')} that PostgreSQL cannot keep (NUL, "
            "halves of others): U+FFFD stands in the copy."
        )


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _took(made: StoreCopy) -> str:
    return f"It took {made.duration_ms / 1000:.1f} s."


def copy_document(made: StoreCopy) -> StoreCopied:
    """Return the same as JSON, with all tables."""
    return {
        "schema_version": SCHEMA_VERSION,
        "from": made.source,
        "to": made.target,
        "revision": made.revision,
        "tables": [
            {"table": one.name, "rows": one.rows, "sha256": one.sha256} for one in made.tables
        ],
        "users": made.users,
        "months": made.months,
        "cost_nano_usd": made.cost_nano_usd,
        "cost_is_lower_bound": made.unpriced > 0,
        "unpriced": made.unpriced,
        "pending": made.pending,
        "stored_keys": made.stored_keys,
        "replaced_characters": made.replaced_characters,
        "duration_ms": made.duration_ms,
    }
