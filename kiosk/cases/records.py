"""What is kept of cases: opened, found, joined, muted, changed, each in the caller's transaction."""

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.cases import lifecycle
from kiosk.cases.schema import case, happening, party

if TYPE_CHECKING:
    from kiosk.transaction import Tx

REPORTER, FOLLOWER = "reporter", "follower"
RESIDENT, CLOCK = "warga", "sistem"  # who did something, where it was no officer

_c, _p, _h = case.c, party.c, happening.c
ADD = sa.insert(case)
FIND = sa.select(case).where(_c.ticket == bindparam("which"))
CHANGE = (
    sa.update(case)
    .where(_c.ticket == bindparam("which"))
    .values(
        state=bindparam("state_"),
        agency=bindparam("agency_"),
        due=bindparam("due_"),
        late=bindparam("late_"),
        reopened=bindparam("reopened_"),
        changed_at=bindparam("at_"),
    )
)
OPEN = (
    sa.select(case)
    .where(_c.state.in_(lifecycle.OPEN), _c.service == bindparam("of"))
    .order_by(_c.due.is_(None), _c.due, _c.at)
    .limit(bindparam("most"))
)
OVERDUE = (
    sa.select(case)
    .where(_c.due < bindparam("today"), _c.state != "closed")
    .order_by(_c.due, _c.ticket)
    .limit(bindparam("most"))
)
ALIKE = (
    sa.select(case)
    .where(
        _c.state.in_(lifecycle.OPEN),
        _c.service == bindparam("of"),
        _c.kind == bindparam("like"),
        _c.place == bindparam("in_place"),
    )
    .order_by(_c.at)
)
MINE = (
    sa.select(case)
    .join(party, _p.ticket == _c.ticket)
    .where(_p.person == bindparam("who"))
    .order_by(_c.at.desc())
)
JOIN = insert(party).on_conflict_do_nothing(index_elements=["ticket", "person"])
PARTIES = sa.select(party).where(_p.ticket == bindparam("which")).order_by(_p.at, _p.role.desc())
ROLE = sa.select(_p.role).where(_p.ticket == bindparam("which"), _p.person == bindparam("who"))
MUTE = (
    sa.update(party)
    .where(_p.ticket == bindparam("which"), _p.person == bindparam("who"))
    .values(muted=bindparam("muted_"))
)
LEAVE = sa.delete(party).where(_p.person == bindparam("who"))
LEFT = ("closed", "refused")  # nobody works on it any more
_ended = (
    sa.select(_p.ticket)
    .join(case, _c.ticket == _p.ticket)
    .where(_c.service == bindparam("of"), _c.state.in_(LEFT), _c.changed_at < bindparam("before"))
    .distinct()
    .limit(bindparam("most"))
)
FORGET = sa.delete(party).where(_p.ticket.in_(_ended))
BLANK = sa.update(case).where(_c.ticket == bindparam("which")).values(details=bindparam("nothing"))
SILENCE = sa.update(happening).where(_h.ticket == bindparam("which")).values(note=None)
NOTE = sa.insert(happening)
HISTORY = sa.select(happening).where(_h.ticket == bindparam("which")).order_by(_h.id)


class Case(NamedTuple):
    """A case as it stands; `details` are the service's own, `due` is the day of the next promise."""

    ticket: str
    service: str
    kind: str
    place: str
    details: Mapping[str, str]
    state: str
    agency: str
    secret: bool
    at: float
    changed_at: float
    due: date | None
    late: int
    reopened: int


class Party(NamedTuple):
    """Somebody who hears of a case; `number` is "" for a visitor without a phone."""

    person: bytes
    number: str
    language: str
    role: str
    muted: bool


class Happening(NamedTuple):
    """One line of the history: who did what, when, and what they wrote with it."""

    at: float
    by: str
    event: str
    state: str
    note: str


def open_case(
    tx: "Tx",
    service: str,
    *,
    kind: str,
    place: str = "",
    details: Mapping[str, str],
    due: date | None,
    language: str = "id",
    secret: bool = False,
    ticket: str = "",
) -> Case:
    """Open a case of the resident of this transaction; gives it with its number."""
    ticket = ticket or tx.ticket()
    tx.run(
        ADD,
        ticket=ticket,
        service=service,
        kind=kind,
        place=place,
        details=tx.seal(json.dumps(dict(details), ensure_ascii=False)),
        state="new",
        agency="",
        secret=int(secret),
        at=tx.at,
        changed_at=tx.at,
        due=due.isoformat() if due else None,
    )
    join(tx, ticket, language=language, role=REPORTER)
    note(tx, ticket, RESIDENT, "open", "new")
    found = find(tx, ticket)
    assert found is not None
    return found


