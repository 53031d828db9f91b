"""The journal rolled up: visits, and counts of each day."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("anonymous", sa.Integer(), server_default="0", nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("last_at", sa.Float(), nullable=False),
        sa.Column("form_at", sa.Float(), nullable=True),
        sa.Column("done_at", sa.Float(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("screen", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_visit_person_service_id", "visit", ["person", "service", "id"])
    op.create_index("ix_visit_at", "visit", ["at"])
    op.create_index("ix_visit_anonymous_month", "visit", ["anonymous", "month"])
    keys = ("day", "service", "screen", "variant", "outcome", "channel")
    op.create_table(
        "day_count",
        *(sa.Column(name, sa.Text(), nullable=False) for name in keys),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*keys),
    )
