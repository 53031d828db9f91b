"""A modem is known by its IMEI, at whatever port it is."""

import pytest

from modem import finding, open_modem
from modem.simulator import Simulator, VirtualClock, share
from tests.modem.peer import Paced, Peer


@pytest.fixture
def sim():
    sim = Simulator(3, clock=VirtualClock())
    share(sim)
    yield sim
    share(None)


def places(*numbers):
    return [f"sim:///{number}" for number in numbers]


def test_each_modem_says_who_it_is(sim):
    found = list(finding.modems(places(0, 1, 0)))
    assert [(each.address, each.imei) for each in found] == [
        (f"sim:///{number}", sim.modems[number].imei) for number in (0, 1)
    ]
    assert all(each.manufacturer and each.model for each in found)


def test_a_port_without_a_modem_costs_a_moment_and_no_error(sim):
    sim.fault(0, kind="silent")
    sim.fault(1, kind="unplug")
    before = sim.clock.now()
    assert [each.address for each in finding.modems([*places(0, 1), "/dev/nowhere", *places(2)])] == [
        "sim:///2"
    ]
    assert sim.clock.now() - before < 5


@pytest.mark.parametrize("own", [115200, 9600, 57600, 19200, 38400, 230400, 460800])
def test_a_modem_at_another_pace_is_found_in_bounds(monkeypatch, own):
    peer = Paced(own)
    monkeypatch.setattr(finding, "open_link", lambda address: peer)
    assert finding.ask("/dev/ttyS0").imei == "356938035643809"
    assert peer.time < 5
    assert not [line for line in peer.said if line.startswith("+IPR=")]


@pytest.mark.parametrize("line", ["E0", "+CGMI", "+CGMM"])
def test_a_modem_that_never_answers_one_question_is_found(monkeypatch, line):
    peer = Peer()
    peer.answers[line] = b""
    monkeypatch.setattr(finding, "open_link", lambda address: peer)
    assert finding.ask("/dev/ttyS0").imei == "356938035643809"


def test_a_port_where_nobody_answers_at_any_pace_is_left_in_bounds(monkeypatch):
    peer = Paced(1200)
    monkeypatch.setattr(finding, "open_link", lambda address: peer)
    assert finding.ask("/dev/ttyS0") is None
    assert peer.time < 5
    assert peer.dead


def test_a_modem_that_moved_is_found_by_its_imei(sim):
    imei = sim.modems[2].imei
    assert finding.whereabouts(imei, "sim:///0", places(0, 1, 2)) == "sim:///2"
    assert finding.whereabouts(imei, "/dev/nowhere", places(0, 1, 2)) == "sim:///2"


def test_one_that_did_not_move_or_is_nowhere_stays_where_it_was_said_to_be(sim):
    assert finding.whereabouts(sim.modems[1].imei, "sim:///1", places(0, 1, 2)) == "sim:///1"
    assert finding.whereabouts("000000000000000", "sim:///1", places(0, 1, 2)) == "sim:///1"


def test_a_modem_is_opened_where_it_is_now(sim, monkeypatch):
    monkeypatch.setattr(finding, "_plugged", lambda: places(0, 1, 2))
    with open_modem("/dev/nowhere", imei=sim.modems[1].imei) as gsm:
        assert gsm.imei == sim.modems[1].imei
