"""How the kiosk is: what `/health`, the doctor and the console tell."""

from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from kiosk.store import remembered, schema
from kiosk.store.outbox import OLDEST, STATES

if TYPE_CHECKING:
    from kiosk.credit import Outlook
    from kiosk.transaction import Tx

WEAK_DBM = -100
LAST = sa.select(sa.func.max(schema.inbox.c.at)).where(schema.inbox.c.channel == "sms")
INBOX = sa.select(sa.func.count()).select_from(schema.inbox)
PEOPLE = sa.select(sa.func.count()).select_from(schema.person)
QUARANTINE = sa.select(sa.func.count()).select_from(schema.quarantine)
CALL_BACKS = sa.select(sa.func.count()).where(schema.call_back.c.done_at.is_(None))


class ModemState(NamedTuple):
    """What a door tells of its modem: `state` is ready, paused or missing, `why` a sentence.

    `since` is a Unix time, `imei` the modem that was there last ("" for none yet), `number` that of its card,
    `card` what is left on it, and `card_why` why that is not known.
    """

    state: str
    since: float
    why: str = ""
    signal: int | None = None
    operator: str = ""
    registered: bool | None = None
    imei: str = ""
    number: str = ""
    card: "Outlook | None" = None
    card_why: str = ""

    def told(self) -> dict[str, Any]:
        """Give all of it as `/health` tells it."""
        return {**self._asdict(), "card": self.card and self.card.told()}


class MenuState(NamedTuple):
    """What is spoken: `edition` of the book, its `screens`, and why a changed one is not at work yet."""

    edition: str
    screens: int
    problem: str = ""


class Health(NamedTuple):
    """The kiosk in figures; times are Unix seconds, None where nothing happened yet."""

    modems: dict[str, ModemState]  # by the name of the configuration
    menus: MenuState
    outbox: dict[str, int]  # messages by state; `queued` ones wait
    oldest_waiting: float | None
    last_sms: float | None
    inbox: int
    people: int
    quarantine: int
    call_backs: int


def measure(tx: "Tx", modems: dict[str, ModemState], menus: MenuState) -> Health:
    """Count what the database knows."""
    return Health(
        dict(modems),
        menus,
        {row.state: row.rows for row in tx.run(STATES, now=tx.at)},
        tx.run(OLDEST, now=tx.at).value(),
        tx.run(LAST).value(),
        *(int(tx.run(each).value()) for each in (INBOX, PEOPLE, QUARANTINE, CALL_BACKS)),
    )


def prove(tx: "Tx") -> None:
    """Write a row, to see that something can be kept: reading goes well on a disk that is full."""
    remembered.write(tx, "looked at", str(tx.at))
