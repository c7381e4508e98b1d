"""What a photo looks like, to find others that look the same."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("photo") as photo:
        photo.add_column(sa.Column("look", sa.LargeBinary(32)))


def downgrade() -> None:
    with op.batch_alter_table("photo") as photo:
        photo.drop_column("look")
