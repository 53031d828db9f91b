"""Days and hours as residents read them, and the days on which an office works.

Indonesian: `Jumat 04/12`, `pukul 08.00-15.00`, Sundanese alike; English: `Fri 4 Dec`, `08:00-15:00`. Babel
and holidays are imported when they are first needed: a kiosk that only shows its menu pays for neither.
"""

from collections.abc import Callable, Iterator, Set
from datetime import date, datetime, time, timedelta
from functools import lru_cache, partial
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any, NamedTuple

from kiosk.clock import WIB

WEEKDAYS = ("senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu")
INDONESIA = "countries/indonesia.py"  # within the library of holidays
HERE = ("id", "su")  # languages of the country: figures are written alike
DAY_PATTERN = {"id": "EEEE dd/MM", "su": "EEEE dd/MM", "en": "EEE d MMM"}


class Hours(NamedTuple):
    """From when to when, both on the same day.

    >>> Hours.parse("08.00-15.00")
    Hours(opens=datetime.time(8, 0), closes=datetime.time(15, 0))
    """

    opens: time
    closes: time

    @classmethod
    def parse(cls, text: str) -> "Hours":
        """Read `08.00-15.00` or `08:00-15:00`; a ValueError says what is wrong with it."""
        opens, dash, closes = text.replace(".", ":").partition("-")
        hours = cls(time.fromisoformat(opens.strip().zfill(5)), time.fromisoformat(closes.strip().zfill(5)))
        if not dash or hours.opens >= hours.closes:
            raise ValueError(f"hours end before they begin: {text}")
        return hours


@lru_cache(maxsize=512)
def day(when: date, language: str = "id") -> str:
    """Write a day with its name, so that nobody comes on the wrong one.

    >>> [day(date(2026, 12, 4), language) for language in ("id", "su", "en")]
    ['Jumat 04/12', 'Jumaah 04/12', 'Fri 4 Dec']
    """
    from babel.dates import format_date

    return format_date(when, DAY_PATTERN.get(language, DAY_PATTERN["en"]), locale=language)


def clock(when: time, language: str = "id") -> str:
    """Write a time of day: 09.30 in Indonesian, 09:30 in English.

    >>> clock(time(9, 30)), clock(time(9, 30), "en")
    ('09.30', '09:30')
    """
    return f"{when:%H.%M}" if language in HERE else f"{when:%H:%M}"


def hours(span: Hours, language: str = "id") -> str:
    """Write a span of a day, without the word before it.

    >>> hours(Hours.parse("08.00-15.00")), hours(Hours.parse("08.00-15.00"), "en")
    ('08.00-15.00', '08:00-15:00')
    """
    return f"{clock(span.opens, language)}-{clock(span.closes, language)}"


def weekdays(days: Set[int], language: str = "id") -> str:
    """Write days of the week (0 is Monday), those in a row as a span.

    >>> weekdays({0, 1, 2, 3, 4}), weekdays({0, 2, 3}, "en")
    ('Senin-Jumat', 'Mon, Wed-Thu')
    """
    from babel.dates import get_day_names

    names = get_day_names("wide" if language in HERE else "abbreviated", locale=language)
    spans: list[list[int]] = []
    for day in sorted(days):
        if spans and day == spans[-1][-1] + 1:
            spans[-1].append(day)
        else:
            spans.append([day])
    return ", ".join("-".join(str(names[day]) for day in sorted({span[0], span[-1]})) for span in spans)


def stamp(when: datetime, language: str = "id") -> str:
    """Write the moment that data is of.

    >>> stamp(datetime(2026, 11, 26, 8, 0)), stamp(datetime(2026, 11, 26, 8, 0), "en")
    ('26/11 08.00', '26 Nov, 08:00')
    """
    if language in HERE:
        return f"{when:%d/%m %H.%M}"
    return f"{short(when.date(), language)}, {when:%H:%M}"


def moment(at: float, language: str = "id") -> str:
    """Write a moment (Unix seconds) as `stamp` does, in the time of this place.

    >>> moment(0.0)
    '01/01 07.00'
    """
    return stamp(datetime.fromtimestamp(at, WIB), language)


def short(when: date, language: str = "id") -> str:
    """Write a day without its name, where nobody has to come.

    >>> short(date(2026, 11, 25)), short(date(2026, 11, 25), "en")
    ('25/11', '25 Nov')
    """
    if language in HERE:
        return f"{when:%d/%m}"
    from babel.dates import format_date

    return format_date(when, "d MMM", locale=language)


def proof(when: datetime, language: str = "id") -> str:
    """Write a moment with its year, for what proves something.

    >>> proof(datetime(2026, 11, 26, 8, 15)), proof(datetime(2026, 11, 26, 8, 15), "en")
    ('26/11/2026 pukul 08.15', '26 Nov 2026, 08:15')
    """
    if language in HERE:
        return f"{when:%d/%m/%Y} pukul {when:%H.%M}"
    return f"{short(when.date(), language)} {when:%Y}, {when:%H:%M}"


def works(when: date, closed: Set[date] = frozenset()) -> bool:
    """Whether an office works on that day: no weekend, no national holiday, no joint leave, none of *closed*.

    >>> works(date(2026, 12, 23)), works(date(2026, 12, 24)), works(date(2026, 12, 25))
    (True, False, False)
    """
    return when.weekday() < 5 and when not in closed and when not in _holidays(when.year)


def working_days(after: date, closed: Set[date] = frozenset()) -> Iterator[date]:
    """Yield the working days that follow a day, without end.

    >>> from itertools import islice
    >>> [str(one) for one in islice(working_days(date(2026, 11, 26)), 2)]
    ['2026-11-27', '2026-11-30']
    """
    while True:
        after += timedelta(days=1)
        if works(after, closed):
            yield after


@lru_cache(maxsize=8)
def _holidays(year: int) -> frozenset[date]:
    return frozenset(_calendar()(years=year, categories=("public", "government")))


def _calendar() -> Callable[..., Any]:
    """Give the calendar of Indonesia alone: the package of its module imports those of 280 others (8 MB).

    Where that module is not found in its place any more, the library is asked as usual.
    """
    import holidays

    try:
        where = spec_from_file_location("holidays_of_indonesia", f"{holidays.__path__[0]}/{INDONESIA}")
        assert where is not None
        assert where.loader is not None
        module = module_from_spec(where)
        where.loader.exec_module(module)
        calendar: Callable[..., Any] = module.Indonesia
    except (OSError, ImportError, AttributeError):
        return partial(holidays.country_holidays, "ID")
    return calendar
