"""Conversations: what each input leads to, and the peers' defects that this engine must not have."""

import json

import pytest

import menus
from menus import Item, Registry, Reject, Session
from menus.compiler import compile_book
from menus.medium import septets
from menus.schema import define
from menus.talk import Talk

FILLED = ("rsu", "1", "1", "1", "1")  # to the patient
NIK = "3674991203850001"


def book_of(source, catalogues=None):
    return compile_book([define(source, "a.yaml", catalogues)])


def lines(step):
    return step.text.split("\n")


# Keys --------------------------------------------------------------------------------------------------


def test_back_keeps_the_answers_and_forward_returns(talk):
    way = talk(*FILLED)
    asked = way.step.text
    assert way.say("0").text.startswith("Berobat dengan")
    assert way.say("1").text == asked


def test_back_leads_out_of_the_form_and_home(talk):
    way = talk("4", "1")
    assert way.say("0").text.startswith("RSU TANGSEL")
    assert way.say("0").text.startswith("Layanan Kota")
    assert way.session.answers == {}


def test_home_from_anywhere(talk):
    way = talk(*FILLED, "00")
    assert way.step.text.startswith("Layanan Kota")
    assert (way.session.stack, way.session.answers) == ((), {})


def test_back_at_home_stays_there(talk):
    assert talk("0").step.text.startswith("Layanan Kota")


def test_a_word_interrupts_and_back_returns_to_the_question(talk):
    way = talk(*FILLED)
    asked = way.step.text
    assert way.say("bantuan").text.startswith("Balas MENU")
    assert way.say("0").text == asked


def test_any_number_is_taken_from_any_page_and_no_page_number_is_shown_twice(talk):
    way = talk("rsu", "1")
    first = lines(way.step)
    second = lines(way.say("98"))
    assert [line.split()[0] for line in first[1:-2] + second[:-1]] == [str(n) for n in range(1, 10)]
    assert way.say("0").text.split("\n") == first
    assert way.say("9").text.startswith("Poli THT.")


def test_more_on_the_last_page_is_no_mistake(talk):
    way = talk("rsu", "1", "98")
    last = way.step.text
    for _ in range(4):
        assert way.say("98").text == f"Ini halaman terakhir.\n{last}"
        assert (way.session.misses, way.session.page) == (0, 1)
        assert way.step.visits[0].outcome == "more"


def test_98_may_be_an_answer_where_a_number_is_asked():
    way = Talk(
        book_of(
            "menu: a\nscreens:\n  utama: {text: Hai, choices: [{Isi: isi}]}\n"
            "  isi: {form: [umur, nama], submit: a.b, done: Oke}\n"
            "fields:\n  umur: {ask: Umur?, number: 1..120}\n  nama: {ask: Nama?, text: 1..9}\n"
        )
    )
    way.say("1"), way.say("98")
    assert way.session.answers["umur"][0] == "98"


@pytest.mark.parametrize(
    "typed", ["1", " 1 ", "1.", "1)", "l", "I", "１", "satu", "Satu.", "one", "01", "Anak", "1 anak", "ANAK"]
)
def test_a_choice_is_forgiving(talk, typed):
    assert talk("rsu", "1", typed).step.text.startswith("Poli Anak")


@pytest.mark.parametrize(
    "typed",
    ["abc5", "5x", "-1", "1.5", "99", "11", "५", "😀", "lol", "1 2", "to_rsu.jalan.done", "answer"],
)
def test_nothing_else_is_a_choice(talk, typed):
    assert talk("rsu", "1", typed).step.visits[0].outcome == "rejected"


def test_the_empty_text_shows_the_screen_anew(talk):
    way = talk(*FILLED)
    shown = way.step
    assert way.say("").text == shown.text
    assert way.say("  \n").session == shown.session


# Forms -------------------------------------------------------------------------------------------------


def test_an_edit_returns_to_the_review(talk):
    way = talk(*FILLED, NIK, "1")
    assert way.step.text.startswith("Periksa data")
    assert way.say("2").text.startswith("Pilih poli")
    assert way.say("0").text.startswith("Periksa data")
    way.say("2")
    assert way.say("5").text.startswith("Poli Gigi. Pilih hari"), "the day depends on the clinic"
    assert "2 Poli: Gigi" in lines(way.say("2"))


def test_an_edit_that_changes_nothing_asks_nothing(talk):
    assert talk(*FILLED, NIK, "1", "2", "1").step.text.startswith("Periksa data")


