"""Bookings: made once, moved, cancelled by the phone that made them; who waits gets what becomes free.

Every function runs in the caller's transaction, so that a booking, its place, the errands to the hospital
and what residents are told stand or fall together.
"""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, case, insert, select, update

from kiosk import guard
from kiosk.clock import WIB
from kiosk.services import asking, callbacks
from kiosk.services.hospital import exchange, news, places
from kiosk.services.hospital.clinics import clinics
from kiosk.services.hospital.connector import Patient
from kiosk.services.hospital.places import Place
from kiosk.services.hospital.schema import booking
from kiosk.services.hospital.values import Already, Booking, Full, Nameless, Request, State
from kiosk.store import people
from kiosk.transaction import Tx

KEPT = timedelta(days=30)  # after the visit; then what names the patient is erased, as the resident was told
BITE = 100  # bookings in one transaction

_c = booking.c
_ROWS = select(booking)
_mine = _c.person == bindparam("booker")
_live = _c.state.in_(("booked", "pending", "waiting"))
_of = _c.ticket == bindparam("of_ticket")
SAME = _ROWS.where(
    _c.patient == bindparam("whom"), _c.clinic == bindparam("at_clinic"), _c.day == bindparam("on_day"), _live
)
MINE = _ROWS.where(_mine, _c.day >= bindparam("from_day"), _live).order_by(_c.day, _c.made_at, _c.ticket)
BY_TICKET = _ROWS.where(_of)
WAITING = _ROWS.where(
    _c.clinic == bindparam("at_clinic"), _c.day == bindparam("on_day"), _c.state.in_(("pending", "waiting"))
).order_by(case((_c.state == "pending", 0), else_=1), _c.made_at, _c.ticket)
OVER = _ROWS.where(_c.day <= bindparam("last_day"), _c.state.in_(("pending", "waiting"))).limit(BITE)
LATE = _ROWS.where(_c.state == "pending", _c.due <= bindparam("now")).limit(BITE)
ADD = insert(booking)
PLACE = ("state", "doctor", "day", "number", "queue", "serves_at", "due", "edition")
CHANGE = (
    update(booking)
    .where(_of)
    .values({**{name: bindparam(f"{name}_") for name in PLACE}, "changed_at": bindparam("at")})
)
STATE = update(booking).where(_of).values(state=bindparam("state_"), due=None, changed_at=bindparam("at"))
ANSWERED = update(booking).where(_of).values(due=None)
CONFIRM = update(booking).where(_of).values(confirmed_at=bindparam("at"))
CLOSE = update(booking).where(_c.day < bindparam("today"), _c.state == "booked").values(state="closed")
ERASE = (
    update(booking)
    .where(_c.day < bindparam("before_day"), _c.identity.is_not(None))
    .values(patient=None, identity=None, referral=None, phone=None)
)


def book(tx: Tx, request: Request) -> Booking | Already | Full | Nameless:
    """Book, and give the booking with its place; pending where none is certain, waiting if that is asked."""
    patient = tx.blind(f"{request.kind}:{request.number}")
    person = tx.person if tx.number or not request.phone else tx.blind(guard.e164(request.phone))
    same = tx.run(SAME, whom=patient, at_clinic=request.clinic, on_day=request.day.isoformat()).first()
    if same:
        return Already(_booking(tx, same), same.person == person)
    day = places.standing(tx, request.clinic, [request.day], request.doctor)[0]
    if not day.sure:
        if day.full and not request.waits:
            return Full(request.clinic, request.day)
        if not (tx.number or request.phone):
            return Nameless(request.clinic, request.day)
    ticket = tx.ticket()
    held = places.take(tx, request.clinic, request.day, ticket, request.doctor)
    state: State = "booked" if held else "waiting" if day.full else "pending"
    _add(tx, request, ticket, held, state, person, patient)
    made = look_up(tx, ticket)
    assert made is not None
    if held:
        _settle(tx, made)
    else:
        exchange.loan(tx)
    return made


