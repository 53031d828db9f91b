"""The made-up city of the demo: its month is lived through from a seed; it lives on while somebody looks."""

import asyncio
import random
import threading
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from kiosk import demo, places, services
from kiosk.agency import errands
from kiosk.agency.runner import attend
from kiosk.cases import records
from kiosk.city import officer, past, present, wants
from kiosk.city.agencies import agencies
from kiosk.city.past import Past
from kiosk.city.people import people
from kiosk.city.present import LIVED, Present
from kiosk.city.watched import Watched
from kiosk.core import Kiosk
from kiosk.evaluation import reading, rollup
from kiosk.evaluation.period import Period
from kiosk.services.hospital.exchange import loan
from kiosk.services.hospital.schema import session
from kiosk.serving import Address
from kiosk.store import remembered, schema
from modem.simulator import Simulator, VirtualClock

DAYS = timedelta(days=8)
LINES = sa.select(schema.journal).order_by(schema.journal.c.id)
SCREEN = "RSU. Balas angka:\n1 Rawat jalan (poli)\n2 Rawat inap\n98 Lanjut\n0 Kembali"


@pytest.fixture
def kiosk(tmp_path, clock):
    opened = Kiosk.open(
        tmp_path / "data", *services.desk(), clock=clock, demo=True, command="kiosk demo", threaded=False
    )
    opened.write(services.seed)
    yield opened
    opened.close()


@pytest.fixture
def later(kiosk):
    """The kiosk with some days behind it."""
    lived(kiosk)
    return kiosk


def journal(kiosk):
    return kiosk.write(lambda tx: [(row.at, row.channel, row.screen, row.outcome) for row in tx.run(LINES)])


def lived(kiosk, seed=0, days=DAYS):
    desk = Past(kiosk, people(places.everywhere(), seed, 60), seed)
    desk.live(kiosk.clock() - days, kiosk.clock(), lambda: False)
    desk.close()
    return journal(kiosk)


def test_it_has_residents_in_its_54_kelurahan_whose_numbers_are_their_own():
    everybody = people(places.everywhere(), 0, 400)
    assert len({one.number for one in everybody}) == 400
    assert len({one.village for one in everybody}) > 30
    assert len(places.everywhere()) == 54


def test_some_days_of_it_fill_the_journal_and_nothing_of_it_is_sent_today(later):
    kiosk, lines = later, journal(later)
    outcomes = {outcome for *_, outcome in lines}
    assert {"shown", "answered"} <= outcomes
    assert not {outcome for outcome in outcomes if outcome == "fault" or outcome.startswith("silent")}
    assert {channel for _, channel, *_ in lines} >= {"sms", "call", "ussd", "console"}
    now = kiosk.clock().timestamp()
    assert all(now - DAYS.total_seconds() - 3600 <= at <= now + 3600 for at, *_ in lines)
    states = kiosk.write(lambda tx: {row.state for row in tx.run(sa.select(schema.outbox.c.state))})
    assert states == {"sent"}


def test_the_same_seed_is_the_same_city(kiosk, tmp_path, clock):
    other = Kiosk.open(tmp_path / "other", *services.desk(), clock=clock, demo=True, threaded=False)
    other.write(services.seed)
    one = timedelta(days=1)
    assert lived(kiosk, 3, one) == lived(other, 3, one)
    other.close()


def test_what_agencies_said_then_never_stands_for_what_they_say_now(kiosk, clock):
    """While the month is lived through, residents and officers read the figures of today."""
    kiosk.agencies |= agencies(clock, 0).by_service
    kiosk.write(loan)
    attend(kiosk)
    now = clock().timestamp()
    told = kiosk.write(lambda tx: list(tx.run(sa.select(session.c.data_at))))
    assert told
    lived(kiosk, days=timedelta(days=2))
    days = kiosk.write(lambda tx: list(tx.run(sa.select(session).where(session.c.data_at < now))))
    assert {row.day for row in days} <= {f"{clock() - timedelta(days=past):%Y-%m-%d}" for past in (1, 2)}
    heard = kiosk.write(lambda tx: {line.service: line.heard_at for line in errands.lines(tx)})
    assert heard["rsu"] == now


def test_questions_of_the_past_were_answered_by_their_agencies(later):
    """A month of unanswered questions is no month of a city whose agencies are well."""
    asked = later.write(lambda tx: {line.service for line in errands.lines(tx)})
    assert {"rsu", "izin"} <= asked
    since = (later.clock() - timedelta(days=2)).timestamp()
    waiting = later.write(
        lambda tx: [case for name in ("pbb", "izin") for case in records.waiting(tx, name, 50)]
    )
    assert [case for case in waiting if case.changed_at < since] == []


