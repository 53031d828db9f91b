"""Free answers of the engine's own kinds: text, number and date. The rest is Python's, by name."""

import re
from datetime import date, timedelta
from functools import lru_cache

from menus.book import Field
from menus.phrases import PHRASES, phrase
from menus.services import Item

_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def check(field: Field, text: str, today: date, language: str) -> Item | None:
    """Read a free answer; None when it does not fit."""
    if field.kind == "text":
        said = " ".join(text.split())
        return Item(said, said) if field.low <= len(said) <= field.high else None
    if field.kind == "number":
        digits = text.replace(" ", "")
        fits = (
            digits.isascii()
            and digits.isdigit()
            and len(digits) < 19
            and field.low <= int(digits) <= field.high
        )
        return Item(str(int(digits)), str(int(digits))) if fits else None
    day = read_day(text, today, language)
    if day is None or not field.low <= (day - today).days <= field.high:
        return None
    return Item(day.isoformat(), write_day(day, language))


def read_day(text: str, today: date, language: str) -> date | None:
    """Read a day as people write it: `26/11`, `26-11-2026`, `besok`, `kamis` (the next one), `2026-11-26`.

    >>> tuesday = date(2026, 11, 24)
    >>> [str(read_day(text, tuesday, "id")) for text in ("26/11", "2/1", "besok", "Kamis", "31/2")]
    ['2026-11-26', '2027-01-02', '2026-11-25', '2026-11-26', 'None']
    """
    said = " ".join(text.casefold().split())
    try:
        if match := _ISO.fullmatch(said):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY.fullmatch(said):
            return _full(int(match[1]), int(match[2]), match[3], today)
    except ValueError:
        return None
    for ahead, name in enumerate(("today", "tomorrow", "after")):
        if said in {phrase(name, each) for each in (language, *PHRASES)}:
            return today + timedelta(days=ahead)
    weekday = _weekdays(language).get(said)
    return None if weekday is None else today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _full(day: int, month: int, year: str | None, today: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    for ahead in range(9):  # 29 February comes every four years, at a turn of the century every eight
        try:
            found = date(today.year + ahead, month, day)
        except ValueError:
            if (day, month) != (29, 2):
                raise
            continue
        if found >= today:
            return found
    raise ValueError(day)


def write_day(day: date, language: str) -> str:
    """Write a day with its weekday, as residents read it.

    >>> write_day(date(2026, 11, 26), "id"), write_day(date(2026, 11, 26), "en")
    ('Kamis 26/11', 'Thu 26 Nov')
    """
    from babel.dates import format_date  # heavy, and only books that ask for dates need it

    return format_date(day, phrase("day", language), locale=language if language in PHRASES else "id")


@lru_cache(maxsize=16)
def _weekdays(language: str) -> dict[str, int]:
    from babel import Locale

    found: dict[str, int] = {}
    for each in dict.fromkeys((language if language in PHRASES else "id", *PHRASES)):
        for width in ("wide", "abbreviated"):
            for number, name in Locale.parse(each).days["format"][width].items():
                found.setdefault(str(name).casefold(), int(number))
    return found
