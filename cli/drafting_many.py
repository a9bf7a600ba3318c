"""What `jobai draft-cv` and `jobai draft-letter` do for many jobs at once."""

from __future__ import annotations

import asyncio
import hashlib
import json
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cli.batch.asking import Asker
from cli.batch.forecast import MOST_SAMPLES, tell_forecast
from cli.batch.memory import RunMemory
from cli.batch.outcomes import Failed, Tally
from cli.batch.running import Run
from cli.batch.turns import Turns
from cli.boundary import exit_code
from cli.draft_files import check_targets, rendered, targets_in, write
from cli.drafting import dated, made
from cli.exit_codes import CREDENTIALS, QUOTA
from cli.providing import OFFLINE
from cli.render.batch import print_continued, print_stopped, print_summary
from cli.render.consoles import notice
from cli.render.draft_lines import NOUNS, draft_lines
from cli.render.progress import Progress, drawn
from orchestrator.spending import is_of_cap
from orchestrator.tasks.drafting.job_facts import job_facts
from orchestrator.tasks.drafting.matching import Matcher, fit_of
from orchestrator.tasks.drafting.record import Record
from profiles.errors import InvalidInputError, JobaiError, NotFoundError
from profiles.job_references import find_job
from profiles.jobs import get_job, list_jobs
from profiles.saved_drafts import draft_of_job
from profiles.saved_profiles import current_profile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from cli.draft_command import Asked
    from cli.draft_files import Rendered, Target
    from cli.draft_options import Look
    from cli.drafting import Drafting, Made
    from cli.providing import Asking
    from cli.runtime import Runtime
    from orchestrator.answers import Answer
    from orchestrator.request import Request
    from profiles.jobs import Job
    from profiles.saved_drafts import SavedDraft
    from profiles.saved_profiles import SavedProfile


