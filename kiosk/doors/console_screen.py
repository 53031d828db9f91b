"""The console on a full screen, with Textual (an extra)."""

import re
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, Static

from kiosk.clock import WIB, wall
from kiosk.doors.console import Receive, Visit

IDLE_SECONDS = 30.0  # a visitor who walks away must not leave a name on the screen
WARNING_SECONDS = 3.0
STILL_HERE = "Masih di sini? Tekan angka / Still here? Press a number"
AGAIN = "Selesai. ENTER: mulai lagi / Done. ENTER: start again"
TYPE = "Ketik angka, lalu ENTER / Type a number, then ENTER"
KEYS = (("0", "kembali/back"), ("00", "menu"), ("98", "lanjut/more"), ("Esc", "selesai/end"))
CHOICE = re.compile(r"(\d{1,2}) (.+)")
BADGE = "bold reverse"
ROWS, COLUMNS = 14, 58  # of the panel on the smallest screen, 80x24


class ConsoleApp(App[None]):
    """Shows one visitor after another; after a pause the screen is cleared."""

    CSS = """
    #head { dock: top; height: 1; padding: 0 1; background: $primary; color: $text; text-style: bold; }
    #title { width: 1fr; }
    #clock { width: 5; }
    #stage { height: 1fr; align: center middle; }
    #panel { width: 68; max-width: 100%; height: auto; max-height: 100%; padding: 0 2; }
    #panel { border: round $primary; background: $surface; }
    #screen { height: auto; min-height: 14; color: $text; padding: 1 1 0 1; }
    #notice { height: 1; color: $warning; text-style: bold; padding: 0 1; }
    #line { border: tall $accent; text-style: bold; }
    #keys { dock: bottom; height: 1; padding: 0 1; background: $panel; color: $text; }
    .-short #screen { padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "restart", "Selesai"), ("ctrl+q", "quit", "Tutup")]
    VERTICAL_BREAKPOINTS = [(0, "-short"), (26, "-tall")]  # noqa: RUF012 - so it is in Textual
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, receive: Receive, title: str, idle_seconds: float = IDLE_SECONDS) -> None:
        super().__init__()
        self.title = title
        self._receive = receive
        self._idle_seconds = idle_seconds
        self._visit = Visit(receive)
        self._touched = False
        self._clock = Static(id="clock")  # held, not looked for: the time is shown whenever there is a screen

    def compose(self) -> ComposeResult:
        """Lay out the head with the time, the large panel with its input line, and the keys."""
        with Horizontal(id="head"):
            yield Static(f"☎ {self.title}", id="title", markup=False)
            yield self._clock
        with Vertical(id="stage"), Vertical(id="panel"):
            yield Static(id="screen", markup=False)
            yield Static(id="notice", markup=False)
            yield Input(placeholder=TYPE, id="line")
        yield Static(keys(), id="keys")

    def on_mount(self) -> None:
        """Greet the first visitor."""
        self._show_time()
        self.set_interval(5, self._show_time)
        self._idle = self.set_timer(self._idle_seconds, self._warn, pause=True)
        self.action_restart()

    def action_restart(self) -> None:
        """Forget this visitor, and what they typed, and greet the next."""
        self._idle.stop()
        self._visit = Visit(self._receive)
        self._touched = False
        with self.prevent(Input.Changed):
            self.query_one("#line", Input).clear()
        self._show(self._visit.begin())

    def on_input_changed(self) -> None:
        """Count the pause anew with every key."""
        self._touched = True
        self._restart_idle()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Say the line to the desk; after a visit that is over, greet the next visitor."""
        with self.prevent(Input.Changed):
            event.input.clear()
        if self._visit.over:
            self.action_restart()
            return
        self._touched = True
        self._show(self._visit.say(event.value.strip()))
        self._restart_idle()

    def _show(self, text: str) -> None:
        self.query_one("#screen", Static).update(drawn(text))
        self._notice(AGAIN if self._visit.over else "")
        self.query_one("#line", Input).focus()

    def _notice(self, text: str) -> None:
        self.query_one("#notice", Static).update(text)

    def _show_time(self) -> None:
        self._clock.update(f"{wall().astimezone(WIB):%H.%M}")

    def _restart_idle(self) -> None:
        self._idle.stop()
        if self._touched:
            self._notice(AGAIN if self._visit.over else "")
            self._idle = self.set_timer(self._idle_seconds, self._warn)

    def _warn(self) -> None:
        self._notice(STILL_HERE)
        self._idle = self.set_timer(WARNING_SECONDS, self.action_restart)


def drawn(text: str) -> Text:
    """Draw a screen: what is asked in bold, each number on a badge, with air between where there is room."""
    made = Text()
    for place, line in enumerate(_airy(text.split("\n"))):
        made.append("\n" if place else "")
        if choice := CHOICE.fullmatch(line):
            made.append(f"{choice[1]:>3} ", BADGE)
            made.append(f" {choice[2]}")
        else:
            made.append(line, "" if place else "bold")
    return made


def keys() -> Text:
    """Write the line that explains the keys."""
    made = Text()
    for key, meaning in KEYS:
        made.append(f" {key} ", BADGE)
        made.append(f" {meaning}   ")
    return made


def _airy(lines: list[str]) -> list[str]:
    """Put an empty line between all choices, or else around them, as far as the panel has room."""
    kinds = [bool(CHOICE.fullmatch(line)) for line in lines]
    turns = [place > 0 and kinds[place] != kinds[place - 1] for place in range(len(lines))]
    apart = _spaced(lines, [choice or turn for choice, turn in zip(kinds, turns, strict=True)])
    around = _spaced(lines, turns)
    return next((made for made in (apart, around) if _rows(made) <= ROWS), lines)


def _spaced(lines: list[str], breaks: list[bool]) -> list[str]:
    return [
        each for line, gap in zip(lines, breaks, strict=True) for each in (("", line) if gap else (line,))
    ]


def _rows(lines: list[str]) -> int:
    return sum(max(1, -(-len(line) // COLUMNS)) for line in lines)
