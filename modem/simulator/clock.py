"""The world's clock: one heap of what happens next, in real or in virtual time.

Modem, network, handsets and links share one clock. In real time a reader sleeps until the next event;
in virtual time (`virtual.py`) it jumps there: the same sequential code runs a day in a moment.
"""

import heapq
import math
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NamedTuple, Protocol, TypeVar

from modem.simulator.errors import OwnPace

T = TypeVar("T")
WIB = timezone(timedelta(hours=7), "WIB")


class Bell(Protocol):
    """What ends somebody's wait: a `threading.Event`, or the wake descriptor of a server."""

    def set(self) -> None:
        """Ring it."""
        ...


class Pace(NamedTuple):
    """How many seconds of a clock pass in a real one: as somebody `wanted` it, and `now`."""

    wanted: float
    now: float


class Timer:
    """Something that will happen; `cancel()` and it will not."""

    __slots__ = ("args", "function")

    def __init__(self, function: Callable[..., object], args: tuple[Any, ...]) -> None:
        self.function: Callable[..., object] = function
        self.args = args

    def cancel(self) -> None:
        """Make it nothing; harmless when it has happened already."""
        self.function, self.args = _nothing, ()


def _nothing() -> None:
    pass


def never() -> bool:
    """Wait for this, and it is the time that ends the wait."""
    return False


