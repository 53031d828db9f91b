"""The journal: what was visited, by which door, how it ended. No text of a resident ever stands here."""

from typing import TYPE_CHECKING

import sqlalchemy as sa

from kiosk.store import schema

if TYPE_CHECKING:
    from kiosk.transaction import Tx

NOTE = sa.insert(schema.journal)


def note(tx: "Tx", service: str, screen: str, outcome: str, duration: float | None = None) -> None:
    """Write one line; *duration* is in seconds since the step before."""
    tx.run(
        NOTE,
        at=tx.at,
        person=tx.person,
        channel=tx.channel,
        service=service,
        screen=screen,
        outcome=outcome,
        duration=duration,
    )
