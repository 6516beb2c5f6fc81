"""FranceConnect: identities, and links that wait for a proof.

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-24 15:35:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import app.database

revision: str = "0003"
down_revision: str | Sequence[str] | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = app.database.UtcDateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
PURPOSES = "purpose IN ('activate', 'reset', 'email', 'unlock', 'helper', 'link', 'pending')"


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "identity",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("issuer", sa.String(200), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("claims", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_identity_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identity_issuer_subject")),
    )
    op.create_index(op.f("ix_identity_account_id"), "identity", ["account_id"])
    with op.batch_alter_table("token") as table:
        table.drop_constraint(op.f("ck_token_purpose"), type_="check")
        table.create_check_constraint(op.f("ck_token_purpose"), PURPOSES)


def downgrade() -> None:
    """Refuse: what people did since would be lost."""
    raise RuntimeError("restore a backup from before revision 0003")
