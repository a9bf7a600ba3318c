"""`jobai profile`: import, show."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.command import Command, Json, group

if TYPE_CHECKING:
    from cli.runtime import Runtime

app = group("Your master profile, what you really did: import, show.")


@app.command("import", cls=Command)
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A JSON Resume document.")],
    json: Json = False,
) -> None:
    """Import your master profile; the version before stays.

    Examples:
        jobai profile import resume.json
    """
    from cli.render import profiles as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from profiles.importers.json_resume import import_file
    from profiles.saved_profiles import save_profile

    imported = import_file(file)

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            saved = await save_profile(session, runtime.user, imported.profile)
        if json:
            print_json(render.imported_document(saved, imported))
        else:
            render.print_imported(saved, imported, quiet=runtime.invocation.quiet)

    run(context, work)


@app.command(cls=Command)
def show(
    context: typer.Context,
    json: Json = False,
) -> None:
    """Show your master profile, each line with the id that drafts cite."""
    from cli.render import profiles as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from profiles.saved_profiles import current_profile

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            saved = await current_profile(session, runtime.user)
        if json:
            print_json(render.profile_document(saved))
        else:
            render.print_profile(saved)

    run(context, work)
