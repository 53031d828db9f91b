"""What the officer is written: exact texts, figures from the data, by another modem, never at night."""

from datetime import date, datetime

import pytest
import sqlalchemy as sa

from kiosk import questions, services, telling
from kiosk.cases import actions
from kiosk.clock import WIB
from kiosk.core import Kiosk
from kiosk.credit import Outlook
from kiosk.doors.sms import SmsDoor
from kiosk.health import ModemState
from kiosk.notices import Digest, digest, low_credit
from kiosk.store import schema
from modem.parts import plan

OFFICER, RESIDENT = "+6281211119999", "+6281211110001"
OUTBOX = sa.select(schema.outbox).order_by(schema.outbox.c.id)
LOW = Outlook(0, 4250, None, 350, 12, 0.5, None)
FINE = Outlook(0, 48_000, date(2027, 5, 1), 350, 137, 30.0, 150)
MORNING = Digest(date(2026, 11, 26), 3, ["3800-0411"], 2, 9, False, [48_000])


def test_the_english_of_an_officer_who_reads_english():
    assert low_credit("38", LOW, "+6281200000038", "en") == (
        "KIOSK 38: credit left Rp4,250, enough for about 12 SMS, gone today. Urgent SMS go first, "
        "news SMS wait. Please top up number 081200000038"
    )
    assert digest("38", MORNING, "en") == (
        "KIOSK 38, Thu 26 Nov: 3 new reports, 1 to answer today (3800-0411), 2 call-backs, "
        "9 hospital bookings. Signal good, credit Rp48,000."
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_notice_is_one_sms_at_its_longest(language):
    busy = Digest(date(2026, 12, 30), 999, ["3800-0411"] * 99, 999, 999, None, [None, None])
    dying = Outlook(0, 9_999_999, date(2026, 12, 30), 350, 2857, 285.0, 5)
    low = LOW._replace(amount=17_499, messages=49, days=99.0)
    texts = [digest("38", busy, language), digest("38", MORNING._replace(credit=[999_999]), language)]
    texts += [low_credit("38", card, "+6281234567890", language) for card in (low, dying, LOW)]
    texts.append(low_credit("38", LOW, "", language))
    texts.append(low_credit("38", LOW._replace(amount=349, messages=0), "+6281234567890", language))
    assert [plan(text).parts for text in texts] == [1] * len(texts), texts
    assert {plan(text).alphabet for text in texts} == {"gsm7"}


def test_an_empty_card_is_told_as_that():
    assert low_credit("38", LOW._replace(amount=150, messages=0), "+6281200000038") == (
        "KIOS 38: pulsa habis (tinggal Rp150). SMS menunggu, tidak ada yang hilang. "
        "Mohon isi pulsa nomor 081200000038"
    )


def test_a_card_that_is_about_to_die_is_told_with_its_day():
    dying = FINE._replace(expires=date(2026, 12, 1), card_days=5)
    assert "masa aktif kartu SIM sampai Selasa 01/12" in low_credit("38", dying, "")


# --- when


@pytest.fixture
def town(kiosk, desk, clock):
    made = desk._replace(kiosk=kiosk)
    kiosk.modems["modem"] = ModemState("ready", clock.now.timestamp(), signal=-71, imei="A", card=FINE)
    return made


def told(desk, **later):
    """Let time go by, look, and give what was queued for the officer by that look."""
    before = len(desk.outgoing())
    desk.clock.advance(**later)
    telling.tell(desk.kiosk, OFFICER)
    questions.ask(desk.kiosk)
    return [text for who, text, _ in desk.outgoing()[before:] if who == OFFICER]


def state(desk, name="modem", **more):
    desk.kiosk.modems[name] = desk.kiosk.modems[name]._replace(since=desk.clock.now.timestamp(), **more)


def at(desk, hour, minute=0, day=26):
    desk.clock.now = datetime(2026, 11, day, hour, minute, tzinfo=WIB)


def test_each_working_morning_is_summed_up_once(town):
    at(town, 7, 44)
    assert told(town) == []
    (text,) = told(town, minutes=1)
    assert text == (
        "KIOS 38, Kamis 26/11: 0 laporan baru, 1 harus dijawab hari ini (3899-0025), 0 minta ditelepon, "
        "0 antrean RSU. Sinyal baik, pulsa Rp48.000."
    )
    assert told(town, minutes=1) == []
    assert told(town, hours=24) != []
    at(town, 7, 45, day=28)
    assert told(town) == [], "a Saturday"


def test_what_was_late_since_the_last_morning_is_named_though_a_new_day_is_promised(town):
    at(town, 7, 45)
    told(town)
    at(town, 7, 10, day=27)
    town.kiosk.write(actions.look_at_promises)
    at(town, 7, 45, day=27)
    (text,) = told(town)
    assert "3 harus dijawab hari ini (3899-0030, 3899-0058, ...)" in text, "two of today, and the late one"


def test_the_morning_counts_what_is_there(town):
    town.sms("PETUGAS")
    at(town, 7, 50)
    state(town, signal=-109, card=None)
    (text,) = told(town)
    assert "1 minta ditelepon" in text
    assert text.endswith("Sinyal lemah, pulsa belum diketahui.")


def test_a_kiosk_that_starts_in_the_afternoon_has_no_morning(town):
    at(town, 13)
    assert told(town) == []


def test_low_credit_is_told_once_a_day_and_again_when_it_gets_worse(town):
    at(town, 13)
    state(town, card=LOW._replace(messages=40, days=9.0), number="+6281200000038")
    assert [text.partition(",")[0] for text in told(town)] == ["KIOS 38: pulsa tinggal Rp4.250"]
    assert told(town, minutes=1) == []
    state(town, card=LOW)
    (text,) = told(town)
    assert "habis hari ini" in text
    assert told(town, hours=2) == []
    assert len(told(town, hours=24)) >= 1
    state(town, card=FINE)
    assert [text for text in told(town, hours=5) if "pulsa tinggal" in text] == []


def test_nobody_is_woken_at_night(town):
    at(town, 23)
    state(town, card=LOW)
    assert told(town) == []
    assert len(told(town, hours=7)) == 1


def test_low_credit_is_told_by_the_other_modem_if_it_has_more(town):
    at(town, 13)
    town.kiosk.modems["dua"] = ModemState("ready", 0.0, imei="B", card=FINE)
    state(town, card=LOW)
    told(town)
    (row,) = town.rows(OUTBOX)
    assert (row.via, row.priority) == ("B", 0)


def test_without_an_officer_nobody_is_written_to(town):
    at(town, 7, 50)
    telling.tell(town.kiosk, "")
    assert town.outgoing() == []


def test_a_modem_that_is_gone_is_told_by_another_once(town):
    at(town, 13)
    state(town, state="missing")
    assert told(town, minutes=5) == [], "there is no other modem to say it by"
    town.kiosk.modems["dua"] = ModemState("ready", 0.0, imei="B", card=FINE)
    (text,) = told(town)
    assert text == (
        "KIOS 38: modem tidak terbaca sejak pukul 13.00. 0 SMS menunggu, tidak ada yang hilang. "
        "Mohon cabut modem USB, lalu pasang lagi.\n1 Minta bantuan"
    )
    assert [row.priority for row in town.rows(OUTBOX)] == [0], "however little credit the other one has"
    assert told(town, hours=1) == []
    state(town, state="ready")
    told(town, minutes=1)
    state(town, state="missing")
    assert len(told(town, minutes=2)) == 1, "another time, without half an hour of quiet"


def test_an_officer_asks_for_help_with_one_digit(town):
    at(town, 13)
    state(town, state="missing")
    town.kiosk.modems["dua"] = ModemState("ready", 0.0, imei="B", card=FINE)
    told(town, minutes=5)
    town.kiosk.write(lambda tx: tx.run(sa.update(schema.outbox).values(state="sent")))
    assert town.sms("1", who=OFFICER).startswith("Baik. Permintaan bantuan 38")
    (call,) = town.rows(sa.select(schema.call_back))
    assert call.reason.startswith("kios.modem ")


def test_what_is_not_true_any_more_is_not_said(town):
    town.sms("MENU", who=OFFICER)  # not quiet: the question has to wait
    at(town, 8, 5, day=24)
    state(town, state="missing")
    town.kiosk.modems["dua"] = ModemState("ready", 0.0, imei="B", card=FINE)
    assert [text for text in told(town, minutes=2) if "modem tidak" in text] == []
    state(town, state="ready")
    assert [text for text in told(town, hours=2) if "modem tidak" in text] == []


def test_an_officer_who_chose_english_reads_english(town):
    town.sms("MENU", who=OFFICER)
    town.sms("6", who=OFFICER)
    at(town, 13)
    state(town, state="missing")
    town.kiosk.modems["dua"] = ModemState("ready", 0.0, imei="B", card=FINE)
    (text,) = told(town, minutes=5)
    assert text.startswith("KIOSK 38: modem not found since 13:00.")
    assert text.endswith("1 Ask for help")


# --- through two modems


def test_a_pulled_modem_is_told_through_the_other_one(tmp_path, shipped):
    from modem import open_modem
    from modem.simulator import Simulator, VirtualClock

    sim = Simulator(2, clock=VirtualClock())
    kiosk = Kiosk.open(tmp_path / "data", *shipped, clock=sim.clock.wall, number="38", threaded=False)
    kiosk.write(services.seed)
    opened = [lambda place=place: open_modem(sim.modems[place].link(), assemble=False) for place in (0, 1)]
    doors = [
        SmsDoor(kiosk, one, name=name, look_every=None)
        for one, name in zip(opened, ("satu", "dua"), strict=True)
    ]
    assert all(door.connect() for door in doors)
    while not 9 <= sim.clock.wall().astimezone(WIB).hour < 17:
        sim.advance(hours=1)
    sim.fault(0, kind="unplug")
    doors[0].turn(0.1)
    sim.advance(seconds=90)
    telling.tell(kiosk, OFFICER)
    questions.ask(kiosk)
    for _ in range(20):
        doors[1].turn(0.5)
    (message,) = [one for one in sim.network.handset(OFFICER).inbox if "modem" in one.text]
    assert message.sender == sim.modems[1].number
    assert message.text.startswith("KIOS 38: modem tidak terbaca sejak pukul ")
    sim.network.handset(OFFICER).text("1", to=sim.modems[1].number)
    for _ in range(20):
        doors[1].turn(0.5)
    assert "Permintaan bantuan 38" in list(sim.network.handset(OFFICER).inbox)[-1].text
    for door in doors:
        door.close()
    kiosk.close()
