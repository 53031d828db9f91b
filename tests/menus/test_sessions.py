"""Conversations that are left, taken up, moved to another book, or interrupted by a question of ours."""

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import menus
from menus import Session
from menus.compiler import compile_book
from menus.schema import define

NOW = datetime(2026, 11, 24, 8, 0)  # noqa: DTZ001 (local time)
BOOK = """
menu: kota
version: 1
languages: [id, en]
words: {MENU: home, STOP: berhenti, LAPOR: lapor}
screens:
  utama: {text: "Balas angka:", choices: [{Lapor: lapor}, {Jadwal: jadwal}]}
  jadwal: {text: "Senin-Jumat."}
  berhenti: {submit: x.stop, done: "Baik."}
  lapor:
    label: laporan jalan rusak
    form: [jenis, tempat, luka]
    review: "Periksa:"
    submit: x.lapor
    done: "Dicatat: {tempat}."
  ingat:
    given: [hari]
    label: jadwal besok
    text: "Besok {hari}. Jadi datang?"
    choices: [{Jadi: jadi}, {Batal: batal}]
  jadi: {text: "Baik, sampai besok."}
  batal: {text: "Sudah dibatalkan.", end: true}
fields:
  jenis: {ask: "Jenis?", choices: [{Lubang: lubang}, {Lampu: lampu}]}
  tempat: {ask: "Di mana?", text: 3..60}
  luka: {ask: "Ada yang luka?", yes_no: true}
"""
OFFER = "Tadi belum selesai: laporan jalan rusak.\n1 Lanjutkan\n2 Mulai dari awal\n00 Menu utama"


def book_of(source):
    return compile_book([define(source, "x.yaml")])


class Phone:
    """One resident with one row in a store, on whatever medium."""

    def __init__(self, source=BOOK):
        self.book, self.now, self.row, self.visits = book_of(source), NOW, None, ()
        self.registry = menus.Registry()
        self.done = []
        self.registry.action("x.lapor")(lambda call: self.done.append(dict(call.answers)))
        self.registry.action("x.stop")(lambda call: None)

    def say(self, text, medium=menus.SMS, first=False, after=10):
        self.now += timedelta(seconds=after)
        stored = self.row and Session.from_json(self.book, self.row)
        session, heard = menus.enter(self.book, stored, text, medium=medium, now=self.now, first=first)
        return self.step(session, heard, medium)

    def step(self, session, text, medium=menus.SMS):
        step = menus.step(self.book, session, text, medium=medium, services=self.registry, now=self.now)
        assert step.session == Session.from_json(self.book, step.session.to_json())
        self.row, self.visits, self.session = step.session.to_json(), step.visits, step.session
        return step.text

    def push(self):
        stored = self.row and Session.from_json(self.book, self.row)
        asked = menus.push(self.book, stored, "ingat", {"hari": ("2026-11-25", "Rabu 25/11")}, now=self.now)
        return self.step(asked, "")

    def dial(self, text="", after=10):
        return self.say(text, menus.USSD, first=True, after=after)

    def report(self, *said):
        """Be somewhere in the form of a report."""
        for text in ("MENU", "1", "1", *said):
            shown = self.say(text)
        return shown


@pytest.fixture
def phone():
    return Phone()


# What was left is offered again ---------------------------------------------------------------------------


def test_a_dropped_dialogue_is_offered_with_the_next_one(phone):
    phone.dial()
    for text in ("1", "2", "depan SDN 1"):
        phone.say(text, menus.USSD)
    assert phone.dial(after=3600) == OFFER
    assert phone.say("1", menus.USSD).startswith("Ada yang luka?")
    assert phone.say("2", menus.USSD).startswith("Periksa:")
    phone.say("1", menus.USSD)
    assert phone.done == [{"jenis": "lampu", "tempat": "depan SDN 1", "luka": "no"}]
    assert phone.dial().startswith("Balas angka:"), "what is done is never offered"


def test_beginning_anew_forgets_the_answers(phone):
    phone.report("depan SDN 1")
    phone.dial()
    assert phone.say("mulai dari awal", menus.USSD).startswith("Jenis?")
    assert phone.session.answers == {}
    assert phone.session.parked is None


def test_home_is_one_key_and_the_offer_comes_again(phone):
    phone.report("depan SDN 1")
    phone.dial()
    assert phone.say("00", menus.USSD).startswith("Balas angka:")
    assert phone.say("2", menus.USSD).startswith("Senin")
    assert phone.dial() == OFFER
    phone.say("1", menus.USSD)
    assert phone.session.answers["tempat"][0] == "depan SDN 1"


