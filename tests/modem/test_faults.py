"""Every fault of the simulator: what it does to the line or the modem, when, and that it ends."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modem import RegistrationChanged, open_modem
from modem.errors import Gone, Silent
from modem.simulator import InvalidFault, RealClock, Simulator, VirtualClock, fault_kinds, serve
from modem.simulator.delays import REAL
from modem.simulator.fault_kinds import KINDS, MOMENTS

OK = b"\r\nOK\r\n"
CSQ = b"\r\n+CSQ: 20,0\r\n" + OK
PHONE = "+6281211110001"
PDU = "0001000B912618210111F1000004C8329B0D"  # to PHONE, "Hell"
SEND = b"AT+CMGS=%d\r" % (len(PDU) // 2 - 1)


@pytest.fixture
def sim():
    return Simulator(clock=VirtualClock(), delays=REAL)


@pytest.fixture
def modem(sim):
    return sim.modems[0]


@pytest.fixture
def link(modem):
    with modem.link() as link:
        link.write(b"ATE0;+CMEE=1;+CNMI=2,1\r")
        link.read(1)
        yield link


def heard(link, seconds=5.0):
    """Everything that is said within so many seconds, with the time of each piece."""
    end, pieces = link.now() + seconds, []
    while link.now() < end:
        octets = link.read(end - link.now())
        if octets:
            pieces.append((link.now(), octets))
    return pieces


def ask(link, line, seconds=5.0):
    link.write(line + b"\r")
    return b"".join(octets for _, octets in heard(link, seconds))


def is_well(link):
    return ask(link, b"ATE0;+CSQ").endswith(CSQ)


# the line


def test_an_answer_is_lost_and_the_command_was_done(sim, link, modem):
    sim.fault(kind="answer-lost", count=2)
    assert ask(link, b"AT+CMGF=1") == b""
    assert modem.device.messages.text_mode
    assert [ask(link, b"AT"), ask(link, b"AT")] == [b"", OK]


def test_a_silent_modem_does_nothing(sim, link, modem):
    sim.fault(kind="hang", count=1)
    assert ask(link, b"AT+CMGF=1") == b""
    assert not modem.device.messages.text_mode
    assert ask(link, b"AT") == OK


def test_a_late_answer_comes(sim, link):
    sim.fault(kind="late", delay=3, count=1)
    link.write(b"AT+CSQ\r")
    start = link.now()
    assert heard(link) == [(start + 3, CSQ)]
    assert ask(link, b"AT", 0.1) == OK


def test_what_comes_after_a_late_answer_keeps_its_place(sim, link):
    sim.fault(kind="late", delay=3, count=1)
    link.write(b"AT+CSQ\r")
    link.write(b"AT\r")
    assert [octets for _, octets in heard(link)] == [CSQ, OK]


def test_noise_comes_in_the_middle_of_an_answer(sim, link):
    sim.fault(kind="garbage", count=3)
    for _ in range(3):
        said = ask(link, b"AT+CSQ")
        assert said != CSQ
        assert bytes(octet for octet in said if octet < 0x80 and octet not in (0, 0x0C)) == CSQ
    assert ask(link, b"AT+CSQ") == CSQ


def test_an_answer_in_pieces(sim, link):
    sim.fault(kind="split", count=1)
    link.write(b"AT+CSQ\r")
    pieces = heard(link)
    assert b"".join(octets for _, octets in pieces) == CSQ
    assert len({at for at, _ in pieces}) == len(pieces) == len(CSQ)


def test_lines_run_together(sim, link):
    sim.fault(kind="merged", count=1)
    assert ask(link, b"AT+CSQ") == b"\r\n+CSQ: 20,0OK\r\n"


def test_somebody_speaks_inside_an_answer(sim, link):
    sim.fault(kind="urc", text="RING", count=20)
    said = {ask(link, b"AT+CSQ") for _ in range(20)}
    assert len(said) > 2
    assert {each.replace(b"\r\nRING\r\n", b"") for each in said} == {CSQ}
    assert ask(link, b"AT+CSQ") == CSQ


def test_the_echo_sticks(sim, link):
    sim.fault(kind="echo-stuck", seconds=60)
    assert ask(link, b"ATE0") == b"ATE0\r" + OK
    assert ask(link, b"AT+CSQ") == b"AT+CSQ\r" + CSQ
    sim.advance(60)
    assert ask(link, b"AT+CSQ") == CSQ


def test_octets_leave_at_the_pace_of_the_baud(sim, link):
    sim.fault(kind="slow", baud=300)
    start = link.now()
    link.write(b"AT+CSQ\r")
    pieces = heard(link)
    assert b"".join(octets for _, octets in pieces) == CSQ
    assert pieces[-1][0] - start == pytest.approx(len(CSQ) * 10 / 300)
    sim.clear_fault()
    assert ask(link, b"AT+CSQ", 0.1) == CSQ


# power


def test_pulled_out_and_plugged_in(sim, link, modem):
    sim.fault(kind="unplug", seconds=30)
    with pytest.raises(Gone):
        link.read(1)
    with pytest.raises(Gone):
        modem.link()
    sim.advance(30)
    with modem.link() as again:
        assert is_well(again)


def test_without_power_the_line_stays_and_is_mute(sim, link, modem):
    ask(link, b"AT+CMGF=1")
    sim.fault(kind="off")
    sim.network.handset(PHONE).text("Halo")
    assert ask(link, b"AT") == b""
    assert not modem.registered
    sim.clear_fault(kind="off")
    assert b"+CMGF: 0" in ask(link, b"AT+CMGF?")
    assert b'"SM",1,30' in ask(link, b"AT+CPMS?"), "what waited came"


def test_what_was_on_its_way_when_the_power_went_is_lost(sim, link):
    sim.fault(kind="late", delay=3, count=1)
    link.write(b"AT+CSQ\r")
    sim.fault(kind="off", seconds=1)
    assert heard(link) == []
    assert is_well(link)


@pytest.mark.parametrize("banner", ["RDY", "Call Ready", ""])
def test_a_brown_out_starts_the_modem_anew(sim, link, modem, banner):
    ask(link, b"AT+CMGF=1")
    sim.fault(kind="brown-out", banner=banner)
    said = b"".join(octets for _, octets in heard(link))
    assert said == b"\xff\xfe\x00" + (f"\r\n{banner}\r\n".encode() if banner else b"")
    assert modem.json()["faults"] == []
    assert modem.registered
    assert b"+CMGF: 0" in ask(link, b"AT+CMGF?")
    assert modem.wire is None


def send(link, sim):
    link.write(SEND)
    prompt = link.read(1)
    link.write(PDU.encode() + b"\x1a")
    said = prompt + b"".join(octets for _, octets in heard(link))
    return said, len(sim.network.outbox)


@pytest.mark.parametrize("kind", ["brown-out", "unplug", "off"])
@pytest.mark.parametrize(("moment", "handed"), [("command", 0), ("data", 0), ("handed", 1), ("answer", 0)])
def test_the_power_goes_in_the_middle_of_a_send(sim, link, modem, kind, moment, handed):
    if moment == "answer":
        handed = 1  # after the prompt, which is an answer, too
        sim.fault(kind=kind, at=moment, after=1)
    else:
        sim.fault(kind=kind, at=moment)
    try:
        said, sent = send(link, sim)
    except Gone:
        said, sent = b"", len(sim.network.outbox)
    assert b"+CMGS" not in said
    assert sent == handed
    sim.clear_fault()
    sim.advance(60)
    with modem.link() as again:
        assert is_well(again)
        assert send(again, sim)[1] == handed + 1


@pytest.mark.parametrize(("moment", "flag"), [("handed", 2), ("data", None)])
def test_between_network_and_flag(sim, link, modem, moment, flag):
    sim.fault(kind="brown-out", at=moment)
    link.write(SEND.replace(b"CMGS", b"CMGW"))
    link.read(1)
    link.write(PDU.encode() + b"\x1a")
    heard(link)
    if flag is not None:
        ask(link, b"AT+CMSS=1")
        assert len(sim.network.outbox) == 1
    slots = modem.device.stores["SM"].slots
    assert [entry.status for entry in slots.values()] == ([] if flag is None else [flag])


@pytest.mark.parametrize("kind", ["off", "unplug", "brown-out"])
def test_off_while_a_message_is_in_flight(sim, link, modem, kind):
    sim.fault(kind=kind, at="delivery", seconds=60)
    sim.network.handset(PHONE).text("Halo")
    sim.advance(30)
    assert modem.on == (kind == "brown-out")
    sim.advance(120)
    with modem.link() as again:
        assert b'"SM",1,30' in ask(again, b"AT+CPMS?"), "once, and not lost"


def test_a_pty_goes_and_comes_back_behind_the_same_link(tmp_path):
    sim = Simulator(clock=RealClock())
    path = tmp_path / "modem"
    with serve(sim, {0: path}), path.open("r+b", buffering=0) as port:
        sim.fault(kind="unplug", seconds=0.05)
        with contextlib.suppress(OSError):  # a read that waits fails; one that comes later finds the end
            assert port.read(100) == b""
        while not path.is_symlink():
            sim.clock.pause(0.01)
        with path.open("r+b", buffering=0) as again:
            again.write(b"AT\r")
            assert again.read(100)


# SIM card and network


@pytest.mark.parametrize(
    ("kind", "line", "said"),
    [
        ("sim-removed", b"AT+CPIN?", b"+CME ERROR: 10"),
        ("pin", b"AT+CPIN?", b"+CPIN: SIM PIN"),
        ("puk", b"AT+CPIN?", b"+CPIN: SIM PUK"),
        ("no-network", b"AT+CREG?", b"+CREG: 0,2"),
        ("signal", b"AT+CSQ", b"+CSQ: 99,99"),
        ("clock-reset", b"AT+CCLK?", b'+CCLK: "04/01/01,00:00'),
    ],
)
def test_trouble_of_the_card_and_the_air_comes_and_goes(sim, link, modem, kind, line, said):
    before = ask(link, line)
    sim.fault(kind=kind)
    assert said in ask(link, line)
    sim.clear_fault(kind=kind)
    sim.advance(5)
    if kind != "clock-reset":
        assert ask(link, line) == before
    assert modem.registered
    sim.fault(kind=kind, count=1)
    assert said in ask(link, line)
    assert said not in ask(link, line)
    assert modem.wire is None


def test_a_pin_that_is_asked_for_can_be_entered(sim, link, modem):
    sim.fault(kind="pin")
    assert OK in ask(link, b'AT+CPIN="1234"')
    assert modem.registered
    sim.clear_fault()
    assert modem.registered


def test_numbers_of_the_fault(sim, link):
    sim.fault(kind="signal", level=3)
    sim.fault(kind="clock-reset", year=1970)
    assert b"+CSQ: 3,0" in ask(link, b"AT+CSQ")
    assert b'"70/01/01,' in ask(link, b"AT+CCLK?")


def test_searching_ends_nowhere_until_it_is_cleared(sim, link, modem):
    sim.fault(kind="no-network")
    ask(link, b"AT+CFUN=0")
    ask(link, b"AT+CFUN=1")
    assert not modem.registered
    sim.clear_fault()
    sim.advance(5)
    assert modem.registered


# the table


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_ends_and_leaves_nothing_behind(sim, modem, kind):
    for how in ({}, {"seconds": 5.0}, {"after": 2, "seconds": 5.0}):
        sim.fault(kind=kind, **how)
        sim.advance(6)
        sim.clear_fault(kind=kind)
        sim.advance(6)
        assert modem.json()["faults"] == []
        with modem.link() as link:
            assert is_well(link)
            assert modem.registered
        assert modem.wire is None


def test_a_fault_may_wait_for_its_command(sim, link):
    sim.fault(kind="answer-lost", after=2, count=1)
    assert [ask(link, b"AT") for _ in range(4)] == [OK, OK, b"", OK]


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_fault_that_meets_its_moment_never_may_be_cleared(sim, modem, moment):
    sim.fault(kind="unplug", at=moment)
    sim.clear_fault()
    with modem.link() as link:
        assert is_well(link)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ({"kind": "brownot"}, "Did you mean brown-out?"),
        ({"kind": "fire"}, "There are: unplug"),
        ({"kind": "unplug", "count": 2}, "Give seconds"),
        ({"kind": "unplug", "at": "noon"}, "the moment"),
        ({"kind": "slow", "baud": 1}, "bits a second"),
        ({"kind": "cms", "baud": 300}, "It may hold after, code."),
        ({"kind": "late", "delay": True}, "seconds"),
        ({"kind": "late", "count": True}, "until cleared"),
        ({"kind": "late", "seconds": True}, "until cleared"),
    ],
)
def test_what_cannot_be_is_refused_with_a_remedy(sim, wrong, hint):
    with pytest.raises(InvalidFault) as caught:
        sim.fault(**wrong)
    assert hint in caught.value.remedy


def test_names_are_read_kindly():
    assert {fault_kinds.named(name) for name in ("BROWN_OUT", "reset", "brown out", "brownout")} == {
        "brown-out"
    }


def test_the_same_seed_breaks_the_same_octets():
    def run(seed):
        sim = Simulator(clock=VirtualClock(), seed=seed)
        with sim.modems[0].link() as link:
            sim.fault(kind="garbage")
            sim.fault(kind="urc-inside")
            for _ in range(5):
                ask(link, b"AT+CSQ", 1)
        return sim.trace.text()

    assert run(1) == run(1) != run(2)


def test_without_power_nothing_starts_a_modem(sim, link, modem):
    sim.fault(kind="off")
    sim.fault(kind="brown-out")
    sim.fault(kind="unplug", seconds=5)
    sim.advance(30)
    assert (modem.plugged, modem.on) == (True, False)
    sim.clear_fault(kind="off")
    assert modem.on


@pytest.mark.process
@pytest.mark.parametrize("way", ["pty", "tcp"])
def test_a_driver_on_a_real_line_meets_gone_and_comes_again(way, tmp_path, monkeypatch):
    monkeypatch.setattr("modem.lock.DIRECTORIES", (tmp_path,))
    sim = Simulator(clock=RealClock(20.0))
    with serve(sim, {0: tmp_path / "modem"}, ("127.0.0.1", 0)) as served:
        address = str(tmp_path / "modem") if way == "pty" else "tcp://{}:{}".format(*served.addresses[0])
        with open_modem(address) as gsm:
            sim.fault(kind="unplug", seconds=4.0)
            with pytest.raises(Gone):
                list(gsm.events())
        while True:
            try:
                gsm = open_modem(address)
            except (Gone, Silent):
                sim.clock.pause(0.5)
            else:
                break
        with gsm:
            sim.network.handset(PHONE).text("Halo")
            told = next(event for event in gsm.events() if not isinstance(event, RegistrationChanged))
            assert told.text == "Halo"  # it may have been opened before the modem had found the network


FAULTS = st.fixed_dictionaries(
    {"kind": st.sampled_from(sorted(KINDS))},
    optional={
        "at": st.sampled_from(sorted(MOMENTS)),
        "count": st.integers(1, 3),
        "seconds": st.sampled_from([0.5, 5.0]),
        "after": st.integers(0, 2),
    },
)
SAID = st.sampled_from(
    [
        b"AT\r",
        b"AT+CSQ;+CMGL=4\r",
        SEND,
        PDU.encode() + b"\x1a",
        b"\x1b",
        b"AT+CMSS=1\r",
        b"ATD*123#;\r",
        b"AT+CFUN=1,1\r",
    ]
)
STEPS = st.lists(
    FAULTS | SAID | st.binary(max_size=6) | st.sampled_from([1, 30, "text", "call", "clear"]), max_size=25
)


@settings(deadline=None, max_examples=150)
@given(STEPS)
def test_no_faults_together_end_the_simulator_or_stay(steps):
    sim = Simulator(clock=VirtualClock(), delays=REAL)
    modem, phone = sim.modems[0], sim.network.handset(PHONE)
    link = modem.link()
    for step in steps:
        try:
            if isinstance(step, dict):
                sim.fault(**step)
            elif isinstance(step, bytes):
                link.write(step)
                link.read(1)
            elif isinstance(step, int):
                sim.advance(step)
            elif step == "clear":
                sim.clear_fault()
            else:
                phone.text("Halo") if step == "text" else phone.call()
        except InvalidFault:
            pass
        except Gone:
            with contextlib.suppress(Gone):
                link = modem.link()
    sim.clear_fault()
    sim.advance(60)
    with modem.link() as again:
        for octets in (b"\x1b", b"\r", b"ATE0;+CFUN=1\r"):
            again.write(octets)
            sim.advance(10)
        again.clear()
        assert is_well(again)
        assert modem.registered
        assert modem.wire is None
