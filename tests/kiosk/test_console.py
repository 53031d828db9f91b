"""The walk-up counter on plain lines: one visitor after another, from a pipe or a serial terminal."""

from kiosk.cli import rehearsal
from kiosk.core import Reply
from kiosk.doors.console import run_lines
from menus import chat, talk


class Desk:
    """Greets, repeats what it hears, and ends the conversation at `0`."""

    def __init__(self):
        self.heard = []

    def receive(self, inbound):
        self.heard.append(inbound)
        if inbound.first:
            return Reply("SELAMAT DATANG\n4 Daftar RSU", True)
        return Reply(f"Anda menulis {inbound.text} [b]x[/b]", inbound.text != "0")

    @property
    def visitors(self):
        return list(dict.fromkeys(inbound.who for inbound in self.heard))


def test_lines_are_answered_in_turn():
    desk, said = Desk(), []
    run_lines(desk.receive, ["4\n", " 1 \n"], said.append)
    assert said == ["SELAMAT DATANG\n4 Daftar RSU", "Anda menulis 4 [b]x[/b]", "Anda menulis 1 [b]x[/b]"]
    assert len({inbound.key for inbound in desk.heard}) == len(desk.heard)
    assert len(desk.visitors) == 1


def test_after_the_end_comes_the_next_visitor():
    desk = Desk()
    run_lines(desk.receive, ["4", "0", "5"], lambda text: None)
    first, second = desk.visitors
    assert [inbound.text for inbound in desk.heard if inbound.who == second] == ["", "5"]
    assert all(inbound.channel == "console" for inbound in desk.heard)
    assert first.startswith("walkup:")


def test_what_visitors_say_can_be_recorded_on_data_of_a_demo(tmp_path):
    from click.testing import CliRunner

    from kiosk.cli import cli
    from kiosk.store import Store

    file = tmp_path / "visit.chat"
    for kind, demo in (("demo", True), ("live", False)):
        Store.open(tmp_path / kind, demo=demo).close()
    typed = ["console", "--plain", "--record", str(file), "--data"]
    refused = CliRunner().invoke(cli, [*typed, str(tmp_path / "live")], input="4\n")
    assert (refused.exit_code, file.exists()) == (1, False)
    assert CliRunner().invoke(cli, [*typed, str(tmp_path / "demo")], input="4\n00\n").exit_code == 0
    assert file.read_text().startswith("channel: console\nclock: ")
    assert "\n> (call)\n< Layanan Kota Tangsel" in file.read_text()
    conversation = chat.parse(file.read_text())
    with rehearsal.spoken(conversation) as door:
        assert talk.run(conversation, door).failures == ()
