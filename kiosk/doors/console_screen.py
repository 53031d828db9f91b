"""The console on a full screen, with Textual (an extra)."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Center, Middle, Vertical
from textual.widgets import Footer, Header, Input, Static

from kiosk.doors.console import Receive, Visit

IDLE_SECONDS = 30.0  # a visitor who walks away must not leave a name on the screen
WARNING_SECONDS = 3.0
STILL_HERE = "Masih di sini? Tekan angka apa saja."
AGAIN = "Selesai. Tekan ENTER untuk mulai lagi."
TYPE = "Ketik angka, lalu tekan ENTER"


class ConsoleApp(App[None]):
    """Shows one visitor after another; after a pause the screen is cleared."""

    CSS = """
    Screen { background: $surface; }
    #panel {
        width: 64; max-width: 100%; height: auto; padding: 1 3; border: heavy $primary; background: $panel;
    }
    #screen { text-style: bold; height: auto; min-height: 12; }
    #notice { height: 1; color: $warning; text-style: bold; }
    Input { margin-top: 1; border: tall $accent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "restart", "Mulai lagi"), ("ctrl+q", "quit", "Tutup")]
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, receive: Receive, title: str, idle_seconds: float = IDLE_SECONDS) -> None:
        super().__init__()
        self.title = title
        self._receive = receive
        self._idle_seconds = idle_seconds
        self._visit = Visit(receive)
        self._touched = False

    def compose(self) -> ComposeResult:
        """Lay out the header, the large panel with its input line, and the keys."""
        yield Header(show_clock=True, icon="☎")
        with Middle(), Center(), Vertical(id="panel"):
            yield Static(id="screen", markup=False)
            yield Static(id="notice", markup=False)
            yield Input(placeholder=TYPE, id="line")
        yield Footer()

    def on_mount(self) -> None:
        """Greet the first visitor."""
        self.action_restart()
        self._idle = self.set_timer(self._idle_seconds, self._warn, pause=True)

    def action_restart(self) -> None:
        """Forget this visitor and greet the next."""
        self._visit = Visit(self._receive)
        self._touched = False
        self._show(self._visit.begin())

    def on_input_changed(self) -> None:
        """Count the pause anew with every key."""
        self._touched = True
        self._restart_idle()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Say the line to the desk; after a visit that is over, greet the next visitor."""
        event.input.clear()
        if self._visit.over:
            self.action_restart()
        else:
            self._touched = True
            self._show(self._visit.say(event.value.strip()))
        self._restart_idle()

    def _show(self, text: str) -> None:
        self.query_one("#screen", Static).update(text)
        self.query_one("#notice", Static).update(AGAIN if self._visit.over else "")
        self.query_one("#line", Input).focus()

    def _restart_idle(self) -> None:
        self._idle.stop()
        if self._touched:
            self._idle = self.set_timer(self._idle_seconds, self._warn)

    def _warn(self) -> None:
        self.query_one("#notice", Static).update(STILL_HERE)
        self._idle = self.set_timer(WARNING_SECONDS, self.action_restart)
