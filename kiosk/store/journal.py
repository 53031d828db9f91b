"""The journal: what was visited, by which door, how it ended. No text of a resident ever stands here."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

from kiosk.store import schema

if TYPE_CHECKING:
    from kiosk.transaction import Tx

NOTE = sa.insert(schema.journal)
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
    tx.run(
        NOTE,
        at=tx.at,
        person=tx.person if person is None else person,
        channel=channel or tx.channel,
        service=service,
        screen=screen,
        outcome=outcome,
        duration=seconds,
        variant=variant or None,
    )
