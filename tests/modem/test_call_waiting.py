"""A second call: told, held, taken, joined (TS 27.007 clauses 7.12 to 7.18; TS 22.083, TS 22.084)."""

import pytest

from modem.simulator import Simulator, VirtualClock, errors
from modem.simulator.http import control_app
from tests.modem.http_client import Client, refused

ANI, BUDI, CITRA = "+6281211110001", "+6281211110002", "+6281211110003"


@pytest.fixture
def sim():
    return Simulator(1, clock=VirtualClock())


@pytest.fixture
def say(sim):
    """Say a line to the modem; gives all lines that were heard until a second later."""
    with sim.modems[0].link() as link:

        def say(line=""):
            link.write(line.encode() + b"\r" if line else b"")
            heard = link.read(0) + link.read(1)
            return [text for text in heard.decode().split("\r\n") if text]

        say("ATE0;+CLIP=1;+CSSN=1,1;+CCWA=1,1")
        yield say


@pytest.fixture
def ani(sim):
    return sim.network.handset(ANI)


@pytest.fixture
def budi(sim):
    return sim.network.handset(BUDI)


@pytest.fixture
def talking(say, ani):
    """Ani talks with the modem."""
    ani.call(seconds=60)
    say("ATA")
    return ani


def states(say):
    """Give what +CLCC says, a word a call: its number, state, whether in a conference."""
    lines = [line.removeprefix("+CLCC: ").split(",") for line in say("AT+CLCC") if line.startswith("+CLCC")]
    return [":".join((line[0], line[2], line[4])) for line in lines]


def test_a_second_caller_is_busy_without_call_waiting(say, talking, budi):
    say("AT+CCWA=1,0")
    budi.call()
    assert say() == []
    assert budi.last_call["reason"] == "busy"


def test_a_second_call_waits_and_rings_once_the_first_has_ended(say, talking, budi):
    budi.call()
    assert say() == [f'+CCWA: "{BUDI}",145,1']
    assert states(say) == ["1:0:0", "2:5:0"]
    assert budi.json()["call"]["state"] == "ringing"
    assert say("ATH")[:2] == ["OK", "RING"]
    assert states(say) == ["2:4:0"]
    assert say("ATA") == ["OK"]
    assert budi.on_call.state == "talking"


def test_who_hides_its_number_waits_without_one(say, talking, budi):
    budi.call(hidden=True)
    assert say() == ['+CCWA: "",128,1,,1']


@pytest.mark.parametrize("line", ["AT+CCWA=0", "AT+CCWA=0,1"])
def test_a_call_waits_untold(say, talking, budi, line):
    say(line)
    budi.call()
    assert say() == []
    assert states(say) == ["1:0:0", "2:5:0"]


def test_a_third_caller_is_busy(sim, say, talking, budi):
    budi.call()
    sim.network.handset(CITRA).call()
    assert sim.network.handset(CITRA).last_call["reason"] == "busy"


def test_nobody_waits_while_a_call_rings(say, ani, budi):
    ani.call()
    budi.call()
    assert budi.last_call["reason"] == "busy"


