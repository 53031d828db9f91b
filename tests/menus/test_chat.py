"""What a `.chat` file can say beside texts: events, effects, every medium; how it is written and recorded."""

import pytest
from click.testing import CliRunner

import menus
from kiosk.cli.menus import command
from menus import chat, talk
from menus.chat import Effect, Event, Heard
from menus.talk import Recording, Saying, Talk

pytest_plugins = ["pytester"]

BOOK = """\
menu: lapor
resume: 24h
screens:
  utama: {text: "Balas angka:", choices: [{Lapor: isi}]}
  isi:
    form: [tempat, luka]
    submit: lapor.kirim
    done: "Dicatat: {tempat}."
fields:
  tempat: {ask: "Di mana?", text: 3..60}
  luka: {ask: "Ada yang luka?", yes_no: true}
"""
CHAT = """\
channel: ussd
clock: 2026-11-24 08:00

> *123*1#
< Di mana?
< 0 Kembali
= (nothing)
> depan SDN 1
< /luka/
! drop
! later 30m
> *123#
< /^Tadi belum selesai/
< /1 Lanjutkan/
> 1
< /luka/
! on sms
! later 10s
> BATAL
< ...
"""
DONE = "> 1\n< ...\n> pasar\n< ...\n> 2\n< Dicatat: pasar.\n= lapor.kirim tempat=pasar luka=no\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "menu.yaml").write_text(BOOK)
    return tmp_path


@pytest.fixture
def door():
    from menus.compiler import compile_book
    from menus.schema import define
    from menus.standin import StandIn

    book = compile_book([define(BOOK, "menu.yaml", {})])

    def at(conversation):
        medium = menus.MEDIA[conversation.channel]
        return Talk(book, medium=medium, services=StandIn(), now=conversation.clock)

    return at


def spoken(source, door):
    conversation = chat.parse(source, "a.chat")
    return talk.run(conversation, door(conversation))


def test_events_stand_between_messages():
    exchanges = chat.parse(CHAT).exchanges
    assert exchanges[2].before == (Event("drop"), Event("later", seconds=1800))
    assert exchanges[4].before == (Event("on", channel="sms"), Event("later", seconds=10))
    assert [exchange.effects for exchange in exchanges[:2]] == [(), None]


def test_a_dialogue_drops_time_goes_by_and_it_is_offered_again(door):
    assert spoken(CHAT, door).failures == ()


def test_without_the_drop_it_would_have_gone_on(door):
    (failure, *_) = spoken(CHAT.replace("! drop\n! later 30m\n> *123#", "> x"), door).failures
    assert failure.exchange.expected[0] == "/^Tadi belum selesai/"


def test_effects_are_those_that_were_done_once_and_with_these_values(door):
    assert spoken(DONE, door).failures == ()
    assert spoken(DONE.replace(" luka=no", ""), door).failures == ()  # the others do not matter
    for wrong in ("luka=yes", "luka=no\n= lapor.kirim"):
        (failure,) = spoken(DONE.replace("luka=no", wrong), door).failures
        assert "= lapor.kirim tempat=pasar luka=no" in str(failure).partition("got")[2]
    (failure,) = spoken(DONE.replace("= lapor.kirim tempat=pasar luka=no", "= (nothing)"), door).failures
    assert "= (nothing)" in str(failure)


def test_a_reply_that_the_medium_cannot_show_fails(door):
    long = Saying(lambda text: Heard("x" * 161))
    assert "more than sms has room" in str(talk.run(chat.parse("> 1\n"), long).failures[0])
    assert talk.run(chat.parse("channel: ussd\n> 1\n"), long).failures == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("! later soon", "! later 30m"),
        ("! on fax", "! on sms|ussd|console|web"),
        ("! drop it", "! drop"),
        ("= rsu.daftar poli", "= rsu.daftar poli=gigi"),
        ("= 'rsu", "= rsu.daftar poli=gigi"),
    ],
)
def test_a_line_that_is_none_is_told_with_its_place(line, told):
    with pytest.raises(menus.MenuError, match=r"a.chat:2:1") as error:
        chat.parse(f"> 1\n{line}\n", "a.chat")
    assert told in str(error.value)


