"""What is typed: words run together, near misses, several at once; and the limits that no book gets past."""

from datetime import datetime

import pytest

import menus
from menus import Item, Registry, Reject
from menus.compiler import compile_book
from menus.schema import define
from menus.talk import Talk

FILLED = ("rsu", "1", "1", "1", "1")


def book_of(source):
    return compile_book([define(source, "a.yaml")])


def lines(step):
    return step.text.split("\n")


# A word and what follows it --------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["RSU1", "rsu 1", "RSU#1", "Rsu*1#", "RSU,1", "RSU\n1"])
def test_what_follows_a_word_chooses_on_the_screen_it_leads_to(talk, typed):
    assert talk(typed).step.text.startswith("Pilih poli")


@pytest.mark.parametrize("typed", ["RSU 1 5", "RSU#1#5", "rsu1 5", "RSU 1 gigi"])
def test_and_on_those_behind_it(talk, typed):
    way = talk(typed)
    assert way.session.answers["poli"][0] == "gigi"
    assert way.step.text.startswith("Poli Gigi.")
    assert way.say("0").text.startswith("Pilih poli")


def test_what_does_not_choose_is_left(talk):
    assert talk("rsu apa saja").step.text.startswith("RSU TANGSEL")
    assert talk("menu 99 4").step.text.startswith("Layanan Kota")


def test_a_word_without_its_space(talk):
    assert talk("BATAL38001299").step.text == "Antrean 38001299 sudah dibatalkan."
    assert talk(*FILLED, "batal38001299").step.text == "Antrean 38001299 sudah dibatalkan."


def test_a_circle_of_choices_ends(talk):
    way = Talk(book_of("menu: a\nwords: {A: utama}\nscreens:\n  utama: {text: X, choices: [{Y: utama}]}\n"))
    way.say("A" + " 1" * 900)
    assert len(way.step.visits) < 30


ONE_SHOT = (
    "menu: a\nwords: {LAPOR: isi}\nscreens:\n  utama: {text: Hai}\n"
    "  isi: {form: [jenis, hari, umur, nama], review: Periksa., submit: a.b, done: Oke}\nfields:\n"
    "  jenis: {ask: Jenis?, choices: [{Jalan: jalan}, {Sampah: sampah}]}\n"
    "  hari: {ask: Hari?, date: +0d..+9d}\n  umur: {ask: Umur?, number: 1..120}\n"
    "  nama: {ask: Nama?, text: 2..40}\n"
)


@pytest.mark.parametrize(
    ("typed", "answers", "asked"),
    [
        ("LAPOR", {}, "Jenis?"),
        ("LAPOR sampah", {"jenis"}, "Hari?"),
        ("LAPOR#2#besok#34#Siti Aminah", {"jenis", "hari", "umur", "nama"}, "Periksa."),
        ("LAPOR 2 besok 34 Siti Aminah", {"jenis", "hari", "umur", "nama"}, "Periksa."),
        ("LAPOR 34", {"umur"}, "Jenis?"),
        ("LAPOR besok 34", {"hari", "umur"}, "Jenis?"),
        ("LAPOR Siti", {}, "Maaf, jawaban itu belum sesuai.\nJenis?"),
    ],
)
def test_one_text_fills_what_it_can_and_only_the_missing_is_asked(typed, answers, asked):
    way = Talk(book_of(ONE_SHOT))
    way.say(typed)
    assert set(way.session.answers) == set(answers)
    assert way.step.text.startswith(asked) or way.step.text.startswith(asked.rpartition("\n")[2])
    assert way.step.actions == (), "it is confirmed first"


# Near misses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["RUS", "rsuu", "rsi", "Rdu 1", "petugs", "bantaun", "DAFTR"])
def test_a_near_miss_is_asked(talk, typed):
    way = talk("rsu", typed)
    assert way.step.text.startswith("Maksud Anda ")
    assert lines(way.step)[1:] == ["1 Ya", "2 Bukan", "0 Kembali"]
    assert way.step.visits[0].outcome == "rejected"
    assert way.say("2").text.startswith("RSU TANGSEL")
    assert "_guess" not in way.session.answers


@pytest.mark.parametrize("before", [(), ("BATAL 38001299",)])
def test_where_only_the_menu_is_left_no_brings_it(talk, before):
    way = talk(*before, "rus")
    assert lines(way.step) == ["Maksud Anda RSU?", "1 Ya", "2 Bukan, kirim menu utama"]
    assert way.say("2").text.startswith("Layanan Kota")


