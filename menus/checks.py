"""Free answers of the engine's own kinds. The rest is Python's, by name."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from menus.nodes import Field
from menus.phrases import AGAINST, AMOUNTS, CLOCK, CURRENCY, HALVES, PHRASES, phrase
from menus.services import Item

_DAY = re.compile(r"(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d{4}|\d{2}))?")
_MONEY = re.compile(
    rf"(?:(?:{'|'.join(CURRENCY)})\.? ?)?(?P<amount>\d{{1,12}}(?:[.,]\d{{1,3}}){{0,4}})(?:[.,]-+|-+)?"
    rf" ?(?P<word>{'|'.join(AMOUNTS)})?"
)
_TIME = re.compile(
    rf"(?:(?:{'|'.join(CLOCK)}) )?(?P<hour>\d{{1,2}})(?:[.:](?P<minute>\d{{2}}))?"
    rf"(?: ?(?P<half>{'|'.join(HALVES)}))?"
)
_NAMED = re.compile(r"(\d{1,2})[-/. ]?([^\W\d_]{3,})\.?(?:[-/. ](\d{4}|\d{2}))?")
_OF_MONTH = re.compile(r"(?:(?:tgl|tanggal|tg|date)\.? ?)?(\d{1,2})(?: (?:aja|saja|ya))?[.!?]?")
_PIECES = re.compile(r"[^\s,;!?()]+")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def check(field: Field, text: str, today: date, language: str, say: Callable[[str], str]) -> Item | None:
    """Read a free answer; None when it does not fit. *say* gives a phrase in the words of the book."""
    said = " ".join(text.split())
    if field.kind == "text":
        return Item(said, said) if field.low <= len(said) <= field.high else None
    if field.kind == "date":
        day = read_day(said, today, language)
        fits = day is not None and field.low <= (day - today).days <= field.high
        return Item(day.isoformat(), write_day(day, language, say("day"))) if day and fits else None
    if field.kind == "phone":
        called = read_phone(said, field.region)
        return Item(called, called) if called else None
    read, write = _KINDS[field.kind]
    number = read(said)
    if number is None or not field.low <= number <= field.high:
        return None
    return write(number, language, say)


def read_number(said: str) -> int | None:
    """Read a whole number, with spaces where people put them.

    >>> read_number("3 200"), read_number("1.5"), read_number("tiga")
    (3200, None, None)
    """
    digits = said.replace(" ", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None


def read_money(said: str) -> int | None:
    """Read an amount as people write it, without its small change.

    >>> [read_money(text) for text in ("Rp 50.000", "50rb", "1,5 jt", "Rp50.000,-", "50,000.00", "1,5")]
    [50000, 50000, 1500000, 50000, 50000, None]
    """
    match = _MONEY.fullmatch(said.casefold())
    if match is None:
        return None
    amount, word = match["amount"], match["word"]
    if word:
        whole, _, part = amount.replace(",", ".").partition(".")
        worth = AMOUNTS[word]
        if "." in part or len(part) > len(str(worth)) - 1:
            return None
        return int(whole) * worth + (int(part) * worth // 10 ** len(part) if part else 0)
    amount = re.sub(r"[.,](00)?$", "", amount)
    if re.fullmatch(r"\d+|\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+", amount):
        return int(re.sub("[.,]", "", amount))
    return None


def read_time(said: str) -> int | None:
    """Read a time of the day, in minutes from midnight.

    >>> [read_time(text) for text in ("8", "08.30", "jam 14:00", "2 siang", "12 siang", "11 siang", "24.00")]
    [480, 510, 840, 840, 720, 660, None]
    """
    match = _TIME.fullmatch(said.casefold())
    if match is None:
        return None
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), match["half"]
    if half and 1 <= hour <= 12:
        hour = _half(hour, half)
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def _half(hour: int, half: str) -> int:
    """Give the hour of 24 for one of twelve: 12 siang is noon, 12 malam midnight, 10 siang the morning."""
    if half == "malam" and hour == 12:
        return 0
    if half == "siang" and hour >= 10:
        return hour
    return hour % 12 + HALVES[half]


def read_phone(said: str, region: str) -> str | None:
    """Read a telephone number of *region*, or of any country with its code; gives E.164.

    >>> read_phone("0812-3456-7890", "ID"), read_phone("+62 812 3456 7890", "ID"), read_phone("123", "ID")
    ('+6281234567890', '+6281234567890', None)
    """
    import phonenumbers  # heavy, and only books that ask for numbers need it

    try:
        number = phonenumbers.parse(said, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _write_number(number: int, language: str, say: Callable[[str], str]) -> Item:
    return Item(str(number), str(number))


def _write_money(number: int, language: str, say: Callable[[str], str]) -> Item:
    from babel.numbers import format_decimal

    amount = format_decimal(number, locale=_spoken(language))
    return Item(str(number), say("money").replace("{amount}", amount))


def _write_time(number: int, language: str, say: Callable[[str], str]) -> Item:
    hour, minute = divmod(number, 60)
    label = say("hour").replace("HH", f"{hour:02}").replace("mm", f"{minute:02}")
    return Item(f"{hour:02}:{minute:02}", label)


def _spoken(language: str) -> str:
    return language if language in PHRASES else "id"


_KINDS: Mapping[str, tuple[Callable[[str], int | None], Callable[[int, str, Callable[[str], str]], Item]]] = {
    "number": (read_number, _write_number),
    "money": (read_money, _write_money),
    "time": (read_time, _write_time),
}


def read_day(text: str, today: date, language: str) -> date | None:
    """Read a day as people write it: `26/11`, `26 Nov 2026`, `besok`, `kamis` (the next one), `2026-11-26`.

    >>> tuesday = date(2026, 11, 24)
    >>> [str(read_day(text, tuesday, "id")) for text in ("26/11", "2/1", "besok", "Kamis", "31/2")]
    ['2026-11-26', '2027-01-02', '2026-11-25', '2026-11-26', 'None']
    >>> [str(read_day(text, tuesday, "id")) for text in ("26 nov", "2 Januari", "5 Mei 2027", "31 Juni")]
    ['2026-11-26', '2027-01-02', '2027-05-05', 'None']
    """
    said = " ".join(text.casefold().split())
    try:
        if match := ISO.fullmatch(said):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY.fullmatch(said):
            return _full(int(match[1]), int(match[2]), match[3], today)
        if (match := _NAMED.fullmatch(said)) and (month := _months(language).get(match[2])):
            return _full(int(match[1]), month, match[3], today)
    except ValueError:
        return None
    for ahead, name in enumerate(("today", "tomorrow", "after")):
        if said in {phrase(name, each) for each in (language, *PHRASES)}:
            return today + timedelta(days=ahead)
    weekday = _weekdays(language).get(said)
    return None if weekday is None else today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def days_said(text: str, today: date, language: str) -> set[date]:
    """Give the days that a text is about, whole or by its single words; none where one is denied.

    >>> tuesday = date(2026, 11, 24)
    >>> [[day.day for day in days_said(text, tuesday, "id")] for text in ("besok bisa?", "rabu depan", "26")]
    [[25], [], []]
    """
    said = " ".join(_PIECES.findall(text.casefold()))
    if not AGAINST.isdisjoint(said.split()):
        return set()
    whole = read_day(said, today, language)
    found = [whole] if whole else [read_day(piece.strip("."), today, language) for piece in said.split()]
    return {day for day in found if day}


def day_of(value: str) -> date | None:
    """Give the day (ISO 8601) that a value of a line begins with, None where it is about none.

    >>> day_of("2026-11-26 penuh"), day_of("2026-13-00"), day_of("2026-1-5a")
    (datetime.date(2026, 11, 26), None, None)
    """
    day, _, _ = value.partition(" ")
    try:
        return date.fromisoformat(day) if ISO.fullmatch(day) else None
    except ValueError:
        return None


def day_of_month(text: str) -> int:
    """Give the day of a month that a text is, 0 for another text.

    >>> day_of_month("26"), day_of_month("tgl 26 aja"), day_of_month("26/11")
    (26, 26, 0)
    """
    match = _OF_MONTH.fullmatch(" ".join(text.casefold().split()))
    return int(match[1]) if match else 0


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


def write_day(day: date, language: str, pattern: str) -> str:
    """Write a day with its weekday, as residents read it; *pattern* as of the CLDR.

    >>> write_day(date(2026, 11, 26), "id", "EEEE dd/MM"), write_day(date(2026, 11, 26), "en", "EEE d MMM")
    ('Kamis 26/11', 'Thu 26 Nov')
    """
    from babel.dates import format_date  # heavy, and only books that ask for dates need it

    return format_date(day, pattern, locale=_spoken(language))


@lru_cache(maxsize=16)
def _weekdays(language: str) -> dict[str, int]:
    return _names(language, "days")


@lru_cache(maxsize=16)
def _months(language: str) -> dict[str, int]:
    return _names(language, "months")


def _names(language: str, what: str) -> dict[str, int]:
    """Give the names that the languages have for days of the week or months, *language* first."""
    from babel import Locale  # heavy, and only books that ask for dates need it

    found: dict[str, int] = {}
    for each in dict.fromkeys((_spoken(language), *PHRASES)):
        for width in ("wide", "abbreviated"):
            for number, name in getattr(Locale.parse(each), what)["format"][width].items():
                found.setdefault(str(name).casefold(), int(number))
    return found
