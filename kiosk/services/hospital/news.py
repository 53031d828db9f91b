"""What residents hear of their bookings later, by SMS: a place, none, and the question of the day before."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from kiosk import dates
from kiosk.clock import WIB
from kiosk.services.hospital import wording
from kiosk.services.hospital.clinics import clinics
from kiosk.store.schema import person
from kiosk.transaction import Tx

if TYPE_CHECKING:
    from kiosk.services.hospital.values import Booking

Words = Mapping[str, Mapping[str, str]]
NOTHING: Words = {}
UNSURE = "rsu.belum_pasti"  # the call-back of a booking that is not certain
SPOKEN = select(person.c.language).where(person.c.person == bindparam("who"))


def tell(tx: Tx, made: "Booking", phone: bytes | None, screen: str, more: Words = NOTHING) -> None:
    """Say a screen of the book about a booking to whom it belongs; nobody hears of one without a number.

    *more* are further names: name -> language -> words.
    """
    if phone is None:
        return
    mine = tx.about(tx.open(phone))
    language = mine.run(SPOKEN, who=mine.person).value() or "id"
    known = wording.names(made, clinics(), language)
    known |= {name: words[language] for name, words in more.items()}
    mine.tell(f"rsu.{screen}", {name: (value, value) for name, value in known.items()}, language=language)


def remind(tx: Tx, made: "Booking", who: bytes) -> None:
    """Ask on the day before whether they come; not of bookings that are made on that day."""
    table, today = clinics(), tx.now.astimezone(WIB).date()
    before = made.day - timedelta(days=1)
    if today < before:
        tx.ask(
            "rsu.ingat",
            {"antre": (made.ticket, made.ticket)},
            person=who,
            once=_name(made),
            after=datetime.combine(before, table.confirm_from, WIB).timestamp(),
            until=datetime.combine(before, table.confirm_until, WIB).timestamp(),
        )


def forget(tx: Tx, made: "Booking") -> None:
    """Ask nothing about a place that was given back."""
    tx.take_back(_name(made))


def deadline(tx: Tx, day: date) -> datetime:
    """Tell by when there is an answer to who wants a place on *day*.

    A person answers today before the table's `answer_by`, else on the next working day: the office asks the
    hospital and calls the resident, so that a day counts when both work. After the last call there is none.
    """
    table, now = clinics(), tx.now.astimezone(WIB)
    closed = table.closed | tx.closed
    works_yet = dates.works(now.date(), closed) and now.time() < table.answer_by
    by = now.date() if works_yet else next(dates.working_days(now.date(), closed))
    last_call = datetime.combine(day - timedelta(days=1), table.last_call, now.tzinfo)
    return min(datetime.combine(by, table.answer_by, now.tzinfo), last_call)


def _name(made: "Booking") -> str:
    return f"rsu.ingat {made.code}"
