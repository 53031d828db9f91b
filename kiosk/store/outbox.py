"""What goes out by SMS: rows written with the answer they carry, parts that remember how far they came."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.errors import Unsealable
from kiosk.outbox import Message, Part, outcome
from kiosk.store import schema

if TYPE_CHECKING:
    from kiosk.privacy.sealing import Sealer
    from kiosk.store.engine import Connection
    from kiosk.transaction import Tx

HOUR, DAY = 3600.0, 24 * 3600.0
LIFE = {  # a menu of this morning is no answer tonight
    "screen": HOUR,
    "receipt": 2 * DAY,
    "question": DAY,
    "status": 2 * DAY,  # what became of the resident's own report or booking
    "follow": 2 * DAY,  # what became of another's, that they follow
    "info": DAY,
}
PRIORITY = {"screen": 0, "receipt": 0, "question": 1, "status": 1, "follow": 1, "info": 2}
REFUSABLE = ("follow", "info")  # STOP ends these, never an answer or the news of one's own case
OPEN = "queued"
LOOK_AHEAD = 20  # rows, so that one modem's waiting messages do not hide another's

_out, _part = schema.outbox.c, schema.outbox_part.c
_PART = ("number", "octets", "state", "slot", "via", "reference", "resent")
_SAVED = (*_PART, "outbox", "at")

PUT = sa.insert(schema.outbox)
STOPPED = sa.select(schema.person.c.news == 0).where(schema.person.c.person == bindparam("who"))
WITHDRAW = (
    sa.update(schema.outbox)
    .where(_out.person == bindparam("who"), _out.state == OPEN, _out.kind.in_(REFUSABLE))
    .values(state="expired", error="ditarik: STOP")
)
NEXT = (
    sa.select(_out.id, _out.recipient, _out.text, _out.kind, _out.expires_at, _out.attempts, _out.via)
    .where(_out.state == OPEN, _out.not_before <= bindparam("now"))
    .order_by(_out.priority, _out.id)
    .limit(bindparam("most"))
)
DUE = sa.select(sa.func.min(_out.not_before)).where(_out.state == OPEN)
_parts = sa.select(_part.outbox, *(_part[name] for name in _PART), _out.kind).join(
    schema.outbox, _out.id == _part.outbox
)
PARTS = _parts.where(_part.outbox == bindparam("id")).order_by(_part.number)
UNSETTLED = _parts.where(
    sa.or_(_part.state.in_(("storing", "stored", "handed")), _part.slot.is_not(None))
).order_by(_part.outbox, _part.number)
_save = insert(schema.outbox_part).values({name: bindparam(name) for name in _SAVED})
SAVE = _save.on_conflict_do_update(
    index_elements=["outbox", "number"],
    set_={name: _save.excluded[name] for name in ("state", "slot", "via", "reference", "resent", "at")},
)
FINISH = (
    sa.update(schema.outbox)
    .where(_out.id == bindparam("which"), _out.state == OPEN)
    .values(state=bindparam("state_"), error=sa.func.coalesce(bindparam("error_"), _out.error))
)
WAIT = (
    sa.update(schema.outbox)
    .where(_out.id == bindparam("which"))
    .values(
        not_before=bindparam("until"), attempts=_out.attempts + bindparam("more"), error=bindparam("error_")
    )
)
STATES = sa.select(_out.state, sa.func.count().label("rows")).group_by(_out.state)
OLDEST = sa.select(sa.func.min(_out.at)).where(_out.state == OPEN)
SENT_TODAY = sa.select(schema.counter.c.value).where(schema.counter.c.name == bindparam("name"))
BY_REFERENCE = (
    sa.select(_part.outbox, _part.number)
    .join(schema.outbox, _out.id == _part.outbox)
    .where(_out.person == bindparam("who"), _part.reference == bindparam("reference"), _part.state == "sent")
    .order_by(_part.at.desc())
    .limit(1)
)
IN_DOUBT = (
    sa.select(_part.outbox, _part.number)
    .join(schema.outbox, _out.id == _part.outbox)
    .where(
        _out.person == bindparam("who"),
        _out.kind == "receipt",
        _part.state.in_(("unknown", "sent")),
        _part.reference.is_(None),
        _part.report.is_(None),
    )
)
REPORT = (
    sa.update(schema.outbox_part)
    .where(_part.outbox == bindparam("id"), _part.number == bindparam("place"))
    .values(report=bindparam("report_"), state="sent")
)


class Outgoing:
    """The outbox as one modem's thread reads it, on a connection of its own."""

    def __init__(self, connection: "Connection", sealer: "Sealer") -> None:
        self._connection = connection
        self._sealer = sealer
        self._version = -1
        self._due: float | None = None

    def next(self, now: float, via: str, online: Collection[str]) -> Message | None:
        """Give what modem *via* sends next; what came by another modem waits for it while it is *online*."""
        for row in self._connection.run(NEXT, now=now, most=LOOK_AHEAD):
            if row.via in ("", via) or row.via not in online:
                sealed = {"recipient": row.recipient, "text": row.text}
                return Message(
                    **{**row._asdict(), **{name: self._open(value) for name, value in sealed.items()}}
                )
        return None

    def _open(self, sealed: bytes) -> str:
        try:
            return self._sealer.open(sealed)
        except Unsealable:  # then there is no one to send to: it fails, and the next one goes
            return ""

    def parts(self, message: int) -> list[Part]:
        """Give the parts of a message; none before it was begun."""
        return [_read(row, self._sealer) for row in self._connection.run(PARTS, id=message)]

    def unsettled(self) -> list[Part]:
        """Give the parts that a break left between two states, or in a slot of the modem."""
        found = []
        for row in self._connection.run(UNSETTLED):
            with suppress(Unsealable):  # it fails when its turn comes
                found.append(_read(row, self._sealer))
        return found

    def due(self) -> float | None:
        """Give the time from which something wants to be sent; None when nothing waits."""
        version = self._connection.version()
        if version != self._version:
            self._version, self._due = version, self._connection.run(DUE).value()
        return self._due


