"""Residents by their blinded number, and where each one's conversation stands."""

from typing import TYPE_CHECKING, Any, NamedTuple

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
LOAD = sa.select(schema.session).where(_session.person == bindparam("who"))
_COLUMNS = ("person", "medium", "state", "at", "until", "open")
_save = insert(schema.session).values({name: bindparam(name) for name in _COLUMNS})
SAVE = _save.on_conflict_do_update(
    index_elements=["person"], set_={name: _save.excluded[name] for name in _COLUMNS[1:]}
)
CLOSE = sa.update(schema.session).where(_session.person == bindparam("who")).values(open=0)
SILENT = (
    sa.select(schema.session)
    .where(_session.open == 1, _session.medium == bindparam("on"), _session.at < bindparam("before"))
    .limit(bindparam("most"))
)


class Stored(NamedTuple):
    """Where a conversation stands: `state` as `save` took it, `open` while an answer is awaited."""

    medium: str
    state: str
    at: float
    open: bool


def meet(tx: "Tx") -> str | None:
    """Give the language of the resident; remember them when they come for the first time."""
    known = tx.run(KNOWN, who=tx.person).first()
    if known is None:
        tx.run(MEET, person=tx.person, number=tx.seal(tx.number), first_seen=tx.at)
        return None
    return known.language  # type: ignore[no-any-return]


def load(tx: "Tx") -> Stored | None:
    """Give the conversation of the resident; None when there is none that can be read."""
    row = tx.run(LOAD, who=tx.person).first()
    return None if row is None or row.until <= tx.at else read(tx, row)


def read(tx: "Tx", row: Any) -> Stored | None:  # noqa: ANN401 - a row of the table
    """Open a row; None when it is of another key: better a new conversation than none at all."""
    try:
        return Stored(row.medium, tx.open(row.state), row.at, bool(row.open))
    except Unsealable:
        return None


def save(tx: "Tx", medium: str, state: str, *, keep: float, awaits: bool) -> None:
    """Keep for *keep* seconds where the conversation stands, last shown on *medium*."""
    tx.run(
        SAVE,
        person=tx.person,
        medium=medium,
        state=tx.seal(state),
        at=tx.at,
        until=tx.at + keep,
        open=int(awaits),
    )


def close(tx: "Tx", person: bytes) -> None:
    """Note that no answer will come in this dialogue; what was said stays."""
    tx.run(CLOSE, who=person)