def test_the_report_has_something_to_say_and_the_officer_to_do(later, clock):
    while later.write(rollup.roll_up):
        pass
    connection = later.store.connect()
    period = Period((clock() - DAYS).date(), (clock() + timedelta(days=1)).date())
    report = reading.read(connection, later.book, reading.Office("38", "Pamulang", 0), period, clock())
    connection.close()
    used = {one.key: one for one in report.services}
    assert used["rsu"].figures.completed > 3
    assert used["lapor"].figures.completed > 3
    clock.advance(days=1)
    assert later.write(lambda tx: officer.look(tx, random.Random(1))) > 0


@pytest.mark.parametrize(
    ("shown", "words", "number"),
    [(SCREEN, "Rawat inap", "2"), (SCREEN, "rawat jalan", "1"), (SCREEN, "Bidan", ""), ("Baik.", "a", "")],
)
def test_residents_look_for_the_line_that_says_what_they_want(shown, words, number):
    assert wants.choice(shown, words) == number


def test_no_resident_takes_the_way_back_for_an_answer():
    [one] = people(places.everywhere(), 0, 1)
    want = wants.wants().all[0]
    typed = {
        wants.reading(one, want, random.Random(seed), "Pilih hari\n1 Rabu\n98 Lanjut\n0 Kembali")
        for seed in range(30)
    }
    assert typed == {"1"}


def test_every_want_is_found_on_the_menu(kiosk):
    book = kiosk.book
    labels = {entrance.label for entrance in book.entrances.values()}
    for want in wants.wants().all:
        assert not want.label or want.label in labels, want
        assert want.word.lower() in {word.lower() for word in book.words}, want


class Looking:
    """Somebody looks, until the test is through."""

    def __init__(self):
        self.now = False

    def __call__(self):
        return self.now


def test_nobody_comes_while_nobody_looks(kiosk):
    looking, sim = Looking(), Simulator(clock=VirtualClock())
    city = Present(kiosk, sim, "*123#", 0, looking)
    thread = threading.Thread(target=city.run)
    thread.start()
    city.stop()
    thread.join(10)
    assert kiosk.write(lambda tx: remembered.read(tx, LIVED)) == ""
    assert list(sim.events) == []


def test_they_text_call_dial_and_walk_in(kiosk, clock):
    sim = Simulator(clock=VirtualClock())
    sim.network.host("*123#", lambda request: ("Layanan.\n1 Lapor masalah", True))
    city = Present(kiosk, sim, "*123#", 0, Looking())
    for _ in range(40):
        city._arrive()
        clock.advance(seconds=30)
        city._step(clock())
    kinds = {event.kind for event in sim.events}
    assert {"text", "call", "ussd"} <= kinds
    channels = kiosk.write(lambda tx: {row.channel for row in tx.run(LINES)})
    assert channels == {"console"}  # the other doors are the modem's and the gateway's, which are not here


def test_who_gets_an_answer_reads_it_and_goes_on(kiosk, clock):
    sim = Simulator(clock=VirtualClock())
    city = Present(kiosk, sim, "*123#", 0, Looking())
    deaf = sim.listen(city._hear)
    resident = next(one for one in city._residents if one.door == "sms")
    want = next(one for one in wants.wants().all if one.name == "rsu")
    city._text(resident, wants.come(resident._replace(care=1.0), want, random.Random(1), "sms"))
    sim.network.handset(resident.number).receive("+628119000001", SCREEN, flash=False)
    city._step(clock())
    clock.advance(seconds=30)
    city._step(clock())
    deaf()
    assert [event.what["text"] for event in sim.events if event.kind == "text"] == ["RSU", "1"]


def test_a_page_that_follows_the_news_is_somebody_who_looks():
    seen = []

    async def inner(scope, receive, send):
        seen.append(watched.seen())

    watched = Watched(inner)

    async def ask(path):
        await watched({"type": "http", "path": path}, None, None)

    for path in ("/", "/api/outbox", "/api/events"):
        asyncio.run(ask(path))
    assert seen == [False, False, True]
    assert not watched.seen()
    asyncio.run(ask("/office"))
    assert watched.seen()


def test_the_demo_is_alive_while_its_page_follows_the_news(tmp_path, monkeypatch):
    monkeypatch.setattr(present, "DAYS", 1)
    monkeypatch.setattr(present, "BETWEEN", (0.05, 0.1))
    with demo.running(Address("127.0.0.1", 0), tmp_path) as at_work:
        sim = at_work.simulator
        assert list(sim.events) == []
        with httpx.stream("GET", f"{at_work.url}api/events", trust_env=False, timeout=30):
            sim.clock.watch(lambda: any(event.kind == "received" for event in sim.events), 30)
        kinds = {event.kind for event in sim.events}
    assert "received" in kinds


def test_no_errand_of_the_past_is_left_to_the_agencies_of_today(kiosk, clock, monkeypatch):
    """They would refuse what those of then have promised, and somebody would be asked to call."""
    monkeypatch.setattr(past, "A_DAY", 400.0)
    clock.advance(hours=2)
    lived(kiosk, days=timedelta(hours=2))
    lines = kiosk.write(errands.lines)
    assert lines
    assert sum(line.waiting for line in lines) == 0
