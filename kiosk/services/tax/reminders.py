"""Reminders before the due day, for those who asked: each said once, none after STOP, none of what is paid.

Everybody is looked at once a day, in the hours of the terms. What is said and that it was said is one
transaction, so that nothing is said twice, whatever breaks.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk import dates
from kiosk.clock import WIB
from kiosk.services.tax import bills
from kiosk.services.tax.fee import rupiah
from kiosk.services.tax.nop import masked
from kiosk.services.tax.schema import reminded, reminder
from kiosk.services.tax.terms import terms
from kiosk.store.schema import person

if TYPE_CHECKING:
    from kiosk.services.tax.bills import Bill
    from kiosk.transaction import Tx

BITE = 50
KEPT = 400 * 86_400.0  # seconds for which it is known what was said
_r, _d = reminder.c, reminded.c
_mine = sa.and_(_r.person == bindparam("who"), _r.nop == bindparam("which"))
_columns = ("person", "nop", "number", "language", "at", "looked")
_add = insert(reminder).values({each: bindparam(each) for each in _columns})
ADD = _add.on_conflict_do_update(
    index_elements=["person", "nop"], set_={each: _add.excluded[each] for each in ("number", "language")}
)
WANTED = sa.select(_r.at).where(_mine)
END = sa.delete(reminder).where(_mine)
DUE = sa.select(reminder).where(_r.looked < bindparam("today")).order_by(_r.looked).limit(BITE)
LOOKED = sa.update(reminder).where(_mine).values(looked=bindparam("today"))
_said = ("person", "nop", "year", "days", "at")
SAID = insert(reminded).values({each: bindparam(each) for each in _said}).on_conflict_do_nothing()
FORGET = sa.delete(reminded).where(_d.at < bindparam("before"))
NEWS = sa.select(person.c.news).where(person.c.person == bindparam("who"))


def offer(tx: "Tx", nop: str, after: float) -> None:
    """Ask whoever has seen a bill whether they want to be reminded: once for a NOP, and not after STOP."""
    if not tx.number or not terms().remind or wanted(tx, nop):
        return
    if tx.run(NEWS, who=tx.person).value() != 0:
        shown = {"nop": (nop, masked(nop))}
        once = f"pbb.ingatkan {tx.person.hex()} {nop}"
        tx.ask("pbb.ingatkan", shown, once=once, after=after)


def wanted(tx: "Tx", nop: str) -> bool:
    """Tell whether the resident is reminded of a NOP."""
    return tx.run(WANTED, who=tx.person, which=int(nop)).first() is not None


def begin(tx: "Tx", nop: str, language: str) -> None:
    """Remind the resident from now on; of what lies behind already nothing is said."""
    today = tx.now.astimezone(WIB).date()
    tx.run(
        ADD, person=tx.person, nop=int(nop), number=tx.seal(tx.number), language=language, at=tx.at,
        looked=today.isoformat(),
    )  # fmt: skip
    year, due, _ = _coming(tx, nop, today)
    for days in terms().remind:
        if (due - today).days <= days:
            tx.run(SAID, person=tx.person, nop=int(nop), year=year, days=days, at=tx.at)


def end(tx: "Tx", nop: str) -> None:
    """Remind the resident no more."""
    tx.run(END, who=tx.person, which=int(nop))


def attend(tx: "Tx") -> bool:
    """Say what is due today; True when there may be more."""
    now = tx.now.astimezone(WIB)
    opens, closes = terms().remind_hours
    if not opens <= now.time() < closes:
        return False
    rows = list(tx.run(DUE, today=now.date().isoformat()))
    for row in rows:
        _look(tx, row, now.date())
        tx.run(LOOKED, who=row.person, which=row.nop, today=now.date().isoformat())
    return len(rows) == BITE


def tidy(tx: "Tx") -> None:
    """Forget what was said long ago."""
    tx.run(FORGET, before=tx.at - KEPT)


def _look(tx: "Tx", row: Any, today: date) -> None:  # noqa: ANN401 - a row of the table
    nop = f"{row.nop:018d}"
    year, due, found = _coming(tx, nop, today)
    left = (due - today).days
    days = min((each for each in terms().remind if left <= each), default=None)
    if left < 0 or days is None or (found is not None and (found.paid or not found.amount)):
        return
    if not tx.run(SAID, person=row.person, nop=row.nop, year=year, days=days, at=tx.at).changed:
        return
    language = row.language
    given = {
        "nop": masked(bills.newer(tx, nop) or nop),
        "tahun": str(year),
        "tempo": dates.day(due, language),
    }
    if found is not None:
        at = bills.look_up(tx, nop)
        assert at is not None
        given |= {"jumlah": rupiah(found.amount, language), "data": dates.stamp(at.data_at, language)}
    screen = "pbb.kabar_jatuh_tempo" if found is not None else "pbb.kabar_jatuh_tempo_saja"
    mine = tx.about(tx.open(row.number))
    mine.tell(screen, {name: (said, said) for name, said in given.items()}, language=language, kind="follow")


def _coming(tx: "Tx", nop: str, today: date) -> "tuple[int, date, Bill | None]":
    """Give year, due day and bill of what is due next; no bill where none of that year is known."""
    account = bills.look_up(tx, nop)
    ahead = [each for each in account.bills if each.due >= today] if account else []
    if ahead:
        return ahead[-1].year, ahead[-1].due, ahead[-1]
    year = today.year if terms().due_day(today.year) >= today else today.year + 1
    if account and account.latest.year >= year:  # that year's is known, and was due earlier
        year = account.latest.year + 1
    return year, terms().due_day(year), None
