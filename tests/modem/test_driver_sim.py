"""The driver against the simulated modem and network: virtual time, and once a pty read by pyserial."""

import threading
from datetime import timedelta

import pytest

from modem import (
    CallReceived,
    CmsError,
    Gone,
    OutcomeUnknown,
    PartReceived,
    PinRequired,
    PortHeld,
    ReportReceived,
    SmsReceived,
    StoreFilling,
    open_modem,
)
from modem.parts import submits
from modem.simulator import RealClock, Simulator, VirtualClock, share
from modem.simulator.delays import REAL
from modem.simulator.transports import serve

ANI, BUDI = "+6281211110001", "+6281211110002"
LONG = "Pendaftaran rawat jalan untuk Ibu Ani dicatat, mohon datang pukul 08.00 WIB. " * 5


@pytest.fixture(params=["instant", "with delays"])
def sim(request):
    if request.param == "instant":
        return Simulator(clock=VirtualClock())
    return Simulator(clock=VirtualClock(), delays=REAL)


@pytest.fixture
def gsm(sim):
    with open_modem(sim.modems[0].link()) as modem:
        yield modem


@pytest.fixture
def ani(sim):
    return sim.network.handset(ANI)


def all_of(modem, timeout=60):
    events = []
    while (event := modem.next_event(timeout)) is not None:
        events.append(event)
    return events


def test_connects_and_knows_itself(gsm, sim):
    assert gsm.imei == sim.modems[0].imei
    assert gsm.iccid == sim.modems[0].card.iccid
    health = gsm.health()
    assert (health.registered, health.signal, health.operator) == (True, -73, "TELKOMSEL")
    assert (health.memory, health.used, health.total) == ("SM", 0, 30)


@pytest.mark.parametrize("text", ["Halo", LONG, "Ordinær €{[]}", "日本語 👋 " * 30, "ꦲꦤꦕꦫꦏ"])
def test_what_is_sent_arrives(gsm, ani, sim, text):
    sent = gsm.send(ANI, text)
    sim.advance(30)
    assert [message.text for message in ani.inbox] == [text]
    assert len(set(sent.references)) == sent.parts == sim.network.outbox[0].parts


def test_flash_and_validity_pass(gsm, ani, sim):
    gsm.send(ANI, "Segera!", flash=True, validity=timedelta(hours=1))
    sim.advance(5)
    assert ani.inbox[0].flash


@pytest.mark.parametrize("text", ["Halo", LONG, "👋 " * 60])
def test_what_a_resident_sends_is_told_once_and_leaves_when_accepted(gsm, ani, text):
    ani.text(text)
    (event,) = all_of(gsm)
    assert isinstance(event, SmsReceived)
    assert (event.sender, event.text, event.complete) == (ANI, text, True)
    assert len(gsm.stored()) == len(event.entries) == len(event.parts)
    gsm.accept(event)
    assert gsm.stored() == []
    assert all_of(gsm, 200) == []


def test_a_flash_message_is_told_as_one(gsm, ani):
    ani.text("Awas", flash=True)
    assert gsm.next_event(60).flash


def test_two_residents_with_long_messages_do_not_mix(gsm, ani, sim):
    ani.text("a" * 400)
    sim.network.handset(BUDI).text("b" * 400)
    assert sorted((event.sender, event.text) for event in all_of(gsm)) == [
        (ANI, "a" * 400),
        (BUDI, "b" * 400),
    ]


def test_parts_for_a_caller_who_joins_them(sim, ani):
    with open_modem(sim.modems[0].link(), assemble=False) as gsm:
        ani.text(LONG)
        events = all_of(gsm)
        assert all(isinstance(event, PartReceived) for event in events)
        assert "".join(event.part.text for event in events) == LONG


def test_a_message_that_the_network_repeats_has_the_same_key(gsm, ani, sim):
    sim.fault(kind="duplicate")
    ani.text("Halo")
    one, two = all_of(gsm)
    assert one.key == two.key
    ani.text("Halo")
    (three,) = all_of(gsm)
    assert three.key != one.key


def test_what_came_while_nobody_was_connected(sim, ani):
    ani.text("satu")
    ani.text(LONG)
    sim.advance(60)
    with open_modem(sim.modems[0].link()) as gsm:
        assert [event.text for event in all_of(gsm)] == ["satu", LONG]


