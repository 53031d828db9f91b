"""By when something is promised: working days, as law and office have it. PURE but for the calendar."""

from collections.abc import Set
from datetime import date
from itertools import islice
from typing import NamedTuple

from kiosk import dates


class Promises(NamedTuple):
    """How many working days may pass after each event until the resident hears again.

    The first three are those of LAPOR!/SP4N: forwarded in 3, answered in 5; the law allows 60 in all.
    """

    new: int = 3
    forward: int = 5
    take: int = 3
    ask: int = 5  # for the resident to answer; then it is closed
    reply: int = 3
    answer: int = 10  # for the resident to say whether it is so; then it is closed
    escalate: int = 3
    reopen: int = 3


PROMISES = Promises()


def due(
    after: date, event: str, promises: Promises = PROMISES, closed: Set[date] = frozenset()
) -> date | None:
    """Give the day of the promise that *event* makes; None when it makes none.

    >>> str(due(date(2026, 11, 24), "new")), str(due(date(2026, 11, 27), "forward"))
    ('2026-11-27', '2026-12-04')
    """
    days = getattr(promises, event, None)
    return None if days is None else next(islice(dates.working_days(after, closed), days - 1, None))
