"""What residents should not send and do: the door answers with a sentence, and nothing is lost."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from kiosk.chores import Chores
from kiosk.services.hospital.schema import booking
from kiosk.store import schema
from modem.simulator.store import Entry
from modem.tpdu import Address, Deliver, encode_pdu

RESIDENT = "+6281211110001"
MENU = "Layanan. Balas angka:"
WAITING = 40


@contextmanager
def full_disk(kiosk):
    """Let the database of a kiosk grow no more."""
    connection = kiosk._connection
    pages = connection.execute("PRAGMA page_count")[0][0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    yield
    connection.execute("PRAGMA max_page_count = 1000000")


def test_a_disk_that_fills_while_many_texts_wait_loses_none_and_answers_each_once(world, caplog):
    phones = [f"+62812111{number:05}" for number in range(WAITING)]
    with full_disk(world.kiosk):
        for who in phones:
            world.phone(who).text("MENU")
        before = world.sim.clock.now()
        world.pump(120)
        assert world.sim.clock.now() - before >= 120, "the door waits for room, it does not spin"
        answered = sum(len(world.phone(who).inbox) for who in phones)
        assert answered < WAITING
        assert "Disk penuh" in caplog.text
        assert caplog.text.count("Disk penuh") == 1
    world.pump(60)
    got = [[text.text.split("\n")[0] for text in world.phone(who).inbox] for who in phones]
    assert got == [[MENU]] * WAITING
    assert len(world.rows(sa.select(schema.inbox.c.key))) == WAITING
    assert {row.state for row in world.rows(sa.select(schema.outbox.c.state))} == {"sent"}
    assert world.slots() == {}


def test_a_text_of_ten_parts_is_one_answer(world):
    world.say("MENU")
    world.say("1")
    text = "Siti Rahmawati binti Haji Abdul " * 45
    assert len(text) > 9 * 153
    (reply,) = world.say(text)
    assert reply.splitlines()[0] != MENU
    assert world.say("Siti")[0].startswith("TERDAFTAR")
    assert world.slots() == {}


def test_emoji_are_a_name_or_are_asked_again(world):
    world.say("MENU")
    world.say("1")
    (reply,) = world.say("😀👨‍👩‍👧‍👦 Siti 🙏")
    assert "Siti" in reply or "nama" in reply
    assert world.slots() == {}


def test_nothing_but_spaces_is_answered_with_the_screen(world):
    world.say("MENU")
    for text in (" ", "\n\n", "\u200b", "."):
        replies = world.say(text)
        assert len(replies) <= 1
        assert all(reply for reply in replies)
    assert world.say("1")[0].startswith("Ketik nama.")
    assert world.slots() == {}


def test_an_answer_to_a_question_of_yesterday_is_no_answer_to_todays(world):
    world.say("MENU")
    world.say("1")
    world.sim.advance(hours=26)
    (reply,) = world.say("2")
    assert "Buka Senin" not in reply
    assert "TERDAFTAR" not in reply


# The book that ships, through the modem ---------------------------------------------------------------------

NIK = "3674060503990001"
ABSURD = (
    "31/02",
    "00/00",
    "31/02/2026",
    "01/01/0001",
    "31/12/9999",
    "01/01/1900",
    "29/02/2027",
    "2026-11-26T25:61",
    "besok lusa kemarin",
    "kemarin",
    "tahun depan",
    "-1",
    "99999999999999999999",
    "26/11/2026/26",
)
BIRTHDAYS = ("3102", "0013", "0000", "3200", "7205", "7102", "9999")


@pytest.mark.parametrize("text", ABSURD)
def test_a_day_that_is_none_is_asked_again_and_nothing_is_lost(city, text):
    world = city.start()
    for said in ("RSU", "1", "1"):
        world.say(said)
    (reply,) = world.say(text)
    assert "Balas angka:" in reply or "Contoh: 38001273" in reply  # digits enough may be a number of ours
    assert len(reply) <= 160
    assert "TERDAFTAR" not in reply
    if "Pilih hari" not in reply:
        world.say("RSU")
        for said in ("1", "1"):
            world.say(said)
    for said in ("2", "2", NIK):
        world.say(said)
    assert world.say("1")[0].startswith("TERDAFTAR 3800-0012. RSU, poli Anak, Kamis 26/11")
    assert world.slots() == {}


@pytest.mark.parametrize("birthday", BIRTHDAYS)
def test_an_identity_of_a_day_that_is_none_is_refused_with_a_sentence(city, birthday):
    world = city.start()
    for said in ("RSU", "1", "1", "2", "2"):
        world.say(said)
    (reply,) = world.say(f"367406{birthday}990001")
    assert reply.startswith("Maaf, NIK itu belum benar.")
    assert world.say(NIK)[0].startswith("Periksa data.")


def test_ten_parts_and_emoji_are_a_report_as_any_other(city):
    world = city.start()
    for said in ("LAPOR", "1", "pondok ranji gg mawar"):
        world.say(said)
    (reply,) = world.say("lubang besar 😀 di depan rumah saya, " * 20)
    assert reply.startswith("Sudah dicatat.")
    world.say("🕳️🕳️🕳️")
    world.say("1")
    assert "Nomor laporan Anda 3800-0012" in world.say("1")[0]
    assert world.slots() == {}


def left_on_the_card(world, text):
    """Have a message come that no phone of the simulated network would send; gives what came back."""
    deliver = Deliver(Address.of(RESIDENT), text, world.sim.clock.wall())
    before = len(world.phone().inbox)
    world.sim.modems[0].device.stores["SM"].slots[4] = Entry(0, encode_pdu(deliver))
    world.pump(90)
    return [message.text for message in list(world.phone().inbox)[before:]]


def test_nothing_at_all_is_answered_with_the_menu_once(city):
    world = city.start()
    for text in ("", " ", "😀", "\u200b", "?"):
        replies = world.say(text) if text else left_on_the_card(world, text)
        assert len(replies) == 1
        assert len(replies[0]) <= 160
    assert world.slots() == {}


def test_an_answer_to_the_question_of_the_day_before_after_it_is_over_cancels_nothing(city):
    world = city.start()
    for said in ("RSU", "1", "1", "1", "2", NIK, "1"):  # tomorrow
        world.say(said)
    world.sim.advance(hours=50)
    Chores(world.kiosk).attend()
    (reply,) = world.say("2")
    assert "dibatalkan" not in reply
    assert [row.state for row in world.rows(sa.select(booking.c.state))] == ["closed"]


def test_an_answer_of_yesterday_to_the_source_question_is_no_answer_to_todays_menu(city):
    world = city.start()
    for said in ("RSU", "1", "1", "2", "2", NIK, "1"):
        world.say(said)
    world.pump(2000)
    Chores(world.kiosk).attend()
    world.pump()
    assert world.phone().inbox[-1].text.startswith("Satu pertanyaan")
    world.sim.advance(hours=26)
    Chores(world.kiosk).attend()
    (reply,) = world.say("3")
    assert reply.startswith("Layanan Kota Tangsel")
    assert [row.source for row in world.rows(sa.select(schema.person.c.source))] == [None]
