"""What went over each modem's line, kept for people to look at: bounded, and cheap enough to stay on."""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from modem.simulator.clock import Clock
from modem.simulator.errors import UnknownId

INWARD, OUTWARD, NOTE = ">", "<", "!"
"""To the modem, from the modem, and what the simulator itself has to say (a fault, a text cut to fit)."""


class TraceLine(NamedTuple):
    """Octets that passed at one moment, each as the character of that number (ISO 8859-1)."""

    id: str
    at: datetime
    modem: int
    direction: str
    text: str

    def json(self) -> dict[str, object]:
        """Give what the control API says of it."""
        return {**self._asdict(), "at": self.at.isoformat()}


class Trace:
    """The last `limit` lines; `enabled = False` stops it.

    Its text is the same for the same seed and script.
    """

    def __init__(self, clock: Clock, prefix: str, limit: int = 20_000) -> None:
        self.enabled = True
        self._clock = clock
        self._prefix = f"{prefix}t"
        self._lines: deque[tuple[float, int, str, bytes]] = deque(maxlen=limit)
        self.count = 0
        self._listeners: list[Callable[[], object]] = []

    def listen(self, listener: Callable[[], object]) -> None:
        """Call `listener` after each new line, inside the world: it must be quick."""
        self._listeners.append(listener)

    def add(self, modem: int, direction: str, octets: bytes) -> None:
        """Keep what passed."""
        if self.enabled:
            self.count += 1
            self._lines.append((self._clock.now(), modem, direction, octets))
            for listener in self._listeners:
                listener()

    def note(self, modem: int, text: str) -> None:
        """Keep a remark of the simulator's own."""
        self.add(modem, NOTE, text.encode("latin-1", "replace"))

    def after(self, line_id: str | None = None) -> list[TraceLine]:
        """Give the lines after the one with that id, all for None; `UnknownId` if it is not here any more."""
        first = self.count - len(self._lines)  # lines forgotten so far
        skip = 0
        if line_id:
            try:
                number = int(line_id.removeprefix(self._prefix), 16)
            except ValueError:
                raise UnknownId(line_id) from None
            if not line_id.startswith(self._prefix) or not first < number <= self.count:
                raise UnknownId(line_id)
            skip = number - first
        lines = islice(tuple(self._lines), skip, None)
        start = self._clock.wall_at
        return [
            TraceLine(
                f"{self._prefix}{first + skip + n:x}", start(at), modem, direction, octets.decode("latin-1")
            )
            for n, (at, modem, direction, octets) in enumerate(lines, 1)
        ]

    def text(self) -> str:
        """Everything as one text, a line each: seconds, modem, direction, octets escaped."""
        return "".join(
            f"{at:.6f} {modem} {direction} {octets.decode('latin-1')!r}\n"
            for at, modem, direction, octets in tuple(self._lines)
        )
