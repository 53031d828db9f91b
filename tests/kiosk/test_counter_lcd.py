"""The counter on a character display of 20x4, and what is heard at it."""

import io
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.config import parse
from kiosk.doors.counter import lcd, lcd_screen, sounds
from kiosk.doors.counter.desk import KioskDesk
from kiosk.doors.counter.keypad import Idle
from kiosk.doors.counter.lcd import COLUMNS, ROWS, STANDS
from kiosk.doors.counter.slides import Front
from kiosk.doors.counter.visit import Counter, View
from kiosk.doors.counter.words import words
from kiosk.errors import ConfigError, KioskError

ID, SU = words("id"), words("su")
HOME = "Layanan Kota Tangsel. Balas angka:\n1 Lapor masalah\n2 Izin\n3 Pajak PBB\n4 Daftar RSU\n5 Lainnya"
SLIDE = "Selamat datang\n1 Lapor masalah\n2 Izin\n3 Pajak PBB\n4 Daftar RSU\n5 Lainnya\n7 Nilai layanan kami"
BOOKED = "TERDAFTAR 3800-1299. RSU, poli Anak, Kamis 26/11, antrean A-014."


@pytest.fixture
def display(tmp_path):
    """A display behind a pipe: what came, and the display."""
    path = tmp_path / "lcd"
    os.mkfifo(path)
    end = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    made = lcd_screen.Display(str(path))
    yield made, end
    made.close()
    os.close(end)


def test_rows_that_were_written_in_part_are_written_again(display, monkeypatch):
    made, end = display
    write = os.write
    monkeypatch.setattr(os, "write", lambda number, octets: write(number, octets[:30]))
    made.show(["a" * 20] * 4)
    monkeypatch.undo()
    os.read(end, 1000)
    made.show(["a" * 20] * 4)
    assert os.read(end, 1000).count(b"a") == 80


def view(text="", **more):
    return View(ID, words("en"), "Kelurahan Setu", "Layanan Kota", text, **more)


def shown(view, stood=0.0):
    return [row.rstrip() for row in lcd.rows(view, stood)]


def test_a_menu_stands_on_it_with_short_lines_beside_each_other():
    assert shown(view(SLIDE, slide=True)) == [
        "Selamat datang", "1 Lapor masalah", "2 Izin  3 Pajak PBB", "4 Daftar RSU"
    ]  # fmt: skip
    assert shown(view(HOME)) == ["Layanan Kota", "Tangsel. Balas", "angka:", ">_               1/3"]
    assert shown(view(HOME), STANDS) == [
        "1 Lapor masalah", "2 Izin  3 Pajak PBB", "4 Daftar RSU", ">_               2/3"
    ]  # fmt: skip


def test_a_longer_text_turns_by_itself_until_something_is_typed():
    screens = [shown(view(HOME), STANDS * at)[0] for at in range(5)]
    assert len(set(screens)) > 1
    assert screens[0] == shown(view(HOME), STANDS * len(set(screens)))[0], "and begins anew"
    assert shown(view(HOME, typed="4"), STANDS)[0] == "Layanan Kota"
    assert shown(view(HOME, typed="4"))[-1].startswith("> 4_")


def test_the_number_comes_first_and_the_countdown_before_all_else():
    receipt = view(BOOKED, over=True, large=("A-014", "3800-1299"), slip=ID.note_it)
    assert shown(receipt)[:2] == ["A-014", "3800-1299"]
    assert shown(receipt)[-1].startswith("ENTER")
    everything = " ".join(row for at in range(9) for row in shown(receipt, STANDS * at)[:-1])
    assert "Catat atau foto" in everything
    assert shown(view(HOME, typed="4", left=7))[-1].startswith("Masih di sini? 7")


def test_what_is_hidden_stays_so_and_the_last_digit_is_in_sight():
    assert shown(view("Ketik NIK", typed="•" * 15 + "4"))[-1] == "> " + "*" * 15 + "4_"
    long = shown(view(f"{HOME}\n6 Panjang", typed="1" * 40))[-1]
    assert long.rstrip("/0123456789 ").endswith("1_"), "the end of a long line is what one sees"


@given(
    st.text(max_size=300),
    st.text(st.characters(exclude_categories=["C"]), max_size=50),
    st.booleans(),
    st.floats(0, 500),
)
def test_whatever_is_said_has_its_four_rows_of_plain_letters(text, typed, slide, stood):
    rows = lcd.rows(view(text, typed=typed, slide=slide), stood)
    assert [len(row) for row in rows] == [COLUMNS] * ROWS
    assert all(letter.isascii() and letter.isprintable() for row in rows for letter in row)


