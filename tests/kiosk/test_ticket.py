"""Ticket numbers: what a finger slips on a keypad is noticed."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk import ticket

serials = st.integers(0, ticket.SERIALS - 1)


@given(serials)
def test_what_is_written_is_read(serial):
    number = ticket.write("38", serial)
    assert ticket.read(number) == number == ticket.read(number.replace("-", ""))


@given(serials, st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(serial, place, shift):
    digits = ticket.write("38", serial).replace("-", "")
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert ticket.read(wrong) is None


@given(serials, st.integers(0, 6))
def test_two_swapped_neighbours_are_noticed(serial, place):
    digits = ticket.write("38", serial).replace("-", "")
    swapped = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    assert swapped == digits or ticket.read(swapped) is None
