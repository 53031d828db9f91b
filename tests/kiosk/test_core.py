"""The desk: one inbound, one transaction, one reply, whatever comes twice, breaks or loops."""

import threading
from concurrent.futures import wait

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import answering, guard
from kiosk.core import Inbound, Kiosk, Reply
from kiosk.errors import StoreError
from kiosk.store import people, schema

RESIDENT, SISTER = "+6281211110001", "+6281211110002"
MENU = "Layanan. Balas angka:\n1 Daftar\n2 Jadwal\n3 English\n4 Rusak"
JOURNAL = sa.select(schema.journal)
PEOPLE = sa.select(schema.person)
BOOKED = sa.select(schema.counter.c.name).where(schema.counter.c.name.like("booked %"))


def test_a_conversation_by_sms(desk):
    assert desk.sms("MENU") == MENU
    assert desk.sms("1") == "Ketik nama.\n0 Kembali"
    assert desk.sms("Siti") == "TERDAFTAR 3800-0012 Siti."
    assert [(to, kind) for to, _, kind in desk.outgoing()] == [
        (RESIDENT, "screen"),
        (RESIDENT, "screen"),
        (RESIDENT, "receipt"),
    ]


def test_the_number_is_one_however_it_is_written(desk):
    desk.sms("MENU", who="081211110001")
    assert desk.sms("2", who="6281211110001").startswith("Buka")
    assert len(desk.rows(PEOPLE)) == 1


@pytest.mark.parametrize("channel", ["ussd", "console", "web"])
def test_a_synchronous_door_asks_again_and_gets_the_same(desk, channel):
    desk.ask(channel, RESIDENT, "", first=True)
    desk.ask(channel, RESIDENT, "1")
    first = desk.ask(channel, RESIDENT, "Siti", key="same")
    again = desk.ask(channel, RESIDENT, "Siti", key="same")
    assert first == again == Reply("TERDAFTAR 3800-0012 Siti.", False)
    assert len(desk.rows(BOOKED)) == 1
    assert desk.outgoing() == []


def test_an_sms_seen_again_does_nothing_and_is_not_answered(desk):
    desk.sms("MENU")
    desk.sms("1")
    assert desk.sms("Siti", key="same")
    assert desk.sms("Siti", key="same") is None
    assert len(desk.rows(BOOKED)) == 1
    assert len(desk.outgoing()) == 3


def test_the_same_key_of_two_channels_is_two_things(desk):
    desk.sms("MENU", key="1")
    assert desk.ask("web", "screen", "", key="1", first=True).text == MENU


def test_a_missed_call_brings_the_menu_by_sms(desk):
    assert desk.ask("call", RESIDENT, "").text == MENU
    assert desk.outgoing() == [(RESIDENT, MENU, "screen")]
    assert desk.sms("2").startswith("Buka")


def test_a_second_call_within_a_minute_sends_nothing(desk):
    desk.ask("call", RESIDENT, "")
    desk.clock.advance(seconds=59)
    assert desk.ask("call", RESIDENT, "") is None
    desk.clock.advance(seconds=61)
    assert desk.ask("call", RESIDENT, "") is not None
    assert len(desk.outgoing()) == 2


def test_a_digit_without_a_question_brings_the_menu(desk):
    assert desk.sms("2") == MENU


def test_the_language_is_remembered_for_every_channel(desk):
    desk.sms("MENU")
    desk.sms("3")
    assert desk.rows(PEOPLE)[0].language == "en"
    desk.clock.advance(days=3)
    assert desk.ask("ussd", RESIDENT, "1", first=True).text.endswith("0 Back")


# --- who is answered


@pytest.mark.parametrize(
    "who", ["TELKOMSEL", "1708", "88888", "+6281200000038", "081200000038", "+882130000000"]
)
def test_no_machine_is_answered(desk, who):
    assert desk.sms("PROMO 123", who=who) is None
    assert desk.outgoing() == []
    assert desk.rows(PEOPLE) == []
    kept = desk.rows(sa.select(schema.quarantine))
    assert [row.reason for row in kept] == ["sender"]
    assert b"PROMO" in desk.kiosk.sealer.open_octets(kept[0].octets)


def test_a_loop_stops_after_five_idle_replies_whatever_it_says(desk):
    replies = [desk.sms(f"auto reply {number}") for number in range(20)]
    assert len([reply for reply in replies if reply]) <= guard.IDLE_LIMIT
    assert replies[-1] is None


def test_a_loop_stays_stopped_over_a_restart(desk, open_kiosk):
    for _ in range(guard.IDLE_LIMIT):
        desk.sms("MENU")
    desk.kiosk.close()
    again = open_kiosk()
    assert again.receive(Inbound("sms", RESIDENT, "MENU", "new")) is None
    assert again.receive(Inbound("sms", SISTER, "MENU", "new 2")) is not None


