"""Bookings: made once, found again, cancelled by the phone that made them.

Every function runs in the caller's transaction, so that a booking, its place and the answer stand or fall
together.
"""

from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from sqlalchemy import bindparam, insert, select, update

from kiosk.clock import WIB
from kiosk.services.hospital import quota
from kiosk.services.hospital.schema import booking
from kiosk.transaction import Tx

KEPT = timedelta(days=30)  # after the visit; then what names the patient is erased, as the resident was told


class Request(NamedTuple):
    """What a resident asks for."""

    clinic: str
    day: date
    payer: Literal["bpjs", "umum"]
    kind: Literal["nik", "bpjs"]
    number: str
    visit: Literal["rujukan", "kontrol", "belum", "umum"]
    referral: str = ""


class Booking(NamedTuple):
    """A booking as it stands; `number` is None as long as the hospital has not given one."""

    ticket: str
    clinic: str
    day: date
    number: int | None
    state: Literal["booked", "pending", "cancelled"]
    payer: str
    visit: str
    places: int = 0


class Already(NamedTuple):
    """The same patient holds a booking for that clinic and day; `mine` when the same phone made it."""

    booking: Booking
    mine: bool


class Full(NamedTuple):
    """No place is left on that day."""

    clinic: str
    day: date


_c = booking.c
_COLUMNS = (_c.ticket, _c.clinic, _c.day, _c.number, _c.state, _c.payer, _c.visit, _c.person)
_mine = _c.person == bindparam("booker")
_live = _c.state != "cancelled"
SAME = select(*_COLUMNS).where(
    _c.patient == bindparam("whom"), _c.clinic == bindparam("at_clinic"), _c.day == bindparam("on_day"), _live
)
MINE = (
    select(*_COLUMNS)
    .where(_mine, _c.day >= bindparam("from_day"), _live)
    .order_by(_c.day, _c.made_at, _c.ticket)
)
BY_TICKET = select(*_COLUMNS).where(_mine, _c.ticket == bindparam("of_ticket"))
ADD = insert(booking)
CANCEL = (
    update(booking)
    .where(_mine, _c.ticket == bindparam("of_ticket"), _live)
    .values(state="cancelled", changed_at=bindparam("at"))
)
ERASE = (
    update(booking)
    .where(_c.day < bindparam("before_day"), _c.identity.is_not(None))
    .values(patient=None, identity=None, referral=None)
)


def book(tx: Tx, request: Request) -> Booking | Already | Full:
    """Book, and give the booking with its number; pending where the places of the day are not known."""
    patient = tx.blind(f"{request.kind}:{request.number}")
    day = request.day.isoformat()
    same = tx.run(SAME, whom=patient, at_clinic=request.clinic, on_day=day).first()
    if same:
        return Already(_booking(tx, same), same.person == tx.person)
    number = quota.take(tx, request.clinic, request.day)
    if number is None and quota.standing(tx, request.clinic, [request.day])[0].left is not None:
        return Full(request.clinic, request.day)
    ticket = tx.ticket()
    tx.run(
        ADD,
        ticket=ticket,
        clinic=request.clinic,
        day=day,
        number=number,
        state="pending" if number is None else "booked",
        person=tx.person,
        patient=patient,
        identity=tx.seal(request.number),
        kind=request.kind,
        payer=request.payer,
        visit=request.visit,
        referral=tx.seal(request.referral) if request.referral else None,
        made_at=tx.at,
        changed_at=tx.at,
    )
    return _booking(tx, tx.run(BY_TICKET, booker=tx.person, of_ticket=ticket).first())


def mine(tx: Tx, today: date) -> list[Booking]:
    """List the bookings that this phone made and that still lie ahead, the nearest first."""
    return [_booking(tx, row) for row in tx.run(MINE, booker=tx.person, from_day=today.isoformat())]


def find(tx: Tx, ticket: str) -> Booking | None:
    """Find a booking by its ticket; None as well when another phone made it."""
    row = tx.run(BY_TICKET, booker=tx.person, of_ticket=ticket).first()
    return _booking(tx, row) if row else None


def cancel(tx: Tx, ticket: str, today: date) -> Booking | None:
    """Cancel a booking of this phone and free its place; None if none lies ahead."""
    found = find(tx, ticket)
    if found is None or found.day < today:
        return None
    if found.state == "cancelled":
        return found
    tx.run(CANCEL, booker=tx.person, of_ticket=ticket, at=tx.at)
    if found.state == "booked":
        quota.give_back(tx, found.clinic, found.day)
    return found._replace(state="cancelled")


def tidy(tx: Tx) -> bool:
    """Erase what names the patients of visits long past; there is never more than one bite of them."""
    tx.run(ERASE, before_day=(tx.now.astimezone(WIB).date() - KEPT).isoformat())
    return False


def _booking(tx: Tx, row: Any) -> Booking:  # noqa: ANN401 - a row of the columns above
    day = date.fromisoformat(row.day)
    places = quota.standing(tx, row.clinic, [day])[0].places
    return Booking(row.ticket, row.clinic, day, row.number, row.state, row.payer, row.visit, places)
