"""A case from its number to its end: what may be done, who is told, by when, and that nothing is lost."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

import menus
from kiosk import questions
from kiosk.cases import actions, lifecycle, records
from kiosk.cases.actions import NoCase, NotNow, Telling
from kiosk.cases.deadlines import due
from kiosk.clock import WIB
from kiosk.core import Inbound, Kiosk
from kiosk.store import outbox, schema

ME, NEIGHBOUR = "+6281211110001", "+6281211110002"
BOOK = """\
menu: uji
languages: [id, en]
screens:
  utama: {text: "Halo.", choices: [{Isi: isi}]}
  isi: {text: "Isi."}
  kabar_forward: {given: [nomor, dinas, tanggal], text: "{nomor} ke {dinas}, kabar {tanggal}.", nav: none}
  kabar_ask: {given: [nomor, catatan], text: "{nomor}: {catatan}", nav: none}
  kabar_refuse: {given: [nomor, dinas], text: "{nomor} milik {dinas}.", nav: none}
  kabar_escalate: {given: [nomor, tanggal], text: "Maaf, {nomor} terlambat. Kabar {tanggal}.", nav: none}
  kabar_reopen: {given: [nomor], text: "{nomor} dibuka lagi.", nav: none}
  kabar_answer: {given: [nomor, catatan], text: "{nomor} selesai: {catatan}", nav: none}
  beres:
    given: [nomor, catatan]
    text: "{nomor}: {catatan}. Benar sudah beres?"
    choices: [{Ya: beres_ya}, {Belum: beres_belum}]
    nav: none
  beres_ya: {submit: uji.beres, done: "Terima kasih."}
  beres_belum: {submit: uji.belum, done: "Dibuka lagi."}
