"""Named lists and figures are made in the portal: versions of lists, tables that wait for a confirmation, drawings.

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-28 05:45:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import app.database

revision: str = "0015"
down_revision: str | Sequence[str] | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = app.database.UtcDateTime(timezone=True)


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "named_list",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=250), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1 AND count >= 1", name=op.f("ck_named_list_counts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_list")),
        sa.UniqueConstraint("name", "number", name=op.f("uq_named_list_name_number")),
    )
    op.create_table(
        "sheet_upload",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_sheet_upload_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_upload")),
    )
    op.create_index(op.f("ix_sheet_upload_account_id"), "sheet_upload", ["account_id"])
    op.create_table(
        "figure",
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("file", sa.String(length=120), nullable=False),
        sa.Column("original", sa.String(length=250), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("actor", sa.String(length=250), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure")),
        sa.UniqueConstraint("slug", "file", name=op.f("uq_figure_slug_file")),
    )


def downgrade() -> None:
    """Refuse: lists and figures of published procedures would be lost."""
    raise RuntimeError("restore a backup from before revision 0015")
