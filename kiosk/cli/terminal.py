"""A small AT terminal: lines in, lines out, with PDUs and errors explained beside them."""

import contextlib
import queue
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kiosk.serving import Stop
from modem.beside import Beside, recorded

if TYPE_CHECKING:
    from modem.link import Link

PATIENCE = 60.0  # seconds of the line that a line from a file waits for its answer
QUIET = 0.5  # seconds without a word that end the last answer
LONGEST = 500  # lines of history
SECRET = ("CPIN", "CLCK", "CPWD")  # commands with a PIN: kept in no history


def talk(link: "Link") -> None:
    """Let a person (or the lines of a file) speak with the modem at *link* until the input or the link ends.

    Raises Gone.
    """
    with Stop() as stop:
        terminal = Terminal(link)
        if sys.stdin.isatty():
            threading.Thread(target=terminal.read_keys, args=(stop,), daemon=True).start()
            threading.Thread(target=_wait, args=(stop, terminal), daemon=True).start()
            terminal.run()
        else:
            terminal.run_lines(line.rstrip("\r\n") for line in sys.stdin)


def _wait(stop: Stop, terminal: "Terminal") -> None:
    with contextlib.suppress(OSError, ValueError):  # the command has ended otherwise
        stop.wait()
        terminal.end()


class Terminal:
    """One thread has the link (`run`); what is typed reaches it through a queue and a wake."""

    def __init__(self, link: "Link") -> None:
        self._link = link
        self._beside = Beside()
        self._typed: queue.SimpleQueue[str | None] = queue.SimpleQueue()

    def run(self) -> None:
        """Show what is said, write what is typed, until `end`."""
        try:
            while True:
                self._show(self._link.read(1.0))
                while not self._typed.empty():
                    line = self._typed.get()
                    if line is None:
                        return
                    self._write(line)
        finally:
            self._link.close()

    def run_lines(self, lines: Iterator[str]) -> None:
        """Write each line and wait for its answer before the next."""
        try:
            for line in lines:
                click.echo(click.style(line, bold=True))
                self._write(line)
                end = self._link.now() + PATIENCE
                while not self._beside.answered and (rest := end - self._link.now()) > 0:
                    self._show(self._link.read(rest))
            while octets := self._link.read(QUIET):
                self._show(octets)
        finally:
            self._link.close()

    def read_keys(self, stop: Stop) -> None:
        """Read lines from the keyboard, with the history of earlier days, until Ctrl-D."""
        with _history() as keep, contextlib.suppress(EOFError, KeyboardInterrupt):
            while True:
                line = input()
                keep(line)
                self._typed.put(line)
                self._link.wake()
        stop.set()

    def end(self) -> None:
        """End `run`; from any thread."""
        self._typed.put(None)
        self._link.wake()

    def _write(self, line: str) -> None:
        meaning = self._beside.explain(line)
        if meaning:
            click.secho(f"    {meaning}", fg="cyan")
        self._link.write(self._beside.typed(line))

    def _show(self, octets: bytes) -> None:
        for text, meaning in self._beside.heard(octets):
            shown = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
            click.echo(shown + (click.style(f"    {meaning}", fg="cyan") if meaning else ""))
        sys.stdout.flush()


def tell(trace: Iterable[str]) -> None:
    """Show a trace of `spy+` as the terminal would have. Raises ValueError for a line that is none."""
    beside = Beside()
    for line in trace:
        seconds, way, octets = recorded(line)
        if way == ">":
            for typed in re.split(r"[\r\x1a\x1b]", octets.decode("latin-1")):
                if typed:
                    _line(seconds, way, typed, beside.explain(typed))
                    beside.typed(typed)
            continue
        for text, meaning in beside.heard(octets):
            _line(seconds, way, text, meaning)


def _line(seconds: str, way: str, text: str, meaning: str) -> None:
    shown = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text)
    click.echo(f"{seconds} {way} {shown}" + (click.style(f"    {meaning}", fg="cyan") if meaning else ""))


@contextlib.contextmanager
def _history() -> "Iterator[Callable[[str], None]]":
    """Give what keeps a line: commands are there again the next time; messages and PINs are not."""
    try:
        import readline
    except ImportError:  # Windows
        yield lambda line: None
        return
    import platformdirs

    file = Path(platformdirs.user_state_path("loket")) / "terminal.history"
    with contextlib.suppress(OSError):
        readline.read_history_file(file)
    readline.set_auto_history(False)
    readline.set_history_length(LONGEST)

    def keep(line: str) -> None:
        last = readline.get_history_item(readline.get_current_history_length())
        secret = any(name in line.upper() for name in SECRET)
        if line[:2].upper() == "AT" and line != last and not secret:
            readline.add_history(line)

    try:
        yield keep
    finally:
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            readline.write_history_file(file)
