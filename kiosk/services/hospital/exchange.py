"""What the hospital is asked and told: errands, each written in the transaction of what it is about."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk.agency.errands import Errands
from kiosk.clock import WIB
from kiosk.services.hospital import connector, places
from kiosk.services.hospital.clinics import Session, clinics
from kiosk.services.hospital.connector import Patient
from kiosk.store.schema import counter
from kiosk.transaction import Tx

if TYPE_CHECKING:
    from kiosk.services.hospital.values import Booking

RSU = Errands("rsu", "RSU")
LOAN, TAKE, CANCEL = "sewaantrean", "ambilantrean", "batalantrean"
ORDER = "rsu sewa"  # the counter of loans
PATIENCE = timedelta(days=1)  # a loan that nobody answered for so long is asked for anew
CAUGHT_UP = sa.update(counter).where(counter.c.name == ORDER).values(value=bindparam("order"))


def loan(tx: Tx) -> None:
    """Ask the hospital for places, and give back those that are over: once, however often it is asked."""
    RSU.send(tx, LOAN, {}, once=LOAN, until=tx.at + PATIENCE.total_seconds())


def report(tx: Tx, made: "Booking", patient: Patient) -> None:
    """Tell the hospital who has a place that it has lent."""
    assert made.number is not None
    request = connector.take_request(session_of(made), polis(), made.number, patient)
    RSU.send(tx, TAKE, request, until=_end(made.day), once=f"{TAKE} {made.code}")


def withdraw(tx: Tx, made: "Booking", why: str) -> None:
    """Tell the hospital that somebody does not come; who they are it need not hear any more."""
    RSU.withdraw(tx, f"{TAKE} {made.code}")
    RSU.send(tx, CANCEL, {"kodebooking": made.code, "keterangan": why}, until=_end(made.day))


def session_of(made: "Booking") -> Session:
    """Give the hours that a booking is in; those of the clinic where the table has changed since."""
    clinic = clinics()[made.clinic]
    found = next((each for each in clinic.sessions(made.day) if each.doctor == made.doctor), None)
    return found or Session(clinic.code, made.doctor, made.day, clinic.hours, clinic.places, clinic.letter)


def polis() -> dict[str, str]:
    """Give the hospital's own codes of the clinics."""
    return {code: clinic.poli for code, clinic in clinics().all.items()}


@RSU.compose(LOAN)
def compose(tx: Tx, request: Mapping[str, Any]) -> dict[str, Any]:
    """Tell how things stand now: what we have of each doctor's day, and what we would like."""
    now, table = tx.now.astimezone(WIB), clinics()
    places.tidy(tx, now.date())
    have = places.have(tx, now.date())
    sessions = {(each.clinic, each.doctor, each.day): (each, True) for each in table.sessions(now)}
    for day in (now.date(), now.date() + timedelta(days=1)):
        for clinic in table.all.values():
            for each in clinic.sessions(day):
                sessions.setdefault((each.clinic, each.doctor, each.day), (each, False))
    waiting = {code: places.waiting(tx, code, _days(sessions, code)) for code in table.all}
    rows = []
    for each, wanted in sessions.values():
        ours = have.get((each.clinic, each.doctor, each.day.isoformat()), {})
        free = sum(not held for held in ours.values())
        more = max(0, table.lease + waiting[each.clinic].get(each.day, 0) - free) if wanted else 0
        rows.append((each, ours, more))  # of a day that is over as well: so it goes back
    return connector.loan_request(tx.count(ORDER), tx.kiosk, rows, polis())


def caught_up(tx: Tx, order: int) -> None:
    """Go on counting where the hospital has got to: these data were restored from an older copy."""
    tx.run(CAUGHT_UP, order=order)


def _days(sessions: Mapping[tuple[str, str, date], object], code: str) -> list[date]:
    return [day for clinic, _, day in sessions if clinic == code]


def _end(day: date) -> float:
    return datetime.combine(day + timedelta(days=1), time(), WIB).timestamp()
