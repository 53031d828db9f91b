"""The driver with every make of modem, in virtual time: connect, send, receive, USSD, calls, a restart."""

import pytest

from modem import CallReceived, ModemError, ReportReceived, SmsReceived, open_modem
from modem.simulator import Simulator, VirtualClock
from modem.simulator.delays import NONE, REAL
from modem.simulator.profile import names

ANI = "+6281211110001"
LONG = "Pendaftaran rawat jalan untuk Ibu Ani dicatat, mohon datang pukul 08.00 WIB. " * 4


ODD = """
[ussd]
source = "python-gsmmodem, its test of a modem that answers before its OK; gammu, a dump without coding"
early = true
form = "plain"
coding = -1
"""


@pytest.fixture(params=[*names(), "odd"])
def make(request, tmp_path):
    if request.param != "odd":
        return request.param
    path = tmp_path / "odd.toml"
    path.write_text(ODD, encoding="utf-8")
    return str(path)


@pytest.fixture(params=[NONE, REAL], ids=["instant", "with delays"])
def sim(request, make):
    return Simulator(profile=make, clock=VirtualClock(), delays=request.param)


@pytest.fixture
def gsm(sim):
    with open_modem(sim.modems[0].link()) as modem:
        yield modem


def all_of(modem, timeout=60.0):
    events = []
    while (event := modem.next_event(timeout)) is not None:
        events.append(event)
    return events


def test_it_connects_at_once_and_knows_itself(gsm, sim):
    assert sim.clock.now() < 5
    assert (gsm.imei, gsm.iccid) == (sim.modems[0].imei, sim.modems[0].card.iccid)
    assert gsm.imsi == sim.modems[0].card.imsi
    health = gsm.health()
    assert health.registered
    assert health.operator == "TELKOMSEL"
    assert health.total > 0


@pytest.mark.parametrize("text", ["Halo", LONG, "日本語 👋 " * 30])
def test_it_sends(gsm, sim, text):
    gsm.send(ANI, text)
    sim.advance(30)
    assert [message.text for message in sim.network.handset(ANI).inbox] == [text]


def test_it_receives_and_leaves_nothing_behind(gsm, sim):
    for text in ("Halo", LONG, "👋 " * 60):
        sim.network.handset(ANI).text(text)
        (event,) = all_of(gsm)
        assert isinstance(event, SmsReceived)
        assert (event.sender, event.text, event.complete) == (ANI, text, True)
        gsm.accept(event)
    assert gsm.stored() == []
    assert all(len(store) == 0 for store in sim.modems[0].device.stores.values())


def test_it_hears_of_deliveries(gsm, sim):
    sent = gsm.send(ANI, LONG, report=True)
    reports = all_of(gsm)
    assert {type(report) for report in reports} == {ReportReceived}
    assert sorted(report.reference for report in reports) == sorted(sent.references)
    for report in reports:
        gsm.accept(report)
    assert all(len(store) == 0 for store in sim.modems[0].device.stores.values())


def test_ussd_through_two_screens_and_on(gsm):
    screen = gsm.ussd("*123#")
    assert screen.more
    assert "1 Pulsa" in screen.text
    assert gsm.ussd("1").more
    last = gsm.ussd("1")
    assert (last.more, "Rp25.000" in last.text) == (False, True)
    assert "Rp25.000" in gsm.ussd("*888#").text
    with pytest.raises(ModemError, match="does not serve"):
        gsm.ussd("*777#")
    assert "Rp25.000" in gsm.ussd("*888#").text
    assert all_of(gsm) == []


def test_what_the_network_asks_by_itself(gsm, sim):
    sim.network.push(sim.modems[0], "Promo: 1 Ya 2 Tidak", more=True)
    (event,) = all_of(gsm, 30)
    assert (event.text, event.more) == ("Promo: 1 Ya 2 Tidak", True)


def test_a_code_that_nobody_serves_is_told_and_the_line_is_free(gsm, sim):
    with pytest.raises(ModemError, match=r"serve|answer"):
        gsm.ussd("*599#")
    gsm.send(ANI, "Halo")
    assert gsm.ussd("*888#").text.startswith("Pulsa Anda Rp")
    assert sim.clock.now() < 200


def test_calls(gsm, sim):
    ani = sim.network.handset(ANI)
    ani.call()
    assert gsm.next_event(60) == CallReceived(ANI)
    gsm.hang_up()
    assert ani.on_call is None
    ani.call(seconds=8)
    assert all_of(gsm) == [CallReceived(ANI)]


def test_it_goes_on_after_a_restart(gsm, sim):
    modem = sim.modems[0]
    modem.restart()
    sim.advance(20)
    sim.network.handset(ANI).text("Halo")
    assert [event.text for event in all_of(gsm, 120) if isinstance(event, SmsReceived)] == ["Halo"]
    assert modem.device.echo is False
    gsm.send(ANI, "Baik")
    sim.advance(30)
    assert [message.text for message in sim.network.handset(ANI).inbox] == ["Baik"]


def test_it_connects_to_one_that_has_just_started(sim):
    modem = sim.modems[0]
    modem.restart()
    sim.advance(0.1)
    with open_modem(modem.link()) as gsm:
        assert gsm.iccid == modem.card.iccid
        sim.advance(10)
        sim.network.handset(ANI).text("Halo")
        assert [event.text for event in all_of(gsm, 20) if isinstance(event, SmsReceived)] == ["Halo"]
        gsm.send(ANI, "Baik")
        sim.advance(30)
        assert [message.text for message in sim.network.handset(ANI).inbox] == ["Baik"]
