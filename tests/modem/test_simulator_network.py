"""The network's people: handsets, calls, USSD, ids, faults, and the ways in for those outside."""

import threading

import pytest

from modem import Gone
from modem.simulator import (
    Delays,
    InvalidFault,
    InvalidNumber,
    NotRinging,
    RealClock,
    Simulator,
    SimulatorError,
    UnknownId,
    UnknownModem,
    UnknownProfile,
    VirtualClock,
    clock_for,
    open_sim,
    share,
    world,
)
from tests.modem.air import ANI, BUDI, OK, said

# numbers


@pytest.mark.parametrize(
    "number",
    [
        ANI,
        "081211110001",
        "6281211110001",
        "0812-1111 0001",
        "(0812) 11110001",
        "006281211110001",
        "81211110001",
    ],
)
def test_all_ways_to_write_a_number_are_one_handset(sim, ani, number):
    assert sim.network.handset(number) is ani


@pytest.mark.parametrize("number", ["", "+", "12", "0812x", "+1234567890123456", "nama yang panjang", "&&"])
def test_what_is_no_number_is_refused(sim, number):
    with pytest.raises(InvalidNumber) as caught:
        sim.network.handset(number)
    assert caught.value.remedy


def test_a_modem_is_no_handset(sim):
    with pytest.raises(InvalidNumber):
        sim.network.handset(sim.modems[0].number)


def test_short_codes_and_names_stay_as_they_are(sim):
    assert sim.network.handset("1708").number == "1708"
    assert sim.network.handset("PEMKOT").number == "PEMKOT"


# texts and inboxes


def test_handsets_text_each_other_and_the_second_modem(sim, ani, budi):
    ani.text("Halo", "081211110002")
    assert [(got.sender, got.text) for got in budi.inbox] == [(ANI, "Halo")]
    ani.text("INFO", sim.modems[1].number)
    assert b"+CMGL: 1" in said(sim.modems[1].link(), "ATE0;+CMGL=4")


@pytest.mark.parametrize("text", ["", "x" * 10_001])
def test_a_text_has_a_length(ani, text):
    with pytest.raises(SimulatorError):
        ani.text(text)


def test_a_lone_surrogate_is_no_trouble(ani, budi):
    ani.text("\ud800 ya", BUDI)
    assert budi.inbox[0].text == "� ya"


def test_flash_arrives_as_flash(sim, link, ani):
    ani.text("Banjir", flash=True)
    said(link, "AT+CMGF=1;+CSDH=1")
    assert b",145,4,0,16," in said(link, "AT+CMGR=1")


def test_ids_are_read_from(sim, ani, budi):
    for n in range(5):
        budi.text(f"{n}", ANI)
    third = ani.inbox[2].id
    assert [got.text for got in ani.inbox_after(third)] == ["3", "4"]
    assert ani.inbox_after(ani.inbox[-1].id) == []
    assert len(ani.inbox_after()) == 5
    for wrong in ("nonsense", third + "0", "zzz", ani.inbox[0].id[:-1] + "x"):
        with pytest.raises(UnknownId):
            ani.inbox_after(wrong)
    with pytest.raises(UnknownId):
        sim.outbox_after(third)


def test_a_forgotten_id_is_unknown():
    from modem.simulator.ledger import Ids, Ledger
    from modem.simulator.values import Received

    ids, ledger = Ids("x"), Ledger(10)
    items = [ledger.add(Received(ids.next(), ANI, "", False, None)) for _ in range(30)]
    assert 10 <= len(ledger) <= 11
    with pytest.raises(UnknownId):
        ledger.after(items[0].id)
    assert ledger.after(items[-2].id) == [items[-1]]


def test_ids_of_two_runs_differ_in_real_time_and_agree_in_virtual_time():
    def first(clock):
        sim = Simulator(clock=clock)
        return sim.network.handset(ANI).text("x")

    assert first(RealClock()) != first(RealClock())
    assert first(VirtualClock()) == first(VirtualClock())
    assert first(clock_for("instant", served=True)) != first(clock_for("instant", served=True))


def test_a_phone_that_is_off_gets_its_texts_later(ani, budi):
    ani.power(False)
    budi.text("Halo", ANI)
    assert len(ani.inbox) == 0
    ani.power(True)
    assert [got.text for got in ani.inbox] == ["Halo"]


def test_waiting_for_a_text_runs_the_clock():
    sim = Simulator(clock=VirtualClock(), delays=Delays(deliver=30))
    ani, budi = sim.network.handset(ANI), sim.network.handset(BUDI)
    budi.text("Halo", ANI)
    assert ani.wait_for_sms(10) is None
    assert ani.wait_for_sms(60).text == "Halo"
    assert sim.clock.now() == 30


# calls


