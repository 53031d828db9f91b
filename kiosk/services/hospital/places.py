"""Places that the hospital has lent to this kiosk: a row each, held by one booking or by nobody.

A place is a queue number, so that what is oversold would be two holders of one row: there is one column for
the holder. Everything runs in the caller's transaction.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.services.hospital.clinics import clinics
from kiosk.services.hospital.connector import Loan
from kiosk.services.hospital.schema import booking, place, session
from kiosk.transaction import Tx


class Place(NamedTuple):
    """A queue number and when it is served (Unix seconds)."""

    clinic: str
    doctor: str
    day: date
    number: int
    queue: str
    serves_at: float


class Standing(NamedTuple):
    """How a day stands: `sure` places are free and ours to give, the first of them served at `first`.

    `left` is all that is left there, None where the hospital's own figure is old or missing; `data_at` is
    when it was told.
    """

    day: date
    sure: int
    left: int | None
    first: float | None
    data_at: float | None

    @property
    def full(self) -> bool:
        """Whether it is known that nothing is left."""
        return self.left == 0 and not self.sure


_p, _s, _b = place.c, session.c, booking.c
_rowid: sa.ColumnClause[int] = sa.literal_column("rowid")
_wished = sa.or_(_p.doctor == bindparam("by"), bindparam("by") == "")
_free = (_p.ticket.is_(None), _p.until > bindparam("now"))
_row = (_p.clinic == bindparam("at"), _p.doctor == bindparam("by"), _p.day == bindparam("on"))
_one = (
    sa.select(_rowid)
    .select_from(place)
    .where(_p.clinic == bindparam("at"), _p.day == bindparam("on"), _wished, *_free)
    .order_by(_p.serves_at, _p.number)
    .limit(1)
    .scalar_subquery()
)
TAKE = (
    sa.update(place)
    .where(_rowid == _one)
    .values(ticket=bindparam("holder"))
    .returning(_p.clinic, _p.doctor, _p.day, _p.number, _p.queue, _p.serves_at)
)
GIVE_BACK = (
    sa.update(place)
    .where(*_row, _p.number == bindparam("which"), _p.ticket == bindparam("holder"))
    .values(ticket=None)
)
_span = (_p.clinic == bindparam("at"), _p.day >= bindparam("first"), _p.day <= bindparam("last"))
FREE = (
    sa.select(_p.day, sa.func.count().label("rows"), sa.func.min(_p.serves_at).label("first"))
    .where(*_span, _wished, *_free)
    .group_by(_p.day)
)
SAID = (
    sa.select(
        _s.day,
        sa.func.sum(_s.left).label("left"),
        sa.func.min(_s.data_at).label("data_at"),
        sa.func.count().label("rows"),
    )
    .where(
        _s.clinic == bindparam("at"),
        _s.day >= bindparam("first"),
        _s.day <= bindparam("last"),
        sa.or_(_s.doctor == bindparam("by"), bindparam("by") == ""),
    )
    .group_by(_s.day)
)
WAIT = (
    sa.select(_b.day, sa.func.count().label("rows"))
    .where(
        _b.clinic == bindparam("at"),
        _b.day >= bindparam("first"),
        _b.day <= bindparam("last"),
        _b.state.in_(("pending", "waiting")),
    )
    .group_by(_b.day)
)
_said = insert(session).values({name: bindparam(name) for name in session.c.keys()})  # noqa: SIM118 - columns
SAY = _said.on_conflict_do_update(
    index_elements=["clinic", "doctor", "day"],
    set_={name: _said.excluded[name] for name in ("places", "left", "data_at")},
)
_COLUMNS = ("clinic", "doctor", "day", "number", "queue", "serves_at", "until", "ticket")
_lend = insert(place).values({name: bindparam(name) for name in _COLUMNS})
LEND = _lend.on_conflict_do_update(
    index_elements=["clinic", "doctor", "day", "number"], set_={"until": _lend.excluded.until}
)
HAVE = sa.select(_p.clinic, _p.doctor, _p.day, _p.number, _p.ticket).where(_p.day >= bindparam("today"))
RETURN = sa.delete(place).where(_p.ticket.is_(None), _p.until <= bindparam("now"))
PAST = sa.delete(place).where(_p.day < bindparam("today"))
FORGET = sa.delete(session).where(_s.day < bindparam("today"))
HOLDER = sa.select(_p.ticket).where(*_row, _p.number == bindparam("which"))


def take(tx: Tx, clinic: str, day: date, holder: str, doctor: str = "") -> Place | None:
    """Take the first free place of a day for a booking; None when none is ours to give."""
    row = tx.run(TAKE, at=clinic, on=day.isoformat(), by=doctor, holder=holder, now=tx.at).first()
    return Place(row.clinic, row.doctor, day, row.number, row.queue, row.serves_at) if row else None


def give_back(tx: Tx, held: Place, holder: str) -> None:
    """Give a place back that *holder* has; somebody else's stays theirs."""
    tx.run(
        GIVE_BACK,
        at=held.clinic,
        by=held.doctor,
        on=held.day.isoformat(),
        which=held.number,
        holder=holder,
    )


