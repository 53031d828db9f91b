"""When the officer is written to: a modem is gone, credit runs low, and each working morning.

The phone is left in peace at night. A message about a modem goes out by another one where there is one.
"""

from datetime import datetime, time
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk import dates, notices
from kiosk.cases.lifecycle import OPEN
from kiosk.cases.schema import case
from kiosk.clock import WIB
from kiosk.guard import e164
from kiosk.health import WEAK_DBM
from kiosk.questions import MODEM_GONE
from kiosk.services.hospital.schema import booking
from kiosk.store import outbox, people, remembered, schema

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.health import ModemState
    from kiosk.transaction import Tx

AWAKE = time(6, 0), time(21, 0)
DIGEST = time(7, 45)
DIGEST_ENDS = time(12, 0)  # a kiosk that starts in the afternoon has no morning to sum up
GONE = 60.0  # seconds that a modem is away before somebody is asked to walk there
HOURS = 6 * 3600.0  # that such a message is of use
DAY = 86_400.0

_case, _ask, _call = case.c, schema.question.c, schema.call_back.c
NEW = sa.select(sa.func.count()).where(_case.at > bindparam("since"))
DUE = (  # and what was late since the last time: residents were told that it is taken up
    sa.select(_case.ticket)
    .where(
        _case.state.in_(OPEN),
        sa.or_(
            _case.due <= bindparam("today"),
            sa.and_(_case.late > 0, _case.changed_at > bindparam("since")),
        ),
    )
    .order_by(_case.due, _case.ticket)
)
CALLS = sa.select(sa.func.count()).where(_call.done_at.is_(None))
COMING = sa.select(sa.func.count()).where(booking.c.day == bindparam("today"), booking.c.state == "booked")
WAITING = sa.select(sa.func.count()).where(
    schema.outbox.c.state == "queued", schema.outbox.c.expires_at > bindparam("now")
)
_told = sa.and_(
    _ask.person == bindparam("who"), _ask.screen == MODEM_GONE, _ask.state.in_(("waiting", "asked"))
)
TOLD = sa.select(_ask.outbox).where(_told, _ask.outbox.is_not(None))
BACK = (
    sa.update(schema.question)
    .where(_told)
    .values(state=sa.case((_ask.state == "asked", "left"), else_="expired"))
)


def tell(kiosk: "Kiosk", officer: str) -> None:
    """Write to the *officer* what is new and needs them; called every minute. Raises StoreError."""
    if officer:
        kiosk.write(lambda tx: _tell(kiosk, tx.about(e164(officer), kiosk.number)))


def _tell(kiosk: "Kiosk", tx: "Tx") -> None:
    now = tx.now.astimezone(WIB)
    if not AWAKE[0] <= now.time() < AWAKE[1]:
        return
    states = dict(kiosk.modems)
    gone = {name: state for name, state in states.items() if _is_gone(state, tx.at)}
    if not gone:
        _take_back(tx)
    elif any(state.state == "ready" for state in states.values()):
        for name, state in gone.items():
            _modem_gone(kiosk, tx, name, state)
    for name, state in states.items():
        _low_credit(kiosk, tx, name, state)
    _morning(kiosk, tx, now, list(states.values()))


def _take_back(tx: "Tx") -> None:
    """Leave unsaid that a modem is gone: it is back."""
    for row in tx.run(TOLD, who=tx.person):
        outbox.finish(tx, row.outbox, "expired", "ditarik: modem kembali")
        people.close(tx, tx.person)
    tx.run(BACK, who=tx.person)


def _is_gone(state: "ModemState", now: float) -> bool:
    return state.state == "missing" and now - state.since >= GONE


def _modem_gone(kiosk: "Kiosk", tx: "Tx", name: str, state: "ModemState") -> None:
    language = people.meet(tx) or "id"
    since = dates.clock(datetime.fromtimestamp(state.since, WIB).time(), language)
    waiting = str(tx.run(WAITING, now=tx.at).value())
    told = {"nomor_kios": kiosk.number, "sejak": since, "menunggu": waiting}
    tx.ask(
        MODEM_GONE,
        {key: (value, value) for key, value in told.items()},
        once=f"{MODEM_GONE} {name} {state.since:.0f}",
        until=tx.at + HOURS,
    )


def _low_credit(kiosk: "Kiosk", tx: "Tx", name: str, state: "ModemState") -> None:
    """Tell it once a day for each card, and again when it gets worse."""
    card, today = state.card, f"{tx.now.astimezone(WIB):%Y-%m-%d}"
    if card is None or card.level == "good" or card.amount is None:
        return
    fact, now = f"told of credit {state.imei}", f"{today} {2 - min(card.upto, 2)}"
    before = remembered.read(tx, fact)
    if before[:10] == today and before >= now:
        return
    remembered.write(tx, fact, now)
    other = next(
        (
            one.imei
            for place, one in kiosk.modems.items()
            if place != name and one.state == "ready" and (one.card is None or one.card.upto > card.upto)
        ),
        "",
    )
    text = notices.low_credit(kiosk.number, card, state.number, people.meet(tx) or "id")
    outbox.put(tx, text, kind="status", priority=0, via=other, expires_at=tx.at + DAY)


def _morning(kiosk: "Kiosk", tx: "Tx", now: datetime, states: "list[ModemState]") -> None:
    today = now.date()
    if not DIGEST <= now.time() < DIGEST_ENDS or not dates.works(today):
        return
    before = remembered.read(tx, "told of the morning")
    if before and datetime.fromtimestamp(float(before), WIB).date() == today:
        return
    remembered.write(tx, "told of the morning", str(tx.at))
    since = float(before or tx.at - DAY)
    there = [state for state in states if state.state != "missing"]
    weak = any(state.signal is not None and state.signal < WEAK_DBM for state in there)
    morning = notices.Digest(
        today,
        int(tx.run(NEW, since=since).value()),
        [row.ticket for row in tx.run(DUE, today=today.isoformat(), since=since)],
        int(tx.run(CALLS).value()),
        int(tx.run(COMING, today=today.isoformat()).value()),
        weak if there else None,
        [state.card.amount if state.card else None for state in states],
    )
    ends = now.replace(hour=17, minute=0, second=0, microsecond=0).timestamp()
    text = notices.digest(kiosk.number, morning, people.meet(tx) or "id")
    outbox.put(tx, text, kind="status", expires_at=ends)
