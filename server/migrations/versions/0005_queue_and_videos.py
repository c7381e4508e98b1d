"""Claims of workers to what waits for them, and videos."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def claim_columns() -> list[sa.Column]:
    return [
        sa.Column("claimed_by", sa.String(64)),
        sa.Column("claimed_until", sa.DateTime(timezone=True)),
        sa.Column("tries", sa.Integer(), nullable=False, server_default="0"),
    ]


def upgrade() -> None:
    with op.batch_alter_table("photo") as photo:
        for column in claim_columns():
            photo.add_column(column)
    with op.batch_alter_table("photo") as photo:
        photo.alter_column("tries", server_default=None)
    op.create_table(
        "video",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("credit", sa.String(200), nullable=False),
        sa.Column(
            "collection_id",
            sa.Integer(),
            sa.ForeignKey("collection.id", name="fk_video_collection_id"),
            nullable=False,
        ),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *claim_columns(),
    )
    with op.batch_alter_table("video") as video:
        video.alter_column("tries", server_default=None)


def downgrade() -> None:
    op.drop_table("video")
    with op.batch_alter_table("photo") as photo:
        for name in ("tries", "claimed_until", "claimed_by"):
            photo.drop_column(name)