def test_an_edit_hides_what_is_not_asked_any_more(talk):
    rows = []
    way = talk(*FILLED, NIK, "1", "4", "2", tx=rows)
    assert not any("Rujukan" in line for line in lines(way.step))
    way.say("1")
    assert "rujukan" not in rows[0]


def test_an_edit_asks_what_it_brings_to_light_even_past_back(talk):
    way = talk("rsu", "1", "1", "1", "2", NIK)
    assert way.step.text.startswith("Periksa data")
    assert way.say("4").text.startswith("Berobat")
    assert way.say("1").text.startswith("Ketik nomor rujukan")
    assert not way.say("0").text.startswith("Periksa data"), "an answer is missing: no way to the review"


def test_a_free_answer_beside_choices(talk):
    asked = talk(*FILLED, NIK)
    assert asked.step.text.startswith("Ketik nomor rujukan")
    assert "6 Rujukan: 0123B4567" in lines(asked.say("0123B4567"))
    assert talk(*FILLED, NIK, "3").step.visits[0].outcome == "rejected"


def test_a_form_begins_afresh(talk):
    way = talk(*FILLED, NIK, "0", "0", "0", "0", "0", "1")
    assert way.step.text.startswith("Pilih poli")
    assert way.say("1").text.startswith("Poli Anak. Pilih hari")


def test_after_done_a_number_is_no_answer(talk):
    way = talk(*FILLED, NIK, "1", "1")
    assert way.step.text.startswith("TERDAFTAR")
    assert way.say("1").text.startswith("Layanan Kota")


def test_what_a_resident_types_is_never_run():
    book = book_of(
        "menu: a\nscreens:\n  utama: {text: Halo}\n"
        "  isi: {form: [nama, kota], review: 'Cek {nama}', submit: a.b, done: '{nama} {kota} {x}'}\n"
        "fields:\n  nama: {ask: Nama?, text: 1..40}\n  kota: {ask: 'Kota, {nama}?', text: 1..40}\n"
    )
    registry = Registry()
    registry.action("a.b")(lambda call: {"x": "{kota}"})
    way = Talk(book, services=registry)
    way.session = Session.start(book, screen="isi")
    way.say("")
    assert lines(way.say("{kota} {0} %s {nama.__class__}"))[0] == "Kota, {kota} {0} %s {nama.__class__}?"
    way.say("*1*2#")
    assert way.say("1").text == "{kota} {0} %s {nama.__class__} *1*2# {kota}"


# Mistakes ----------------------------------------------------------------------------------------------


def test_a_miss_gives_the_reason_first_then_a_human(talk):
    way = talk("rsu", "1", "77")
    assert lines(way.step)[0] == "Maaf, balas angka di daftar ini."
    assert way.say("77").text.startswith("Maaf, pesan Anda belum kami pahami.")
    assert way.say("0").text.startswith("Pilih poli")
    assert way.session.misses == 0


def test_a_good_answer_between_ends_the_row(talk):
    way = talk("rsu", "77", "1", "77")
    assert lines(way.step)[0] == "Maaf, balas angka di daftar ini."


def test_the_third_miss_calls_the_human(talk):
    assert talk("x", "x", "x").step.text.startswith("Baik. Petugas")


def test_the_reason_gives_way_to_the_screen(talk):
    first = talk("x").step
    assert first.text.startswith("Layanan Kota"), "home fills the SMS: no room for the reason"
    assert first.visits[0].outcome == "rejected"


def test_a_check_gives_its_own_reason_or_sends_elsewhere():
    book = book_of(
        "menu: a\nscreens:\n  utama: {text: Hai, choices: [{Isi: isi}]}\n  lain: {text: Lain.}\n"
        "  isi: {form: [nop], submit: a.b, done: '{nop}'}\n"
        "fields:\n  nop: {ask: NOP?, check: a.nop, wrong: Salah.}\n"
    )
    registry = Registry()

    @registry.check("a.nop")
    def nop(call, text):
        if text == "go":
            return Reject(screen="lain")
        return Item(text, f"NOP {text}") if text.isdigit() else Reject("Bukan angka." if text == "x" else "")

    registry.action("a.b")(lambda call: None)
    way = Talk(book, services=registry)
    way.say("1")
    assert way.say("x").text == "Bukan angka.\n0 Kembali"
    assert way.say("y").text == "Salah.\n0 Kembali"
    assert way.say("").text == "Salah.\n0 Kembali"
    assert way.say("go").text == "Lain.\n0 Kembali"
    assert way.say("0").text == "NOP?\n0 Kembali"
    assert way.say("123").text == "NOP 123"


