"""The officer's hard days, at the modem's level: modem unplugged, credit low, hospital away, power cut."""

import pytest
import sqlalchemy as sa

from kiosk.agency import runner
from kiosk.chores import Chores
from kiosk.doors.console import Visit
from kiosk.doors.office import page
from kiosk.services.hospital.centre import Centre
from kiosk.store import outbox, schema

BUDI, SITI = "+6281211110001", "+6281211110002"
NIK = "3674060503990001"
REGISTER = ("RSU", "1", "1", "2", "2", NIK, "1")


def heard(world, who):
    return [message.text for message in world.phone(who).inbox]


def live(world, seconds, step=60.0):
    """Let time go by; a door that lost its modem looks for it, chores are done, errands carried."""
    end = world.sim.clock.now() + seconds
    while (left := end - world.sim.clock.now()) > 0:
        if world.door._modem is None and not world.door.connect():
            world.sim.advance(min(left, 5.0))
        elif step > 60:  # long steps are for days on which the modem stays
            world.pump(min(left, step))
        else:
            while world.door.turn(min(left, step)):
                pass
        Chores(world.kiosk).attend()
        runner.attend(world.kiosk)


def test_modem_unplugged_within_15_s_a_red_light_and_all_else_works_on(city):
    """Red light, sentence; walk-up works on; outgoing wait; replugged: in order, what is late dropped."""
    world = city.start()
    world.say("MENU", BUDI)
    world.sim.fault(kind="unplug")
    live(world, 15, step=1.0)
    shown = page(world.kiosk)
    assert "SMS tidak dilayani" in shown
    assert "Cabut modem USB, lalu pasang lagi." in shown
    assert 'class="broken"' in shown
    visit = Visit(world.kiosk.receive)
    visit.begin()
    *_, told = [visit.say(text) for text in ("4", *REGISTER[1:])]
    assert told.startswith("TERDAFTAR"), "the counter works on"
    world.kiosk.write(lambda tx: outbox.put(tx.about(BUDI), "Info loket keliling", kind="info"))
    world.kiosk.write(lambda tx: outbox.put(tx.about(BUDI), "Laporan Anda diteruskan", kind="status"))
    world.kiosk.write(lambda tx: outbox.put(tx.about(BUDI), "TERDAFTAR", kind="receipt"))
    soon = world.kiosk.clock().timestamp() + 60
    world.kiosk.write(
        lambda tx: outbox.put(tx.about(BUDI), "Besok. Jadi datang?", kind="question", expires_at=soon)
    )
    before = len(heard(world, BUDI))
    live(world, 600)
    assert len(heard(world, BUDI)) == before
    world.sim.clear_fault()
    live(world, 120)
    assert heard(world, BUDI)[before:] == ["TERDAFTAR", "Laporan Anda diteruskan", "Info loket keliling"]
    states = [row.state for row in world.rows(sa.select(schema.outbox.c.state).order_by(schema.outbox.c.id))]
    assert states[-1] == "expired"
    assert "Modem siap" in page(world.kiosk)


def test_pulsa_low_answers_and_receipts_go_first_and_news_stop(city):
    """Three classes: answers first, status second, campaigns stop; the light says how much is left."""
    world = city
    number = world.sim.modems[0].number
    world.sim.network.set_account(number, credit=2100)
    world.start(watches=True)
    live(world, 300)
    assert world.sim.network.handset(BUDI) is not None
    for kind, text in (("info", "Info"), ("status", "Kabar")):
        world.kiosk.write(lambda tx, kind=kind, text=text: outbox.put(tx.about(BUDI), text, kind=kind))
    assert world.say("MENU", SITI)[0].startswith("Layanan Kota Tangsel")
    live(world, 300)
    assert "Info" not in heard(world, BUDI)
    assert "Mohon isi pulsa" in page(world.kiosk)
    world.sim.network.set_account(number, credit=50_000)
    live(world, 2 * 3600, step=600.0)
    assert "Info" in heard(world, BUDI), "topped up, it goes out by itself"


def test_hospital_away_3_days_local_services_go_on_and_nothing_is_confirmed_that_is_not(city):
    """Leases count down, figures carry their time, without a place it is BELUM PASTI; then it comes."""
    world = city.start()
    centre = world.kiosk.agencies["rsu"] = Centre(world.sim.clock.wall)
    live(world, 60)
    centre.mood = "absent"
    live(world, 3 * 3600, step=1800.0)
    world.say("RSU")
    world.say("1")
    asked = world.say("1")[0]
    assert asked.startswith("Poli Anak. Data 24/11 08.0")
    live(world, 3 * 86_400 - 3 * 3600, step=3600.0)
    assert "RSU tidak menjawab" in page(world.kiosk)
    for text in ("LAPOR", "4", "rempoa gg kenanga", "lampu padam", "1"):
        world.say(text, SITI)
    assert "Nomor laporan Anda" in world.say("1", SITI)[0]
    told = ""
    for number in range(1, 7):
        who = f"+62812111200{number:02}"
        for text in ("RSU", "1", "1", "1", "2", f"36740605039901{number:02}"):
            world.say(text, who)
        told = world.say("1", who)[0]
    assert told.startswith("BELUM PASTI")
    assert "antrean A-" not in told
    centre.mood = "well"
    live(world, 3600, step=300.0)
    assert "terakhir menjawab 27/11" in page(world.kiosk)
    assert heard(world, "+6281211120006")[-1].startswith(("TERDAFTAR", "Satu pertanyaan"))
    assert sum("TERDAFTAR" in text for text in heard(world, "+6281211120006")) == 1


@pytest.mark.parametrize(("text", "outcome"), [("MENU", "unknown"), ("1", "sent")])
def test_power_cut_mid_sms_each_is_sent_once_or_marked_as_perhaps_sent(city, text, outcome):
    """A menu that may have gone out is marked and not repeated; a receipt is found in the modem's store."""
    world = city.start()
    for said in REGISTER[:-1] if text == "1" else ():
        world.say(said)
    before = len(heard(world, BUDI))
    world.sim.fault(kind="off", at="answer" if text == "1" else "handed")
    world.phone(BUDI).text(text)
    world.pump(1)
    kiosk = world.kiosk
    world.die()
    assert kiosk is not None
    world.sim.clear_fault()
    world.sim.advance(30)
    world.start()
    live(world, 900)
    got = heard(world, BUDI)[before:]
    assert len(got) == 1, got
    states = [row.state for row in world.rows(sa.select(schema.outbox.c.state).order_by(schema.outbox.c.id))]
    assert states[-1] in (outcome, "sent")
    if states[-1] == "unknown":
        assert "mungkin terkirim" in page(world.kiosk)
