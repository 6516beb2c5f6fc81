"""Mandates of direct debit, with the proof of what was agreed.

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-24 18:00:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import app.database

revision: str = "0008"
down_revision: str | Sequence[str] | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SHORT = {
    "rum": 35,
    "kind": 10,
    "ics": 35,
    "creditor_name": 140,
    "debtor_name": 250,
    "debtor_number": 10,
    "debtor_street": 120,
    "debtor_complement": 250,
    "debtor_postcode": 16,
    "debtor_town": 80,
    "debtor_country": 60,
    "holder": 250,
    "version": 20,
    "place": 120,
    "zone": 40,
    "signer": 250,
    "method": 40,
    "address": 45,
    "sha256": 64,
}


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "mandate",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("pointer", sa.String(500), nullable=False),
        *(sa.Column(name, sa.String(size), nullable=False) for name, size in SHORT.items()),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("creditor_address", "iban", "bic", "text")),
        sa.Column("holder_differs", sa.Boolean(), nullable=False),
        sa.Column("signed_at", app.database.UtcDateTime(timezone=True), nullable=False),
        sa.Column("signed_by", sa.Uuid(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('recurring', 'once')", name=op.f("ck_mandate_kind")),
        sa.ForeignKeyConstraint(["signed_by"], ["account.id"], name=op.f("fk_mandate_signed_by_account")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_mandate_submission_id_submission")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("ics", "rum", name=op.f("uq_mandate_ics_rum")),
        sa.UniqueConstraint("submission_id", "pointer", name=op.f("uq_mandate_submission_id_pointer")),
    )


def downgrade() -> None:
    """Refuse: mandates are proof, and would be lost."""
    raise RuntimeError("restore a backup from before revision 0008")
