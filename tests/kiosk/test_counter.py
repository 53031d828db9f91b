"""The walk-up counter without a screen: keys in, a view out; languages, privacy, idling, slips."""

import pytest

from kiosk.core import Inbound
from kiosk.doors.counter import visit
from kiosk.doors.counter.body import Room
from kiosk.doors.counter.desk import KioskDesk
from kiosk.doors.counter.keypad import Idle
from kiosk.doors.counter.picture import paint
from kiosk.doors.counter.slides import Front
from kiosk.doors.counter.visit import Counter
from kiosk.doors.counter.words import WORDS
from kiosk.errors import StoreError
from kiosk.store import slips

FRONT = Front(
    "Pamulang Barat", "Layanan Kota Tangsel", "08.00-15.00", "081200000038", "", ("Imunisasi", "Vaccines")
)
TO_NIK = "4 1 1 2 2"
NIK = "3674065503990001"


class At:
    """A counter at a kiosk, with the keys and the hands of a clock."""

    def __init__(self, kiosk, languages=("id", "en"), front=FRONT, idle=(30, 10)):
        self.kiosk, self.now = kiosk, 100.0
        self.counter = Counter(KioskDesk(kiosk), front, Idle(*idle), languages)

    def keys(self, typed, pause=0.0):
        """Press keys one after another; `_` is ENTER."""
        for key in typed:
            self.now += pause
            self.counter.press("enter" if key == "_" else key, self.now)
        return self.view

    def say(self, *lines):
        for line in lines:
            self.keys(f"{line}_")
        return self.view

    def wait(self, seconds):
        self.now += seconds
        self.counter.tick(self.now)
        return self.view

    @property
    def view(self):
        return self.counter.view(self.now)

    def sessions(self):
        from kiosk.store.schema import session

        return self.kiosk.write(lambda tx: len(tx.run(session.select())))


@pytest.fixture
def at(kiosk):
    return At(kiosk)


def test_a_digit_begins_a_visit_and_stands_in_the_line(at):
    assert at.view.slide
    view = at.keys("4")
    assert (view.slide, view.typed) == (False, "4")
    assert view.text.startswith("Layanan Kota Tangsel. Balas angka:\n1 Lapor masalah")
    view = at.keys("_")
    assert (view.typed, view.text.split("\n")[0]) == (
        "",
        "RSU TANGSEL. Darurat? Langsung ke IGD atau telepon 112.",
    )
    assert at.keys("__").text == view.text, "an empty line says nothing"


def test_the_keys_of_the_menus_are_those_of_sms(at):
    home = at.keys("_").text
    assert at.say("4").text.startswith("RSU TANGSEL")
    assert at.say("1").text.startswith("Pilih poli")
    assert at.say("98").text.split("\n")[1] == "9 THT"
    assert at.say("0", "0").text.startswith("RSU TANGSEL")
    assert at.say("00").text.startswith(home.split("\n")[0])


@pytest.mark.parametrize("key", ["-", ".", "backspace", "delete", "ctrl+h"])
def test_the_last_digit_can_be_taken_away(at, key):
    at.keys("_12")
    at.counter.press(key, at.now)
    assert at.view.typed == "1"


@pytest.mark.parametrize("key", ["f1", "left", "tab", "ctrl+z", "escape", "\x00", "\u200b"])
def test_keys_that_mean_nothing_do_nothing(at, key):
    before = at.keys("_4")
    at.counter.press(key, at.now)
    assert at.view == before


def test_one_key_speaks_the_other_language_at_any_moment(at):
    at.keys("*")
    assert at.view.words.language == "English"
    assert at.keys("_").text.startswith("Tangsel City Services")
    assert at.keys("*").text.startswith("Layanan Kota Tangsel")
    at.say(*TO_NIK.split())
    typed = at.keys("3674*")
    assert (typed.typed, typed.words.language) == ("•••4", "English")
    assert typed.text.startswith("Type the patient's BPJS number")
    assert at.keys("*").text.startswith("Ketik nomor BPJS")
    view = at.say(NIK[4:], "1")
    assert view.text.startswith("TERDAFTAR 3800-0012"), "the booking went on where it was"
    view = at.keys("*")
    assert view.text.startswith("BOOKED 3800-0012")
    assert view.over


def test_a_language_that_was_chosen_on_a_screen_is_followed(at):
    assert at.say("", "6").words.language == "English"
    assert at.keys("*").words.language == "Bahasa Indonesia"


@pytest.mark.parametrize(
    ("languages", "first"), [(("su", "id"), "Layanan Kota Tangsel. Waler"), (("en", "su"), "Tangsel City")]
)
def test_the_languages_are_those_of_the_configuration(kiosk, languages, first):
    at = At(kiosk, languages)
    assert at.keys("_").text.startswith(first)
    assert {at.view.words.language, at.view.other.language} == {WORDS[each].language for each in languages}
    assert at.keys("*").words.language == WORDS[languages[1]].language


