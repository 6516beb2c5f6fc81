"""The states of a definition that were saved while somebody wrote into one field are undone together.

Revision ID: 0017
Revises: 0016
Create Date: 2026-11-28 10:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | Sequence[str] | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("definition_edit", sa.Column("run", sa.String(length=40), nullable=True))


def downgrade() -> None:
    """Refuse, as the step before does."""
    raise RuntimeError("restore a backup from before revision 0017")