def test_a_program_that_stops_before_it_accepts_is_told_again(sim, ani):
    ani.text("Halo")
    with open_modem(sim.modems[0].link()) as gsm:
        first = gsm.next_event(60)
    with open_modem(sim.modems[0].link()) as gsm:
        again = gsm.next_event(60)
        assert again.key == first.key
        gsm.accept(again)
        assert gsm.stored() == []


def test_a_full_store_empties_and_nothing_is_lost(gsm, ani):
    for number in range(45):
        ani.text(f"nomor {number}")
    texts, filling = [], []
    while (event := gsm.next_event(600)) is not None:
        if isinstance(event, StoreFilling):
            filling.append(event)
            continue
        texts.append(event.text)
        gsm.accept(event)
    assert filling[0] == StoreFilling("SM", 30, 30)
    assert sorted(texts) == sorted(f"nomor {number}" for number in range(45))


def test_reports_of_every_part(gsm, ani, sim):
    sent = gsm.send(ANI, LONG, report=True)
    reports = all_of(gsm)
    assert all(isinstance(event, ReportReceived) for event in reports)
    assert sorted(event.reference for event in reports) == sorted(sent.references)
    assert {(event.recipient, event.delivered) for event in reports} == {(ANI, True)}
    for event in reports:
        gsm.accept(event)


def test_a_report_waits_until_the_phone_is_on(gsm, ani, sim):
    ani.power(on=False)
    gsm.send(ANI, "Halo", report=True)
    assert [event for event in all_of(gsm, 30) if event.delivered] == []
    ani.power(on=True)
    assert gsm.next_event(60).delivered is True


def test_a_call_is_told_and_rejected(gsm, ani):
    ani.call()
    assert gsm.next_event(60) == CallReceived(ANI)
    gsm.hang_up()
    assert ani.on_call is None
    assert all_of(gsm) == []
    ani.call(seconds=60)
    assert all_of(gsm, 120) == [CallReceived(ANI)]
    gsm.hang_up()


def test_ussd_through_two_screens(gsm):
    screen = gsm.ussd("*123#")
    assert screen.more
    assert "1 Pulsa" in screen.text.splitlines()
    assert gsm.ussd("1").more
    last = gsm.ussd("1")
    assert not last.more
    assert "Rp25.000" in last.text
    assert "Rp25.000" in gsm.ussd("*888#").text
    with pytest.raises(Exception, match="does not serve"):
        gsm.ussd("*777#")


def test_ussd_is_left_and_begun_anew(gsm):
    first = gsm.ussd("*123#")
    gsm.ussd_cancel()
    gsm.ussd_cancel()
    assert gsm.ussd("*123#") == first


def test_a_pin_is_entered_and_a_wrong_one_told():
    sim = Simulator(clock=VirtualClock(), pin="4321")
    with pytest.raises(PinRequired):
        open_modem(sim.modems[0].link())
    with pytest.raises(PinRequired, match="refused"):
        open_modem(sim.modems[0].link(), pin="1111")
    with open_modem(sim.modems[0].link(), pin="4321") as gsm:
        assert gsm.imsi


def test_a_refused_message_was_not_sent(gsm, sim):
    sim.fault(kind="cms", count=1)
    with pytest.raises(CmsError) as caught:
        gsm.send(ANI, "Halo")
    assert caught.value.code == 500
    assert not sim.network.outbox
    assert gsm.send(ANI, "Halo").parts == len(sim.network.outbox) == 1


def test_store_then_send(gsm, ani, sim):
    from modem.parts import submits

    (tpdu,) = submits(ANI, "Bukti A-014")
    index = gsm.store(tpdu)
    (entry,) = gsm.stored()
    assert (entry.index, entry.status) == (index, 2)
    assert entry.octets.endswith(tpdu.encode()[2:])
    gsm.send_stored(index)
    sim.advance(5)
    assert [message.text for message in ani.inbox] == ["Bukti A-014"]
    assert gsm.stored()[0].status == 3
    assert all_of(gsm) == []
    gsm.delete(index)
    gsm.delete(index)
    assert gsm.stored() == []


