"""Sums of the ledger by hour, day and month, and what was pruned from it.

Triggers on the ledger (`rollup_triggers`) change the sums in the transaction that changes a row,
whoever writes it. Pending rows are in no sum: what they will use is not known yet.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, cast

from sqlalchemy import (
    BigInteger,
    Connection,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    inspect,
)
from sqlalchemy.orm import Mapped, mapped_column

from profiles.store.ai import AIProviderUsageLog
from profiles.store.base import Base, RowId, UserIdText

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

SERIES = ("plan", "provider", "model", "task_type", "status", "attempt_kind", "credential")
"""What tells one series of sums from another, by its columns."""

SUMS = (
    "attempts",
    "calls",
    "errors",
    "estimated",
    "unpriced",
    "input_tokens",
    "cached_input_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "cost_nano_usd",
    "latency_ms",
)
"""What is summed up, by its columns."""

KEY = ("user_id", "grain", "start_hour", "series_id", "slot")

HOUR, DAY = "hour", "day"
"""Grains: the sums of one user in an hour and in a day of UTC."""
MODEL_DAY, MODEL_MONTH = "model_day", "model_month"
"""Grains: the sums of one user by model; their `series_id` is a `model_series_id`."""
ALL_HOUR, ALL_DAY, ALL_MONTH = "all_hour", "all_day", "all_month"
"""Grains: of all users together; their `user_id` is empty."""
ALL_MODEL_HOUR, ALL_MODEL_DAY = "all_model_hour", "all_model_day"
ALL_MODEL_MONTH = "all_model_month"
"""Grains: of all users together by model."""
MODEL_GRAINS = (MODEL_DAY, MODEL_MONTH, ALL_MODEL_HOUR, ALL_MODEL_DAY, ALL_MODEL_MONTH)
GRAINS = (HOUR, DAY, ALL_HOUR, ALL_DAY, ALL_MONTH, *MODEL_GRAINS)
"""All that a settled row is counted in."""
PRUNED = "pruned"
"""Grain: what the rows of one user in a day of UTC added up to that have left the ledger. It is in
the other sums too."""

HOURS_OF_DAY = 24


class AIUsageSeries(Base):
    """What attempts have in common that are summed up together.

    Attributes:
        model: The one that answered; the one that was asked for when none did.
        model_series_id: A series of the same provider and model that stands for all of them in the
            sums by model. PostgreSQL may come to have several of a model, made at the same moment.
    """

    __tablename__ = "ai_usage_series"
    __table_args__ = (UniqueConstraint(*SERIES),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    plan: Mapped[str] = mapped_column(String(64))
    provider: Mapped[str] = mapped_column(String(32))
    model: Mapped[str] = mapped_column(String(128))
    task_type: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(16))
    attempt_kind: Mapped[str] = mapped_column(String(16))
    credential: Mapped[str] = mapped_column(String(160))
    model_series_id: Mapped[int] = mapped_column(BigInteger)


class AIUsageRollup(Base):
    """The sums of one series over one stretch of time.

    Attributes:
        grain: One of those above.
        start_hour: Whole hours from 1970-01-01 UTC to its start.
        slot: 0 on SQLite. On PostgreSQL transactions that write at once write different slots, so
            that none waits for another; what is read is their sum.
        attempts: Rows of the ledger.
        calls: First attempts.
        errors: Rows of attempts that failed.
        estimated: Rows whose use the provider did not say.
        unpriced: Rows without a cost.
    """

    __tablename__ = "ai_usage_rollups"
    __table_args__ = ({"sqlite_with_rowid": False},)

    user_id: Mapped[str] = mapped_column(UserIdText(), primary_key=True)
    grain: Mapped[str] = mapped_column(String(16), primary_key=True)
    start_hour: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    series_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    slot: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    attempts: Mapped[int] = mapped_column(BigInteger)
    calls: Mapped[int] = mapped_column(BigInteger)
    errors: Mapped[int] = mapped_column(BigInteger)
    estimated: Mapped[int] = mapped_column(BigInteger)
    unpriced: Mapped[int] = mapped_column(BigInteger)
    input_tokens: Mapped[int] = mapped_column(BigInteger)
    cached_input_tokens: Mapped[int] = mapped_column(BigInteger)
    cache_write_tokens: Mapped[int] = mapped_column(BigInteger)
    output_tokens: Mapped[int] = mapped_column(BigInteger)
    reasoning_tokens: Mapped[int] = mapped_column(BigInteger)
    cost_nano_usd: Mapped[int] = mapped_column(BigInteger)
    latency_ms: Mapped[int] = mapped_column(BigInteger)


class AIUsagePruning(Base):
    """One time that rows have left the ledger.

    Attributes:
        before: Settled rows that began before this moment have left.
        row_count: How many.
        cost_nano_usd: What they cost together.
        archive: The file they were written to; None when they were not kept.
        archive_sha256: Of that file.
    """

    __tablename__ = "ai_usage_prunings"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    before: Mapped[datetime]
    row_count: Mapped[int] = mapped_column(BigInteger)
    cost_nano_usd: Mapped[int] = mapped_column(BigInteger)
    archive: Mapped[str | None] = mapped_column(Text)
    archive_sha256: Mapped[str | None] = mapped_column(String(64))
    pruned_at: Mapped[datetime]


def _keep_sums(_table: Table, connection: Connection, **_options: Any) -> None:
    from profiles.store.rollup_triggers import keep_sums

    ledger = cast("Table", AIProviderUsageLog.__table__)
    options = connection.get_execution_options()
    translated: Mapping[str | None, str | None] = options.get("schema_translate_map") or {}
    indexes = inspect(connection).get_indexes(ledger.name, schema=translated.get(None))
    known = {index["name"] for index in indexes}
    for index in ledger.indexes:
        if index.name not in known:  # an older jobai's ledger has fewer
            index.create(connection)
    keep_sums(connection)


_ROLLUPS = cast("Table", AIUsageRollup.__table__)
for _table in (AIProviderUsageLog.__table__, AIUsageSeries.__table__):
    _ROLLUPS.add_is_dependent_on(cast("Table", _table))
event.listen(_ROLLUPS, "after_create", _keep_sums)
