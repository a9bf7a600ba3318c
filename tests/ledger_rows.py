"""Rows of the ledger and reservations, made by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from orchestrator.ledger import Attempt
from orchestrator.providers.base import TokenUsage
from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import new_id

if TYPE_CHECKING:
    from profiles.store.engine import Store

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def attempt(user_id: str, tokens: int = 1000, **changes: Any) -> Attempt:
    """An attempt that holds so many tokens."""
    facts: dict[str, Any] = {
        "request_id": new_id(),
        "number": 1,
        "kind": "first",
        "user_id": user_id,
        "plan": "freemium",
        "task": "custom_task",
        "provider": "gemini",
        "model": "gemini-2.5-flash",
        "credential": "env:GEMINI_API_KEY",
        "bound": TokenUsage(tokens, 0),
        "lease_s": 60.0,
    }
    return Attempt(**facts | changes)


def settled(user_id: str, **changes: Any) -> AIProviderUsageLog:
    """The row of a call that went well: 100 tokens in, 20 out, 80,000 nano-dollars."""
    facts: dict[str, Any] = {
        "request_id": new_id(),
        "attempt": 1,
        "attempt_kind": "first",
        "user_id": user_id,
        "plan": "freemium",
        "task_type": "extraction",
        "provider": "gemini",
        "model": "gemini-2.5-flash",
        "served_model": "gemini-2.5-flash",
        "credential": "env:GEMINI_API_KEY",
        "status": "success",
        "input_tokens": 100,
        "output_tokens": 20,
        "usage_source": "provider",
        "held_tokens": 5000,
        "held_cost_nano_usd": 9_000_000,
        "cost_nano_usd": 80_000,
        "created_at": NOON,
    }
    facts |= changes
    facts.setdefault("lease_until", facts["created_at"] + timedelta(seconds=150))
    return AIProviderUsageLog(**facts)


def pending(user_id: str, **changes: Any) -> AIProviderUsageLog:
    """The row of a call that is under way: 5,000 tokens and 9,000,000 nano-dollars held."""
    unknown: dict[str, Any] = dict.fromkeys(
        ("served_model", "input_tokens", "output_tokens", "usage_source", "cost_nano_usd")
    )
    return settled(user_id, status="pending", **unknown | changes)


async def write(store: Store, *rows: AIProviderUsageLog) -> None:
    """Put rows into the ledger."""
    async with store.write() as session:
        session.add_all(rows)
