"""The language in which the questions of a draft are read.

Revision ID: 0019
Revises: 0018
Create Date: 2026-12-01 00:40:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | Sequence[str] | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("draft", sa.Column("language", sa.String(length=2), server_default="", nullable=False))


def downgrade() -> None:
    """Refuse, as the step before does."""
    raise RuntimeError("restore a backup from before revision 0019")
