"""Lint, pictures, conversations, stand-ins and the command line."""

import json

import pytest
from click.testing import CliRunner

import menus
from kiosk.cli.menus import command
from menus import chat
from menus.compiler import compile_book
from menus.graph import mermaid, tree
from menus.lint import lint
from menus.nodes import OWN
from menus.player import framed
from menus.schema import define
from menus.standin import StandIn
from menus.talk import Saying, Talk
from menus.talk import run as run_chat

HEAD = "menu: a\nscreens:\n  utama: {text: Halo, choices: [{A: satu}]}\n"


def findings(source, catalogues=None, services=None):
    book = compile_book([define(source, "a.yaml", catalogues)])
    return {(problem.code, problem.line, problem.severity) for problem in lint(book, services)}


def test_lint_knows_the_translations():
    source = (
        "languages: [id, en]\n"
        + HEAD
        + "  satu: {form: [n], submit: a.b, done: 'Oke {n}'}\nfields:\n  n: {ask: N?, text: 1..9}\n"
    )
    po = 'msgid "Halo"\nmsgstr "Hello"\n\nmsgid "Oke {n}"\nmsgstr "Okay {m}"\n\nmsgid "Lama"\nmsgstr "Old"\n'
    told = "\n".join(map(str, lint(compile_book([define(source, "a.yaml", {"en": po})]))))
    assert "`A` of `utama` has no translation (en)." in told
    assert "error: The translation (en) of `Oke {n}` has other names in braces." in told
    assert "`Lama` is translated (en), but the book does not say it." in told
    assert "`Halo`" not in told
    assert findings(source) == {("catalogue", 1, "warning")}, "no catalogue at all is told once"


def test_lint_knows_the_python(city, registry):
    assert not any(problem.code == "unknown-action" for problem in lint(city, registry))
    missing = [problem.what for problem in lint(city, menus.Registry()) if problem.code == "unknown-action"]
    assert "Python has no lister `rsu.poli`, which `jalan.poli` needs." in missing
    assert "Python has no action `rsu.daftar`, which `jalan.done` needs." in missing


def test_a_picture_has_every_state_and_every_choice(city):
    drawn = mermaid(city)
    assert drawn.startswith("flowchart TD\n")
    for node in city.nodes.values():
        assert (node.local in drawn) is (node.kind not in OWN)
    for words in ("1 Rawat jalan (poli)", "2 Rawat inap", "BATAL"):
        assert words in drawn


def test_a_tree_has_every_reachable_state_once(city):
    drawn = tree(city).split("\n")
    for name in ("rsu.utama", "rsu.jalan.pasien", "rsu.jalan.review", "kota.petugas"):
        assert sum(line.endswith(name) or f"{name} " in line for line in drawn) >= 1
    assert sum(line.endswith(" rsu.jalan.pasien") for line in drawn) == 1


CHAT = """\
channel: ussd
clock: 2026-11-24 08:00

# a comment
> (call)
< Layanan Kota Tangsel. Balas angka:
< ...
< Berhenti: balas STOP
> 4
< /^RSU TANGSEL/
< /0 Kembali$/
> 1\\n
"""


def test_a_conversation_is_read_and_spoken(talk):
    conversation = chat.parse(CHAT, "a.chat")
    assert (conversation.channel, conversation.clock.hour) == ("ussd", 8)
    assert [exchange.said for exchange in conversation.exchanges] == ["(call)", "4", "1\n"]
    assert not run_chat(conversation, Saying(talk().say)).failures


