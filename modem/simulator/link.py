"""The in-process link: a driver's line to a simulated modem, on the world's own clock."""

import threading
from typing import TYPE_CHECKING, Self

from modem.errors import Gone

if TYPE_CHECKING:
    from modem.simulator.modem import SimModem

LIMIT = 65_536
"""Octets kept for a reader that does not read; a line forgets what nobody takes."""


class SimLink:
    """A `Link` to one simulated modem; several links share its line and each reads all of it."""

    def __init__(self, modem: "SimModem") -> None:
        self.name = f"sim://{modem.index}"
        self._modem = modem
        self._clock = modem.clock
        self._lock = modem.clock.lock
        self._out: list[bytes] = []
        self._size = 0
        self._bell = threading.Event()
        self._woken = False
        self._blocked = False
        self._gone = ""
        modem.attach(self)

    def read(self, timeout: float) -> bytes:
        """Give what is there, else what comes within `timeout` seconds of the clock.

        B"" when woken or over; raises Gone.
        """
        with self._lock:
            if self._out:
                return self._take()
        if not self._woken and not self._gone:
            self._blocked = True
            self._clock.wait(self._ready, self._clock.now() + timeout, self._bell)
            self._blocked = False
        with self._lock:
            if self._out:
                return self._take()
            if self._gone:
                raise Gone(self._gone)
            self._woken = False
            return b""

    def write(self, octets: bytes) -> None:
        """Give the modem all of *octets*; its answer may be there before this returns. Raises Gone."""
        with self._lock:
            if self._gone:
                raise Gone(self._gone)
            self._modem.write(octets)
            self._clock.run_due()  # what takes no time has happened when this returns

    def wake(self) -> None:
        """End a blocked read, or the next one, with b""; from any thread."""
        self._woken = True
        if self._blocked:
            self._clock.wake(self._bell)

    def now(self) -> float:
        """Seconds of the world's clock."""
        return self._clock.now()

    def close(self) -> None:
        """Take the line off the modem; a second time changes nothing."""
        with self._lock:
            self._modem.detach(self)
            self._gone = self._gone or "This link was closed."
        self.wake()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def waiting(self) -> int:
        """Octets that a read would give now; brings the world up to now first."""
        self._clock.do(_nothing)
        return self._size

    @property
    def unread(self) -> int:
        """Octets that are there and were not read; nothing happens by asking."""
        return self._size

    def clear(self) -> None:
        """Forget what was not read yet."""
        with self._lock:
            self._take()

    def put(self, octets: bytes) -> None:
        """Take what the modem says (the modem calls it, inside the world)."""
        self._out.append(octets)
        self._size += len(octets)
        while self._size > LIMIT:
            self._size -= len(self._out.pop(0))
        if self._blocked:
            self._bell.set()

    def gone(self, why: str) -> None:
        """Learn that the line is no more (the modem calls it)."""
        self._gone = why
        self._bell.set()

    def back(self) -> None:
        """Stay gone: a driver opens a new link, as it opens a port that came back."""

    def _ready(self) -> bool:
        return bool(self._out or self._woken or self._gone)

    def _take(self) -> bytes:
        out = self._out
        octets = out[0] if len(out) == 1 else b"".join(out)
        out.clear()
        self._size = 0
        return octets


def _nothing() -> None:
    pass
