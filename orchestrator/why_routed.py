"""Why each attempt of a call went where it did, as far as the ledger and the routes of now tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orchestrator.errors import ConfigurationError
from orchestrator.routing import chain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from orchestrator.routing import Link
    from orchestrator.usage_log import LoggedAttempt, LoggedCall


async def why_routed(session: AsyncSession, call: LoggedCall) -> tuple[str, ...]:
    """Return one sentence for each attempt.

    The ledger keeps who was asked and how each attempt ended, not the route of that day: where a
    sentence speaks of the route, it is that of now.
    """
    first = call.attempts[0]
    try:
        links = await chain(session, first.plan, first.task)
    except ConfigurationError:
        links = ()
    reasons = [_first(first, links)]
    for before, attempt in zip(call.attempts, call.attempts[1:], strict=False):
        reasons.append(_later(attempt, before))
    return tuple(reasons)


def _first(attempt: LoggedAttempt, links: Sequence[Link]) -> str:
    if attempt.provider == "offline":
        return "done by rules: no provider was asked"
    place = next(
        (
            number
            for number, link in enumerate(links, 1)
            if (link.provider, link.model) == (attempt.provider, attempt.model)
        ),
        None,
    )
    route = f"the route of {attempt.plan} for {attempt.task}"
    if place == 1:
        return f"the first link of {route}"
    if place is not None:
        return (
            f"link {place} of {route}: those before it had no key, were gone, or it was asked "
            "for by name"
        )
    return f"not a link of {route} as it is now: asked for by name, or by the config's own model"


def _later(attempt: LoggedAttempt, before: LoggedAttempt) -> str:
    failed = before.error_type or before.status
    if attempt.attempt_kind == "repair":
        return f"asked to mend the answer of attempt {before.attempt}"
    if attempt.attempt_kind == "fallback":
        return f"the next link of the route, after attempt {before.attempt} ended in {failed}"
    return f"the same model once more, after attempt {before.attempt} ended in {failed}"
