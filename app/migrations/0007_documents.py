"""Documents are sealed with a key of their own, checked by the antivirus, and shown by images made of them.

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-25 19:20:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import app.database

revision: str = "0007"
down_revision: str | Sequence[str] | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NEW = ("sealed_key", "state", "preview", "tries", "due_at")


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("document") as table:
        table.add_column(sa.Column("sealed_key", sa.String(length=250), nullable=False, server_default=""))
        table.add_column(sa.Column("state", sa.String(length=10), nullable=False, server_default="checking"))
        table.add_column(sa.Column("preview", sa.String(length=10), nullable=False, server_default="waiting"))
        table.add_column(sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("due_at", app.database.UtcDateTime(timezone=True), nullable=True))
        table.create_check_constraint(op.f("ck_document_state"), "state IN ('checking', 'safe', 'refused')")
        table.create_check_constraint(op.f("ck_document_preview"), "preview IN ('waiting', 'made', 'none')")
        table.create_index(op.f("ix_document_due"), ["state", "due_at"])


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("document") as table:
        table.drop_index(op.f("ix_document_due"))
        table.drop_constraint(op.f("ck_document_preview"), type_="check")
        table.drop_constraint(op.f("ck_document_state"), type_="check")
        for column in reversed(NEW):
            table.drop_column(column)
