"""The files of the SIM card, as a program reads them that looks for the card behind the modem."""

import pytest

from modem.simulator import Simulator, VirtualClock
from modem.simulator.cardfiles import FILES


@pytest.fixture
def ask():
    sim = Simulator(clock=VirtualClock(), pin="4321")
    with sim.modems[0].link() as link:

        def asked(line):
            link.write(line.encode() + b"\r")
            return link.read(1).decode().split("\r\n")[1]

        asked("ATE0;+CMEE=1")
        asked.sim = sim
        yield asked


def test_a_locked_card_tells_its_own_number_and_nothing_else(ask):
    assert ask("AT+CRSM=176,12258,0,0,0").startswith("+CRSM: 144,0,")
    for file in FILES.keys() - {0x2FE2, 0x6F40}:
        assert ask(f"AT+CRSM=176,{file},0,0,0") == "+CRSM: 105,130"
    assert ask("AT+CRSM=178,28480,1,4,28") == "+CRSM: 105,130"


def test_a_wrong_pin_is_seen_in_the_tries_left(ask):
    assert ask('AT+CSIM=10,"0020000100"') == '+CSIM: 4,"63C3"'
    ask("AT+CPIN=1111")
    assert ask('AT+CSIM=10,"0020000100"') == '+CSIM: 4,"63C2"'
    ask("AT+CPIN=4321")
    assert ask("AT+CRSM=176,28423,0,0,9").startswith("+CRSM: 144,0,")


def test_without_a_card_there_are_no_files(ask):
    ask.sim.fault(kind="sim-removed")
    assert ask("AT+CRSM=176,12258,0,0,10") == "+CME ERROR: 10"
    assert ask('AT+CSIM=10,"0020000100"') == "+CME ERROR: 10"


def test_a_file_is_read_in_pieces(ask):
    ask("AT+CPIN=4321")
    whole = ask("AT+CRSM=176,28423,0,0,0").split('"')[1]
    pieces = [ask(f"AT+CRSM=176,28423,0,{place},3").split('"')[1] for place in (0, 3, 6)]
    assert "".join(pieces) == whole


def test_the_own_number_is_the_one_that_the_phone_book_has(ask):
    ask("AT+CPIN=4321")
    ask('AT+CPBS="ON";+CPBW=1,"0811*"')  # a star is half an octet, too
    assert ask("AT+CRSM=178,28480,1,4,28").endswith(f'{"FF" * 14}04818011FA{"FF" * 9}"')
    ask("AT+CPBW=1")
    assert ask("AT+CRSM=178,28480,1,4,28").endswith(f'"{"FF" * 28}"')
