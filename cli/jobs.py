"""`jobai jobs`: list, show, match, rm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.command import LARGEST_NUMBER, Command, Explain, Json, group
from cli.job_names import JobMeant, JobsMeant

if TYPE_CHECKING:
    from cli.runtime import Runtime

app = group("The jobs you have read: list, show, match, rm.")


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
    job: JobMeant,
    json: Json = False,
    version: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=LARGEST_NUMBER, help="An earlier reading.")
    ] = None,
    explain: Explain = False,
) -> None:
    """Show a job with its whole text.

    Examples:
        jobai jobs show 3
        jobai jobs show latest --explain
    """
    from cli.render import jobs as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from profiles.job_references import find_job
    from profiles.jobs import get_job

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            number = await find_job(session, runtime.user, job)
            found = await get_job(session, runtime.user, number, version=version)
        if json:
            print_json(render.job_document(found))
        elif explain:
            from cli.render.origins import print_origins

            print_origins(found)
        else:
            render.print_job(found, full=True)

    run(context, work)


@app.command(cls=Command)
def match(
    context: typer.Context,
    min_match: Annotated[
        float | None,
        typer.Option(metavar="SCORE", min=0, max=1, help="Only jobs that score at least so high."),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, max=LARGEST_NUMBER, help="At most so many, best first."),
    ] = None,
    json: Json = False,
) -> None:
    """Rank all your jobs by how well your master profile answers what they ask for.

    Done by rules, offline and at no cost. A must-have counts 3, a nice-to-have 1; in part is half.

    Examples:
        jobai jobs match
        jobai jobs match --min-match 0.6 --json
    """
    from datetime import UTC, datetime

    from cli.render import matches as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from orchestrator.tasks.drafting.matching.jobs import match_jobs
    from profiles.job_requirements import all_job_requirements
    from profiles.saved_profiles import current_profile

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            saved = await current_profile(session, runtime.user)
            jobs = await all_job_requirements(session, runtime.user)
        ranked = match_jobs(saved.profile, jobs, datetime.now(UTC).date())
        found = [x for x in ranked if min_match is None or x.reaches(min_match)]
        shown = found[:limit]
        if json:
            print_json(render.matches_document(shown))
        elif shown:
            render.print_matches(shown)
        elif ranked:
            notice(
                f"None of your {len(ranked)} jobs scores {min_match:g} or more.",
                quiet=runtime.invocation.quiet,
            )
        else:
            notice("No jobs yet. Read one with: jobai extract URL", quiet=runtime.invocation.quiet)

    run(context, work)


@app.command("rm", cls=Command)
def rm(
    context: typer.Context,
    jobs: JobsMeant,
    json: Json = False,
) -> None:
    """Remove jobs with their drafts. What their reading cost stays in the ledger."""
    from cli.render import jobs as render
    from cli.render.consoles import notice, print_json
    from cli.runtime import run
    from profiles.job_references import find_job
    from profiles.jobs import remove_jobs

    async def work(runtime: Runtime) -> None:
        async with runtime.store.write() as session:
            found = [await find_job(session, runtime.user, job) for job in jobs]
            removed = list(dict.fromkeys(found))
            await remove_jobs(session, runtime.user, removed)
        if json:
            print_json(render.removed_document(removed))
        numbers = ", ".join(map(str, removed))
        notice(f"Removed {numbers}.", quiet=runtime.invocation.quiet)

    run(context, work)
