"""One row a user in the caller's own store: hops, second tries, other editions, rows that are damaged."""

import shelve
from datetime import datetime, timedelta

import pytest

import menus
from menus.compiler import compile_book
from menus.lint import lint
from menus.schema import define

NOW = datetime(2026, 11, 24, 8, 0)  # noqa: DTZ001 (local time)
BOOK = """
menu: a
screens:
  utama: {text: "Balas:", choices: [{Lapor: lapor}]}
  ingat: {given: [hari], text: "Jadi datang {hari}?", choices: [{Ya: oke}, {Tidak: batal}], nav: none}
  oke: {text: "Baik.", end: true}
  batal: {text: "Batal.", end: true}
  lapor: {form: [tempat, luka], submit: a.lapor, done: "Dicatat {nomor}."}
fields:
  tempat: {ask: "Di mana?", text: 3..60}
  luka: {ask: "Ada yang luka?", yes_no: true}
"""


def book_of(source):
    return compile_book([define(source, "a.yaml")])


@pytest.fixture
def done():
    return []


@pytest.fixture
def talks(done):
    registry = menus.Registry()

    @registry.action("a.lapor")
    def report(call):
        done.append((call.user, dict(call.answers)))
        return {"nomor": str(len(done))}

    return menus.Conversations(book_of(BOOK), registry, {})


def walk(talks, *said, user="+62811", medium=menus.USSD, now=NOW):
    for number, text in enumerate(said):
        answer = talks.answer(user, text, medium=medium, now=now, key=f"s {number}", first=not number)
    return answer


def test_the_same_session_and_sequence_get_the_same_reply_and_nothing_is_done_twice(talks, done):
    first = walk(talks, "", "1", "depan SDN 1", "2")
    again = talks.answer("+62811", "2", medium=menus.USSD, now=NOW, key="s 3")
    assert (first.text, first.more) == (again.text, again.more) == ("Dicatat 1.", False)
    assert again.step is None
    assert done == [("+62811", {"tempat": "depan SDN 1", "luka": "no"})]


def test_a_second_try_at_a_list_that_changed_still_gets_the_same(done):
    registry = menus.Registry()
    left = iter("321")
    registry.lister("a.l")(lambda call: [menus.Item("x", f"Kamis (sisa {next(left)})")])
    book = book_of("menu: a\nscreens:\n  utama: {text: Hari?, list: a.l, to: satu}\n  satu: {text: Oke}\n")
    talks = menus.Conversations(book, registry, {})
    said = [walk(talks, "").text, talks.answer("+62811", "", medium=menus.USSD, now=NOW, key="s 0").text]
    assert said == ["Hari?\n1 Kamis (sisa 3)"] * 2


def test_one_row_a_user_and_it_hops_between_media(talks):
    walk(talks, "", "1", "depan SDN 1")
    offered = talks.answer("+62811", "halo", medium=menus.SMS, now=NOW + timedelta(minutes=5))
    assert offered.text.startswith("Tadi belum selesai: Lapor.")
    assert walk(talks, "", user="+62812").text.startswith("Balas:")
    assert set(talks.rows) == {"+62811", "+62812"}


def test_another_edition_is_one_assignment(talks):
    walk(talks, "", "1", "depan SDN 1")
    talks.book = book_of(BOOK.replace("luka", "korban").replace("menu: a", "menu: a\nmoves: {luka: korban}"))
    answer = talks.answer("+62811", "1", medium=menus.USSD, now=NOW, key="later")
    assert answer.text == "Dicatat 1."


def test_any_mapping_of_text_is_a_store(talks, tmp_path):
    with shelve.open(str(tmp_path / "rows")) as rows:
        talks.rows = rows
        walk(talks, "", "1")
    with shelve.open(str(tmp_path / "rows")) as rows:
        talks.rows = rows
        said = talks.answer("+62811", "depan SDN 1", medium=menus.USSD, now=NOW, key="x")
    assert said.text.startswith("Ada yang luka?")


@pytest.mark.parametrize("row", ["", "{", "[]", "[1,2,3,4]", "null", "[" * 50_000, '["{}", "", "", 1]'])
def test_a_damaged_row_is_a_kind_beginning(talks, row):
    talks.rows["+62811"] = row
    answer = talks.answer("+62811", "1", medium=menus.USSD, now=NOW, key="k")
    assert "Balas:" in answer.text


DAY = {"hari": ("2026-11-25", "Rabu 25/11")}
LATER = timedelta(minutes=31)


def test_a_question_of_ours_waits_until_the_other_conversation_is_quiet_and_a_bare_1_is_its_answer(
    talks, done
):
    walk(talks, "", "1", "depan SDN 1")
    before = dict(talks.rows)
    assert talks.ask("+62811", "ingat", DAY, now=NOW + timedelta(minutes=29)) is None
    assert talks.rows == before
    asked = talks.ask("+62811", "ingat", DAY, now=NOW + LATER)
    assert asked.text == "Jadi datang Rabu 25/11?\n1 Ya\n2 Tidak"
    assert talks.answer("+62811", "1", medium=menus.SMS, now=NOW + 2 * LATER).text == "Baik."
    offered = talks.answer("+62811", "halo", medium=menus.SMS, now=NOW + 2 * LATER)
    assert offered.text.startswith("Tadi belum selesai: Lapor.")
    back = talks.answer("+62811", "1", medium=menus.SMS, now=NOW + 2 * LATER)
    assert back.text.startswith("Ada yang luka?")
    assert done == []


def test_a_newcomer_is_asked_at_once_and_a_question_that_is_not_there_is_told(talks):
    assert talks.ask("+62812", "a.ingat", DAY, now=NOW).text.startswith("Jadi datang Rabu 25/11?")
    with pytest.raises(KeyError):
        talks.ask("+62812", "a.lupa", now=NOW)


def test_an_edition_is_checked_against_the_conversations_of_the_store(talks):
    walk(talks, "", "1", "depan SDN 1")
    talks.ask("+62811", "ingat", DAY, now=NOW + LATER)
    talks.rows["damaged"] = "[]"
    assert talks.live() == {"a.ingat": 1, "a.lapor.luka": 1}
    gone = book_of("menu: a\nscreens:\n  utama: {text: Hai, end: true}\n")
    told = [problem.what for problem in lint(gone, live=talks.live()) if problem.code == "live-screen-gone"]
    assert told == [
        f"1 conversation stands at the screen `{screen}`, which is gone."
        for screen in ("a.ingat", "a.lapor.luka")
    ]
