"""What is done whether or not anybody comes: the exchange with the hospital, what time does to bookings."""

from collections.abc import Collection

import sqlalchemy as sa

from kiosk.agency import errands
from kiosk.services.hospital import answers, booking, exchange
from kiosk.services.hospital.centre import Centre
from kiosk.services.hospital.clinics import clinics
from kiosk.services.hospital.exchange import RSU
from kiosk.services.hospital.schema import place, session
from kiosk.transaction import Tx

LAST = sa.select(sa.func.max(session.c.data_at))
OVER = sa.select(sa.func.count()).where(place.c.ticket.is_(None), place.c.until <= sa.bindparam("now"))


def attend(tx: Tx, connected: Collection[str]) -> bool:
    """Do what is due; True when there may be more. Only a *connected* hospital is asked for places."""
    more = booking.attend(tx)
    told = tx.run(LAST).value()
    due = told is None or told + clinics().sync.total_seconds() <= tx.at
    if RSU.service in connected and (due or tx.run(OVER, now=tx.at).value()):
        exchange.loan(tx)
    return more


def seed(tx: Tx) -> None:
    """Lend the places that a simulated hospital lends, if none ever were; asks nobody and takes no time."""
    if tx.run(LAST).value() is not None:
        return
    request = exchange.compose(tx, {})
    answers.lent(tx, request, Centre(lambda: tx.now).lend(request))
    errands.heard(tx, RSU.service)