def test_yes_does_as_if_it_had_been_typed(talk):
    way = talk("rus 1")
    assert lines(way.step)[0] == "Maksud Anda RSU?"
    assert way.say("ya").text.startswith("Pilih poli")
    assert "_guess" not in way.session.answers


ANY_NUMBER = (
    "menu: a\nwords: {CEK: cek, '#': cek}\nscreens:\n  utama: {text: Hai, choices: [{Isi: isi}]}\n"
    "  isi: {form: [umur, nama], submit: a.b, done: '{nama}.'}\n"
    "  cek: {form: [nomor], sentence: a.nomor, submit: a.b, done: 'Nomor {nomor}.'}\n"
    "fields:\n  umur: {ask: Umur?, number: 1..120}\n"
    "  nama: {ask: Nama?, text: 2..40}\n  nomor: {ask: Nomor?, text: 5..20}\n"
)


def test_a_number_that_is_no_answer_has_its_word():
    registry = Registry()
    registry.action("a.b")(lambda call: None)
    registry.sentence("a.nomor")(lambda call, text: {"nomor": text} if len(text) == 9 else {})
    way = Talk(book_of(ANY_NUMBER), services=registry)
    assert way.say("1").text.startswith("Umur?")
    assert "Umur?" in way.say("200000").text  # a mistake here, no number of there
    assert way.say("3800-1273").text == "Nomor 3800-1273."
    way.say("x")
    way.say("1")
    way.say("34")
    assert way.say("38001273").text == "38001273."  # a name may be anything


def test_a_number_in_a_sentence_is_asked_for_at_home():
    registry = Registry()
    registry.action("a.b")(lambda call: None)
    registry.sentence("a.nomor")(lambda call, text: {"nomor": text} if len(text) == 9 else {})
    way = Talk(book_of(ANY_NUMBER), services=registry)
    assert "Maksud" not in way.say("laporan saya 08123456 gimana").text
    assert lines(way.say("laporan saya 3800-1273 gimana"))[0] == "Maksud Anda 3800-1273?"
    assert way.say("1").text == "Nomor 3800-1273."


def test_back_leads_past_what_was_guessed(talk):
    way = talk("rsu", "petugaz", "1")
    assert way.say("menu").text.startswith("Layanan Kota")
    assert talk("rsu", "rus", "1", "0").step.text.startswith("Layanan Kota")


def test_a_near_miss_is_asked_after_an_end_too(talk):
    assert talk("BATAL 38001299", "rus").step.text.startswith("Maksud Anda RSU?")
    assert talk("BATAL 38001299", "terima kasih").step.text.startswith("Layanan Kota")


def test_no_returns_to_the_question_with_its_answers(talk):
    way = talk(*FILLED)
    asked, answers = way.step.text, way.session.answers
    assert way.say("petugaz").text.startswith("Maksud Anda PETUGAS?")
    for back in ("2", "0", "bukan"):
        assert way.say(back).text == asked
        assert way.session.answers == answers
        way.say("petugaz")
    assert way.say("menu").text.startswith("Layanan Kota")


@pytest.mark.parametrize("typed", ["batl", "stp", "stopp", "iya", "tidk", "ya", "tidak", "no", "mn"])
def test_what_must_not_be_mistaken_is_never_guessed(talk, typed):
    assert "Maksud Anda" not in talk("rsu", typed).step.text


def test_a_word_between_two_is_not_guessed():
    book = book_of(
        "menu: a\nwords: {RSUD: utama, RSUP: utama}\nscreens:\n  utama: {text: X, choices: [{Y: utama}]}\n"
    )
    assert "Maksud" not in Talk(book).say("RSUT").text


def test_a_free_answer_is_no_near_miss():
    way = Talk(book_of(ONE_SHOT.replace("jenis, hari, umur, nama", "nama")))
    way.say("lapor")
    assert way.say("Lapir").text.startswith("Periksa.")


# Several at once -------------------------------------------------------------------------------------------


def week():
    registry = Registry()
    days = (
        "Rabu 25/11",
        "Kamis 26/11",
        "Jumat 27/11",
        "Senin 30/11",
        "Selasa 1/12",
        "Rabu 2/12",
        "Kamis 3/12",
    )
    registry.lister("a.hari")(lambda call: [Item(day, day) for day in days])
    book = book_of(
        "menu: a\nhelp: [tanya]\nscreens:\n  utama: {text: Hari?, list: a.hari, to: hasil}\n"
        "  hasil: {text: 'Baik: {utama}.'}\n  tanya: {text: Bantuan.}\n"
    )
    return Talk(book, services=registry)