def test_an_action_that_refuses_goes_back_to_the_review_or_a_field():
    book = book_of(
        "menu: a\nscreens:\n  utama: {text: Hai, choices: [{Isi: isi}, {Langsung: langsung}]}\n"
        "  isi: {form: [nama], review: Cek., submit: a.b, done: Oke}\n  langsung: {submit: a.b, done: Oke}\n"
        "fields:\n  nama: {ask: Nama?, text: 1..40}\n"
    )
    registry = Registry()
    answers = {"a": Reject("Belum bisa."), "b": Reject("Nama lain?", "nama"), "c": {}}
    registry.action("a.b")(lambda call: answers[call.answers.get("nama", "a")])
    way = Talk(book, services=registry)
    way.say("1"), way.say("a")
    assert lines(way.say("1")) == ["Belum bisa.", "1 Benar", "2 Nama: a", "0 Kembali"]
    assert not way.step.receipt
    way.say("2"), way.say("b")
    assert way.say("1").text == "Nama lain?\n0 Kembali"
    way.say("c")
    assert way.say("1").text == "Oke"
    way.say("")
    way.say("menu")
    assert lines(way.say("2"))[0] == "Belum bisa."


def test_a_function_that_is_missing_is_named(city, now):
    session = Session.start(city, screen="rsu.jalan")
    with pytest.raises(menus.UnknownName, match=r'@registry.lister\("rsu.poli"\)'):
        menus.step(city, session, "", medium=menus.SMS, now=now)


# Words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed",
    [
        "BATAL 38001299",
        "batal#38001299",
        "Batal*38001299#",
        "batal,38001299",
        "BATAL\n38001299",
        "batal 3800 1299",
    ],
)
@pytest.mark.parametrize("before", [(), FILLED, ("rsu", "1")])
def test_a_keyword_takes_its_argument(talk, typed, before):
    assert talk(*before, typed).step.text == "Antrean 38001299 sudah dibatalkan."


def test_an_argument_that_does_not_fit_is_asked_again(talk):
    assert talk("batal abc").step.text == "Ketik nomor antrean. Contoh: 38001299\n0 Kembali"
    assert talk("batal").step.text == "Ketik nomor antrean. Contoh: 38001299\n0 Kembali"


@pytest.mark.parametrize(
    "typed", ["PETUGAS", "petugas!", "Petugas, tolong", "  petugas", "*petugas*", "STAFF"]
)
def test_a_reserved_word_wins(talk, typed):
    assert talk("rsu", "1", typed).step.text.startswith("Baik. Petugas")


def test_a_service_word_does_not_interrupt_a_free_answer(talk):
    assert talk(*FILLED, NIK, "daftar ulang 12").step.text.startswith("Periksa data")


@pytest.mark.parametrize("typed", ["bpjs", "BPJS.", "jkn", "bpjs/jkn", "1 BPJS/JKN"])
def test_a_choice_may_be_named_by_a_part_of_its_label(talk, typed):
    assert talk("rsu", "1", "1", "1", typed).session.answers["bayar"][0] == "bpjs"


@pytest.mark.parametrize(
    ("typed", "clinic"), [("dalam", "penyakit dalam"), ("Penyakit", "penyakit dalam"), ("tht", "tht")]
)
def test_an_item_of_a_list_too_from_any_page(talk, typed, clinic):
    assert talk("rsu", "1", typed).session.answers["poli"][0] == clinic


@pytest.mark.parametrize("typed", ["sisa", "2", "6", "26/11 sisa 4 atau", "26"])
def test_what_names_several_or_none_is_no_choice(talk, typed):
    way = talk("rsu", "1", "1", typed)
    assert ("tanggal" in way.session.answers) == (typed == "2")


def test_a_text_that_answers_the_screen_beneath_help_is_taken(talk):
    way = talk(*FILLED, "123", "456")
    assert way.step.text.startswith("Maaf, pesan Anda belum kami pahami.")
    way.say(NIK)
    assert way.session.answers["pasien"][0] == NIK
    assert way.session.misses == 0


def test_a_choice_beneath_help_is_taken_and_back_still_leads_there(talk):
    way = talk("rsu", "1", "1", "x1", "x2")
    assert way.step.text.startswith("Maaf, pesan Anda belum kami pahami.")
    assert way.say("2").session.answers["tanggal"][0] == "Jumat 27/11"
    assert "1 Kamis 26/11" in way.say("0").text


