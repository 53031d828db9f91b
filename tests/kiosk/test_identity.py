"""Numbers of persons: what is refused, what is forgiven, what the fault says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import identity
from kiosk.identity import Fault, Nik

NIKS = [  # written, number or fault
    ("3674060503990001", "3674060503990001"),
    ("3674064503990001", "3674064503990001"),  # a woman born on the 5th
    ("36.74.06.050399.0001", "3674060503990001"),
    (" 3674-0605-0399-0001 ", "3674060503990001"),
    ("3603120101700123", "3603120101700123"),  # registered where the city later came to be
    ("9999990101000001", "9999990101000001"),  # an unknown region is no reason
    ("3674067112009999", "3674067112009999"),  # a woman born on 31 December
    ("3674062902000001", "3674062902000001"),  # 29 February 2000
    ("3674062902960001", "3674062902960001"),
    ("٣٦٧٤٠٦٠٥٠٣٩٩٠٠٠١", "3674060503990001"),  # the digits of another script
    ("3674062902990001", "date"),  # no leap year in either century
    ("3674063104990001", "date"),  # 31 April
    ("3674060003990001", "date"),
    ("3674064003990001", "date"),  # day 40 is nobody
    ("3674063203990001", "date"),
    ("3674067203990001", "date"),
    ("3674060513990001", "date"),
    ("3674060500990001", "date"),
    ("3674060503990000", "serial"),
    ("367406050399000", "length"),
    ("36740605039900011", "length"),
    ("3674O60503990001", "letters"),
    ("", "empty"),
    (" - ", "empty"),
]


@pytest.mark.parametrize(("written", "wanted"), NIKS)
def test_nik(written, wanted):
    found = identity.nik(written)
    assert (found.number if isinstance(found, Nik) else found.problem) == wanted


def test_a_fault_counts_the_digits_that_came():
    assert identity.nik("3674 0605 0399 000") == Fault("nik", "length", 15)
    assert identity.bpjs("00012345678901") == Fault("bpjs", "length", 14)


@pytest.mark.parametrize("number", ["3674060503260001", "3674060503990001", "3674062902000001"])
def test_a_birth_date_is_never_in_the_future(number):
    found = identity.nik(number)
    assert found.born(date(2026, 11, 26)) <= date(2026, 11, 26)


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("0001234567890", ("bpjs", "0001234567890")),
        ("0001 2345 6789 0", ("bpjs", "0001234567890")),
        ("3674060503990001", ("nik", "3674060503990001")),
        ("000123456789", Fault("bpjs", "length", 12)),
        ("00012345678901", Fault("bpjs", "length", 14)),
        ("367406050399000", Fault("nik", "length", 15)),
        ("3674063104990001", Fault("nik", "date", 16)),
        ("3674060503990001 3674065512990002", Fault("nik", "several", 32)),
        ("0001234567890 dan 0001234567891", Fault("nik", "several", 29)),
        ("0001234567890\n3674060503990001", Fault("nik", "several", 29)),
        ("3674060503990001.", ("nik", "3674060503990001")),
    ],
)
def test_patient(written, wanted):
    assert identity.patient(written) == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("0301U0110926P000123", "0301U0110926P000123"),
        ("0301u011 0926p 000123", "0301U0110926P000123"),
        ("0301U0110926P00012", Fault("referral", "length", 18)),
        ("0301U0110926P00012#", Fault("referral", "letters", 19)),
        ("", Fault("referral", "empty", 0)),
    ],
)
def test_referral(written, wanted):
    assert identity.referral(written) == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("081211110001", "+6281211110001"),
        ("6281211110001", "+6281211110001"),
        ("+62 812-1111-0001", "+6281211110001"),
        ("81211110001", "+6281211110001"),
        ("0812345678", "+62812345678"),
        ("(0812) 3456-7890", "+6281234567890"),
        ("+62 0812 3456 7890", "+6281234567890"),
        ("0062 812 3456 7890", "+6281234567890"),
        ("0857.1234.567", "+628571234567"),
        ("0841234567", "length"),  # no operator has 084
        ("0809123456", "length"),  # premium rate
        ("+6581234567", "length"),
        ("112", "length"),
        ("0812 3456 789O", "letters"),
        ("081234567890/081234567891", "length"),
        ("1708", "length"),
        ("02174710000", "length"),  # a landline takes no SMS
        ("0812345678901234", "length"),
        ("TELKOMSEL", "letters"),
        ("", "empty"),
    ],
)
def test_phone(written, wanted):
    found = identity.phone(written)
    assert (found.problem if isinstance(found, Fault) else found) == wanted


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_a_fault(text):
    assert identity.nik(text)
    assert identity.patient(text)
    assert identity.referral(text)
    assert identity.phone(text)


def test_a_masked_number_shows_its_end_only():
    assert identity.masked("BPJS", "0001234567890") == "BPJS ..7890"
