"""What is left on a prepaid card: the code that asks, and the answer read by patterns that are data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from modem.operators import OPERATORS, PATTERNS

MONTHS = "jan feb mar apr mei jun jul agu sep okt nov des".split()  # noqa: SIM905 - the year, in a line
ENGLISH = {"may": 5, "aug": 8, "oct": 10, "dec": 12, "agt": 8, "ags": 8, "nop": 11}


class Balance(NamedTuple):
    """What an operator answered: whole rupiah, the last day of use; None where it says nothing of it."""

    text: str
    amount: int | None
    expires: date | None


def code_for(imsi: str, operators: Mapping[str, Any] = OPERATORS) -> str | None:
    """Give the code that asks the operator of *imsi*; None for one that is not known.

    >>> code_for("510101234567890"), code_for("262011234567890")
    ('*888#', None)
    """
    known = (each for each in operators.values() if imsi[:5] in each["networks"])
    return next((str(each["code"]) for each in known), None)


def read(text: str, patterns: Mapping[str, Iterable[str]] = PATTERNS) -> Balance:
    """Read an operator's answer.

    >>> read("Sisa pulsa Rp 12.345,50. Aktif s.d. 31-12-2026.")[1:]
    (12345, datetime.date(2026, 12, 31))
    """
    plain = " ".join(text.split())
    amounts = (rupiah(found) for found in _found(plain, patterns["amount"]))
    days = (day(found) for found in _found(plain, patterns["expires"]))
    return Balance(
        text,
        next((each for each in amounts if each is not None), None),
        next((each for each in days if each is not None), None),
    )


def _found(text: str, patterns: Iterable[str]) -> Iterable[str]:
    for pattern in patterns:
        for match in re.finditer(pattern, text, re.IGNORECASE):
            yield match[1]


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

    >>> [str(day(text)) for text in ("31-12-2026", "5/1/27", "24 Agustus 2026", "2026-12-31", "32/1/27")]
    ['2026-12-31', '2027-01-05', '2026-08-24', '2026-12-31', 'None']
    """
    parts = re.split(r"[-/. ]+", text.strip().lower())
    if len(parts) != 3:
        return None
    if len(parts[0]) == 4:
        parts.reverse()
    name = parts[1][:3]
    month = (
        int(parts[1])
        if parts[1].isdecimal()
        else MONTHS.index(name) + 1
        if name in MONTHS
        else ENGLISH.get(name, 0)
    )
    year = int(parts[2]) if len(parts[2]) == 4 else 2000 + int(parts[2])
    try:
        return date(year, month, int(parts[0]))
    except ValueError:
        return None
