"""Links: the bytes to and from a modem, and the clock of that line.

`open_link` reads an address: a serial port, `tcp://host:port`, `sim://` (the simulator in this process), and
`spy+ADDRESS`, which writes what passes.
"""

from __future__ import annotations

from typing import Protocol


class Link(Protocol):
    """A line to one modem. One thread reads and writes; only `wake` may be called from others."""

    name: str

    def read(self, timeout: float) -> bytes:
        """What is there, else what comes within *timeout* seconds; b"" when woken or when the time is over.

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
        """Seconds of the link's own monotonic clock: real, or the simulator's."""
        ...

    def close(self) -> None:
        """Give the line back; a second time does nothing."""
        ...


def open_link(address: str, *, baud: int = 115200) -> Link:
    """The link that *address* names. Raises `Gone` when there is none and `PortHeld` when another process owns it."""
    raise NotImplementedError
