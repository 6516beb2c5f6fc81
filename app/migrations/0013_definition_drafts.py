"""Definitions are written in the portal: their present text, every state before it, who is at them.

Revision ID: 0013
Revises: 0012
Create Date: 2026-11-28 05:30:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import app.database

revision: str = "0013"
down_revision: str | Sequence[str] | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = app.database.UtcDateTime(timezone=True)


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "definition_draft",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=250), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("preview_digest", sa.String(length=64), nullable=True),
        sa.Column("preview_until", MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("revision >= 1 AND base >= 0 AND position >= 0", name=op.f("ck_definition_draft_counts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition_draft")),
        sa.UniqueConstraint("slug", name=op.f("uq_definition_draft_slug")),
        sa.UniqueConstraint("preview_digest", name=op.f("uq_definition_draft_preview_digest")),
    )
    op.create_table(
        "definition_edit",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("actor", sa.String(length=250), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["definition_draft.id"],
            name=op.f("fk_definition_edit_draft_id_definition_draft"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition_edit")),
        sa.UniqueConstraint("draft_id", "position", name=op.f("uq_definition_edit_draft_id_position")),
    )
    op.create_table(
        "definition_presence",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["definition_draft.id"],
            name=op.f("fk_definition_presence_draft_id_definition_draft"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_definition_presence_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition_presence")),
        sa.UniqueConstraint("draft_id", "account_id", name=op.f("uq_definition_presence_draft_id_account_id")),
    )


def downgrade() -> None:
    """Refuse: definitions that are not published yet would be lost."""
    raise RuntimeError("restore a backup from before revision 0013")
