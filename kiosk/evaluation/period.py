"""The time that a report is about: whole days, where the kiosk stands. PURE."""

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from kiosk.clock import WIB

LAST_YEAR = "9998"  # the calendar of Python ends with the year after it


class Period(NamedTuple):
    """From the day *since* on, as long as it is before the day *until*."""

    since: date
    until: date

    @classmethod
    def month(cls, text: str) -> "Period":
        """Read a month; a ValueError says that it is none.

        >>> Period.month("2026-12").until
        datetime.date(2027, 1, 1)
        """
        found = re.fullmatch(r"(\d{4})-(\d{1,2})", text.strip())
        if not found or found[1] > LAST_YEAR:
            raise ValueError(f"not a month: {text}")
        first = date(int(found[1]), int(found[2]), 1)
        return cls(first, (first + timedelta(days=31)).replace(day=1))

    @property
    def begins(self) -> float:
        """Its first moment, in Unix seconds."""
        return _midnight(self.since)

    @property
    def ends(self) -> float:
        """The first moment after it."""
        return _midnight(self.until)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.until - timedelta(days=1)

    def elapsed(self, first: date, today: date) -> int:
        """Count its days on which the kiosk was there, *first* among them, until *today*.

        >>> Period.month("2026-11").elapsed(date(2026, 11, 20), date(2026, 11, 24))
        5
        """
        return max(0, (min(self.until, today + timedelta(days=1)) - max(self.since, first)).days)

    def __str__(self) -> str:
        """Write it as an officer reads it.

        >>> print(Period.month("2026-11"), "|", Period(date(2026, 10, 26), date(2026, 11, 5)))
        November 2026 | 26 Oktober 2026 - 4 November 2026
        """
        from babel.dates import format_date

        if self == Period.month(self.since.isoformat()[:7]):
            return format_date(self.since, "MMMM y", locale="id")
        first, last = (format_date(day, "d MMMM y", locale="id") for day in (self.since, self.last))
        return first if self.since == self.last else f"{first} - {last}"


def _midnight(day: date) -> float:
    return datetime(day.year, day.month, day.day, tzinfo=WIB).timestamp()
