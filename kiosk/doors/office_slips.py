"""The slips of the walk-up counter on the officer's page: what is not on paper, and why."""

from typing import TYPE_CHECKING, NamedTuple

from kiosk import dates
from kiosk.doors.lights import Light
from kiosk.doors.office_templates import ROWS
from kiosk.store import slips

if TYPE_CHECKING:
    from kiosk.transaction import Tx

STATES = {
    "waiting": "menunggu printer",
    "printing": "sedang dicetak",
    "unknown": "mungkin tercetak; keluar lagi sebagai SALINAN",
    "held": "ditahan: periksa printer, lalu cetak lagi",
}


class Waiting(NamedTuple):
    """A slip that is not on paper for certain; `which` is its row where an officer decides."""

    ticket: str
    at: str
    state: str
    why: str
    which: int


def waiting(tx: "Tx") -> list[Waiting]:
    """List them, the oldest first."""
    return [
        Waiting(
            row.number or "-",
            dates.moment(row.at),
            STATES[row.state],
            row.why,
            row.id if row.state == "held" else 0,
        )
        for row in slips.standing(tx, ROWS)
    ]


def lights(tx: "Tx") -> list[Light]:
    """Tell why nothing is printed, while something waits for it."""
    why = slips.trouble(tx)
    return [Light("attend", "Printer slip", why)] if why and slips.standing(tx, 1) else []
