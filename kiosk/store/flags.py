"""Numbers that an officer should look at: why they fell silent, since when, how often."""

from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk.store import schema

if TYPE_CHECKING:
    from kiosk.transaction import Tx

_flag = schema.flag.c
AGAIN = (
    sa.update(schema.flag)
    .where(_flag.person == bindparam("who"), _flag.why == bindparam("for_"), _flag.done_at.is_(None))
    .values(times=_flag.times + 1, last_at=bindparam("now"))
)
RAISE = sa.insert(schema.flag)
OPEN = (
    sa.select(schema.flag)
    .where(_flag.done_at.is_(None))
    .order_by(_flag.last_at.desc())
    .limit(bindparam("most"))
)
DONE = (
    sa.update(schema.flag)
    .where(_flag.id == bindparam("which"), _flag.done_at.is_(None))
    .values(done_at=bindparam("now"), done_by=bindparam("by_"))
)


class Flag(NamedTuple):
    """A number that fell silent: *why* is one of `guard.FLAGGED`, `times` its messages since `at`."""

    id: int
    at: float
    last_at: float
    number: str
    why: str
    times: int


def fly(tx: "Tx", why: str) -> None:
    """Show the number of this transaction to an officer; while they have not looked, it is one flag."""
    if not tx.run(AGAIN, who=tx.person, for_=why, now=tx.at).changed:
        tx.run(RAISE, at=tx.at, person=tx.person, number=tx.seal(tx.number), why=why, last_at=tx.at)


def flying(tx: "Tx", most: int = 50) -> list[Flag]:
    """List what nobody has looked at yet, the latest first."""
    rows = tx.run(OPEN, most=most)
    return [Flag(row.id, row.at, row.last_at, tx.open(row.number), row.why, row.times) for row in rows]


def strike(tx: "Tx", which: int, by: str) -> bool:
    """Note that the officer *by* has looked at a flag; False when it was struck already."""
    return bool(tx.run(DONE, which=which, now=tx.at, by_=by).changed)