class Clock:
    """What the real and the virtual clock share: the heap, the lock of the world, the time of day."""

    jumps = False
    """Whether a wait costs no real time, since the clock jumps to its end."""
    instant = False
    """Whether modem and network take no time unless they are asked to."""

    def __init__(self, epoch: datetime) -> None:
        self.lock = threading.RLock()
        self._epoch = epoch
        self._heap: list[tuple[float, int, Timer]] = []
        self._count = 0
        self._depth = 0
        self._bells: set[Bell] = set()

    def now(self) -> float:
        """Seconds since this clock was made; never goes back."""
        raise NotImplementedError

    def wall(self) -> datetime:
        """Date and time of day in the simulated world, aware (WIB unless the epoch says otherwise)."""
        return self.wall_at(self.now())

    def wall_at(self, moment: float) -> datetime:
        """Date and time of day at a moment of this clock."""
        return self._epoch + timedelta(seconds=moment)

    def at(self, when: float, function: Callable[..., object], *args: Any) -> Timer:  # noqa: ANN401
        """Have `function(*args)` run at `when`.

        What is due at one moment runs in the order it was asked for.
        """
        timer = Timer(function, args)
        with self.lock:
            self._count += 1
            entry = (when, self._count, timer)
            heapq.heappush(self._heap, entry)
            if self._bells and self._heap[0] is entry:
                self.ring()
        return timer

    def after(self, delay: float, function: Callable[..., object], *args: Any) -> Timer:  # noqa: ANN401
        """Have `function(*args)` run `delay` seconds from now."""
        return self.at(self.now() + delay, function, *args)

    def next_due(self) -> float:
        """When the next event is due; infinity if nothing is."""
        return self._heap[0][0] if self._heap else math.inf

    def run_due(self) -> bool:
        """Run everything that is due by now; whether there was anything."""
        ran = False
        if not self._heap:
            return ran
        with self.lock:
            while self._heap and self._heap[0][0] <= self.now():
                self._run_next()
                ran = True
        return ran

    def do(self, function: Callable[[], T]) -> T:
        """Run `function` in the world from any thread, and what it makes due at once; gives what it gives."""
        raise NotImplementedError

    def wait(self, ready: Callable[[], bool], deadline: float, bell: threading.Event) -> bool:
        """Wait until `ready()` or `deadline`; whether it was ready. Never called from inside the world.

        `bell` ends the real sleep of this one waiter when set; `ready` is asked again after every ring.
        """
        raise NotImplementedError

    def watch(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Wait at most `seconds` of real time, whatever the clock, as a spectator.

        No turn is taken, nothing jumps.
        """
        bell = threading.Event()
        end = time.monotonic() + seconds
        self.attach(bell)
        try:
            while True:
                with self.lock:
                    bell.clear()
                    if ready():
                        return True
                left = end - time.monotonic()
                if left <= 0:
                    return False
                bell.wait(left)
        finally:
            self.detach(bell)

    def pause(self, seconds: float) -> None:
        """Let `seconds` of this clock pass; the others go on."""
        self.wait(never, self.now() + seconds, threading.Event())

    def advance(self, seconds: float) -> None:
        """Move the clock on: everything due on the way happens in its order and at its time."""
        raise NotImplementedError

    @property
    def pace(self) -> Pace:
        """How fast it goes by itself: not at all, where time passes by `advance` and by waiting only."""
        return Pace(0.0, 0.0)

    def run_at(self, speed: float) -> None:
        """Go on at so many seconds in a real one; raises OwnPace where it cannot."""
        raise OwnPace("This clock does not run by itself, so it has no speed.")

    def attach(self, bell: Bell) -> None:
        """Ring `bell` whenever something happened in the world or an earlier event was added."""
        with self.lock:
            self._bells.add(bell)

    def detach(self, bell: Bell) -> None:
        """Ring `bell` no more."""
        with self.lock:
            self._bells.discard(bell)

    def ring(self) -> None:
        """Have every waiter look again."""
        for bell in tuple(self._bells):
            bell.set()

    def wake(self, bell: Bell) -> None:
        """Have one waiter look again, from any thread, even while another one is inside the world."""
        bell.set()

    def _run_next(self) -> None:
        timer = heapq.heappop(self._heap)[2]
        self._depth += 1
        try:
            timer.function(*timer.args)
        finally:
            self._depth -= 1

    def _perform(self, function: Callable[[], T]) -> T:
        """Run `function` inside the world; when the outermost one ends, what is due now has happened too."""
        self._depth += 1
        try:
            return function()
        finally:
            self._depth -= 1
            if not self._depth:
                self.run_due()


class RealClock(Clock):
    """Time as it passes, `speed` times as fast.

    >>> RealClock(speed=60).now() < 60
    True
    """

    def __init__(self, speed: float = 1.0, epoch: datetime | None = None) -> None:
        if not 0 < speed < math.inf:
            raise ValueError(f"A clock's speed is a number above 0, not {speed}.")
        super().__init__(epoch or datetime.now(UTC).astimezone(WIB))
        self.speed = speed
        self._start = time.monotonic()
        self._ahead = 0.0

    @property
    def pace(self) -> Pace:
        """How fast it goes."""
        return Pace(self.speed, self.speed)

    def run_at(self, speed: float) -> None:
        """Go on from now at so many seconds in a real one; whoever waits looks anew how long."""
        if not 0 < speed < math.inf:
            raise OwnPace(f"A clock's speed is a number above 0, not {speed}.")
        with self.lock:
            self.run_due()
            self._ahead, self._start, self.speed = self.now(), time.monotonic(), speed
            self.ring()

    def now(self) -> float:
        """Seconds since this clock was made."""
        return (time.monotonic() - self._start) * self.speed + self._ahead

    def do(self, function: Callable[[], T]) -> T:
        """Run `function` under the world's lock, the world brought up to date before and after."""
        with self.lock:
            if not self._depth:
                self.run_due()
            result = self._perform(function)
            if not self._depth:
                self.ring()
            return result

    def wait(self, ready: Callable[[], bool], deadline: float, bell: threading.Event) -> bool:
        """Sleep until ready, rung or over; whoever waits also runs what falls due meanwhile."""
        self.attach(bell)
        try:
            while True:
                with self.lock:
                    if self.run_due():
                        self.ring()
                    bell.clear()  # before looking: a ring after the look is not lost
                    if ready():
                        return True
                    now = self.now()
                    if now >= deadline:
                        return False
                    until = min(deadline, self.next_due())
                bell.wait(min(max(until - now, 0.0) / self.speed, threading.TIMEOUT_MAX))
        finally:
            self.detach(bell)

    def watch(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Wait at most `seconds` of real time; who watches keeps the world going, too."""
        return self.wait(ready, self.now() + seconds * self.speed, threading.Event())

    def advance(self, seconds: float) -> None:
        """Put the clock forward; what falls due on the way happens at its time, at once."""
        with self.lock:
            target = self.now() + seconds
            while self._heap and self._heap[0][0] <= target:
                self._ahead += max(0.0, self._heap[0][0] - self.now())
                self._run_next()
            self._ahead += max(0.0, target - self.now())
            self.ring()