def test_an_sms_within_the_conversation_simply_goes_on(phone):
    phone.report()
    assert phone.say("depan SDN 1", after=29 * 60).startswith("Ada yang luka?")


def test_the_first_sms_after_a_quiet_time_is_no_answer(phone):
    phone.report("depan SDN 1")
    assert phone.say("1", after=31 * 60) == OFFER
    assert phone.say("1").startswith("Ada yang luka?"), "now it is one"


def test_a_menu_waits_for_its_answer_longer_than_a_form(phone):
    phone.say("MENU")
    assert phone.say("2", after=20 * 3600).startswith("Senin")


def test_words_win_over_the_offer_and_lose_nothing(phone):
    phone.report("depan SDN 1")
    assert phone.say("STOP", after=3600) == "Baik."
    assert phone.say("apa ini") == OFFER, "the next message after it"
    assert phone.say("1").startswith("Ada yang luka?")


def test_a_word_in_the_middle_of_a_form_leaves_it_behind_for_a_moment_only(phone):
    phone.report("depan SDN 1")
    assert phone.say("Stop. Terima kasih") == "Baik."
    assert phone.say("1") == OFFER
    assert phone.say("1").startswith("Ada yang luka?")
    assert phone.say("0").startswith("Di mana?")


def test_home_in_the_middle_is_left_and_offered_with_the_next_dialogue(phone):
    phone.report("depan SDN 1")
    assert phone.say("00").startswith("Balas angka:")
    assert phone.say("2").startswith("Senin"), "the same conversation is not disturbed"
    assert phone.dial() == OFFER


def test_the_same_form_begun_again_takes_the_place_of_the_one_left(phone):
    phone.report("depan SDN 1")
    phone.say("LAPOR")
    assert phone.session.answers == {}
    assert phone.session.parked is None


def test_a_number_on_another_medium_is_no_answer(phone):
    phone.say("MENU")
    phone.dial()
    phone.say("2", menus.USSD)
    assert phone.say("1").startswith("Balas angka:"), "the USSD screen is not what they read"
    assert phone.say("1").startswith("Jenis?")


@pytest.mark.parametrize("medium", [menus.USSD, menus.CONSOLE, menus.WEB], ids=lambda each: each.name)
def test_a_form_hops_from_each_medium_to_sms(phone, medium):
    phone.say("", medium, first=True)
    for text in ("1", "1"):
        phone.say(text, medium)
    assert phone.say("lubang besar") == OFFER
    assert phone.say("1").startswith("Di mana?")


def test_what_was_dialled_behind_the_code_is_not_an_answer_to_the_offer(phone):
    phone.report("depan SDN 1")
    assert phone.dial("2").startswith("Senin")
    assert phone.dial() == OFFER


def test_after_its_time_it_is_forgotten_silently(phone):
    phone.report("depan SDN 1")
    assert phone.dial(after=24 * 3600).startswith("Balas angka:")
    assert "belum selesai" not in phone.dial()


def test_the_book_says_how_long_and_in_which_words(phone):
    words = 'resume: 30m\nphrases: {resume: "Sambung {what}?", resume_go: "Ya", resume_anew: "Ulang"}\n'
    phone = Phone(BOOK.replace("screens:", f"{words}screens:", 1))
    phone.report()
    assert phone.dial(after=1700) == "Sambung laporan jalan rusak?\n1 Ya\n2 Ulang\n00 Menu utama"
    phone.say("1", menus.USSD)
    assert phone.dial(after=1800).startswith("Balas angka:")


def test_without_a_label_it_is_called_as_the_line_that_leads_there(phone):
    phone = Phone(BOOK.replace("    label: laporan jalan rusak\n", ""))
    phone.report()
    assert phone.dial().startswith("Tadi belum selesai: Lapor.")


def test_a_mistake_at_the_offer_says_it_again(phone):
    phone.report()
    phone.dial()
    assert phone.say("7", menus.USSD).endswith(OFFER)


def test_an_edit_that_was_left_is_an_edit_again(phone):
    phone.report("depan SDN 1", "2", "3")
    assert phone.session.editing
    phone.dial()
    assert phone.say("1", menus.USSD).startswith("Di mana?")
    assert phone.say("depan SDN 2", menus.USSD).startswith("Periksa:")


# Another edition of the book ------------------------------------------------------------------------------