def _add(
    tx: Tx, request: Request, ticket: str, held: Place | None, state: State, person: bytes, patient: bytes
) -> None:
    phone = tx.number or request.phone
    if phone and not tx.number:
        people.meet(tx.about(guard.e164(phone)))  # so that they can be asked on the day before
    tx.run(
        ADD,
        ticket=ticket,
        clinic=request.clinic,
        wish=request.doctor,
        day=request.day.isoformat(),
        state=state,
        due=news.deadline(tx, request.day).timestamp() if state == "pending" else None,
        edition=0,
        person=person,
        phone=tx.seal(phone) if phone else None,
        patient=patient,
        identity=tx.seal(request.number),
        kind=request.kind,
        payer=request.payer,
        visit=request.visit,
        referral=tx.seal(request.referral) if request.referral else None,
        made_at=tx.at,
        changed_at=tx.at,
        doctor=held.doctor if held else "",
        number=held.number if held else None,
        queue=held.queue if held else None,
        serves_at=held.serves_at if held else None,
    )


def mine(tx: Tx, today: date) -> list[Booking]:
    """List the bookings that this phone made and that still lie ahead, the nearest first."""
    return [_booking(tx, row) for row in tx.run(MINE, booker=tx.person, from_day=today.isoformat())]


def find(tx: Tx, ticket: str) -> Booking | None:
    """Find a booking of this phone by its ticket."""
    row = tx.run(BY_TICKET, of_ticket=ticket).first()
    return _booking(tx, row) if row and row.person == tx.person else None


def look_up(tx: Tx, ticket: str) -> Booking | None:
    """Find a booking by its ticket, whoever made it."""
    row = tx.run(BY_TICKET, of_ticket=ticket).first()
    return _booking(tx, row) if row else None


def cancel(tx: Tx, ticket: str, today: date) -> Booking | None:
    """Cancel a booking of this phone: who waits gets its place; None if none lies ahead."""
    found = find(tx, ticket)
    if found is None or found.day < today or found.state in ("closed", "missed"):
        return None
    if found.state != "cancelled":
        tx.run(STATE, of_ticket=ticket, state_="cancelled", at=tx.at)
        callbacks.settle(tx, news.UNSURE, ticket)
        _leave(tx, found)
    return found._replace(state="cancelled")


def move(tx: Tx, ticket: str, day: date) -> Booking | Already | Full | None:
    """Move a booking of this phone to another day where a place is certain; None if none lies ahead."""
    found = find(tx, ticket)
    if found is None or found.state not in ("booked", "pending", "waiting"):
        return None
    row = tx.run(BY_TICKET, of_ticket=ticket).first()
    same = tx.run(SAME, whom=row.patient, at_clinic=found.clinic, on_day=day.isoformat()).first()
    if same:
        return Already(_booking(tx, same), same.person == tx.person)
    held = places.take(tx, found.clinic, day, ticket, found.wish)
    if held is None:
        return Full(found.clinic, day)
    _hold(tx, found, held, found.edition + 1)
    _leave(tx, found)
    moved = find(tx, ticket)
    assert moved is not None
    _settle(tx, moved)
    return moved


def promote(tx: Tx, clinic: str, day: date) -> None:
    """Give free places to those who wait for one, the promised first, and tell them."""
    for row in tx.run(WAITING, at_clinic=clinic, on_day=day.isoformat()):
        held = places.take(tx, clinic, day, row.ticket, row.wish)
        if held is None:
            continue
        found = _booking(tx, row)
        _hold(tx, found, held, found.edition)
        made = found._replace(state="booked", **{k: v for k, v in held._asdict().items() if k != "clinic"})
        _settle(tx, made)
        news.tell(tx, made, row.phone, "kabar_terdaftar")


def confirmed(tx: Tx, ticket: str) -> None:
    """Note that the hospital knows of a booking."""
    tx.run(CONFIRM, of_ticket=ticket, at=tx.at)


def full(tx: Tx, clinic: str, day: date) -> None:
    """Tell those to whom an answer is promised that the day is full: they wait for what becomes free."""
    for row in tx.run(WAITING, at_clinic=clinic, on_day=day.isoformat()):
        if row.state == "pending" and places.standing(tx, clinic, [day], row.wish)[0].full:
            tx.run(STATE, of_ticket=row.ticket, state_="waiting", at=tx.at)
            callbacks.settle(tx, news.UNSURE, row.ticket)
            news.tell(tx, _booking(tx, row), row.phone, "kabar_penuh")


