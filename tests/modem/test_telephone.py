"""Calls that a program makes and takes, forwarding, its own number: against the simulated network."""

import pytest

from modem import (
    Call,
    CallEnded,
    CallReceived,
    CmeError,
    ModemError,
    Refused,
    RegistrationChanged,
    ToneReceived,
    open_modem,
)
from modem.simulator import Simulator, VirtualClock
from modem.simulator.profile import names
from tests.modem.air import ANI, BUDI
from tests.modem.peer import all_of


@pytest.fixture
def line(sim):
    with open_modem(sim.modems[0].link(), poll=1e9) as modem:
        yield modem


def test_a_call_is_made_and_ended_by_the_other_end(line, sim, ani):
    line.dial(ANI)
    assert line.call() == Call(ANI, "ringing there", incoming=False)
    ani.answer()
    assert line.call().state == "talking"
    line.tones("12#D")
    assert ani.on_call.tones == "12#D"
    ani.hang_up()
    assert all_of(line) == [CallEnded("hung up")]
    assert line.call() is None


def test_a_call_that_the_program_ends_is_told_no_more(line, ani):
    line.dial(ANI)
    ani.answer()
    line.hang_up()
    assert ani.on_call is None
    assert all_of(line, 60) == []


def test_a_call_is_taken(line, sim, ani):
    ani.call(seconds=60)
    assert line.next_event(5) == CallReceived(ANI)
    assert line.call() == Call(ANI, "ringing", incoming=True)
    line.answer()
    assert ani.on_call.state == "talking"
    ani.hang_up()
    assert all_of(line, 60) == [CallEnded("hung up")]
    ani.call(seconds=5)
    assert all_of(line, 60) == [CallReceived(ANI)], "a missed call has no end to tell"


def test_a_hidden_number(line, sim):
    with open_modem(sim.modems[1].link()) as other:
        line.dial(sim.modems[1].number, hidden=True)
        assert other.next_event(10) == CallReceived(None)
        assert other.call() == Call(None, "ringing", incoming=True)


def test_calls_that_do_not_come_about(line, sim, ani):
    ani.call(BUDI)
    line.dial(ANI)
    assert line.next_event(60) == CallEnded("busy")
    ani.hang_up()
    line.dial(ANI)
    with pytest.raises(CmeError):
        line.dial(BUDI)  # there is a call already
    assert line.next_event(120) == CallEnded("no answer")
    with pytest.raises(ModemError, match="rings no more"):
        line.answer()
    sim.fault(kind="no-network")
    with pytest.raises(ModemError, match="NO CARRIER"):
        line.dial(ANI)


@pytest.mark.parametrize("profile", names())
def test_every_make_tells_the_end_once(profile):
    sim = Simulator(profile=profile, clock=VirtualClock())
    ani = sim.network.handset(ANI)
    with open_modem(sim.modems[0].link()) as gsm:
        for dialled in (True, False):
            gsm.dial(ANI) if dialled else ani.call()
            ani.answer() if dialled else gsm.answer()
            ani.hang_up()
            told = [event for event in all_of(gsm, 60) if not isinstance(event, RegistrationChanged)]
            assert told[-1:] == [CallEnded("hung up")], profile
            assert told.count(CallEnded("hung up")) == 1


@pytest.mark.parametrize("said", ["+DTMF: 5", "+RXDTMF: 5", "^DTMF: 5"])
def test_a_tone_of_the_other_end(line, sim, said):
    sim.modems[0].device.tell(said)
    assert line.next_event(1) == ToneReceived("5")


def test_calls_are_forwarded(line, sim, ani):
    budi = sim.network.handset(BUDI)
    assert line.forwarding("busy") == ""
    line.forward("all", BUDI)
    assert [line.forwarding(when) for when in ("always", "busy", "no answer", "unreachable")] == [BUDI] * 4
    ani.call(sim.modems[0].number)
    assert budi.on_call is ani.on_call
    ani.hang_up()
    line.forward("always", None)
    ani.call(sim.modems[0].number)
    assert all_of(line, 3) == [CallReceived(ANI)]
    with pytest.raises(ModemError, match="forwarded 'sometimes'"):
        line.forwarding("sometimes")


@pytest.mark.parametrize("number", ["*21*0811#", "##002#", "0811;", "1", "", "0811\rAT+CMGD=1,4"])
def test_what_is_no_number_is_not_dialled(line, number):
    for call in (line.dial, lambda to: line.forward("always", to)):
        with pytest.raises(Refused):
            call(number)


@pytest.mark.parametrize("tones", ["", "x", "1;", '1"', "1\r", "1" * 65])
def test_what_is_no_tone_is_not_keyed(line, tones):
    with pytest.raises(Refused):
        line.tones(tones)


def test_the_own_number(line, sim, gsm, peer):
    assert line.own_number() == sim.modems[0].number
    peer.answers = {"+CNUM": b"\r\nERROR\r\n", "+CPBR=1": b'\r\n+CPBR: 1,"0811",129,"Loket"\r\n\r\nOK\r\n'}
    assert gsm.own_number() == "0811"
    assert peer.said[1:] == ['+CPBS="ON"', "+CPBR=1", '+CPBS="SM"']
    peer.answers["+CPBS"] = b"\r\nERROR\r\n"
    assert gsm.own_number() == ""


def test_a_command_of_ones_own(line):
    assert line.ask("+CGMI") == ("Loket",)
    with pytest.raises(CmeError):
        line.ask("+NOSUCH")
    with pytest.raises(Refused):
        line.ask("+CGMI\rAT+CMGD=1,4")