class Addressee(NamedTuple):
    """Whom a message is for, as the tables have them: the number blinded, and the number sealed."""

    person: bytes
    number: bytes


def put(
    tx: "Tx",
    text: str,
    *,
    kind: str,
    to: Addressee | None = None,
    via: str = "",
    answers: bytes | None = None,
    priority: int | None = None,
    expires_at: float | None = None,
    flash: bool = False,
) -> int:
    """Queue *text* for the resident of this transaction, or for another (*to*).

    *kind* is one of LIFE, and how long the message lives unless *expires_at* says. *via* is the modem
    that sends it ("" is any), *answers* the inbox key of the question, *flash* shows it without keeping it.
    Gives its row; 0 when nothing is queued, since the resident has said STOP to that kind.
    """
    to = to or Addressee(tx.person, tx.seal(tx.number))
    if kind in REFUSABLE and tx.run(STOPPED, who=to.person).value():
        return 0
    row = tx.run(
        PUT,
        at=tx.at,
        person=to.person,
        recipient=to.number,
        text=tx.seal(text),
        kind=kind,
        priority=PRIORITY[kind] if priority is None else priority,
        expires_at=tx.at + LIFE[kind] if expires_at is None else expires_at,
        via=via,
        answers=answers,
        flash=int(flash),
    )
    tx.count(_day(tx))
    tx.wake()
    return int(row.inserted or 0)


def withdraw(tx: "Tx", person: bytes) -> None:
    """Take back what waits for somebody who has just said STOP."""
    tx.run(WITHDRAW, who=person)


def today(tx: "Tx") -> int:
    """Count what was queued to everybody today."""
    return int(tx.run(SENT_TODAY, name=_day(tx)).value() or 0)


def save(tx: "Tx", parts: Iterable[Part], *, wait: float | None = None, error: str | None = None) -> None:
    """Write where parts of one message stand; it is finished when nothing more is to do for them.

    With *wait* it is tried again in so many seconds; *error* says why.
    """
    message = 0
    for part in parts:
        message = part.outbox
        tx.run(
            SAVE,
            at=tx.at,
            outbox=part.outbox,
            number=part.number,
            octets=tx.seal_octets(part.octets),
            state=part.state,
            slot=part.slot,
            via=part.via,
            reference=part.reference,
            resent=part.resent,
        )
    state = outcome([_read(row, None) for row in tx.run(PARTS, id=message)])
    if state is not None:
        finish(tx, message, state, error)
    elif wait is not None or error is not None:
        tx.run(WAIT, which=message, until=tx.at + (wait or 0), more=int(wait is not None), error_=error)


def finish(tx: "Tx", message: int, state: str, error: str | None = None) -> None:
    """End a message: sent, failed, unknown or expired."""
    tx.run(FINISH, which=message, state_=state, error_=error)


def report(tx: "Tx", recipient: bytes, reference: int, said: str) -> bool:
    """Write what the network *said* became of a part; False when no part is known for it.

    A report without a known reference settles the one receipt to this recipient whose answer never came.
    """
    found = tx.run(BY_REFERENCE, who=recipient, reference=reference).first()
    if found is None:
        doubtful = tx.run(IN_DOUBT, who=recipient)
        found = doubtful[0] if len(doubtful) == 1 else None
    if found is None:
        return False
    tx.run(REPORT, id=found.outbox, place=found.number, report_=said)
    state = outcome([_read(row, None) for row in tx.run(PARTS, id=found.outbox)])
    if state is not None:
        finish(tx, found.outbox, state)
    return True


def _read(row: Any, sealer: "Sealer | None") -> Part:  # noqa: ANN401 - without a sealer only the states matter
    octets = sealer.open_octets(row.octets) if sealer else b""
    return Part(
        row.outbox,
        row.number,
        octets,
        row.state,
        row.slot,
        row.via,
        row.reference,
        row.resent,
        row.kind == "receipt",
    )


def _day(tx: "Tx") -> str:
    return f"sms {tx.now:%Y-%m-%d}"