@pytest.mark.parametrize(
    ("lines", "left", "ani_is", "budi_is"),
    [
        (["AT+CHLD=0"], ["1:0:0"], "talking", "busy"),  # UDUB
        (["AT+CHLD=1"], ["2:0:0"], "hung up", "talking"),
        (["AT+CHLD=12"], ["1:0:0"], "talking", "busy"),
        (["AT+CHLD=2"], ["1:1:0", "2:0:0"], "talking", "talking"),
        (["ATA"], ["1:1:0", "2:0:0"], "talking", "talking"),
        (["AT+CHLD=2", "AT+CHLD=2"], ["1:0:0", "2:1:0"], "talking", "talking"),
        (["AT+CHLD=2", "AT+CHLD=0"], ["2:0:0"], "hung up", "talking"),
        (["AT+CHLD=2", "AT+CHLD=1"], ["1:0:0"], "talking", "hung up"),
        (["AT+CHLD=2", "AT+CHLD=11"], ["2:0:0"], "hung up", "talking"),
        (["AT+CHLD=2", "AT+CHLD=12"], ["1:1:0"], "talking", "hung up"),
        (["AT+CHLD=2", "AT+CHLD=21"], ["1:0:0", "2:1:0"], "talking", "talking"),
        (["AT+CHLD=2", "AT+CHLD=22"], ["1:1:0", "2:0:0"], "talking", "talking"),
        (["AT+CHLD=2", "AT+CHLD=3"], ["1:0:1", "2:0:1"], "talking", "talking"),
        (["AT+CHLD=2", "AT+CHLD=3", "AT+CHLD=22"], ["1:1:0", "2:0:0"], "talking", "talking"),
        (["AT+CHLD=2", "AT+CHLD=3", "AT+CHLD=2"], ["1:1:1", "2:1:1"], "talking", "talking"),
        (["AT+CHLD=2", "AT+CHLD=3", "AT+CHLD=11"], ["2:0:0"], "hung up", "talking"),
        (["AT+CHLD=2", "ATH"], [], "hung up", "hung up"),
        (["AT+CHLD=2", "AT+CHUP"], [], "hung up", "hung up"),
    ],
)
def test_what_becomes_of_two_calls(say, talking, budi, lines, left, ani_is, budi_is):
    budi.call()
    say()
    for line in lines:
        assert say(line) == ["OK"]
    assert states(say) == left
    for phone, expected in ((talking, ani_is), (budi, budi_is)):
        assert (phone.on_call.state if phone.on_call else phone.last_call["reason"]) == expected


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ([], "AT+CHLD=3"), ([], "AT+CHLD=13"), ([], "AT+CHLD=22"), (["AT+CHLD=2"], "AT+CHLD=27"),
        (["AT+CHLD=2"], "ATD+6281211110003;"), (["AT+CHLD=2", "AT+CHLD=3"], "AT+CHLD=3"),
        ([], "ATD+6281211110003;"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(say, talking, budi, before, line):
    budi.call()
    say()
    for each in before:
        say(each)
    if before and line.startswith("ATD"):
        assert states(say) == ["1:1:0", "2:0:0"]
    was = states(say)
    assert say("AT+CMEE=1") == ["OK"]
    assert say(line) == ["+CME ERROR: 3"]
    assert states(say) == was


@pytest.mark.parametrize("args", ["", "4", "9", "0x", "01", "31", "28", "2x", "222"])
def test_what_is_no_parameter_of_chld(say, talking, args):
    said = say(f"AT+CMEE=1;+CHLD={args}")
    assert said == ["+CME ERROR: 50"]
    assert states(say) == ["1:0:0"]


def test_a_third_call_cannot_be_held_with_the_second(sim, say, talking, budi):
    budi.call()
    say("AT+CHLD=2")
    sim.network.handset(CITRA).call()
    assert say() == [f'+CCWA: "{CITRA}",145,1']
    assert say("AT+CMEE=1;+CHLD=2") == ["+CME ERROR: 3"]
    assert say("AT+CHLD=1") == ["OK"]
    assert states(say) == ["1:1:0", "3:0:0"]


def test_the_modem_calls_while_it_talks(say, talking, budi):
    assert say(f"ATD{BUDI};") == ["OK"]
    assert states(say) == ["1:1:0", "2:3:0"]
    budi.answer()
    assert states(say) == ["1:1:0", "2:0:0"]
    budi.hang_up()
    assert say() == ["NO CARRIER"]
    assert say("AT+CHLD=2") == ["OK"]
    assert states(say) == ["1:0:0"]
    assert "held" not in (call["state"] for call in talking.json()["calls"])


def test_a_phone_holds_and_the_modem_hears_of_it(say, talking, budi):
    talking.hold()
    assert say() == ["+CSSU: 2"]
    assert talking.json()["call"]["state"] == "held"
    talking.hold()
    assert say() == ["+CSSU: 3"]
    say("AT+CSSN=0,0")
    talking.hold()
    assert say() == []


def test_a_phone_has_call_waiting_and_makes_a_conference(sim, say, ani, budi):
    ani.call(BUDI)
    budi.answer()
    assert say(f"ATD{ANI};") == ["OK", "BUSY"]
    sim.network.call_waiting(ANI)
    assert say(f"ATD{ANI};") == ["OK", "+CSSI: 3"]
    assert [call["state"] for call in ani.json()["calls"]] == ["talking", "waiting"]
    ani.answer()
    assert [call["state"] for call in ani.json()["calls"]] == ["held", "talking"]
    ani.hold()
    assert say() == ["+CSSU: 2"]
    ani.join()
    assert say() == ["+CSSU: 3", "+CSSU: 4"]
    with pytest.raises(errors.NotHeld):
        ani.join()
    ani.power(False)
    assert ani.json()["calls"] == []
    assert say() == ["NO CARRIER"]


def test_what_waits_too_long_is_missed_or_forwarded(sim, say, talking, budi):
    budi.call(seconds=10)
    say()
    sim.advance(20)
    assert budi.last_call["reason"] == "no answer"
    assert f'"{BUDI}"' in " ".join(say('AT+CPBS="MC";+CPBR=1'))
    sim.network.forward(sim.modems[0].number, CITRA, "busy")
    budi.call()
    say("AT+CHLD=0")
    assert sim.network.handset(CITRA).on_call.caller is budi
    assert states(say) == ["1:0:0"]


def test_call_waiting_is_the_networks(sim, say):
    number = sim.modems[0].number
    assert say("AT+CCWA=1,2,1") == ["+CCWA: 1,1", "OK"]
    sim.network.call_waiting(number, on=False)
    assert say("AT+CCWA=1,2,1") == ["+CCWA: 0,1", "OK"]
    say("AT+CCWA=1,1,5")
    assert sim.modems[0].json()["call_waiting"]
    say("AT+CFUN=0;+CMEE=1")
    assert say("AT+CCWA=1,0") == ["+CME ERROR: 30"]
    assert sim.modems[0].json()["call_waiting"]


def test_a_modem_that_leaves_the_network_loses_all_calls(sim, say, talking, budi):
    budi.call()
    say()
    say("AT+CFUN=0")
    assert talking.last_call["reason"] == budi.last_call["reason"] == "lost"
    assert states(say) == []


# the control API


@pytest.fixture
def client(sim):
    with Client(control_app(sim)) as client:
        yield client


def test_forwarding_and_call_waiting_by_the_api(sim, say, client):
    number = sim.modems[0].number
    wanted = {
        "forwarding": [{"number": number, "when": "busy", "to": "081211110003"}, {"number": BUDI, "to": ANI}],
        "waiting": [{"number": "0812 1111 0001", "on": True}],
    }
    air = client.post("/api/network", json=wanted).json()
    assert air["forwarding"] == [
        {"number": number, "when": "busy", "to": CITRA, "active": True},
        {"number": BUDI, "when": "always", "to": ANI, "active": True},
    ]
    assert air["waiting"] == [{"number": number, "on": True}, {"number": ANI, "on": True}]
    assert say("AT+CCFC=1,2") == [f'+CCFC: 1,1,"{CITRA}",145', "OK"]
    say("AT+CCFC=1,0")
    own = client.get("/api/modems").json()[0]
    assert (own["forwarding"], own["call_waiting"]) == (
        [{"when": "busy", "to": CITRA, "active": False}],
        True,
    )
    assert client.get(f"/api/handsets/{BUDI}").json()["forwarding"][0]["to"] == ANI
    ended = {"forwarding": [{"number": BUDI}], "waiting": [{"number": ANI, "on": False}]}
    assert ANI not in str(client.post("/api/network", json=ended).json())


@pytest.mark.parametrize(
    "body",
    [
        {"forwarding": [{"to": ANI}]},
        {"forwarding": [{"number": BUDI, "when": "never", "to": ANI}]},
        {"forwarding": [{"number": ANI, "to": BUDI}, {"number": BUDI, "to": "x"}]},
        {"waiting": [{"number": ANI}]},
        {"waiting": [{"number": "x", "on": True}]},
    ],
)
def test_nothing_of_a_bad_request_holds(client, body):
    refused(client.post("/api/network", json={"waiting": [{"number": BUDI, "on": True}], **body}), 400)
    air = client.get("/api/network").json()
    assert (air["forwarding"], air["waiting"]) == ([], [])


def test_a_phone_holds_and_joins_by_the_api(sim, say, talking, client):
    client.post("/api/network", json={"waiting": [{"number": ANI, "on": True}]})
    client.post(f"/api/handsets/{BUDI}/call", json={"to": ANI})
    sim.advance(1)
    assert [call["state"] for call in client.get(f"/api/handsets/{ANI}").json()["calls"]] == [
        "talking",
        "waiting",
    ]
    assert client.post(f"/api/handsets/{ANI}/answer").json()["call"]["with"] == BUDI
    assert client.post(f"/api/handsets/{ANI}/hold").json()["call"]["with"] == sim.modems[0].number
    states = [call["state"] for call in client.post(f"/api/handsets/{ANI}/join").json()["calls"]]
    assert states == ["talking", "talking"]
    assert client.post(f"/api/handsets/{ANI}/join").json()["calls"][0]["state"] == "talking"  # they are one
    assert client.post(f"/api/handsets/{CITRA}/hold").json()["calls"] == []
