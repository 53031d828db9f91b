"""Languages: one digit away, by a word, from a list; dates and the engine's phrases in each."""

from datetime import date

import pytest

import menus
from menus.checks import read_day, write_day
from menus.compiler import compile_book
from menus.medium import SMS
from menus.phrases import PHRASES
from menus.schema import define
from menus.talk import Talk
from menus.texts import names

BOOK = """\
menu: a
languages: [id, en, su]
words: {SUNDA: sunda, BASA: pilih, MENU: home}
screens:
  utama: {text: "Balas angka:", choices: [{English: bahasa}, {Jam: jam}]}
  bahasa: {language: utama, speak: en}
  sunda: {language: utama, speak: su}
  pilih: {language: utama}
  jam: {text: "Pukul 8."}
"""
PO = {
    "en": 'msgid "Balas angka:"\nmsgstr "Reply:"\n\nmsgid "English"\nmsgstr "Bahasa"\n',
    "su": 'msgid "Balas angka:"\nmsgstr "Waler angka:"\n',
}


@pytest.fixture
def say():
    talk = Talk(compile_book([define(BOOK, "a.yaml", PO)]))
    return lambda *texts: [talk.say(text).text for text in texts][-1].split("\n")[0]


def test_one_language_is_a_digit_away_and_back(say):
    assert [say("1") for _ in range(3)] == ["Reply:", "Balas angka:", "Reply:"]


def test_another_is_reached_by_its_word_and_the_digit_still_means_english(say):
    assert [say("SUNDA"), say("2"), say("0"), say("1")] == [
        "Waler angka:",
        "Pukul 8.",
        "Waler angka:",
        "Reply:",
    ]
    assert [say("sunda"), say("sunda")] == ["Waler angka:", "Balas angka:"]


def test_every_language_is_in_a_list(say):
    assert say("BASA") == "Pilih bahasa. Balas angka:"
    assert [say("3"), say("BASA"), say("2"), say("BASA"), say("1")] == [
        "Waler angka:",
        "Pilih basa. Waler ku angka:",
        "Reply:",
        "Choose a language. Reply with a number:",
        "Balas angka:",
    ]


@pytest.mark.parametrize(
    ("screen", "told"),
    [
        ("{language: utama, speak: eng}", "`eng` is not one of the book's languages. Did you mean `en`?"),
        ("{text: Halo, speak: en}", "`speak` of the screen `bahasa` needs `language`."),
    ],
)
def test_a_language_that_is_not_the_books_is_told(screen, told):
    with pytest.raises(menus.MenuError) as error:
        compile_book([define(BOOK.replace("{language: utama, speak: en}", screen), "a.yaml", PO)])
    assert told in str(error.value)


@pytest.mark.parametrize("language", PHRASES)
def test_the_engine_says_everything_in_each_language_in_few_septets(language):
    for key, said in PHRASES["id"].items():
        there = PHRASES[language][key]
        assert names(there) == names(said), key
        assert SMS.left(there) >= 0, key
        assert key in ("day", "hour", "money") or there.strip() == there


@pytest.mark.parametrize(
    ("language", "shown", "typed"),
    [
        ("id", "Jumat 04/12", ["jumat", "4/12", "besok"]),
        ("en", "Fri 4 Dec", ["friday", "fri", "tomorrow"]),
        ("su", "Jumaah 04/12", ["jumaah", "Jum", "énjing"]),
    ],
)
def test_days_are_written_and_read_in_each_language(language, shown, typed):
    friday, thursday = date(2026, 12, 4), date(2026, 12, 3)
    assert write_day(friday, language, PHRASES[language]["day"]) == shown
    assert [read_day(text, thursday, language) for text in typed] == [friday] * 3
