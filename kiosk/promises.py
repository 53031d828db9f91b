"""Answers that a service promised for later: kept with the step, told by SMS when they come or time is up.

A service that must ask somewhere else gives `menus.Later` and lets a job of its own do the asking: `receive`
touches only the database. Whoever has the outcome calls `fulfil`.
"""

import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import bindparam

import menus
from kiosk.store import journal, outbox, schema

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.transaction import Tx

log = logging.getLogger("kiosk")
BITE = 200  # rows in one transaction: an answer must not wait for a great sweep

_promise = schema.promise.c
KEEP = sa.insert(schema.promise).values(
    {name: bindparam(name) for name in ("at", "reference", "number", "via", "kept", "until")}
)
FIND = sa.select(schema.promise).where(_promise.reference == bindparam("which"))
LATE = (
    sa.select(schema.promise).where(_promise.until <= bindparam("now")).order_by(_promise.until).limit(BITE)
)
DROP = sa.delete(schema.promise).where(_promise.id == bindparam("which"))


def keep(tx: "Tx", promise: menus.Promise, via: str) -> None:
    """Keep what a step has promised to the resident of this transaction, or to whom a visitor's number is."""
    number = tx.number or tx.reached
    if not number:
        log.error("Jawaban %r tidak punya nomor tujuan; layanan harus menanyakannya.", promise.reference)
        return
    tx.run(
        KEEP,
        at=tx.at,
        reference=tx.blind(f"promise {promise.reference}"),
        number=tx.seal(number),
        via=via,
        kept=tx.seal(json.dumps(promise, ensure_ascii=False)),
        until=tx.at + promise.within,
    )


def fulfil(kiosk: "Kiosk", reference: str, given: Mapping[str, str]) -> bool:
    """Send the outcome to whom it was promised; False when nothing is promised any more under *reference*.

    *given* are the names of the form's `done`. Raises StoreError: nothing was sent, call again.
    """

    def tell(tx: "Tx") -> bool:
        row = tx.run(FIND, which=tx.blind(f"promise {reference}")).first()
        if row is None:
            return False
        promise = _read(tx, row)
        _send(kiosk, tx, row, menus.fulfil(kiosk.desk[0], promise, given), promise, "fulfilled")
        return True

    told = kiosk.write(tell)
    if told:
        kiosk.wake()
    return told


def sweep(kiosk: "Kiosk") -> int:
    """Tell those whose time is up that there is no answer, and officers to call them; gives how many."""

    def look(tx: "Tx") -> int:
        rows = list(tx.run(LATE, now=tx.at))
        for row in rows:
            promise = _read(tx, row)
            mine = _send(kiosk, tx, row, menus.late(kiosk.desk[0], promise), promise, "late")
            mine.call_back("janji")
        return len(rows)

    late = 0
    while found := kiosk.write(look):
        late += found
    if late:
        kiosk.wake()
    return late


def _read(tx: "Tx", row: Any) -> menus.Promise:  # noqa: ANN401 (a row of the table)
    return menus.Promise(*json.loads(tx.open(row.kept)))


def _send(
    kiosk: "Kiosk",
    tx: "Tx",
    row: Any,  # noqa: ANN401 (a row of the table)
    text: str,
    promise: menus.Promise,
    outcome: str,
) -> "Tx":
    mine = tx.about(tx.open(row.number), kiosk.number)
    outbox.put(mine, text, kind="receipt", via=row.via)
    service, _, screen = promise.state.partition(".")
    journal.note(mine, service, screen.removesuffix(".done"), outcome)
    tx.run(DROP, which=row.id)
    return mine
