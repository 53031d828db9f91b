"""Calls between any two ends, how each ends, who is shown, what they cost."""

import pytest

from modem.simulator import LinkModel, Simulator, SimulatorError, VirtualClock

ANI, BUDI = "+6281211110001", "+6281211110002"


@pytest.fixture
def sim():
    return Simulator(2, clock=VirtualClock())


class Terminal:
    """A line at a modem, for one test."""

    def __init__(self, sim, index=0):
        self.link = sim.modems[index].link()
        self.number = sim.modems[index].number
        self("ATE0;+CLIP=1")

    def __call__(self, line, wait=0.0):
        self.link.write(line.encode() + b"\r")
        return self.link.read(wait).decode()


@pytest.fixture
def ends(sim):
    terminals = [Terminal(sim, index) for index in range(2)]
    yield terminals
    for terminal in terminals:
        terminal.link.close()


@pytest.mark.parametrize(
    ("model", "reason", "said"),
    [
        ({"outcome": "busy"}, "busy", "BUSY"),
        ({"outcome": "unreachable"}, "unreachable", "NO CARRIER"),
        ({"outcome": "rejected"}, "rejected", "NO CARRIER"),
        ({"outcome": "no answer"}, "no answer", "NO ANSWER"),
        ({"outcome": "barred", "direction": "mo"}, "barred", "NO CARRIER"),
        ({"outcome": "barred", "number": ANI}, "barred", "NO CARRIER"),
        ({"loss": 1}, "lost", "NO CARRIER"),
        ({"outcome": "busy", "operator": "tri"}, "no answer", "NO ANSWER"),
    ],
)
def test_how_the_network_ends_a_call(sim, ends, model, reason, said):
    sim.network.link_models(LinkModel("call", **model))
    heard = ends[0](f"ATD{ANI};")
    sim.advance(minutes=2)
    heard += ends[0].link.read(0).decode()
    assert f"\r\n{said}\r\n" in heard
    assert f'+CEER: "{reason}"' in ends[0]("AT+CEER")


def test_a_call_is_slow_to_ring(sim, ends):
    sim.network.link_models(LinkModel("call", delay=15))
    sim.network.handset(ANI).call(seconds=20)
    assert ends[0].link.read(14) == b""
    assert b"RING" in ends[0].link.read(2)


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("ATD{};", True), ("ATD{}I;", False), ("ATD{}i;", True), ("ATD#31#{};", False), ("ATD*31#{};", True),
        ("AT+CLIR=1;D{};", False), ("AT+CLIR=1;D{}i;", True), ("AT+CLIR=1;D*31#{};", True),
        ("AT+CLIR=2;D{};", True),
    ],
)  # fmt: skip
def test_who_is_shown(ends, line, shown):
    first, second = ends
    first(line.format(second.number))
    heard = second.link.read(1).decode()
    assert (f'+CLIP: "{first.number}",145' in heard) == shown
    assert ('+CLIP: "",128,"",,"",1' in heard) != shown
    assert (first.number in second("AT+CLCC")) == shown


def test_a_phone_hides_its_number(sim, ends):
    sim.network.handset(ANI).call(hidden=True, seconds=10)
    assert b'+CLIP: "",128' in ends[0].link.read(1)
    budi = sim.network.handset(BUDI)
    sim.network.handset(ANI).hang_up()
    sim.network.handset(ANI).call(BUDI, hidden=True)
    assert budi.json()["call"]["with"] == ""
    sim.advance(minutes=1)
    assert budi.json()["missed"] == 1
    assert budi.last_call["with"] == ""
    assert sim.network.handset(ANI).last_call["with"] == BUDI


def test_everybody_calls_everybody():
    sim = Simulator(3, clock=VirtualClock())
    phones = [sim.network.handset(f"08121111{n:04d}") for n in range(20)]
    ends = [Terminal(sim, n) for n in range(3)]
    for phone, callee in zip(phones[:10], phones[10:], strict=True):
        phone.call(callee.number)
        callee.answer()
    assert all(phone.on_call.state == "talking" for phone in phones)
    ends[0](f"ATD{ends[1].number};")
    assert "RING" in ends[1].link.read(1).decode()
    ends[1]("ATA")
    ends[2](f"ATD{ends[0].number};")
    assert b"BUSY" in ends[2].link.read(1) or '"busy"' in ends[2]("AT+CEER")
    phones[0].call(ends[1].number)
    assert phones[0].last_call["reason"] == "busy"
    for phone in phones[1:10]:
        phone.hang_up()
    ends[1]("ATH")
    assert not any(phone.on_call for phone in phones)
    assert not any(modem.device.calls.on_call for modem in sim.modems)
    for end in ends:
        end.link.close()


def test_a_call_costs_each_minute_begun(sim):
    ani, budi = sim.network.handset(ANI), sim.network.handset(BUDI)
    sim.network.set_account(ANI, credit=5_000)
    ani.call(BUDI)
    ani.hang_up()
    assert ani.json()["credit"] == 5_000  # what is not answered is free
    ani.call(BUDI)
    budi.answer()
    sim.advance(59)
    assert ani.json()["credit"] == 3_800
    sim.advance(2)
    assert ani.json()["credit"] == 2_600
    sim.advance(hours=1)
    assert ani.last_call["reason"] == budi.last_call["reason"] == "no credit"
    assert ani.json()["credit"] == 200
    ani.call(BUDI)
    assert ani.last_call["reason"] == "no credit"


