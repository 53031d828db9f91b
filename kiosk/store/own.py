"""Tables that a service of the office brings: made when it is loaded, erased and copied with all else.

A table is declared once, at module level; that is all there is to do for `kiosk data export` and HAPUS. The
schema of the kiosk itself grows by migrations instead (`kiosk/store/schema.py`).
"""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

if TYPE_CHECKING:
    from kiosk.transaction import Tx

metadata = sa.MetaData()
PREFIX = "own_"  # keeps their names apart from those of the kiosk
_master = sa.table("sqlite_master", sa.column("name"), sa.column("type"))
LEFT = sa.select(_master.c.name).where(
    _master.c.type == "table", _master.c.name.startswith(PREFIX, autoescape=True)
)


def table(name: str, title: str, *columns: "sa.Column[object]") -> sa.Table:
    """Declare a table whose rows belong to residents; *title* is what a resident reads above their rows.

    It has the columns `id`, `person` (to be given `tx.person`) and `at` (`tx.at`) already. A column shows its
    `info={"label": …}`, or its name; what stands in a `LargeBinary` was sealed (`tx.seal`) and is opened for
    the resident. Other columns than it has been made with need a table of another name.

    >>> column = sa.Column("nama", sa.LargeBinary, info={"label": "Nama"})
    >>> made = table("visits", "Kunjungan", column)
    >>> made.name
    'own_visits'
    >>> metadata.remove(made)
    """
    return sa.Table(
        f"{PREFIX}{name}",
        metadata,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person", sa.LargeBinary, nullable=False),
        sa.Column("at", sa.Float, nullable=False, info={"label": "Waktu"}),
        *columns,
        info={"title": title},
        extend_existing=True,  # the file was changed, and is loaded again
    )


def left(tx: "Tx") -> list[str]:
    """Give the names of all that were ever made here, also by a service that is gone."""
    return [row.name for row in tx.run(LEFT)]


def create(tx: "Tx") -> None:
    """Make those that are not there."""
    for one in metadata.sorted_tables:
        made = CreateTable(one, if_not_exists=True).compile(dialect=sqlite.dialect())
        tx.run(sa.text(str(made)))
