"""Which photos changed in which revision."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "photo_change",
        sa.Column("revision", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("photo_id", sa.Integer(), primary_key=True, autoincrement=False),
    )


def downgrade() -> None:
    op.drop_table("photo_change")
