"""The SMS door against the simulator: real AT, virtual time."""

import re
import threading

import pytest
import sqlalchemy as sa

from kiosk import running
from kiosk.doors.sender import _Owed as Owed
from kiosk.doors.sms import SmsDoor
from kiosk.errors import StoreError
from kiosk.settings import ModemSettings
from kiosk.store import outbox, schema
from modem.errors import Gone, PinRequired
from modem.simulator.store import Entry

RESIDENT, SISTER = "+6281211110001", "+6281211110002"
MENU = "Layanan. Balas angka:\n1 Daftar\n2 Jadwal\n3 English\n4 Rusak"
OUTBOX = sa.select(schema.outbox).order_by(schema.outbox.c.id)
PARTS = sa.select(schema.outbox_part)
BOOKED = sa.select(schema.counter.c.name).where(schema.counter.c.name.like("booked %"))


def states(world):
    return [row.state for row in world.rows(OUTBOX)]


def test_a_conversation_goes_through_the_modem_and_back(world):
    assert world.say("MENU") == [MENU]
    assert world.say("1") == ["Ketik nama.\n0 Kembali"]
    assert world.say("Siti") == ["TERDAFTAR 3800-0012 Siti."]
    assert states(world) == ["sent"] * 3
    assert world.slots() == {}


def test_a_receipt_is_stored_first_and_its_delivery_is_known(world):
    for text in ("MENU", "1", "Siti"):
        world.say(text)
    world.pump(30)
    trace = world.sim.trace.text()
    assert 0 < trace.index("+CMGW=") < trace.index("+CMSS=")
    (receipt,) = [row for row in world.rows(OUTBOX) if row.kind == "receipt"]
    (part,) = [row for row in world.rows(PARTS) if row.outbox == receipt.id]
    assert (part.state, part.report, part.slot) == ("sent", "delivered", None)
    assert part.reference is not None


PART = ["CMGW", "CMSS", "CMGD"]  # store, hand over, clean up
MORE = ["CMGW", "CMMS=1", "CMSS", "CMGD"]  # the same while another part follows


@pytest.mark.parametrize(
    ("make", "steps"),
    [
        ("generic", MORE * 2 + PART),
        ("e3372", MORE * 2 + PART),
        ("ec25", MORE * 2 + PART),
        ("sim7600", ["CMGW", "CMMS=1", "CMMS=2", "CMSS", "CMGD"] + PART * 2),  # it knows no AT+CMMS
    ],
)
def test_a_long_receipt_goes_out_part_by_part_while_the_radio_link_is_kept(new_world, make, steps):
    world = new_world(profile=make).start()
    text = "Terdaftar untuk Ibu Siti di Poli Anak. " * 10
    before = len(world.sim.trace.text())
    world.kiosk.write(lambda tx: outbox.put(tx.about(RESIDENT), text, kind="receipt"))
    world.pump(60)
    trace = world.sim.trace.text()[before:]
    assert re.findall(r" > 'AT\+(CMGW|CMSS|CMGD|CMMS=[12])(?![=?]*\?)", trace) == steps
    assert [message.text for message in world.phone().inbox] == [text]
    (sent,) = world.sim.network.outbox
    assert (sent.text, sent.parts) == (text, 3)
    parts = world.rows(PARTS)
    assert [(part.state, part.report, part.slot) for part in parts] == [("sent", "delivered", None)] * 3
    assert len({part.reference for part in parts}) == 3
    assert world.slots() == {}


def receipt(world):
    (row,) = [row for row in world.rows(OUTBOX) if row.kind == "receipt"]
    return next(part for part in world.rows(PARTS) if part.outbox == row.id)


class Overtaken:
    """A link on which the report of a message comes before the answer to its sending."""

    def __init__(self, link):
        self._link, self.happened = link, False

    def __getattr__(self, name):
        return getattr(self._link, name)

    def read(self, timeout):
        octets = self._link.read(timeout)
        if b"+CMSS: " in octets and not self.happened:
            self.happened = True
            answer, report = octets, b""
            if b"+CDS: " in octets:
                answer, report = octets[: (at := octets.index(b"\r\n+CDS: "))], octets[at:]
            else:
                report = self._link.read(60)
            assert b"+CDS: " in report
            return report + answer
        return octets


