"""Permits: what the agency last said, and who wants to hear of it; when a reminder was last seen to."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("tax_reminder", sa.Column("looked", sa.Text(), server_default="", nullable=False))
    op.create_index("ix_tax_reminder_looked", "tax_reminder", ["looked"])
    op.create_table(
        "permit_application",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("stages", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.Column("data_at", sa.Float(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_permit_application_at", "permit_application", ["at"])
    op.create_table(
        "permit_watch",
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("checked", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("person", "number"),
    )
    op.create_index("ix_permit_watch_number", "permit_watch", ["number"])
    op.create_index("ix_permit_watch_checked", "permit_watch", ["checked"])