def test_a_missed_call(link, ani):
    ani.call(seconds=20)
    rings = 0
    while (heard := link.read(60)) != b"\r\nNO CARRIER\r\n":
        assert heard == f'\r\nRING\r\n\r\n+CLIP: "{ANI}",145,"",,"",0\r\n'.encode()
        rings += 1
    assert rings == 5
    assert link.now() == 20
    assert ani.last_call["reason"] == "no answer"
    assert f'+CPBR: 1,"{ANI}"'.encode() in said(link, 'AT+CPBS="MC";+CPBR=1')


@pytest.mark.parametrize("command", ["ATH", "AT+CHUP", "AT+CHLD=0"])
def test_a_call_is_rejected(sim, link, ani, command):
    ani.call()
    assert b"RING" in link.read(1)
    assert said(link, "AT+CPAS") == b"\r\n+CPAS: 3\r\n" + OK
    assert said(link, "AT+CLCC") == f'\r\n+CLCC: 1,1,4,0,0,"{ANI}",145\r\n'.encode() + OK
    assert said(link, command) == OK
    assert link.read(60) == b""
    assert ani.last_call["reason"] == "rejected"
    assert ani.on_call is None


def test_a_call_is_answered_and_ended_by_either(sim, link, ani):
    for end, reason in ((lambda: said(link, "ATH"), "hung up"), (ani.hang_up, "hung up")):
        ani.call()
        assert b"RING" in link.read(1)
        assert said(link, "ATA") == OK
        assert ani.json()["call"]["state"] == "talking"
        assert b"+CLCC: 1,1,0,0,0" in said(link, "AT+CLCC")
        end()
        assert ani.last_call["reason"] == reason
    assert link.read(60) == b"\r\nNO CARRIER\r\n"


def test_the_caller_gives_up(link, ani):
    ani.call()
    assert b"RING" in link.read(1)
    ani.hang_up()
    assert link.read(60) == b"\r\nNO CARRIER\r\n"
    assert ani.last_call["reason"] == "cancelled"


def test_cring_and_no_number(link, ani):
    said(link, "AT+CRC=1;+CLIP=0")
    ani.call()
    assert link.read(1) == b"\r\n+CRING: VOICE\r\n"


def test_automatic_answer(link, ani):
    said(link, "ATS0=2")
    ani.call()
    assert b"RING" in link.read(1)
    assert b"RING" in link.read(5)
    assert ani.on_call.state == "talking"


@pytest.mark.parametrize(
    ("decide", "result"),
    [
        (lambda phone: phone.hang_up(), b"NO CARRIER"),
        (lambda phone: None, b"NO ANSWER"),
        (lambda phone: (phone.answer(), phone.hang_up()), b"NO CARRIER"),
    ],
)
def test_a_modem_calls_a_phone(sim, link, ani, decide, result):
    assert said(link, "ATD081211110001;") == OK
    sim.advance(1)
    assert ani.json()["call"] == {
        "id": ani.on_call.id,
        "with": sim.modems[0].number,
        "state": "incoming",
        "reason": "",
    }
    decide(ani)
    assert link.read(90) == b"\r\n" + result + b"\r\n"


def test_busy_and_unreachable(sim, link, ani, budi):
    budi.call(ANI)
    assert said(link, f"ATD{ANI};") == OK + b"\r\nBUSY\r\n"
    assert said(link, "AT+CEER") == b'\r\n+CEER: "busy"\r\n' + OK
    budi.power(False)
    assert said(link, f"ATD{BUDI};") == OK + b"\r\nNO CARRIER\r\n"
    ani.call(ANI)
    assert ani.last_call["reason"] == "busy"


def test_nobody_rings(ani):
    with pytest.raises(NotRinging):
        ani.answer()
    ani.hang_up()
    for seconds in (0, -1, 4000):
        with pytest.raises(SimulatorError):
            ani.call(seconds=seconds)


def test_a_call_to_a_modem_that_is_off(link, ani):
    said(link, "AT+CFUN=4")
    ani.call()
    assert ani.last_call["reason"] == "unreachable"


# faults


@pytest.mark.parametrize(
    "arguments",
    [
        {"kind": "fire"}, {"kind": "cms", "count": 0}, {"kind": "cms", "seconds": -1},
        {"kind": "cms", "code": "x"},
        {"kind": "cms", "count": 1.5}, {"kind": "cms", "colour": 1},
    ],
)  # fmt: skip
def test_wrong_faults_are_refused(sim, arguments):
    with pytest.raises(InvalidFault) as caught:
        sim.fault(0, **arguments)
    assert caught.value.remedy
    with pytest.raises(UnknownModem):
        sim.fault(9, "cms")
    with pytest.raises(InvalidFault):
        sim.clear_fault(0, "fire")


