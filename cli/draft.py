"""`jobai draft-cv` and `jobai draft-letter`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.command import LARGEST_NUMBER, Json
from cli.extract import FallbackOffline, Model, Provider, Refresh

if TYPE_CHECKING:
    from collections.abc import Callable

    from cli.runtime import Runtime
    from orchestrator.answers import Answer
    from orchestrator.request import Request
    from profiles.drafts import CvDraft, LetterDraft
    from profiles.jobs import Job
    from profiles.master_profile import MasterProfile
    from profiles.saved_drafts import SavedDraft

JobId = Annotated[
    int, typer.Option("--job", metavar="JOB", help="The job's number.", min=1, max=LARGEST_NUMBER)
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write it here: .md, .txt or .json."),
]
Language = Annotated[
    str | None,
    typer.Option(metavar="CODE", help="en de fr es it nl pt, instead of your profile's own."),
]

OnUnverified = Annotated[
    Literal["verbatim", "drop", "fail"],
    typer.Option(
        metavar="verbatim|drop|fail",
        help="A line that says more than what it cites: print your own line in its place, leave it "
        "out, or fail with exit code 7.",
    ),
]


def draft_cv(
    context: typer.Context,
    job: JobId,
    output: Output = None,
    json: Json = False,
    pages: Annotated[int, typer.Option(metavar="N", min=1, max=3, help="Its length, 1 to 3.")] = 1,
    language: Language = None,
    provider: Provider = None,
    model: Model = None,
    fallback_offline: FallbackOffline = False,
    refresh: Refresh = False,
    on_unverified: OnUnverified = "verbatim",
) -> None:
    """Draft a CV for a job. Every line is traced to your master profile.

    Without --output it is printed; it is kept in any case.

    Examples:
        jobai draft-cv --job 1
        jobai draft-cv --job 1 --output cv.md --language de
    """
    from orchestrator.tasks.drafting.cv import cv_request
    from profiles.drafts import CvDraft

    def request(profile: MasterProfile, found: Job) -> Request:
        return cv_request(
            profile, found.posting, pages=pages, language=language, on_unverified=on_unverified
        )

    _draft(
        context, job, request, CvDraft, output, provider, model,
        json=json, fallback_offline=fallback_offline, refresh=refresh,
    )  # fmt: skip


def draft_letter(
    context: typer.Context,
    job: JobId,
    output: Output = None,
    json: Json = False,
    words: Annotated[
        int, typer.Option(metavar="N", min=80, max=600, help="About how long, 80 to 600.")
    ] = 250,
    tone: Annotated[
        str, typer.Option(metavar="TONE", help="formal, friendly or plain.")
    ] = "formal",
    recipient: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Whom it is for, instead of the posting's contact."),
    ] = None,
    language: Language = None,
    provider: Provider = None,
    model: Model = None,
    fallback_offline: FallbackOffline = False,
    refresh: Refresh = False,
    on_unverified: OnUnverified = "verbatim",
) -> None:
    """Draft a cover letter for a job. Every factual sentence is traced to your master profile.

    Without --output it is printed; it is kept in any case.

    Examples:
        jobai draft-letter --job 1
        jobai draft-letter --job 1 --words 180 --output letter.txt
        jobai draft-letter --job 1 --tone friendly --recipient "Ines Holt"
    """
    from orchestrator.tasks.drafting.letter import letter_request
    from profiles.drafts import LetterDraft

    def request(profile: MasterProfile, found: Job) -> Request:
        return letter_request(
            profile,
            found.posting,
            length_words=words,
            tone=tone,
            recipient=recipient,
            language=language,
            on_unverified=on_unverified,
        )

    _draft(
        context, job, request, LetterDraft, output, provider, model,
        json=json, fallback_offline=fallback_offline, refresh=refresh,
    )  # fmt: skip


def _draft(
    context: typer.Context,
    job_id: int,
    make_request: Callable[[MasterProfile, Job], Request],
    kind: type[CvDraft | LetterDraft],
    output: Path | None,
    provider: str | None,
    model: str | None,
    *,
    json: bool,
    fallback_offline: bool,
    refresh: bool,
) -> None:
    from cli.providing import Asking, ask, choose
    from cli.render import drafts as render
    from cli.render.consoles import notice, print_json
    from cli.render.progress import working
    from cli.runtime import run
    from profiles.jobs import get_job
    from profiles.saved_profiles import current_profile

    if output is not None:
        render.check_output(output)

    async def work(runtime: Runtime) -> None:
        async with runtime.store.read() as session:
            job = await get_job(session, runtime.user, job_id)
            saved = await current_profile(session, runtime.user)
        chosen = await choose(runtime, provider)
        asking = Asking(chosen, model, fallback_offline=fallback_offline, refresh=refresh)
        request = make_request(saved.profile, job)
        with working("Drafting", quiet=runtime.invocation.quiet):
            answer = await ask(runtime, request, asking)
        draft = kind.model_validate_json(answer.text)
        kept = await _keep(runtime, job, draft, saved.sha256, request, answer)
        if output is not None:
            render.write_draft(draft, output)
            notice(f"Wrote {output}.", quiet=runtime.invocation.quiet)
        if json:
            print_json(render.draft_document(kept, answer))
        elif output is None:
            render.print_draft(kept)
        if not json:
            render.print_remarks(draft, quiet=runtime.invocation.quiet)

    run(context, work)


async def _keep(
    runtime: Runtime,
    job: Job,
    draft: CvDraft | LetterDraft,
    profile_sha256: str,
    request: Request,
    answer: Answer,
) -> SavedDraft:
    from profiles.jobs import Reader
    from profiles.saved_drafts import DraftInputs, save_draft

    inputs = DraftInputs(
        profile_sha256, job.text_sha256, request.fingerprint(answer.provider, answer.model)
    )
    author = Reader(answer.provider, answer.served_model or answer.model, answer.request_id)
    async with runtime.store.write() as session:
        return await save_draft(session, runtime.user, job.id, draft, inputs, author)
