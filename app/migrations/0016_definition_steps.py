"""Which state a definition being written was in at each revision.

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-28 06:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | Sequence[str] | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "definition_step",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("edit_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["definition_draft.id"],
            name=op.f("fk_definition_step_draft_id_definition_draft"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["edit_id"],
            ["definition_edit.id"],
            name=op.f("fk_definition_step_edit_id_definition_edit"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_definition_step")),
        sa.UniqueConstraint("draft_id", "revision", name=op.f("uq_definition_step_draft_id_revision")),
    )
    op.create_index(op.f("ix_definition_step_edit_id"), "definition_step", ["edit_id"])


def downgrade() -> None:
    """Refuse, as the step before does."""
    raise RuntimeError("restore a backup from before revision 0016")
