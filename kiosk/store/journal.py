"""The journal: what was visited, by which door, how it ended. No text of a resident ever stands here."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

from kiosk.store import schema
from kiosk.store.statements import Prepared

if TYPE_CHECKING:
    from kiosk.transaction import Tx

NOTE = Prepared(
    sa.insert(schema.journal),
    *("at", "person", "channel", "service", "screen", "outcome", "duration", "variant"),
)
OF_NOBODY = ("skm",)  # services whose lines name nobody: an answer to a survey is no one's
ROLLED_UP = "journal rolled up"  # the counter that has the number of the last line in the evaluation


def note(
    tx: "Tx",
    service: str,
    screen: str,
    outcome: str,
    seconds: float | None = None,
    variant: str = "",
    *,
    person: bytes | None = None,
    channel: str = "",
) -> None:
    """Write one line; *seconds* since the step before. Without *person* it is about who is being answered."""
    if service in OF_NOBODY:
        person = tx.blind("nobody")
    whose = tx.person if person is None else person
    line = (tx.at, whose, channel or tx.channel, service, screen, outcome, seconds, variant or None)
    tx.write(NOTE, line)
