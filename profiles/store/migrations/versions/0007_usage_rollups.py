"""Sums of the ledger, kept by triggers and filled from the rows; what was pruned; pending rows.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from profiles.store.base import RowId, UserIdText, UtcDateTime
from profiles.store.rollup_triggers import drop_triggers, keep_sums

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SERIES = ("plan", "provider", "model", "task_type", "status", "attempt_kind", "credential")
_LENGTHS = (64, 32, 128, 64, 16, 16, 160)
_SUMS = (
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
_PENDING = "ix_ai_provider_usage_logs_pending"


def upgrade() -> None:
    op.create_table(
        "ai_usage_series",
        sa.Column("id", RowId, nullable=False),
        *(
            sa.Column(name, sa.String(length=length), nullable=False)
            for name, length in zip(_SERIES, _LENGTHS, strict=True)
        ),
        sa.Column("model_series_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_usage_series")),
        sa.UniqueConstraint(*_SERIES, name=op.f("uq_ai_usage_series_plan")),
    )
    op.create_table(
        "ai_usage_rollups",
        sa.Column("user_id", UserIdText(), nullable=False),
        sa.Column("grain", sa.String(length=16), nullable=False),
        sa.Column("start_hour", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("series_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("slot", sa.Integer(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _SUMS),
        sa.PrimaryKeyConstraint(
            "user_id", "grain", "start_hour", "series_id", "slot", name=op.f("pk_ai_usage_rollups")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ai_usage_prunings",
        sa.Column("id", RowId, nullable=False),
        sa.Column("before", UtcDateTime(), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("cost_nano_usd", sa.BigInteger(), nullable=False),
        sa.Column("archive", sa.Text(), nullable=True),
        sa.Column("archive_sha256", sa.String(length=64), nullable=True),
        sa.Column("pruned_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_usage_prunings")),
    )
    pending = sa.text("status = 'pending'")
    op.create_index(
        _PENDING,
        "ai_provider_usage_logs",
        ["created_at"],
        unique=False,
        sqlite_where=pending,
        postgresql_where=pending,
    )
    keep_sums(op.get_bind())


def downgrade() -> None:
    drop_triggers(op.get_bind())
    op.drop_index(_PENDING, table_name="ai_provider_usage_logs")
    for name in ("ai_usage_prunings", "ai_usage_rollups", "ai_usage_series"):
        op.drop_table(name)
