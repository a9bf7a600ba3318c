"""What an unfinished run over many sources has done already.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from profiles.store.base import RowId, UserIdText, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unfinished_runs",
        sa.Column("user_id", UserIdText(), nullable=False),
        sa.Column("run", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("posting_id", RowId, nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["posting_id"],
            ["postings.id"],
            name=op.f("fk_unfinished_runs_posting_id_postings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("user_id", "run", "source", name=op.f("pk_unfinished_runs")),
    )


def downgrade() -> None:
    op.drop_table("unfinished_runs")
