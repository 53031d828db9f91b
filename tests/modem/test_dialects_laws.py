"""Whatever is written to a modem of any make: each line ends in one of the results, and it goes on."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modem.simulator import Simulator, VirtualClock
from modem.simulator.profile import names, profile

RESULTS = r"OK|ERROR|\+CM[ES] ERROR: [^\r\n]+|NO CARRIER|BUSY|NO ANSWER"
ARGUMENTS = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=24),
    st.lists(
        st.sampled_from(
            ["", "0", "1", "2", "99", "-1", "1" * 30, '"SM"', '"+62812"', '"', "x", '"é"', "*123#"]
        ),
        max_size=7,
    ).map(",".join),
)
TROUBLE = {"Q", "V", "+CFUN=", "+CPIN=", "+CPWD=", "+CLCK="}  # these change what the next lines give
MAKES = st.sampled_from(names())


class Modem:
    def __init__(self, make):
        self.sim = Simulator(profile=make, clock=VirtualClock())
        self.link = self.sim.modems[0].link()
        self.result = re.compile(f"(?:{RESULTS}|{re.escape(profile(make).errors.unknown or 'ERROR')})")
        self.link.write(b"ATE0\r")
        self.read(0)

    def read(self, seconds):
        end, said = self.link.now() + seconds, self.link.read(0)
        while b"\r\n" not in said[-2:] and not said.endswith(b"> ") and self.link.now() < end:
            said += self.link.read(end - self.link.now())
        return said.decode("latin-1")

    def ask(self, line):
        """Write a line; the prompt that it may bring is left again."""
        self.link.write(line.encode("latin-1", "replace") + b"\r")
        said = self.read(61)
        if said.endswith("> "):
            self.link.write(b"\x1b")
            said = self.read(1)
        return [text for text in said.split("\r\n") if text]

    def is_well(self):
        self.link.write(b"\x1b\rATZ\rATE0V1Q0\r")
        self.sim.advance(70)
        self.read(0)
        return "OK" in self.ask("AT")


def keys(make):
    return sorted(Simulator(profile=make, clock=VirtualClock()).modems[0].device._handlers.keys() - TROUBLE)


@pytest.mark.parametrize("make", names())
def test_bad_input_to_every_command_ends_in_a_result(make):
    modem = Modem(make)
    for key in keys(make):
        for bad in ("", '"', "x,y,z", "-1", "9" * 40, ",,,,,,,,,", '"\xff\xfe"', "1,2,3,4,5,6,7,8,9"):
            line = f"AT{key}" if key.endswith("?") else f"AT{key}{bad}"
            said = modem.ask(line)
            assert any(modem.result.fullmatch(text) for text in said), (line, said)
    assert modem.is_well()


@settings(max_examples=150, deadline=None)
@given(MAKES, st.data())
def test_any_arguments_to_any_command_end_in_a_result(make, data):
    modem = Modem(make)
    for key in data.draw(st.lists(st.sampled_from(keys(make)), min_size=1, max_size=5)):
        line = f"AT{key}{data.draw(ARGUMENTS)}"
        if {"Q", "V"} & set(line.upper()):  # these change what a result is
            continue
        said = modem.ask(line)
        assert any(modem.result.fullmatch(text) for text in said), (line, said)
    assert modem.is_well()


@settings(max_examples=150, deadline=None)
@given(MAKES, st.lists(st.binary(max_size=60), max_size=8))
def test_random_octets_never_end_a_modem_of_any_make(make, pieces):
    modem = Modem(make)
    for piece in pieces:
        modem.link.write(piece)
    assert modem.is_well()
