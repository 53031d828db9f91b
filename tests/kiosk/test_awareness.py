"""Whether people know of a service: asked at the counter when a visit is over, told in the report."""

import json
from fractions import Fraction

import pytest
import sqlalchemy as sa

from kiosk.core import Inbound
from kiosk.doors.counter.body import Room
from kiosk.doors.counter.desk import KioskDesk
from kiosk.doors.counter.keypad import Idle
from kiosk.doors.counter.picture import paint
from kiosk.doors.counter.slides import Front
from kiosk.doors.counter.visit import Counter
from kiosk.doors.counter.words import WORDS
from kiosk.errors import StoreError
from kiosk.evaluation import export, knowing, page, reading
from kiosk.evaluation.knowing import Knowing
from kiosk.evaluation.period import Period
from kiosk.sampling import USUAL, Sampling, drawn
from kiosk.services.survey import awareness, counts, schema
from kiosk.store.schema import journal, session

FRONT = Front("Pamulang Barat", "Layanan Kota Tangsel")
BOOKING = ("4", "1", "1", "2", "2", "3674065503990001", "1")
ANSWERS = sa.select(schema.answers).where(schema.answers.c.kind == counts.AWARE)
RSU = (
    "Sebelum hari ini, pernahkah Anda mendengar bahwa pendaftaran RSU Tangsel bisa lewat SMS?\n"
    "1 Pernah memakai\n2 Pernah mendengar\n3 Belum pernah mendengar"
)
THANKS = "Terima kasih. Jawaban Anda dihitung tanpa nama."


class Visitor:
    """One at the keys; `_` is ENTER."""

    def __init__(self, kiosk):
        self.kiosk, self.now = kiosk, 100.0
        self.counter = Counter(KioskDesk(kiosk), FRONT, Idle(30, 10))

    def keys(self, typed):
        for key in typed:
            self.counter.press("enter" if key == "_" else key, self.now)
        return self.view

    def book(self):
        return self.keys("_" + "".join(f"{line}_" for line in BOOKING))

    @property
    def view(self):
        return self.counter.view(self.now)

    def answers(self):
        rows = self.kiosk.write(lambda tx: list(tx.run(ANSWERS)))
        return {(row.service, row.about, row.answer): row.times for row in rows}


@pytest.fixture
def visitor(kiosk, monkeypatch):
    kiosk.sampling = Sampling(visitors=Fraction(1))
    monkeypatch.setattr(awareness, "drawn", lambda sampling, who, among: "rsu" if sampling.visitors else "")
    return Visitor(kiosk)


def test_one_tap_after_a_visit_that_is_over(visitor):
    view = visitor.book()
    assert (view.over, view.last) == (True, "next")
    assert view.text.startswith("TERDAFTAR"), "the number stands until the visitor goes on"
    view = visitor.keys("_")
    assert (view.text, view.last, view.over, view.large, view.typed) == (RSU, "tap", False, (), "")
    assert visitor.keys("7_4").text == RSU, "what is no answer does nothing"
    view = visitor.keys("2")
    assert (view.text, view.over, view.last) == (THANKS, True, "")
    assert visitor.answers() == {("rsu", "S4", "heard"): 1}
    assert visitor.keys("_").text.startswith("Layanan Kota Tangsel"), "and the next visitor begins"


def test_whoever_ends_a_visit_is_asked_and_may_end_that_as_well(visitor):
    view = visitor.keys("_4_#")
    assert view.text == RSU
    assert visitor.keys("#").slide
    assert visitor.answers() == {}
    assert visitor.kiosk.write(lambda tx: list(tx.run(session.select()))) == []


def test_whoever_did_nothing_or_walks_off_is_not_asked(visitor):
    assert visitor.keys("_#").slide
    visitor.book()
    visitor.now += 60.0
    visitor.counter.tick(visitor.now)
    assert visitor.view.slide
    visitor.keys("_4_#")
    visitor.now += 30.0
    visitor.counter.tick(visitor.now)
    assert visitor.view.slide, "a question that nobody answers is cleared as all else"
    assert visitor.answers() == {}


def test_the_next_visitor_is_not_held_up(visitor):
    visitor.book()
    view = visitor.keys("3")
    assert (view.typed, view.text.split("\n")[0]) == ("3", "Layanan Kota Tangsel. Balas angka:")


def test_it_is_asked_in_the_language_of_the_visit(visitor):
    visitor.keys("_*")
    visitor.keys("4_")
    view = visitor.keys("#")
    asked = "Before today, had you heard that you can book at RSU Tangsel by SMS?"
    assert view.text.split("\n")[:2] == [asked, "1 I have used it"]
    assert visitor.keys("*").text == RSU
    assert visitor.keys("3").text == THANKS
    assert visitor.answers() == {("rsu", "S4", "never"): 1}


def test_nothing_of_what_was_done_before_stands_in_it(visitor):
    """A visitor who gave a phone and is asked is nobody; their unfinished form waits for the phone."""
    visitor.keys("_" + "".join(f"{line}_" for line in BOOKING[:5]))
    visitor.keys("#1")
    rows = visitor.kiosk.write(lambda tx: list(tx.run(journal.select().where(journal.c.service == "skm"))))
    nobody = visitor.kiosk.write(lambda tx: tx.blind("nobody"))
    assert {row.person for row in rows} == {nobody}
    dropped = visitor.kiosk.write(
        lambda tx: [row.service for row in tx.run(journal.select().where(journal.c.outcome == "dropped"))]
    )
    assert dropped == ["rsu"], "where they stopped is counted as for whoever walks off"


