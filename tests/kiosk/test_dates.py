"""Days, hours and working days, as they are written for residents."""

import subprocess
import sys
from datetime import date, datetime, time
from itertools import islice

import pytest

from kiosk import dates
from kiosk.clock import WIB
from kiosk.dates import Hours


@pytest.mark.parametrize(
    ("when", "indonesian", "english"),
    [
        (date(2026, 11, 26), "Kamis 26/11", "Thu 26 Nov"),
        (date(2026, 12, 4), "Jumat 04/12", "Fri 4 Dec"),
        (date(2026, 11, 30), "Senin 30/11", "Mon 30 Nov"),
    ],
)
def test_a_day_has_its_name(when, indonesian, english):
    assert dates.day(when) == indonesian
    assert dates.day(when, "en") == english


def test_times():
    assert dates.clock(time(8, 5)) == "08.05"
    assert dates.hours(Hours.parse("8:00-15:00")) == "08.00-15.00"
    assert dates.stamp(datetime(2026, 11, 26, 8, 0, tzinfo=WIB)) == "26/11 08.00"


@pytest.mark.parametrize("text", ["", "08.00", "15.00-08.00", "08.00-08.00", "8-25", "pagi-sore"])
def test_hours_that_are_none(text):
    with pytest.raises(ValueError):
        Hours.parse(text)


def test_working_days_leave_out_weekends_holidays_and_the_own_table():
    after = date(2026, 12, 22)  # Christmas and the joint leave before it follow
    assert list(islice(dates.working_days(after), 2)) == [date(2026, 12, 23), date(2026, 12, 28)]
    assert next(dates.working_days(after, {date(2026, 12, 23)})) == date(2026, 12, 28)


def test_the_heavy_libraries_wait_until_they_are_needed():
    heavy = "{'babel', 'holidays', 'phonenumbers'}"
    code = f"import sys, kiosk.dates, kiosk.identity; print({heavy} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"


@pytest.mark.parametrize("year", [2024, 2026, 2027])
def test_the_calendar_alone_is_that_of_the_library(year, monkeypatch):
    import holidays

    known = holidays.country_holidays("ID", years=year, categories=("public", "government"))
    assert dates._holidays.__wrapped__(year) == frozenset(known) != frozenset()
    monkeypatch.setattr(dates, "INDONESIA", "countries/moved_elsewhere.py")
    assert dates._holidays.__wrapped__(year) == frozenset(known)


def test_the_calendar_comes_without_those_of_other_countries():
    code = (
        "import sys, datetime, kiosk.dates as d; d.works(datetime.date(2026, 12, 23)); "
        "print('holidays.countries' in sys.modules)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
