"""The walk-up counter in plain lines, for a pipe, a serial terminal or a screen reader.

The full screen is `kiosk.doors.counter`.
"""

import uuid
from collections.abc import Callable, Iterable

from kiosk.core import Inbound, Reply

Receive = Callable[[Inbound], Reply | None]


class Visit:
    """One visitor at the counter, known to the desk by a random name that is forgotten afterwards."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._who = f"walkup:{uuid.uuid4().hex}"
        self._count = 0
        self.over = False

    def begin(self) -> str:
        """Give the first screen."""
        return self._ask("", first=True)

    def say(self, text: str) -> str:
        """Hand one line of input to the desk and give the next screen."""
        return self._ask(text)

    def _ask(self, text: str, first: bool = False) -> str:
        self._count += 1
        reply = self._receive(Inbound("console", self._who, text, f"{self._who}:{self._count}", first=first))
        self.over = reply is None or not reply.more
        return reply.text if reply else ""


def run_lines(receive: Receive, lines: Iterable[str], write: Callable[[str], None]) -> None:
    """Serve visitors on plain lines.

    A visit that is over is followed by a new one, whose first input is the next line.
    """
    visit = Visit(receive)
    write(visit.begin())
    for line in lines:
        if visit.over:
            visit = Visit(receive)
            visit.begin()
        write(visit.say(line.strip()))