def test_the_language_of_one_visitor_is_not_that_of_the_next(at):
    at.keys("_*")
    at.keys("#")
    assert at.keys("_").words.language == "Bahasa Indonesia"


def test_a_private_answer_is_dots_and_its_last_digit_is_there_for_a_moment(at):
    at.say("", *TO_NIK.split())
    assert at.keys("367").typed == "••7"
    assert at.wait(1.1).typed == "•••"
    view = at.say(NIK[3:])
    assert "..0001" in view.text
    assert NIK not in repr(view), "nothing of it is shown any more"
    assert NIK not in repr(vars(at.counter)), "nor kept"


def test_a_phone_number_is_private_too(at):
    at.say("", "PETUGAS")
    assert at.keys("0812").typed == "•••2"


def test_a_screen_that_is_left_is_counted_down_and_cleared(at):
    at.say("", *TO_NIK.split())
    at.keys("3674")
    assert at.wait(19.9).left is None
    assert at.wait(0.2).left == 10
    assert at.keys("0").left is None, "somebody is here"
    assert at.wait(29.5).left == 1
    view = at.wait(0.6)
    assert view.slide
    assert (view.typed, at.sessions()) == ("", 0)
    assert at.keys("_").text.startswith("Layanan Kota Tangsel"), "the next visitor finds nothing of it"


def test_an_empty_attract_screen_is_never_cleared(at):
    assert at.wait(10_000).slide


def test_the_seconds_are_those_of_the_configuration(kiosk):
    at = At(kiosk, idle=(60, 5))
    at.keys("_")
    assert at.wait(54.9).left is None
    assert at.wait(0.2).left == 5


def test_a_number_to_be_written_down_stays_twice_as_long(at):
    at.say("", *TO_NIK.split(), NIK, "1")
    assert at.view.large == ("A-001", "3800-0012")
    assert at.wait(49).left is None
    assert at.wait(2).left == 9
    assert at.wait(10).slide


def test_who_has_done_makes_room_for_the_next(at):
    at.say("", *TO_NIK.split(), NIK, "1")
    first = at.counter._who
    view = at.keys("_")
    assert view.text.startswith("Layanan Kota Tangsel")
    assert at.counter._who != first
    assert at.keys("#").slide, "the visit is ended by a key"


def test_one_who_walks_away_is_noted_where_they_were(at):
    at.say("", "4", "1")
    at.keys("#")
    from kiosk.store.schema import journal

    rows = at.kiosk.write(lambda tx: tx.run(journal.select()))
    assert (rows[-1].outcome, rows[-1].channel, rows[-1].screen) == ("dropped", "console", "jalan.poli")


def test_who_gave_a_number_goes_on_by_sms_and_nothing_of_it_is_shown(at):
    at.say("", "1", "1", "pamulang barat jl siliwangi", "lubang", "1", "081211110001")
    at.keys("*")
    assert at.view.text.startswith("May the agency see your phone number")
    at.keys("#")
    assert at.sessions() == 1
    said = at.kiosk.receive(Inbound("sms", "+6281211110001", "halo", "x"))
    assert said.text.startswith(("Tadi belum selesai", "Not finished yet"))


def test_words_can_be_typed_on_the_keypad(at):
    view = at.say("", "1", "1")
    assert view.free
    at.keys("#")
    assert at.view.letters
    for digit in "72685264":  # p a m t j a m g
        at.keys(digit, pause=2)
    assert at.view.typed == "pamtjamg"
    for _ in range(5):
        at.counter.press("backspace", at.now)
    at.keys("88", pause=0.3)  # the second press goes on: t, u
    at.keys("5", pause=2)
    at.keys("55", pause=0.3)  # j, k, l
    assert at.view.typed == "pamul"
    assert at.keys("#1").typed == "pamul1", "digits again"


def test_words_of_a_full_keyboard_keep_their_signs(at):
    at.say("", "1", "1")
    view = at.keys("pamulang barat jl. siliwangi rt 02/rw 05-a")
    assert view.typed == "pamulang barat jl. siliwangi rt 02/rw 05-a"


def test_a_line_has_an_end(at):
    assert len(at.keys("_" + "1" * 500).typed) == 160


def test_services_are_told_while_nobody_is_here_in_both_languages(at):
    seen = {at.wait(visit.SLIDE).text for _ in range(40)}
    text = "\n".join(seen)
    for word in (
        "Selamat datang", "Welcome", "1 Lapor masalah\nJalan rusak", "4 Hospital\n", "Rawat jalan (poli)",
        "Imunisasi", "Vaccines", "Misscall 081200000038", "Petugas ada pukul 08.00-15.00", "uang atau PIN",
    ):  # fmt: skip
        assert word in text


def test_an_office_greets_in_its_own_words_and_without_a_number_names_none(kiosk):
    at = At(kiosk, front=Front("Setu", "Layanan", greeting="Wilujeng sumping di Setu"))
    seen = "\n".join(at.wait(visit.SLIDE).text for _ in range(40))
    assert "Wilujeng sumping di Setu\n1 Lapor" in seen
    assert "Misscall" not in seen


