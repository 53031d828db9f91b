"""An ESC/POS printer: how it is, and a slip put on its paper (Epson, "ESC/POS Command Reference").

Two questions carry it: `DLE EOT n` is answered at once, whatever the printer is doing; `GS r 1` stands in
line behind the slip, so that its answer says that all before it is on paper.
"""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from kiosk.doors.printer_line import Gone, Line, Port, escpos, open_line
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from kiosk.settings import PrinterSettings
    from kiosk.slips import Line as Written

ANSWER = 1.0  # seconds for DLE EOT
DONE = 10.0  # seconds for the paper: a slip takes about two
DLE_EOT_OFFLINE, DLE_EOT_PAPER = b"\x10\x04\x02", b"\x10\x04\x04"
GS_R_PAPER = b"\x1dr\x01"
REAL_TIME, REAL_TIME_IS = 0x93, 0x12  # bits that every answer to DLE EOT has
COVER, STOPPED, FAULT = 0x04, 0x20, 0x40  # DLE EOT 2: open, no paper, error
NO_PAPER, LITTLE_PAPER = 0x60, 0x0C  # DLE EOT 4
END_COMMAND = b"\0\0"  # ends what a broken slip left open; nothing otherwise
FEED = 4  # lines that bring the last one past the edge


class Trouble(KioskError):
    """The printer is there and does not print, and says why."""


class Unsure(KioskError):
    """Nobody can tell whether the slip came out."""


class Status(NamedTuple):
    """How the printer is: `answers` whether it can say so at all, `low` that the roll is nearly used up."""

    answers: bool
    low: bool = False


class Printer:
    """A printer that is connected; a context manager.

    *answer* is how long it may take to tell its state, *done* how long to finish a slip, in seconds.
    """

    def __init__(self, line: Line, *, answer: float = ANSWER, done: float = DONE) -> None:
        self._line, self._answer, self._done = line, answer, done

    def status(self) -> Status:
        """Ask how it is. Raises `Trouble` (paper, cover, error), `Gone`."""
        why = self._ask(DLE_EOT_OFFLINE)
        if why is None:
            return Status(answers=False)
        if why & COVER:
            raise Trouble("Penutup printer terbuka.", "Tutup sampai berbunyi klik.")
        paper = self._ask(DLE_EOT_PAPER) or 0
        if why & STOPPED or paper & NO_PAPER == NO_PAPER:
            raise Trouble("Kertas printer habis.", "Pasang gulungan kertas 58 mm yang baru.")
        if why & FAULT:
            raise Trouble("Printer melaporkan gangguan.", "Matikan printer, tunggu 10 detik, lalu hidupkan.")
        return Status(answers=True, low=bool(paper & LITTLE_PAPER))

    def put(self, octets: bytes, *, answers: bool) -> None:
        """Put a slip on paper, and come back once it is there, as far as the printer can tell.

        *answers* is what `status` said. Raises `Trouble`: it said that it did not; `Unsure`: it fell silent.
        """
        try:
            self._line.read(0)  # what it said to earlier questions
            self._line.write(octets + (GS_R_PAPER if answers else b""))
            if not answers:
                return
            if self._finished():
                return
            self.status()
        except Gone as error:
            raise Unsure(error.fact, error.remedy) from error
        raise Unsure("Printer berhenti menjawab saat mencetak.", "Periksa kertas dan kabelnya.")

    def _finished(self) -> bool:
        """Wait for the answer that stands behind the slip; what is no such answer is passed over."""
        deadline = time.monotonic() + self._done
        while (left := deadline - time.monotonic()) > 0:
            octets = self._line.read(left)
            if not octets:
                return False
            if any(not octet & 0x90 for octet in octets):
                return True
        return False

    def _ask(self, question: bytes) -> int | None:
        """Ask in real time; None when nothing comes that looks like an answer."""
        self._line.write(question)
        deadline = time.monotonic() + self._answer
        while (left := deadline - time.monotonic()) > 0:
            octets = self._line.read(left)
            if not octets:
                return None
            for octet in octets:
                if octet & REAL_TIME == REAL_TIME_IS:
                    return octet
        return None

    def close(self) -> None:
        """Let the printer go."""
        self._line.close()

    def __enter__(self) -> "Printer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def connect(settings: "PrinterSettings") -> Printer:
    """Open the printer of a configuration. Raises `Gone`, KioskError."""
    port = Port.parse(settings.port)
    assert port is not None, "the configuration was read"
    escpos()  # what is not installed is told before anything is handed over
    return Printer(open_line(port, settings.baud))


def encoded(lines: Sequence["Written"], *, codepage: str = "CP437", cut: bool = True) -> bytes:
    r"""Give the octets of a slip; what the code page lacks becomes a question mark.

    >>> from kiosk.slips import Line
    >>> encoded([Line("Cék", bold=True)], cut=False)
    b'\x00\x00\x1b@\x1bt\x00\x1d!\x00\x1bE\x01\x1ba\x00C\x82k\n\x1bd\x04'
    """
    paper = escpos().Dummy()
    paper._raw(END_COMMAND)
    paper.hw("INIT")
    paper.charcode(codepage)
    for line in lines:
        size = 2 if line.large else 1
        paper.set(
            align="center" if line.centred else "left",
            bold=line.bold,
            custom_size=True,
            width=size,
            height=size,
        )
        paper.textln(line.text)
    paper.print_and_feed(FEED)
    if cut:
        paper.cut(feed=False)
    return bytes(paper.output)