def standing(tx: Tx, clinic: str, days: Sequence[date], doctor: str = "") -> list[Standing]:
    """Tell how each of these days stands, in their order; writes nothing."""
    if not days:
        return []
    span = {"at": clinic, "first": min(days).isoformat(), "last": max(days).isoformat()}
    free = {row.day: row for row in tx.run(FREE, **span, by=doctor, now=tx.at)}
    said = {row.day: row for row in tx.run(SAID, **span, by=doctor)}
    wait = {row.day: row.rows for row in tx.run(WAIT, **span)}
    table, found = clinics(), []
    oldest = tx.at - table.fresh.total_seconds()
    for day in days:
        key = day.isoformat()
        sure, word = free.get(key), said.get(key)
        ours = sure.rows if sure else 0
        wanted = table[clinic].serving(day, doctor)
        left = ours or None
        if word is not None and word.rows >= wanted and word.data_at >= oldest:  # it is fresh
            left = ours + max(0, word.left - wait.get(key, 0))
        found.append(Standing(day, ours, left, sure.first if sure else None, word.data_at if word else None))
    return found


def lend(tx: Tx, loan: Loan) -> None:
    """Write down what the hospital lends and says; raises nothing: the loan was read strictly."""
    key = {"clinic": loan.clinic, "doctor": loan.doctor, "day": loan.day.isoformat()}
    tx.run(SAY, **key, places=loan.places, left=loan.left, data_at=tx.at)
    for each in loan.lent:
        tx.run(LEND, **key, **each._asdict(), until=loan.until, ticket=None)


def keep(tx: Tx, held: Place, holder: str) -> bool:
    """Hold a place that the hospital named in another way (by telephone); False when somebody has it."""
    key = {"clinic": held.clinic, "doctor": held.doctor, "day": held.day.isoformat()}
    tx.run(
        LEND,
        **key,
        number=held.number,
        queue=held.queue,
        serves_at=held.serves_at,
        until=tx.at,
        ticket=holder,
    )
    spot = {"at": held.clinic, "by": held.doctor, "on": key["day"], "which": held.number}
    if tx.run(HOLDER, **spot).value() is None:
        tx.run(HOLD, **spot, holder=holder)
    return bool(tx.run(HOLDER, **spot).value() == holder)


HOLD = sa.update(place).where(*_row, _p.number == bindparam("which")).values(ticket=bindparam("holder"))


def have(tx: Tx, today: date) -> dict[tuple[str, str, str], dict[int, bool]]:
    """Tell which numbers this kiosk has: for each clinic, doctor and day whether somebody holds them."""
    found: dict[tuple[str, str, str], dict[int, bool]] = {}
    for row in tx.run(HAVE, today=today.isoformat()):
        found.setdefault((row.clinic, row.doctor, row.day), {})[row.number] = row.ticket is not None
    return found


def tidy(tx: Tx, today: date) -> None:
    """Let go what is not ours any more: free places whose time is over, and all of days that are past."""
    tx.run(RETURN, now=tx.at)
    tx.run(PAST, today=today.isoformat())
    tx.run(FORGET, today=today.isoformat())


def waiting(tx: Tx, clinic: str, days: Iterable[date]) -> dict[date, int]:
    """Count who waits for a place, by day."""
    known = sorted(days)
    if not known:
        return {}
    rows = tx.run(WAIT, at=clinic, first=known[0].isoformat(), last=known[-1].isoformat())
    return {date.fromisoformat(row.day): row.rows for row in rows}
