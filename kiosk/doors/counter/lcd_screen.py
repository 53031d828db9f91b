"""The counter on a character display: keys from standard input, rows to a device that knows `ESC [ H`.

That is the driver of the Linux kernel (`/dev/lcd`), and any serial display or terminal that speaks VT100.
"""

import errno
import os
import select
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from kiosk.doors.counter import lcd, sounds
from kiosk.doors.counter.visit import Counter
from kiosk.errors import KioskError

HOME, CLEAR = "\x1b[H", "\x1b[2J"
TICK = 0.25  # seconds
NAMES = {"\r": "enter", "\n": "enter", "\x7f": "backspace", "\x08": "backspace"}
ESCAPE = "\x1b"
OURS = "-"  # the terminal itself, in place of a device


class Display:
    """A display behind a device file; what is lost is written again when it is back."""

    def __init__(self, device: str) -> None:
        """Open it. Raises KioskError."""
        self._device = device
        self._shown: list[str] = []
        self._file: int | None = None
        try:
            self._open()
        except OSError as error:
            raise KioskError(
                f"Layar {device} tidak bisa dibuka ({error.strerror}).",
                "Periksa kabelnya dan [console] lcd; pengguna kios harus boleh menulis ke perangkat itu.",
            ) from error

    def _open(self) -> None:
        flags = os.O_WRONLY | os.O_NOCTTY | getattr(os, "O_NONBLOCK", 0)
        self._file = sys.stdout.fileno() if self._device == OURS else os.open(self._device, flags)
        self._put(CLEAR)

    def show(self, rows: list[str]) -> None:
        """Show rows; a display that is gone is looked for again with the next ones."""
        if rows == self._shown and self._file is not None:
            return
        try:
            if self._file is None:
                self._open()
            self._put(HOME + "\n".join(rows))
            self._shown = rows
        except OSError:
            self.close()

    def _put(self, text: str) -> None:
        assert self._file is not None
        if os.write(self._file, octets := text.encode("ascii")) < len(octets):
            raise BlockingIOError(errno.EAGAIN, "it takes no more")

    def close(self) -> None:
        """Let it go. Harmless twice."""
        if self._file is not None and self._device != OURS:
            with suppress(OSError):
                os.close(self._file)
        self._file, self._shown = None, []


def run(
    counter: Counter, device: str, *, sound: str = sounds.OFF, now: Callable[[], float] = time.monotonic
) -> None:
    """Serve visitors until standard input ends. Raises KioskError: there is no such display."""
    display = Display(device)
    since, view = now(), counter.view(now())
    try:
        display.show(lcd.rows(view, 0.0))
        with _keys() as keys:
            for pressed in keys:
                for key in pressed:
                    counter.press(key, now())
                counter.tick(now())
                before, view = view, counter.view(now())
                if (before.text, before.slide) != (view.text, view.slide):
                    since = now()
                display.show(lcd.rows(view, now() - since))
                if sounds.heard(before, view, sound):
                    _ring()
    finally:
        counter.leave()
        display.show([" " * lcd.COLUMNS] * lcd.ROWS)
        display.close()


def _ring() -> None:
    if sys.stdout.isatty():
        sys.stdout.write(sounds.BELL)
        sys.stdout.flush()


@contextmanager
def _keys() -> Iterator[Iterator[list[str]]]:
    """Give the keys as they are pressed, without ENTER; the terminal is put back afterwards."""
    number = sys.stdin.fileno()
    if not sys.stdin.isatty():
        yield _pressed(number)
        return
    import termios
    import tty

    before = termios.tcgetattr(number)
    try:
        tty.setcbreak(number)
        yield _pressed(number)
    finally:
        termios.tcsetattr(number, termios.TCSADRAIN, before)


def _pressed(number: int) -> Iterator[list[str]]:
    """Yield the keys of each moment, none when nobody presses any, until there are no more to come."""
    while True:
        ready, _, _ = select.select([number], [], [], TICK)
        octets = os.read(number, 256) if ready else b""
        if ready and not octets:
            return
        yield named(octets.decode("utf-8", "ignore"))


def named(text: str) -> list[str]:
    r"""Give the keys that a terminal sends; keys that send a sequence (arrows) mean nothing here.

    >>> named("4\n\x7f\x1b[A")
    ['4', 'enter', 'backspace']
    """
    return [NAMES.get(each, each) for each in text.partition(ESCAPE)[0]]
