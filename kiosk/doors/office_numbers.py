"""Numbers that get no answer, on the officer's page: who fell silent, who is muted and until when."""

from typing import TYPE_CHECKING, NamedTuple

from kiosk import dates, mutes
from kiosk.store import flags

if TYPE_CHECKING:
    from kiosk.transaction import Tx

WHY = {  # of `guard.FLAGGED`
    "loop": "membalas terus tanpa maju",
    "same": "mengirim pesan yang sama berulang",
    "flood": "lebih dari 12 pesan dalam sejam",
    "daily": "lebih dari 60 balasan dalam sehari",
}


class Flagged(NamedTuple):
    """A number that fell silent."""

    since: str
    phone: str
    why: str
    times: int
    which: int


class Muted(NamedTuple):
    """A prankster: until when, by whom, and whether a second officer has looked."""

    until: str
    phone: str
    reason: str
    muted_by: str
    reviewed_by: str
    which: int


def flagged(tx: "Tx") -> list[Flagged]:
    """List the numbers that fell silent and that nobody has looked at."""
    return [
        Flagged(dates.moment(flag.at), flag.number, WHY.get(flag.why, flag.why), flag.times, flag.id)
        for flag in flags.flying(tx)
    ]


def muted(tx: "Tx") -> list[Muted]:
    """List who is muted now."""
    return [
        Muted(dates.moment(one.until), one.number, one.reason, one.muted_by, one.reviewed_by, one.id)
        for one in mutes.standing(tx)
    ]
