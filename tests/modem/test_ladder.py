"""The ladder: what is done for a modem that falls silent, in which order, and never too often."""

import pytest

from modem import Gone, OutcomeUnknown, Recovered, Silent, open_modem
from modem.ladder import HOUR, Ladder
from modem.simulator import Simulator, VirtualClock

ANI = "+6281211110001"


@pytest.fixture
def sim():
    return Simulator(clock=VirtualClock())


@pytest.fixture
def ladder():
    return Ladder()


@pytest.fixture
def gsm(sim, ladder):
    with open_modem(sim.modems[0].link(), ladder=ladder) as modem:
        assert modem.next_event(0) is None
        yield modem


def restarts(sim):
    return sim.trace.text().count("AT+CFUN=1,1")


def steps(gsm, timeout=1000):
    found = []
    while (event := gsm.next_event(timeout)) is not None:
        if isinstance(event, Recovered):
            found.append(event.step)
    return found


def test_one_silence_is_mended_by_asking_again(gsm, sim):
    sim.fault(kind="silent", count=1)
    with pytest.raises(Silent):
        gsm.health()
    assert steps(gsm) == ["attention"]
    assert restarts(sim) == 0


def test_what_is_answered_again_is_forgotten(ladder):
    ladder.silent("+CMGL")
    ladder.silent("+CMGL")
    ladder.answered("+CSQ")
    assert ladder.rung(0) == "setup"
    ladder.answered("+CMGL")
    ladder.silent("+CMGL")
    assert ladder.rung(0) == "attention"


def test_a_restart_comes_once_an_hour_at_most(ladder):
    def third(now):
        for _ in range(3):
            ladder.silent("+CMGS")
        return ladder.rung(now)

    assert third(0) == "restart"
    ladder.restarted(0)
    ladder.answered("+CMGS")
    assert third(HOUR - 1) == "reopen"
    assert third(HOUR) == "restart"


def test_a_mute_modem_is_restarted_before_it_is_given_up_and_only_once(gsm, sim):
    sim.fault(kind="silent")
    with pytest.raises(Silent):
        gsm.health()
    with pytest.raises(Gone):
        gsm.health()
    with pytest.raises(Gone):
        gsm.health()
    assert restarts(sim) == 1


def test_a_modem_whose_interpreter_hangs_is_back_after_the_restart(gsm, sim):
    """Mute to all but the restart: it takes that, and answers again."""
    sim.fault(kind="silent")
    write = sim.modems[0].write

    def hearing(octets):
        if b"CFUN=1,1" in octets:
            sim.clear_fault()
        write(octets)

    sim.modems[0].write = hearing
    with pytest.raises(Silent):
        gsm.health()
    assert gsm.health().registered
    assert steps(gsm, 60) == ["restart"]
    assert restarts(sim) == 1


def test_no_restart_while_a_send_is_in_flight(gsm, sim):
    sim.fault(kind="answer-lost", count=2, after=1)
    began = sim.clock.now()
    with pytest.raises(OutcomeUnknown):
        gsm.send(ANI, "Halo")
    assert sim.clock.now() - began >= 300
    assert restarts(sim) == 0


def test_a_new_port_that_never_answered_is_not_restarted(sim):
    sim.fault(kind="silent")
    with pytest.raises(Gone):
        open_modem(sim.modems[0].link())
    assert restarts(sim) == 0


def test_the_hour_holds_across_reopening(sim, ladder):
    open_modem(sim.modems[0].link(), ladder=ladder).close()
    sim.fault(kind="silent")
    for _ in range(3):
        with pytest.raises(Gone):
            open_modem(sim.modems[0].link(), ladder=ladder)
    assert restarts(sim) == 1


def test_a_restart_that_the_modem_tells_is_one_step(gsm, sim):
    sim.fault(kind="brown-out")
    assert set(steps(gsm, 60)) == {"setup"}
    assert restarts(sim) == 0
