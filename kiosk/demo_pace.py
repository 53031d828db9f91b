"""A demo's time at more than real speed: put forward a little, again and again, while nobody would miss it.

The clock itself goes on at real speed, since modem and kiosk talk over a real line: only between two things
that happen may time be left out. So it is held back while a phone calls and while somebody reads a USSD
screen, and it goes on when what the kiosk has to do in each step is done.
"""

import threading
import time
from collections.abc import Callable

from modem.simulator.clock import Pace
from modem.simulator.errors import OwnPace

TICK = 0.25  # real seconds between two steps
FASTEST = 60.0
LONGEST = 1.0  # real seconds that one step makes up for: what a slow machine missed is not caught up


class Pacing:
    """Puts a clock forward until `stop`: `run` is the body of a thread, which sleeps at real speed."""

    def __init__(
        self, advance: Callable[[float], None], held: Callable[[], bool], tell: Callable[[], object]
    ) -> None:
        """Make *advance* pass the seconds, except while it is *held*; each change is *tell*-ed."""
        self._advance, self._held, self._tell = advance, held, tell
        self._bell = threading.Event()
        self._stopping = False
        self.pace = Pace(1.0, 1.0)

    def run_at(self, speed: float) -> None:
        """Have so many seconds pass in a real one; from any thread. Raises OwnPace."""
        if not 1 <= speed <= FASTEST:
            raise OwnPace(f"The demo goes 1 to {FASTEST:g} times as fast as real time, not {speed:g}.")
        self.pace = Pace(speed, speed)
        self._bell.set()

    def run(self) -> None:
        """Let time pass as fast as it is wanted."""
        last = time.monotonic()
        while not self._stopping:
            fast = self.pace.wanted > 1
            self._bell.wait(TICK if fast else None)
            self._bell.clear()
            now = time.monotonic()
            passed, last = min(now - last, LONGEST) if fast else 0.0, now
            if not self._stopping:
                self._step(passed)

    def stop(self) -> None:
        """Ask `run` to end; from any thread."""
        self._stopping = True
        self._bell.set()

    def _step(self, passed: float) -> None:
        wanted, before = self.pace
        now = 1.0 if wanted > 1 and self._held() else wanted
        if now != before:
            self.pace = Pace(wanted, now)
            self._tell()
        if now > 1 and passed:
            self._advance(passed * (now - 1))
