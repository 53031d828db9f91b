"""The property tax: bills by edition, old numbers of objects, who is reminded."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _time(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Float(), nullable=False)


def _octets(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def upgrade() -> None:
    _imports()
    op.create_table(
        "tax_told", _whole("nop"), _time("data_at"), _time("at"), sa.PrimaryKeyConstraint("nop")
    )
    op.create_index("ix_tax_told_at", "tax_told", ["at"])
    op.create_table(
        "tax_reminder",
        _octets("person"),
        _whole("nop"),
        _octets("number"),
        _text("language"),
        _time("at"),
        sa.PrimaryKeyConstraint("person", "nop"),
    )
    op.create_table(
        "tax_reminded",
        _octets("person"),
        _whole("nop"),
        _whole("year"),
        _whole("days"),
        _time("at"),
        sa.PrimaryKeyConstraint("person", "nop", "year", "days"),
    )
    op.create_index("ix_tax_reminded_at", "tax_reminded", ["at"])


def _imports() -> None:
    op.create_table(
        "tax_edition",
        _whole("id"),
        *map(_text, ("kind", "file", "digest", "state")),
        _time("data_at"),
        *map(_whole, ("position", "rows", "bad")),
        *map(_time, ("begun_at", "changed_at")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_tax_edition_kind_state", "tax_edition", ["kind", "state"])
    op.create_table(
        "tax_fault",
        *map(_whole, ("edition", "line")),
        _text("reason"),
        sa.PrimaryKeyConstraint("edition", "line"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tax_bill",
        *map(_whole, ("edition", "nop", "year", "amount")),
        *map(_text, ("due", "paid", "name", "village")),
        sa.PrimaryKeyConstraint("edition", "nop", "year"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tax_nop",
        *map(_whole, ("edition", "old", "new")),
        sa.PrimaryKeyConstraint("edition", "old"),
        sqlite_with_rowid=False,
    )
