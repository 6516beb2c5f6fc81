"""People: second factor, wrong tries, helpers, profiles, who did what.

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-24 14:45:00

"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

import app.database

revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = app.database.UtcDateTime(timezone=True)
JSON = sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql")
PURPOSES = "purpose IN ('activate', 'reset', 'email', 'unlock', 'helper', 'link')"


def upgrade() -> None:
    """Upgrade schema."""
    _new_tables()
    for name in ("password_at", "disabled_at", "closed_at"):
        op.add_column("account", sa.Column(name, MOMENT, nullable=True))
    with op.batch_alter_table("session") as table:
        table.add_column(sa.Column("stage", sa.String(10), nullable=False, server_default="full"))
        table.add_column(sa.Column("method", sa.String(20), nullable=False, server_default="password"))
        table.add_column(sa.Column("address", sa.String(45), nullable=False, server_default=""))
        table.add_column(sa.Column("browser", sa.String(300), nullable=False, server_default=""))
        table.create_check_constraint(op.f("ck_session_stage"), "stage IN ('full', 'factor')")
    with op.batch_alter_table("token") as table:
        table.drop_constraint(op.f("ck_token_purpose"), type_="check")
        table.create_check_constraint(op.f("ck_token_purpose"), PURPOSES)
        table.add_column(sa.Column("email_key", sa.String(254), nullable=False, server_default=""))
        table.add_column(sa.Column("detail", sa.Text(), nullable=False, server_default=""))
    op.add_column("draft", sa.Column("profile_asked", sa.Boolean(), nullable=False, server_default=sa.false()))
    _reference("draft", "begun_by")
    op.add_column("submission", sa.Column("profile", JSON, nullable=False, server_default="{}"))
    _reference("submission", "profile_version_id", "procedure_version.id")
    _reference("submission", "sent_by")
    _events()
    with op.batch_alter_table("document") as table:
        table.alter_column("draft_id", existing_type=sa.Uuid(), nullable=True)
        table.add_column(sa.Column("link_id", sa.Uuid(), nullable=True))
        table.create_foreign_key(
            op.f("fk_document_link_id_helper_link"), "helper_link", ["link_id"], ["id"], ondelete="CASCADE"
        )
        table.create_check_constraint(op.f("ck_document_owner"), "(draft_id IS NULL) <> (link_id IS NULL)")
        table.create_index(op.f("ix_document_link_id"), ["link_id"])


def _reference(table: str, column: str, target: str = "account.id") -> None:
    """Add a column that names a row of another table; SQLite takes its foreign key only with the column."""
    name = op.f(f"fk_{table}_{column}_{target.partition('.')[0]}")
    op.add_column(table, sa.Column(column, sa.Uuid(), sa.ForeignKey(target, name=name)), inline_references=True)


def _events() -> None:
    """Let events belong to drafts; a request bears the id of its draft, so the rows stay right."""
    with op.batch_alter_table("event") as table:
        table.drop_index(op.f("ix_event_submission_id"))
        table.drop_constraint(op.f("fk_event_submission_id_submission"), type_="foreignkey")
        table.alter_column("submission_id", new_column_name="draft_id")
    with op.batch_alter_table("event") as table:
        table.create_foreign_key(op.f("fk_event_draft_id_draft"), "draft", ["draft_id"], ["id"], ondelete="CASCADE")
        table.create_index(op.f("ix_event_draft_id"), ["draft_id"])
        table.add_column(sa.Column("actor_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("actor", sa.String(250), nullable=False, server_default=""))
        table.create_foreign_key(
            op.f("fk_event_actor_id_account"), "account", ["actor_id"], ["id"], ondelete="SET NULL"
        )


def _new_tables() -> None:
    op.create_table(
        "attempt",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("wait_until", MOMENT, nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint("key", name=op.f("uq_attempt_key")),
    )
    op.create_table(
        "factor",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=True),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("recovery", JSON, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_factor_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor")),
        sa.UniqueConstraint("account_id", name=op.f("uq_factor_account_id")),
    )
    op.create_table(
        "profile",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_profile_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
        sa.UniqueConstraint("account_id", name=op.f("uq_profile_account_id")),
    )
    _helper_link()


def _helper_link() -> None:
    op.create_table(
        "helper_link",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("helper_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("email_key", sa.String(254), nullable=False),
        sa.Column("rights", sa.String(10), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.Column("mandate_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by", sa.String(10), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("rights IN ('told', 'fill')", name=op.f("ck_helper_link_rights")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["account.id"], name=op.f("fk_helper_link_person_id_account"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["helper_id"], ["account.id"], name=op.f("fk_helper_link_helper_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helper_link")),
    )
    for column in ("person_id", "helper_id", "email_key"):
        op.create_index(op.f(f"ix_helper_link_{column}"), "helper_link", [column])


def downgrade() -> None:
    """Refuse: what people did since would be lost."""
    raise RuntimeError("restore a backup from before revision 0002")
