"""One session a person, wherever they were last; questions of the kiosk; variants of a text."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

DAY = 86_400.0


def upgrade() -> None:
    op.create_table(
        "session_of_person",
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("medium", sa.Text(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("until", sa.Float(), nullable=False),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )
    columns = ("person", "medium", "state", "at")
    old = sa.table("session", *map(sa.column, columns))
    newer = old.alias("newer")
    later = sa.or_(newer.c.at > old.c.at, sa.and_(newer.c.at == old.c.at, newer.c.medium > old.c.medium))
    newest = sa.select(*old.c, old.c.at + DAY, sa.literal(1)).where(
        ~sa.exists().where(newer.c.person == old.c.person, later)
    )
    columns = (*columns, "until", "open")
    new = sa.table("session_of_person", *map(sa.column, columns))
    op.execute(sa.insert(new).from_select(columns, newest))
    op.drop_table("session")
    op.rename_table("session_of_person", "session")
    op.create_index("ix_session_open_at", "session", ["open", "at"])
    op.add_column("journal", sa.Column("variant", sa.Text(), nullable=True))
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        sa.Column("person", sa.LargeBinary(), nullable=False),
        sa.Column("once", sa.LargeBinary(), nullable=True),
        sa.Column("screen", sa.Text(), nullable=False),
        sa.Column("given", sa.LargeBinary(), nullable=False),
        sa.Column("not_before", sa.Float(), nullable=False),
        sa.Column("expires_at", sa.Float(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("outbox", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("once", name="uq_question_once"),
    )
    op.create_index("ix_question_state_not_before", "question", ["state", "not_before"])
    op.create_index("ix_question_person_state", "question", ["person", "state"])
