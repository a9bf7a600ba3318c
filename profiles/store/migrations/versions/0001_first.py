"""Users, documents and the ledger: the first tables.

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op

from profiles.store.base import JsonDocument, RowId, UserIdText, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ai_limits",
        sa.Column("id", RowId, nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("metric", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("cap", sa.BigInteger(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_limits")),
        sa.UniqueConstraint(
            "scope", "subject", "metric", "period", name=op.f("uq_ai_limits_scope")
        ),
    )
    op.create_table(
        "ai_provider_configs",
        sa.Column("id", RowId, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("provider_type", sa.String(length=32), nullable=False),
        sa.Column("api_key_encrypted", sa.Text(), nullable=True),
        sa.Column("api_key_env", sa.String(length=128), nullable=True),
        sa.Column("api_key_last4", sa.String(length=4), nullable=True),
        sa.Column("base_url", sa.Text(), nullable=True),
        sa.Column("api_version", sa.String(length=32), nullable=True),
        sa.Column("model", sa.String(length=128), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_tested_at", UtcDateTime(), nullable=True),
        sa.Column("last_test_status", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_provider_configs")),
        sa.UniqueConstraint("name", name=op.f("uq_ai_provider_configs_name")),
    )
    op.create_table(
        "ai_provider_usage_logs",
        sa.Column("id", RowId, nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("attempt_kind", sa.String(length=16), nullable=False),
        sa.Column("user_id", UserIdText(), nullable=False),
        sa.Column("plan", sa.String(length=64), nullable=False),
        sa.Column("task_type", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(length=128), nullable=False),
        sa.Column("served_model", sa.String(length=128), nullable=True),
        sa.Column("credential", sa.String(length=160), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("error_type", sa.String(length=64), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("input_tokens", sa.Integer(), nullable=True),
        sa.Column("cached_input_tokens", sa.Integer(), nullable=True),
        sa.Column("cache_write_tokens", sa.Integer(), nullable=True),
        sa.Column("output_tokens", sa.Integer(), nullable=True),
        sa.Column("reasoning_tokens", sa.Integer(), nullable=True),
        sa.Column("usage_source", sa.String(length=16), nullable=True),
        sa.Column("held_tokens", sa.Integer(), nullable=False),
        sa.Column("held_cost_nano_usd", sa.BigInteger(), nullable=True),
        sa.Column("cost_nano_usd", sa.BigInteger(), nullable=True),
        sa.Column("cost_source", sa.String(length=16), nullable=True),
        sa.Column("price_version", sa.String(length=64), nullable=True),
        sa.Column("latency_ms", sa.Integer(), nullable=True),
        sa.Column("finish_detail", sa.String(length=64), nullable=True),
        sa.Column("dropped_params", sa.String(length=200), nullable=True),
        sa.Column("provider_request_id", sa.String(length=128), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("lease_until", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_provider_usage_logs")),
        sa.UniqueConstraint(
            "request_id", "attempt", name=op.f("uq_ai_provider_usage_logs_request_id")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_ai_provider_usage_logs_created_at",
        "ai_provider_usage_logs",
        ["created_at"],
        unique=False,
    )
    op.create_index(
        "ix_ai_provider_usage_logs_user_id_created_at",
        "ai_provider_usage_logs",
        ["user_id", "created_at"],
        unique=False,
    )
    op.create_table(
        "ai_routes",
        sa.Column("id", RowId, nullable=False),
        sa.Column("plan", sa.String(length=64), nullable=False),
        sa.Column("task", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(length=128), nullable=False),
        sa.Column("is_default", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_routes")),
        sa.UniqueConstraint("plan", "task", "position", name=op.f("uq_ai_routes_plan")),
    )
    op.create_table(
        "postings",
        sa.Column("id", RowId, nullable=False),
        sa.Column("user_id", UserIdText(), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("hiring_organization", sa.String(), nullable=True),
        sa.Column("job_location", sa.String(), nullable=True),
        sa.Column("latest_version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
        sa.UniqueConstraint("user_id", "identity", name=op.f("uq_postings_user_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "profiles",
        sa.Column("id", RowId, nullable=False),
        sa.Column("user_id", UserIdText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", JsonDocument(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profiles")),
        sa.UniqueConstraint("user_id", "version", name=op.f("uq_profiles_user_id")),
    )
    op.create_table(
        "users",
        sa.Column("id", UserIdText(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", RowId, nullable=False),
        sa.Column("user_id", UserIdText(), nullable=False),
        sa.Column("posting_id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", JsonDocument(), nullable=False),
        sa.Column("profile_sha256", sa.String(length=64), nullable=False),
        sa.Column("posting_sha256", sa.String(length=64), nullable=False),
        sa.Column("request_sha256", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(length=128), nullable=True),
        sa.Column("request_id", sa.String(length=32), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["posting_id"],
            ["postings.id"],
            name=op.f("fk_drafts_posting_id_postings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("posting_id", "kind", "version", name=op.f("uq_drafts_posting_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_drafts_user_id", "drafts", ["user_id"], unique=False)
    op.create_table(
        "posting_versions",
        sa.Column("id", RowId, nullable=False),
        sa.Column("posting_id", RowId, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", JsonDocument(), nullable=False),
        sa.Column("text_sha256", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(length=128), nullable=True),
        sa.Column("request_id", sa.String(length=32), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["posting_id"],
            ["postings.id"],
            name=op.f("fk_posting_versions_posting_id_postings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting_versions")),
        sa.UniqueConstraint("posting_id", "version", name=op.f("uq_posting_versions_posting_id")),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", RowId, nullable=False),
        sa.Column("user_id", UserIdText(), nullable=False),
        sa.Column("plan", sa.String(length=64), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["users.id"],
            name=op.f("fk_subscriptions_user_id_users"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
    op.create_index(
        "ix_subscriptions_user_id_starts_at",
        "subscriptions",
        ["user_id", "starts_at"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_index("ix_subscriptions_user_id_starts_at", table_name="subscriptions")
    op.drop_table("subscriptions")
    op.drop_table("posting_versions")
    op.drop_index("ix_drafts_user_id", table_name="drafts")
    op.drop_table("drafts")
    op.drop_table("users")
    op.drop_table("profiles")
    op.drop_table("postings")
    op.drop_table("ai_routes")
    op.drop_index(
        "ix_ai_provider_usage_logs_user_id_created_at", table_name="ai_provider_usage_logs"
    )
    op.drop_index("ix_ai_provider_usage_logs_created_at", table_name="ai_provider_usage_logs")
    op.drop_table("ai_provider_usage_logs")
    op.drop_table("ai_provider_configs")
    op.drop_table("ai_limits")