def test_a_difference_is_shown_with_its_line(talk):
    (failure,) = run_chat(chat.parse("> 4\n< Halo\n", "a.chat"), Saying(talk().say)).failures
    assert str(failure).startswith("a.chat:1: > 4\n expected\n  < Halo\n got\n  < RSU TANGSEL.")


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("chanel: sms\n", "Did you mean `channel`?"),
        ("channel: fax\n", "There is no channel `fax`."),
        ("clock: morgen\n", "clock: 2026-11-24 08:00"),
        ("< Halo\n", "a.chat:1:1"),
        ("> 1\nHalo\n", "a.chat:2:1"),
    ],
)
def test_a_conversation_that_is_none_is_told(source, told):
    with pytest.raises(menus.MenuError) as error:
        chat.parse(source, "a.chat")
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        (["a", "b"], "a\nb", True),
        (["a"], "a\nb", False),
        (["...", "b"], "a\nb", True),
        (["a", "/^b+$/", "c"], "a\nbbb\nc", True),
        (["a", "/^b+$/"], "a\nx", False),
        (["(nothing)"], None, True),
        (["(nothing)"], "a", False),
        (["a"], None, False),
    ],
)
def test_matching(expected, got, same):
    assert chat.matches(expected, got) is same


def test_stand_ins_answer_everything_and_say_so(city):
    services = StandIn()
    talk = Talk(city, services=services)
    for text in ("rsu", "1", "1", "1", "1", "x", "3674", "1", "1"):
        step = talk.say(text)
    assert step.text.startswith("TERDAFTAR (nomor). RSU, poli poli 1")
    assert {"rsu.poli", "rsu.hari", "rsu.pasien", "rsu.daftar"} <= set(services.used)


def test_stand_ins_leave_the_rest_to_the_real_ones(city, registry):
    services = StandIn(registry)
    talk = Talk(city, services=services)
    assert "1 Anak" in talk.say("rsu 1").text or "1 Anak" in talk.say("1").text
    assert services.used == []


def test_the_player_shows_where_it_is(talk):
    step = talk("rsu", "1").step
    assert framed(step, menus.SMS).endswith("-- rsu.jalan.poli · sms, 36 left")


# The command line -----------------------------------------------------------------------------------------


@pytest.fixture
def run():
    return lambda *words, **more: CliRunner().invoke(command, [str(word) for word in words], **more)


