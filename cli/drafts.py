"""`jobai drafts`: list, show, diff, edit, render, rm."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli import completing
from cli.command import LARGEST_NUMBER, Command, Json, group
from cli.draft_options import (
    FontDirs,
    Force,
    Format,
    Kind,
    Output,
    Paper,
    Photo,
    Theme,
)
from cli.job_names import OfJob

if TYPE_CHECKING:
    from cli.runtime import Runtime
    from profiles.errors import StoreError

app = group("The CVs and letters you have drafted: list, show, diff, edit, render, rm.")

DraftMeant = Annotated[
    str,
    typer.Argument(
        metavar="DRAFT",
        help="Its number; latest, cv or letter; cv/JOB or letter/JOB; an employer; or a file that "
        "was written from it.",
        autocompletion=completing.drafts,
    ),
]


@app.command("list", cls=Command)
def list_(
    context: typer.Context,
    job: OfJob = None,
    kind: Kind = None,
    stale: Annotated[
        bool, typer.Option("--stale", help="Only those of which an input has changed since.")
    ] = False,
    limit: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, max=LARGEST_NUMBER, help="At most so many, newest first."),
    ] = None,
    json: Json = False,
) -> None:
    """List your drafts, newest first, with what has changed since each was made.

    Examples:
        jobai drafts list
        jobai drafts list --job 3 --stale
    """
    from cli.keeping_drafts import changes_of
    from cli.render import drafts as render
    from cli.render.consoles import notice, print_json
    from cli.render.errors import tell_unread
    from cli.runtime import run
    from profiles.job_references import find_job
    from profiles.saved_drafts import list_drafts, newest_draft_ids

    unread: list[StoreError] = []

    async def work(runtime: Runtime) -> int:
        async with runtime.store.read() as session:
            number = None if job is None else await find_job(session, runtime.user, job)
            found = await list_drafts(
                session, runtime.user, job_id=number, kind=kind, unread=unread
            )
            newest = await newest_draft_ids(session, runtime.user)
            changes = await changes_of(session, runtime.user, found)
        wanted = [one for one in found if not stale or changes.get(one.id)][:limit]
        if json:
            print_json(render.drafts_document(wanted, changes, newest))
        elif wanted:
            render.print_drafts(wanted, changes, newest)
        elif found:
            notice("No draft is stale.", quiet=runtime.invocation.quiet)
        elif not unread:
            notice(
                "No drafts yet. Make one with: jobai draft-cv --job JOB",
                quiet=runtime.invocation.quiet,
            )
        return tell_unread(unread)

    raise typer.Exit(run(context, work))


@app.command(cls=Command)
def show(
    context: typer.Context,
    draft: DraftMeant,
    json: Json = False,
    editable: Annotated[
        bool,
        typer.Option(
            "--editable", help="Print the text that `drafts edit` opens, with ids behind the lines."
        ),
    ] = False,
) -> None:
    """Show a draft: typeset on a terminal, Markdown in a pipe.

    Examples:
        jobai drafts show latest
        jobai drafts show letter/3
    """
    from cli.keeping_drafts import changes_of, draft_meant
    from cli.render import drafts as render
    from cli.render.consoles import print_json
    from cli.render.draft_summary import print_summary
    from cli.render.printable import shown
    from cli.render.remarks import print_remarks, print_stale
    from cli.runtime import run

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            found = await draft_meant(session, runtime.user, draft)
            changes = (await changes_of(session, runtime.user, [found]))[found.id]
        quiet = runtime.invocation.quiet
        if json:
            print_json(render.draft_document(found, changes))
        elif editable:
            from orchestrator.tasks.drafting.editing import to_form

            typer.echo(shown(to_form(found.draft, f"Draft {found.id}")), nl=False)
        else:
            render.print_draft(found)
            print_remarks(found.draft, quiet=quiet)
            print_summary(found, quiet=quiet)
            print_stale(found, changes, quiet=quiet)

    run(context, work)


@app.command(cls=Command)
def diff(
    context: typer.Context,
    draft: DraftMeant,
    other: Annotated[
        str | None,
        typer.Argument(
            metavar="[DRAFT]",
            help="The one to compare with; the version before, if you name none.",
            autocompletion=completing.drafts,
        ),
    ] = None,
    master: Annotated[
        bool, typer.Option("--master", help="Compare with your master profile instead.")
    ] = False,
    json: Json = False,
) -> None:
    """Show which lines were kept, reordered, reworded, added and omitted.

    Beside a line that was omitted stands what of the posting it would have answered.

    Examples:
        jobai drafts diff 7
        jobai drafts diff 7 --master
    """
    from cli.boundary import UsageError
    from cli.keeping_drafts import compared
    from cli.render.consoles import print_json
    from cli.render.draft_diff import diff_document, print_diff
    from cli.runtime import run

    if master and other is not None:
        raise UsageError(
            "--master is your profile, so a second draft says nothing beside it.",
            hint="leave one of them out",
        )

    async def work(runtime: Runtime) -> None:
        found = await compared(runtime, draft, other, master=master)
        if json:
            print_json(diff_document(found.saved, found.against, found.lines))
        else:
            print_diff(found.saved, found.name, found.lines)

    run(context, work)


@app.command(cls=Command)
def edit(
    context: typer.Context,
    draft: DraftMeant,
    source: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="FILE", help="Take the edited text from here instead; - is stdin."
        ),
    ] = None,
    on_unverified: Annotated[
        Literal["keep", "verbatim", "drop", "fail"],
        typer.Option(
            metavar="keep|verbatim|drop|fail",
            help="A line of yours that your profile does not carry: keep and mark it, print the "
            "line it cites, leave it out, or keep nothing and fail with exit code 7.",
        ),
    ] = "keep",
    output: Output = None,
    format_: Format = None,
    force: Force = False,
    theme: Theme = "classic",
    paper: Paper = "a4",
    photo: Photo = None,
    font_dir: FontDirs = None,
    json: Json = False,
) -> None:
    """Edit a draft in $VISUAL or $EDITOR; every line that you change is verified.

    The result is a new version. Nothing changed, or an empty file: nothing happens.

    Examples:
        jobai drafts edit 7
        jobai drafts edit 7 --output cv.pdf
        jobai drafts show 7 --editable > cv.md; jobai drafts edit 7 --from cv.md
    """
    from cli.draft_options import look
    from cli.editing import Edit
    from cli.editing import edit as edit_draft

    edit_draft(
        context,
        draft,
        Edit(
            source=source,
            on_unverified=on_unverified,
            output=output,
            look=look(format_, theme, paper, None, photo, font_dir),
            force=force,
            as_json=json,
        ),
    )


@app.command(cls=Command)
def render(
    context: typer.Context,
    draft: DraftMeant,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write it here: .pdf, .docx, .html, .md, .txt, .json; - is standard output.",
        ),
    ],
    format_: Format = None,
    force: Force = False,
    pages: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, max=20, help="The most pages that a PDF may have."),
    ] = None,
    theme: Theme = "classic",
    paper: Paper = "a4",
    photo: Photo = None,
    font_dir: FontDirs = None,
    json: Json = False,
) -> None:
    """Write a draft into a file. The same draft and options give the same bytes.

    Examples:
        jobai drafts render 7 --output cv.pdf --theme modern --pages 1
        jobai drafts render 7 -o resume.json --format json-resume
    """
    from cli.draft_files import check_targets, target_of
    from cli.draft_options import look, require_one_result
    from cli.drafting import write_output
    from cli.keeping_drafts import changes_of, draft_meant
    from cli.render.consoles import notice, print_json
    from cli.render.draft_summary import described_file
    from cli.render.drafts import rendered_document
    from cli.render.remarks import print_stale
    from cli.runtime import run

    require_one_result(output, as_json=json)
    wanted = look(format_, theme, paper, pages, photo, font_dir)

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            found = await draft_meant(session, runtime.user, draft)
            changes = (await changes_of(session, runtime.user, [found]))[found.id]
        await check_targets(runtime, [target_of(output, wanted)], found.kind, force=force)
        files = await write_output(runtime, found, output, wanted, force=force)
        quiet = runtime.invocation.quiet
        for file, pages in files:
            notice(f"Wrote {described_file(file, pages)}, from draft {found.id}.", quiet=quiet)
        print_stale(found, changes, quiet=quiet)
        if json:
            print_json(rendered_document(found, changes, [output]))

    run(context, work)


@app.command("rm", cls=Command)
def rm(
    context: typer.Context,
    drafts: Annotated[
        list[str],
        typer.Argument(
            metavar="DRAFT",
            help="The drafts: numbers, or what else `drafts show` takes.",
            autocompletion=completing.drafts,
        ),
    ],
    json: Json = False,
) -> None:
    """Remove drafts. Files written from them stay, and so does what they cost in the ledger.

    Examples:
        jobai drafts rm 7 8
        jobai drafts rm letter/3
    """
    from cli.keeping_drafts import draft_meant
    from cli.render import drafts as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from profiles.saved_drafts import remove_drafts

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            found = [await draft_meant(session, runtime.user, draft) for draft in drafts]
            removed = list({saved.id: saved for saved in found}.values())
            await remove_drafts(session, runtime.user, [saved.id for saved in removed])
        if json:
            print_json(render.removed_document(removed))
        for saved in removed:
            notice(f"Removed {render.described(saved)}.", quiet=runtime.invocation.quiet)

    run(context, work)