def test_a_report_that_precedes_the_answer_finds_its_message(world):
    world.stop()
    world.wrap = Overtaken
    world.start()
    for text in ("MENU", "1", "Siti"):
        world.say(text)
    assert world.link.happened
    assert (receipt(world).state, receipt(world).report) == ("sent", "delivered")


def test_a_report_whose_reference_is_not_kept_yet_waits_for_it(world, monkeypatch):
    """Field: the disk was full just when the answer came; the report of it must not be thrown away."""
    for text in ("MENU", "1"):
        world.say(text)
    save, broken = world.door._sender._save, []

    def refuse(*parts, **more):
        if parts[0].state == "sent" and not broken:
            broken.append(parts)
            world.door._sender._owed = Owed(parts, None, None)
            raise StoreError("The disk is full.", "Make room.")
        save(*parts, **more)

    monkeypatch.setattr(world.door._sender, "_save", refuse)
    world.phone().text("Siti")
    world.pump(60)
    assert broken
    assert (receipt(world).state, receipt(world).report) == ("sent", "delivered")


def test_a_report_about_nothing_is_kept_ten_minutes_and_then_leaves(world):
    from modem.tpdu import Address, StatusReport, encode_pdu

    now = world.sim.clock.wall()
    octets = encode_pdu(StatusReport(77, Address.of(RESIDENT), now, now, 0))
    world.sim.modems[0].device.stores["SM"].slots[4] = Entry(0, octets)
    world.pump(300)
    assert world.slots() != {}
    world.pump(700)
    assert world.slots() == {}


def test_what_waits_for_the_network_goes_out_when_it_is_back(world):
    world.sim.fault(kind="no-network", seconds=20)
    world.pump(1)
    world.phone().text("MENU")
    before = world.sim.clock.now()
    world.sim.clear_fault()
    world.pump(5)
    assert world.phone().inbox
    assert world.sim.clock.now() - before < 30


def test_a_card_that_fills_is_told_before_it_is_full(world, caplog):
    store = world.sim.modems[0].device.stores["SM"]
    for slot in range(1, 22):
        store.slots[slot] = Entry(3, bytes.fromhex("0001000C81802111110010000004C830FB0D"))
    world.pump(61)
    (state,) = world.kiosk.modems.values()
    assert state.state == "ready"
    assert "hampir penuh (21 dari 30)" in state.why
    assert "hampir penuh" in caplog.text


def test_a_card_that_is_taken_out_is_told_and_what_waits_goes_when_it_is_back(world):
    world.sim.fault(kind="sim-removed", seconds=200)
    world.pump(90)
    (state,) = world.kiosk.modems.values()
    assert (state.state, state.why.partition(".")[0]) == ("missing", "Kartu SIM tidak terbaca")
    world.phone().text("MENU")
    world.pump(300)
    (state,) = world.kiosk.modems.values()
    assert state.state == "ready"
    assert [message.text for message in world.phone().inbox] == [MENU]


def test_a_message_that_the_network_delivers_twice_is_one(world):
    world.say("MENU")
    world.say("1")
    world.sim.fault(kind="duplicate")
    assert world.say("Siti") == ["TERDAFTAR 3800-0012 Siti."]
    assert len(world.rows(BOOKED)) == 1


def test_a_long_message_is_joined_in_the_database(world):
    world.say("MENU")
    world.say("1")
    name = "Siti Rahmawati " * 20
    world.sim.fault(kind="duplicate", count=3)
    (reply,) = world.say(name)
    assert reply.startswith("TERDAFTAR 3800-0012 Siti Rahmawati")
    assert len(world.rows(BOOKED)) == 1
    assert world.slots() == {}
    assert {row.joined for row in world.rows(sa.select(schema.inbound_part))} == {1}
    assert world.rows(sa.select(schema.quarantine)) == []


