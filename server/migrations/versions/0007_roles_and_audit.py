"""Roles, sessions that can be ended, guessing counted, and the audit log."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    role = sa.Enum("admin", "curator", name="role", native_enum=False, length=16)
    with op.batch_alter_table("user_account") as user:
        user.add_column(sa.Column("role", role, nullable=False, server_default="admin"))
        user.add_column(sa.Column("session_key", sa.String(32), nullable=False, server_default=""))
    users = sa.table("user_account", sa.column("id"), sa.column("session_key"))
    for (user_id,) in op.get_bind().execute(sa.select(users.c.id)).all():
        op.execute(users.update().where(users.c.id == user_id).values(session_key=secrets.token_hex(16)))
    with op.batch_alter_table("setup_link") as link:
        link.add_column(sa.Column("role", role, nullable=False, server_default="admin"))
    for table, names in (("user_account", ("role", "session_key")), ("setup_link", ("role",))):
        with op.batch_alter_table(table) as changed:
            for name in names:
                changed.alter_column(name, server_default=None)
    op.create_table(
        "sign_in_failure",
        sa.Column("name_sha256", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("action", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("audit_entry")
    op.drop_table("sign_in_failure")
    with op.batch_alter_table("setup_link") as link:
        link.drop_column("role")
    with op.batch_alter_table("user_account") as user:
        user.drop_column("session_key")
        user.drop_column("role")
