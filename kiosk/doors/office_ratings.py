"""What residents say of the services this month (SKM), and look for in vain, for the officer's page.

An officer sees no single answer, nor who gave one, and what fewer than five said is not shown.
"""

from typing import TYPE_CHECKING, NamedTuple

from kiosk.clock import WIB
from kiosk.evaluation import knowing, satisfaction
from kiosk.evaluation import ratings as written
from kiosk.evaluation.period import Period
from kiosk.services.directory import demand
from kiosk.services.directory.demand import Wanted

if TYPE_CHECKING:
    from kiosk.transaction import Tx

SHOWN = 10  # words that were looked for


class Rating(NamedTuple):
    """How one service is rated: officially, or in the pulse by SMS."""

    service: str
    kind: str
    said: str


def ratings(tx: "Tx") -> list[Rating]:
    """List the ratings of this month."""
    if tx.book is None:
        return []
    found = satisfaction.read(tx, tx.book, _month(tx))
    official = [Rating(one.name, "resmi, 9 unsur", written.official(one)) for one in found.official]
    pulse = [Rating(one.name, "denyut lewat SMS", written.pulse(one)) for one in found.pulse]
    asked = [
        Rating(
            tx.book.entrances[key].label if key in tx.book.entrances else key,
            "sudah tahu?",
            knowing.said(one),
        )
        for key, one in found.knowing.items()
    ]
    return [*official, *pulse, *asked]


def unmet(tx: "Tx") -> tuple[Wanted, ...]:
    """List what was looked for most this month, and not found."""
    month = _month(tx)
    return demand.most(tx.run, month.since, month.until, SHOWN)


def _month(tx: "Tx") -> Period:
    return Period.month(f"{tx.now.astimezone(WIB):%Y-%m}")
