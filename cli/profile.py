"""`jobai profile`: import, show, history, edit, check, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.command import LARGEST_NUMBER, Command, Json, group
from cli.draft_options import Force
from cli.exporting import ExportFormat
from cli.extract import FallbackOffline, Model, Provider, Refresh

if TYPE_CHECKING:
    from cli.runtime import Runtime
    from profiles.errors import StoreError
    from profiles.saved_profiles import SavedProfile

app = group("Your master profile, what you really did: import, show, edit, check.")


@app.command("import", cls=Command)
def import_(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE|FOLDER|-",
            help="Your CV as PDF, DOCX, Markdown, text or pictures of its pages; JSON Resume, "
            "YAML, RenderCV, LinkedIn's export (zip or folder); - is stdin.",
        ),
    ],
    json: Json = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Import nothing if anything would be dropped or find no place."
        ),
    ] = False,
    merge: Annotated[
        bool,
        typer.Option("--merge", help="Add what is new to your profile instead of replacing it."),
    ] = False,
    provider: Provider = None,
    model: Model = None,
    fallback_offline: FallbackOffline = False,
    refresh: Refresh = False,
) -> None:
    """Import your master profile; the version before stays, and lines keep their ids.

    Says what was mapped to another name, kept under x-..., or dropped. A CV as PDF, DOCX or text
    is read by your AI provider, or by rules; only what stands in it is imported. Pictures need a
    model that sees them, or the extra jobai[ocr]; what nothing could check is named.

    Examples:
        jobai profile import cv.pdf
        jobai profile import cv.docx --provider offline
        jobai profile import page1.jpg page2.jpg
        jobai profile import resume.json
        jobai profile import Basic_LinkedInDataExport.zip --merge
    """
    from cli.importing import How, keep, kind_of_all, read_profile
    from cli.render import profiles as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from profiles.importers.sources import read_source
    from profiles.saved_profiles import Origin

    sources = [read_source(file) for file in files]
    kind = kind_of_all(sources)
    name = ", ".join(source.file_name or source.name for source in sources)

    async def work(runtime: Runtime) -> None:
        how = How(provider, model, fallback_offline, refresh)
        imported, answer = await read_profile(runtime, sources, kind, how)
        origin = Origin(kind, name if sources[0].file_name else None)
        kept = await keep(runtime, imported, origin, answer=answer, merging=merge, strict=strict)
        if json:
            print_json(render.imported_document(kept))
        else:
            render.print_imported(kept, quiet=runtime.invocation.quiet)

    run(context, work)


Version = Annotated[
    int | None, typer.Option(metavar="N", min=1, max=LARGEST_NUMBER, help="An earlier version.")
]


@app.command(cls=Command)
def show(
    context: typer.Context,
    line: Annotated[
        str | None,
        typer.Argument(metavar="[ID]", help="An entry or line, such as work/1 or basics/summary."),
    ] = None,
    json: Json = False,
    version: Version = None,
) -> None:
    """Show your master profile, each line with the id that drafts cite.

    Examples:
        jobai profile show
        jobai profile show work/1
    """
    from cli.render import profiles as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from profiles.saved_profiles import current_profile, lines_at, profile_version

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            if version is None:
                saved = await current_profile(session, runtime.user)
            else:
                saved = await profile_version(session, runtime.user, version)
            lines = await lines_at(session, runtime.user, saved, line) if line else None
        if lines is not None and json:
            print_json(render.lines_document(saved, lines))
        elif lines is not None:
            render.print_lines(lines)
        elif json:
            print_json(render.profile_document(saved))
        else:
            render.print_profile(saved)

    run(context, work)


@app.command(cls=Command)
def history(
    context: typer.Context,
    json: Json = False,
    diff: Annotated[
        tuple[int, int] | None,
        typer.Option("--diff", metavar="A B", help="What changed from one version to another."),
    ] = None,
) -> None:
    """List the versions of your master profile, newest first: when, from what, what changed.

    Examples:
        jobai profile history --diff 1 3
    """
    from cli.render import profiles as render
    from cli.render.consoles import print_json
    from cli.render.errors import tell_unread
    from cli.runtime import run
    from profiles.master_profile import changes_between
    from profiles.saved_profiles import profile_version, profile_versions

    async def work(runtime: Runtime) -> int:
        before = after = None
        versions: list[SavedProfile] = []
        unread: list[StoreError] = []
        async with runtime.store.read() as session:
            if diff is not None:
                before = await profile_version(session, runtime.user, diff[0])
                after = await profile_version(session, runtime.user, diff[1])
            else:
                versions = await profile_versions(session, runtime.user, unread=unread)
        if before is not None and after is not None:
            changes = changes_between(before.profile, after.profile)
            if json:
                print_json(render.changes_document(before, after, changes))
            else:
                render.print_changes(before, after, changes)
            return 0
        earlier = [None, *(saved.profile for saved in versions)]
        told = [
            (saved, changes_between(previous, saved.profile))
            for previous, saved in zip(earlier, versions, strict=False)
        ][::-1]
        if json:
            print_json(render.history_document(told))
        else:
            render.print_history(told)
        return tell_unread(unread)

    raise typer.Exit(run(context, work))


@app.command(cls=Command)
def edit(
    context: typer.Context,
    as_json: Annotated[
        bool, typer.Option("--as-json", help="Edit JSON instead of YAML with comments.")
    ] = False,
    json: Json = False,
) -> None:
    """Edit your master profile in $VISUAL or $EDITOR; without one yet, fill in a form.

    Lines keep their ids, the version before stays, and what you typed is never lost.
    """
    from cli.importing import KeptImport, keep
    from cli.profile_editing import edited
    from cli.render import profiles as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from profiles.errors import NotFoundError
    from profiles.saved_profiles import Origin, newest_profile

    async def newest(runtime: Runtime) -> SavedProfile | None:
        async with runtime.store.read() as session:
            return await newest_profile(session, runtime.user)

    saved = run(context, newest)
    with edited(saved.profile if saved else None, as_json=as_json) as typed:

        async def store(runtime: Runtime) -> KeptImport | None:
            if typed is None and saved is None:
                raise NotFoundError(
                    "there is no master profile yet, and nothing was typed",
                    hint="fill in the form of `jobai profile edit`, or import a file",
                )
            if typed is None:
                notice("Nothing was changed.", quiet=runtime.invocation.quiet)
                return None
            after = saved.version if saved else 0
            kept = await keep(runtime, typed, Origin("edit"), after=after)
            if not json:
                render.print_imported(kept, quiet=runtime.invocation.quiet)
            return kept

        kept = run(context, store)
    if json and kept is not None:
        print_json(render.imported_document(kept))
    elif json and saved is not None:
        print_json(render.unchanged_document(saved))


@app.command(cls=Command)
def check(
    context: typer.Context,
    json: Json = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 3 when anything is found.")
    ] = False,
) -> None:
    """Say what is missing for a good draft, what contradicts itself, and what to write."""
    from datetime import datetime

    from cli.exit_codes import SOURCE
    from cli.render import gaps as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from profiles.master_profile import find_gaps
    from profiles.saved_profiles import current_profile

    async def work(runtime: Runtime) -> int:
        async with runtime.store.read() as session:
            saved = await current_profile(session, runtime.user)
        gaps = find_gaps(saved.profile, datetime.now().astimezone().date())
        if json:
            print_json(render.gaps_document(saved, gaps))
        else:
            render.print_gaps(saved, gaps)
        return len(gaps)

    if run(context, work) and strict:
        raise typer.Exit(SOURCE)


@app.command(cls=Command)
def export(
    context: typer.Context,
    format_: Annotated[
        ExportFormat | None,
        typer.Option("--format", help="json-resume unless FILE ends in .yaml."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write it here; not printed then."),
    ] = None,
    force: Force = False,
    version: Version = None,
    json: Json = False,
) -> None:
    """Print your whole master profile, or write it to a file.

    JSON Resume and YAML hold all that was imported; RenderCV holds what a CV shows.

    Examples:
        jobai profile export > resume.json
        jobai profile export --output profile.yaml
    """
    from cli.exporting import exported, form_for
    from cli.render import profiles as render
    from cli.render.consoles import notice, print_json, print_text
    from cli.runtime import run
    from cli.written import write_file
    from profiles.saved_profiles import current_profile, profile_version

    form = form_for(format_, output)

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            if version is None:
                saved = await current_profile(session, runtime.user)
            else:
                saved = await profile_version(session, runtime.user, version)
        text, left_out = exported(saved.profile, form)
        if output is not None:
            await write_file(runtime, output, text.encode(), force=force)
        if json:
            print_json(render.export_document(saved, form, text, output, left_out))
        elif output is None:
            print_text(text)
        quiet = runtime.invocation.quiet
        if output is not None:
            notice(f"Wrote version {saved.version} to {output}.", quiet=quiet)
        if left_out:
            notice(f"{form} has no place for: {', '.join(left_out)}", quiet=quiet)

    run(context, work)