@dataclass(frozen=True, slots=True)
class JobItem:
    """One job of several to draft for.

    Attributes:
        text: Its title and employer.
        version: Of its posting; a new one is to be drafted for anew.
    """

    index: int
    text: str
    job_id: int
    version: int
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Drafted:
    """A job for which a draft was made that is not in the store yet.

    Attributes:
        files: Rendered, not written yet.
        fault: Why there is none, when it could not be rendered: the draft is kept all the same.
    """

    source: JobItem
    made: Made
    files: Sequence[Rendered]
    fault: JobaiError | None


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A job whose draft is in the store, and in its files.

    Attributes:
        answer: None for one that an interrupted run has made.
    """

    source: JobItem
    saved: SavedDraft
    answer: Answer | None

    @property
    def outcome(self) -> str:
        """Say "new" or "unchanged"."""
        return "new" if self.saved.is_new else "unchanged"


async def draft_many(
    runtime: Runtime, drafting: Drafting, asking: Asking, asked: Asked, look: Look
) -> Tally:
    """Draft for jobs, print what comes of each, and say what came of all.

    Raises:
        NotFoundError: no profile, or no job of that number, or no job at all.
        InvalidInputError: the folder cannot be made.
        StoreError: the store fails; nothing more can be kept.
    """
    quiet = runtime.invocation.quiet
    async with runtime.store.read() as session:
        profile = await current_profile(session, runtime.user)
    items = await _items(runtime, drafting, profile, asked, look)
    if asked.folder is not None:
        _make_folder(asked.folder)
    desk = _Desk(runtime, drafting, asking, profile, look, force=asked.force)
    memory = RunMemory(runtime, desk.run_of(items), asking)
    done = {
        item: job_id
        for item, job_id in (
            await memory.done_before(items, desk.key, refresh=asking.refresh)
        ).items()
        if all(target.file.exists() for target in item.targets)
    }
    asking.tell(quiet=quiet)
    tally = Tally(len(items), asking.provider == OFFLINE)
    nouns = NOUNS[drafting.kind]
    if done:
        print_continued(len(done), tally.total, quiet=quiet)

    to_do = [item for item in items if item not in done]

    async def samples() -> list[Request]:
        return [await desk.request(item) for item in to_do[:MOST_SAMPLES]]

    await tell_forecast(runtime, asking, len(to_do), samples, nouns)

    def is_final(error: JobaiError) -> bool:
        # What does not fit under the run's own cap may be cheaper for another job, or paid for.
        return exit_code(error) in {CREDENTIALS, QUOTA} and not is_of_cap(error)

    async def keep(results: Sequence[Drafted | Failed]) -> list[KeptDraft | Failed]:
        return await desk.keep(results, memory)

    run: Run[JobItem, Drafted, KeptDraft] = Run(
        turns=Turns(to_do),
        at_once=asked.at_once,
        read=desk.draft,
        keep=keep,
        is_final=is_final,
        progress=Progress(tally.total, len(done)),
    )
    try:
        with drawn(run.progress, quiet=quiet, as_json=asked.as_json) as live:
            lines = draft_lines(as_json=asked.as_json, live=live)
            for item in done:
                known = KeptDraft(item, await desk.known(item), None)
                tally.count(known)
                lines.print(known)
            async with aclosing(run.outcomes()) as outcomes:
                async for outcome in outcomes:
                    tally.count(outcome)
                    run.progress.ended(failed=isinstance(outcome, Failed))
                    lines.print(outcome)
    except asyncio.CancelledError:
        for outcome in run.kept_on_leaving:
            tally.count(outcome)
        print_stopped(tally, quiet=quiet, nouns=nouns)
        raise
    print_summary(tally, quiet=quiet, nouns=nouns)
    if tally.stopped:
        print_stopped(tally, quiet=quiet, nouns=nouns)
    else:
        await memory.end()
        if tally.read and asked.folder is None:
            notice("They are kept: jobai drafts list. As files: --out DIR", quiet=quiet)
    return tally


class _Desk:
    """Drafts for one job of many, and keeps what was made."""

    def __init__(
        self,
        runtime: Runtime,
        drafting: Drafting,
        asking: Asking,
        profile: SavedProfile,
        look: Look,
        *,
        force: bool,
    ) -> None:
        self._runtime = runtime
        self._drafting = drafting
        self._profile = profile
        self._look = look
        self._force = force
        self._asker = Asker(runtime, asking)

    def run_of(self, items: Sequence[JobItem]) -> str:
        """Say what makes two commands the same work."""
        told = [self._drafting.kind, dict(self._drafting.options), repr(self._look)]
        return json.dumps([*told, [(x.job_id, [str(y.file) for y in x.targets]) for x in items]])

    def key(self, item: JobItem) -> str:
        """Return what tells a job from others, and from itself after a change of its inputs."""
        told = f"draft {item.job_id} {item.version} {self._profile.sha256}"
        return hashlib.sha256(told.encode()).hexdigest()

    async def known(self, item: JobItem) -> SavedDraft:
        """Return what an interrupted run has made."""
        async with self._runtime.store.read() as session:
            return await draft_of_job(session, self._runtime.user, item.job_id, self._drafting.kind)

    async def request(self, item: JobItem) -> Request:
        """Return what is asked for one job."""
        job = await self._job(item)
        return await asyncio.to_thread(self._drafting.request, self._profile, job)

    async def _job(self, item: JobItem) -> Job:
        async with self._runtime.store.read() as session:
            return await get_job(session, self._runtime.user, item.job_id)

    async def draft(self, item: JobItem) -> Drafted:
        """Draft for one job.

        Raises:
            JobaiError: nobody could be asked, or the files could not be written; nothing was
                spent then.
        """
        runtime, profile = self._runtime, self._profile
        await check_targets(runtime, item.targets, self._drafting.kind, force=self._force)
        job = await self._job(item)
        request = await asyncio.to_thread(self._drafting.request, profile, job)
        answer = await self._asker.ask(request)
        new = made(self._drafting, job, profile, request, answer)
        return Drafted(item, new, (), None)

    async def keep(
        self, results: Sequence[Drafted | Failed], memory: RunMemory
    ) -> list[KeptDraft | Failed]:
        """Put drafts into the store, then write their files.

        Raises:
            StoreError: nothing of it is kept.
        """
        drafted = [result for result in results if isinstance(result, Drafted)]
        saved: dict[int, SavedDraft] = {}
        if drafted:
            async with self._runtime.store.write() as session:
                for one in drafted:
                    saved[one.source.index] = await one.made.keep(session, self._runtime.user)
        outcomes: list[KeptDraft | Failed] = []
        for result in results:
            if isinstance(result, Failed):
                outcomes.append(result)
            else:
                outcomes.append(await self._written(result, saved[result.source.index]))
        done = {self.key(x.source): x.source.job_id for x in outcomes if isinstance(x, KeptDraft)}
        if done:
            async with self._runtime.store.write() as session:
                await memory.mark(session, done)
        return outcomes

    async def _written(self, one: Drafted, saved: SavedDraft) -> KeptDraft | Failed:
        try:
            files = await rendered(saved.draft, one.source.targets, dated(saved, self._look))
            await write(self._runtime, saved, files, force=self._force)
        except InvalidInputError as error:
            hint = f"draft {saved.id} is kept; {error.hint}"
            return Failed(one.source, InvalidInputError(error.message, hint=hint))
        return KeptDraft(one.source, saved, one.made.answer)


async def _items(
    runtime: Runtime, drafting: Drafting, profile: SavedProfile, asked: Asked, look: Look
) -> list[JobItem]:
    """Return the jobs that fit well enough, each once: as they were named, of all the best first.

    Raises:
        NotFoundError: there is no such job, or none at all.
    """
    async with runtime.store.read() as session:
        if asked.every:
            numbers = [line.id for line in reversed(await list_jobs(session, runtime.user))]
        else:
            named = [await find_job(session, runtime.user, job) for job in asked.jobs or ()]
            numbers = list(dict.fromkeys(named))
        jobs = [await get_job(session, runtime.user, number) for number in numbers]
    if not jobs:
        raise NotFoundError("there are no jobs yet", hint="read one with `jobai extract URL`")
    if asked.every or asked.min_match is not None:
        scores = await asyncio.to_thread(_scores, profile, jobs)
        if asked.every:  # under a cap on the cost, those worth most come first
            jobs.sort(key=lambda job: -scores[job.id])
        _say_left_out(runtime, [x.id for x in jobs if scores[x.id] < (asked.min_match or 0)], asked)
        jobs = [job for job in jobs if scores[job.id] >= (asked.min_match or -1)]
    return [_item(index, job, drafting, asked, look) for index, job in enumerate(jobs)]


def _item(index: int, job: Job, drafting: Drafting, asked: Asked, look: Look) -> JobItem:
    posting = job.posting
    company = posting.hiring_organization.name if posting.hiring_organization else None
    told = ", ".join(part for part in (posting.title, company) if part) or f"job {job.id}"
    targets: list[Target] = []
    if asked.folder is not None:
        targets = targets_in(asked.folder, look, job.id, drafting.kind, company, posting.title)
    return JobItem(index, told, job.id, job.version, tuple(targets))


def _scores(profile: SavedProfile, jobs: Sequence[Job]) -> dict[int, float]:
    """Return how well each job fits, as rules see it; -1 where nothing can be said."""
    matcher = Matcher(Record.of(profile.profile), datetime.now(UTC).date())
    scores: dict[int, float] = {}
    for job in jobs:
        score = fit_of(matcher.by_rules(job_facts(job.posting))).score
        scores[job.id] = -1.0 if score is None else score
    return scores


def _say_left_out(runtime: Runtime, numbers: Sequence[int], asked: Asked) -> None:
    if not numbers or asked.min_match is None:
        return
    told = ", ".join(str(number) for number in numbers)
    notice(
        f"Left out, since they fit less than {asked.min_match:.0%} or nobody can say: job {told}",
        quiet=runtime.invocation.quiet,
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        told = getattr(error, "strerror", None) or error
        raise InvalidInputError(
            f"{folder} cannot be made: {told}", hint="name another folder with --out DIR"
        ) from error
