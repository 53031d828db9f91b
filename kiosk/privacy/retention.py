"""How long the kiosk keeps what could name somebody: rules as a table, done in small bites.

The journal knows residents only by their blinded number; its lines go when they are old and rolled up
(`kiosk.evaluation`). `secure_delete` overwrites the pages.
"""

from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk.agency.schema import errand
from kiosk.store import schema
from kiosk.store.journal import ROLLED_UP

if TYPE_CHECKING:
    from kiosk.transaction import Tx

HOUR, DAY = 3600.0, 86400.0
BITE = 500  # rows in one transaction: an answer must not wait for a great clearing
CLOSED = ("answered", "left", "expired")
FINAL = ("sent", "failed", "unknown", "expired")


class Rule(NamedTuple):
    """Rows of *table* go, or lose what stands in *changes*, when they are older than *seconds*."""

    name: str
    seconds: float
    statement: sa.Executable


def _old(table: sa.Table, *conditions: sa.ColumnElement[bool], since: str = "at") -> sa.ScalarSelect[int]:
    rowid: sa.ColumnClause[int] = sa.literal_column("rowid")
    return (
        sa.select(rowid)
        .select_from(table)
        .where(table.c[since] < bindparam("before"), *conditions)
        .limit(BITE)
        .scalar_subquery()
    )


def _delete(table: sa.Table, *conditions: sa.ColumnElement[bool], since: str = "at") -> sa.Executable:
    return sa.delete(table).where(sa.literal_column("rowid").in_(_old(table, *conditions, since=since)))


_line, _any_line = schema.journal.c, schema.journal.alias().c
_rolled_up = (
    _line.id <= sa.select(schema.counter.c.value).where(schema.counter.c.name == ROLLED_UP).scalar_subquery(),
    _line.id
    < sa.select(sa.func.max(_any_line.id)).scalar_subquery(),  # the last stays: no number comes twice
)

RULES = (
    Rule("conversation", 0, _delete(schema.session, since="until")),  # as long as its book says: `resume`
    Rule("question of ours", 30 * DAY, _delete(schema.question, schema.question.c.state.in_(CLOSED))),
    Rule(
        "reply for a door that asks again",
        DAY,
        sa.update(schema.inbox)
        .where(sa.literal_column("rowid").in_(_old(schema.inbox, schema.inbox.c.reply.is_not(None))))
        .values(reply=None),
    ),
    Rule("slip", 2 * DAY, _delete(schema.slip)),
    Rule("inbound", 90 * DAY, _delete(schema.inbox)),  # its key is what makes a redelivery harmless
    Rule("outgoing", 30 * DAY, _delete(schema.outbox, schema.outbox.c.state.in_(FINAL))),
    Rule("part of a long message", 30 * DAY, _delete(schema.inbound_part)),
    Rule("quarantine", 30 * DAY, _delete(schema.quarantine)),
    Rule("number that was looked at", 30 * DAY, _delete(schema.flag, schema.flag.c.done_at.is_not(None))),
    Rule("number that fell silent", 90 * DAY, _delete(schema.flag, since="last_at")),
    Rule("mute", 90 * DAY, _delete(schema.mute, since="until")),
    Rule("who looked at a resident's data", 5 * 365 * DAY, _delete(schema.audit)),
    Rule("credit", 400 * DAY, _delete(schema.balance)),
    Rule("line of the journal", 90 * DAY, _delete(schema.journal, *_rolled_up)),
    Rule("errand to an agency", 30 * DAY, _delete(errand, errand.c.state != "waiting")),
    Rule("call-back", 30 * DAY, _delete(schema.call_back, schema.call_back.c.done_at.is_not(None))),
)


def tidy(tx: "Tx") -> bool:
    """Take one bite of everything that is due; True when there may be more."""
    return max(tx.run(rule.statement, before=tx.at - rule.seconds).changed for rule in RULES) >= BITE
