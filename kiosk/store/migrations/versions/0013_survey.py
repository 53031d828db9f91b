"""The satisfaction survey: counted answers; who was asked, and which number has spoken, apart from them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    keys = ("month", "kind", "service", "about", "answer")
    op.create_table(
        "survey_answers",
        *(sa.Column(name, sa.Text(), nullable=False) for name in keys),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(*keys),
    )
    op.create_table(
        "survey_asked",
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "survey_voiced",
        sa.Column("number", sa.LargeBinary(), nullable=False),
        sa.Column("month", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