@given(st.text(st.sampled_from("abc \n"), max_size=200))
def test_nothing_of_a_text_is_lost(text):
    screens = [lcd.rows(view(text, slide=True), STANDS * at) for at in range(80)]
    said = {word for rows in screens for row in rows for word in row.split()}
    assert {word for word in text.split() if len(word) <= COLUMNS} <= said


# A device -------------------------------------------------------------------------------------------------


@pytest.fixture
def counter(kiosk):
    return Counter(KioskDesk(kiosk), Front("Pamulang Barat", "Layanan"), Idle(30, 10))


def served(counter, device, keys, monkeypatch):
    """Serve one who presses keys and goes; gives what the device got."""
    reads, writes = os.pipe()
    os.write(writes, keys)
    os.close(writes)
    with os.fdopen(reads) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        lcd_screen.run(counter, str(device))
    return device.read_text("ascii")


def test_a_visitor_is_served_on_a_device(counter, tmp_path, monkeypatch):
    device = tmp_path / "lcd"
    device.touch()
    got = served(counter, device, b"4\n", monkeypatch)
    assert got.startswith(f"{lcd_screen.CLEAR}{lcd_screen.HOME}")
    assert "RSU TANGSEL." in got
    assert got.endswith("\n".join([" " * COLUMNS] * ROWS)), "and nothing of them is left"
    assert "\r" not in got, "a display of the Linux kernel would wipe the row"


def test_a_device_that_is_not_there_is_told(counter, tmp_path, monkeypatch):
    with pytest.raises(KioskError, match="tidak bisa dibuka") as caught:
        served(counter, tmp_path / "none", b"", monkeypatch)
    assert "[console] lcd" in caught.value.remedy


def test_a_device_that_vanishes_is_written_anew_when_it_is_back(tmp_path):
    device = tmp_path / "lcd"
    device.touch()
    display = lcd_screen.Display(str(device))
    display.show(["a" * COLUMNS] * ROWS)
    os.close(display._file)
    display.show(["b" * COLUMNS] * ROWS)  # fails, and is no traceback
    device.write_bytes(b"")
    display.show(["b" * COLUMNS] * ROWS)
    display.close()
    assert device.read_text("ascii").endswith("\n".join(["b" * COLUMNS] * ROWS))
    display.close()


# Sounds ---------------------------------------------------------------------------------------------------


HEARD = [  # before, now, whether it is a notice, whether a key
    (view(HOME), view(HOME, typed="4"), False, True),
    (view(HOME, typed="4"), view("Pilih poli."), False, True),
    (view(HOME), view(HOME), False, False),
    (view(HOME), view(HOME, left=10), True, True),
    (view(HOME, left=10), view(HOME, left=9), False, False),
    (view("Periksa data.", typed="1"), view(BOOKED, over=True), True, True),
    (view(BOOKED, over=True), view(BOOKED, over=True), False, False),
    (
        view(BOOKED, over=True, slip=ID.printing),
        view(BOOKED, over=True, slip=ID.take_slip),
        True,
        True,
    ),
    (view("Ketik", typed="•4"), view("Ketik", typed="••"), False, False),
    (view("Ketik", typed="•4"), view("Ketik", typed="••7"), False, True),
    (view(BOOKED, over=True), view(SLIDE, slide=True), False, False),
    (view(SLIDE, slide=True), view(HOME), False, True),
]


@pytest.mark.parametrize(("before", "now", "notice", "key"), HEARD)
def test_what_is_heard(before, now, notice, key):
    assert sounds.heard(before, now, sounds.NOTICES) is notice
    assert sounds.heard(before, now, sounds.KEYS) is key
    assert not sounds.heard(before, now, sounds.OFF)
    assert not sounds.heard(None, now, sounds.KEYS)


def test_the_bell_goes_to_a_terminal_only(counter, tmp_path, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    device, out = tmp_path / "lcd", Terminal()
    device.touch()
    monkeypatch.setattr("sys.stdout", out)
    reads, writes = os.pipe()
    os.write(writes, b"4\n")
    os.close(writes)
    with os.fdopen(reads) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        lcd_screen.run(counter, str(device), sound=sounds.KEYS)
    assert set(out.getvalue()) == {"\a"}
    assert "\a" not in device.read_text("ascii")


def test_an_office_chooses_in_its_configuration():
    assert parse("").console.sound == "notices"
    assert parse('[console]\nsound = "keys"\nlcd = "/dev/lcd"').console[-2:] == ("keys", "/dev/lcd")
    with pytest.raises(ConfigError, match="'loud' tidak dikenal"):
        parse('[console]\nsound = "loud"')
    with pytest.raises(ConfigError, match="perangkat"):
        parse('[console]\nlcd = "lcd"')
