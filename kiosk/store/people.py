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
_in = schema.inbox.c
BEFORE = sa.select(
    _in.key,
    _in.reply,
    _person.person.label("met"),
    _person.language,
    *(_session[name] for name in ("medium", "state", "at", "until", "open")),
).select_from(
    sa.select(sa.literal_column("1"))
    .subquery("once")
    .outerjoin(schema.inbox, _in.key == bindparam("key"))
    .outerjoin(schema.person, _person.person == bindparam("who"))
    .outerjoin(schema.session, _session.person == bindparam("who"))
)
_COLUMNS = ("person", "medium", "state", "at", "until", "open")
_save = insert(schema.session).values({name: bindparam(name) for name in _COLUMNS})
SAVE = _save.on_conflict_do_update(
    index_elements=["person"], set_={name: _save.excluded[name] for name in _COLUMNS[1:]}
)
FORGET = sa.delete(schema.session).where(_session.person == bindparam("who"))
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


class Before(NamedTuple):
    """What was known when an inbound came; `seen` is it itself, with what was said to it, sealed."""

    seen: bool
    reply: bytes | None
    met: bool
    language: str | None
    session: Any  # the row, or None


def before(tx: "Tx", key: bytes) -> Before:
    """Read in one statement what each inbound needs: whether it is new, whose it is, where they stand."""
    row = tx.run(BEFORE, key=key, who=tx.person)[0]
    session = None if row.state is None else row
    return Before(row.key is not None, row.reply, row.met is not None, row.language, session)


def meet(tx: "Tx") -> str | None:
    """Give the language of the resident; remember them when they come for the first time."""
    known = tx.run(KNOWN, who=tx.person).first()
    if known is None:
        remember(tx)
        return None
    return known.language  # type: ignore[no-any-return]


def remember(tx: "Tx") -> None:
    """Write down a resident who comes for the first time."""
    tx.run(MEET, person=tx.person, number=tx.seal(tx.number), first_seen=tx.at)


def load(tx: "Tx") -> Stored | None:
    """Give the conversation of the resident; None when there is none that can be read."""
    row = find(tx)
    return None if row is None or row.until <= tx.at else read(tx, row)


def find(tx: "Tx") -> Any:  # noqa: ANN401 - a row of the table
    """Give the row of the resident's conversation, or None."""
    return tx.run(LOAD, who=tx.person).first()


def read(tx: "Tx", row: Any) -> Stored | None:  # noqa: ANN401 - a row of the table
    """Open a row; None when it is of another key: better a new conversation than none at all."""
    try:
        return Stored(row.medium, tx.open(row.state), row.at, bool(row.open))
    except Unsealable:
        return None


def save(tx: "Tx", medium: str, state: str, *, keep: float, awaits: bool) -> bytes:
    """Keep for *keep* seconds where the conversation stands, last shown on *medium*; gives it as kept."""
    sealed, at = tx.seal(state), tx.at
    tx.run(SAVE, person=tx.person, medium=medium, state=sealed, at=at, until=at + keep, open=int(awaits))
    return sealed


def close(tx: "Tx", person: bytes) -> None:
    """Note that no answer will come in this dialogue; what was said stays."""
    tx.run(CLOSE, who=person)


def forget(tx: "Tx") -> None:
    """Forget the conversation of the one of this transaction, and nothing else."""
    tx.run(FORGET, who=tx.person)
