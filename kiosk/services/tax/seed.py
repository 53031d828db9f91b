"""A few made-up objects for a demo: one unpaid, one paid, one with arrears, one that was renumbered.

Their districts are 999, which no NOP of the city has.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from kiosk.clock import WIB
from kiosk.services.tax import bills
from kiosk.services.tax.importing.cells import masked
from kiosk.services.tax.importing.loading import ADD, BEGIN
from kiosk.services.tax.schema import edition
from kiosk.services.tax.terms import terms

if TYPE_CHECKING:
    from kiosk.transaction import Tx

UNPAID, PAID, ARREARS = "367699900100200030", "367699900100200047", "367699900100200110"
OLD = "361999900100200030"  # now UNPAID
THERE = sa.select(sa.func.count()).select_from(edition)
OBJECTS = (  # NOP, name, kelurahan, amount, years that are not paid
    (UNPAID, "Siti Rahma", "36.74.06.1001", 1_254_000, (0,)),
    (PAID, "Budi Santoso", "36.74.05.1002", 486_500, ()),
    (ARREARS, "Dewi Lestari", "36.74.03.1005", 912_000, (0, 1, 3)),
)
YEARS = 5


def seed(tx: "Tx") -> None:
    """Sow them, as an import of this morning would; if there ever was an import, nothing is done."""
    if tx.run(THERE).value():
        return
    now = tx.now.astimezone(WIB)
    at = (now - timedelta(days=1)).replace(hour=20, minute=0, second=0, microsecond=0).timestamp()
    at = at if now.hour < 8 else now.replace(hour=8, minute=0, second=0, microsecond=0).timestamp()
    bill, old = (_edition(tx, kind, at) for kind in ("bills", "nops"))
    for nop, name, village, amount, unpaid in OBJECTS:
        for ago in range(YEARS):
            _bill(tx, bill, nop, name, village, amount, now.year - ago, paid=ago not in unpaid)
    add, _ = ADD["nops"]
    tx.run(add, edition=old, old=int(OLD), new=int(UNPAID))


def _edition(tx: "Tx", kind: str, at: float) -> int:
    return int(
        tx.run(
            BEGIN, kind=kind, file="contoh", digest="contoh", state="current", data_at=at, position=0, rows=0,
            bad=0, begun_at=tx.at, changed_at=tx.at,
        ).inserted or 0
    )  # fmt: skip


def _bill(
    tx: "Tx", edition: int, nop: str, name: str, village: str, amount: int, year: int, *, paid: bool
) -> None:
    due = terms().due_day(year)
    tx.run(
        bills.ADD,
        edition=edition,
        nop=int(nop),
        year=year,
        amount=amount,
        due=due.isoformat(),
        paid=date(year, 7, 11).isoformat() if paid else "",
        name=masked(name),
        village=village,
    )
