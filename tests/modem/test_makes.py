"""The driver's files of makes: each entry has a source, each make is recognised, and its file is heeded."""

import pytest

from modem import ModemError, open_modem
from modem.profile import folder, load, names, recognised
from modem.simulator import Simulator, VirtualClock
from modem.simulator.profile import names as simulated
from tests.modem.peer import Peer

PLAIN = ("bauds", "timeouts")  # of generic.toml, beside its tables of entries with their sources


def tables():
    import tomllib

    for name in names():
        for key, table in tomllib.loads((folder() / f"{name}.toml").read_text(encoding="utf-8")).items():
            if key == "sim":
                yield from ((name, f"sim.{state}", lines) for state, lines in table.items())
            elif key not in PLAIN:
                yield name, key, table


@pytest.mark.parametrize(
    ("name", "key", "table"), [pytest.param(*row, id=f"{row[0]} {row[1]}") for row in tables()]
)
def test_every_entry_tells_where_it_was_seen(name, key, table):
    assert table
    for entry, source in table.items():
        assert isinstance(source, str), entry
        assert len(source) >= len("from memory"), entry


def test_there_is_one_for_each_make_that_is_simulated():
    assert names() == simulated()


@pytest.fixture(params=names())
def make(request):
    return request.param


@pytest.fixture
def sim(make):
    return Simulator(profile=make, clock=VirtualClock())


def said(sim):
    return [line.octets for line in sim.trace.after() if line.direction == ">"]


def test_a_make_is_recognised_by_what_it_calls_itself(sim, make):
    with open_modem(sim.modems[0].link()) as gsm:
        assert gsm.make == make


def test_its_card_tells_its_number_to_the_first_command(sim):
    with open_modem(sim.modems[0].link()) as gsm:
        asked = [line for line in sim.trace.text().splitlines() if "ICCID" in line or "CCID" in line]
        assert gsm.iccid
        assert len([line for line in asked if " > " in line]) == 1


def test_a_code_goes_in_the_form_of_the_make_at_once(sim, make):
    with open_modem(sim.modems[0].link()) as gsm:
        gsm.ussd("*888#")
        dialled = [line for line in sim.trace.text().splitlines() if " > " in line and "+CUSD=1," in line]
        assert len(dialled) == 1
        assert ("*888#" in dialled[0]) is (make != "e3372")


def test_a_stick_that_wants_plain_codes_all_the_same_gets_them():
    peer = Peer()
    peer.answers["+CGMI"] = b"\r\nhuawei\r\n\r\nOK\r\n"
    peer.answers['+CUSD=1,"2A'] = b"\r\n+CME ERROR: 50\r\n"
    peer.answers['+CUSD=1,"*888#"'] = b'\r\nOK\r\n\r\n+CUSD: 0,"Rp5.000",15\r\n'
    with open_modem(peer) as gsm:
        assert [gsm.ussd("*888#").text for _ in range(2)] == ["Rp5.000"] * 2
    assert len([line for line in peer.said if "+CUSD=1," in line]) == 3  # asked for once, then known


def test_one_of_several_ports_is_told_to_speak():
    peer = Peer()
    peer.answers["+CGMI"], peer.answers["+CGMM"] = b"\r\nQuectel\r\n\r\nOK\r\n", b"\r\nEC25\r\n\r\nOK\r\n"
    open_modem(peer).close()
    assert '+QURCCFG="urcport","all"' in peer.said


def test_a_make_that_is_named_is_not_asked_for():
    peer = Peer()
    with open_modem(peer, profile="zte") as gsm:
        assert gsm.make == "zte"
    assert "+CGMI" not in peer.said
    with pytest.raises(ModemError, match="no profile"):
        open_modem(Peer(), profile="nokia")


def test_one_that_nobody_knows_is_generic():
    assert recognised("Acme 9000") is load()


def test_what_any_make_says_unasked_is_understood_before_it_is_known():
    assert len({load(name)[3:6] for name in names()}) == 1
    assert {"*ATREADY", "RDY", "^SYSSTART"} <= set(load().resets)
