"""Whether a new draft agrees with the other one for its job."""

from __future__ import annotations

from typing import TYPE_CHECKING

from profiles.saved_drafts import list_drafts

if TYPE_CHECKING:
    from cli.runtime import Runtime
    from profiles.errors import StoreError
    from profiles.saved_drafts import SavedDraft


async def tell_disagreements(runtime: Runtime, saved: SavedDraft) -> None:
    """Say on stderr what a CV and a letter for one job tell differently."""
    from cli.render.consoles import notice
    from orchestrator.tasks.drafting.verification.agreement import disagreements

    other = "letter" if saved.kind == "cv" else "cv"
    unread: list[StoreError] = []
    async with runtime.store.read() as session:
        kept = await list_drafts(
            session, runtime.user, job_id=saved.job_id, kind=other, limit=1, unread=unread
        )
    for error in unread:  # the draft that was asked for is made, and kept
        notice(f"{error.message[0].upper()}{error.message[1:]}.", quiet=runtime.invocation.quiet)
    for draft in kept:
        for finding in disagreements(saved.draft, draft.draft):
            notice(
                f"This draft and draft {draft.id} for the same job disagree: {finding.reason}.",
                quiet=runtime.invocation.quiet,
            )
