"""What a phone said of itself, once: how it heard of the number, and where its owner lives."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("person", sa.Column("source", sa.Text(), nullable=True))
    op.add_column("person", sa.Column("village", sa.Text(), nullable=True))
