"""Links: the bytes to and from a modem, and the clock of that line.

`open_link` reads an address: a serial port, `tcp://host:port`, `sim://` (the simulator in this process), and
`spy+ADDRESS`, which writes what passes.
"""

from __future__ import annotations

import re
import sys
from typing import Protocol, TextIO, runtime_checkable

from modem.errors import Gone

BAUD = 115200


class Link(Protocol):
    """A line to one modem. One thread reads and writes; only `wake` may be called from others."""

    name: str

    def read(self, timeout: float) -> bytes:
        """Give what is there, else what comes within *timeout* seconds; b"" when woken or the time is over.

        Raises `Gone` when the other end is no more.
        """
        ...

    def write(self, octets: bytes) -> None:
        """Write all of *octets*. Raises `Gone`."""
        ...

    def wake(self) -> None:
        """End a blocked read, or the next one, with b"". From any thread; many wakes may count as one."""
        ...

    def now(self) -> float:
        """Give the seconds of the link's own monotonic clock: real, or the simulator's."""
        ...

    def close(self) -> None:
        """Give the line back; a second time does nothing."""
        ...


@runtime_checkable
class Tunable(Protocol):
    """A link whose pace can be set: a serial port. `baud` is 0 where there is no such thing (TCP)."""

    baud: int


def open_link(address: str, *, baud: int = BAUD) -> Link:
    """Open what *address* names; a spy writes to the file behind `?file=`, else to stderr.

    Raises `Gone` when it cannot be opened, `PortHeld` when another process owns it.
    """
    if address.startswith("spy+"):
        inner, _, file = address.removeprefix("spy+").partition("?file=")
        link = open_link(inner, baud=baud)
        if not file:
            return SpyLink(link, sys.stderr)
        from pathlib import Path  # many a program traces nothing

        try:
            return SpyLink(link, Path(file).open("a", encoding="utf-8"))  # closed with the link
        except OSError as error:
            link.close()
            raise Gone(f"The trace {file} cannot be written.", "Name a file in a folder of yours.") from error
    if address.startswith("sim://"):
        from modem.simulator import open_sim

        return open_sim(address)
    from modem.wires import open_wire

    return open_wire(address, baud)


class SpyLink:
    """Writes what passes through another link: its clock, `>` sent or `<` received, octets as Python does.

    *out* is closed with the link, unless it is the standard output or error.
    The PIN is masked; what residents write is not, so treat a trace as you treat their messages.
    """

    def __init__(self, inner: Link, out: TextIO) -> None:
        self.name = inner.name
        self._inner = inner
        self._out = out
        self.wake = inner.wake
        self.now = inner.now

    @property
    def baud(self) -> int:
        """See `Tunable`."""
        return self._inner.baud if isinstance(self._inner, Tunable) else 0

    @baud.setter
    def baud(self, baud: int) -> None:
        if isinstance(self._inner, Tunable):
            self._inner.baud = baud

    def read(self, timeout: float) -> bytes:
        """See `Link.read`."""
        octets = self._inner.read(timeout)
        if octets:
            self._note("<", octets)
        return octets

    def write(self, octets: bytes) -> None:
        """See `Link.write`."""
        self._inner.write(octets)
        self._note(">", octets)

    def close(self) -> None:
        """See `Link.close`."""
        self._inner.close()
        if self._out not in (sys.stderr, sys.stdout):
            self._out.close()

    def _note(self, way: str, octets: bytes) -> None:
        shown = re.sub(rb"(?i)(\+CPIN=)[^\r\n;]*", rb'\1"****"', octets)
        self._out.write(f"{self.now():.6f} {way} {shown!r}\n")
        self._out.flush()
