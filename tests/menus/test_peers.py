"""What was seen to go wrong in other menu engines: one test a defect, which its name tells."""

from datetime import datetime
from types import SimpleNamespace

import pytest

import menus
from menus.compiler import compile_book
from menus.schema import define
from menus.talk import Talk

NOW = datetime(2026, 11, 24, 8, 0)  # noqa: DTZ001 (local time)
BOOK = """
menu: a
screens:
  utama: {text: "Balas:", choices: [{Isi: isi}]}
  isi: {form: [umur, nama], review: "Periksa:", submit: a.simpan, done: "Halo {nama}, {umur}."}
fields:
  umur: {ask: "Umur?", number: 1..120}
  nama: {ask: "Nama?", text: 1..40}
"""
ODD = ["{", "}", "{}", "{0}", "{nama}", "{umur}", "{{", "{nama!r}", "%s", "${HOME}", "{n|a|b}"]


def book_of(source):
    return compile_book([define(source, "a.yaml")])


@pytest.fixture
def done():
    return []


@pytest.fixture
def talks(done):
    registry = menus.Registry()
    registry.action("a.simpan")(lambda call: done.append((call.user, dict(call.answers))))
    return menus.Conversations(book_of(BOOK), registry, {})


def said(talks, user, *texts):
    return [talks.answer(user, text, medium=menus.USSD, now=NOW).text for text in texts][-1]


def test_two_users_of_one_menu_in_turn_keep_their_own_places_and_answers(talks, done):
    """ussd-menu-builder: arguments, value and answer stand in the one menu object."""
    for one, other in (("halo", "halo"), ("1", "1"), ("17", "71"), ("Ani", "Budi"), ("1", "1")):
        assert said(talks, "A", one)
        assert said(talks, "B", other)
    assert done == [("A", {"umur": "17", "nama": "Ani"}), ("B", {"umur": "71", "nama": "Budi"})]


def test_a_user_who_answers_while_another_one_is_served_gets_no_word_of_theirs(talks, done):
    """ussd-menu-builder, two in flight: the first got no reply, the second its own text."""

    @talks.services.action("a.simpan")
    def save(call):
        done.append(call.user)
        if call.user == "A":
            assert said(talks, "B", "1") == "Halo Budi, 71."

    said(talks, "A", "halo", "1", "17", "Ani"), said(talks, "B", "halo", "1", "71", "Budi")
    assert said(talks, "A", "1") == "Halo Ani, 17."
    assert done == ["A", "B"]


@pytest.mark.parametrize("typed", ["abc5", "5abc", "abc 5", "a5c", "5.5", "-5"])
def test_a_number_within_other_characters_is_no_number(talks, typed):
    r"""ussd-menu-builder: `*\d+` of its README is not anchored, so that abc5 is taken for 5."""
    assert said(talks, "A", "halo", "1", typed).startswith("Maaf, jawaban itu belum sesuai.")


@pytest.mark.parametrize("typed", ["abc1", "1abc", "11", "x1x"])
def test_a_choice_within_other_characters_is_no_choice(talks, typed):
    assert said(talks, "A", "halo", typed).startswith("Maaf, balas angka di daftar ini.")


@pytest.mark.parametrize("whole", [False, True], ids=["number", "line"])
def test_every_line_that_is_shown_below_a_list_is_accepted(whole):
    """ussd_airflow: behind the items of a list "4. kembali" is shown, and 4 is refused."""
    registry = menus.Registry()
    registry.lister("a.l")(
        lambda call: [menus.Item(label.lower(), label) for label in ("Anak", "Gigi", "Mata")]
    )
    book = book_of(
        "menu: a\nscreens:\n  utama: {text: Hai, choices: [{Poli: poli}]}\n"
        "  poli: {form: [poli], submit: a.x, done: Oke}\n  jam: {text: Pukul 8}\n"
        "fields:\n  poli: {ask: Poli?, list: a.l, choices: [{Belum tahu: belum}], nav: [back, home]}\n"
    )
    registry.action("a.x")(lambda call: None)
    shown = Talk(book, services=registry, medium=menus.USSD)
    lines = [shown.say(text) for text in ("", "1")][-1].text.split("\n")
    assert lines == ["Poli?", "1 Anak", "2 Gigi", "3 Mata", "4 Belum tahu", "0 Kembali", "00 Menu utama"]
    for line, outcome in zip(lines[1:], ["answered"] * 4 + ["back", "home"], strict=True):
        way = Talk(book, services=registry, medium=menus.USSD)
        way.say("1")
        assert way.say(line if whole else line.split()[0]).visits[0].outcome == outcome, line


@pytest.mark.parametrize("typed", ODD)
def test_a_brace_in_an_answer_is_shown_as_typed_and_fills_nothing(talks, done, typed):
    """anysd: `str.format` over the finished reply, so that a `{` ends the session with a ValueError."""
    assert f"Nama: {typed}" in said(talks, "A", "halo", "1", "17", typed)
    assert said(talks, "A", "1") == f"Halo {typed}, 17."
    assert done == [("A", {"umur": "17", "nama": typed})]


@pytest.mark.parametrize("typed", ODD)
def test_so_is_a_brace_in_the_line_of_a_list_and_in_what_python_says(typed):
    registry = menus.Registry()
    registry.lister("a.l")(lambda call: [menus.Item("x", typed)])
    registry.info("a.i")(lambda call: f"{typed} {typed}")
    book = book_of("menu: a\nscreens:\n  utama: {text: Hai, list: a.l, to: satu}\n  satu: {info: a.i}\n")
    way = Talk(book, services=registry, medium=menus.USSD)
    assert way.say("").text == f"Hai\n1 {typed}"
    assert way.say("1").text == f"{typed} {typed}\n0 Kembali"


def test_a_name_of_the_environment_in_a_text_tells_nothing():
    """ussd_airflow: `{{HOME}}` prints the home directory of the server."""
    source = "menu: a\nscreens:\n  utama: {text: 'Hai NAME', end: true}\n"
    for name in ("{HOME}", "{{HOME}}"):
        assert Talk(book_of(source.replace("NAME", name))).say("").text == f"Hai {name}"
    with pytest.raises(menus.MenuError, match="no answer of this book"):
        book_of(source.replace("NAME", "{home}"))


@pytest.mark.parametrize("typed", ["a*b*c", "*1*2#", "1*2", "*", "Jl. Mawar *12", "a#b"])
def test_a_star_in_a_free_answer_is_kept(talks, done, typed):
    """ussd-menu-builder: the path of a session is joined and split by `*`, so that an answer is cut there."""
    assert f"Nama: {typed}\n" in said(talks, "A", "halo", "1", "17", typed)
    said(talks, "A", "1")
    assert done == [("A", {"umur": "17", "nama": typed})]


def test_so_is_a_star_that_a_network_hands_over(done):
    registry = menus.Registry()
    registry.action("a.simpan")(lambda call: done.append(call.answers["nama"]))
    serve = menus.ussd_host(book_of(BOOK), registry, now=lambda: NOW)
    for text in (None, "17", "a*b#", "1"):
        serve(SimpleNamespace(session="s", number="+62811", code="*123*1#", text=text))
    assert done == ["a*b#"]


def test_what_is_done_is_done_once_however_long_the_way(talks, done):
    """ussd-menu-builder: each hop replays the whole path, and with it what its functions do."""
    calls = []
    talks.services.action("a.simpan")(lambda call: calls.append(call.user))
    said(talks, "A", "halo", "1", "17", "Ani", "2", "18", "1", "halo", "1", "17")
    assert calls == ["A"]