def test_a_disk_that_refuses_lets_the_visitor_go(visitor, monkeypatch):
    def refuse(*_):
        raise StoreError("Disk penuh.", "Kosongkan.")

    visitor.book()
    monkeypatch.setattr(visitor.counter._desk, "wonder", refuse)
    assert visitor.keys("_").slide


@pytest.mark.parametrize("room", [Room(40, 12, False), Room(80, 24), Room(132, 43)])
@pytest.mark.parametrize("language", ["id", "en", "su"])
def test_the_screen_says_that_one_key_suffices(visitor, room, language):
    visitor.counter = Counter(KioskDesk(visitor.kiosk), FRONT, Idle(30, 10), (language, "id"))
    visitor.counter.fit(room.width, room.height, halves=room.halves)
    words = WORDS[language]
    shown = paint(visitor.book(), room)
    assert visitor.view.last == "next"
    assert any(words.one_more in row.text for row in shown) or room.height > 40
    shown = paint(visitor.keys("_"), room)
    assert any(words.tap in row.text for row in shown) or room.height > 40
    assert visitor.view.text.count("\n") == 3, "all of it on one page"


def test_a_quarter_is_asked_and_every_service_in_turn(kiosk):
    whom = [awareness.draw(USUAL, f"walkup:{one}", kiosk.book) for one in range(2000)]
    assert {one for one in whom if one} == {"lapor", "izin", "pbb", "rsu"}, "the catalogue is no service"
    assert 0.2 < sum(map(bool, whom)) / len(whom) < 0.3
    assert {whom.count(one) > 90 for one in ("lapor", "izin", "pbb", "rsu")} == {True}
    assert not any(drawn(Sampling(), str(one), ("rsu",)) for one in range(200)), "nobody, where it is off"


def test_only_the_counter_is_told_of_it(kiosk):
    said = kiosk.receive(Inbound("sms", "+6281211110001", "SKM", "1")).text
    assert "mendengar" not in said


# What the report makes of it --------------------------------------------------------------------------------


def give(kiosk, service, used=0, heard=0, never=0):
    for answer, times in {"used": used, "heard": heard, "never": never}.items():
        for _ in range(times):
            kiosk.write(lambda tx, a=answer: counts.add(tx, counts.AWARE, service, counts.HEARD, a))


def report_of(kiosk):
    connection = kiosk.store.connect()
    try:
        office = reading.Office("38", "Pamulang Barat", 27_100)
        return reading.read(connection, kiosk.book, office, Period.month("2026-11"), kiosk.clock())
    finally:
        connection.close()


def test_the_report_tells_who_knows_and_judges_by_it(kiosk):
    give(kiosk, "izin", used=1, heard=6, never=12)
    give(kiosk, "pbb", used=9, heard=6, never=4)
    give(kiosk, "lapor", heard=2, never=1)
    report = report_of(kiosk)
    text = page.written(report, 200)
    assert "Izin: 7 dari 19 tahu (37%); untuk 80% perlu 13 (LQAS): belum." in text
    assert "Pajak PBB: 15 dari 19 tahu (79%); untuk 80% perlu 13 (LQAS): ya." in text
    assert "Lapor masalah: baru ditanyakan kepada kurang dari 5 orang." in text
    verdicts = {one.key: report.verdict(one) for one in report.services}
    assert verdicts["izin"].kind == "unknown"
    assert "63% belum pernah dengar → masalahnya sosialisasi" in verdicts["izin"].sentence
    assert verdicts["lapor"].kind != "unknown", "three answers say nothing"
    said = {one["service"]: one for one in export.as_dict(report)["awareness"]}
    assert said["pbb"] == {
        "service": "pbb",
        "name": "Pajak PBB",
        "asked": 19,
        "used": 9,
        "heard": "<10",
        "never": "<5",
        "share": 79,
        "needed": 13,
        "enough": True,
    }
    assert said["lapor"]["asked"] == "<5"
    assert json.dumps(said)
    row = next(line for line in export.as_csv(report).splitlines() if line.startswith("pbb;"))
    assert row.endswith(";19;15;79")


def test_the_officer_reads_it_beside_the_ratings(kiosk):
    from kiosk.doors import office_ratings

    give(kiosk, "izin", used=1, heard=6, never=12)
    found = kiosk.write(office_ratings.ratings)
    assert [one.service for one in found if one.kind == "sudah tahu?"] == ["Izin"]


@pytest.mark.parametrize(
    ("well", "badly", "needed"),
    [("0.8", "0.5", 13), ("0.6", "0.3", 9), ("0.5", "0.2", 7)],
)
def test_the_rule_for_nineteen_is_that_of_the_tables(well, badly, needed):
    """Errors by the binomial distribution: 6.8/8.4, 8.8/8.4 and 8.4/6.8 percent."""
    assert knowing.least(19, Fraction(well), Fraction(badly)) == needed


def test_few_answers_are_no_share():
    assert Knowing(1, 1, 7).share is None
    assert Knowing(1, 1, 8).share == 0.2
    assert Knowing(0, 0, 18).needed is None
