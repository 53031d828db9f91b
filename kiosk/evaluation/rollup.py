"""Rolls the journal up, in small bites: each line is counted once, whatever happens in between.

A bite, and the mark of how far it came, are one transaction. The mark is the number of a line, not a time:
a line that comes late, or after the clock was set back, is counted on its own day all the same.
"""

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import bindparam, func

from kiosk.clock import WIB
from kiosk.evaluation import screens, visits
from kiosk.evaluation.schema import day_count, visit
from kiosk.evaluation.visits import CALLED, Line, Visit
from kiosk.store import schema
from kiosk.store.journal import ROLLED_UP

if TYPE_CHECKING:
    from kiosk.transaction import Tx

BITE = 100  # lines in one transaction: an answer must not wait for more than 50 ms, on a small machine too
MONTHS = 13  # how long a visit knows whose it is: this month can be held against that of last year

_in, _v, _d, _mark = schema.journal.c, visit.c, day_count.c, schema.counter.c
MARK = sa.select(_mark.value).where(_mark.name == ROLLED_UP)
SET_MARK = sa.update(schema.counter).where(_mark.name == ROLLED_UP).values(value=bindparam("upto"))
FIRST_MARK = sa.insert(schema.counter)
LINES = sa.select(schema.journal).where(_in.id > bindparam("after")).order_by(_in.id).limit(BITE)
KEYS = ("day", "service", "screen", "variant", "outcome", "channel")
COUNT = (
    sa.update(day_count)
    .where(*(_d[name] == bindparam(f"{name}_") for name in KEYS))
    .values(lines=_d.lines + bindparam("more"))
)
FIRST_COUNT = sa.insert(day_count)
FIELDS = [_v[name] for name in Visit._fields]
LAST = (
    sa.select(_v.id, *FIELDS)
    .where(_v.person == bindparam("who"), _v.service == bindparam("of"))
    .order_by(_v.id.desc())
    .limit(1)
)
CALL = (
    sa.select(_v.id)
    .where(_v.person == bindparam("who"), _v.channel == "call", _v.at >= bindparam("since"))
    .limit(1)
)
BEGIN = sa.insert(visit)
CHANGED = ("last_at", "form_at", "done_at", "answered", "screen", "outcome")
GO_ON = (
    sa.update(visit)
    .where(_v.id == bindparam("which"))
    .values({name: bindparam(f"{name}_") for name in CHANGED})
)
OLD = (
    sa.select(_v.person, _v.month, func.min(_v.id).label("token"))
    .where(_v.anonymous == 0, _v.month < bindparam("before"))
    .group_by(_v.person, _v.month)
    .limit(BITE)
)
FORGET = (
    sa.update(visit)
    .where(_v.person == bindparam("who"), _v.month == bindparam("in_month"), _v.anonymous == 0)
    .values(person=bindparam("token"), anonymous=1)
)


def roll_up(tx: "Tx") -> bool:
    """Take one bite of the lines that came since; True when there may be more."""
    mark = tx.run(MARK).value()
    lines = tx.run(LINES, after=mark or 0)
    if lines:
        _count(tx, lines)
        bite = _Bite(tx)
        ours = screens.ours(tx.book) if tx.book is not None else ()
        for row in lines:
            if row.service and (row.service, row.screen) not in ours:
                bite.take(Line(row.at, row.person, row.channel, row.service, row.screen, row.outcome))
        bite.save()
        if mark is None:
            tx.run(FIRST_MARK, name=ROLLED_UP, value=lines[-1].id)
        else:
            tx.run(SET_MARK, upto=lines[-1].id)
    return len(lines) == BITE


def forget(tx: "Tx") -> bool:
    """Take the residents out of visits that are old enough; True when there may be more.

    In place of the blinded number comes that of a row: how many residents a month had can still be told, but
    neither who they were nor whether they are those of another month.
    """
    today = tx.now.astimezone(WIB)
    months = today.year * 12 + today.month - 1 - MONTHS
    old = tx.run(OLD, before=f"{months // 12:04d}-{months % 12 + 1:02d}")
    for row in old:
        tx.run(FORGET, who=row.person, in_month=row.month, token=b"%d" % row.token)
    return len(old) == BITE


def day_of(at: float) -> str:
    """Give the day of a moment where the kiosk stands.

    >>> day_of(1795453200.0)
    '2026-11-24'
    """
    return datetime.fromtimestamp(at, WIB).date().isoformat()


def _count(tx: "Tx", lines: list[Any]) -> None:
    counts = Counter(
        (day_of(row.at), row.service, row.screen, row.variant or "", row.outcome, row.channel)
        for row in lines
    )
    for key, more in counts.items():
        named = dict(zip(KEYS, key, strict=True))
        if not tx.run(COUNT, more=more, **{f"{name}_": value for name, value in named.items()}).changed:
            tx.run(FIRST_COUNT, lines=more, **named)


class _Bite:
    """The visits that the lines of one transaction touch: each is read once and written once."""

    def __init__(self, tx: "Tx") -> None:
        self._tx = tx
        self._last: dict[tuple[bytes, str], tuple[int | None, Visit]] = {}
        self._read: dict[tuple[bytes, str], Visit] = {}

    def take(self, line: Line) -> None:
        key = (line.person, line.service)
        which, last = self._find(key)
        if visits.begins(last, line):
            self._write(key)
            self._last[key] = None, visits.begin(line, self._origin(line))
        elif last is not None:
            self._last[key] = which, visits.go_on(last, line)

    def save(self) -> None:
        for key in tuple(self._last):
            self._write(key)

    def _find(self, key: tuple[bytes, str]) -> tuple[int | None, Visit | None]:
        if key not in self._last:
            row = self._tx.run(LAST, who=key[0], of=key[1]).first()
            if row is None:
                return None, None
            self._read[key] = Visit(*row[1:])
            self._last[key] = row.id, self._read[key]
        return self._last[key]

    def _origin(self, line: Line) -> str:
        """Tell whether it answers a missed call: the menu came by SMS, and so do the answers."""
        if line.channel != "sms":
            return ""
        since = line.at - CALLED
        here = (kept for (person, _), (_, kept) in self._last.items() if person == line.person)
        called = any(kept.channel == "call" and kept.at >= since for kept in here)
        return "call" if called or self._tx.run(CALL, who=line.person, since=since) else ""

    def _write(self, key: tuple[bytes, str]) -> None:
        which, now = self._last.pop(key, (None, None))
        if now is None:
            return
        if which is None:
            self._tx.run(BEGIN, month=day_of(now.at)[:7], **now._asdict())
        elif now != self._read[key]:
            values = {f"{name}_": getattr(now, name) for name in CHANGED}
            self._tx.run(GO_ON, which=which, **values)