def test_a_text_that_means_two_lines_offers_both():
    way = week()
    for _ in range(3):
        said = lines(way.say("rabu"))
        assert said == ["Maksud Anda yang mana? Balas angka:", "1 Rabu 25/11", "6 Rabu 2/12"]
    assert way.session.misses == 0
    assert way.say("6").text.startswith("Baik: Rabu 2/12.")


def test_any_other_line_is_still_taken():
    way = week()
    way.say("rabu")
    assert way.say("3").text.startswith("Baik: Jumat 27/11.")


def test_the_whole_list_comes_again():
    way = week()
    whole = way.say("").text
    way.say("rabu")
    assert way.say("").text == whole


# Keys ------------------------------------------------------------------------------------------------------


def test_a_bare_9_goes_back_where_it_is_no_item(talk):
    assert talk("rsu", "9").step.text.startswith("Layanan Kota")
    assert talk("rsu", "1", "9").session.answers["poli"][0] == "tht", "there it is one"
    assert talk("rsu", "1", "1", "9").step.text.startswith("Pilih poli")


def test_a_9_is_an_answer_where_a_number_is_asked():
    way = Talk(book_of(ONE_SHOT.replace("jenis, hari, umur, nama", "umur, nama")))
    way.say("lapor"), way.say("9")
    assert way.session.answers["umur"][0] == "9"


def test_a_medium_may_have_keys_of_its_own(talk):
    way = talk(medium=menus.SMS._replace(back="7", home="77", more="99", also_back=""))
    assert lines(way.say("rsu"))[-1] == "7 Kembali"
    assert lines(way.say("1"))[-2:] == ["99 Lanjut (poli lain)", "7 Kembali"]
    assert lines(way.say("99"))[-1] == "7 Kembali"
    assert way.say("7").text.startswith("Pilih poli")
    assert way.say("7").text.startswith("RSU TANGSEL")
    assert way.say("0").visits[0].outcome == "rejected"
    assert way.say("77").text.startswith("Layanan Kota")


# Key lines as they are shown --------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["0 Kembali", "0. kembali", "kembali", "Kembali."])
def test_a_key_line_may_be_typed_as_it_is_shown(talk, typed):
    assert talk("rsu", "1", typed).step.text.startswith("RSU TANGSEL")


@pytest.mark.parametrize("typed", ["98 Lanjut (poli lain)", "lanjut (poli lain)"])
def test_so_may_the_line_for_more(talk, typed):
    assert talk("rsu", "1", typed).session.page == 1


def test_the_key_line_alone_is_an_answer_where_text_is_free():
    way = Talk(book_of(ONE_SHOT.replace("jenis, hari, umur, nama", "nama")))
    way.say("lapor")
    assert way.say("Kembali").text.startswith("Periksa.")


# Limits ----------------------------------------------------------------------------------------------------


def test_a_book_that_runs_in_a_circle_ends_at_home_with_a_word_for_both():
    registry, count = Registry(), []

    @registry.action("a.b")
    def act(call):
        count.append(1)
        return Reject(screen="dua" if len(count) % 2 else "satu")

    book = book_of(
        "menu: a\nscreens:\n  utama: {text: Halo, choices: [{Satu: satu}]}\n"
        "  satu: {submit: a.b, done: Oke}\n  dua: {submit: a.b, done: Oke}\n"
    )
    way = Talk(book, services=registry)
    assert lines(way.say("1")) == ["Maaf, layanan itu sedang terganggu.", "Halo", "1 Satu"]
    assert "runs in a circle" in way.step.fault
    assert "Reject" in way.step.fault
    assert len(count) < 20
    assert way.say("").text == "Halo\n1 Satu"
    assert way.step.fault == ""


@pytest.mark.parametrize(
    ("screens", "what"),
    [
        ("  satu: {goto: dua}\n  dua: {goto: satu}\n", "circle"),
        ("  satu: {language: dua}\n  dua: {language: satu}\n", "changes the language again"),
    ],
)
def test_a_circle_that_the_book_shows_is_told_when_it_is_loaded(screens, what):
    source = "menu: a\nlanguages: [id, en]\nscreens:\n  utama: {text: X, choices: [{Y: satu}]}\n" + screens
    with pytest.raises(menus.MenuError, match=what):
        book_of(source)