RENAMED = BOOK.replace("version: 1", "version: 2\nmoves: {lapor: aduan, tempat: lokasi}").replace(
    "lapor: {", "aduan: {"
)
for old, new in (
    ("  lapor:\n", "  aduan:\n"),
    ("{Lapor: lapor}", "{Lapor: aduan}"),
    ("LAPOR: lapor", "LAPOR: aduan"),
    ("[jenis, tempat, luka]", "[jenis, lokasi, luka]"),
    ("  tempat: {ask", "  lokasi: {ask"),
    ("{tempat}", "{lokasi}"),
):
    RENAMED = RENAMED.replace(old, new)


def deploy(phone, source):
    phone.book = book_of(source)


def test_renamed_screens_and_fields_take_a_form_along(phone):
    phone.report()
    deploy(phone, RENAMED)
    assert phone.say("depan SDN 1").startswith("Ada yang luka?")
    assert phone.session.answers["lokasi"][0] == "depan SDN 1"


def test_renames_reach_an_edit_and_what_is_parked(phone):
    phone.report("depan SDN 1", "2", "3")
    deploy(phone, RENAMED)
    assert phone.say("depan SDN 2").startswith("Periksa:")
    phone = Phone()
    phone.report("depan SDN 1")
    phone.say("00")
    deploy(phone, RENAMED)
    assert phone.dial() == OFFER
    assert phone.say("0", menus.USSD)
    phone.dial()
    assert phone.say("1", menus.USSD).startswith("Ada yang luka?")


def test_a_question_that_is_gone_leads_to_the_next_one_with_all_answers(phone):
    phone.report()
    deploy(phone, BOOK.replace("[jenis, tempat, luka]", "[jenis, luka]").replace(" {tempat}", ""))
    assert "Ada yang luka?" in phone.say("depan SDN 1")
    assert phone.session.answers["jenis"][0] == "lubang"
    assert phone.visits[0].outcome == "moved"
    assert phone.say("1").startswith("Periksa:")


def test_a_new_question_before_it_is_asked_first(phone):
    phone.report("depan SDN 1")
    deploy(
        phone,
        BOOK.replace("[jenis, tempat, luka]", "[jenis, kapan, tempat, luka]")
        + '  kapan: {ask: "Kapan?", text: 1..20}\n',
    )
    assert "Kapan?" in phone.say("1")
    assert phone.say("tadi pagi").startswith("Ada yang luka?")


def test_a_choice_that_is_gone_is_asked_again(phone):
    phone.report("depan SDN 1")
    deploy(phone, BOOK.replace("{Lubang: lubang}", "{Banjir: banjir}"))
    assert "1 Banjir" in phone.say("1")


def test_a_screen_that_is_gone_leads_home_with_a_kind_word(phone):
    phone.say("MENU")
    phone.say("2")
    deploy(phone, BOOK.replace("{Jadwal: jadwal}", "{Jam: jam}").replace("  jadwal:", "  jam:"))
    assert phone.say("1").startswith("Maaf, menu ini baru diperbarui.")
    assert phone.say("1").startswith("Jenis?")


def test_a_word_is_heard_even_where_the_screen_is_gone(phone):
    phone.report()
    deploy(phone, BOOK.replace("[jenis, tempat, luka]", "[jenis, luka]").replace(" {tempat}", ""))
    assert phone.say("STOP") == "Baik."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
STATES = [*book_of(BOOK).nodes, "kota.hilang", "", "..", "kota"]
STORED = st.fixed_dictionaries(
    {"screen": st.sampled_from(STATES)},
    optional={
        "parked": st.fixed_dictionaries({"screen": st.sampled_from(STATES)}) | JSON,
        "answers": st.dictionaries(
            st.sampled_from(["jenis", "tempat", "luka", "what"]), st.lists(st.text(max_size=3), max_size=2)
        ),
        **{
            name: JSON | st.integers(-3, 3) | st.lists(st.sampled_from(STATES), max_size=2)
            for name in ("page", "stack", "misses", "reason", "editing", "moved", "pushed", "at", "sequence")
        },
        "edition": st.sampled_from(["", book_of(BOOK).edition]),
    },
)


@settings(max_examples=300, deadline=None)
@given(STORED | JSON, st.sampled_from(["", "1", "0", "00", "98", "halo", "STOP"]))
def test_whatever_is_stored_gives_a_screen_and_a_way_on(stored, text):
    phone = Phone()
    phone.row = json.dumps(stored)
    assert phone.say(text)
    assert phone.say("00", first=True)
    assert phone.say("MENU").startswith("Balas angka:")


@pytest.mark.parametrize("text", ["[" * 100_000, '{"screen":' * 50_000, "9" * 5000, "\x00", "NaN"])
def test_damage_of_any_size_is_a_new_beginning(phone, text):
    session = Session.from_json(phone.book, text)
    assert (session.screen, session.moved) == ("kota.utama", True)


