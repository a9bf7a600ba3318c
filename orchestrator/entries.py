"""The ledger's entries: what is written when an attempt begins, and when it has ended."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import bindparam, insert, select, update

from profiles.store.ai import AIProviderUsageLog
from profiles.store.rows import Query

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Table

    from orchestrator.ledger import Attempt, Settlement
    from orchestrator.pricing import Price

_LEDGER = cast("Table", AIProviderUsageLog.__table__)
_ERROR_TEXT_KEPT = 500
_MODEL_KEPT = 128
_DETAIL_KEPT = 64
_ID_KEPT = 128
"""What the columns have room for; PostgreSQL refuses more."""

_OPENED = (
    "request_id",
    "attempt",
    "attempt_kind",
    "user_id",
    "plan",
    "task_type",
    "provider",
    "model",
    "credential",
    "status",
    "held_tokens",
    "held_cost_nano_usd",
    "created_at",
    "lease_until",
)
_SETTLED = (
    "status",
    "error_type",
    "error_message",
    "http_status",
    "served_model",
    "input_tokens",
    "cached_input_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "usage_source",
    "cost_nano_usd",
    "cost_source",
    "price_version",
    "latency_ms",
    "finish_detail",
    "provider_request_id",
    "dropped_params",
    "settled_at",
)
"""The columns of `opened_values` and `settled_values`."""


def opened_values(
    attempt: Attempt, *, held_cost_nano_usd: int | None, at: datetime
) -> dict[str, Any]:
    """Return the columns of an attempt that is about to be made."""
    return {
        "request_id": attempt.request_id,
        "attempt": attempt.number,
        "attempt_kind": attempt.kind,
        "user_id": attempt.user_id,
        "plan": attempt.plan,
        "task_type": attempt.task,
        "provider": attempt.provider,
        "model": attempt.model,
        "credential": attempt.credential,
        "status": "pending",
        "held_tokens": attempt.bound.input_tokens + attempt.bound.output_tokens,
        "held_cost_nano_usd": held_cost_nano_usd,
        "created_at": at,
        "lease_until": at + timedelta(seconds=attempt.lease_s),
    }


def settled_values(settlement: Settlement, price: Price, *, at: datetime) -> dict[str, Any]:
    """Return the columns that the end of an attempt changes."""
    usage, completion = settlement.usage, settlement.completion
    return {
        "status": settlement.status,
        "error_type": settlement.error_type,
        "error_message": _kept(settlement.error_message, _ERROR_TEXT_KEPT),
        "http_status": settlement.http_status,
        "served_model": _kept(completion.served_model, _MODEL_KEPT) if completion else None,
        "input_tokens": usage.input_tokens if usage else 0,
        "cached_input_tokens": usage.cached_input_tokens if usage else 0,
        "cache_write_tokens": usage.cache_write_tokens if usage else 0,
        "output_tokens": usage.output_tokens if usage else 0,
        "reasoning_tokens": usage.reasoning_tokens if usage else 0,
        "usage_source": settlement.usage_source,
        "cost_nano_usd": price.cost_nano_usd,
        "cost_source": price.source,
        "price_version": price.version,
        "latency_ms": settlement.latency_ms,
        "finish_detail": _kept(completion.finish_detail, _DETAIL_KEPT) if completion else None,
        "provider_request_id": _kept(completion.provider_request_id, _ID_KEPT)
        if completion
        else None,
        "dropped_params": ",".join(completion.dropped_params) or None if completion else None,
        "settled_at": at,
    }


def _kept(text: str | None, most: int) -> str | None:
    """Return what a column can hold of a text that came from outside; None for nothing."""
    if not text:
        return None
    return text[:most].encode("utf-8", "replace").decode().replace("\0", " ")


@cache
def opening() -> Query:
    """Insert a row; gives its id."""
    return Query(insert(_LEDGER).returning(_LEDGER.c.id), _OPENED)


@cache
def opened() -> Query:
    """Find the row of an attempt (`of_request`, `of_attempt`): its id and when it began."""
    row = _LEDGER.c
    return Query(
        select(row.id, row.created_at).where(
            row.request_id == bindparam("of_request"), row.attempt == bindparam("of_attempt")
        )
    )


@cache
def settling() -> Query:
    """Settle the row of an attempt (`of_request`, `of_attempt`) that began after `since`.

    Of a ledger that is kept by months only those since then are looked at.
    """
    row = _LEDGER.c
    return Query(
        update(_LEDGER).where(
            row.request_id == bindparam("of_request"),
            row.attempt == bindparam("of_attempt"),
            row.created_at >= bindparam("since"),
        ),
        _SETTLED,
    )


@cache
def renewal() -> Query:
    """Let the lease of a pending row (`of_row`) run until `lease_until`, never shorter than now."""
    row = _LEDGER.c
    return Query(
        update(_LEDGER).where(
            row.id == bindparam("of_row"),
            row.status == "pending",
            row.lease_until < bindparam("end"),
        ),
        ("lease_until",),
    )
