"""What is owed: late fees by the month in whole rupiah, exactly, and how rupiah are written. PURE."""

import calendar
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

HERE = ("id", "su")  # languages that write 1.254.000


class Rate(NamedTuple):
    """The late fee of bills of tax year *since* and later: percent a month, for so many months at most."""

    since: int
    percent: Decimal
    months: int


class Fee(NamedTuple):
    """The late fee of one bill on one day; `months` are those that count."""

    months: int
    rupiah: int


def months_late(due: date, today: date) -> int:
    """Count the months begun since the due day: the day after it begins the first one.

    A month ends on the day of the month that the bill was due on; where that was the last day of a month,
    every month ends on its last day.

    >>> days = (date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 1))
    >>> [months_late(date(2026, 8, 31), day) for day in days]
    [0, 1, 1, 2]
    >>> [months_late(date(2026, 9, 15), date(2026, 10, day)) for day in (15, 16)]
    [1, 2]
    """
    if today <= due:
        return 0
    passed = (today.year - due.year) * 12 + today.month - due.month
    last = calendar.monthrange(today.year, today.month)[1]
    at_the_end = due.day == calendar.monthrange(due.year, due.month)[1]
    return passed + (today.day > (last if at_the_end else min(due.day, last)))


def late_fee(amount: int, due: date, today: date, rate: Rate) -> Fee:
    """Give the late fee of *amount* rupiah: simple, not compounded; what is left of a rupiah is dropped.

    >>> rate = Rate(0, Decimal(1), 24)
    >>> late_fee(1_254_000, date(2026, 8, 31), date(2026, 11, 26), rate)
    Fee(months=3, rupiah=37620)
    >>> late_fee(1_254_000, date(2020, 8, 31), date(2026, 11, 26), rate).months
    24
    """
    months = min(months_late(due, today), rate.months)
    fee = Decimal(amount) * rate.percent * months / 100
    return Fee(months, int(fee.to_integral_value(ROUND_DOWN)))


def rate_of(year: int, rates: Iterable[Rate]) -> Rate:
    """Give the rate of a tax year: the latest that began by then; before all of them none is due."""
    begun = [rate for rate in rates if rate.since <= year]
    return max(begun) if begun else Rate(year, Decimal(0), 0)


def rupiah(amount: int, language: str = "id") -> str:
    """Write an amount as a message does.

    >>> rupiah(1254000), rupiah(0), rupiah(1254000, "en")
    ('Rp1.254.000', 'Rp0', 'Rp1,254,000')
    """
    grouped = f"Rp{amount:,}"
    return grouped.replace(",", ".") if language in HERE else grouped