def test_parts_of_a_long_message_survive_a_restart(world):
    world.say("MENU")
    world.say("1")
    name = "Siti Rahmawati " * 20
    world.phone().text(name)
    while not world.rows(sa.select(schema.inbound_part)):
        world.door.turn(0.1)
    world.stop()
    world.start()
    world.pump()
    assert len(world.rows(BOOKED)) == 1


def test_a_missed_call_is_rejected_and_answered_by_sms(world):
    phone = world.phone()
    phone.call()
    world.pump(5)
    assert [message.text for message in phone.inbox] == [MENU]
    assert "CHUP" in world.sim.trace.text()
    assert phone.on_call is None


def test_a_second_call_within_a_minute_sends_nothing(world):
    phone = world.phone()
    for _ in range(2):
        phone.call()
        world.pump(5)
    assert len(phone.inbox) == 1


def test_a_name_is_never_answered(world):
    world.sim.network.handset("TELKOMSEL").text("Pulsa Anda Rp4.250")
    world.pump()
    assert states(world) == []
    assert [row.reason for row in world.rows(sa.select(schema.quarantine))] == ["sender"]


def test_what_cannot_be_read_goes_to_quarantine_and_off_the_modem(world):
    world.sim.modems[0].device.stores["SM"].add(Entry(0, bytes.fromhex("0004ffff")))
    assert world.say("MENU") == [MENU]
    world.pump(120)
    assert len(world.rows(sa.select(schema.quarantine))) == 1
    assert world.slots() == {}


def test_expired_menus_are_not_sent_after_an_outage(world):
    world.sim.fault(kind="cms", code=331)
    assert world.say("MENU") == []
    world.pump(2)
    world.sim.advance(hours=2)
    world.sim.clear_fault()
    world.pump(3000)
    assert list(world.phone().inbox) == []
    assert states(world) == ["expired"]


def test_no_network_pauses_and_keeps_the_order(world):
    world.sim.fault(kind="cms", code=331, seconds=600)
    world.phone().text("MENU")
    world.phone(SISTER).text("MENU")
    world.pump(5)
    (state,) = world.kiosk.modems.values()
    assert state.state == "paused"
    assert state.why.startswith("Tidak ada jaringan (CMS 331). ")
    assert states(world) == ["queued", "queued"]
    world.pump(1500)
    assert states(world) == ["sent", "sent"]
    assert [sent.to for sent in world.sim.network.outbox] == [RESIDENT, SISTER]
    assert [state.state for state in world.kiosk.modems.values()] == ["ready"]


def test_a_refusal_of_the_moment_is_tried_again(world):
    world.sim.fault(kind="cms", code=42, count=2)
    world.say("MENU")
    world.pump(60)
    assert [message.text for message in world.phone().inbox] == [MENU]
    assert world.rows(OUTBOX)[0].attempts == 2


def test_a_refusal_for_good_holds_up_nobody(world):
    world.sim.fault(kind="cms", code=1, count=1)
    assert world.say("MENU") == []
    assert states(world) == ["failed"]
    assert world.say("MENU", SISTER) == [MENU]


def test_a_screen_of_unknown_fate_is_not_sent_again(world):
    world.sim.fault(kind="cms", code=500, count=1)
    world.say("MENU")
    world.pump(300)
    assert states(world) == ["unknown"]
    assert list(world.phone().inbox) == []


