"""Every inbound once: the key that makes redelivery harmless, and what was said to whom for the guards."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.guard import CALL_PAUSE, DAILY_WINDOW, DONE, FLOOD_WINDOW, IDLE, IDLE_WINDOW, MOVED, Said
from kiosk.store import schema
from kiosk.store.statements import Prepared

if TYPE_CHECKING:
    from kiosk.transaction import Tx

BY_SMS = ("sms", "call")  # channels whose replies cost money and go through the outbox

_in, _counter = schema.inbox.c, schema.counter.c
KEEP = Prepared(sa.insert(schema.inbox), "key", "at", "channel", "person", "reply", "moved", "said")
_theirs = sa.and_(_in.person == bindparam("who"), _in.at > bindparam("since"), _in.channel.in_(BY_SMS))
_idle = sa.func.coalesce(_in.moved, IDLE)  # what nobody answered moved nothing
_in_window = _in.at > bindparam("window")
_of = schema.inbox.alias("done").c
_last_done = (
    sa.select(sa.func.coalesce(sa.func.max(_of.at), 0.0))
    .where(
        _of.person == bindparam("who"),
        _of.at > bindparam("since"),
        _of.channel.in_(BY_SMS),
        _of.moved == DONE,
    )
    .scalar_subquery()
)
_said = sa.select(
    sa.func.count().filter(_in.moved == IDLE, _in.at > bindparam("lately")).label("idle"),
    sa.func.count(_in.moved).label("today"),
    sa.func.count().filter(_in.said == bindparam("words"), _idle == IDLE, _in_window).label("same"),
    sa.func.count().filter(_idle <= MOVED, _in_window, _in.at > _last_done).label("lately"),
    sa.select(_counter.value).where(_counter.name == bindparam("day")).scalar_subquery().label("everybody"),
).where(_theirs)
SAID = Prepared(_said, "who", "since", "lately", "window", "words", "day")
CALLED = sa.select(sa.func.count()).where(
    _in.person == bindparam("who"), _in.at > bindparam("since"), _in.channel == "call"
)
ISOLATE = (
    insert(schema.quarantine)
    .values({column: bindparam(column) for column in ("at", "via", "reason", "octets", "digest")})
    .on_conflict_do_nothing(index_elements=["digest"])
)


def keep(
    tx: "Tx", key: bytes, *, reply: str | None = None, moved: int | None = None, said: bytes | None = None
) -> None:
    """Remember that this inbound was dealt with; *moved* is None when nothing was said.

    *said* are its `words`, for the doors that are guarded.
    """
    sealed = None if reply is None else tx.seal(reply)
    tx.write(KEEP, (key, tx.at, tx.channel, tx.person, sealed, moved, said))


def words(tx: "Tx", text: str) -> bytes:
    """Give what tells whether the same was written before, and nothing else."""
    return tx.blind(f"words {' '.join(text.split()).casefold()}")


def said(tx: "Tx", day: str, said_now: bytes) -> Said:
    """Count what was said to and by this person before, and to everybody by the counter of the *day*.

    *said_now* are the `words` of now.
    """
    at = tx.at
    since = (at - DAILY_WINDOW, at - IDLE_WINDOW, at - FLOOD_WINDOW)
    idle, today, same, lately, everybody = tx.one(SAID, (tx.person, *since, said_now, day))
    return Said(idle, today, everybody or 0, same, lately)


def called_lately(tx: "Tx") -> bool:
    """Whether this person called within the pause after a call."""
    return bool(tx.run(CALLED, who=tx.person, since=tx.at - CALL_PAUSE).value())


def isolate(tx: "Tx", octets: bytes, reason: str, via: str) -> None:
    """Keep what cannot be dealt with, sealed, for an officer's eyes; the same octets once."""
    sealed, digest = tx.seal_octets(octets), tx.blind(octets.hex())
    tx.run(ISOLATE, at=tx.at, via=via, reason=reason, octets=sealed, digest=digest)
