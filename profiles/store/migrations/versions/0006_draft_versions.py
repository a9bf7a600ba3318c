"""What a draft was asked with and made from, who edited it; which files jobai has written.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from profiles.store.base import JsonDocument, RowId, UserIdText, UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _columns() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("profile_version", sa.Integer(), nullable=True),
        sa.Column("posting_version", sa.Integer(), nullable=True),
        sa.Column("prompt_sha256", sa.String(length=64), nullable=True),
        sa.Column("template_sha256", sa.String(length=64), nullable=True),
        sa.Column("options", JsonDocument(), nullable=False, server_default="{}"),
        sa.Column("author", sa.String(length=16), nullable=False, server_default="drafted"),
        sa.Column("based_on", RowId, nullable=True),
    )


def upgrade() -> None:
    for column in _columns():
        op.add_column("drafts", column)
    op.create_table(
        "written_files",
        sa.Column("user_id", UserIdText(), nullable=False),
        sa.Column("path", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("draft_id", RowId, nullable=True),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "path", name=op.f("pk_written_files")),
    )


def downgrade() -> None:
    op.drop_table("written_files")
    for column in reversed(_columns()):
        op.drop_column("drafts", column.name)
