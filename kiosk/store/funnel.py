"""The funnel: where residents go on, where they stop, and how long they think. One query over the journal."""

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import sqlalchemy as sa
from sqlalchemy import bindparam, func

from kiosk.store import schema

if TYPE_CHECKING:
    from collections.abc import Iterable

FOREVER = 1e12
COUNTED = {  # column: the outcomes of a step
    "shown": ("shown", "asked"),
    "answered": ("answered", "done"),
    "rejected": ("rejected", "refused"),
    "back": ("back",),
    "left": ("home", "word"),
    "dropped": ("dropped",),
    "timed_out": ("timed out",),
}

_in = schema.journal.c
_SCREEN = ("service", "screen", "variant")


def _query() -> sa.Select[Any]:
    variant = func.coalesce(_in.variant, "").label("variant")
    lines = (
        sa.select(_in.service, _in.screen, variant, _in.outcome, _in.duration)
        .where(
            _in.service != "",
            _in.at >= bindparam("since"),
            _in.at < bindparam("until"),
            sa.or_(bindparam("channel") == "", _in.channel == bindparam("channel")),
        )
        .cte("lines")
    )
    screen = [lines.c[name] for name in _SCREEN]
    place = func.row_number().over(partition_by=screen, order_by=lines.c.duration)
    ranked = (
        sa.select(
            *screen,
            lines.c.duration,
            place.label("place"),
            func.count().over(partition_by=screen).label("all"),
        )
        .where(lines.c.outcome.in_(COUNTED["answered"]), lines.c.duration.is_not(None))
        .cte("ranked")
    )
    twice = ranked.c.place * 2
    medians = (
        sa.select(*(ranked.c[name] for name in _SCREEN), func.avg(ranked.c.duration).label("median"))
        .where(twice >= ranked.c.all, twice <= ranked.c.all + 2)
        .group_by(*(ranked.c[name] for name in _SCREEN))
        .cte("medians")
    )
    counts = [
        func.count().filter(lines.c.outcome.in_(outcomes)).label(name) for name, outcomes in COUNTED.items()
    ]
    same = sa.and_(*(medians.c[name] == lines.c[name] for name in _SCREEN))
    return (
        sa.select(*screen, *counts, func.min(medians.c.median).label("median"))
        .select_from(lines.outerjoin(medians, same))
        .group_by(*screen)
        .order_by(*screen)
    )


FUNNEL = _query()


def _steps() -> sa.Select[Any]:
    """Pair, within each step, what was answered with what was shown next; its lines have one time."""
    lines = (
        sa.select(
            _in.outcome,
            (_in.service + "." + _in.screen).label("start"),
            func.lead(_in.service + "." + _in.screen)
            .over(partition_by=(_in.person, _in.at), order_by=_in.id)
            .label("end"),
        )
        .where(
            _in.outcome.in_(("answered", "rejected", "shown")),
            _in.at >= bindparam("since"),
            _in.at < bindparam("until"),
            sa.or_(bindparam("channel") == "", _in.channel == bindparam("channel")),
        )
        .cte("lines")
    )
    both = (lines.c.start, lines.c.end)
    return (
        sa.select(*both, func.count().label("times"))
        .where(lines.c.outcome == "answered", lines.c.end.is_not(None))
        .group_by(*both)
        .order_by(*both)
    )


WAYS = _steps()


class ScreenCount(NamedTuple):
    """What happened at one screen: how often each, `median` seconds to an answer (None: there was none)."""

    service: str
    screen: str
    variant: str
    shown: int
    answered: int
    rejected: int
    back: int
    left: int
    dropped: int
    timed_out: int
    median: float | None

    @property
    def drop_off(self) -> float:
        """The share of those that it was shown to who went no further, 0 to 1."""
        return (self.dropped + self.timed_out) / self.shown if self.shown else 0.0


class Reader(Protocol):
    """A `Connection`, or a transaction."""

    def run(self, statement: sa.Executable, **values: object) -> "Iterable[Any]":
        """Run a statement."""
        ...


def funnel(
    connection: Reader, since: float = 0.0, until: float = FOREVER, channel: str = ""
) -> list[ScreenCount]:
    """Count every screen of a time (Unix seconds), by *channel* if one is named, each variant for itself."""
    rows = connection.run(FUNNEL, since=since, until=until, channel=channel)
    return [ScreenCount(*row) for row in rows]


class WayCount(NamedTuple):
    """How often an answer at one screen led to another; both are named `SERVICE.SCREEN`."""

    start: str
    end: str
    times: int


def ways(connection: Reader, since: float = 0.0, until: float = FOREVER, channel: str = "") -> list[WayCount]:
    """Count every way that an answer led, as `funnel` counts the screens."""
    rows = connection.run(WAYS, since=since, until=until, channel=channel)
    return [WayCount(*row) for row in rows]
