"""What the kiosk knows of an object: its bills by year, of when they are, and a newer number of it."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.clock import WIB
from kiosk.services.tax.schema import ASKED, bill, edition, renumbered, told
from kiosk.services.tax.terms import terms

if TYPE_CHECKING:
    from kiosk.transaction import Tx

KEPT = 30 * 86_400.0  # seconds for which an answer of Bapenda is kept that no import has
BITE = 200
PAID = "-"  # nobody said when

_b, _e, _r, _t = bill.c, edition.c, renumbered.c, told.c
_current = sa.select(_e.id).where(_e.kind == bindparam("kind"), _e.state == "current").scalar_subquery()
DATA = sa.select(_e.data_at).where(_e.kind == "bills", _e.state == "current")
_bills = sa.select(_b.year, _b.amount, _b.due, _b.paid, _b.name, _b.village)
FIND = _bills.where(_b.edition == _current, _b.nop == bindparam("which")).order_by(_b.year.desc())
TOLD = _bills.where(_b.edition == ASKED, _b.nop == bindparam("which")).order_by(_b.year.desc())
TOLD_AT = sa.select(_t.data_at).where(_t.nop == bindparam("which"))
NEWER = (
    sa.select(_r.new)
    .where(sa.or_(_r.edition == _current, _r.edition == ASKED), _r.old == bindparam("which"))
    .order_by(_r.edition.desc())
)
_replace = insert(renumbered).values(edition=ASKED, old=bindparam("old"), new=bindparam("new"))
REPLACE = _replace.on_conflict_do_update(
    index_elements=["edition", "old"], set_={"new": _replace.excluded["new"]}
)
FORGET = sa.delete(bill).where(_b.edition == ASKED, _b.nop == bindparam("which"))
FORGET_TOLD = sa.delete(told).where(_t.nop == bindparam("which"))
OLD_TOLD = sa.select(_t.nop).where(_t.at < bindparam("before")).limit(BITE)
NOTE = sa.insert(told)
COLUMNS = ("edition", "nop", "year", "amount", "due", "paid", "name", "village")
ADD = insert(bill).values({name: bindparam(name) for name in COLUMNS})


class Bill(NamedTuple):
    """One year's bill; `paid_on` is None where it is not paid, or nobody said when."""

    year: int
    amount: int
    due: date
    paid: bool
    paid_on: date | None = None

    def fee(self, today: date) -> int:
        """Give the late fee in rupiah, if it is paid *today*."""
        return 0 if self.paid else terms().fee(self.year, self.amount, self.due, today).rupiah


class Account(NamedTuple):
    """An object with its bills, the newest first, and of when these are."""

    nop: str
    name: str
    village: str
    bills: tuple[Bill, ...]
    data_at: datetime

    @property
    def latest(self) -> Bill:
        """The newest bill."""
        return self.bills[0]

    @property
    def arrears(self) -> tuple[Bill, ...]:
        """The unpaid bills of the years before, the newest first."""
        return tuple(each for each in self.bills[1:] if not each.paid and each.amount)

    @property
    def owed(self) -> tuple[Bill, ...]:
        """All unpaid bills, the newest first."""
        newest = (self.latest,) if not self.latest.paid and self.latest.amount else ()
        return newest + self.arrears


def find(tx: "Tx", nop: str) -> Account | None:
    """Find the bills of a NOP: those of the import, else what Bapenda told of it alone."""
    rows, at = tx.run(FIND, kind="bills", which=int(nop)), None
    if rows:
        at = data_at(tx)
    elif rows := tx.run(TOLD, which=int(nop)):
        at = tx.run(TOLD_AT, which=int(nop)).value()
    return None if at is None else _account(nop, rows, at)


def look_up(tx: "Tx", nop: str) -> Account | None:
    """Find the bills of an object under the number that it has now."""
    return find(tx, newer(tx, nop) or nop)


def replace(tx: "Tx", old: str, new: str) -> None:
    """Keep that Bapenda told of a new number."""
    tx.run(REPLACE, old=int(old), new=int(new))


def newer(tx: "Tx", nop: str) -> str | None:
    """Give the NOP that an old one was replaced by, however often it was."""
    found, seen = nop, {nop}
    while (row := tx.run(NEWER, kind="nops", which=int(found)).value()) is not None:
        found = f"{row:018d}"
        if found in seen:  # the table runs in a circle: then nothing is certain
            return None
        seen.add(found)
    return None if found == nop else found


def data_at(tx: "Tx") -> float | None:
    """Tell of when the import is; None when there is none."""
    found = tx.run(DATA).value()
    return None if found is None else float(found)


def keep(tx: "Tx", account: Account) -> None:
    """Keep what Bapenda told of one NOP, in place of what it told before."""
    nop = int(account.nop)
    _forget(tx, [nop])
    tx.run(NOTE, nop=nop, data_at=account.data_at.timestamp(), at=tx.at)
    for each in account.bills:
        tx.run(
            ADD,
            edition=ASKED,
            nop=nop,
            year=each.year,
            amount=each.amount,
            due=each.due.isoformat(),
            paid=(each.paid_on.isoformat() if each.paid_on else PAID) if each.paid else "",
            name=account.name,
            village=account.village,
        )


def forget_told(tx: "Tx") -> bool:
    """Forget what Bapenda told long ago; True when there may be more."""
    old = [row.nop for row in tx.run(OLD_TOLD, before=tx.at - KEPT)]
    _forget(tx, old)
    return len(old) == BITE


def _forget(tx: "Tx", nops: Iterable[int]) -> None:
    for nop in nops:
        tx.run(FORGET, which=nop)
        tx.run(FORGET_TOLD, which=nop)


def _account(nop: str, rows: list[Any], at: float) -> Account:
    return Account(
        nop, rows[0].name, rows[0].village, tuple(map(_bill, rows)), datetime.fromtimestamp(at, WIB)
    )


def _bill(row: Any) -> Bill:  # noqa: ANN401 - a row of the table
    due = date.fromisoformat(row.due) if row.due else terms().due_day(row.year)
    on = date.fromisoformat(row.paid) if row.paid not in ("", PAID) else None
    return Bill(row.year, row.amount, due, bool(row.paid), on)
