"""The line that stays when somebody gave out or erased a resident's data: who and when, never what."""

from typing import TYPE_CHECKING, Literal, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk.store import schema

if TYPE_CHECKING:
    from kiosk.transaction import Tx

Act = Literal["export", "erase"]
SIGN = 8  # hex digits: enough to see that two lines are about the same resident, too few to find them by

_a = schema.audit.c
NOTE = sa.insert(schema.audit)
READ = sa.select(schema.audit).where(_a.at >= bindparam("since")).order_by(_a.at, _a.id)
ABOUT = READ.where(_a.person == bindparam("who"))


class Deed(NamedTuple):
    """One line: `sign` is the same wherever the resident is the same, `proof` the number of an erasure."""

    at: float
    by: str
    act: Act
    sign: str
    proof: str


def note(tx: "Tx", by: str, act: Act, proof: str = "", *, person: bytes | None = None) -> None:
    """Write that *by* did *act*; without *person* it is about the resident of this transaction.

    *proof* is the number of an erasure.
    """
    tx.run(NOTE, at=tx.at, by=by, act=act, person=tx.person if person is None else person, proof=proof)


def trail(tx: "Tx", since: float = 0.0) -> list[Deed]:
    """List what was done since then (Unix seconds), the oldest first."""
    return [_deed(row) for row in tx.run(READ, since=since)]


def about(tx: "Tx", since: float = 0.0) -> list[Deed]:
    """List the same of the resident of this transaction; what was erased is nobody's any more."""
    return [_deed(row) for row in tx.run(ABOUT, since=since, who=tx.person)]


def _deed(row: sa.Row[tuple[object, ...]]) -> Deed:
    return Deed(row.at, row.by, row.act, row.person.hex()[:SIGN], row.proof)