def test_an_unplugged_modem_is_gone_and_comes_back(sim, gsm, ani):
    sim.fault(kind="unplug")
    with pytest.raises(Gone):
        gsm.next_event(60)
    with pytest.raises(Gone):
        open_modem(sim.modems[0].link())
    sim.clear_fault(kind="unplug")
    ani.text("Halo")
    with open_modem(sim.modems[0].link()) as again:
        assert again.next_event(120).text == "Halo"


def test_a_silent_modem_is_gone_in_bounds(sim, gsm):
    sim.fault(kind="silent")
    with pytest.raises(Gone):
        gsm.next_event(600)


def test_a_modem_that_falls_silent_over_a_message(sim):
    class Cut:
        """A link whose modem falls silent when the message was handed over."""

        def __init__(self, link):
            self.link, self.name = link, link.name
            self.read, self.wake, self.now, self.close = link.read, link.wake, link.now, link.close

        def write(self, octets):
            self.link.write(octets)
            if octets.endswith(b"\x1a"):
                self.read = lambda timeout: self._nothing(timeout)

        def _nothing(self, timeout):
            while timeout > 0 and (before := self.now()) is not None:
                self.link.read(timeout)
                timeout -= max(self.now() - before, 0.001)
            return b""

    with open_modem(Cut(sim.modems[0].link())) as gsm, pytest.raises(OutcomeUnknown):
        gsm.send(ANI, "Halo")
    sim.advance(1)
    assert len(sim.network.outbox) == 1


def test_closing_from_another_thread_returns_at_once_and_the_drivers_thread_closes():
    sim = Simulator(clock=RealClock())
    link = sim.modems[0].link()
    gsm, ended = open_modem(link), []

    def pull():
        with pytest.raises(Gone):
            gsm.next_event(3600)
        ended.append(threading.current_thread())

    while gsm.next_event(0) is not None:
        pass
    thread = threading.Thread(target=pull)
    thread.start()
    gsm.close()
    thread.join(10)
    assert ended == [thread]
    with pytest.raises(Gone):
        link.read(0)


def test_a_wake_from_another_thread(gsm):
    waker = threading.Timer(0.02, gsm.wake)
    waker.start()
    gsm.wake()
    assert gsm.next_event(1e6) is None
    waker.join()


@pytest.mark.parametrize("way", ["pty", "pyserial alone", "tcp", "sim"])
def test_over_every_link(way, tmp_path, monkeypatch):
    monkeypatch.setattr("modem.lock.DIRECTORIES", (tmp_path,))
    if way == "pyserial alone":
        monkeypatch.setattr("modem.wires.POLLS", False)
    sim = Simulator(clock=RealClock(20.0))
    share(sim, "test-driver")
    with serve(sim, {0: tmp_path / "modem"}, ("127.0.0.1", 0)) as served:
        host, port = served.addresses[0]
        address = {"tcp": f"tcp://{host}:{port}", "sim": "sim://test-driver"}.get(
            way, str(tmp_path / "modem")
        )
        with open_modem(address) as gsm:
            phone = sim.network.handset(ANI)
            phone.text(LONG)
            event = gsm.next_event(30)
            assert event.text == LONG
            gsm.accept(event)
            assert gsm.send(ANI, LONG).parts == len(event.parts)
            phone.call()
            assert gsm.next_event(30) == CallReceived(ANI)
            gsm.hang_up()
            assert "Rp25.000" in gsm.ussd("*888#").text
            assert phone.inbox[0].text == LONG
            assert gsm.stored() == []
            if way == "pty":
                with pytest.raises(PortHeld, match=r"process \d+"):
                    open_modem(address)
    share(None, "test-driver")


def test_what_is_written_to_be_sent_takes_no_slot_from_what_arrives(gsm, ani):
    (tpdu,) = submits(ANI, "TERDAFTAR 3800-0012")
    ani.text("Halo")
    (event,) = all_of(gsm)
    room = gsm.room()
    index = gsm.store(tpdu)
    assert {(entry.memory, entry.index, entry.status) for entry in gsm.stored()} == {
        ("SM", 1, 1),
        ("ME", index, 2),
    }
    assert gsm.room() == room - 1
    gsm.send_stored(index)
    assert [entry.status for entry in gsm.stored() if entry.memory == "ME"] == [3]
    gsm.delete(index)
    gsm.accept(event)
    assert gsm.stored() == []
    assert all_of(gsm) == []
    assert ani.inbox[-1].text == "TERDAFTAR 3800-0012"
