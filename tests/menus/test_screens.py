"""The texts that residents read, to the character, in both languages, each in one SMS."""

import json
from datetime import datetime
from pathlib import Path

import pytest

import menus
from menus.medium import septets

SCREENS = json.loads((Path(__file__).parent / "screens.json").read_text(encoding="utf-8"))
FILLED = ("rsu", "1", "1", "1")  # to the payer
PATIENT = (*FILLED, "1", "3674991203850001")
WAYS = {
    "A1": ("menu",),
    "A3": ("halo", "halo"),
    "A4": ("petugas",),
    "A5": ("Bantuan",),
    "R1": ("4",),
    "R2": ("rsu", "1"),
    "R3": ("rsu", "1", "1"),
    "R4": FILLED,
    "R5": (*FILLED, "1"),
    "R6": PATIENT,
    "R7": (*PATIENT, "1", "1"),
    "R8": (*PATIENT, "1", "1"),
    "R9": (*PATIENT, "1", "1"),
    "R11": ("rsu", "2"),
    "R12": (*FILLED, "1", "123"),
}
MASKED = """\
menu: uji
languages: [id]
screens:
  utama: {text: Halo, choices: [{Isi: isi}]}
  isi: {form: [rujukan], review: Periksa, confirm: Benar, submit: uji.isi, done: Oke}
fields:
  rujukan:
    ask: Ketik nomor rujukan
    text: 6..25
    mask: 4
    choices: [{Kontrol ulang: kontrol}, {Belum punya rujukan: belum}]
"""
NOW = datetime(2026, 11, 24, 8)  # noqa: DTZ001 - local time
USERS = {"R8": "offline", "R9": "full"}


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("name", WAYS)
def test_a_screen_is_as_written(talk, name, language):
    step = talk(*WAYS[name], language=language, user=USERS.get(name, "")).step
    assert step.text == SCREENS[name][language]
    assert septets(step.text) <= 160


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_reminder_opens_its_own_conversation(city, now, language):
    poli, hari = {"id": ("Anak", "Kamis 26/11"), "en": ("Children", "Thu 26 Nov")}[language]
    jam = "09.30-10.00" if language == "id" else "09:30-10:00"
    given = {"poli": ("anak", poli), "hari": (hari, hari), "antrean": ("A-014", "A-014"), "jam": (jam, jam)}
    session = menus.Session.start(city, language, "rsu.ingat", given)
    assert menus.step(city, session, "", medium=menus.SMS, now=now).text == SCREENS["R10"][language]


def test_a_full_day_offers_others_and_keeps_the_rest(talk):
    full = talk(*PATIENT, "1", "1", user="full")
    assert full.say("1").text.split("\n")[3:5] == ["3 Tanggal: Jumat 27/11", "4 Bayar: BPJS/JKN"]
    assert full.say("1").text.startswith("TERDAFTAR 3800-1299. RSU, poli Anak, Jumat 27/11")


def test_a_step_says_what_it_did(talk):
    rows = []
    step = talk(*PATIENT, "1", "1", tx=rows).step
    assert (step.receipt, step.actions, step.more) == (True, ("rsu.daftar",), False)
    assert rows == [
        {
            "jenis": "jalan",
            "poli": "anak",
            "tanggal": "Kamis 26/11",
            "bayar": "bpjs",
            "pasien": "3674991203850001",
            "rujukan": "kontrol",
        }
    ]
    assert step.visits == (
        menus.Visit("rsu", "jalan.review", "answered", 0.0),
        menus.Visit("rsu", "jalan", "done"),
        menus.Visit("rsu", "jalan.done", "shown"),
    )


def test_nothing_private_outlives_the_form(talk):
    done = talk(*PATIENT, "1", "1")
    assert "3674" not in done.session.to_json()


def test_the_review_shows_what_the_book_offers_beside_what_is_typed(tmp_path):
    path = tmp_path / "menu.yaml"
    path.write_text(MASKED, encoding="utf-8")
    book = menus.load(path)
    for answer, shown in (("2", "Belum punya rujukan"), ("0301U0110926P000123", "..0123")):
        session = menus.Session.start(book)
        for text in ("", "1", answer):
            step = menus.step(book, session, text, medium=menus.SMS, services=menus.Registry(), now=NOW)
            session = step.session
        assert f"2 Rujukan: {shown}" in step.text.split("\n")


def test_the_review_masks_what_is_private(talk):
    assert "5 NIK/BPJS: ..0001" in talk(*PATIENT, "1").step.text.split("\n")