def test_a_last_text_that_an_answer_makes_long_says_what_its_key_does():
    source = ONE_SHOT.replace("jenis, hari, umur, nama", "nama").replace("2..40", "1..300")
    registry = Registry()
    registry.action("a.b")(lambda call: None)
    way = Talk(book_of(source.replace("done: Oke", 'done: "Oke {nama}."')), services=registry)
    first = [way.say(text) for text in ("lapor", "kata " * 50, "1")][-1]
    assert (lines(first)[-1], first.more) == ("98 Lanjut", True)
    last = way.say("98")
    assert (last.text.endswith("kata."), last.more) == (True, False)


def test_an_answer_has_an_end():
    way = Talk(book_of(ONE_SHOT.replace("jenis, hari, umur, nama", "nama").replace("2..40", "1..999999")))
    way.say("lapor")
    way.say("x" * 1_000_000)
    assert len(way.session.answers["nama"][0]) == 2000


# A sentence that Python reads ------------------------------------------------------------------------------

SENTENCE = (
    "menu: a\nwords: {LAPOR: isi, HENTI: henti}\nscreens:\n  utama: {text: Hai}\n"
    "  isi: {form: [jenis, tempat, benar], keep: {sekali: tidak}, sentence: a.baca, submit: a.b, "
    "done: '{tempat}.'}\n"
    "  henti: {sentence: a.nomor, submit: a.henti, done: {semua: Semua., satu: '{nomor}.'}}\n"
    "fields:\n  jenis: {ask: Jenis?, choices: [{Jalan: jalan, shown: jalan rusak}, {Sampah: sampah}]}\n"
    "  tempat: {ask: Di mana?, text: 2..40}\n"
    "  benar: {ask: '{jenis} {tempat}?', choices: [{Ya: ya}, {Bukan: bukan}], when: sekali == ya}\n"
)


@pytest.fixture
def sentence():
    registry, asked = Registry(), []

    @registry.sentence("a.baca")
    def read(call, text):
        asked.append(text)
        kind, _, place = text.partition(" ")
        if kind != "jalan":
            return {}
        return {"jenis": Item("jalan", "Jalan", shown="jalan rusak"), "sekali": "ya"} | (
            {"tempat": place} if place else {}
        )

    @registry.sentence("a.nomor")
    def number(call, text):
        return {"nomor": text} if text.isdigit() else {}

    @registry.action("a.b")
    def do(call):
        if call.answers.get("benar") == "bukan":
            return Reject(screen="jenis", forget=("tempat", "benar", "sekali"))
        return dict(call.answers)

    registry.action("a.henti")(lambda call: {"done": "satu" if "nomor" in call.answers else "semua"})
    way = Talk(book_of(SENTENCE), services=registry)
    way.heard = asked
    return way


def test_a_sentence_is_read_whole_and_answers_several_fields(sentence):
    sentence.say("LAPOR jalan Jl. Siliwangi, depan#SDN 1")
    assert sentence.heard == ["jalan Jl. Siliwangi, depan#SDN 1"]
    assert lines(sentence.step)[0] == "jalan rusak Jl. Siliwangi, depan#SDN 1?"
    assert sentence.say("1").text == "Jl. Siliwangi, depan#SDN 1."


def test_what_a_sentence_leaves_open_is_asked(sentence):
    assert sentence.say("LAPOR#jalan").text.startswith("Di mana?")
    assert sentence.say("depan SDN").text.startswith("jalan rusak depan SDN?")


def test_what_is_no_sentence_answers_the_first_field_as_ever(sentence):
    assert sentence.say("LAPOR 2").text.startswith("Di mana?")
    assert sentence.say("depan SDN").text == "depan SDN."


def test_what_an_action_refuses_may_be_asked_all_over(sentence):
    sentence.say("LAPOR jalan depan SDN")
    assert sentence.say("2").text.startswith("Jenis?")
    sentence.say("2")
    assert sentence.say("rumah").text == "rumah."


@pytest.mark.parametrize(
    ("said", "answer"),
    [("HENTI", "Semua."), ("Henti. Terima kasih", "Semua."), ("henti 38001273", "38001273.")],
)
def test_a_word_may_or_may_not_take_a_number(sentence, said, answer):
    assert sentence.say(said).text == answer


# Words of one language ------------------------------------------------------------------------------------

