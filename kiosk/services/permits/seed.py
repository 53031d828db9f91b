"""What a demo's kiosk has heard this morning of some applications."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

from kiosk.clock import WIB
from kiosk.services.permits import applications, connector, table
from kiosk.services.permits.centre import GOING, LACKING, READY, Dpmptsp
from kiosk.services.permits.schema import application

if TYPE_CHECKING:
    from kiosk.transaction import Tx

THERE = sa.select(sa.func.count()).select_from(application)


def seed(tx: "Tx") -> None:
    """Keep them, unless there were any; asks nobody."""
    table.seed(tx)
    if tx.run(THERE).value():
        return
    now = tx.now.astimezone(WIB)
    agency = Dpmptsp(lambda: now)
    for number in (LACKING, READY, GOING):
        applications.keep(tx, connector.read({"nomor": number}, agency.check({"nomor": number}), now))
