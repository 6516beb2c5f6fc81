"""How far the revisions of a definition went: those of the next draft go on from there.

Revision ID: 0018
Revises: 0017
Create Date: 2026-11-28 15:30:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | Sequence[str] | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "definition_trace",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_definition_trace")),
    )


def downgrade() -> None:
    """Refuse, as the step before does."""
    raise RuntimeError("restore a backup from before revision 0018")
