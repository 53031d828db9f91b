"""The walk-up counter on terminals: through Textual's pilot, and as a real process on a pty."""

import asyncio
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pyte
import pytest

from kiosk.doors.counter import screen
from kiosk.doors.counter.desk import KioskDesk
from kiosk.doors.counter.keypad import Idle
from kiosk.doors.counter.screen import ConsoleApp
from kiosk.doors.counter.slides import Front
from kiosk.doors.counter.visit import Counter


class Screen:
    """An app with the keys of a pilot and a clock that is moved by hand."""

    def __init__(self, kiosk, size):
        self.now, self._size = 0.0, size
        desk = KioskDesk(kiosk)
        counter = Counter(desk, Front("Pamulang Barat", "Layanan"), Idle(30, 10))
        self.app = ConsoleApp(counter, now=lambda: self.now, clock=lambda: "08.00", halves=False)

    async def press(self, *keys):
        await self.pilot.press(*keys)
        return self.text

    def wait(self, seconds):
        self.now += seconds
        self.app.tick()
        return self.text

    @property
    def text(self):
        """What is drawn, cell by cell."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join(strip.text.rstrip() for strip in lines)


def on_a_screen(kiosk, script, size=(80, 24)):
    async def run():
        one = Screen(kiosk, size)
        async with one.app.run_test(size=size) as one.pilot:
            await script(one)
        return one.app.return_code

    return asyncio.run(run())


def test_keys_idle_and_languages_reach_the_counter(kiosk):
    async def script(one):
        assert "Selamat datang" in one.text
        assert "Layanan Kota Tangsel. Balas angka:" in await one.press("enter")
        assert "RSU TANGSEL" in await one.press("4", "enter")
        assert "Choose" not in one.text
        assert "TANGSEL HOSPITAL" in (await one.press("asterisk")).upper()
        assert "Still here?" in one.wait(25)
        assert "Selamat datang" in one.wait(6), "and in the first language again"
        await one.press("enter", "4", "enter", "number_sign")
        assert "Selamat datang" in one.text
        await one.press("ctrl+c")

    assert on_a_screen(kiosk, script) == 0


def test_a_new_size_is_laid_out_anew_and_the_next_screen_is_cut_for_it(kiosk):
    async def script(one):
        await one.press("enter", "4", "enter")
        for width, height in ((40, 12), (132, 43), (80, 24), (30, 8), (40, 12)):
            await one.pilot.resize_terminal(width, height)
            await one.pilot.pause()
            lines = one.text.split("\n")
            assert len(lines) == height
            assert ("terlalu kecil" in one.text) == (width == 30)
        text = await one.press("1", "enter")
        assert "5   Gigi" in text
        assert "98  Lanjut" in text
        assert "Mata" not in text

    on_a_screen(kiosk, script)


def test_colours_are_those_that_the_terminal_has():
    assert set(screen.FULL) == set(screen.PLAIN)
    assert not any("#" in style for style in screen.PLAIN.values())
    folder = Path(screen.__file__).parent
    drawn = "".join((folder / name).read_text("utf-8") for name in ("body.py", "picture.py"))
    used = {name for name in screen.FULL if f'"{name}"' in drawn}
    assert used == set(screen.FULL), "every style has a use"


STARTED = []


@pytest.fixture(autouse=True)
def _nothing_is_left_running():
    yield
    while STARTED:
        process = STARTED.pop()
        if process.poll() is None:
            process.kill()
            process.wait()


class Terminal:
    """`kiosk console` on a pty, read by a terminal made of nothing."""

    def __init__(self, data, columns, lines, term="linux", log=None):
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        env = {**os.environ, "TERM": term, "COLUMNS": str(columns), "LINES": str(lines)}
        for name in ("COLORTERM", "TEXTUAL_COLOR_SYSTEM", "NO_COLOR"):
            env.pop(name, None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "console", "--data", str(data)],
            stdin=slave, stdout=slave, stderr=log or slave, env=env, start_new_session=True,
        )  # fmt: skip
        os.close(slave)
        STARTED.append(self.process)

    def until(self, *words, seconds=20):
        """Read until all the words stand on the screen."""
        deadline = time.monotonic() + seconds
        while not all(word in self.text for word in words):
            left = deadline - time.monotonic()
            assert left > 0, f"{words} never came:\n{self.text}"
            if select.select([self.master], [], [], left)[0]:
                self._stream.feed(os.read(self.master, 65536))

    def say(self, keys):
        os.write(self.master, keys.encode())

    @property
    def text(self):
        return "\n".join(self.screen.display)

    def end(self, number):
        self.process.send_signal(number)
        deadline = time.monotonic() + 20
        while self.process.poll() is None and time.monotonic() < deadline:
            if select.select([self.master], [], [], 0.05)[0]:
                try:
                    self._stream.feed(os.read(self.master, 65536))
                except OSError:
                    break
        code = self.process.wait(20)
        os.close(self.master)
        return code


@pytest.fixture
def data(kiosk):
    return kiosk.store.folder


@pytest.mark.process
@pytest.mark.parametrize(
    ("columns", "lines", "number"),
    [(80, 24, signal.SIGTERM), (40, 12, signal.SIGINT)],
    ids=["80x24 SIGTERM", "40x12 SIGINT"],
)
def test_a_plain_linux_console_shows_it_and_signals_end_it(data, columns, lines, number):
    terminal = Terminal(data, columns, lines)
    terminal.until("Selamat datang", "Lapor masalah", "Daftar RSU", "English")
    terminal.say("4")
    terminal.until("Layanan Kota Tangsel. Balas angka:", "4 _")
    terminal.say("\r")
    terminal.until("Rawat jalan (poli)", "Kembali")
    terminal.say("*")
    terminal.until("Outpatient", "Type a number, then ENTER")
    rows = terminal.screen.buffer
    colours = {cell.fg for row in rows.values() for cell in row.values()}
    colours |= {cell.bg for row in rows.values() for cell in row.values()}
    assert colours <= {"default", "black", "white", "blue", "cyan", "brown", "red", "green"}, "eight, no more"
    assert terminal.end(number) == 0


@pytest.mark.process
def test_it_is_drawn_on_the_terminal_where_the_log_goes_elsewhere(data, tmp_path):
    with (tmp_path / "journal").open("wb") as log:
        terminal = Terminal(data, 80, 24, log=log)
        terminal.until("Selamat datang", "English")
        assert terminal.end(signal.SIGHUP) == 0
    assert (tmp_path / "journal").read_bytes() == b""


@pytest.mark.process
def test_a_terminal_that_is_gone_ends_it(data):
    terminal = Terminal(data, 80, 24)
    terminal.until("Selamat datang", "English")
    os.close(terminal.master)  # no signal tells of it: it is not the controlling terminal
    assert terminal.process.wait(20) == 0


@pytest.mark.process
def test_ctrl_c_in_a_window_ends_it_with_the_terminal_as_it_was(data):
    terminal = Terminal(data, 100, 30, "xterm-256color")
    terminal.until("▀", "ENTER")
    terminal.say("\x03")
    assert terminal.process.wait(20) == 0
    os.close(terminal.master)
    assert not terminal.screen.mode & {5}


@pytest.mark.process
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signals_end_the_plain_lines_too(data, number):
    process = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "console", "--plain", "--data", str(data)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout.readline() == b"Layanan Kota Tangsel. Balas angka:\n"
    process.send_signal(number)
    process.communicate(timeout=20)
    assert process.returncode == 0