def test_a_silent_modem(sim, link):
    sim.fault(0, "silent", seconds=10)
    assert said(link, "AT", 1) == b""
    sim.advance(10)
    assert said(link, "AT") == OK
    sim.fault(0, "silent", count=2)
    assert [said(link, "AT"), said(link, "AT"), said(link, "AT")] == [b"", b"", OK]
    sim.fault(0, "silent")
    assert sim.modems[0].json()["faults"] == [{"kind": "silent", "count": None, "seconds": None}]
    sim.clear_fault(0)
    assert said(link, "AT") == OK


def test_an_unplugged_modem(sim, link, ani):
    said(link, "AT+CMGF=1")
    sim.fault(0, "unplug")
    with pytest.raises(Gone):
        link.read(1)
    with pytest.raises(Gone):
        link.write(b"AT\r")
    with pytest.raises(Gone):
        sim.modems[0].link()
    ani.text("nanti")
    sim.clear_fault(0, "unplug")
    with pytest.raises(Gone):
        link.write(b"AT\r")
    again = sim.modems[0].link()
    assert said(again, "AT+CMGF?;+CMGL=4").count(b"+CMGL: 1,0") == 1
    assert sim.modems[0].json()["plugged"]


def test_a_blocked_reader_learns_that_the_modem_is_gone():
    sim = Simulator(clock=RealClock())
    link = sim.modems[0].link()
    threading.Timer(0.05, lambda: sim.fault(0, "unplug")).start()
    with pytest.raises(Gone):
        link.read(30)


# the ways in


def test_watchers_are_told(sim, ani, link):
    seen = []
    end = sim.listen(seen.append)
    ani.text("INFO")
    ani.call()
    ani.dial("*888#")
    end()
    ani.text("INFO")
    kinds = [event.kind for event in seen]
    assert kinds == ["text", "call", "call", "ussd"]
    assert [event.kind for event in sim.events_after(seen[-1].id)] == ["text"]
    assert all(isinstance(event.json()["at"], str) for event in seen)


def test_waiting_for_a_change_is_real_time_on_every_clock():
    for clock in (RealClock(), VirtualClock(), clock_for("instant", served=True)):
        sim = Simulator(clock=clock)
        assert sim.wait_change(sim.version, 0.01) == sim.version
        version = sim.version
        threading.Timer(0.02, lambda sim=sim: sim.network.handset(ANI).text("x")).start()
        assert sim.wait_change(version, 30) > version


def test_trace_lines_are_read_from(sim, link):
    said(link, "AT")
    lines = sim.trace_after()
    assert [(line.direction, line.text) for line in lines[-2:]] == [(">", "AT\r"), ("<", "\r\nOK\r\n")]
    said(link, "AT+CSQ")
    assert len(sim.trace_after(lines[-1].id)) == 2
    assert sim.trace_after(sim.trace_after()[-1].id) == []
    for wrong in ("x", "s0-tzz", lines[0].id[:-1] + "ffff", "t1"):
        with pytest.raises(UnknownId):
            sim.trace_after(wrong)


def test_wrong_worlds_are_refused(sim):
    with pytest.raises(UnknownProfile):
        Simulator(profile="nokia3310")
    with pytest.raises(UnknownModem):
        sim.modem(2)
    with pytest.raises(ValueError, match="speed"):
        RealClock(0)


def test_addresses_find_the_same_world():
    mine = Simulator(2, clock=VirtualClock())
    share(mine, "mine")
    try:
        assert world("mine") is mine
        link = open_sim("sim://mine/1")
        assert said(link, "AT") == b"AT\r" + OK
        assert link.name == "sim://1"
        with pytest.raises(UnknownModem):
            open_sim("sim://mine/7")
    finally:
        share(None, "mine")


def test_an_address_can_make_a_world():
    try:
        link = open_sim("sim://made/1?modems=2&speed=instant&seed=3")
        assert world("made").seed == 3
        assert said(link, "AT") == b"AT\r" + OK
    finally:
        share(None, "made")


@pytest.mark.parametrize(
    "address", ["tcp://x", "sim:///x", "sim://?speed=never", "sim://?modems=x", "sim://?colour=1", "sim://?x"]
)
def test_wrong_addresses_are_refused(address):
    with pytest.raises(SimulatorError) as caught:
        open_sim(address)
    assert caught.value.remedy


def test_waiting_for_one_message_among_others(sim):
    ani = sim.network.handset(ANI)
    for text in ("satu", "dua", "tiga dua"):
        ani.receive("+62811", text, flash=False)
    found = [ani.wait_for_sms(contains="dua"), ani.wait_for_sms(contains="dua"), ani.wait_for_sms()]
    assert [message.text for message in found] == ["dua", "tiga dua", "satu"]
    assert ani.wait_for_sms(5) is None
