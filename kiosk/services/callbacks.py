"""Requests to be called back: who asked, about what, and when the office will call."""

from collections.abc import Set
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, insert, select, update

from kiosk import dates
from kiosk.dates import Hours
from kiosk.store.schema import call_back
from kiosk.transaction import Tx

UNDO = timedelta(days=1)  # in which what an officer has done is shown and may be taken back
ENOUGH = timedelta(minutes=30)  # that must be left of the hours for a promise of today

OPEN = (
    select(call_back.c.reason)
    .where(
        call_back.c.person == bindparam("whose"),
        call_back.c.done_at.is_(None),
        call_back.c.reason.like(bindparam("about")),
    )
    .order_by(call_back.c.id)
)
WAITS = select(call_back.c.id).where(
    call_back.c.person == bindparam("whose"),
    call_back.c.done_at.is_(None),
    call_back.c.reason.like(bindparam("about")),
)
ADD = insert(call_back)
CALLED = (
    update(call_back)
    .where(call_back.c.id == bindparam("which"), call_back.c.done_at.is_(None))
    .values(done_at=bindparam("now"))
)
AGAIN = (
    update(call_back)
    .where(call_back.c.id == bindparam("which"), call_back.c.done_at > bindparam("since"))
    .values(done_at=None)
)
STANDS = select(call_back.c.id).where(call_back.c.reason == bindparam("about"), call_back.c.done_at.is_(None))
DONE = (
    update(call_back)
    .where(call_back.c.reason == bindparam("about"), call_back.c.done_at.is_(None))
    .values(done_at=bindparam("now"))
)


def ask(tx: Tx, about: str, ticket: str = "", phone: str = "") -> str:
    """Write down that somebody wants to be called *about* something; gives the request number.

    One open request for each thing is enough: asked again, its number is given again. *ticket* is the number
    of what it belongs to (a new one is drawn), *phone* where to call if the door tells none.
    """
    standing = tx.run(OPEN, whose=tx.person, about=f"{about} {ticket or '%'}").value()
    if standing:
        return str(standing).rpartition(" ")[2]
    ticket = ticket or tx.ticket()
    tx.run(
        ADD,
        at=tx.at,
        person=tx.person,
        number=tx.seal(tx.number or phone),
        channel=tx.channel,
        reason=f"{about} {ticket}",
    )
    return ticket


def asked(tx: Tx, about: str) -> bool:
    """Whether this resident asked to be called *about* that before, and nobody has called yet."""
    return tx.run(OPEN, whose=tx.person, about=f"{about} %").first() is not None


TODAY = {"id": "hari ini", "su": "dinten ieu", "en": "today"}
SPAN = {"id": "{day} pukul {span}", "su": "{day} tabuh {span}", "en": "{day}, {span}"}


def waits(tx: Tx, ticket: str) -> bool:
    """Whether a request of this resident with that number is still open."""
    return tx.run(WAITS, whose=tx.person, about=f"% {ticket}").first() is not None


def is_open(tx: Tx, about: str, ticket: str) -> bool:
    """Whether somebody still has to call *about* that ticket."""
    return tx.run(STANDS, about=f"{about} {ticket}").first() is not None


def settle(tx: Tx, about: str, ticket: str) -> None:
    """Note that nobody need call any more about *ticket*: it came right by itself."""
    tx.run(DONE, about=f"{about} {ticket}", now=tx.at)


def done(tx: Tx, which: int) -> bool:
    """Note that an officer has called; False when there is no such request, or it was done already."""
    return bool(tx.run(CALLED, which=which, now=tx.at).changed)


def again(tx: Tx, which: int) -> bool:
    """Take back that an officer has called; False when nobody has, or it was long ago."""
    return bool(tx.run(AGAIN, which=which, since=tx.at - UNDO.total_seconds()).changed)


def promise(now: datetime, open_hours: Hours, language: str = "id", closed: Set[date] = frozenset()) -> str:
    """Say when the office calls: today while it works long enough, else on its next working day.

    >>> promise(datetime(2026, 11, 24, 16, 0), Hours.parse("08.00-15.00"))
    'Rabu 25/11 pukul 08.00-15.00'
    """
    ends = datetime.combine(now.date(), open_hours.closes, now.tzinfo)
    if dates.works(now.date(), closed) and now + ENOUGH <= ends:
        day = TODAY.get(language, TODAY["id"])
    else:
        day = dates.day(next(dates.working_days(now.date(), closed)), language)
    span = dates.hours(open_hours, language)
    return SPAN.get(language, SPAN["id"]).format(day=day, span=span)