def test_an_update_keeps_what_fits_and_what_its_author_wrote(door):
    source = "# first\n> 1\n< /^Di mana/\n# then\n> pasar\n< Halo\n> 2\n= x\n"
    conversation = chat.parse(source)
    written = chat.updated(source, conversation, talk.run(conversation, door(conversation)).heard)
    assert written == (
        "# first\n> 1\n< /^Di mana/\n# then\n> pasar\n< Ada yang luka?\n< 1 Ya\n< 2 Tidak\n< 0 Kembali\n"
        "> 2\n< Dicatat: pasar.\n= lapor.kirim tempat=pasar luka=no\n"
    )
    again = chat.parse(written)
    assert talk.run(again, door(again)).failures == ()
    assert chat.updated(written, again, talk.run(again, door(again)).heard) == written


def test_a_recording_notes_what_is_done_and_hides_nothing_else():
    registry = menus.Registry()
    done = registry.action("a.b")(lambda call: {"x": call.answers["y"]})
    services = Recording(registry)
    call = menus.Call("", "id", {"y": "1"}, chat.START)
    assert services.actions["a.b"](call) == {"x": "1"} == done(call)
    assert services.heard == [Effect("a.b", {"y": "1"})]
    assert ("a.b" in services.actions, "c" in services.actions, len(services.actions)) == (True, False, 1)


def run(*arguments, **more):
    return CliRunner().invoke(command, [str(argument) for argument in arguments], **more)


def test_each_file_is_spoken_on_every_medium(folder):
    (folder / "a.chat").write_text(DONE)
    result = run("test", folder, "--medium", "all")
    assert result.exit_code == 0
    assert [line.split()[-1] for line in result.output.splitlines()] == ["sms", "ussd", "console", "web"]


LONG = f"""\
menu: panjang
screens:
  utama: {{text: "Balas angka:", choices: [{{Syarat: syarat}}]}}
  syarat: {{text: "{" ".join(f"syarat{number}" for number in range(20))}"}}
"""


@pytest.mark.parametrize(
    ("said", "failing"),
    [("syarat0 syarat1", []), ("syarat0 syarat2", ["sms", "ussd", "console", "web"])],
)
def test_a_page_that_another_medium_cuts_elsewhere_is_no_failure(tmp_path, said, failing):
    (tmp_path / "menu.yaml").write_text(LONG)
    file = tmp_path / "a.chat"
    file.write_text("> MENU\n> 1\n> 98\n")
    run("test", file, "--update")
    file.write_text(file.read_text().replace("syarat0 syarat1", said))
    told = run("test", file, "--medium", "all").output.splitlines()
    assert [line.split()[-1] for line in told if line.startswith("failed")] == failing


def test_update_writes_the_file_and_says_so(folder):
    (folder / "a.chat").write_text("> 1\n> pasar\n> 2\n")
    assert run("test", folder / "a.chat", "--update").output == f"updated {folder / 'a.chat'}\n"
    assert (folder / "a.chat").read_text().endswith("> 2\n< Dicatat: pasar.\n")
    assert run("test", folder / "a.chat", "--update").output.startswith("passed")
    assert run("test", folder, "--update", "--medium", "all").exit_code == 2


def test_what_is_played_can_be_recorded_and_is_a_test_then(folder):
    recorded = folder / "played.chat"
    result = run(
        "play", folder / "menu.yaml", "--medium", "ussd", "--record", recorded, input="1\npasar\n2\nq\n"
    )
    assert result.exit_code == 0
    assert recorded.read_text().startswith(
        "channel: ussd\nclock: 2026-11-24 08:00\n\n> (call)\n< Balas angka:\n"
    )
    assert "= lapor.kirim tempat=pasar luka=no" in recorded.read_text()
    assert run("test", recorded).exit_code == 0


def test_pytest_collects_conversations(pytester, folder):
    pytester.path.joinpath("menu.yaml").write_text(BOOK)
    pytester.path.joinpath("good.chat").write_text(DONE)
    pytester.path.joinpath("bad.chat").write_text("> 1\n< Halo\n")
    result = pytester.runpytest_inprocess("-p", "kiosk.chat_plugin", "--chat-medium", "all")
    result.assert_outcomes(passed=4, failed=4)
    result.stdout.fnmatch_lines(["*bad.chat:1: > 1*", "*got*", "*< Di mana?*"])
    assert "Traceback" not in result.stdout.str()
    pytester.runpytest_inprocess("-p", "kiosk.chat_plugin", "good.chat").assert_outcomes(passed=1)


