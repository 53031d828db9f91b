"""Promises kept: a promise is kept when by its day the resident was told.

Two kinds are counted: answers of a service that were to come later by SMS, and cases. A case that is late is
escalated by the clock, which is its broken promise; that an officer told something before is a kept one.
"""

import sqlalchemy as sa
from sqlalchemy import bindparam, func

from kiosk.cases.actions import TELLERS
from kiosk.cases.records import CLOCK, RESIDENT
from kiosk.cases.schema import case, happening
from kiosk.evaluation.figures import Kept
from kiosk.evaluation.period import Period
from kiosk.evaluation.schema import day_count
from kiosk.store.funnel import Reader

TOLD = ("ask", "forward", "answer", "refuse")  # what an officer does and the resident reads

_h, _d = happening.c, day_count.c
_told = sa.and_(_h.event.in_(TOLD), _h.by.not_in((CLOCK, RESIDENT)))
_late = sa.and_(_h.event == "escalate", _h.by == CLOCK)
CASES = (
    sa.select(case.c.service, func.count().filter(_told).label("kept"), func.count().label("all"))
    .join(case, case.c.ticket == _h.ticket)
    .where(sa.or_(_told, _late), _h.at >= bindparam("since"), _h.at < bindparam("until"))
    .group_by(case.c.service)
)
LATER = (
    sa.select(
        _d.service,
        func.sum(_d.lines).filter(_d.outcome == "fulfilled").label("kept"),
        func.sum(_d.lines).label("all"),
    )
    .where(_d.outcome.in_(("fulfilled", "late")), _d.day >= bindparam("since"), _d.day < bindparam("until"))
    .group_by(_d.service)
)


def kept(reader: Reader, period: Period) -> dict[str, Kept]:
    """Give the promises that came due in a time, by service; a service that made none is not there."""
    found: dict[str, Kept] = {}
    days = {"since": period.since.isoformat(), "until": period.until.isoformat()}
    for row in (
        *reader.run(LATER, **days),
        *reader.run(CASES, since=period.begins, until=period.ends),
    ):
        service = TELLERS[row.service].menu if row.service in TELLERS else row.service
        before = found.get(service, Kept(0, 0))
        found[service] = Kept(before.kept + (row.kept or 0), before.all + row.all)
    return found
