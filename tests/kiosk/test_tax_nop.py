"""NOP: vectors by hand, and a law: punctuation changes nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.services.tax import nop
from kiosk.services.tax.nop import Fault, masked, parse, spelled

GOOD = "367699900100200030"

READ = [
    "367699900100200030",
    "36.76.999.001.002-0003.0",
    "36.76.999.001.002.0003.0",
    "36 76 999 001 002 0003 0",
    "36-76-999-001-002-0003-0",
    "36/76/999/001/002/0003/0",
    "36,76,999,001,002-0003,0",
    "  36.76.999.001.002-0003.0.  ",
    "36.76.999.001.002\n0003.0",
    "36.76.999.001.002\t-\t0003.0",
    "36.76.999.001.002\u20130003.0",  # en dash
    "36.76.999.001.002\u22120003.0",  # minus sign
    "36\u00b776\u00b7999\u00b7001\u00b7002\u00b70003\u00b70",  # middle dots
    "36.76.999.001.002\u00a0-\u00a00003.0",  # no-break spaces
    "36.76.999.001.002-0003.0\u200b",  # zero width space
    "\u202a367699900100200030\u202c",  # marks of direction, as telephones paste them
    "NOP 36.76.999.001.002-0003.0",
    "nop:367699900100200030",
    "NOP - 36.76.999.001.002-0003.0",
    "NOP367699900100200030",
    "36.76.999.001.002-0003.0?",
    "36!76!999!001!002!0003!0",
    "36&76&999&001&002&0003&0",
    "(36.76.999.001.002-0003.0)",
    '"367699900100200030"',
    "'367699900100200030",
    "36_76_999_001_002_0003_0",
    "36*76*999*001*002*0003*0",
    "36#76#999#001#002#0003#0",
    "٣٦٧٦٩٩٩٠٠١٠٠٢٠٠٠٣٠",  # Arabic-Indic digits
    "３６７６９９９００１００２０００３０",  # fullwidth digits
]

OTHERS = [
    ("36.76.050.001.000-0001.7", "367605000100000017"),  # a block may be 000; 7 is SISTEP
    ("36.76.010.010.999-9999.9", "367601001099999999"),  # 9 is shared
    ("36.76.001.001.001-0001.0", "367600100100100010"),
    ("36.19.210.005.011-0066.0", "361921000501100660"),  # of before the city was split off
    ("36.03.010.001.001-0001.0", "360301000100100010"),
    ("32.19.010.001.001-0001.0", "321901000100100010"),
]

BAD = [
    ("", Fault("empty", 0)),
    ("   ", Fault("empty", 0)),
    (".-./", Fault("empty", 0)),
    ("NOP", Fault("empty", 0)),
    ("NOP:", Fault("empty", 0)),
    ("\u200b", Fault("empty", 0)),
    ("abc", Fault("letters", 0)),
    ("36.76.999.001.002-0003.O", Fault("letters", 17)),  # the letter O
    ("36.76.999.001.002-OOO3.0", Fault("letters", 15)),
    ("l6.76.999.001.002-0003.0", Fault("letters", 17)),
    ("NOPE 367699900100200030", Fault("letters", 18)),
    ("367699900100200030 NOP", Fault("letters", 18)),
    ("367699900100200030x", Fault("letters", 18)),
    ("3.67699900100200E+17", Fault("letters", 17)),
    ("+367699900100200030", Fault("letters", 18)),
    ("36.76.999.001.002-0003.½", Fault("letters", 17)),
    ("36.76.999.001.002-0003.²", Fault("letters", 17)),
    ("36.76.999.001.002-003.0", Fault("length", 17)),
    ("36.76.999.001.002-00030.0", Fault("length", 19)),
    ("3", Fault("length", 1)),
    ("36" * 40, Fault("length", 80)),
    ("0" * 18, Fault("region", 18)),
    ("36.74.999.001.002-0003.0", Fault("region", 18)),  # as the NIK begin here, and no NOP does
    ("36.71.999.001.002-0003.0", Fault("region", 18)),  # Kota Tangerang
    ("31.74.010.001.002-0003.0", Fault("region", 18)),
    ("99.76.999.001.002-0003.0", Fault("region", 18)),
    ("36.76.000.001.002-0003.0", Fault("place", 18)),
    ("36.76.999.000.002-0003.0", Fault("place", 18)),
    ("36.76.999.001.002-0000.0", Fault("serial", 18)),
    *((f"36.76.999.001.002-0003.{kind}", Fault("kind", 18)) for kind in "1234568"),
]


@pytest.mark.parametrize("text", READ)
def test_any_spelling_is_the_same_number(text):
    assert parse(text) == GOOD


@pytest.mark.parametrize(("text", "number"), OTHERS)
def test_every_kind_is_read(text, number):
    assert parse(text) == number
    assert spelled(number) == text


@pytest.mark.parametrize(("text", "fault"), BAD)
def test_what_is_wrong_is_told(text, fault):
    assert parse(text) == fault


def test_the_office_says_which_regions_there_are():
    assert parse("36.71.010.001.002-0003.0", {"3671"}) == "367101000100200030"
    assert parse(GOOD, {"3671"}) == Fault("region", 18)


def test_what_is_shown():
    assert spelled(GOOD) == "36.76.999.001.002-0003.0"
    assert masked(GOOD) == "..002-0003.0"


marks = st.text(" .,-/:;_\t\n\u2013\u00b7\u200b()'\"*#", max_size=3)
numbers = st.builds(
    lambda region, district, village, block, serial, kind: (
        f"{region}{district:03d}{village:03d}{block:03d}{serial:04d}{kind}"
    ),
    st.sampled_from(nop.REGIONS),
    st.integers(1, 999),
    st.integers(1, 999),
    st.integers(0, 999),
    st.integers(1, 9999),
    st.sampled_from(sorted(nop.KINDS)),
)


@given(numbers, st.lists(marks, min_size=19, max_size=19))
def test_punctuation_changes_nothing(number, between):
    text = between[0] + "".join(digit + mark for digit, mark in zip(number, between[1:], strict=True))
    assert parse(text) == number
    assert parse(spelled(number)) == number


@given(st.text(max_size=40))
def test_every_text_is_a_number_or_a_fault(text):
    found = parse(text)
    if isinstance(found, str):
        assert len(found) == 18
        assert found.isascii()
        assert found.isdigit()
        assert parse(found) == found
    else:
        assert found.problem in ("empty", "letters", "length", "region", "place", "serial", "kind")


@given(numbers, st.integers(0, 17), st.sampled_from("OolIBS+=<½²"))
def test_a_foreign_character_is_never_dropped(number, place, letter):
    fault = parse(number[:place] + letter + number[place + 1 :])
    assert fault == Fault("letters", 17)