def given(tx: Tx, ticket: str, number: int, at: datetime) -> Booking | None:
    """Take down the number that the hospital gave by telephone for a booking that is not certain.

    *at* is when it is served. None where no such booking waits, or somebody else has that number.
    """
    row = tx.run(BY_TICKET, of_ticket=ticket).first()
    if row is None or row.state not in ("pending", "waiting"):
        return None
    found = _booking(tx, row)
    clinic = clinics()[found.clinic]
    held = Place(found.clinic, found.wish, found.day, number, clinic.queue(number), at.timestamp())
    if not places.keep(tx, held, ticket):
        return None
    _hold(tx, found, held, found.edition)
    made = look_up(tx, ticket)
    assert made is not None
    _settle(tx, made)
    news.tell(tx, made, row.phone, "kabar_terdaftar")
    return made


def attend(tx: Tx) -> bool:
    """Close what is over, and tell those whose answer is late; True when there may be more."""
    now = tx.now.astimezone(WIB)
    tx.run(CLOSE, today=now.date().isoformat())
    over = list(tx.run(OVER, last_day=clinics().over(now).isoformat()))
    for row in over:
        tx.run(STATE, of_ticket=row.ticket, state_="missed", at=tx.at)
        callbacks.settle(tx, news.UNSURE, row.ticket)
        news.tell(tx, _booking(tx, row), row.phone, "kabar_habis")
    late = list(tx.run(LATE, now=tx.at))
    for row in late:
        tx.run(ANSWERED, of_ticket=row.ticket)
        news.tell(tx, _booking(tx, row), row.phone, "kabar_terlambat")
    return len(over) == BITE or len(late) == BITE


def tidy(tx: Tx) -> bool:
    """Erase what names the patients of visits long past; there is never more than one bite of them."""
    tx.run(ERASE, before_day=(tx.now.astimezone(WIB).date() - KEPT).isoformat())
    return False


def _hold(tx: Tx, found: Booking, held: Place, edition: int) -> None:
    tx.run(
        CHANGE,
        of_ticket=found.ticket,
        state_="booked",
        doctor_=held.doctor,
        day_=held.day.isoformat(),
        number_=held.number,
        queue_=held.queue,
        serves_at_=held.serves_at,
        due_=None,
        edition_=edition,
        at=tx.at,
    )


def _settle(tx: Tx, made: Booking) -> None:
    """Do what follows from a place: the hospital hears of it, the resident is asked what is to be asked."""
    row = tx.run(BY_TICKET, of_ticket=made.ticket).first()
    phone = tx.open(row.phone) if row.phone else ""
    number = tx.open(row.identity) if row.identity else ""
    referral = tx.open(row.referral) if row.referral else ""
    exchange.report(tx, made, Patient(made.code, made.payer, row.kind, number, phone, made.visit, referral))
    callbacks.settle(tx, news.UNSURE, made.ticket)
    news.remind(tx, made, row.person)
    if phone:
        asking.after_success(tx.about(phone))


def _leave(tx: Tx, found: Booking) -> None:
    """Give the place of a booking back: the hospital hears of it, and who waits gets it."""
    if found.place is not None:
        news.forget(tx, found)
        exchange.withdraw(tx, found, "Dibatalkan pasien")
        places.give_back(tx, found.place, found.ticket)
        promote(tx, found.clinic, found.day)


def _booking(tx: Tx, row: Any) -> Booking:  # noqa: ANN401 - a row of the table
    return Booking(
        row.ticket,
        row.clinic,
        row.wish,
        row.doctor,
        date.fromisoformat(row.day),
        row.number,
        row.queue or (clinics()[row.clinic].queue(row.number) if row.number is not None else ""),
        row.serves_at,
        row.state,
        row.payer,
        row.visit,
        row.edition,
        tx.open(row.identity)[-4:] if row.identity else "",
    )
