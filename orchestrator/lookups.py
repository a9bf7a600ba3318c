"""What a call needs to know before anything is sent, read at one moment of the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from orchestrator.health import marks_of
from orchestrator.prices import prices_of
from orchestrator.pricing import PriceList
from orchestrator.quotas import limits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from orchestrator.health import Mark
    from orchestrator.quotas import Limit
    from orchestrator.retry import Candidate
    from profiles.store.rows import Rows


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked up for one call.

    Attributes:
        plan: The user's.
        candidates: Whom to ask, in order; none when there are no credentials.
        limits: All that bind a call through any of them.
        prices: What calls cost.
        marks: What is held against them.
    """

    plan: str
    candidates: Sequence[Candidate]
    limits: Sequence[Limit]
    prices: PriceList
    marks: Mapping[tuple[str, str], Mark]


def look_up(
    rows: Rows, user_id: str, plan: str, candidates: Callable[[Rows, str], Sequence[Candidate]]
) -> Found:
    """Look up whom to ask, what limits a call, what it costs and who is healthy.

    Args:
        rows: Of the store.
        user_id: Whose call it is.
        plan: The user's.
        candidates: Finds whom to ask on a plan.
    """
    found = candidates(rows, plan)
    configs = {one.account.config_id for one in found if one.account.config_id is not None}
    return Found(
        plan,
        found,
        limits_of(rows, plan, user_id, configs),
        PriceList(prices_of(rows)),
        marks_of(rows, found),
    )
