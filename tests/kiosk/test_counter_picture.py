"""What the walk-up screen looks like: everything is there at every size, as large as the size allows."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.doors.counter import letters, screen
from kiosk.doors.counter.body import Parts, Room
from kiosk.doors.counter.desk import KioskDesk
from kiosk.doors.counter.keypad import Idle
from kiosk.doors.counter.picture import paint
from kiosk.doors.counter.slides import Front
from kiosk.doors.counter.visit import Counter, View
from kiosk.doors.counter.words import words

ID, EN = words("id"), words("en")
SMALL, PLAIN, WINDOW, WALL = Room(40, 12, False), Room(80, 24, False), Room(80, 24), Room(132, 43)
CLINICS = (
    "Pilih poli. Balas angka:\n1 Anak\n2 Kandungan\n3 Penyakit dalam\n4 Bedah\n5 Gigi\n98 Lanjut\n0 Kembali"
)
LAT15 = "•·█"  # what is drawn beside letters, and is in Debian's Lat15 console fonts


def view(text, **more):
    return View(ID, EN, "Kelurahan Pamulang Barat", "Layanan Kota", text, **more)


def drawn(shown, room, clock="08.00"):
    rows = paint(shown, room, clock)
    assert len(rows) == room.height
    assert all(len(row.text) <= room.width for row in rows), "nothing runs over the edge"
    return "\n".join(row.text.rstrip() for row in rows)


def test_on_the_smallest_screen_everything_has_its_row():
    assert drawn(view(CLINICS, typed="12"), SMALL).split("\n") == [
        " Kelurahan Pamulang Barat         08.00",
        "        Pilih poli. Balas angka:",
        "",
        "          1   Anak",
        "          2   Kandungan",
        "          3   Penyakit dalam",
        "          4   Bedah",
        "          5   Gigi",
        "",
        "  0  Kembali   98  Lanjut",
        "  1 2 _",
        " *  English  #  selesai  -  hapus",
    ]  # fmt: skip


def test_digits_and_words_are_as_large_as_the_screen_allows():
    assert "\n".join(letters.halves("5")[:1]) in drawn(view(CLINICS), WINDOW)
    assert letters.halves("KANDUNGAN")[1] in drawn(view(CLINICS), WALL)
    assert letters.halves("12_")[1] in drawn(view(CLINICS, typed="12"), WINDOW)


@pytest.mark.parametrize("room", [SMALL, PLAIN, WINDOW, WALL, Room(200, 60)])
def test_a_number_stands_large_on_every_screen(room):
    shown = view("TERDAFTAR 3800-0012. RSU.", over=True, large=("A-001", "3800-0012"), slip=ID.note_it)
    said = drawn(shown, room)
    ways = (letters.cells("3800-0012")[0], letters.halves("3800-0012")[0], "3 8 0 0 - 0 0 1 2")
    assert any(way in said for way in ways)
    assert ID.note_it in said or letters.halves(ID.note_it)[0][:40] in said


@pytest.mark.parametrize("room", [SMALL, PLAIN, WINDOW, Room(60, 16)])
@pytest.mark.parametrize("language", ["id", "su", "en"])
@pytest.mark.parametrize("said", ["note_it", "printing", "take_slip", "slip_later", "ask_staff"])
def test_what_became_of_the_paper_is_said_whole(room, language, said):
    told = getattr(words(language), said)
    for large in ((), ("A-001", "3800-0012")):
        shown = drawn(view("TERDAFTAR 3800-0012. RSU, poli Anak.", over=True, large=large, slip=told), room)
        small = " ".join(shown.split())
        assert told in small or letters.halves(told.split()[0])[1] in shown


def test_a_plain_linux_console_gets_only_what_its_font_has():
    said = {
        *drawn(view(CLINICS, left=7), PLAIN),
        *drawn(view("x 3800-0012", over=True, large=("3800-0012",)), PLAIN),
    }
    said |= {*drawn(view("Ketik NIK", typed="•••4"), SMALL)}
    assert {each for each in said if not each.isascii()} <= set(LAT15)
    assert not screen.has_halves({"TERM": "linux"})


def test_the_countdown_takes_the_place_of_the_line():
    for room in (SMALL, PLAIN):
        said = drawn(view(CLINICS, typed="3674", left=7), room)
        assert ID.still_here in said
        assert "7" in said
        assert "3 6 7 4" not in said
    assert letters.halves("7")[1] in drawn(view(CLINICS, left=7), WINDOW)


def test_the_keys_say_what_they_do():
    assert "*  English  #  selesai  -  hapus" in drawn(view(CLINICS), SMALL)
    assert "#  huruf" in drawn(view("Ketik tempat", free=True), SMALL)
    assert "#  angka" in drawn(view("Ketik tempat", free=True, letters=True), SMALL)
    assert "+  besar" in drawn(view(CLINICS, large_type=False), WINDOW)
    assert "+  kecil" in drawn(view(CLINICS, large_type=True), WINDOW)
    assert "selesai" not in drawn(view("Selamat datang", slide=True), SMALL)


def test_a_counter_of_one_language_has_no_key_for_another():
    said = drawn(view(CLINICS)._replace(other=ID), SMALL)
    assert "*" not in said
    assert "/" not in drawn(view("Selamat datang", slide=True)._replace(other=ID), WINDOW)


def test_a_screen_that_is_too_small_says_so():
    for room in (Room(39, 24), Room(80, 11), Room(1, 1), Room(0, 0)):
        rows = paint(view(CLINICS), room)
        assert len(rows) == room.height
    assert "terlalu kecil" in "\n".join(row.text for row in paint(view(CLINICS), Room(39, 24)))


def test_what_is_no_choice_stays_text():
    assert Parts.of("Datang pukul 08.00\n3 hari lagi") == (
        ("Datang pukul 08.00",),
        (("3", "hari lagi"),),
        (),
        (),
    )
    assert Parts.of("") == (("",), (), (), ())


@given(
    st.text(st.sampled_from("abc XYZ.9-\n1 0"), max_size=400),
    st.integers(0, 140),
    st.integers(0, 50),
    st.booleans(),
    st.text("0123456789•abc", max_size=170),
)
@settings(max_examples=60, deadline=None)
def test_any_text_is_drawn_at_any_size(text, width, height, halves, typed):
    for more in ({}, {"over": True, "large": ("3800-0012",)}, {"slide": True}, {"left": 3}):
        rows = paint(view(text, typed=typed, **more), Room(width, height, halves), "08.00")
        assert len(rows) == height
        if width >= 40:
            assert all(len(row.text) <= width for row in rows)


@pytest.mark.parametrize("size", [(40, 12), (80, 24)])
@pytest.mark.parametrize("languages", [("id", "en"), ("su", "id"), ("en", "id")])
def test_no_word_of_any_screen_is_lost_on_a_small_one(kiosk, size, languages):
    """Walk at random through all services; every word that the desk says stands on the screen."""
    chance, desk, room, now = random.Random(7), KioskDesk(kiosk), Room(*size, False), 0.0
    desk.fit(*size)
    seen = set()
    for _ in range(12):
        counter = Counter(desk, Front("Setu", "Layanan"), Idle(30, 10), languages)
        counter.press("enter", now)
        for _ in range(12):
            shown = counter.view(now)
            said = "".join(drawn(shown, room).split())
            lost = [word for word in shown.text.split() if word not in said]
            assert (lost, shown.text) == ([], shown.text)
            seen.add(shown.text)
            codes = [code for code, _ in Parts.of(shown.text).choices]
            for key in chance.choice([*codes * 3, "98", "0", "081211110001", "pamulang", "3674065503990001"]):
                counter.press(key, now)
            counter.press("enter", now)
            if shown.over:
                break
    assert len(seen) > 20
