"""Late fees, computed by hand; never in floating point."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.errors import ConfigError
from kiosk.services.tax import terms
from kiosk.services.tax.fee import Fee, Rate, late_fee, months_late, rate_of, rupiah

ONE, TWO = Rate(0, Decimal(1), 24), Rate(0, Decimal(2), 24)
HALF = Rate(0, Decimal("0.5"), 24)

MONTHS = [  # due, today, months begun
    ("2026-08-31", "2026-08-30", 0),
    ("2026-08-31", "2026-08-31", 0),  # the due day itself is not late
    ("2026-08-31", "2026-09-01", 1),
    ("2026-08-31", "2026-09-30", 1),
    ("2026-08-31", "2026-10-01", 2),
    ("2026-08-31", "2026-10-31", 2),
    ("2026-08-31", "2026-11-01", 3),
    ("2026-08-31", "2026-11-26", 3),
    ("2026-08-31", "2027-02-28", 6),
    ("2026-08-31", "2027-03-01", 7),
    ("2026-08-31", "2027-08-31", 12),
    ("2026-08-31", "2027-09-01", 13),
    ("2026-09-30", "2026-10-31", 1),  # the last day of a month: months end with the calendar's
    ("2026-09-30", "2026-11-01", 2),
    ("2026-02-28", "2026-03-31", 1),
    ("2024-02-29", "2024-03-31", 1),
    ("2024-02-28", "2024-03-28", 1),  # not the last day of that February
    ("2024-02-28", "2024-03-29", 2),
    ("2026-09-15", "2026-09-16", 1),
    ("2026-09-15", "2026-10-15", 1),
    ("2026-09-15", "2026-10-16", 2),
    ("2026-01-30", "2026-02-28", 1),  # there is no 30 February
    ("2026-01-30", "2026-03-01", 2),
    ("2026-12-31", "2027-01-01", 1),
    ("2020-08-31", "2026-11-26", 75),
]

FEES = [  # amount, due, today, rate, months that count, rupiah
    (1_254_000, "2026-08-31", "2026-08-31", ONE, 0, 0),
    (1_254_000, "2026-08-31", "2026-09-01", ONE, 1, 12_540),
    (1_254_000, "2026-08-31", "2026-11-26", ONE, 3, 37_620),
    (1_254_000, "2026-08-31", "2026-11-26", TWO, 3, 75_240),
    (1_254_000, "2025-08-31", "2026-11-26", ONE, 15, 188_100),
    (1_254_000, "2024-08-31", "2026-08-31", ONE, 24, 300_960),
    (1_254_000, "2024-08-31", "2026-09-01", ONE, 24, 300_960),  # capped
    (1_254_000, "2013-08-31", "2026-11-26", TWO, 24, 601_920),
    (1_254_000, "2026-08-31", "2026-11-26", HALF, 3, 18_810),
    (99, "2026-08-31", "2026-09-01", ONE, 1, 0),  # 0.99: what is left of a rupiah is dropped
    (199, "2026-08-31", "2026-09-01", ONE, 1, 1),
    (33_333, "2026-08-31", "2026-11-26", ONE, 3, 999),  # 999.99
    (1, "2013-08-31", "2026-11-26", ONE, 24, 0),
    (0, "2013-08-31", "2026-11-26", ONE, 24, 0),
    (
        4_503_599_627_370_497,
        "2026-08-31",
        "2026-09-01",
        ONE,
        1,
        45_035_996_273_704,
    ),  # past what a float holds
    (1_254_000, "2026-08-31", "2026-11-26", Rate(0, Decimal(0), 24), 3, 0),
    (1_254_000, "2026-08-31", "2026-11-26", Rate(0, Decimal(1), 0), 0, 0),
]


@pytest.mark.parametrize(("due", "today", "months"), MONTHS)
def test_months_begun(due, today, months):
    assert months_late(date.fromisoformat(due), date.fromisoformat(today)) == months


@pytest.mark.parametrize(("amount", "due", "today", "rate", "months", "fee"), FEES)
def test_late_fees(amount, due, today, rate, months, fee):
    assert late_fee(amount, date.fromisoformat(due), date.fromisoformat(today), rate) == Fee(months, fee)


days = st.dates(date(1994, 1, 1), date(2090, 1, 1))


@given(days, st.integers(0, 2000))
def test_no_day_takes_a_month_back(due, later):
    first, second = due + timedelta(days=later), due + timedelta(days=later + 1)
    assert 0 <= months_late(due, second) - months_late(due, first) <= 1
    assert months_late(due, due) == 0
    assert months_late(due, due + timedelta(days=1)) == 1


@given(st.integers(0, 10**12), days, st.integers(0, 2000))
def test_a_fee_is_never_more_than_its_cap(amount, due, later):
    fee = late_fee(amount, due, due + timedelta(days=later), TWO)
    assert 0 <= fee.rupiah <= amount * 48 // 100
    assert fee.rupiah == amount * 2 * fee.months // 100


def test_the_rate_is_that_of_the_tax_year():
    rates = (Rate(2024, Decimal(1), 24), Rate(2010, Decimal(2), 24))
    assert [rate_of(year, rates).percent for year in (2009, 2010, 2023, 2024, 2030)] == [0, 2, 2, 1, 1]


def test_rupiah():
    assert [rupiah(amount) for amount in (0, 999, 1000, 1_254_000)] == [
        "Rp0",
        "Rp999",
        "Rp1.000",
        "Rp1.254.000",
    ]
    assert rupiah(1_254_000, "en") == "Rp1,254,000"
    assert rupiah(1_254_000, "su") == "Rp1.254.000"


TABLE = """
regions: ["3676"]
due: 30-09
late_fee: [{since: 0, percent: 2, months: 24}, {since: 2024, percent: "0.5", months: 12}]
remind: [7, 30, 30]
remind_hours: 08.00-17.00
answer_by: 12.00
"""


def test_the_office_has_its_own_terms(tmp_path):
    path = tmp_path / "pbb.yaml"
    path.write_text(TABLE, encoding="utf-8")
    found = terms.read(path)
    assert found.due_day(2026) == date(2026, 9, 30)
    assert found.remind == (30, 7)
    assert found.fee(2023, 100_000, date(2023, 9, 30), date(2023, 10, 1)) == Fee(1, 2_000)
    assert found.fee(2024, 100_000, date(2024, 9, 30), date(2026, 11, 26)) == Fee(12, 6_000)


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("due: 30-09", "due: 31-02"),
        ("due: 30-09", "due: 29-02"),  # not in every year
        ("due: 30-09", "due: besok"),
        ("due: 30-09", ""),
        ('regions: ["3676"]', "regions: []"),
        ('regions: ["3676"]', 'regions: ["36.76"]'),
        ("percent: 2", "percent: dua"),
        ("percent: 2", "percent: -1"),
        ("percent: 2", "percent: NaN"),
        ("months: 24", "months: 9999"),
        ("remind: [7, 30, 30]", "remind: [-1]"),
        ("remind_hours: 08.00-17.00", "remind_hours: 17.00-08.00"),
        ("answer_by: 12.00", "answer_by: 25.00"),
        ("due: 30-09", "due: [30"),
    ],
)
def test_terms_that_make_no_sense_are_told(tmp_path, line, instead):
    path = tmp_path / "pbb.yaml"
    assert line in TABLE
    path.write_text(TABLE.replace(line, instead), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"pbb\.yaml") as told:
        terms.read(path)
    assert told.value.remedy