def join(tx: "Tx", ticket: str, *, language: str = "id", role: str = FOLLOWER) -> None:
    """Let the resident of this transaction hear of a case; done again, it changes nothing."""
    number = tx.seal(tx.number)
    tx.run(
        JOIN,
        ticket=ticket,
        person=tx.person,
        number=number,
        language=language,
        role=role,
        muted=0,
        at=tx.at,
    )


def find(tx: "Tx", ticket: str) -> Case | None:
    """Find a case by its number."""
    row = tx.run(FIND, which=ticket).first()
    return _case(tx, row) if row else None


def role(tx: "Tx", ticket: str) -> str | None:
    """Tell what the resident of this transaction is to a case: reporter, follower, or None for a stranger."""
    found = tx.run(ROLE, which=ticket, who=tx.person).value()
    return None if found is None else str(found)


def mute(tx: "Tx", ticket: str, *, muted: bool = True) -> bool:
    """Let the resident hear no more of one case (STOP 38001273), or again; False: it is none of theirs."""
    return bool(tx.run(MUTE, which=ticket, who=tx.person, muted_=int(muted)).changed)


def parties(tx: "Tx", ticket: str) -> list[Party]:
    """List who hears of a case, the reporter first."""
    return [
        Party(row.person, tx.open(row.number), row.language, row.role, bool(row.muted))
        for row in tx.run(PARTIES, which=ticket)
    ]


def mine(tx: "Tx") -> list[Case]:
    """List the cases that the resident opened or joined, the newest first."""
    return [_case(tx, row) for row in tx.run(MINE, who=tx.person)]


def leave(tx: "Tx") -> None:
    """Take the resident of this transaction out of every case: open ones stay, without their name.

    What ended and was theirs alone loses its words, too: kind, place and stage stay for the figures.
    """
    theirs = [one for one in mine(tx) if one.state in LEFT]
    tx.run(LEAVE, who=tx.person)
    for one in theirs:
        if not parties(tx, one.ticket):
            tx.run(BLANK, which=one.ticket, nothing=tx.seal("{}"))
            tx.run(SILENCE, which=one.ticket)


def forget_people(tx: "Tx", service: str, before: float, most: int = 200) -> bool:
    """Forget who opened and followed what ended *before*; True when there may be more."""
    return tx.run(FORGET, of=service, before=before, most=most).changed >= most


def waiting(tx: "Tx", service: str, most: int = 500) -> list[Case]:
    """List the open cases of a service, what is due first at the head."""
    return [_case(tx, row) for row in tx.run(OPEN, of=service, most=most)]


def overdue(tx: "Tx", today: date, most: int = 50) -> list[Case]:
    """List cases whose promise is broken, the oldest first."""
    return [_case(tx, row) for row in tx.run(OVERDUE, today=today.isoformat(), most=most)]


def alike(tx: "Tx", service: str, kind: str, place: str) -> list[Case]:
    """List the open cases of the same kind and place, the oldest first: one may be the same thing."""
    return [_case(tx, row) for row in tx.run(ALIKE, of=service, like=kind, in_place=place)]


def history(tx: "Tx", ticket: str) -> list[Happening]:
    """Tell all that happened to a case, in its order."""
    return [
        Happening(row.at, row.by, row.event, row.state, tx.open(row.note) if row.note else "")
        for row in tx.run(HISTORY, which=ticket)
    ]


def note(tx: "Tx", ticket: str, by: str, event: str, state: str, text: str = "") -> None:
    """Write a line of the history."""
    tx.run(
        NOTE,
        ticket=ticket,
        at=tx.at,
        by=by,
        event=event,
        state=state,
        note=tx.seal(text) if text else None,
    )


def change(tx: "Tx", found: Case, **values: Any) -> Case:  # noqa: ANN401 - fields of a case
    """Write what changed of a case; gives it as it is now."""
    now = found._replace(**values, changed_at=tx.at)
    tx.run(
        CHANGE,
        which=now.ticket,
        state_=now.state,
        agency_=now.agency,
        due_=now.due.isoformat() if now.due else None,
        late_=now.late,
        reopened_=now.reopened,
        at_=tx.at,
    )
    return now


def _case(tx: "Tx", row: Any) -> Case:  # noqa: ANN401 - a row of the table
    return Case(
        row.ticket,
        row.service,
        row.kind,
        row.place,
        json.loads(tx.open(row.details)),
        row.state,
        row.agency,
        bool(row.secret),
        row.at,
        row.changed_at,
        date.fromisoformat(row.due) if row.due else None,
        row.late,
        row.reopened,
    )
