"""Virtual time: it jumps to what happens next, and several threads take turns in it.

Threads that share a virtual clock register as actors: one of them runs at a time; time passes only when all
of them wait; at one moment the one registered first goes first. Threads that are no actors enter by `do`.
"""

import math
import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from modem.simulator.clock import WIB, Bell, Clock, never

T = TypeVar("T")
EPOCH = datetime(2026, 1, 5, 8, 0, tzinfo=WIB)
"""When virtual time starts: a Monday morning in Tangerang Selatan, the same in every run."""


def _always() -> bool:
    return True


class Actor:
    """A thread that takes turns with others in virtual time: `with clock.actor("kiosk"): ...` in that thread.

    Made in one thread and entered in another, it holds time still from its making on: the start is not a
    race.
    """

    def __init__(self, clock: "VirtualClock", name: str, order: int) -> None:
        self.name = name
        self.order = order
        self._clock = clock

    def __enter__(self) -> "Actor":
        self._clock._enter(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._clock._leave(self)


class _Waiter:
    """One thread's wait: until when, for what, and whose turn goes first."""

    __slots__ = ("actor", "bell", "deadline", "done", "order", "outcome", "ready")

    def __init__(
        self, actor: Actor | None, ready: Callable[[], bool], deadline: float, bell: threading.Event
    ) -> None:
        self.actor, self.ready, self.deadline, self.bell = actor, ready, deadline, bell
        self.order = math.inf if actor is None else actor.order
        self.done = self.outcome = False


class _Errand:
    """A function that a foreign thread wants done in the world, and what came of it."""

    def __init__(self, function: Callable[[], Any]) -> None:
        self.function = function
        self.done = threading.Event()
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self, perform: Callable[[Callable[[], Any]], Any]) -> None:
        try:
            self.result = perform(self.function)
        except BaseException as error:  # handed to the thread that asked
            self.error = error
        self.done.set()

    def fetch(self) -> Any:  # noqa: ANN401
        self.done.wait()
        if self.error is not None:
            raise self.error
        return self.result


class VirtualClock(Clock):
    """Time that jumps to what happens next; with `jumps=False` it stands still but for `advance`.

    One thread needs nothing: its waits simply jump. Several threads each enter `with clock.actor(name):`;
    then one runs at a time and the order of everything is the same in every run.

    >>> clock = VirtualClock()
    >>> _ = clock.after(3600, print, "an hour later")
    >>> clock.advance(86400)
    an hour later
    >>> clock.wall().isoformat()
    '2026-01-06T08:00:00+07:00'
    """

    def __init__(self, epoch: datetime = EPOCH, *, jumps: bool = True, instant: bool | None = None) -> None:
        super().__init__(epoch)
        self.jumps = jumps
        self.instant = jumps if instant is None else instant
        self._now = self._wall_at = 0.0
        self._wall = epoch
        self._limit = math.inf if jumps else 0.0
        self._awake = 0  # actors that run: at most one
        self._unborn: set[int] = set()  # orders of actors made and not entered yet
        self._orders = 0
        self._bound: dict[int, Actor] = {}
        self._waiting: list[_Waiter] = []
        self._errands: deque[_Errand] = deque()

    def now(self) -> float:
        """Seconds of virtual time since the clock was made."""
        return self._now

    def wall(self) -> datetime:
        """Date and time of day: the same value as long as no time passes."""
        if self._wall_at != self._now:
            self._wall, self._wall_at = self.wall_at(self._now), self._now
        return self._wall

    def actor(self, name: str) -> Actor:
        """Register a thread that takes turns; earlier registered ones go first at the same moment."""
        with self.lock:
            self._orders += 1
            self._unborn.add(self._orders)
            return Actor(self, name, self._orders)

    def do(self, function: Callable[[], T]) -> T:
        """Run `function` in the world.

        At once if no actor runs (or the caller is one), else when the running one waits.
        """
        with self.lock:
            if not self._awake or self._depth or threading.get_ident() in self._bound:
                result = self._perform(function)
                if not self._depth:
                    self._turn()
                    self.ring()
                return result
            errand = _Errand(function)
            self._errands.append(errand)
        fetched: T = errand.fetch()
        return fetched

    def wait(self, ready: Callable[[], bool], deadline: float, bell: threading.Event) -> bool:
        """Give up the token until ready or over; time jumps when every actor waits."""
        with self.lock:
            if (
                not self._awake
                and not self._unborn
                and not self._waiting
                and deadline <= self._limit
                and deadline < math.inf
            ):
                return self._wait_alone(ready, deadline)
            waiter = _Waiter(self._bound.get(threading.get_ident()), ready, deadline, bell)
            bell.clear()
            if waiter.actor is not None:
                self._awake -= 1
            self._waiting.append(waiter)
            self._turn()
        while not waiter.done:
            bell.wait()
            bell.clear()
            with self.lock:
                self._turn()
        return waiter.outcome

    def wake(self, bell: Bell) -> None:
        """Have the waiters looked at again: one of them was woken."""
        with self.lock:
            self._turn()
        bell.set()

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass for everybody: whoever waits meanwhile has its turns."""
        with self.lock:
            target = self._now + seconds
            self._limit = max(self._limit, target)
        self.wait(never, target, threading.Event())
        self.ring()

    def _wait_alone(self, ready: Callable[[], bool], deadline: float) -> bool:
        heap = self._heap
        while not ready():
            if not heap or heap[0][0] > deadline:
                self._now = max(self._now, deadline)
                return False
            self._now = max(self._now, heap[0][0])
            self._run_next()
        return True

    def _turn(self) -> None:
        """Unless an actor runs: empty the queue, then let the next event happen or the next waiter go on."""
        while not self._awake and not self._depth:
            if self._errands:
                self._errands.popleft().run(self._perform)
                continue
            self._waiting.sort(key=lambda waiter: waiter.order)
            first = min(self._unborn, default=math.inf)
            chosen = next(
                (waiter for waiter in self._waiting if waiter.order <= first and waiter.ready()), None
            )
            if chosen is not None:
                self._let(chosen, True)
                continue
            if self._unborn:
                return
            soonest = min(self._waiting, key=lambda waiter: waiter.deadline, default=None)
            due = self.next_due()
            moment = min(due, math.inf if soonest is None else soonest.deadline)
            if soonest is None or moment > self._limit or moment == math.inf:
                return
            self._now = max(self._now, moment)
            if due <= moment:
                self._run_next()
            else:
                self._let(soonest, False)

    def _let(self, waiter: _Waiter, outcome: bool) -> None:
        self._waiting.remove(waiter)
        waiter.done, waiter.outcome = True, outcome
        if waiter.actor is not None:
            self._awake += 1
        waiter.bell.set()

    def _enter(self, actor: Actor) -> None:
        with self.lock:
            self._bound[threading.get_ident()] = actor
            self._unborn.discard(actor.order)
            self._awake += 1  # until the wait gives the token up again
        self.wait(_always, self._now, threading.Event())

    def _leave(self, actor: Actor) -> None:
        with self.lock:
            self._bound = {thread: bound for thread, bound in self._bound.items() if bound is not actor}
            self._awake -= 1
            self._turn()
