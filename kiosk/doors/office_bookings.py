"""Bookings at the hospital on the officer's page: of today and later, patients masked."""

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, select

from kiosk import dates
from kiosk.clock import WIB
from kiosk.doors.office_templates import ROWS
from kiosk.identity import masked
from kiosk.services.hospital.clinics import clinics
from kiosk.services.hospital.schema import booking

if TYPE_CHECKING:
    from kiosk.transaction import Tx

BOOKED = {
    "booked": "TERDAFTAR",
    "pending": "BELUM PASTI",
    "waiting": "daftar tunggu",
    "cancelled": "batal",
    "closed": "sudah lewat",
    "missed": "tidak ada tempat",
}

BOOKINGS = (
    select(booking)
    .where(booking.c.day >= bindparam("today"))
    .order_by(booking.c.day, booking.c.number)
    .limit(ROWS)
)


class Booked(NamedTuple):
    """A booking as an officer may see it."""

    ticket: str
    clinic: str
    day: str
    queue: str
    state: str
    patient: str


def bookings(tx: "Tx") -> list[Booked]:
    """List the bookings of today and later, the patient's number masked."""
    today = tx.now.astimezone(WIB).date().isoformat()
    return [_booked(tx, row) for row in tx.run(BOOKINGS, today=today)]


def _booked(tx: "Tx", row: Any) -> Booked:  # noqa: ANN401 - a row of the table
    known = clinics().all.get(row.clinic)
    number = tx.open(row.identity) if row.identity else ""
    return Booked(
        row.ticket,
        known.label("id") if known else row.clinic,
        dates.day(date.fromisoformat(row.day)),
        row.queue or (known.queue(row.number) if known and row.number is not None else ""),
        BOOKED.get(row.state, row.state),
        masked(row.kind.upper(), number) if number else "dihapus",
    )