def test_the_help_screens_own_choice_goes_before_the_one_beneath(talk):
    assert talk("rsu", "1", "1", "x1", "x2", "1").step.text.startswith("Baik. Petugas")
    assert talk("rsu", "1", "1", "x1", "x2", "x3").step.text.startswith("Baik. Petugas")


# Languages ---------------------------------------------------------------------------------------------


def test_the_language_changes_and_stays(talk):
    way = talk("6")
    assert lines(way.step)[:2] == ["Tangsel City Services. Reply with a number:", "1 Report a problem"]
    assert way.session.language == "en"
    assert way.say("4").text.startswith("RSU TANGSEL HOSPITAL")
    assert way.say("menu").text.startswith("Tangsel")
    assert way.say("6").text.startswith("Layanan Kota")


def test_more_than_two_languages_are_a_list():
    book = book_of(
        "menu: a\nlanguages: [id, en, su]\nscreens:\n  utama: {text: Halo, choices: [{Bahasa: bahasa}]}\n"
        "  bahasa: {language: utama}\n",
        {"en": 'msgid "Halo"\nmsgstr "Hello"\n', "su": ""},
    )
    way = Talk(book)
    assert lines(way.say("1"))[1:4] == ["1 Indonesia", "2 English", "3 Basa Sunda"]
    assert way.say("2").text.startswith("Hello")


def test_a_missing_translation_is_said_in_the_first_language(talk):
    assert talk(*FILLED, NIK, "1", language="en").step.text.startswith("Periksa data")


# Sessions ----------------------------------------------------------------------------------------------


def test_a_session_is_small_and_comes_back(talk, city):
    way = talk(*FILLED, NIK)
    text = way.session.to_json()
    assert Session.from_json(city, text) == way.session
    assert len(text.encode()) < 500


def test_a_session_of_an_earlier_version_is_read_though_it_has_fewer_members(city):
    """Members are stored by place: these are the ones that there were first, in their order."""
    stored = (
        """["kecil.utama","id",0,["kecil.daftar"],{},1,"why",false,false,true,"sms",7,3,"edition",null]"""
    )
    session = Session.read(stored)
    assert (session.screen, session.stack, session.misses, session.pushed) == (
        "kecil.utama", ("kecil.daftar",), 1, True
    )  # fmt: skip
    assert (session.reason, session.medium, session.at, session.sequence) == ("why", "sms", 7, 3)
    assert Session.read('["kecil.utama","en"]') == Session("kecil.utama", "en")


def test_a_session_that_was_written_with_the_names_of_its_members_is_read(talk, city):
    session = talk(*FILLED, NIK).session
    named = {**session._asdict(), "parked": session._asdict()}
    assert Session.from_json(city, json.dumps(named)) == session._replace(parked=session)
    later = json.dumps([*session, "what a later version adds"])
    assert Session.from_json(city, later) == session


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "1", "{}", '{"screen": 1}', '{"screen": "rsu.hilang"}',
     '{"screen": "rsu.jalan.submit"}', '{"screen": "rsu.utama", "answers": [1]}',
     '{"screen": "rsu.utama", "stack": 5}',
     '{"screen": "rsu.utama", "answers": {"a": 1}}', '{"screen": "rsu.utama", "page": "x"}',
     '["rsu.hilang"]', '["rsu.utama", "id", "x"]', '["rsu.utama", "id", 0, [], 5]', "[[]]"],
)  # fmt: skip
def test_a_session_that_makes_no_sense_leads_home_kindly(city, registry, now, text):
    session = Session.from_json(city, text)
    assert session.moved
    step = menus.step(city, session, "1", medium=menus.WEB, services=registry, now=now)
    assert step.visits[0].outcome == "moved"
    assert "Kami tidak pernah meminta uang/PIN." in step.text
    assert not step.session.moved


def test_a_kind_sentence_stands_before_the_home_screen():
    book = book_of("menu: a\nscreens:\n  utama: {text: Halo}\n")
    session = Session.from_json(book, json.dumps({"screen": "a.lama"}))
    now = Talk(book).now
    for typed in ("", "1"):
        step = menus.step(book, session, typed, medium=menus.SMS, now=now)
        assert lines(step) == ["Maaf, menu ini baru diperbarui. Mohon mulai lagi dari sini.", "Halo"]


