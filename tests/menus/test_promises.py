"""An action that answers later: what is shown now, what the caller keeps, what is said then."""

import menus
from menus import Later, Registry
from menus.compiler import compile_book
from menus.schema import define
from menus.talk import Talk

SOURCE = (
    "menu: a\nlanguages: [id, en]\nscreens:\n  utama: {{text: Hai, choices: [{{Cek: cek}}]}}\n"
    "  cek: {{form: [nik], submit: a.cek, {slow}"
    "done: {{ada: 'NIK {{nik}}: {{hasil}}', tidak: Tidak ada.}}}}\n"
    "fields:\n  nik: {{ask: NIK?, text: 4..16, mask: 2}}\n"
)


def talk(slow="slow: 'Dicatat, {nomor}, NIK {nik}.', "):
    registry = Registry()
    registry.action("a.cek")(lambda call: Later("7", {"nomor": "3800-1"}, within=60))
    way = Talk(compile_book([define(SOURCE.format(slow=slow), "a.yaml")]), services=registry)
    way.say("1"), way.say("12345678")
    return way


def test_the_screen_says_slow_and_the_step_reports_it():
    step = talk().step
    assert step.text == "Dicatat, 3800-1, NIK ..78."
    assert not step.more
    assert step.promises == (menus.Promise("7", "a.cek.done", "id", {"nik": "..78"}, 60),)
    assert (step.receipt, step.actions) == (True, ("a.cek",))


def test_the_outcome_is_said_as_done_would_have_been():
    way = talk()
    (promise,) = way.step.promises
    assert menus.fulfil(way.book, promise, {"hasil": "{nik} aktif", "done": "ada"}) == "NIK ..78: {nik} aktif"
    assert menus.fulfil(way.book, promise, {"done": "tidak"}) == "Tidak ada."
    assert menus.fulfil(way.book, promise, {}) == "NIK ..78: "
    assert menus.fulfil(way.book, promise._replace(state="a.lama.done"), {"hasil": "aktif"}) == "aktif"
    assert menus.late(way.book, promise._replace(language="en")).startswith("Sorry")


def test_without_words_of_the_book_the_engine_has_its_own():
    assert talk(slow="").step.text == "Permintaan Anda dicatat. Jawabannya kami kirim lewat SMS."


def test_the_next_message_begins_anew_and_promises_nothing():
    way = talk()
    assert way.say("1").promises == ()
    assert way.step.text.startswith("Hai")
