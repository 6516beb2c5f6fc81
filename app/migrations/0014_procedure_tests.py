"""Procedures keep example answers, with what they must show.

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-28 06:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import app.database

revision: str = "0014"
down_revision: str | Sequence[str] | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = app.database.UtcDateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "procedure_test",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("expected", JSON, nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("today", sa.Date(), nullable=False),
        sa.Column("actor", sa.String(length=250), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_test")),
        sa.UniqueConstraint("slug", "name", name=op.f("uq_procedure_test_slug_name")),
    )


def downgrade() -> None:
    """Refuse: the tests of procedures would be lost."""
    raise RuntimeError("restore a backup from before revision 0014")
