"""One question in several words: the same for one resident, spread over all, told in each visit, checked."""

from collections import Counter

import pytest

from menus import MenuError, Registry
from menus.compiler import compile_book
from menus.lint import lint
from menus.schema import define
from menus.talk import Talk

BOOK = """
menu: a
languages: [id, en]
screens:
  utama:
    text: "Balas:"
    variants: {ramah: "Silakan balas:", panjang: "%s"}
    choices: [{Isi: isi}]
  isi: {form: [nama], submit: a.b, done: "Oke."}
fields:
  nama: {ask: "Nama?", text: 2..9, variants: {contoh: "Nama? Contoh: Siti"}}
"""
PO = 'msgid "Silakan balas:"\nmsgstr "Please reply:"\n'


def book_of(source=BOOK % "Balas dengan angka:", po=""):
    return compile_book([define(source, "a.yaml", {"en": po} if po else {})])


def talk(user, book=None, language=""):
    registry = Registry()
    registry.action("a.b")(lambda call: None)
    return Talk(book or book_of(), services=registry.bind(user=user), language=language)


def test_one_resident_always_reads_the_same_and_all_are_read():
    read = Counter()
    for number in range(300):
        shown = {talk(f"+62811{number}").say("").text for _ in range(2)}
        assert len(shown) == 1
        read[shown.pop().partition("\n")[0]] += 1
    assert set(read) == {"Balas:", "Silakan balas:", "Balas dengan angka:"}
    assert min(read.values()) > 60


def test_nobody_in_particular_reads_the_plain_one():
    assert talk("").say("").text.startswith("Balas:\n")


def test_a_visit_names_what_was_read():
    for number in range(20):
        way = talk(f"+62811{number}")
        before = way.say("").visits[0].variant
        first, shown = way.say("1").visits
        assert (first.screen, first.variant) == ("utama", before)
        assert (shown.screen, "Contoh" in way.step.text) == ("isi.nama", shown.variant == "contoh")
        assert way.say("Siti").visits[-1].variant == "", "a screen without variants has none"


def test_a_mistake_says_the_same_words_again():
    for number in range(20):
        way = talk(f"+62811{number}")
        assert way.say("").text in way.say("9").text


def test_it_is_translated():
    book = book_of(po=PO)
    shown = {talk(f"+62811{number}", book, "en").say("").text.partition("\n")[0] for number in range(60)}
    assert "Please reply:" in shown


def test_every_variant_is_checked():
    found = {(each.code, each.what) for each in lint(book_of(BOOK % ("kata " * 40), PO))}
    assert any(code == "too-long" and "utama" in what for code, what in found)
    assert any(code == "translation-missing" and "Nama? Contoh: Siti" in what for code, what in found)
    odd = lint(book_of(BOOK % "Balas 日"))
    assert any(each.code == "charset" for each in odd)


@pytest.mark.parametrize(
    "source",
    [
        BOOK % "Halo {hari}",
        "menu: a\nscreens:\n  utama: {info: a.b, variants: {x: Halo}}\n",
        "menu: a\nscreens:\n  utama: {text: Halo, variants: {x: ''}}\n",
    ],
)
def test_mistakes_are_told_with_their_place(source):
    with pytest.raises(MenuError) as told:
        book_of(source)
    assert told.value.problems[0].line > 1
