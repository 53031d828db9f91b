"""The catalogue of services: editions, use, unmet demand."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "catalogue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for table, first, second in (("catalogue_use", "entry", "month"), ("unmet_demand", "day", "words")):
        op.create_table(
            table,
            sa.Column(first, sa.Text(), nullable=False),
            sa.Column(second, sa.Text(), nullable=False),
            sa.Column("times", sa.Integer(), nullable=False),
            sa.PrimaryKeyConstraint(first, second),
        )
