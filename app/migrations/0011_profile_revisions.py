"""Profiles number the changes of each question.

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-25 19:25:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0011"
down_revision: str | Sequence[str] | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("profile", sa.Column("revisions", JSON, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column("profile", "revisions")
