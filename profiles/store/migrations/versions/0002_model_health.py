"""Which models are gone or busy, per credential.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from profiles.store.base import RowId, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ai_model_health",
        sa.Column("id", RowId, nullable=False),
        sa.Column("credential", sa.String(length=160), nullable=False),
        sa.Column("model", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_model_health")),
        sa.UniqueConstraint("credential", "model", name=op.f("uq_ai_model_health_credential")),
    )


def downgrade() -> None:
    op.drop_table("ai_model_health")