def test_check_names_every_mistake_and_fails_with_3(run, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text('screens: {home: {text: "x", choices: [{A: nowhere}]}}\n')
    result = run("check", bad)
    assert result.exit_code == 3
    assert "bad.yaml:1:43: error: There is no screen `nowhere`." in result.output
    assert "Traceback" not in result.output


def test_check_as_json(run, books):
    result = run("check", books / "rsu.yaml", "--json")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert {"file", "line", "column", "what", "remedy", "code", "severity"} <= set(rows[0])
    assert run("check", books / "rsu.yaml", "--strict").exit_code == 3


def test_check_a_folder(run, books):
    result = run("check", books)
    assert (result.exit_code, "6 books: 0 errors" in result.output) == (0, True)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a: *123#", b"", b"- 1"])
def test_check_a_file_that_is_no_book(run, tmp_path, content):
    file = tmp_path / "menu.yaml"
    file.write_bytes(content)
    result = run("check", file)
    assert result.exit_code == 3 or isinstance(result.exception, menus.MenuError)
    assert "menu.yaml:1:" in result.output + str(result.exception)


def test_play(run, books):
    output = run("play", books / "rsu.yaml", input="1\n1\nq\n5\n").output
    assert "-- rsu.jalan.tanggal · sms" in output
    assert "answers were made up for: rsu.poli, rsu.hari." in output


def test_test_speaks_the_conversations_beside_a_book(run, tmp_path):
    (tmp_path / "menu.yaml").write_text(
        "menu: a\nscreens:\n  utama: {text: Halo, choices: [{A: satu}]}\n"
        "  satu: {list: a.b, text: X, to: satu}\n"
    )
    (tmp_path / "__init__.py").write_text(
        "import menus\nregistry = menus.Registry()\n"
        "registry.lister('a.b')(lambda call: [menus.Item('1', call.medium.name)])\n"
    )
    (tmp_path / "good.chat").write_text("channel: ussd\n> 1\n< X\n< 1 ussd\n< 0 Kembali\n")
    result = run("test", tmp_path)
    assert (result.exit_code, result.output.startswith("passed")) == (0, True)
    (tmp_path / "bad.chat").write_text("> 1\n< Y\n")
    result = run("test", tmp_path)
    assert result.exit_code == 1
    assert "bad.chat:1: > 1" in result.output
    assert run("test", tmp_path / "good.chat").exit_code == 0


@pytest.mark.parametrize("service", ["directory", "hospital", "permits", "reports", "survey", "tax"])
def test_the_own_services_speak_to_a_kiosk_on_every_medium(run, service):
    from kiosk.services import FOLDER

    result = run("test", FOLDER / service, "--medium", "all")
    assert result.exit_code == 0, result.output
    assert "passed" in result.output


def test_a_conversation_stands_for_its_book(run, tmp_path):
    (tmp_path / "menu.yaml").write_text(HEAD + "  satu: {text: Sudah.}\n")
    (tmp_path / "good.chat").write_text("> 1\n< Sudah.\n")
    (tmp_path / "bad.chat").write_text("channel: fax\n> 1\n")
    assert run("check", tmp_path / "good.chat").output == "1 book: 0 errors, 0 warnings.\n"
    assert "flowchart" in run("graph", tmp_path / "good.chat").output
    result = run("check", tmp_path / "bad.chat")
    assert (result.exit_code, "bad.chat:1:1: error: There is no channel" in result.output) == (3, True)


def test_a_file_that_is_no_text_is_one_problem_among_others(run, tmp_path):
    (tmp_path / "menu.yaml").write_bytes(b"screens:\n\xff")
    (tmp_path / "other.yaml").write_text("screens: {}\n")
    result = run("check", tmp_path)
    assert result.exit_code == 3
    assert "The file is not UTF-8." in result.output
    assert "other.yaml:1:1: error: The book has no name." in result.output


@pytest.mark.parametrize("name", ["none.yaml", "none", "none.chat"])
@pytest.mark.parametrize("verb", ["check", "graph", "play", "test"])
def test_what_is_not_there_is_told(run, tmp_path, verb, name):
    error = run(verb, tmp_path / name).exception
    assert (error.exit_code, str(tmp_path / name) in error.fact) == (3, True)


def test_python_that_is_broken_is_told_with_its_file(run, tmp_path):
    (tmp_path / "menu.yaml").write_text(HEAD + "  satu: {text: Sudah.}\n")
    (tmp_path / "__init__.py").write_text("1 / 0\n")
    error = run("check", tmp_path).exception
    assert error.exit_code == 3
    assert "__init__.py cannot be imported (ZeroDivisionError" in error.fact


def test_check_as_sarif(run, books):
    log = json.loads(run("check", books / "rsu.yaml", "--sarif").stdout)
    assert log["runs"][0]["results"][0]["ruleId"] == "translation-missing"


def test_lock_adds_what_is_new_and_check_holds_to_it(run, tmp_path):
    book = tmp_path / "menu.yaml"
    book.write_text(HEAD + "  satu: {text: Sudah.}\n")
    assert run("lock", book).output.endswith("menus.lock: 1 codes added.\n")
    assert run("lock", book).output.endswith("menus.lock: 0 codes added.\n")
    book.write_text(
        (HEAD + "  satu: {text: Sudah.}\n  dua: {text: Dua.}\n").replace(
            "[{A: satu}]", "[{B: dua}, {A: satu}]"
        )
    )
    result = run("check", book)
    assert (result.exit_code, "[code-reused]" in result.output) == (3, True)
    assert "a.utama 1 a.satu\n" in (tmp_path / "menus.lock").read_text()
    (tmp_path / "menus.lock").write_text("a.utama\n")
    assert "menus.lock:1:1: error: This line is no published code." in run("check", book).output


def test_check_needs_a_book_or_a_kiosk(run):
    assert run("check").exit_code == 2