# A question of ours ---------------------------------------------------------------------------------------


def test_a_question_of_ours_is_a_conversation_of_its_own(phone):
    phone.report("depan SDN 1")
    assert phone.push() == "Besok Rabu 25/11. Jadi datang?\n1 Jadi\n2 Batal\n0 Kembali"
    assert phone.session.pushed
    assert phone.say("1").startswith("Baik, sampai besok.")
    assert phone.visits[0].screen == "ingat"
    assert phone.say("depan SDN 2") == OFFER, "what it interrupted comes back"
    assert phone.say("1").startswith("Ada yang luka?")


def test_after_its_end_the_next_message_brings_the_interrupted_one(phone):
    phone.report("depan SDN 1")
    phone.push()
    assert phone.say("2") == "Sudah dibatalkan."
    assert not phone.session.pushed
    assert phone.say("1") == OFFER, "a bare 1 is never taken for another question"
    assert phone.done == []


def test_a_question_of_ours_outlives_a_dialogue_on_another_medium(phone):
    phone.push()
    assert phone.dial().startswith("Tadi belum selesai: jadwal besok.")
    assert phone.say("00", menus.USSD).startswith("Balas angka:")
    assert phone.say("1").startswith("Tadi belum selesai: jadwal besok."), "not the USSD menu's 1"
    assert phone.say("1").startswith("Besok Rabu 25/11.")
    assert phone.say("1").startswith("Baik")


def test_both_are_kept_when_a_question_of_ours_is_left_too(phone):
    phone.report("depan SDN 1")
    phone.push()
    assert phone.dial().startswith("Tadi belum selesai: jadwal besok.")
    assert phone.say("1", menus.USSD).startswith("Besok")
    assert phone.say("2", menus.USSD) == "Sudah dibatalkan."
    assert phone.dial() == OFFER


def test_a_question_to_nobody_yet_begins_their_conversation(phone):
    assert phone.push().startswith("Besok")
    assert phone.say("1").startswith("Baik")
    assert phone.say("0").startswith("Besok"), "one may think again"
    assert phone.say("2") == "Sudah dibatalkan."
    assert phone.dial().startswith("Balas angka:")


def test_a_question_of_ours_waits_hours_for_its_answer(phone):
    phone.push()
    assert phone.say("2", after=5 * 3600) == "Sudah dibatalkan."


def test_a_question_that_was_answered_is_not_offered(phone):
    phone.push()
    phone.say("1")
    assert phone.dial().startswith("Balas angka:")


def test_a_detour_by_a_word_leaves_our_question_open(phone):
    phone = Phone(BOOK.replace("MENU: home,", "MENU: home, BANTUAN: jadwal,"))
    phone.push()
    assert phone.say("bantuan").startswith("Senin")
    assert phone.say("0").startswith("Besok")
    assert phone.session.pushed


# What a step tells ----------------------------------------------------------------------------------------


def test_a_step_tells_how_long_the_answer_took(phone):
    phone.say("MENU")
    phone.say("1", after=42)
    assert [visit.seconds for visit in phone.visits] == [42.0, None]
    phone.dial(after=1000)
    assert phone.visits[0].seconds is None, "a dialogue that begins has no time before it"


def test_a_dialogue_that_ended_is_a_visit_too(phone):
    phone.report()
    visit = menus.left(phone.book, phone.session, "timed out", phone.now + timedelta(seconds=60))
    assert visit == menus.Visit("kota", "lapor.tempat", "timed out", 60.0)


def test_the_inputs_of_a_dialogue_are_counted(phone):
    assert [
        phone.dial() and phone.session.sequence,
        phone.say("1", menus.USSD) and phone.session.sequence,
    ] == [1, 2]
    phone.say("", menus.USSD)
    assert phone.session.sequence == 2, "looking again is no input"


@pytest.mark.parametrize(
    "text", ["", "null", "3", "[]", "{}", "[" * 9_000, '["a","id","x"]', '["a","id",0,[],[1]]']
)
def test_damage_is_a_value_error_to_whoever_reads_a_session_without_its_book(text):
    with pytest.raises(ValueError):
        Session.read(text)


def test_a_session_tells_its_screens_however_it_was_written(phone):
    session = Session.start(phone.book)._replace(parked=Session("rsu.jalan.nik", "id"))
    named = json.dumps({**session._asdict(), "parked": session.parked._asdict()})
    for text in (session.to_json(), named):
        assert Session.read(text).screens() == (phone.book.home, "rsu.jalan.nik")
