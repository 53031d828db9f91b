"""Residents by their blinded number, and where each one's conversation stands."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.errors import Unsealable
from kiosk.store import schema

if TYPE_CHECKING:
    from kiosk.transaction import Tx

_person, _session = schema.person.c, schema.session.c
KNOWN = sa.select(_person.language, _person.news).where(_person.person == bindparam("who"))
MEET = sa.insert(schema.person)
LOAD = sa.select(_session.state, _session.at).where(
    _session.person == bindparam("who"), _session.medium == bindparam("on")
)
FORGET = sa.delete(schema.session).where(
    _session.person == bindparam("who"), _session.medium == bindparam("on")
)
_save = insert(schema.session).values(
    person=bindparam("person"), medium=bindparam("medium"), state=bindparam("state"), at=bindparam("at")
)
SAVE = _save.on_conflict_do_update(
    index_elements=["person", "medium"], set_={"state": _save.excluded.state, "at": _save.excluded.at}
)


def meet(tx: "Tx") -> str | None:
    """Give the language of the resident; remember them when they come for the first time."""
    known = tx.run(KNOWN, who=tx.person).first()
    if known is None:
        tx.run(MEET, person=tx.person, number=tx.seal(tx.number), first_seen=tx.at)
        return None
    return known.language  # type: ignore[no-any-return]


def load(tx: "Tx", medium: str) -> tuple[str | None, float]:
    """Give the session as `save` took it (None when there is none that can be read) and when it was saved."""
    row = tx.run(LOAD, who=tx.person, on=medium).first()
    if row is None:
        return None, 0.0
    try:
        return tx.open(row.state), row.at
    except Unsealable:  # of another key: better a new conversation than none at all
        return None, 0.0


def save(tx: "Tx", medium: str, state: str) -> None:
    """Keep where the conversation on *medium* stands."""
    tx.run(SAVE, person=tx.person, medium=medium, state=tx.seal(state), at=tx.at)


def forget(tx: "Tx", medium: str) -> None:
    """End the conversation on *medium*."""
    tx.run(FORGET, who=tx.person, on=medium)
