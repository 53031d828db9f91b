"""Free answers of the engine's own kinds, and what a check and a number of tries add to them."""

import pytest

from menus import Registry, Reject
from menus.compiler import compile_book
from menus.schema import define
from menus.talk import Talk


def form(kind, services=None, **more):
    """A book that asks one field, at the question."""
    keys = "".join(f", {key}: {value}" for key, value in more.items())
    source = (
        "menu: a\nhelp: [tanya, orang]\nscreens:\n  utama: {text: Hai, choices: [{Isi: isi}]}\n"
        "  isi: {form: [x], submit: a.b, done: '{x}'}\n  tanya: {text: Bantuan., choices: [{Orang: orang}]}\n"
        f"  orang: {{text: Petugas.}}\nfields:\n  x: {{ask: X?, {kind}{keys}}}\n"
    )
    registry = services or Registry()
    seen = []
    registry.actions.setdefault("a.b", lambda call: seen.append(call.answers["x"]))
    way = Talk(compile_book([define(source, "a.yaml")]), services=registry)
    way.say("1")
    way.seen = seen
    return way


@pytest.mark.parametrize(
    ("kind", "typed", "value", "shown"),
    [
        ("time: 08:00..15:00", "8", "08:00", "08.00"),
        ("time: 08:00..15:00", "08.30", "08:30", "08.30"),
        ("time: 08:00..15:00", "Pukul 14:00", "14:00", "14.00"),
        ("time: 08:00..15:00", "2 siang", "14:00", "14.00"),
        ("time: 08:00..15:00", "12 siang", "12:00", "12.00"),
        ("time: 00:00..23:59", "9pm", "21:00", "21.00"),
        ("time: 00:00..23:59", "12 malam", "00:00", "00.00"),
        ("time: 00:00..23:59", "12 am", "00:00", "00.00"),
        ("money: 1000..10000000", "Rp 50.000", "50000", "Rp 50.000"),
        ("money: 1000..10000000", "50rb", "50000", "Rp 50.000"),
        ("money: 1000..10000000", "1,5 jt", "1500000", "Rp 1.500.000"),
        ("money: 1000..10000000", "1.5 juta", "1500000", "Rp 1.500.000"),
        ("money: 1000..10000000", "rp.75,000.00", "75000", "Rp 75.000"),
        ("money: 1000..10000000", "10000000", "10000000", "Rp 10.000.000"),
        ("phone: ID", "0812 3456 7890", "+6281234567890", "+6281234567890"),
        ("phone: ID", "62 812-3456-7890", "+6281234567890", "+6281234567890"),
        ("phone: ID", "+44 20 7946 0958", "+442079460958", "+442079460958"),
        ("date: +0d..+14d", "kamis", "2026-11-26", "Kamis 26/11"),
        ("date: +0d..+14d", "hari ini", "2026-11-24", "Selasa 24/11"),
        ("date: -30d..+0d", "1/11/26", "2026-11-01", "Minggu 01/11"),
    ],
)
def test_an_answer_is_read_as_people_write_it(kind, typed, value, shown):
    way = form(kind)
    assert way.say(typed).text == shown
    assert way.seen == [value]


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("time: 08:00..15:00", "07:59"),
        ("time: 08:00..15:00", "15.01"),
        ("time: 08:00..15:00", "25"),
        ("time: 08:00..15:00", "9.5"),
        ("time: 08:00..15:00", "pagi"),
        ("money: 1000..10000000", "999"),
        ("money: 1000..10000000", "11 jt"),
        ("money: 1000..10000000", "1,5"),
        ("money: 1000..10000000", "50.00.0"),
        ("money: 1000..10000000", "1.234.567 rb"),
        ("money: 1000..10000000", "-5000"),
        ("money: 1000..10000000", "lima puluh ribu"),
        ("phone: ID", "081"),
        ("phone: ID", "tidak punya"),
        ("date: +1d..+14d", "kemarin"),
        ("date: +1d..+14d", "30/2"),
    ],
)
def test_what_does_not_fit_is_asked_again(kind, typed):
    way = form(kind, wrong="Salah.")
    assert way.say(typed).text == "Salah.\n0 Kembali"
    assert way.seen == []


def test_a_check_beside_a_kind_sees_what_was_read():
    registry, seen = Registry(), []

    @registry.check("a.c")
    def open_day(call, day):
        seen.append(day)
        return Reject("Tutup.") if day == "2026-11-26" else day

    way = form("date: +0d..+14d", registry, check="a.c")
    assert way.say("kamis").text == "Tutup.\n0 Kembali"
    assert way.say("31/12").visits[0].outcome == "rejected"
    assert seen == ["2026-11-26"], "the window is looked at first"
    assert way.say("besok").text == "Rabu 25/11"


@pytest.mark.parametrize(("tries", "patience"), [(1, 0), (None, 1), (3, 2), (5, 4)])
def test_help_comes_at_the_number_of_tries(tries, patience):
    way = form("number: 1..9", wrong="Salah.", **({"tries": tries} if tries else {}))
    for _ in range(patience):
        assert way.say("x").text.startswith("Salah.")
    assert way.say("x").text.startswith("Bantuan.")
    assert way.say("x").text.startswith("Petugas.")


def test_a_right_answer_at_the_last_try_goes_on():
    way = form("number: 1..9", wrong="Salah.", tries=3)
    way.say("x"), way.say("x")
    assert way.say("7").text == "7"


def test_a_book_has_its_own_way_to_write_them():
    source = (
        "menu: a\nphrases: {day: d MMM, hour: HH:mm, money: '{amount} rupiah'}\n"
        "screens:\n  utama: {text: Hai, choices: [{Isi: isi}]}\n"
        "  isi: {form: [d, t, m], submit: a.b, done: '{d}, {t}, {m}'}\n"
        "fields:\n  d: {ask: D?, date: +0d..+9d}\n  t: {ask: T?, time: 00:00..23:59}\n"
        "  m: {ask: M?, money: 1..9999}\n"
    )
    registry = Registry()
    registry.action("a.b")(lambda call: None)
    way = Talk(compile_book([define(source, "a.yaml")]), services=registry)
    for text in ("1", "besok", "9.15", "2500"):
        way.say(text)
    assert way.step.text == "25 Nov, 09:15, 2.500 rupiah"


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("time: 8..15", "is not a part of the day"),
        ("time: 15:00..08:00", "is not a part of the day"),
        ("time: 08:00..24:00", "is not a part of the day"),
        ("money: Rp 1000", "is not a range"),
        ("phone: id", "is not a country"),
        ("tries: 0, text: 1..2", "is not a number from 1 to 9"),
        ("text: 1..2, money: 1..2", "cannot have `text` and `money`"),
    ],
)
def test_a_mistake_in_a_field_is_told(key, what):
    report = define(
        f"menu: a\nscreens: {{u: {{text: x}}}}\nfields:\n  x: {{ask: X?, {key}}}\n", "a.yaml"
    ).report
    assert any(what in problem.what for problem in report.problems)


def test_a_form_that_an_action_sends_to_begins_anew():
    registry, seen = Registry(), []

    @registry.action("a.b")
    def search(call):
        seen.append(call.answers["x"])
        return {"screen": "isi" if len(seen) < 3 else "tanya", "y": call.answers["x"]}

    way = form("text: 2..20", registry)
    assert way.say("satu").text == way.say("dua").text == "X?\n0 Kembali"
    assert way.step.session.answers["y"] == ("dua", "dua")
    assert way.say("tiga").text.startswith("Bantuan.")
    assert seen == ["satu", "dua", "tiga"]
