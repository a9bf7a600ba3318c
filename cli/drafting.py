"""What `jobai draft-cv` and `jobai draft-letter` do for one job."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cli.agreement import tell_disagreements
from cli.draft_files import check_targets, rendered, target_of, write
from cli.draft_options import STDOUT
from cli.providing import ask
from cli.render import drafts as render
from cli.render.consoles import notice, print_json
from cli.render.draft_summary import print_summary
from cli.render.progress import working
from cli.render.remarks import print_remarks, print_unverified
from orchestrator.tasks.drafting.method import method
from profiles.drafts import CvDraft, LetterDraft
from profiles.job_references import find_job
from profiles.jobs import Reader, get_job
from profiles.saved_drafts import DraftInputs, save_draft
from profiles.saved_profiles import current_profile

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession

    from cli.draft_options import Look
    from cli.providing import Asking
    from cli.runtime import Runtime
    from orchestrator.answers import Answer
    from orchestrator.request import Request
    from profiles.drafts import Unverified
    from profiles.jobs import Job
    from profiles.saved_drafts import DraftKind, SavedDraft
    from profiles.saved_profiles import SavedProfile

_log = logging.getLogger("jobai.cli")


@dataclass(frozen=True, slots=True)
class Drafting:
    """What is to be drafted.

    Attributes:
        request: From the profile and a job to what is asked.
        options: What the command was asked with; kept with the draft.
    """

    kind: DraftKind
    request: Callable[[SavedProfile, Job], Request]
    options: Mapping[str, Any]

    def parsed(self, text: str) -> CvDraft | LetterDraft:
        """Read an answer's text."""
        form = CvDraft if self.kind == "cv" else LetterDraft
        return form.model_validate_json(text)


@dataclass(frozen=True, slots=True)
class Made:
    """A draft that was made and is not in the store yet."""

    job: Job
    draft: CvDraft | LetterDraft
    inputs: DraftInputs
    answer: Answer

    async def keep(self, session: AsyncSession, user: str) -> SavedDraft:
        """Put it into the store."""
        answer = self.answer
        reader = Reader(answer.provider, answer.served_model or answer.model, answer.request_id)
        return await save_draft(session, user, self.job.id, self.draft, self.inputs, reader)


def made(
    drafting: Drafting, job: Job, profile: SavedProfile, request: Request, answer: Answer
) -> Made:
    """Return what an answer brought, with the hashes of all that it was made from."""
    how = method(drafting.kind, offline=answer.provider == "offline")
    inputs = DraftInputs(
        profile_sha256=profile.sha256,
        posting_sha256=job.text_sha256,
        request_sha256=request.fingerprint(answer.provider, answer.model),
        profile_version=profile.version,
        posting_version=job.version,
        prompt_sha256=how.prompt_sha256,
        template_sha256=how.template_sha256,
        options=drafting.options,
    )
    return Made(job, drafting.parsed(answer.text), inputs, answer)


async def draft_one(
    runtime: Runtime,
    named: str,
    drafting: Drafting,
    asking: Asking,
    *,
    output: Path | None,
    look: Look,
    force: bool,
    as_json: bool,
    shown: bool = True,
) -> SavedDraft:
    """Draft for one job, keep it, and print it or write it into a file.

    Args:
        runtime: Of the command.
        named: For which job, as `find_job` reads it.
        drafting: What.
        asking: How it asks.
        output: The file; None prints it.
        look: How the file looks.
        force: Replace the file, whoever wrote it.
        as_json: Print it as JSON.
        shown: False when it is to be edited first.

    Raises:
        NotFoundError: there is no such job, or no profile yet.
        InvalidInputError: the file could not be written; nothing was spent then.
        JobaiError: as `ask`.
    """
    quiet = runtime.invocation.quiet
    targets = [target_of(output, look)] if output is not None else []
    await check_targets(runtime, targets, drafting.kind, force=force)
    async with runtime.store.read() as session:
        job = await get_job(session, runtime.user, await find_job(session, runtime.user, named))
        profile = await current_profile(session, runtime.user)
    request = drafting.request(profile, job)
    _log.info("profile version %d, job %d version %d", profile.version, job.id, job.version)
    with working(f"Drafting for {job.posting.title or f'job {job.id}'}", quiet=quiet):
        answer = await ask(runtime, request, asking)
    new = made(drafting, job, profile, request, answer)
    async with runtime.store.write() as session:
        saved = await new.keep(session, runtime.user)
    await tell_disagreements(runtime, saved)
    if shown:
        await show_draft(
            runtime, saved,
            output=output, look=look, force=force, as_json=as_json, answer=answer,
        )  # fmt: skip
    return saved


async def show_draft(
    runtime: Runtime,
    saved: SavedDraft,
    *,
    output: Path | None,
    look: Look,
    force: bool,
    as_json: bool,
    answer: Answer | None = None,
    edited: Sequence[Unverified] | None = None,
) -> None:
    """Print a draft that is kept, or write it into a file, and say beside it what it met.

    Args:
        runtime: Of the command.
        saved: The draft.
        output: The file; None prints it.
        look: How the file looks.
        force: Replace the file, whoever wrote it.
        as_json: Print it as JSON.
        answer: What it took, when it was just made.
        edited: Of a draft that a person has edited, their lines that were not verified; what each
            requirement met is not told again then.

    Raises:
        InvalidInputError: it cannot be rendered or written; it stays kept.
    """
    quiet = runtime.invocation.quiet
    files: list[tuple[Path, int | None]] = []
    if output is not None:
        files = await write_output(runtime, saved, output, look, force=force)
    if as_json:
        written = [file for file, _ in files]
        if edited is None:
            print_json(render.made_document(saved, answer, written))
        else:
            print_json(render.edited_document(saved, written))
    elif output is None:
        render.print_draft(saved)
    if not as_json:
        if edited is None:
            print_remarks(saved.draft, quiet=quiet)
        elif not quiet:
            print_unverified(edited)
        print_summary(saved, answer=answer, files=files, quiet=quiet)


async def write_output(
    runtime: Runtime, saved: SavedDraft, output: Path, look: Look, *, force: bool
) -> list[tuple[Path, int | None]]:
    """Write a kept draft into the file of --output; say what there is to know about it.

    Returns:
        The file with its pages, if it has any; nothing for standard output.

    Raises:
        InvalidInputError: it cannot be rendered or written; the draft stays kept.
    """
    quiet = runtime.invocation.quiet
    look = dated(saved, look)
    with working(f"Rendering {output}", quiet=quiet):
        files = await rendered(saved.draft, [target_of(output, look)], look)
    await write(runtime, saved, files, force=force)
    for file in files:
        for note in file.notes:
            notice(note, quiet=quiet)
    return [(x.target.file, x.rendering.pages) for x in files if x.target.file != STDOUT]


def dated(saved: SavedDraft, look: Look) -> Look:
    """Date a rendering by its draft, not by today: the same draft gives the same bytes."""
    return replace(look, options=replace(look.options, dated=saved.created_at.date()))
