"""What curators did to photos, so that it can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, index=True),
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("detail", sa.String(300), nullable=False),
        sa.Column("photos", sa.Integer(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "earlier",
        sa.Column(
            "change_id",
            sa.Integer(),
            sa.ForeignKey("change.id", name="fk_earlier_change_id"),
            primary_key=True,
        ),
        sa.Column("photo_id", sa.Integer(), primary_key=True, index=True),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("has_pose", sa.Boolean(), nullable=False),
        sa.Column("pose", sa.LargeBinary()),
    )


def downgrade() -> None:
    op.drop_table("earlier")
    op.drop_table("change")
