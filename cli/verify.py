"""`jobai verify`: any CV or letter against the master profile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import completing
from cli.command import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cli.runtime import Runtime
    from orchestrator.tasks.drafting.job_facts import JobFacts
    from profiles.drafts import CvDraft, LetterDraft
    from profiles.master_profile import MasterProfile

    _Held = tuple[MasterProfile, int | None, JobFacts | None, Sequence[CvDraft | LetterDraft]]


def verify(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A CV or letter: PDF, DOCX, Markdown, HTML, text, a draft or a résumé as JSON or "
            "YAML; - is stdin.",
        ),
    ],
    profile: Annotated[
        str | None,
        typer.Option(
            metavar="VERSION|FILE",
            help="Another version of your master profile, or a JSON Resume document.",
        ),
    ] = None,
    job: Annotated[
        str | None,
        typer.Option(
            metavar="JOB",
            help="The job it was written for: its number, latest, or words of its title or "
            "employer. Its names may stand in it, and a draft must agree with the other draft "
            "for it.",
            autocompletion=completing.jobs,
        ),
    ] = None,
    all_lines: Annotated[
        bool, typer.Option("--all", help="List what is supported too, with what carries it.")
    ] = False,
    json: Json = False,
) -> None:
    """Check that a CV or letter says no more than your master profile, also one written elsewhere.

    Each employer, title, date, line and skill is held against the lines that could carry it,
    without a model and without the network.

    Examples:
        jobai verify cv.pdf
        jobai verify letter.docx --job 1 --json
        jobai verify cv.md --profile resume.json
    """
    import logging

    from cli.context import invocation
    from cli.exit_codes import ANSWER
    from cli.render import verifications as render
    from cli.render.consoles import print_json
    from cli.runtime import run
    from orchestrator.tasks.drafting.job_facts import job_facts
    from orchestrator.tasks.verifying import read_claims, verify_document
    from profiles.importers.sources import read_source
    from profiles.job_references import find_job
    from profiles.jobs import get_job

    source = read_source(file)

    async def work(runtime: Runtime) -> _Held:
        held, version = await _profile(runtime, profile)
        facts, others = None, []
        if job is not None:
            async with runtime.store.read() as session:
                number = await find_job(session, runtime.user, job)
                facts = job_facts((await get_job(session, runtime.user, number)).posting)
            others = await _other_drafts(runtime, number)
        return held, version, facts, others

    held, version, facts, others = run(context, work)
    against = f"profile version {version}" if version else f"the profile in {profile}"
    log = logging.getLogger("jobai.cli")
    log.info("%s, %d bytes, is held against %s", source.name, len(source.data), against)
    # Not in the event loop: Ctrl-C would wait there until all is verified.
    report = verify_document(
        read_claims(source),
        held,
        file=source.name,
        profile_version=version,
        facts=facts,
        others=others,
    )
    if json:
        print_json(render.report_document(report))
    else:
        render.print_report(report, all_lines=all_lines, quiet=invocation(context).quiet)
    raise typer.Exit(0 if report.is_clean else ANSWER)


async def _profile(runtime: Runtime, wanted: str | None) -> tuple[MasterProfile, int | None]:
    """The newest version, one by its number, or a document; with its number if it has one."""
    from profiles.importers.kinds import STRUCTURED, kind_of
    from profiles.importers.sources import read_source
    from profiles.importers.structured import import_structured
    from profiles.saved_profiles import current_profile, profile_version

    if wanted is not None and not wanted.isdecimal():
        from profiles.errors import UnreadableProfileError

        source = read_source(Path(wanted))
        kind = kind_of(source)
        if kind not in STRUCTURED:
            raise UnreadableProfileError(
                f"{wanted} is no master profile",
                hint="name a version, or a JSON Resume, YAML or RenderCV document",
            )
        return import_structured(source, kind).profile, None
    async with runtime.store.read() as session:
        saved = (
            await current_profile(session, runtime.user)
            if wanted is None
            else await profile_version(session, runtime.user, int(wanted))
        )
    return saved.profile, saved.version


async def _other_drafts(runtime: Runtime, job: int) -> list[CvDraft | LetterDraft]:
    """The newest drafts that are kept for a job."""
    from profiles.saved_drafts import list_drafts

    newest: dict[str, CvDraft | LetterDraft] = {}
    async with runtime.store.read() as session:
        for saved in await list_drafts(session, runtime.user, job_id=job):
            newest.setdefault(saved.kind, saved.draft)
    return list(newest.values())