SPOKEN = """
menu: a
languages: [id, en, su]
words: {MENU: home, STOP: berhenti}
words_in:
  id: {AIR: air}
  en: {AIR: udara, RAIN: udara, HELP: bantuan, STOP: bantuan}
  su: {RAIN: air}
screens:
  utama: {text: "Balas angka:", choices: [{Satu: air}, {Dua: udara}]}
  air: {text: "air"}
  udara: {text: "udara"}
  bantuan: {text: "bantuan"}
  berhenti: {text: "berhenti"}
"""


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        ("id", "AIR", "air"),
        ("en", "air 1", "udara"),
        ("su", "air", "Hapunten"),  # of two others, which do not agree
        ("id", "help", "bantuan"),  # of one other
        ("id", "rain", "Maaf"),
        ("su", "rain", "air"),
        ("id", "stop", "berhenti"),
        ("en", "stop", "bantuan"),  # its own before those of all
    ],
)
def test_a_word_is_heard_in_the_language_of_the_session_first(language, text, said):
    book = compile_book([define(SPOKEN, "a.yaml")])
    assert Talk(book, language=language).say(text).text.startswith(said)


def test_words_that_collide_are_told_and_locked_in_both_languages():
    from menus.lint import lint
    from menus.lock import Code, published

    book = compile_book([define(SPOKEN, "a.yaml")])
    told = [problem.what for problem in lint(book) if problem.code == "word-collides"]
    assert "The word AIR leads to `a.air`, but in `en` to `a.udara`." in told
    assert len(told) == 3
    codes = published(book)
    assert codes[Code("word", "AIR")] == "a.air"
    assert codes[Code("word", "en:AIR")] == "a.udara"
    assert Code("word", "en:HELP") not in codes


def test_words_of_a_language_that_is_not_spoken_are_a_mistake():
    with pytest.raises(menus.MenuError, match="`words_in` has words of `fr`, which the book does not speak"):
        compile_book([define(SPOKEN.replace("  su: {", "  fr: {"), "a.yaml")])


def test_an_entrance_has_words_of_one_language_too():
    home = "menu: k\nlanguages: [id, en]\nscreens: {utama: {text: Balas, choices: [{services: true}]}}\n"
    service = """
menu: s
languages: [id, en]
enter: {code: 1, label: RS, words: [RSU], words_in: {en: [HOSPITAL]}}
screens: {utama: {text: "RSU"}}
"""
    book = compile_book([define(home, "k.yaml"), define(service, "s.yaml")])
    assert {word: found.state for word, found in book.heard("id").items()} == {
        "hospital": "s.utama",
        "rsu": "s.utama",
    }


HOME = """\
menu: uji
languages: [id]
screens:
  utama: {text: Halo, choices: [{Isi: isi}, {Nama: bebas}, {services: true}]}
  isi: {form: [nomor], submit: uji.isi, done: Oke}
  bebas: {form: [nama], submit: uji.isi, done: "Oke {nama}"}
fields:
  nomor: {ask: Nomor?, number: 1..99, wrong: Bukan}
  nama: {ask: Nama?, text: 2..40}
"""
SERVICE = """\
menu: rsu
languages: [id]
enter: {code: 4, label: Daftar, words: [RSU]}
screens:
  utama: {text: RSU TANGSEL, choices: [{Jadwal: jadwal}]}
  jadwal: {text: Buka}
"""


def test_a_word_that_a_field_would_not_take_leads_where_it_says(tmp_path):
    """A service's word is an answer like any other, unless the field refuses it."""
    for name, text in (("home", HOME), ("rsu", SERVICE)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    book, registry = menus.load(tmp_path / "home.yaml", services=[tmp_path / "rsu.yaml"]), menus.Registry()
    registry.action("uji.isi")(lambda call: None)
    how = {"medium": menus.SMS, "services": registry, "now": datetime(2026, 11, 24)}  # noqa: DTZ001

    def said(*texts):
        session = menus.Session.start(book)
        for text in ("", *texts):
            step = menus.step(book, session, text, **how)
            session = step.session
        return step.text.split("\n")[0]

    assert said("1", "RSU") == "RSU TANGSEL"
    assert said("1", "rsu.") == "RSU TANGSEL"
    assert said("1", "RSU mana") == "Bukan"
    assert said("1", "x", "RSU") == "RSU TANGSEL"
    assert said("2", "RSU") == "Oke RSU"
