"""`jobai jobs`: list, show, rm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.command import LARGEST_NUMBER, Command, Explain, Json, group

if TYPE_CHECKING:
    from cli.runtime import Runtime

app = group("The jobs you have read: list, show, rm.")

JobId = Annotated[
    int, typer.Argument(metavar="JOB", help="The job's number.", min=1, max=LARGEST_NUMBER)
]


@app.command("list", cls=Command)
def list_(
    context: typer.Context,
    json: Json = False,
    limit: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, max=LARGEST_NUMBER, help="At most so many, newest first."),
    ] = None,
) -> None:
    """List your jobs, newest first."""
    from cli.render import jobs as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from profiles.jobs import list_jobs

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            lines = await list_jobs(session, runtime.user, limit=limit)
        if json:
            print_json(render.jobs_document(lines))
        elif lines:
            render.print_jobs(lines)
        else:
            notice("No jobs yet. Read one with: jobai extract URL", quiet=runtime.invocation.quiet)

    run(context, work)


@app.command(cls=Command)
def show(
    context: typer.Context,
    job: JobId,
    json: Json = False,
    version: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=LARGEST_NUMBER, help="An earlier reading.")
    ] = None,
    explain: Explain = False,
) -> None:
    """Show a job with its whole text."""
    from cli.render import jobs as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from profiles.jobs import get_job

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            found = await get_job(session, runtime.user, job, version=version)
        if json:
            print_json(render.job_document(found))
        elif explain:
            from cli.render.origins import print_origins

            print_origins(found)
        else:
            render.print_job(found, full=True)

    run(context, work)


@app.command("rm", cls=Command)
def rm(
    context: typer.Context,
    jobs: Annotated[
        list[int],
        typer.Argument(metavar="JOB", help="The jobs' numbers.", min=1, max=LARGEST_NUMBER),
    ],
) -> None:
    """Remove jobs with their drafts. What their reading cost stays in the ledger."""
    from cli.render.consoles import notice
    from cli.runtime import run
    from profiles.jobs import remove_jobs

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            await remove_jobs(session, runtime.user, jobs)
        numbers = ", ".join(str(job) for job in jobs)
        notice(f"Removed {numbers}.", quiet=runtime.invocation.quiet)

    run(context, work)
