"""The walk-up console: one visitor after another, on plain lines and on the full screen."""

import asyncio
import re

import pytest
from textual.widgets import Input, Static

from kiosk.cli import rehearsal
from kiosk.core import Reply
from kiosk.doors.console import run_lines
from kiosk.doors.console_screen import AGAIN, STILL_HERE, ConsoleApp, drawn
from menus import CONSOLE, chat, talk


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


def screen(app):
    return str(app.query_one("#screen", Static).render())


def notice(app):
    return str(app.query_one("#notice", Static).render())


def pilot(script, idle_seconds=30.0):
    """Run a script of keys against the full screen."""

    async def run():
        app = ConsoleApp(desk.receive, "Kel. Pamulang Barat", idle_seconds)
        async with app.run_test(size=(80, 30)) as keys:
            await script(app, keys)

    desk = Desk()
    asyncio.run(run())
    return desk


def test_the_keypad_walks_the_menu_and_text_is_no_markup():
    async def script(app, keys):
        assert "4  Daftar RSU" in screen(app)
        await keys.press("4", "enter")
        assert "Anda menulis 4 [b]x[/b]" in screen(app)
        assert app.query_one("#line", Input).value == ""
        await keys.press("0", "enter")
        assert notice(app) == AGAIN
        await keys.press("enter")
        assert "SELAMAT DATANG" in screen(app)

    assert len(pilot(script).visitors) == 2


def test_escape_forgets_the_visitor():
    async def script(app, keys):
        await keys.press("4", "enter", "escape")
        assert "SELAMAT DATANG" in screen(app)

    assert len(pilot(script).visitors) == 2


def test_what_was_half_typed_is_forgotten_too():
    async def script(app, keys):
        await keys.press("4", "enter", *"3674060503990001", "escape")
        assert app.query_one("#line", Input).value == ""
        await keys.pause()
        assert not app._touched, "an empty line is nobody at the counter"

    pilot(script)


def test_the_keys_are_explained_in_both_languages():
    async def script(app, keys):
        line = str(app.query_one("#keys", Static).render())
        for word in ("0", "kembali/back", "00", "98", "lanjut/more", "Esc"):
            assert word in line

    pilot(script)


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (40, 16)])
def test_the_largest_screen_is_shown_whole(size):
    asked = "\n".join(
        ["Pilih poli. Balas angka:", *(f"{number} Poli" for number in range(1, 13)), "0 Kembali"]
    )
    assert len(asked.split("\n")) == CONSOLE.lines

    async def run():
        app = ConsoleApp(lambda inbound: Reply(asked, True), "Kel. Pamulang Barat")
        async with app.run_test(size=size):
            shown, panel, line = (app.query_one(name).region for name in ("#screen", "#panel", "#line"))
            if size[1] >= 24:
                assert panel.contains_region(shown)
                assert panel.contains_region(line)
            assert shown.width <= size[0]

    asyncio.run(run())


def test_the_time_is_shown_whenever_the_timer_comes():
    async def run():
        app = ConsoleApp(lambda inbound: Reply("MENU", True), "Kel. Pamulang Barat")
        app._show_time()  # before there is a screen
        async with app.run_test(size=(80, 24)):
            assert re.fullmatch(r"\d\d\.\d\d", str(app.query_one("#clock").render()))
            assert app.query_one("#clock").region.right == 79
        app._show_time()  # and after it

    asyncio.run(run())


def test_choices_have_air_where_there_is_room():
    assert str(drawn("Menu:\n4 RSU\n6 English\nBerhenti: balas STOP")).split("\n") == [
        "Menu:", "", "  4  RSU", "", "  6  English", "", "Berhenti: balas STOP",
    ]  # fmt: skip
    full = "Menu:\n" + "\n".join(f"{number} x" for number in range(1, 14))
    assert len(str(drawn(full)).split("\n")) == 14


@pytest.mark.slow
def test_a_screen_that_is_left_is_warned_about_then_cleared(monkeypatch):
    monkeypatch.setattr("kiosk.doors.console_screen.WARNING_SECONDS", 0.05)

    async def script(app, keys):
        await keys.press("4", "enter")
        for _ in range(100):
            await keys.pause(0.02)
            if notice(app) == STILL_HERE:
                break
        assert notice(app) == STILL_HERE
        for _ in range(100):
            await keys.pause(0.02)
            if "SELAMAT DATANG" in screen(app):
                return
        pytest.fail("the screen was not cleared")

    assert len(pilot(script, idle_seconds=0.1).visitors) == 2


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
