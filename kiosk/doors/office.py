"""What the officer's first page tells: call-backs, bookings, outbox, modem. It only reads."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, select

from kiosk import dates
from kiosk.clock import WIB
from kiosk.identity import masked
from kiosk.services.hospital.clinics import clinics
from kiosk.services.hospital.schema import booking
from kiosk.store.schema import call_back

if TYPE_CHECKING:
    from jinja2 import Template

    from kiosk.core import Kiosk
    from kiosk.transaction import Tx

PAGE = Path(__file__).with_name("page")
SHOWN = 50  # rows of a list; an officer works from the top
ABOUT = {  # the first word of a request's reason
    "petugas": "Minta ditelepon petugas",
    "rsu.inap": "Rawat inap: minta ditelepon RSU",
    "rsu.belum_pasti": "Antrean RSU belum pasti: mintakan nomor antrean",
}
STATES = {
    "queued": "menunggu",
    "sent": "terkirim",
    "failed": "gagal",
    "unknown": "mungkin terkirim",
    "expired": "kedaluwarsa",
}
MODEM = {"ready": "siap", "paused": "berhenti sementara", "missing": "tidak terbaca"}
BOOKED = {"booked": "TERDAFTAR", "pending": "BELUM PASTI", "cancelled": "batal"}

CALLS = select(call_back).where(call_back.c.done_at.is_(None)).order_by(call_back.c.id).limit(SHOWN)
BOOKINGS = (
    select(booking)
    .where(booking.c.day >= bindparam("today"))
    .order_by(booking.c.day, booking.c.number)
    .limit(SHOWN)
)


class CallBack(NamedTuple):
    """Somebody waits for a call."""

    at: str
    phone: str
    about: str
    ticket: str


class Booked(NamedTuple):
    """A booking as an officer may see it."""

    ticket: str
    clinic: str
    day: str
    queue: str
    state: str
    patient: str


def page(kiosk: "Kiosk") -> str:
    """Write the page, as of now. Raises StoreError."""
    now = kiosk.clock().astimezone(WIB)
    state = kiosk.health()
    return _template().render(
        now=dates.stamp(now),
        calls=kiosk.write(calls),
        bookings=kiosk.write(bookings),
        outbox={STATES.get(state, state): count for state, count in state.outbox.items()},
        modems={
            name or "-": f"{MODEM.get(modem.state, modem.state)} {modem.why}"
            for name, modem in state.modems.items()
        },
    )


def calls(tx: "Tx") -> list[CallBack]:
    """List who waits for a call, the longest first."""
    found = []
    for row in tx.run(CALLS):
        about, _, ticket = row.reason.partition(" ")
        at = dates.stamp(datetime.fromtimestamp(row.at, WIB))
        found.append(CallBack(at, tx.open(row.number), ABOUT.get(about, about), ticket))
    return found


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
        known.queue(row.number) if known and row.number is not None else "",
        BOOKED.get(row.state, row.state),
        masked(row.kind.upper(), number) if number else "dihapus",
    )


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined)
    return pages.get_template("office.html")
