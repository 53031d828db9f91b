"""The line that stays when somebody gave out or erased a resident's data: who and when, never what."""

from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa

from kiosk.store import schema

if TYPE_CHECKING:
    from kiosk.transaction import Tx

NOTE = sa.insert(schema.audit)


def note(
    tx: "Tx", by: str, act: Literal["export", "erase"], proof: str = "", *, person: bytes | None = None
) -> None:
    """Write that *by* did *act*; without *person* it is about the resident of this transaction.

    *proof* is the number of an erasure.
    """
    tx.run(NOTE, at=tx.at, by=by, act=act, person=tx.person if person is None else person, proof=proof)
