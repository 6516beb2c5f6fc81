"""Drafts announce their end and may renew a request; a right has its days, and an invitation before its end.

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-25 19:20:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import app.database

revision: str = "0010"
down_revision: str | Sequence[str] | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = app.database.UtcDateTime(timezone=True)


def upgrade() -> None:
    """Upgrade schema; no table is made anew, for SQLite would delete the rows that hang on it."""
    op.add_column("draft", sa.Column("noticed_at", MOMENT, nullable=True))
    origin = sa.ForeignKey("draft.id", name=op.f("fk_draft_renews_id_draft"))
    op.add_column("draft", sa.Column("renews_id", sa.Uuid(), origin, nullable=True), inline_references=True)
    op.create_index(op.f("ix_draft_expires_at"), "draft", ["expires_at"])
    op.create_index(op.f("ix_draft_renews_id"), "draft", ["renews_id"])
    op.add_column("submission", sa.Column("accepted_at", MOMENT, nullable=True))
    op.add_column("submission", sa.Column("valid_from", sa.Date(), nullable=True))
    right = "CONSTRAINT ck_submission_validity CHECK (valid_from <= valid_until)"
    op.execute(f"ALTER TABLE submission ADD COLUMN valid_until DATE {right}")
    op.add_column("submission", sa.Column("invited_at", MOMENT, nullable=True))
    op.create_index(op.f("ix_submission_accepted_at"), "submission", ["accepted_at"])
    op.add_column("document", sa.Column("deposited_at", MOMENT, nullable=True))


def downgrade() -> None:
    """Refuse: rights and announcements would be lost."""
    raise RuntimeError("restore a backup from before revision 0010")
