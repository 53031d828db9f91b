"""The last gate: what passes and what does not."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modem import Refused, gate


@pytest.mark.parametrize("code", ["*888#", "*123#", "*123*1#", "*100*1*2#", "*4444#", "*99#"])
def test_codes_that_only_ask_pass(code):
    assert gate.code(code) == code


@pytest.mark.parametrize("reply", ["1", "98", "00", "Budi Santoso", "Jl. Bintaro 5"])
def test_answers_pass(reply):
    assert gate.reply(reply) == reply


@pytest.mark.parametrize("reply", ["", "*21*08#", "#06#", "1\r", 'a"b', "1\x1a", "x" * 183, "\x1b"])
def test_what_a_modem_could_take_for_more_does_not(reply):
    with pytest.raises(Refused):
        gate.reply(reply)


@pytest.mark.parametrize("number", ["112", "+6281211110001", "081211110001", "9" * 15])
def test_numbers_pass(number):
    assert gate.number(number) == number


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", '1234";+CMGD=1', "１２３４"])
def test_a_pin_is_4_to_8_digits(pin):
    with pytest.raises(Refused) as caught:
        gate.pin(pin)
    assert pin not in str(caught.value) or not pin


@given(st.text())
def test_nothing_that_passes_holds_a_control_character_or_a_quote(text):
    for check in (gate.number, gate.code, gate.reply, gate.pin):
        with contextlib.suppress(Refused):
            assert not {'"', "\r", "\n", "\x1a", "\x1b", "\0"} & set(check(text))