def test_a_disk_that_refuses_is_no_traceback(at, monkeypatch):
    def refuse(*_):
        raise StoreError("Disk penuh.", "Kosongkan.")

    at.keys("_")
    monkeypatch.setattr(at.counter._desk, "receive", refuse)
    view = at.say("4")
    assert view.text == WORDS["id"].fault
    assert view.over
    for name in ("asked", "speak", "leave", "fate", "services"):
        monkeypatch.setattr(at.counter._desk, name, refuse)
    assert at.keys("*").text == WORDS["id"].fault
    assert at.keys("#").slide
    assert at.keys("_").over


def test_the_slip_of_a_receipt_is_followed(at):
    at.kiosk.prints = True
    view = at.say("", *TO_NIK.split(), NIK, "1")
    assert view.slip == "Slip sedang dicetak"
    at.kiosk.write(lambda tx: slips.tell(tx, "Kertas printer habis."))
    assert at.wait(1).slip == "Slip dicetak nanti. Catat nomor ini, atau tanya petugas"
    assert at.keys("*").slip == "Your slip is printed later. Note the number, or ask the staff"
    at.kiosk.write(lambda tx: slips.tell(tx, ""))
    at.kiosk.write(lambda tx: slips.settle(tx, slips.claim(tx), "printed"))
    assert at.wait(1).slip == "Your slip is printed. Please take it"
    assert at.kiosk.write(lambda tx: slips.standing(tx, 9)) == []


def test_what_waits_for_paper_stays_twice_as_long(at):
    at.kiosk.prints = True
    at.say("", "3", "367699900100200030", "1")
    assert at.wait(40).left is None
    assert at.wait(11).left == 9
    assert at.wait(9).slide


def test_without_a_printer_the_number_is_to_be_written_down(at):
    assert at.say("", *TO_NIK.split(), NIK, "1").slip == "Catat atau foto nomor ini"


def test_the_screen_speaks_every_language_with_all_its_words():
    for words in WORDS.values():
        assert all(words)
        assert "{hours}" in words.hours
        assert "{number}" in words.free
        assert "{seconds}" in words.cleared


def test_the_survey_has_a_digit_of_its_own_where_it_is_no_choice(at):
    assert "7 Nilai layanan kami" in at.view.text
    assert at.keys("_").rates
    view = at.say("7")
    assert view.text.startswith("Survei kepuasan (SKM)")
    assert not view.rates
    assert at.say("1").text.startswith("Ketik nomor laporan"), "and digits lead through it"
    assert at.say("1").text.startswith("Layanan mana yang Anda nilai?")
    at.say("00", "1")
    assert at.say("7").text.startswith("Di mana tempatnya?"), "elsewhere 7 is what it is there"


def test_of_what_is_hidden_the_number_of_digits_is_told(at):
    at.say("", *TO_NIK.split())
    assert at.keys("367406").hidden
    assert any(row.text.rstrip().endswith("(6)") for row in paint(at.view, Room(80, 24)))
    assert any(row.text.rstrip().endswith("(6)") for row in paint(at.view, Room(40, 12, False)))
    at.say("", "00")
    assert not at.keys("4").hidden


def test_one_key_writes_large_where_the_screen_has_room(at):
    at.counter.fit(80, 24, halves=True)
    whole = at.say("", "4")
    assert whole.large_type is False
    view = at.keys("1+")
    assert (view.large_type, view.typed) == (True, "1"), "what is typed stays"
    assert view.text.endswith("98 Lanjut\n0 Kembali")
    assert len(view.text) < len(whole.text)
    assert at.keys("+").text == whole.text
    at.keys("--")
    assert at.say("8").large_type, "8 as well, where it is no choice"
    at.keys("#")
    at.keys("_")
    assert at.view.large_type is False, "not for the next visitor"


def test_where_nothing_can_be_larger_there_is_no_such_key(at):
    at.counter.fit(40, 12, halves=True)
    before = at.say("", "4")
    assert before.large_type is None
    assert at.keys("+") == before
    at.counter.fit(80, 24, halves=False)
    assert at.say("8").text != before.text, "the desk answers"


def test_what_is_over_is_as_large_as_it_can_be(at):
    at.counter.fit(80, 24, halves=True)
    at.say("", *TO_NIK.split(), NIK, "1")
    before = at.view
    assert at.keys("+") == before


def test_a_receipt_in_large_letters_is_whole_in_both_languages(at):
    at.counter.fit(80, 24, halves=True)
    at.say("")
    at.keys("+")
    view = at.say(*TO_NIK.split(), NIK, "1")
    assert (view.over, view.large) == (True, ("A-001", "3800-0012"))
    assert view.text.endswith("38000012")
    view = at.keys("*")
    assert view.text.startswith("BOOKED")
    assert view.text.endswith("38000012")
