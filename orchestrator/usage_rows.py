"""Reading the ledger's rows as the fields and sums of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import ColumnElement, String, and_, case, func, type_coerce

from profiles.store.ai import AIProviderUsageLog

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Table

    from orchestrator.usage_lines import Filter


_ROWS = cast("Table", AIProviderUsageLog.__table__).c


def field_columns(now: datetime) -> Mapping[Filter, ColumnElement[str]]:
    """Return what a row has for each field and filter.

    Args:
        now: Decides which pending attempts are interrupted.
    """
    row = _ROWS
    dead = and_(row.status == "pending", row.lease_until <= now)
    columns: dict[Filter, Any] = {
        "user": type_coerce(row.user_id, String),
        "plan": row.plan,
        "provider": row.provider,
        "model": func.coalesce(row.served_model, row.model),
        "task": row.task_type,
        "status": case((dead, "interrupted"), else_=row.status),
        "attempt_kind": row.attempt_kind,
        "credential": row.credential,
    }
    return cast("Mapping[Filter, ColumnElement[str]]", columns)


def row_conditions(
    now: datetime,
    user_id: str | None,
    since: datetime | None,
    until: datetime | None,
    where: Mapping[Filter, str],
) -> list[ColumnElement[bool]]:
    """Return what a row must be: somebody's, from a moment (inclusive) to another (exclusive)."""
    row = _ROWS
    columns = field_columns(now)
    conditions = [columns[name] == value for name, value in where.items()]
    if user_id is not None:
        conditions.append(row.user_id == user_id)
    if since is not None:
        conditions.append(row.created_at >= since)
    if until is not None:
        conditions.append(row.created_at < until)
    return conditions


def row_sums(now: datetime) -> list[ColumnElement[int]]:
    """Return the numbers of a report's line in their order, summed up over rows."""
    row = _ROWS
    pending = row.status == "pending"
    cost = case((pending, row.held_cost_nano_usd), else_=row.cost_nano_usd)
    return [
        _count(row.attempt == 1),
        func.count(),
        _count(row.status == "error"),
        _count(and_(pending, row.lease_until <= now)),
        _count(and_(pending, row.lease_until > now)),
        _count(row.usage_source == "estimate"),
        _count(cost.is_(None)),
        _sum(case((pending, row.held_tokens), else_=row.input_tokens)),
        _sum(row.cached_input_tokens),
        _sum(row.cache_write_tokens),
        _sum(row.output_tokens),
        _sum(row.reasoning_tokens),
        _sum(cost),
        _sum(cost),
        _sum(row.latency_ms),
    ]


def minute_column(dialect: str) -> ColumnElement[str]:
    """Return the minute (UTC) in which a row was written, such as "2026-11-22 12:05"."""
    row = _ROWS
    if dialect == "postgresql":
        utc = func.timezone("UTC", row.created_at)
        return type_coerce(func.to_char(utc, "YYYY-MM-DD HH24:MI"), String)
    return type_coerce(func.substr(row.created_at, 1, 16), String)


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _sum(column: Any) -> ColumnElement[int]:
    return func.coalesce(func.sum(column), 0)
