"""Prices set by hand, answers kept under a key, and config numbers that are never given twice.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from profiles.store.base import RowId, UserIdText, UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ai_model_prices",
        sa.Column("id", RowId, nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(length=128), nullable=False),
        sa.Column("input_nano_usd_per_mtok", sa.BigInteger(), nullable=False),
        sa.Column("output_nano_usd_per_mtok", sa.BigInteger(), nullable=False),
        sa.Column("cached_input_nano_usd_per_mtok", sa.BigInteger(), nullable=True),
        sa.Column("cache_write_nano_usd_per_mtok", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_model_prices")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_ai_model_prices_provider_model",
        "ai_model_prices",
        ["provider", "model"],
        unique=False,
    )
    op.create_table(
        "ai_answers",
        sa.Column("id", RowId, nullable=False),
        sa.Column("user_id", UserIdText(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("request_id", sa.String(length=32), nullable=True),
        sa.Column("pending_request_id", sa.String(length=32), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_answers")),
        sa.UniqueConstraint("user_id", "idempotency_key", name=op.f("uq_ai_answers_user_id")),
    )
    op.create_index(
        "ix_ai_provider_usage_logs_credential_created_at",
        "ai_provider_usage_logs",
        ["credential", "created_at"],
        unique=False,
    )
    _number_configs(never_twice=True)


def downgrade() -> None:
    _number_configs(never_twice=False)
    op.drop_index(
        "ix_ai_provider_usage_logs_credential_created_at", table_name="ai_provider_usage_logs"
    )
    op.drop_table("ai_answers")
    op.drop_table("ai_model_prices")


def _number_configs(*, never_twice: bool) -> None:
    """Make the table of configs anew: SQLite cannot change how one is numbered."""
    if op.get_context().dialect.name == "sqlite":
        with op.batch_alter_table(
            "ai_provider_configs",
            recreate="always",
            table_kwargs={"sqlite_autoincrement": never_twice},
        ):
            pass
