"""What is asked of Python for a step, and how often: no more than is needed, nothing that is out of date."""

from datetime import datetime

import menus
from menus import SMS, Item, Registry, Reject
from menus.compiler import compile_book
from menus.schema import define
from menus.talk import Talk

NOW = datetime(2026, 11, 24, 8, 0)  # noqa: DTZ001 (local time)
BOOK = """
menu: a
screens:
  utama: {text: "Balas angka:", choices: [{Pesan: pesan}, {Pesan lagi: pesan}]}
  pesan: {form: [hari, nama], review: "Periksa:", submit: a.pesan, done: "Beres, {nomor}."}
  penuh: {text: "Baru saja penuh.", choices: [{Pesan lagi: pesan, when: not a.bernama}, {Antre: pesan}]}
fields:
  hari: {ask: "Hari apa?{sisa}", info: a.sisa, list: a.hari}
  nama: {ask: "Nama?", text: 2..40, when: a.bernama}
"""


class Desk:
    """Two days, of which one is taken by the first order."""

    def __init__(self):
        self.free = ["Senin", "Selasa"]
        self.refusal = Reject("Baru saja penuh. Hari apa?", screen="hari")
        self.asked = []
        self.registry = registry = Registry()
        registry.lister("a.hari")(lambda call: self.note("list", [Item(day, day) for day in self.free]))
        registry.info("a.sisa")(lambda call: self.note("info", {"sisa": f" Sisa {len(self.free)}."}))
        registry.flag("a.bernama")(lambda call: self.note("flag", len(self.free) < 2))
        registry.action("a.pesan")(self.order)
        self.talk = Talk(compile_book([define(BOOK, "a.yaml")]), services=registry, now=NOW)

    def note(self, what, given):
        self.asked.append(what)
        return given

    def order(self, call):
        self.free.remove(call.answers["hari"])
        return self.refusal

    def say(self, text):
        self.asked.clear()
        return self.talk.say(text)


def test_a_number_asks_for_the_lines_and_for_nothing_else_of_its_screen():
    desk = Desk()
    assert desk.say("1").text.startswith("Hari apa? Sisa 2.")
    assert desk.asked == ["list", "info"]
    assert desk.say("1").text.startswith("Periksa:")
    assert desk.asked == ["list", "flag"]


def test_a_number_that_is_no_line_asks_for_the_lines_once():
    desk = Desk()
    desk.say("1")
    desk.say("7")
    assert desk.asked.count("list") == 1


def test_a_number_of_a_review_leads_to_its_question_and_is_no_line_where_there_is_none():
    desk = Desk()
    desk.say("1")
    desk.say("2")
    assert desk.say("3").text.startswith("Maaf, balas angka di daftar ini.\nPeriksa:")
    assert desk.say("2").text.startswith("Hari apa? Sisa 2.")


def test_what_an_action_has_changed_is_asked_anew_in_the_same_step():
    desk = Desk()
    desk.say("1")
    desk.say("1")
    assert desk.say("1").text == "Baru saja penuh. Hari apa?\n1 Selasa\n0 Kembali"
    assert desk.say("1").text.startswith("Nama?")


def test_a_flag_too_is_asked_anew_after_an_action():
    desk = Desk()
    desk.refusal = Reject(screen="penuh")
    desk.say("1")
    desk.say("1")
    assert desk.say("1").text == "Baru saja penuh.\n2 Antre\n0 Kembali"


def test_a_variant_is_said_with_what_python_knows():
    source = """
menu: b
screens:
  utama: {info: b.isi, text: "Ada {banyak}.", variants: {lain: "Tersedia {banyak}."}}
"""
    registry = Registry()
    registry.info("b.isi")(lambda call: {"banyak": "{3}"})
    book = compile_book([define(source, "b.yaml")])
    said = {
        menus.step(
            book, menus.Session.start(book), "", medium=SMS, services=registry.bind(user=str(user)), now=NOW
        ).text
        for user in range(20)
    }
    assert said == {"Ada {3}.", "Tersedia {3}."}