def test_a_modem_that_comes_back_is_served_again(world, caplog):
    world.say("MENU")
    world.sim.fault(kind="unplug")
    assert world.door.turn(1) is False
    assert next(iter(world.kiosk.modems.values())).state == "missing"
    assert not world.door.connect()
    assert caplog.text.count("Modem tidak terbaca") == 1, "it is said once"
    world.phone().text("2")
    world.sim.clear_fault()
    assert world.door.connect()
    world.pump()
    assert [message.text for message in world.phone().inbox][-1].startswith("Buka")


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("brown-out", {}, "Modem baru menyala atau sempat tidak menjawab; diatur ulang."),
        ("silent", {"count": 1}, "Modem sempat tidak menjawab; sekarang menjawab lagi."),
    ],
)
def test_what_became_of_a_modem_in_trouble_is_told_as_it_is(world, caplog, kind, more, said):
    world.sim.fault(kind=kind, after=1, **more)
    world.say("HALO")
    world.pump(200)
    assert said in caplog.messages
    assert world.say("MENU")


def test_a_full_disk_loses_no_sms(world, monkeypatch, caplog):
    receive, full = world.kiosk.receive, [3]

    def refuse(inbound):
        if full[0]:
            full[0] -= 1
            raise StoreError("Disk penuh.", "Kosongkan.")
        return receive(inbound)

    monkeypatch.setattr(world.kiosk, "receive", refuse)
    phone = world.phone()
    phone.text("MENU")
    for _ in range(3):
        assert world.door.turn(1) is False
    assert caplog.text.count("Disk penuh") == 1
    assert world.slots(), "it stays on the modem"
    world.pump()
    assert [message.text for message in phone.inbox] == [MENU]


def test_a_full_disk_after_sending_does_not_send_twice(world, monkeypatch):
    commit, refused = world.kiosk._writer._connection.commit, []

    def refuse():
        if len(world.sim.network.outbox) and len(refused) < 3:  # it is out, and that cannot be written
            refused.append(1)
            raise StoreError("Disk penuh.", "Kosongkan.")
        commit()

    monkeypatch.setattr(world.kiosk._writer._connection, "commit", refuse)
    assert world.say("MENU") == [MENU]
    world.pump(120)
    assert len(refused) == 3
    assert states(world) == ["sent"]
    assert len(world.phone().inbox) == 1


def test_a_fault_of_ours_holds_up_nobody(world, monkeypatch, caplog):
    def break_down(inbound):
        if inbound.text == "POISON":
            raise ValueError(inbound.who)
        return receive(inbound)

    receive = world.kiosk.receive
    monkeypatch.setattr(world.kiosk, "receive", break_down)
    assert world.say("POISON") == []
    assert world.say("MENU") == [MENU]
    assert [row.reason for row in world.rows(sa.select(schema.quarantine))] == ["fault"]
    assert world.slots() == {}
    assert RESIDENT not in caplog.text


def test_a_message_that_breaks_the_sender_holds_up_nobody(world, monkeypatch):
    def break_down(message):
        monkeypatch.undo()
        raise ValueError(message.text)

    monkeypatch.setattr(world.door._sender, "_begin", break_down)
    assert world.say("MENU") == []
    assert world.say("2") != []
    assert states(world) == ["failed", "sent"]


@pytest.mark.parametrize("column", ["outbox.recipient", "outbox_part.octets"])
def test_a_row_that_does_not_open_holds_up_nobody(world, column):
    world.sim.fault(kind="cms", code=331, seconds=5)
    world.phone().text("MENU")
    while not world.kiosk.health().outbox or (column.startswith("outbox_part") and not world.rows(PARTS)):
        world.door.turn(1)
    connection = world.kiosk.store.connect()
    table, name = column.split(".")
    connection.run(sa.update(schema.metadata.tables[table]).values({name: b"\x01" + bytes(40)}))
    connection.close()
    world.say("MENU", SISTER)
    world.pump(60)
    assert states(world) == ["failed", "sent"]
    world.stop()
    world.start()


