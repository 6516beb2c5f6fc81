"""A procedure closes and opens again, and keeps who did what; a draft keeps what its change of version asks.

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-25 20:55:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import app.database

revision: str = "0012"
down_revision: str | Sequence[str] | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = app.database.UtcDateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("procedure", sa.Column("closed_at", MOMENT, nullable=True))
    op.add_column("draft", sa.Column("moved", JSON, nullable=False, server_default="{}"))
    op.create_table(
        "procedure_event",
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("actor", sa.String(length=250), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedure.id"], name=op.f("fk_procedure_event_procedure_id_procedure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_event")),
    )
    op.create_index(op.f("ix_procedure_event_procedure_id"), "procedure_event", ["procedure_id"])


def downgrade() -> None:
    """Refuse: who published and closed what would be lost."""
    raise RuntimeError("restore a backup from before revision 0012")
