"""Thanks and polite address: told from answers, and taken off them."""

import pytest

from menus import courtesy
from menus.compiler import compile_book
from menus.schema import define
from menus.talk import Talk

BOOK = (
    "menu: a\nscreens:\n  utama: {text: Hai, choices: [{Isi: isi}]}\n"
    "  isi: {form: [jadi, poli, umur], submit: a.b, done: '{jadi}, {umur}.'}\nfields:\n"
    "  jadi: {ask: Beres?, choices: [{'Ya, sudah': sudah}, {'Belum, buka lagi': belum}]}\n"
    "  poli: {ask: Poli?, choices: [{Poli ibu: ibu}, {Poli anak: anak}]}\n"
    "  umur: {ask: Umur?, number: 1..120}\n"
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *(
            (text, courtesy.THANKED)
            for text in ("makasih", "Terima kasih.", "TERIMAKASIH BANYAK", "trims ya")
        ),
        *(
            (text, courtesy.THANKED)
            for text in ("ok makasih", "hatur nuhun pisan", "Thank you", "mksh", "🙏")
        ),
        *((text, courtesy.THANKED) for text in ("Terima kasih atas infonya, Pak", "👍🙏")),
        *((text, courtesy.READ) for text in ("ok", "OK!", "siap", "Sip min", "baik bu", "okeee", "👍")),
        *(
            (text, "")
            for text in ("", "1", "ya", "pak", "ok 1", "makasih, jalan rusak", "terima", "kasih", "?")
        ),
        *((text, "") for text in ("baik-baik saja jalannya", "makasih " * 40, "stop. terima kasih", "❤")),
    ],
)
def test_what_is_mere_courtesy(text, found):
    assert courtesy.polite(text) == found


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        *((text, "sudah") for text in ("sudah pak, makasih", "ya bu", "Iya min", "1 ya", "1, terima kasih")),
        *((text, "belum") for text in ("belum pak", "Bu, belum ya", "2 pak")),
        *((text, "") for text in ("makasih", "ok", "pak", "ibu", "3 ya", "-1", "sudah belum pak")),
    ],
)
def test_an_answer_under_courtesy_is_an_answer(typed, answer):
    way = Talk(compile_book([define(BOOK, "a.yaml")]))
    way.say("1")
    way.say(typed)
    assert way.session.answers.get("jadi", ("",))[0] == answer


def test_a_line_that_has_such_a_word_is_chosen_by_it():
    way = Talk(compile_book([define(BOOK, "a.yaml")]))
    for text in ("1", "1", "poli ibu"):
        way.say(text)
    assert way.session.answers["poli"][0] == "ibu"