def test_a_refused_pin_is_not_tried_again_after_a_restart(open_kiosk):
    from modem.simulator import Simulator, VirtualClock

    sim = Simulator(clock=VirtualClock(), pin="4321")
    tries = []
    for _ in range(3):
        kiosk = open_kiosk(clock=sim.clock.wall)
        settings = ModemSettings(port=sim.modems[0].link(), pin="1111")
        with pytest.raises(PinRequired):
            running.opener(kiosk, settings)()
        tries.append(sim.modems[0].card.pin_tries)
        kiosk.close()
    assert tries == [2, 2, 2]
    kiosk = open_kiosk(clock=sim.clock.wall)
    right = [running.opener(kiosk, ModemSettings(port=sim.modems[0].link(), pin="4321")) for _ in range(2)]
    with right[0]() as gsm:
        sim.modems[0].card.pin = "9999"  # another one, when the modem starts anew
        sim.fault(kind="brown-out")
        for _ in range(3):
            with pytest.raises(PinRequired):
                gsm.next_event(60)
    with pytest.raises(PinRequired):
        right[1]()
    assert sim.modems[0].card.pin_tries == 2


@pytest.mark.parametrize(
    "make", ["generic", "sim800"]
)  # one that tells how many tries are left, and one that does not
def test_nor_is_one_whose_answer_was_lost_with_the_line(open_kiosk, make):
    from modem import Gone
    from modem.simulator import Simulator, VirtualClock

    class Breaking:
        def __init__(self, link):
            self._link = link

        def __getattr__(self, name):
            return getattr(self._link, name)

        def write(self, octets):
            self._link.write(octets)
            if b"+CPIN=" in octets:
                raise Gone("The modem is unplugged.")

    sim = Simulator(profile=make, clock=VirtualClock(), pin="4321")
    tries = []
    for link in (Breaking(sim.modems[0].link()), sim.modems[0].link(), sim.modems[0].link()):
        kiosk = open_kiosk(clock=sim.clock.wall)
        with pytest.raises((Gone, PinRequired)):
            running.opener(kiosk, ModemSettings(port=link, pin="1111"))()
        tries.append(sim.modems[0].card.pin_tries)
        kiosk.close()
    assert tries == [2, 2, 2]


def test_a_modem_that_moved_to_another_port_is_found_after_a_restart(open_kiosk, monkeypatch):
    from modem import finding
    from modem.simulator import Simulator, VirtualClock, share

    sim = Simulator(2, clock=VirtualClock())
    share(sim)
    settings = ModemSettings(port="sim:///1")
    kiosk = open_kiosk(clock=sim.clock.wall)
    with running.opener(kiosk, settings)() as gsm:
        imei = gsm.imei
    kiosk.close()
    sim.modems[0].imei, sim.modems[1].imei = sim.modems[1].imei, sim.modems[0].imei  # they changed places
    real = finding.whereabouts
    monkeypatch.setattr(finding, "whereabouts", lambda imei, port: real(imei, port, ["sim:///0", "sim:///1"]))
    kiosk = open_kiosk(clock=sim.clock.wall)
    with running.opener(kiosk, settings)() as gsm:
        assert (gsm.imei, gsm.link.name) == (imei, "sim://0")
    share(None)


@pytest.mark.filterwarnings("error")
def test_the_door_runs_in_its_thread_until_it_is_stopped(open_kiosk):
    from modem import open_modem
    from modem.simulator import RealClock, Simulator

    sim = Simulator(clock=RealClock(speed=1000))
    kiosk = open_kiosk(threaded=True, clock=sim.clock.wall)
    door = SmsDoor(kiosk, lambda: open_modem(sim.modems[0].link(), assemble=False))
    thread = threading.Thread(target=door.run)
    thread.start()
    phone = sim.network.handset(RESIDENT)
    phone.text("MENU")
    arrived = sim.clock.watch(lambda: len(phone.inbox) > 0, 10)
    door.stop()
    thread.join(10)
    assert arrived
    assert not thread.is_alive()


def test_without_a_modem_the_door_ends_at_once(open_kiosk):
    def missing():
        raise Gone("There is none.")

    door = SmsDoor(open_kiosk(threaded=True), missing)
    thread = threading.Thread(target=door.run)
    thread.start()
    door.stop()
    thread.join(5)
    assert not thread.is_alive()
