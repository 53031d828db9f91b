"""What goes out by SMS: rows written with the answer they carry, parts that remember how far they came."""

import json
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.errors import Unsealable
from kiosk.outbox import Message, Others, Part, outcome
from kiosk.store import journal, schema
from kiosk.store.statements import Prepared

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
EVERYTHING = 2  # the last priority that is sent
TOO_LATE = "terlambat: tidak dikirim lagi"
NOTHING = -1  # no priority: only what is too late is ended

_out, _part = schema.outbox.c, schema.outbox_part.c
_PART = ("number", "octets", "state", "slot", "via", "reference", "resent")
_SAVED = (*_PART, "outbox", "at")

_SENT = ("at", "person", "recipient", "text", "kind", "priority", "expires_at", "via", "answers", "flash")
PUT = Prepared(sa.insert(schema.outbox), *_SENT)
STOPPED = sa.select(schema.person.c.news == 0).where(schema.person.c.person == bindparam("who"))
WITHDRAW = (
    sa.update(schema.outbox)
    .where(_out.person == bindparam("who"), _out.state == OPEN, _out.kind.in_(REFUSABLE))
    .values(state="expired", error="ditarik: STOP")
)
_held = sa.func.json_each(bindparam("held")).table_valued("value")
_mine = sa.and_(
    _out.state == OPEN,
    sa.or_(
        _out.via == bindparam("mine"),
        _out.via == "",
        sa.and_(bindparam("all_held") == 0, _out.via.not_in(sa.select(_held.c.value))),
    ),
)
_goes = _out.priority <= bindparam("upto")
_COLUMNS = ("id", "recipient", "text", "kind", "expires_at", "attempts", "via", "flash")
NEXT = (
    sa.select(*(_out[name] for name in _COLUMNS))
    .where(
        _mine,
        sa.or_(_out.expires_at <= bindparam("now"), sa.and_(_out.not_before <= bindparam("now"), _goes)),
    )
    .order_by(_out.priority, _out.id)
    .limit(1)
)
DUE = sa.select(
    sa.func.min(sa.case((_goes, sa.func.min(_out.not_before, _out.expires_at)), else_=_out.expires_at))
).where(_mine)
CLAIM = (
    sa.update(schema.outbox)
    .where(_out.id == bindparam("which"), _out.via == bindparam("seen"), _out.state == OPEN)
    .values(via=bindparam("mine"))
)
WHOSE = sa.select(_out.person, _out.kind).where(_out.id == bindparam("which"))
_parts = sa.select(_part.outbox, *(_part[name] for name in _PART), _out.kind).join(
    schema.outbox, _out.id == _part.outbox
)
PARTS = _parts.where(_part.outbox == bindparam("id")).order_by(_part.number)
UNSETTLED = _parts.where(
    _part.via == bindparam("mine"),
    sa.or_(_part.state.in_(("storing", "stored", "handed")), _part.slot.is_not(None)),
).order_by(_part.outbox, _part.number)
ELSEWHERE = _parts.where(_part.via != bindparam("mine"), _out.kind == "receipt")
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
_waits = sa.and_(_out.state == OPEN, _out.expires_at > bindparam("now"))
_too_late = sa.and_(_out.state == OPEN, _out.expires_at <= bindparam("now"))  # whoever sends ends it
_state = sa.case((_too_late, "expired"), else_=_out.state).label("state")
STATES = sa.select(_state, sa.func.count().label("rows")).group_by(_state)
OLDEST = sa.select(sa.func.min(_out.at)).where(_waits)
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
        self._due: dict[tuple[object, ...], float | None] = {}

    def next(self, now: float, mine: str, others: Others, upto: int = EVERYTHING) -> Message | None:
        """Give what modem *mine* does next: send what is due, up to that priority, or end what is too late.

        What came by one of the *others* waits for it.
        """
        row = self._connection.run(NEXT, now=now, upto=upto, **_seen_by(mine, others)).first()
        if row is None:
            return None
        return Message(
            **{**row._asdict(), "recipient": self._open(row.recipient), "text": self._open(row.text)}
        )

    def _open(self, sealed: bytes) -> str:
        try:
            return self._sealer.open(sealed)
        except Unsealable:  # then there is no one to send to: it fails, and the next one goes
            return ""

    def parts(self, message: int) -> list[Part]:
        """Give the parts of a message; none before it was begun."""
        return [_read(row, self._sealer) for row in self._connection.run(PARTS, id=message)]

    def unsettled(self, mine: str) -> list[Part]:
        """Give the parts that a break left between two states, or in a slot of modem *mine*."""
        return self._readable(UNSETTLED, mine)

    def elsewhere(self, mine: str) -> list[Part]:
        """Give the parts of receipts that another modem sends, or has sent."""
        return self._readable(ELSEWHERE, mine)

    def _readable(self, statement: sa.Executable, mine: str) -> list[Part]:
        found = []
        for row in self._connection.run(statement, mine=mine):
            with suppress(Unsealable):  # it fails when its turn comes
                found.append(_read(row, self._sealer))
        return found

    def due(self, mine: str, others: Others, upto: int = EVERYTHING) -> float | None:
        """Give the time from which `next` has something; None when nothing waits for modem *mine*."""
        version = self._connection.version()
        if version != self._version:
            self._version, self._due = version, {}
        key = (mine, others, upto)
        if key not in self._due:
            self._due[key] = self._connection.run(DUE, upto=upto, **_seen_by(mine, others)).value()
        return self._due[key]


def _seen_by(mine: str, others: Others) -> dict[str, object]:
    return {"mine": mine, "held": json.dumps(others.held), "all_held": int(others.all)}


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
    until = tx.at + LIFE[kind] if expires_at is None else expires_at
    rank = PRIORITY[kind] if priority is None else priority
    row = (tx.at, to.person, to.number, tx.seal(text), kind, rank, until, via, answers, int(flash))
    made = tx.write(PUT, row)
    tx.count(day(tx))
    tx.wake()
    return made


def withdraw(tx: "Tx", person: bytes) -> None:
    """Take back what waits for somebody who has just said STOP."""
    tx.run(WITHDRAW, who=person)


def claim(tx: "Tx", message: Message, mine: str) -> bool:
    """Make *message* one of modem *mine*; False when another modem was quicker, or it is over."""
    if message.via == mine:
        return True
    return bool(tx.run(CLAIM, which=message.id, seen=message.via, mine=mine).changed)


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
    if not message:
        return
    state = outcome([_read(row, None) for row in tx.run(PARTS, id=message)])
    if state is not None:
        finish(tx, message, state, error)
    elif wait is not None or error is not None:
        tx.run(WAIT, which=message, until=tx.at + (wait or 0), more=int(wait is not None), error_=error)


def finish(tx: "Tx", message: int, state: str, error: str | None = None) -> None:
    """End a message: sent, failed, unknown or expired."""
    tx.run(FINISH, which=message, state_=state, error_=error)


def expire(tx: "Tx", message: int, parts: Iterable[Part] = ()) -> None:
    """End a message that nobody needs any more, with a note of it; its *parts* stand as they are given."""
    ends = list(parts)
    save(tx, ends, error=TOO_LATE)
    doubtful = any(part.state == "unknown" for part in ends)
    finish(tx, message, "unknown" if doubtful else "expired", TOO_LATE)
    whose = tx.run(WHOSE, which=message)[0]
    journal.note(tx, "", "", f"too late: {whose.kind}", person=whose.person, channel="sms")


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


def day(tx: "Tx") -> str:
    """Give the name of the counter of what is queued to everybody today."""
    return f"sms {tx.now.date().isoformat()}"