def test_a_missed_call_needs_no_credit_but_a_living_card(sim):
    sim.network.set_account(ANI, credit=1_200)
    ani = sim.network.handset(ANI)
    ani.call(seconds=5)
    assert ani.json()["call"]["state"] == "ringing"
    sim.advance(days=500)
    ani.call()
    assert ani.last_call["reason"] == "no credit"


@pytest.mark.parametrize(
    ("reason", "hinder"),
    [
        (0, lambda ends: None),
        (1, lambda ends: ends[0](f"ATD{BUDI};")),
        (2, lambda ends: None),
        (3, lambda ends: ends[0]("AT+CFUN=0")),
        (4, lambda ends: None),
        (5, lambda ends: ends[0]("AT+CFUN=0")),
    ],
)
def test_calls_are_forwarded_where_the_subscriber_says(sim, ends, reason, hinder):
    ani, budi = sim.network.handset(ANI), sim.network.handset(BUDI)
    first, second = ends
    assert "OK" in first(f'AT+CCFC={reason},3,"{second.number}",145')
    hinder(ends)
    ani.call(first.number, seconds=20)
    assert b"RING" in second.link.read(30)
    second("ATA")
    assert ani.on_call.state == "talking"
    ani.hang_up()
    budi.hang_up()
    first("AT+CFUN=1")
    first(f"AT+CCFC={reason},0")
    ani.call(first.number)
    assert b"RING" in first.link.read(30)
    first("ATH")
    assert "OK" in first(f"AT+CCFC={reason},4")
    assert "+CCFC: 0,7" in first(f"AT+CCFC={reason if reason < 4 else 3},2")


def test_what_is_forwarded_to_one_who_forwards_it_ends(sim, ends):
    first, second = ends
    first(f'AT+CCFC=0,3,"{second.number}"')
    second(f'AT+CCFC=0,3,"{first.number}"')
    sim.network.handset(ANI).call(first.number)
    assert b"RING" in second.link.read(5)
    assert "ERROR" in first('AT+CCFC=0,3,"x"')


def test_tones_are_heard_in_a_call_only(sim, ends):
    sim.network.handset(ANI).call(ends[0].number)
    assert "ERROR" in ends[0]("AT+VTS=1")
    ends[0]("ATA")
    for tone in ("1", '"#"', "d"):
        assert "OK" in ends[0](f"AT+VTS={tone}")
    assert sim.network.handset(ANI).on_call.tones == "1#D"


def test_a_forwarded_call_is_told_to_both_ends(sim, ends):
    first, second = ends
    first("AT+CSSN=1,1"), second("AT+CSSN=1,1")
    sim.network.forward(ANI, second.number)
    heard = first(f"ATD{ANI};", 2)
    assert heard.split() == ["OK", "+CSSI:", "2"]
    rung = second.link.read(2).decode().split("\r\n\r\n")
    assert [line.strip() for line in rung] == ["RING", f'+CLIP: "{first.number}",145,"",,"",0', "+CSSU: 0"]
    first("ATH")
    sim.network.forward(ANI, None)
    assert "CSSI" not in first(f"ATD{ANI};", 2)


@pytest.mark.parametrize(("when", "code"), [("always", 0), ("busy", 1), ("no answer", 1)])
def test_who_forwards_is_reminded_when_calling(sim, ends, when, code):
    sim.network.forward(ends[0].number, BUDI, when)
    ends[0]("AT+CSSN=1,0")
    assert f"+CSSI: {code}" in ends[0](f"ATD{ANI};", 2)


@pytest.mark.parametrize(
    ("model", "code"),
    [
        ({"direction": "mo"}, 5),
        ({"direction": "mt"}, 6),
        ({"number": ANI}, 6),
        ({"number": "own"}, 5),
        ({}, 5),
    ],
)
def test_whose_calls_are_barred_is_told_before_the_end(sim, ends, model, code):
    model = {name: ends[0].number if value == "own" else value for name, value in model.items()}
    sim.network.link_models(LinkModel("call", outcome="barred", **model))
    ends[0]("AT+CSSN=1,1")
    heard = ends[0](f"ATD{ANI};", 2)
    assert heard.split() == ["OK", "+CSSI:", str(code), "NO", "CARRIER"]


def test_nothing_is_told_to_who_did_not_ask(sim, ends):
    sim.network.forward(ANI, ends[1].number)
    assert ends[0](f"ATD{ANI};", 2) == "\r\nOK\r\n"
    assert "CSSU" not in ends[1].link.read(2).decode()


def test_calls_are_forwarded_in_four_cases_only(sim):
    with pytest.raises(SimulatorError, match="not forwarded 'never'"):
        sim.network.forward(ANI, BUDI, "never")
