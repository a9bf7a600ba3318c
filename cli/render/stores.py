"""What became of a store's file, for a person and for a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.render import words
from cli.render.consoles import notice, print_text
from cli.render.errors import SCHEMA_VERSION

if TYPE_CHECKING:
    from pathlib import Path

    from cli.documents.stores import (
        CopyDocument,
        StoreBackup,
        StorePartition,
        StorePath,
        StoreRestore,
        StoreUpgrade,
        StoreVacuum,
    )
    from profiles.store.backups import Backup
    from profiles.store.location import StoreLocation
    from profiles.store.partitions import Months


def location_document(location: StoreLocation) -> StorePath:
    """Return where a store is as JSON; `path` is null for a server."""
    return {
        "schema_version": SCHEMA_VERSION,
        "store": location.shown,
        "path": str(location.path) if location.path else None,
        "exists": location.path.exists() if location.path else None,
    }


def print_upgrade(location: StoreLocation, before: str | None, after: str) -> None:
    """Say from which schema to which a store went."""
    if before == after:
        print_text(f"{location.shown} is up to date: schema {after}.\n")
    else:
        print_text(f"{location.shown}: schema {before or 'none'} is now {after}.\n")


def upgrade_document(location: StoreLocation, before: str | None, after: str) -> StoreUpgrade:
    """Return the same as JSON; `before` is null for a new store."""
    return {
        "schema_version": SCHEMA_VERSION,
        "store": location.shown,
        "before": before,
        "after": after,
    }


def print_backup(made: Backup, *, quiet: bool) -> None:
    """Print the copy's path, and beside it what is in it."""
    print_text(f"{made.path}\n")
    notice(
        f"{words.size(made.size_bytes)}, schema {made.revision}, looked at and whole. The key that "
        "opens stored provider keys is not in it.",
        quiet=quiet,
    )


def backup_document(made: Backup) -> StoreBackup:
    """Return a copy as JSON."""
    return {"schema_version": SCHEMA_VERSION, **_copy(made)}


def print_restore(location: StoreLocation, copy: Backup, before: Path | None) -> None:
    """Say what is in the store now, and where what was there went."""
    print_text(f"{location.shown} is now what {copy.path} holds.\n")
    if before is not None:
        print_text(f"As it was before: {before}\n")


def restore_document(location: StoreLocation, copy: Backup, before: Path | None) -> StoreRestore:
    """Return the same as JSON; `before` is null when there was no store."""
    return {
        "schema_version": SCHEMA_VERSION,
        "store": location.shown,
        "from": _copy(copy),
        "before": str(before) if before else None,
    }


def print_vacuum(before: int, after: int) -> None:
    """Say what the file was and is."""
    print_text(f"{words.size(before)} before, {words.size(after)} now.\n")


def vacuum_document(location: StoreLocation, before: int, after: int) -> StoreVacuum:
    """Return the same as JSON, in bytes."""
    return {
        "schema_version": SCHEMA_VERSION,
        "store": location.shown,
        "before_bytes": before,
        "after_bytes": after,
    }


def print_partition(location: StoreLocation, made: Months) -> None:
    """Say which months were made, or that none lacked."""
    names = ", ".join(month.name for month in made.made)
    if location.path is not None:
        print_text("A file needs no months: nothing was changed.\n")
    elif made.was_whole:
        print_text(f"The calls are kept by months now: {names}; rows copied: {made.rows:,}.\n")
    elif made.made:
        print_text(f"New months: {names}; rows moved to them: {made.rows:,}.\n")
    else:
        print_text("All calls have their months already, and the next three are there.\n")


def partition_document(location: StoreLocation, made: Months) -> StorePartition:
    """Return the same as JSON."""
    return {
        "schema_version": SCHEMA_VERSION,
        "store": location.shown,
        "was_whole": made.was_whole,
        "months": [month.name for month in made.made],
        "rows": made.rows,
    }


def _copy(made: Backup) -> CopyDocument:
    return {"path": str(made.path), "size_bytes": made.size_bytes, "revision": made.revision}
