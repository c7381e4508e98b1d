"""Collections, review, trash and licences."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from server.models import PeopleColumn

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

REVIEWS = ("none", "doubtful", "approved", "rejected")
GALLERY_CREDIT = "Move Mirror gallery, CC0"


def upgrade() -> None:
    collection = op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False, unique=True),
        sa.Column("visible", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    # One by one and without ids, so that they get 1 and 2 and PostgreSQL goes on with 3.
    for name in ("Built-in gallery", "My photos"):
        op.execute(collection.insert().values(name=name, visible=True, created_at=datetime.now(UTC)))
    with op.batch_alter_table("photo") as photo:
        photo.add_column(sa.Column("licence", sa.String(200), nullable=False, server_default=""))
        photo.add_column(sa.Column("collection_id", sa.Integer(), nullable=False, server_default="2"))
        photo.add_column(sa.Column("people", PeopleColumn()))
        photo.add_column(sa.Column("corrected", sa.Boolean(), nullable=False, server_default=sa.false()))
        review = sa.Enum(*REVIEWS, name="review", native_enum=False, length=16)
        photo.add_column(sa.Column("review", review, nullable=False, server_default="none"))
        photo.add_column(sa.Column("doubts", sa.JSON(), nullable=False, server_default="[]"))
        photo.add_column(sa.Column("review_reason", sa.String(300), nullable=False, server_default=""))
        photo.add_column(sa.Column("trashed_at", sa.DateTime(timezone=True)))
    names = ("collection_id", "credit", "pose", "people", "licence", "status", "review")
    photos = sa.table("photo", sa.column("doubts", sa.JSON), *(sa.Column(name) for name in names))
    of_gallery = photos.c.credit == GALLERY_CREDIT
    op.execute(photos.update().where(of_gallery).values(collection_id=1, licence="CC0-1.0"))
    op.execute(photos.update().values(people=photos.c.pose))  # one person so far, in the same bytes
    nobody = photos.c.status == "no_person"
    op.execute(photos.update().where(nobody).values(review="doubtful", doubts=["nobody"]))
    with op.batch_alter_table("photo") as photo:
        for name in ("licence", "collection_id", "corrected", "review", "doubts", "review_reason"):
            photo.alter_column(name, server_default=None)
        photo.create_foreign_key("fk_photo_collection_id", "collection", ["collection_id"], ["id"])
        photo.create_index("ix_photo_collection_id", ["collection_id"])
        photo.create_index("ix_photo_trashed_at", ["trashed_at"])


def downgrade() -> None:
    with op.batch_alter_table("photo") as photo:
        photo.drop_index("ix_photo_trashed_at")
        photo.drop_index("ix_photo_collection_id")
        photo.drop_constraint("fk_photo_collection_id", type_="foreignkey")
        for name in (
            "trashed_at",
            "review_reason",
            "doubts",
            "review",
            "corrected",
            "people",
            "collection_id",
            "licence",
        ):
            photo.drop_column(name)
    op.drop_table("collection")
