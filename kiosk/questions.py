"""What the kiosk asks by itself: one question at a time, each in a conversation of its own, said once.

It waits until the resident has been quiet, is opened together with the message that asks it, and taken back
if the resident writes before that message has left: what they answer then is something else. What must be
asked today does not wait for ever behind a question that nobody answers.
"""

import json
import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam

import menus
from kiosk import dialogues
from kiosk.clock import WIB
from kiosk.errors import KioskError
from kiosk.store import journal, outbox, schema

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.transaction import Tx

log = logging.getLogger("kiosk")
QUIET = menus.SMS.quiet  # seconds since anything was said to the resident, on any medium
PATIENCE = 4 * QUIET  # that an open question has, before one that cannot wait is asked over it
DAY = 86_400.0
MOST = 50  # questions in one round
MODEM_GONE = "kios.modem_hilang"  # to the officer
URGENT = (MODEM_GONE,)  # with the answers, however little credit there is, and once no answer is awaited

_ask, _said, _part = schema.question.c, schema.session.c, schema.outbox_part.c
_other = schema.question.alias("other")
DUE = (
    sa.select(_ask.id)
    .outerjoin(schema.session, _said.person == _ask.person)
    .where(
        _ask.state == "waiting",
        _ask.not_before <= bindparam("now"),
        _ask.expires_at > bindparam("now"),
        sa.or_(
            _said.at.is_(None),
            _said.at <= bindparam("quiet"),
            sa.and_(_said.open == 0, _ask.screen.in_(URGENT)),
        ),
        sa.or_(
            ~sa.exists().where(_other.c.person == _ask.person, _other.c.state == "asked"),
            sa.and_(_said.at <= bindparam("patient"), _ask.expires_at <= bindparam("now") + DAY),
        ),
        ~sa.exists().where(  # what must be asked first
            _other.c.person == _ask.person, _other.c.state == "waiting",
            sa.tuple_(_other.c.expires_at, _other.c.id) < sa.tuple_(_ask.expires_at, _ask.id),
            _other.c.not_before <= bindparam("now"), _other.c.expires_at > bindparam("now"),
        ),
    )
    .order_by(_ask.not_before)
    .limit(MOST)
)  # fmt: skip
ONE = (
    sa.select(schema.question, schema.person.c.number, schema.person.c.language)
    .join(schema.person, schema.person.c.person == _ask.person)
    .where(_ask.id == bindparam("which"))
)
STATE = (
    sa.update(schema.question)
    .where(_ask.id == bindparam("which"))
    .values(state=bindparam("state_"), outbox=bindparam("outbox_"))
)
OVERTAKE = (  # it is offered again after the new one
    sa.update(schema.question)
    .where(_ask.person == bindparam("who"), _ask.state == "asked")
    .values(state="left")
)
OVER = (
    sa.update(schema.question)
    .where(_ask.state.in_(("waiting", "asked")), _ask.expires_at <= bindparam("now"))
    .values(state=sa.case((_ask.state == "asked", "left"), else_="expired"))
)
OPEN = (
    sa.select(
        _ask.id,
        _ask.screen,
        _ask.outbox,
        schema.outbox.c.state.label("message"),
        sa.exists().where(_part.outbox == _ask.outbox, _part.state != "queued").label("begun"),
    )
    .outerjoin(schema.outbox, schema.outbox.c.id == _ask.outbox)
    .where(_ask.person == bindparam("who"), _ask.state == "asked")
)


def ask(kiosk: "Kiosk") -> int:
    """Ask what is due of residents who are quiet; gives how many were asked. Raises StoreError."""

    def look(tx: "Tx") -> list[int]:
        tx.run(OVER, now=tx.at)
        return [row.id for row in tx.run(DUE, now=tx.at, quiet=tx.at - QUIET, patient=tx.at - PATIENCE)]

    asked = 0
    for which in kiosk.write(look):
        try:
            asked += kiosk.write(lambda tx, which=which: _put(kiosk, tx, which))  # type: ignore[misc]
        except KioskError:
            raise
        except Exception as error:  # a screen that is gone, a fault of a service: the others are asked
            log.error("Satu pertanyaan kios tidak bisa dikirim (%s).", type(error).__name__)
            kiosk.write(lambda tx, which=which: tx.run(STATE, which=which, state_="expired", outbox_=None))  # type: ignore[misc]
    return asked


def _put(kiosk: "Kiosk", tx: "Tx", which: int) -> int:
    row = tx.run(ONE, which=which).first()
    if row is None:  # of somebody whose number is not kept any more
        tx.run(STATE, which=which, state_="expired", outbox_=None)
        return 0
    mine = tx.about(tx.open(row.number), kiosk.number)
    (book, registry), now = kiosk.desk, tx.now.astimezone(WIB)
    stored, _ = dialogues.stored(mine, book)
    given = {name: (value, label) for name, (value, label) in json.loads(tx.open(row.given)).items()}
    session = menus.push(book, stored, row.screen, given, now=now, language=row.language or "")
    services = registry.bind(user=mine.number, tx=mine)
    step = menus.step(book, session, "", medium=menus.SMS, services=services, now=now)
    dialogues.save(mine, book, step)
    for visit in step.visits:
        journal.note(mine, *visit._replace(outcome="asked"))  # shown, but nobody came
    priority = 0 if row.screen in URGENT else None
    message = outbox.put(mine, step.text, kind="question", priority=priority, expires_at=row.expires_at)
    tx.run(OVERTAKE, who=mine.person)
    tx.run(STATE, which=which, state_="asked", outbox_=message)
    return 1


def heard(tx: "Tx", session: menus.Session | None) -> menus.Session | None:
    """Give the session that a resident's message may be heard in: without a question that never left."""
    if session is None or not session.pushed:
        return session
    found = tx.run(OPEN, who=tx.person).first()
    if found is None or found.begun or found.message not in ("queued", "expired", "failed"):
        return session
    tx.run(STATE, which=found.id, state_="waiting", outbox_=None)
    if found.message == "queued":
        outbox.finish(tx, found.outbox, "expired", "ditarik: warga menulis lebih dulu")
    return session.parked


def settle(tx: "Tx", before: menus.Session | None, step: menus.Step) -> None:
    """Note what became of the question that was open: answered, or left."""
    if not _open(before) or _open(step.session):
        return
    first = step.visits[0]
    for row in tx.run(OPEN, who=tx.person):
        here = row.screen.removeprefix(f"{first.service}.") == first.screen and first.outcome == "answered"
        tx.run(STATE, which=row.id, state_="answered" if here else "left", outbox_=row.outbox)


def _open(session: menus.Session | None) -> bool:
    return session is not None and (session.pushed or _open(session.parked))