def test_who_moves_on_is_answered_again(desk):
    for _ in range(guard.IDLE_LIMIT + 1):
        desk.sms("MENU")
    assert desk.sms("MENU") is None
    assert desk.sms("1") == "Ketik nama.\n0 Kembali"
    desk.clock.advance(minutes=31)
    assert desk.sms("MENU") == MENU


def test_the_day_has_an_end(desk):
    answered = 0
    for _ in range(guard.DAILY_LIMIT):
        answered += bool(desk.sms("2")) + bool(desk.sms("0"))
        desk.clock.advance(minutes=11)  # fewer would be a flood
    assert answered == guard.DAILY_LIMIT
    assert desk.sms("1") is None
    assert desk.sms("Siti").startswith("TERDAFTAR"), "what was done is told"
    desk.clock.advance(hours=25)
    assert desk.sms("MENU") == MENU


def test_the_kiosk_has_a_daily_cap(desk, monkeypatch):
    monkeypatch.setattr(guard, "KIOSK_LIMIT", 3)
    answered = [desk.sms("MENU", who=f"+62812111100{number:02d}") for number in range(6)]
    assert [bool(reply) for reply in answered] == [True] * 3 + [False] * 3
    desk.clock.advance(days=1)
    assert desk.sms("MENU") == MENU


def test_the_doors_that_cost_nothing_are_not_capped(desk):
    assert all(desk.ask("ussd", RESIDENT, "", first=True) for _ in range(100))


# --- what the words do


def test_stop_and_start_are_kept(desk):
    desk.sms("STOP")
    assert desk.rows(PEOPLE)[0].news == 0
    desk.sms("MULAI")
    assert desk.rows(PEOPLE)[0].news == 1


def test_who_asks_for_staff_twice_waits_once(desk):
    desk.sms("PETUGAS")
    desk.sms("MENU")
    desk.sms("PETUGAS")
    waiting = desk.rows(sa.select(schema.call_back))
    assert [desk.kiosk.sealer.open(row.number) for row in waiting] == [RESIDENT]


# --- what breaks


def test_a_service_that_breaks_undoes_its_own_and_the_resident_is_told(desk, caplog):
    desk.sms("MENU")
    assert desk.sms("4", key="broken") == answering.APOLOGY["id"]
    assert desk.rows(sa.select(schema.counter).where(schema.counter.c.name == "half done")) == []
    assert desk.sms("4", key="broken") is None
    assert "ValueError" in caplog.text
    assert RESIDENT not in caplog.text
    assert desk.sms("1") == "Ketik nama.\n0 Kembali", "the conversation goes on"


