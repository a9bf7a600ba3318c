"""Whether draft-cv and draft-letter are for one job or for many, and what cannot go together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from cli.boundary import UsageError, exit_code
from cli.draft_options import require_one_result
from cli.drafting import draft_one
from cli.limits import amount
from cli.providing import asking_of
from cli.runtime import run
from orchestrator.spending import SpendingCap

if TYPE_CHECKING:
    from pathlib import Path

    from cli.draft_options import Look
    from cli.drafting import Drafting
    from cli.providing import Asking
    from cli.runtime import Runtime
    from profiles.drafts import OnUnverified
    from profiles.saved_drafts import SavedDraft


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the two commands were asked for beside the draft itself.

    Attributes:
        jobs: As they were named.
        every: Draft for all jobs.
        folder: Of --out.
        at_once: How many jobs are under way at most.
        says_on_unverified: It was said, and is no default.
    """

    jobs: list[str] | None
    every: bool
    min_match: float | None
    output: Path | None
    folder: Path | None
    force: bool
    as_json: bool
    edit: bool
    provider: str | None
    model: str | None
    refresh: bool
    fallback_offline: bool
    max_cost: str | None
    at_once: int
    on_unverified: OnUnverified
    says_on_unverified: bool

    @property
    def is_for_many(self) -> bool:
        """Whether each job has a line, and perhaps a file in a folder."""
        several = len(set(self.jobs or ())) > 1
        return self.every or several or self.folder is not None or self.min_match is not None


def draft(context: typer.Context, drafting: Drafting, asked: Asked, look: Look) -> None:
    """Draft for the jobs that were named, and exit with the command's code.

    Raises:
        UsageError: options that cannot go together.
    """
    _require_sense(asked, context.command.name or "draft-cv")
    cap = None
    if asked.max_cost is not None:
        cap = SpendingCap(amount("--max-cost", asked.max_cost))

    async def asking(runtime: Runtime) -> Asking:
        return await asking_of(
            runtime,
            asked.provider,
            asked.model,
            fallback_offline=asked.fallback_offline,
            refresh=asked.refresh,
            cap=cap,
        )

    if asked.is_for_many:

        async def many(runtime: Runtime) -> int:
            from cli.drafting_many import draft_many

            tally = await draft_many(runtime, drafting, await asking(runtime), asked, look)
            return exit_code(tally.first_error[1]) if tally.first_error else 0

        raise typer.Exit(run(context, many))

    async def one(runtime: Runtime) -> SavedDraft:
        assert asked.jobs  # held by `_require_sense`
        return await draft_one(
            runtime,
            asked.jobs[0],
            drafting,
            await asking(runtime),
            output=None if asked.edit else asked.output,
            look=look,
            force=asked.force,
            as_json=asked.as_json,
            shown=not asked.edit,
        )

    if not asked.edit:
        run(context, one)
        return
    from cli.editing import Edit, edit, require_editor

    require_editor()
    saved = run(context, one)
    edit(
        context,
        str(saved.id),
        Edit(
            source=None,
            # What a model wrote gives way unasked; a person's own words only when they say so.
            on_unverified=asked.on_unverified if asked.says_on_unverified else "keep",
            output=asked.output,
            look=look,
            force=asked.force,
            as_json=asked.as_json,
            shows_unchanged=True,
        ),
    )


def _require_sense(asked: Asked, name: str) -> None:
    if asked.every and asked.jobs:
        raise UsageError(
            "--all is every job, so --job says nothing beside it.", hint="leave one of them out"
        )
    if not asked.jobs and not asked.every:
        raise UsageError(
            "For which job?",
            hint=f"jobai {name} --job JOB, see `jobai jobs list` and jobai {name} --help",
        )
    require_one_result(asked.output, as_json=asked.as_json)
    if asked.output is not None and asked.is_for_many:
        raise UsageError(
            "--output is one file, and this may be several.", hint="name a folder: --out DIR"
        )
    if asked.edit and asked.is_for_many:
        raise UsageError("--edit is for one job.", hint="edit each later: jobai drafts edit DRAFT")
