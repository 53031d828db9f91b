"""The counter on a full screen, with Textual (an extra): keys to the counter, its picture to the terminal."""

import asyncio
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Key, Resize
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from kiosk.clock import WIB, wall
from kiosk.doors.counter import sounds
from kiosk.doors.counter.body import Room, Row
from kiosk.doors.counter.picture import paint
from kiosk.doors.counter.visit import Counter, View

TICK = 0.25  # seconds
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
FULL = {  # with all colours
    "ground": "#ffffff on #0d1b2a",
    "bar": "#cfe8ea on #17616b",
    "bar-title": "bold #ffffff on #17616b",
    "head": "bold #ffffff on #0d1b2a",
    "label": "bold #ffffff on #0d1b2a",
    "digit": "bold #ffb703 on #0d1b2a",
    "cap": "bold #000000 on #ffb703",
    "foot": "#a9bccf on #0d1b2a",
    "nav-key": "bold #ffffff on #35546f",
    "nav": "#dbe4ec on #0d1b2a",
    "nav-high-key": "bold #6fb1dd on #0d1b2a",
    "nav-high": "#a9bccf on #0d1b2a",
    "offer": "#dbe4ec on #0d1b2a",
    "line": "bold #000000 on #ffffff",
    "line-note": "#33475b on #e3eaf1",
    "warn": "bold #ffffff on #b3121d",
    "keys": "#a9bccf on #081019",
    "key": "bold #ffffff on #35546f",
    "number": "bold #7ae582 on #0d1b2a",
    "number-plain": "bold #000000 on #7ae582",
    "status": "bold #ffb703 on #0d1b2a",
}
PLAIN = {  # with the colours of a plain Linux console: eight behind, eight bright ones before
    "ground": "white on black",
    "bar": "white on blue",
    "bar-title": "bold white on blue",
    "head": "bold white on black",
    "label": "bold white on black",
    "digit": "bold yellow on black",
    "cap": "black on yellow",
    "foot": "cyan on black",
    "nav-key": "bold white on blue",
    "nav": "white on black",
    "nav-high-key": "bold cyan on black",
    "nav-high": "white on black",
    "offer": "white on black",
    "line": "black on white",
    "line-note": "black on white",
    "warn": "bold white on red",
    "keys": "white on black",
    "key": "bold white on blue",
    "number": "bold green on black",
    "number-plain": "black on green",
    "status": "bold yellow on black",
}


def has_halves(environment: "os._Environ[str] | dict[str, str]") -> bool:
    """Whether half blocks can be drawn: the fonts of a plain Linux console (Lat15) lack them.

    >>> has_halves({"TERM": "linux"}), has_halves({"TERM": "xterm-256color"})
    (False, True)
    """
    return environment.get("TERM", "") not in ("linux", "con", "dumb", "vt100", "vt220")


class Canvas(Widget):
    """A picture, row by row; only rows that changed are drawn anew."""

    DEFAULT_CSS = "Canvas { width: 1fr; height: 1fr; }"

    def __init__(self, styles: dict[str, str]) -> None:
        super().__init__()
        self._palette = {name: Style.parse(style) for name, style in styles.items()}
        self.rows: list[Row] = []

    def show(self, rows: list[Row]) -> None:
        """Show a picture."""
        before, self.rows = self.rows, rows
        if len(before) != len(rows):
            self.refresh()
            return
        width = self.size.width
        changed = [place for place, pair in enumerate(zip(before, rows, strict=True)) if pair[0] != pair[1]]
        if changed:
            self.refresh(*(Region(0, place, width, 1) for place in changed))

    def render_line(self, y: int) -> Strip:
        """Draw one row, its ground to the right edge."""
        row = self.rows[y] if y < len(self.rows) else Row()
        pieces = [Segment(piece.text, self._palette[piece.style]) for piece in row.pieces]
        return Strip(pieces).adjust_cell_length(self.size.width, self._palette[row.ground])


class ConsoleApp(App[None]):
    """Shows the counter until it is told to stop: Ctrl-C, SIGINT, SIGTERM, SIGHUP."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c,ctrl+q", "close", "Tutup", priority=True, show=False)
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        counter: Counter,
        *,
        now: Callable[[], float] = time.monotonic,
        clock: Callable[[], str] = lambda: f"{wall().astimezone(WIB):%H.%M}",
        halves: bool = True,
        sound: str = sounds.OFF,
    ) -> None:
        """Compose; *clock* writes the time of day, *sound* is how much is heard."""
        super().__init__(ansi_color=False)
        self._counter, self._now, self._time = counter, now, clock
        self._sound = sound
        self._view: View | None = None  # what was shown last
        self._room = Room(0, 0, halves)
        few = self.console.color_system in ("standard", None)
        if few:
            self.ansi_color = True
        self._canvas = Canvas(PLAIN if few else FULL)

    def compose(self) -> ComposeResult:
        """Lay out the one picture."""
        yield self._canvas

    def on_mount(self) -> None:
        """Begin; signals end it from now on."""
        self._listen()
        self.set_interval(TICK, self.tick)

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for name in SIGNALS:
            with suppress(
                AttributeError, NotImplementedError, RuntimeError, ValueError
            ):  # no such signal here
                loop.add_signal_handler(getattr(signal, name), self.action_close)

    def on_resize(self, event: Resize) -> None:
        """Lay everything out for the new size."""
        self._room = Room(event.size.width, event.size.height, self._room.halves)
        self._counter.fit(event.size.width, event.size.height, halves=self._room.halves)
        self.draw()

    def on_key(self, event: Key) -> None:
        """Hand a key to the counter: its character, or its name where it has none."""
        event.stop()
        printable = event.character is not None and event.character.isprintable()
        self._counter.press(event.character if printable and event.character else event.key, self._now())
        self.draw()

    def tick(self) -> None:
        """Let the time pass; without a terminal there is nobody to show anything to."""
        if gone():
            self.action_close()
            return
        self._counter.tick(self._now())
        self.draw()

    def draw(self) -> None:
        """Show the counter as it is now."""
        before, self._view = self._view, self._counter.view(self._now())
        self._canvas.show(paint(self._view, self._room, self._time()))
        if sounds.heard(before, self._view, self._sound):
            self.bell()

    def action_close(self) -> None:
        """End, and leave nothing of a visitor behind."""
        self._counter.leave()
        self.exit(return_code=0)


def gone() -> bool:
    """Whether the terminal has hung up: where it is not the controlling one, no signal tells of it."""
    if not hasattr(select, "poll") or not sys.__stdin__:
        return False
    poll = select.poll()
    poll.register(sys.__stdin__.fileno(), 0)
    return any(events & select.POLLHUP for _, events in poll.poll(0))
