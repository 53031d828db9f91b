"""What is left on a prepaid card: the answer of an operator, read by patterns that are data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from modem.operators import PATTERNS, Operator

MONTHS = "jan feb mar apr mei jun jul agu sep okt nov des".split()  # noqa: SIM905 - the year, in a line
ENGLISH = {"may": 5, "aug": 8, "oct": 10, "dec": 12, "agt": 8, "ags": 8, "nop": 11}


class Balance(NamedTuple):
    """What an operator answered: whole rupiah, the last day of use; None where it says nothing of it."""

    text: str
    amount: int | None
    expires: date | None


def read(text: str, operator: Operator | None = None) -> Balance:
    """Read an answer, by the patterns of its *operator* first and then by those for any.

    >>> read("Sisa pulsa Rp 12.345,50. Aktif s.d. 31-12-2026.")[1:]
    (12345, datetime.date(2026, 12, 31))
    """
    plain = " ".join(text.split())
    own = operator or Operator()
    amounts = (rupiah(found[1]) for found in _found(plain, own.amount + PATTERNS.amount))
    days = (_day(found) for found in _found(plain, own.expires + PATTERNS.expires))
    return Balance(
        text,
        next((each for each in amounts if each is not None), None),
        next((each for each in days if each is not None), None),
    )


def _found(text: str, patterns: Iterable[str]) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from re.finditer(pattern, text, re.IGNORECASE)


def _day(found: re.Match[str]) -> date | None:
    named = found.groupdict()
    return day(f"{named['day']}-{named['month']}-{named['year']}" if named else found[1])


def rupiah(text: str) -> int | None:
    """Read an amount; what follows the last mark are cents where they are two digits.

    >>> [rupiah(text) for text in ("25.000", "25,000", "25.000,00", "1.250.000", "500", "12345.67", "0")]
    [25000, 25000, 25000, 1250000, 500, 12345, 0]
    """
    whole = re.sub(r"[.,]\d{1,2}$", "", text.rstrip(".,"))
    digits = re.sub(r"[.,]", "", whole)
    return int(digits) if digits.isdecimal() and len(digits) <= 12 else None


def day(text: str) -> date | None:
    """Read a date, the day first as Indonesians write; None for one that no calendar has.

    Where only the American order makes a date, that is it.

    >>> [str(day(text)) for text in ("31-12-2026", "5/1/27", "24 Agustus 2026", "2026-12-31", "32/1/27")]
    ['2026-12-31', '2027-01-05', '2026-08-24', '2026-12-31', 'None']
    >>> [str(day(text)) for text in ("18Aug13", "08.16.13", "Dec 31, 2026")]
    ['2013-08-18', '2013-08-16', '2026-12-31']
    """
    parts = re.findall(r"\d+|[a-z]+", text.lower())
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    if parts[0].isalpha():
        parts[:2] = parts[1], parts[0]
    first, middle, year = parts[0], _month(parts[1]), parts[2]
    return _date(year, middle, first) or (_date(year, int(first), parts[1]) if first.isdecimal() else None)


def _month(text: str) -> int:
    if text.isdecimal():
        return int(text)
    name = text[:3]
    return MONTHS.index(name) + 1 if name in MONTHS else ENGLISH.get(name, 0)


def _date(year: str, month: int, of_month: str) -> date | None:
    if not (year.isdecimal() and of_month.isdecimal()):
        return None
    try:
        return date(int(year) if len(year) == 4 else 2000 + int(year), month, int(of_month))
    except ValueError:
        return None