def test_a_full_disk_keeps_nothing_and_says_so(desk):
    desk.sms("MENU")
    before = desk.rows(JOURNAL)
    connection = desk.kiosk._writer._connection
    pages = connection.execute("PRAGMA page_count")[0][0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    keys = (f"key {number}" for number in range(300))
    with pytest.raises(StoreError, match="Disk penuh"):
        [desk.sms("MENU", key=(refused := key), who=f"+62812111{key[4:]:0>5}") for key in keys]
    connection.execute("PRAGMA max_page_count = 1000000")
    assert desk.sms("MENU", key=refused, who=SISTER) == MENU, "the same SMS is taken later"
    assert len(desk.rows(JOURNAL)) > len(before)


def test_a_session_of_another_key_begins_anew(desk):
    desk.sms("MENU")
    connection = desk.kiosk.store.connect()
    connection.run(sa.update(schema.session).values(state=b"\x01" + bytes(40)))
    connection.close()
    assert desk.sms("2") == MENU


# --- the journal


def test_the_journal_tells_the_way_and_the_time(desk):
    desk.sms("MENU")
    desk.clock.advance(seconds=40)
    desk.sms("1")
    desk.clock.advance(seconds=20)
    desk.sms("Siti")
    rows = desk.rows(JOURNAL)
    assert {row.channel for row in rows} == {"sms"}
    assert "done" in [row.outcome for row in rows]
    assert 20 in [row.duration for row in rows]
    assert 40 in [row.duration for row in rows]
    assert rows[0].duration is None


# --- secrecy


def test_nothing_on_the_disk_tells_who_said_what(desk):
    secrets = ["3674016305900001", "Siti Rahmawati", "81211110001"]
    desk.sms("MENU")
    desk.sms("1")
    desk.sms("Siti Rahmawati 3674016305900001")
    desk.sms("halo 3674016305900001", who="TELKOMSEL")
    desk.ask("ussd", RESIDENT, "", key=f"key {RESIDENT}", first=True)
    desk.ask("call", RESIDENT, "")
    files = [path for path in desk.folder.rglob("*") if path.is_file()]
    assert {"loket.db", "loket.db-wal", "loket.key"} <= {path.name for path in files}
    for path in files:
        content = path.read_bytes()
        for secret in secrets:
            assert secret.encode() not in content, path.name
            assert secret.encode().hex().encode() not in content, path.name


# --- many at once


def test_threads_that_hand_in_together_are_all_answered(open_kiosk):
    kiosk = open_kiosk(threaded=True)
    numbers = [f"+62812111{number:05d}" for number in range(40)]
    futures = [kiosk.submit(Inbound("sms", who, "MENU", who)) for who in numbers]
    wait(futures, 10)
    assert {future.result() for future in futures} == {Reply(MENU, True)}


def test_two_processes_worth_of_kiosks_share_a_folder(open_kiosk, clock):
    desks = [open_kiosk(threaded=True), open_kiosk(threaded=True, command="")]
    errors = []

    def walk(kiosk, who):
        try:
            for text in ("MENU", "1", f"Siti {who[-2:]}"):
                reply = kiosk.receive(Inbound("sms", who, text, f"{who} {text}"))
            assert reply.text.endswith(f"Siti {who[-2:]}.")
        except Exception as error:
            errors.append(error)

    threads = [
        threading.Thread(target=walk, args=(desks[number % 2], f"+62812111100{number:02d}"))
        for number in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert errors == []


def test_a_second_kiosk_is_refused_and_told_who_holds_the_folder(open_kiosk, small_book, tmp_path):
    open_kiosk(command="kiosk run")
    with pytest.raises(StoreError, match="sedang dipakai `kiosk run`"):
        Kiosk.open(tmp_path / "data", small_book, None, command="kiosk run")


@settings(max_examples=25, deadline=None)
@given(
    order=st.permutations("aaabbb"),
    names=st.lists(st.text("abcdef", min_size=2, max_size=9), min_size=2, max_size=2, unique=True),
)
def test_interleaved_residents_see_only_their_own(tmp_path_factory, small_book, small_registry, order, names):
    kiosk = Kiosk.open(tmp_path_factory.mktemp("data"), small_book, small_registry, threaded=False)
    ways = {"a": iter(["MENU", "1", names[0]]), "b": iter(["MENU", "1", names[1]])}
    numbers, said = {"a": RESIDENT, "b": SISTER}, {"a": [], "b": []}
    for who in order:
        text = next(ways[who])
        said[who].append(kiosk.receive(Inbound("sms", numbers[who], text, f"{who} {text}")).text)
    kiosk.close()
    for who, name in zip("ab", names, strict=True):
        assert said[who][:2] == [MENU, "Ketik nama.\n0 Kembali"]
        assert said[who][2].startswith("TERDAFTAR 3800-00")
        assert said[who][2].endswith(f" {name}.")


def test_health_counts_what_is_there(desk):
    desk.sms("MENU")
    desk.sms("PETUGAS")
    desk.sms("x", who="TELKOMSEL")
    health = desk.kiosk.health()
    assert (health.inbox, health.people, health.quarantine, health.call_backs) == (3, 1, 1, 1)
    assert health.outbox == {"queued": 2}
    assert health.last_sms == health.oldest_waiting == desk.clock.now.timestamp()


def test_what_stood_before_is_read_in_one_statement(desk):
    desk.sms("MENU")
    seen = []
    desk.kiosk._writer._connection.driver.set_trace_callback(seen.append)
    desk.ask("ussd", RESIDENT, "", first=True)
    desk.kiosk._writer._connection.driver.set_trace_callback(None)
    assert len([line for line in seen if line.startswith("SELECT")]) == 1


def test_what_was_read_once_is_read_anew_after_a_write(desk):
    asked = []

    def look(tx):
        def read():
            asked.append(len(asked))
            return asked[-1]

        before = [tx.once("x", read), tx.once("x", read)]
        tx.run(PEOPLE)
        before.append(tx.once("x", read))
        tx.about(SISTER).count("bookings")
        return before, tx.once("x", read)

    assert desk.kiosk.write(look) == ([0, 0, 0], 1)


def test_a_session_that_was_kept_just_now_is_not_opened_again(desk, monkeypatch):
    desk.ask("ussd", RESIDENT, "", first=True)
    monkeypatch.setattr(desk.kiosk.sealer, "open_octets", None)
    assert desk.ask("ussd", RESIDENT, "1").text.startswith("Ketik nama.")


def test_people_are_met_once(desk):
    desk.sms("MENU")
    desk.clock.advance(days=1)
    desk.sms("MENU")
    (row,) = desk.rows(PEOPLE)
    assert desk.kiosk.sealer.open(row.number) == RESIDENT
    assert people.KNOWN is not None