"""


def teller(news, language):
    case, note = news.case, news.note
    day = str(case.due) if case.due else ""
    names = {"nomor": case.ticket, "dinas": case.agency, "tanggal": day, "catatan": note}
    return {name: (value, value) for name, value in names.items()}


@pytest.fixture
def desk(tmp_path, clock, monkeypatch):
    (tmp_path / "uji.yaml").write_text(BOOK)
    registry = menus.Registry()
    registry.action("uji.beres")(lambda call: actions.confirm(call.tx, call.answers["nomor"]) and None)
    registry.action("uji.belum")(lambda call: actions.reopen(call.tx, call.answers["nomor"]) and None)
    kiosk = Kiosk.open(
        tmp_path / "data", menus.load(tmp_path / "uji.yaml"), registry, clock=clock, demo=True, threaded=False
    )
    monkeypatch.setitem(actions.TELLERS, "uji", Telling("uji", teller))
    yield Desk(kiosk, clock)
    kiosk.close()


class Desk:
    def __init__(self, kiosk, clock):
        self.kiosk, self.clock, self.keys = kiosk, clock, 0

    def do(self, work):
        return self.kiosk.write(work)

    def say(self, who, text):
        self.keys += 1
        return self.kiosk.receive(Inbound("sms", who, text, f"k{self.keys}"))

    def open(self, who=ME):
        self.say(who, "MENU")

        def work(tx):
            day = due(tx.now.astimezone(WIB).date(), "new")
            return records.open_case(tx.about(who), "uji", kind="jalan", details={"teks": "lubang"}, due=day)

        return self.do(work).ticket

    def texts(self):
        def work(tx):
            rows = tx.run(schema.outbox.select().where(schema.outbox.c.kind != "screen"))
            return [(tx.open(row.recipient), tx.open(row.text), row.priority) for row in rows]

        return self.do(work)

    def ask(self):
        """Let the kiosk ask what it wants to, and let the message leave."""
        asked = questions.ask(self.kiosk)
        queued = schema.outbox.select().where(schema.outbox.c.kind == "question")
        self.do(lambda tx: [outbox.finish(tx, row.id, "sent") for row in tx.run(queued)])
        return asked

    def case(self, ticket):
        return self.do(lambda tx: records.find(tx, ticket))


def test_an_open_case_has_its_number_its_promise_and_its_reporter(desk):
    ticket = desk.open()
    case = desk.case(ticket)
    assert (case.state, case.due, case.details) == ("new", date(2026, 11, 27), {"teks": "lubang"})
    assert desk.do(lambda tx: records.role(tx.about(ME), ticket)) == "reporter"
    assert desk.do(lambda tx: records.role(tx.about(NEIGHBOUR), ticket)) is None


def test_who_joined_hears_of_it_and_who_muted_it_does_not(desk):
    ticket = desk.open()
    desk.do(lambda tx: records.join(tx.about(NEIGHBOUR), ticket))
    desk.do(lambda tx: actions.forward(tx, ticket, "sari", "Dinas PU"))
    said = f"{ticket} ke Dinas PU, kabar 2026-12-01."
    assert desk.texts() == [(ME, said, 1), (NEIGHBOUR, said, 1)]
    assert desk.do(lambda tx: records.mute(tx.about(NEIGHBOUR), ticket)) is True
    desk.do(lambda tx: actions.refuse(tx, ticket, "sari", "PLN"))
    assert [who for who, *_ in desk.texts()] == [ME, NEIGHBOUR, ME]


def test_it_is_asked_whether_it_is_done_and_no_opens_it_again(desk):
    ticket = desk.open()
    desk.do(lambda tx: actions.take(tx, ticket, "sari"))
    desk.do(lambda tx: actions.answer(tx, ticket, "sari", "ditambal"))
    desk.clock.now = desk.clock.now.replace(hour=10)
    assert desk.ask() == 1
    assert desk.texts()[-1][1] == f"{ticket}: ditambal. Benar sudah beres?\n1 Ya\n2 Belum"
    assert desk.say(ME, "2").text.startswith("Dibuka lagi.")
    case = desk.case(ticket)
    assert (case.state, case.reopened) == ("taken", 1)
    desk.do(lambda tx: actions.answer(tx, ticket, "sari", "ditambal lagi"))
    desk.clock.now = desk.clock.now.replace(hour=12)
    assert desk.ask() == 1
    assert desk.say(ME, "1").text.startswith("Terima kasih.")
    assert desk.case(ticket).state == "closed"
    events = [one.event for one in desk.do(lambda tx: records.history(tx, ticket))]
    assert events == ["open", "take", "answer", "reopen", "answer", "confirm"]


def test_a_broken_promise_is_told_and_promised_anew_once_a_day(desk):
    ticket = desk.open()
    desk.clock.now = datetime(2026, 11, 28, 8, 0, tzinfo=WIB)
    desk.do(actions.look_at_promises)
    case = desk.case(ticket)
    assert (case.late, case.due, case.state) == (1, date(2026, 12, 2), "new")
    assert desk.do(actions.look_at_promises) is False
    assert desk.texts() == [(ME, f"Maaf, {ticket} terlambat. Kabar 2026-12-02.", 1)]


def test_what_nobody_answers_is_closed_in_time(desk):
    ticket = desk.open()
    desk.do(lambda tx: actions.ask(tx, ticket, "sari", "Di mana patokannya?"))
    desk.clock.now = datetime(2026, 12, 10, 8, 0, tzinfo=WIB)
    desk.do(actions.look_at_promises)
    assert desk.case(ticket).state == "closed"


def test_an_answer_to_what_was_asked_is_back_at_the_office(desk):
    ticket = desk.open()
    desk.do(lambda tx: actions.ask(tx, ticket, "sari", "Di mana?"))
    assert desk.do(lambda tx: actions.add(tx, ticket, "depan SDN 1")).state == "taken"
    before = desk.case(ticket).due
    assert desk.do(lambda tx: actions.add(tx, ticket, "dekat masjid")).due == before
    assert [one.note for one in desk.do(lambda tx: records.history(tx, ticket))][-2:] == [
        "depan SDN 1",
        "dekat masjid",
    ]


def test_what_cannot_be_done_now_is_told_and_changes_nothing(desk):
    ticket = desk.open()
    with pytest.raises(NotNow) as told:
        desk.do(lambda tx: actions.close(tx, ticket, "sari"))  # nothing was answered
    assert "mengerjakan, menanyakan, menambah, meneruskan, menyatakan beres" in told.value.remedy
    with pytest.raises(NoCase):
        desk.do(lambda tx: actions.take(tx, "3800-0000", "sari"))
    assert [one.event for one in desk.do(lambda tx: records.history(tx, ticket))] == ["open"]


def test_what_is_alike_and_what_is_mine(desk):
    first, second = desk.open(), desk.open(NEIGHBOUR)
    found = desk.do(lambda tx: records.alike(tx, "uji", "jalan", ""))
    assert [case.ticket for case in found] == [first, second]
    desk.do(lambda tx: records.join(tx.about(ME), second))
    assert {case.ticket for case in desk.do(lambda tx: records.mine(tx.about(ME)))} == {first, second}
    assert [case.ticket for case in desk.do(lambda tx: records.waiting(tx, "uji"))] == [first, second]


def test_nothing_of_a_story_or_a_number_is_readable_on_the_disk(desk):
    ticket = desk.open()
    desk.do(lambda tx: actions.add(tx, ticket, "dekat rumah Pak Budi"))
    raw = b"".join(path.read_bytes() for path in desk.kiosk.store.folder.glob("loket.db*"))
    for word in (b"lubang", b"Budi", b"81211110001"):
        assert word not in raw


@given(st.lists(st.sampled_from(lifecycle.EVENTS), max_size=30))
def test_the_machine_and_its_table_are_the_same(events):
    state = "new"
    for event in events:
        if event in lifecycle.possible(state):
            state = lifecycle.step(state, event)
            assert state in lifecycle.STATES
        else:
            with pytest.raises(lifecycle.NotNow):
                lifecycle.step(state, event)
    assert lifecycle.possible(state)  # nothing ends for ever: even what is closed can be opened again


@pytest.mark.parametrize(
    ("after", "event", "day"),
    [
        (date(2026, 11, 24), "new", date(2026, 11, 27)),
        (date(2026, 11, 27), "forward", date(2026, 12, 4)),
        (date(2026, 12, 4), "escalate", date(2026, 12, 9)),
        (date(2026, 12, 22), "new", date(2026, 12, 29)),  # Christmas and the joint leave before it
        (date(2026, 11, 28), "new", date(2026, 12, 2)),  # a Saturday
        (date(2026, 11, 24), "confirm", None),
    ],
)
def test_promises_are_working_days(after, event, day):
    assert due(after, event) == day


def test_the_clock_writes_to_nobody_at_night(desk):
    ticket = desk.open()
    desk.clock.now = datetime(2026, 11, 28, 0, 30, tzinfo=WIB)
    assert desk.do(actions.look_at_promises) is False
    assert (desk.texts(), desk.case(ticket).late) == ([], 0)
    desk.clock.now = datetime(2026, 11, 28, 7, 0, tzinfo=WIB)
    desk.do(actions.look_at_promises)
    assert desk.case(ticket).late == 1


def test_days_off_of_the_office_are_no_working_days(desk):
    desk.kiosk.days_off = frozenset((date(2026, 11, 26), date(2026, 11, 30)))
    ticket = desk.open()
    assert desk.do(lambda tx: actions.take(tx, ticket, "sari")).due == date(2026, 12, 1)
    assert due(date(2026, 11, 24), "new", closed=frozenset((date(2026, 11, 25),))) == date(2026, 11, 30)