def test_a_renamed_screen_takes_its_sessions_along():
    book = book_of(
        "menu: a\nmoves: {tgl: tanggal, daftar: isi}\n"
        "screens:\n  utama: {text: Halo, choices: [{Isi: isi}]}\n"
        "  isi: {form: [poli, tanggal], submit: a.b, done: Oke}\n"
        "fields:\n  poli: {ask: Poli?, text: 1..9}\n  tanggal: {ask: Tanggal?, text: 1..9}\n"
    )
    old = json.dumps(
        {"screen": "a.daftar.tgl", "language": "id", "answers": {"poli": ["x", "x"], "tgl": ["1", "1"]}}
    )
    session = Session.from_json(book, old)
    assert (session.screen, session.moved) == ("a.isi.tanggal", False)
    assert set(session.answers) == {"poli", "tanggal"}


def test_the_way_back_has_an_end():
    links = "".join(f"  s{at}: {{text: '{at}', choices: [{{Lanjut: s{at + 1}}}]}}\n" for at in range(20))
    way = Talk(book_of(f"menu: a\nscreens:\n{links}  s20: {{text: Akhir}}\n"))
    for _ in range(20):
        way.say("1")
    assert len(way.session.stack) == 12
    for at in range(19, 7, -1):
        assert lines(way.say("0"))[0] == str(at)
    assert lines(way.say("0"))[0] == "0", "what is older leads home"


def test_a_page_that_is_gone_is_the_last(city, registry, now):
    session = Session.start(city)._replace(page=7)
    assert menus.step(city, session, "", medium=menus.SMS, services=registry, now=now).session.page == 0


# Media -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("medium", list(menus.MEDIA.values()), ids=lambda medium: medium.name)
def test_every_screen_fits_every_medium(talk, medium):
    way = talk(medium=medium)
    for text in ("", "4", "4", "98", "98", "0", "menu", *FILLED, NIK, "1", "1"):
        assert medium.fits(way.say(text).text)


def test_a_character_outside_gsm_makes_the_page_small():
    book = book_of(f"menu: a\nscreens:\n  utama: {{text: '{'kata ' * 30}日', end: true}}\n")
    way = Talk(book)
    pages = [way.say("").text]
    while way.step.more:
        pages.append(way.say("98").text)
    assert septets(pages[0]) is not None
    assert septets(pages[-1]) is None
    assert all(menus.SMS.fits(page) for page in pages)


def test_a_long_label_is_cut_only_when_it_fills_a_page():
    registry = Registry()
    registry.lister("a.b")(lambda call: [Item("x", "kata " * 60), Item("y", "pendek")])
    book = book_of("menu: a\nscreens:\n  utama: {text: Pilih, list: a.b, to: utama}\n")
    way = Talk(book, services=registry)
    assert "\n1 kata" not in way.say("").text
    long, short, *_ = lines(way.say("98"))
    assert long.endswith("..")
    assert short == "2 pendek"


def test_an_empty_list_says_so(talk):
    registry = Registry()
    registry.lister("a.b")(lambda call: [])
    book = book_of("menu: a\nscreens:\n  utama: {text: Pilih, list: a.b, to: utama, empty: Kosong.}\n")
    assert Talk(book, services=registry).say("").text == "Kosong."


def test_ninety_eight_is_never_an_item():
    registry = Registry()
    registry.lister("a.b")(lambda call: [Item(str(n), f"b{n}") for n in range(120)])
    book = book_of("menu: a\nscreens:\n  utama: {text: Pilih, list: a.b, to: utama}\n")
    way = Talk(book, services=registry)
    shown = [line for _ in range(20) for line in lines(way.say("98"))]
    assert "97 b96" in shown
    assert "99 b97" in shown


def test_the_words_for_a_mistake_may_hold_answers():
    book = book_of(
        "menu: a\nscreens:\n  utama: {text: Hai, choices: [{Isi: isi}]}\n"
        "  isi: {form: [nama, umur], submit: a.b, done: Oke}\n"
        "fields:\n  nama: {ask: Nama?, text: 1..9}\n"
        "  umur: {ask: Umur?, number: 1..99, wrong: 'Umur {nama}?'}\n"
    )
    way = Talk(book)
    way.say("1"), way.say("Siti")
    assert lines(way.say("x"))[0] == "Umur Siti?"


def test_a_language_without_words_of_its_own_is_still_named():
    screens = "screens: {utama: {text: x, choices: [{B: b}]}, b: {language: utama}}"
    book = book_of(f"menu: a\nlanguages: [id, su, ban]\n{screens}\n")
    assert lines(Talk(book).say("1"))[1:] == ["1 Indonesia", "2 Basa Sunda", "3 Bali", "0 Kembali"]
