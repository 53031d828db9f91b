"""What the kiosk holds about a resident (DATA), and its end (HAPUS).

Every table with a column `person` belongs to residents. Its rows go, unless `KEPT` says why not; what only
counts stays under a name that nobody can lead back.
"""

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk.cases import records
from kiosk.clock import WIB
from kiosk.errors import ConfigError
from kiosk.evaluation.schema import visit
from kiosk.privacy import audit
from kiosk.services.hospital import booking
from kiosk.services.hospital.clinics import clinics
from kiosk.services.hospital.schema import booking as bookings
from kiosk.store import own, people, schema

if TYPE_CHECKING:
    from kiosk.transaction import Tx

COUNTED = (schema.journal, visit, schema.audit)  # figures, and who looked: the rows stay, of nobody
KEPT = {
    "audit": "counted",
    "case_party": "taken out of the cases one by one",
    "inbox": "blinded keys without words: what guards against loops, and forgotten with the others",
    "journal": "counted",
    "mute": "two officers decided it; it ends by itself",
    "outbox": "emptied, but for what is on its way",
    "visit": "counted",
}

_identified = sa.case((bookings.c.identity.is_not(None), bookings.c.day))
BOOKED = sa.select(sa.func.count().label("all"), sa.func.max(_identified).label("last")).where(
    bookings.c.person == bindparam("who")
)
NEWS = sa.select(schema.person.c.news).where(schema.person.c.person == bindparam("who"))
_out, _part = schema.outbox.c, schema.outbox_part.c
_begun = sa.exists().where(_part.outbox == _out.id, _part.state.in_(("storing", "stored", "handed")))
EMPTY = (
    sa.update(schema.outbox)
    .where(_out.person == bindparam("who"), ~_begun)
    .values(
        person=bindparam("nobody"),
        recipient=bindparam("nothing"),
        text=bindparam("nothing"),
        state=sa.case((_out.state == "queued", "expired"), else_=_out.state),
        error=sa.case((_out.state == "queued", "ditarik: HAPUS"), else_=_out.error),
    )
)
COUNT_AS_NOBODY = tuple(
    sa.update(table).where(table.c.person == bindparam("who")).values(person=bindparam("nobody"))
    for table in COUNTED
)
PROMISES = sa.select(schema.promise.c.id, schema.promise.c.number)
BREAK = sa.delete(schema.promise).where(schema.promise.c.id == bindparam("which"))


class Held(NamedTuple):
    """What there is of a resident; `identity_until` is the day on which a patient's number is erased."""

    reports: int
    bookings: int
    news: bool
    identity_until: date | None


def held(tx: "Tx") -> Held:
    """Count what is kept of the resident of this transaction."""
    booked = tx.run(BOOKED, who=tx.person)[0]
    until = date.fromisoformat(booked.last) + booking.KEPT + timedelta(days=1) if booked.last else None
    return Held(len(records.mine(tx)), booked.all, tx.run(NEWS, who=tx.person).value() == 1, until)


def erase(tx: "Tx", proof: str) -> None:
    """Erase the resident of this transaction; *proof* is the number under which it was done.

    Bookings that lie ahead are cancelled, so that their places are free; open reports stay without a name.
    """
    for one in booking.mine(tx, tx.now.astimezone(WIB).date()):
        booking.cancel(tx, one.ticket, tx.now.astimezone(WIB).date())
    records.leave(tx)
    tx.run(EMPTY, who=tx.person, nobody=_nobody(tx, proof), nothing=tx.seal(""))
    for row in tx.run(PROMISES):
        if tx.number and tx.open(row.number) == tx.number:
            tx.run(BREAK, which=row.id)
    for table in theirs(tx):
        tx.run(_delete(table), who=tx.person)
    tx.forgotten = proof


def at_counter(tx: "Tx", by: str) -> str:
    """Erase the resident of this transaction at the wish that they told an officer, *by*; gives the proof.

    It is what HAPUS does, without a message to the number: who stands there reads the proof. Raises
    ConfigError: a booking is at a clinic that the configured table does not have, so that its place could
    not be given back.
    """
    _hold_clinics(tx)
    proof = tx.ticket()
    erase(tx, proof)
    last(tx)
    audit.note(tx, by, "erase", proof, person=_nobody(tx, proof))
    return proof


def _hold_clinics(tx: "Tx") -> None:
    today = tx.now.astimezone(WIB).date().isoformat()
    for row in tx.run(booking.MINE, booker=tx.person, from_day=today):
        if row.clinic not in clinics().all:
            raise ConfigError(
                f"Poli {row.clinic!r} dari pendaftaran warga ini tidak ada di tabel poli.",
                "Sebut konfigurasi kios dengan --config, agar tempatnya bisa dikembalikan.",
            )


def last(tx: "Tx") -> None:
    """Forget what the step that erased has itself left: its screens."""
    tx.forget()
    people.forget(tx)
    for count in COUNT_AS_NOBODY:
        tx.run(count, who=tx.person, nobody=_nobody(tx, tx.forgotten))


def _nobody(tx: "Tx", proof: str) -> bytes:
    return tx.blind(f"erased {proof}")


def theirs(tx: "Tx") -> list[str]:
    """Name the tables whose rows go, with those that a service of the office has made, though it be gone."""
    tables = schema.metadata.tables.values()
    return [each.name for each in tables if "person" in each.c and each.name not in KEPT] + own.left(tx)


@cache
def _delete(table: str) -> sa.Delete:
    rows = sa.table(table, sa.column("person"))
    return sa.delete(rows).where(rows.c.person == bindparam("who"))
