"""Residents by their blinded number, and where each one's conversation stands."""

from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.errors import Unsealable
from kiosk.store import schema
from kiosk.store.statements import Prepared

if TYPE_CHECKING:
    from kiosk.transaction import Tx

_person, _session = schema.person.c, schema.session.c
KNOWN = sa.select(_person.language, _person.news).where(_person.person == bindparam("who"))
MEET = sa.insert(schema.person)
LOAD = sa.select(schema.session).where(_session.person == bindparam("who"))
_in = schema.inbox.c
_mute = schema.mute.c
MUTED = sa.and_(_mute.until > bindparam("now"), sa.func.coalesce(_mute.upheld, 1) == 1)
BEFORE = Prepared(
    sa.select(
        _in.key,
        _in.reply,
        _person.person.label("met"),
        _person.language,
        sa.exists().where(_mute.person == bindparam("who"), MUTED).label("muted"),
        *(_session[name] for name in ("medium", "state", "at", "until", "open")),
    ).select_from(
        sa.select(sa.literal_column("1"))
        .subquery("once")
        .outerjoin(schema.inbox, _in.key == bindparam("key"))
        .outerjoin(schema.person, _person.person == bindparam("who"))
        .outerjoin(schema.session, _session.person == bindparam("who"))
    ),
    *("key", "who", "now"),
)
_COLUMNS = ("person", "medium", "state", "at", "until", "open")
_save = insert(schema.session).values({name: bindparam(name) for name in _COLUMNS})
SAVE = Prepared(
    _save.on_conflict_do_update(
        index_elements=["person"], set_={name: _save.excluded[name] for name in _COLUMNS[1:]}
    ),
    *_COLUMNS,
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
    """What was known when an inbound came.

    `key` is its own if it was answered before, by `reply`, sealed; `met` the resident's if they ever came,
    `muted` whether they are now; the rest is where their conversation stands, if `state` is not None.
    """

    key: bytes | None
    reply: bytes | None
    met: bytes | None
    language: str | None
    muted: int
    medium: str
    state: bytes | None
    at: float
    until: float
    open: int


def before(tx: "Tx", key: bytes) -> Before:
    """Read in one statement what each inbound needs: whether it is new, whose it is, where they stand."""
    return Before(*tx.one(BEFORE, (key, tx.person, tx.at)))


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
    tx.write(SAVE, (tx.person, medium, sealed, at, at + keep, int(awaits)))
    return sealed


def close(tx: "Tx", person: bytes) -> None:
    """Note that no answer will come in this dialogue; what was said stays."""
    tx.run(CLOSE, who=person)


def forget(tx: "Tx") -> None:
    """Forget the conversation of the one of this transaction, and nothing else."""
    tx.run(FORGET, who=tx.person)
