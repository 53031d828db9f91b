"""Sentences in place of numbers: what residents write where a line is chosen, and what is not guessed."""

from datetime import date, datetime

import pytest

from menus import Item, Registry, Reject, checks, words
from menus.compiler import compile_book
from menus.schema import define
from menus.talk import Talk

TUESDAY = date(2026, 11, 24)
DAYS = (
    ("2026-11-25", "Rabu 25/11 (sisa 4)"),
    ("2026-11-26 penuh", "Kamis 26/11 (penuh)"),
    ("2026-11-27", "Jumat 27/11"),
    ("2026-12-02", "Rabu 02/12"),
    ("2026-13-00 7", "Surat tujuh"),  # what only looks like a day
    ("2026-1-5a", "Surat lima"),
)
BOOK = (
    "menu: a\nhelp: [tanya]\nwords: {CEK: cek, '#': cek, DATA: tanya}\nscreens:\n"
    "  utama: {text: Hai, choices: [{Daftar RSU: isi}]}\n  tanya: {text: Bantuan.}\n"
    "  isi: {form: [poli, hari, bayar, cerita], submit: a.b, done: '{poli}, {hari}, {bayar}: {cerita}.'}\n"
    "  cek: {form: [nomor], submit: a.b, done: 'Nomor {nomor}.'}\n"
    "fields:\n  poli: {ask: Poli?, choices: [{Gigi: gigi}, {Gigi anak: pedo}, {Penyakit dalam: dalam}]}\n"
    "  hari: {ask: Hari?, list: a.hari}\n"
    "  bayar: {ask: Bayar?, choices: [{BPJS/JKN: bpjs}, {Umum (bayar sendiri): umum}, {Ya: ya}]}\n"
    "  cerita: {ask: Cerita?, text: 3..40, collect: Selesai}\n"
    "  nomor: {ask: Nomor?, check: a.nomor, wrong: Delapan angka.}\n"
)
RSU = "menu: rsu\nenter: {label: RSU, words: [RSU, DAFTAR]}\nscreens: {utama: {text: 'Ini RSU.'}}\n"


@pytest.fixture
def way():
    registry = Registry()
    registry.action("a.b")(lambda call: None)
    registry.lister("a.hari")(lambda call: [Item(*day) for day in DAYS])
    registry.check("a.nomor")(lambda call, text: text if len(text) == 8 else Reject())
    return Talk(
        compile_book([define(BOOK, "a.yaml"), define(RSU, "rsu.yaml")]),
        services=registry,
        now=datetime(2026, 11, 24, 8),  # noqa: DTZ001 (local time)
    )


@pytest.mark.parametrize(
    ("typed", "chosen"),
    [
        ("dokter gigi", "gigi"),
        ("mau ke poli gigi ya min", "gigi"),
        ("poli gigi anak", "pedo"),
        ("sakit, penyakit dalam", "dalam"),
        ("bukan gigi", ""),
        ("gigi atau penyakit dalam", ""),
        ("gigian", ""),
    ],
)
def test_a_sentence_that_mentions_one_line_chooses_it(way, typed, chosen):
    way.say("1")
    way.say(typed)
    assert way.session.answers.get("poli", ("",))[0] == chosen


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("besok", "2026-11-25"),
        ("Besok bisa?", "2026-11-25"),
        ("lusa aja", "2026-11-26 penuh"),
        ("tomorrow", "2026-11-25"),
        ("kamis", "2026-11-26 penuh"),
        ("hari kamis saja", "2026-11-26 penuh"),
        ("27/11", "2026-11-27"),
        ("27 november", "2026-11-27"),
        ("27", "2026-11-27"),
        ("27 nov 26", "2026-11-27"),
        ("tgl 2", "2026-12-02"),
        ("surat tujuh", "2026-13-00 7"),
        ("tanggal 27 aja", "2026-11-27"),
        ("rabu", ""),  # there are two
        ("rabu depan", ""),
        ("hari ini", ""),
        ("31/02", ""),
        ("00/00/0000", ""),
        ("28", ""),
        ("2027-11-27", ""),
    ],
)
def test_a_day_is_chosen_as_it_is_called(way, typed, day):
    way.say("1"), way.say("1")
    way.say(typed)
    assert way.session.answers.get("hari", ("",))[0] == day


@pytest.mark.parametrize(
    ("typed", "payer"), [("pakai bpjs", "bpjs"), ("umum aja", "umum"), ("ya sudah", ""), ("ga pake bpjs", "")]
)
def test_a_label_of_two_names_has_both_and_a_yes_is_never_found(way, typed, payer):
    way.say("1"), way.say("1"), way.say("1")
    way.say(typed)
    assert way.session.answers.get("bayar", ("",))[0] == payer


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("iya", [0]),
        ("Y", [0]),
        ("iya.", [0]),
        ("gak", [1]),
        ("ga usah", [1]),
        ("tdk", [1]),
        ("ga tau", []),
        ("iya tapi besok", []),
        ("ok", []),
    ],
)
@pytest.mark.parametrize(
    "labels",
    [["Ya, sudah", "Belum, buka lagi"], ["Boleh", "Tidak, rahasiakan"], ["Yes", "No"], ["Ya", "Bukan"]],
)
def test_a_yes_and_a_no_as_they_are_written(typed, place, labels):
    assert words.agreed(typed, labels) == place


@pytest.mark.parametrize("typed", ["mau daftar dokter gigi", "min, gimana cara daftar?", "halo, RSU buka?"])
def test_at_home_the_word_of_a_service_in_a_sentence_is_asked_for(way, typed):
    assert way.say(typed).text.startswith("Maksud Anda ")
    assert way.say("1").text.startswith("Ini RSU.")


@pytest.mark.parametrize("typed", ["halo selamat pagi", "perbarui data saya"])
def test_what_names_no_service_is_not_guessed(way, typed):
    assert "Maksud" not in way.say(typed).text


def test_a_number_that_its_word_does_not_take_is_a_mistake_here(way):
    way.say("1")
    assert "Gigi" in way.say("3674060503990001").text
    assert way.say("38001273").text == "Nomor 38001273."
    assert way.say("380012733").text.startswith("Delapan angka."), "outside a form it is told what is wrong"


def test_a_story_ends_by_its_word_misspelt_and_says_when_it_is_full(way):
    for answer in ("1", "1", "3", "1", "lubang besar di depan"):
        way.say(answer)
    assert way.say("dan " * 12).text.startswith("Sudah panjang sekali, jadi SMS terakhir ini tidak dicatat.")
    assert way.say("slesai").text.endswith("BPJS/JKN: lubang besar di depan.")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("26 Nov", "2026-11-26"),
        ("1-jan", "2027-01-01"),
        ("31 juni", None),
        ("5 lubang", None),
        ("3 mei 2027", "2027-05-03"),
    ],
)
def test_a_month_may_be_named(typed, day):
    found = checks.read_day(typed, TUESDAY, "id")
    assert (found and found.isoformat()) == day