# Questions of ours ----------------------------------------------------------------------------------------

ASKING = """\
menu: klinik
screens:
  utama: {text: "Balas angka:", choices: [{Daftar: isi}]}
  isi: {form: [nama], submit: klinik.daftar, done: "Dicatat."}
  ingat:
    given: [hari]
    text: "Besok {hari}. Jadi datang?"
    choices: [{"Ya": datang}, {Batal: isi}]
    nav: none
  datang: {submit: klinik.datang, done: "Sampai besok."}
fields:
  nama: {ask: "Nama?", text: 2..40}
"""
ASKED = """\
> (call)
< /Daftar/
> 1
< Nama?
< 0 Kembali
! ask klinik.ingat hari="Rabu 25/11"
< (nothing)
! later 1h
! ask klinik.ingat hari="Rabu 25/11"
< Besok Rabu 25/11. Jadi datang?
< 1 Ya
< 2 Batal
> 1
< Sampai besok.
= klinik.datang hari="Rabu 25/11"
"""


@pytest.fixture
def klinik(tmp_path):
    (tmp_path / "menu.yaml").write_text(ASKING, "utf-8")
    file = tmp_path / "ingat.chat"
    file.write_text(ASKED, "utf-8")
    return file


def judged(*words):
    return CliRunner().invoke(command, ["test", *map(str, words)])


@pytest.mark.parametrize("medium", [(), ("--medium", "all")])
def test_a_question_of_ours_waits_for_quiet_and_is_answered_by_sms(klinik, medium):
    result = judged(klinik, *medium)
    assert result.exit_code == 0, result.output


def test_a_question_of_ours_that_says_something_else_fails_and_is_named(klinik):
    klinik.write_text(ASKED.replace("Jadi datang?", "Datang?"), "utf-8")
    result = judged(klinik)
    assert result.exit_code == 1
    assert "ingat.chat:9: ! ask klinik.ingat hari='Rabu 25/11'\n" in result.output
    judged(klinik, "--update")
    assert klinik.read_text("utf-8") == ASKED


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("! ask klinik.lain", "There is no screen `klinik.lain`."),
        ("! ask", "is no question of ours. Write a screen and its names"),
        ("! ask klinik.ingat hari", "is no question of ours. Write a screen and its names"),
    ],
)
def test_a_question_that_cannot_be_asked_is_told(klinik, line, said):
    klinik.write_text(f"{line}\n< ...\n", "utf-8")
    result = judged(klinik)
    assert result.exit_code in (1, 3)
    assert said in str(result.exception) + result.output


def test_the_kiosk_asks_it_as_it_asks_its_own(tmp_path):
    from kiosk.cli.books import door_of
    from kiosk.services import FOLDER

    source = """\
clock: 2026-11-24 08:00

> MENU
< ...
! ask rsu.kabar_habis nomor=3800-1299 nama_poli=Anak tanggal=Rabu
< (nothing)
! later 1h
> 1
< ...
! later 1h
! ask rsu.kabar_habis nomor=3800-1299 nama_poli=Anak tanggal=Rabu
< /^Maaf, tidak ada tempat untuk 3800-1299: Anak, Rabu/
"""
    conversation = chat.parse(source)
    with door_of(conversation, FOLDER / "hospital" / "menu.yaml") as door:
        assert talk.run(conversation, door).failures == ()


def test_a_conversation_names_the_media_that_it_is_for(klinik):
    klinik.write_text(f"media: ussd, web\n{ASKED}", "utf-8")
    result = judged(klinik, "--medium", "all")
    assert result.exit_code == 0
    assert [line.split()[0] for line in result.output.splitlines()] == ["left", "passed", "left", "passed"]
    assert "sms: it is for ussd, web" in result.output


def test_a_medium_that_is_none_is_told():
    with pytest.raises(menus.MenuError, match=r"There is no channel `usd`\. Did you mean `ussd`"):
        chat.parse("media: usd\n\n> MENU\n")
