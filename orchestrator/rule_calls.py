"""Calls that rules have answered, as the ledger has them: many rows in one transaction.

A call to a model is written down before it is made, since it costs money whatever becomes of it.
Rules cost nothing: their call is written down with what came of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from orchestrator.answers import Answer
from orchestrator.entries import opened_values, settled_values
from orchestrator.ledger import Attempt, Settlement
from orchestrator.pricing import FREE
from orchestrator.providers.base import Completion, TokenUsage
from orchestrator.routing import OFFLINE_MODEL, active_plan
from profiles.attempts import AttemptRecord
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import new_id, utc_now
from profiles.store.inserting import insert_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

_NOTHING = TokenUsage(0, 0)


@dataclass(frozen=True, slots=True)
class RuleCalls:
    """One user's calls of one task.

    Attributes:
        plan: As of the start; rules are bound by no limit of it.
    """

    user_id: str
    task: str
    plan: str

    @classmethod
    async def of(cls, session: AsyncSession, user_id: str, task: str) -> RuleCalls:
        """Look the user's plan up.

        Raises:
            PlanNotFoundError: no such user, or no active subscription.
        """
        return cls(user_id, task, await active_plan(session, user_id))

    def answered(self, text: str, latency_ms: int) -> Answer:
        """Return what rules have said as the answer of a call, which `record` writes down."""
        attempt = AttemptRecord("first", "offline", OFFLINE_MODEL, None, 0, latency_ms)
        return Answer(
            text=text,
            request_id=new_id(),
            provider="offline",
            model=OFFLINE_MODEL,
            served_model=OFFLINE_MODEL,
            usage=_NOTHING,
            attempts=(attempt,),
        )

    async def record(self, session: AsyncSession, answers: Sequence[Answer]) -> None:
        """Write the calls down, within the caller's transaction; once is enough, twice the same."""
        if not answers:
            return
        now = utc_now()
        rows: list[dict[str, object]] = []
        for answer in answers:
            latency_ms = answer.attempts[0].latency_ms
            attempt = Attempt(
                request_id=answer.request_id,
                number=1,
                kind="first",
                user_id=self.user_id,
                plan=self.plan,
                task=self.task,
                provider="offline",
                model=OFFLINE_MODEL,
                credential="offline",
                bound=_NOTHING,
                lease_s=0,
            )
            completion = Completion(
                text="",
                finish_reason="stop",
                finish_detail="rules",
                usage=_NOTHING,
                served_model=OFFLINE_MODEL,
            )
            settlement = Settlement("success", _NOTHING, "provider", latency_ms, completion)
            started = now - timedelta(milliseconds=latency_ms)
            opened = opened_values(attempt, held_cost_nano_usd=FREE.cost_nano_usd, at=started)
            rows.append({**opened, **settled_values(settlement, FREE, at=now)})
        insert = insert_for(session.get_bind().dialect.name, AIProviderUsageLog)
        await session.execute(insert.on_conflict_do_nothing(), rows)
