"""`jobai db`: path, upgrade, backup, restore, copy, vacuum, partition."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.command import Command, Json, group
from cli.confirming import Yes

if TYPE_CHECKING:
    from profiles.store.location import StoreLocation

app = group("The store of everything: path, upgrade, backup, restore, copy, vacuum, partition.")


@app.command(cls=Command)
def path(context: typer.Context, json: Json = False) -> None:
    """Print where the store is, and nothing else.

    Examples:
        jobai db path
        ls -l "$(jobai db path)"
    """
    from cli.render import stores as render
    from cli.render.consoles import print_json, print_text

    location = _location(context)
    if json:
        print_json(render.location_document(location))
    else:
        print_text(f"{location.shown}\n")


@app.command(cls=Command)
def upgrade(context: typer.Context, json: Json = False) -> None:
    """Bring the store's tables up to date, as every command does; a copy is kept of what was.

    Exits with 1 when the store was made by a newer jobai.
    """
    from cli.render import stores as render
    from cli.render.consoles import print_json
    from profiles.store.migrations import HEAD

    location = _location(context)
    before = _brought_up_to_date(location)
    if json:
        print_json(render.upgrade_document(location, before, HEAD))
    else:
        render.print_upgrade(location, before, HEAD)


@app.command(cls=Command)
def backup(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="The copy; a name with the time if you give none."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Replace the file if there is one.")
    ] = False,
    json: Json = False,
) -> None:
    """Copy the store to a file, as it is at one moment, while other commands go on.

    The copy is looked at before it takes its name. The key that opens stored provider keys is not
    in it: `jobai doctor` says where that is.

    Examples:
        jobai db backup
        jobai db backup /media/stick/jobai.db --force
    """
    from cli.context import invocation
    from cli.render import stores as render
    from cli.render.consoles import print_json
    from profiles.store.backups import backup_store

    made = backup_store(_location(context), file, replace=force)
    if json:
        print_json(render.backup_document(made))
    else:
        render.print_backup(made, quiet=invocation(context).quiet)


@app.command(cls=Command)
def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy by `jobai db backup`.")],
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Put a copy in the place of the store. The store as it was is copied first.

    Example:
        jobai db restore jobai-20261123T120000Z.db
    """
    from cli.confirming import require_yes
    from cli.render import stores as render
    from cli.render.consoles import print_json
    from profiles.store.backups import inspect_backup, restore_store

    location = _location(context)
    copy = inspect_backup(file)
    if location.path is not None and location.path.exists():
        require_yes(f"Replace all that is in {location.shown} by {file}?", yes=yes)
    before = restore_store(location, file)
    _brought_up_to_date(location)
    if json:
        print_json(render.restore_document(location, copy, before))
    else:
        render.print_restore(location, copy, before)


@app.command(cls=Command)
def copy(
    context: typer.Context,
    to: Annotated[
        str, typer.Option("--to", metavar="URL|FILE", help="An empty store, or a new file.")
    ],
    source: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="URL|FILE", help="The store to copy; yours if you say none."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Copy all of a store into an empty one: a file to PostgreSQL, back, or any to any.

    The copy is one moment of the store; what others write meanwhile is not in it. It is compared
    with the store, row by row and to the last nano-dollar, before anybody can open it. If it is
    interrupted, type the same again. Stored provider keys open with the same secret key.

    Examples:
        jobai db copy --to postgresql://jobai@db.example.com/jobai
        jobai db copy --from postgresql://jobai@db.example.com/jobai --to jobai.db
    """
    from cli.context import invocation
    from cli.render import copies as render
    from cli.render.consoles import print_json
    from profiles.store.copying import copy_store
    from profiles.store.location import locate_store

    quiet, environment = invocation(context).quiet, dict(os.environ)
    source_location = locate_store(source, environment) if source else _location(context)
    with render.copying(quiet=quiet, as_json=json) as on_step:
        made = copy_store(source_location, locate_store(to, environment), on_step)
    if json:
        print_json(render.copy_document(made))
    else:
        render.print_copy(made, quiet=quiet)


@app.command(cls=Command)
def vacuum(context: typer.Context, json: Json = False) -> None:
    """Pack the store's file: what was removed gives its room back to the disk."""
    from cli.render import stores as render
    from cli.render.consoles import print_json
    from profiles.store.backups import vacuum_store

    location = _location(context)
    before, after = vacuum_store(location)
    if json:
        print_json(render.vacuum_document(location, before, after))
    else:
        render.print_vacuum(before, after)


@app.command(cls=Command)
def partition(context: typer.Context, json: Json = False) -> None:
    """Keep the calls of a store on PostgreSQL by months, or make the months that it lacks.

    A month that `jobai usage prune` removes then leaves at once and gives its room back. It pays
    from some million calls on. The first time copies the calls, which others wait for: up to
    a minute for a million; months to come are made when the store is opened. A file needs none.

    Examples:
        jobai db partition
        jobai --db postgresql://jobs@db.example/jobs db partition
    """
    import asyncio

    from cli.render import stores as render
    from cli.render.consoles import print_json
    from profiles.store.partitions import partition_store

    location = _location(context)
    made = asyncio.run(partition_store(location))
    if json:
        print_json(render.partition_document(location, made))
    else:
        render.print_partition(location, made)


def _location(context: typer.Context) -> StoreLocation:
    from cli.context import invocation
    from profiles.store.location import locate_store

    return locate_store(invocation(context).db, dict(os.environ))


def _brought_up_to_date(location: StoreLocation) -> str | None:
    """Open the store, which does it; return its revision before, None for a new store."""
    import asyncio

    from profiles.store.engine import open_store

    async def opened() -> str | None:
        store = await open_store(location)
        await store.aclose()
        return store.revision_before

    return asyncio.run(opened())
