"""Ids of a profile's lines that later versions keep, and what each version was imported from.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from profiles.store.base import JsonDocument

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("profiles", sa.Column("line_ids", JsonDocument(), nullable=True))
    op.add_column("profiles", sa.Column("origin", JsonDocument(), nullable=True))


def downgrade() -> None:
    op.drop_column("profiles", "origin")
    op.drop_column("profiles", "line_ids")
