"""What a demo's survey begins with: a month of answers, as a share of visitors would have given them."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

from kiosk.clock import WIB
from kiosk.services.survey.counts import NUMBERED, OFFICIAL, PULSE
from kiosk.services.survey.schema import answers

if TYPE_CHECKING:
    from kiosk.transaction import Tx

THERE = sa.select(sa.func.count()).select_from(answers)
ADD = sa.insert(answers)
NINE = {  # of 34 questionnaires each: how many said 1, 2, 3, 4
    "U1": (0, 3, 20, 11), "U2": (0, 2, 17, 15), "U3": (2, 8, 18, 6), "U4": (0, 0, 3, 31),
    "U5": (0, 2, 22, 10), "U6": (0, 1, 20, 13), "U7": (0, 1, 15, 18), "U8": (1, 6, 21, 6),
    "U9": (0, 4, 20, 10),
}  # fmt: skip
THREE = {"U2": (1, 2, 9, 7), "U3": (1, 5, 8, 3), "U4": (0, 0, 2, 14)}


def seed(tx: "Tx") -> None:
    """Sow it; what is there stays as it is."""
    if tx.run(THERE).value():
        return
    month = f"{tx.now.astimezone(WIB):%Y-%m}"
    for kind, service, tallies in ((OFFICIAL, "rsu", NINE), (PULSE, "rsu", THREE), (PULSE, "lapor", THREE)):
        for about, counts in tallies.items():
            for value, times in enumerate(counts, start=1):
                if times:
                    _add(tx, month, kind, service, about, str(value), times)
    _add(tx, month, OFFICIAL, "rsu", NUMBERED, "ya", 29)


def _add(tx: "Tx", month: str, kind: str, service: str, about: str, answer: str, times: int) -> None:
    tx.run(ADD, month=month, kind=kind, service=service, about=about, answer=answer, times=times)
