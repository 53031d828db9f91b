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
