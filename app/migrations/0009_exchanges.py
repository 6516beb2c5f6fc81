"""After a request is sent: messages, documents asked for, documents replaced.

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-25 19:20:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import app.database

revision: str = "0009"
down_revision: str | Sequence[str] | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = app.database.UtcDateTime(timezone=True)
PURPOSES = "purpose IN ('activate', 'reset', 'email', 'unlock', 'helper', 'link', 'pending', 'piece')"


def upgrade() -> None:
    """Upgrade schema."""
    _messages()
    _pieces()
    op.add_column("document", sa.Column("replaced_at", MOMENT, nullable=True))
    with op.batch_alter_table("token") as table:
        table.drop_constraint(op.f("ck_token_purpose"), type_="check")
        table.create_check_constraint(op.f("ck_token_purpose"), PURPOSES)


def _reference(table: str, column: str, target: str, gone: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}_{target.partition('.')[0]}")
    return sa.ForeignKeyConstraint([column], [target], name=name, ondelete=gone)


def _messages() -> None:
    op.create_table(
        "message",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author", sa.String(250), nullable=False),
        sa.Column("from_office", sa.Boolean(), nullable=False),
        sa.Column("as_helper", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        _reference("message", "submission_id", "submission.id", "CASCADE"),
        _reference("message", "author_id", "account.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_submission_id"), "message", ["submission_id"])


def _pieces() -> None:
    op.create_table(
        "piece_request",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("pointer", sa.String(500), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status_before", sa.String(40), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=True),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        _reference("piece_request", "submission_id", "submission.id", "CASCADE"),
        _reference("piece_request", "asked_by", "account.id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece_request")),
    )
    op.create_index(op.f("ix_piece_request_submission_id"), "piece_request", ["submission_id"])
    op.create_table(
        "piece_document",
        sa.Column("document_id", sa.Uuid(), nullable=False),
        sa.Column("piece_id", sa.Uuid(), nullable=False),
        _reference("piece_document", "document_id", "document.id", "CASCADE"),
        _reference("piece_document", "piece_id", "piece_request.id", "CASCADE"),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_piece_document")),
    )
    op.create_index(op.f("ix_piece_document_piece_id"), "piece_document", ["piece_id"])


def downgrade() -> None:
    """Refuse: messages and requests for documents would be lost."""
    raise RuntimeError("restore a backup from before revision 0009")
