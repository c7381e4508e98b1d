"""Words to search by, scores to sort by, the map of poses, and what visitors' poses found no photo."""

import numpy as np
import sqlalchemy as sa
from alembic import op

from server.models import PoseColumn

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("photo") as photo:
        photo.add_column(sa.Column("score", sa.Double()))
        photo.add_column(sa.Column("searched", sa.Text(), nullable=False, server_default=""))
    _fill()
    with op.batch_alter_table("photo") as photo:
        photo.alter_column("searched", server_default=None)
    op.create_table(
        "missed_pose",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("pose", PoseColumn(), nullable=False),
        sa.Column("similarity", sa.Double(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
    )
    op.create_table(
        "pose_map",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("points", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    op.drop_table("pose_map")
    op.drop_table("missed_pose")
    with op.batch_alter_table("photo") as photo:
        photo.drop_column("searched")
        photo.drop_column("score")


def _fill() -> None:
    """Words and scores of the photos that are there already."""
    names = ("id", "title", "credit", "licence", "score", "searched")
    photos = sa.table(
        "photo",
        *(sa.Column(name) for name in names),
        sa.column("tags", sa.JSON),
        sa.column("pose", PoseColumn),
    )
    for row in op.get_bind().execute(sa.select(photos)).all():
        words = "\n".join([row.title, *row.tags, row.credit, row.licence]).casefold()
        score = None if row.pose is None else float(np.mean(row.pose[:, 2]))
        op.execute(photos.update().where(photos.c.id == row.id).values(searched=words, score=score))
