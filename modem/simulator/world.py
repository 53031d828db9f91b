"""The simulated world: modems, a network with handsets, one clock, and the ways in for those outside."""

import os
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeVar

from modem.simulator import delays as _delays
from modem.simulator import faults as _faults
from modem.simulator.clock import Clock, RealClock
from modem.simulator.delays import Delays
from modem.simulator.errors import UnknownModem
from modem.simulator.ledger import Ids, Ledger
from modem.simulator.modem import SimModem
from modem.simulator.network import Network
from modem.simulator.numbers import normalise
from modem.simulator.profile import profile as find_profile
from modem.simulator.trace import Trace, TraceLine
from modem.simulator.values import Happening, Sent

T = TypeVar("T")


class Simulator:
    """GSM modems on a network with handsets, in one process and on one clock.

    Takes the number of modems, a seed (what is random is the same for the same seed), the make of the
    modems or the makes, one each (the last is that of the others, too), and a clock: `RealClock(speed)` or
    `VirtualClock()`. `pin` locks the SIM cards. `delays` replaces how long things take; left out, that is
    `delays.REAL`, or nothing at all on a virtual clock that jumps. `numbers` are the modems' own, one each:
    they say which operator's card each has. There are as many modems as the longest of these asks for.

    >>> from modem.simulator import Simulator, VirtualClock
    >>> sim = Simulator(clock=VirtualClock())
    >>> link = sim.modems[0].link()
    >>> link.write(b"ATE0;+CSQ" + bytes([13]))
    >>> link.read(1).decode().split()
    ['ATE0;+CSQ', '+CSQ:', '20,0', 'OK']
    """

    def __init__(
        self,
        modems: int = 1,
        seed: int = 0,
        profile: str | Sequence[str] = "generic",
        clock: Clock | None = None,
        *,
        pin: str | None = None,
        delays: Delays | None = None,
        numbers: Sequence[str] = (),
    ) -> None:
        self.clock: Clock = clock or RealClock()
        self.seed = seed
        self.random = Random(seed)  # noqa: S311 - a simulation wants a seed, not secrecy
        self.delays = delays or (_delays.NONE if self.clock.instant else _delays.REAL)
        prefix = f"s{seed}-" if self.clock.jumps else f"{os.urandom(4).hex()}-"
        self.ids = Ids(prefix)
        self.events: Ledger[Happening] = Ledger(5_000)
        self.trace = Trace(self.clock, prefix)
        self.version = 0
        self._listeners: list[Callable[[Happening], object]] = []
        self.network = Network(self)
        makes = [
            find_profile(name) for name in ([profile] if isinstance(profile, str) else profile or ["generic"])
        ]
        own = [normalise(number) for number in numbers]
        self.modems = [
            SimModem(self, index, (makes[index:] or makes[-1:])[0], pin, "".join(own[index : index + 1]))
            for index in range(max(modems, len(own), len(makes)))
        ]
        for modem in self.modems:
            self.network.register(modem)

    def advance(
        self, seconds: float = 0.0, *, minutes: float = 0.0, hours: float = 0.0, days: float = 0.0
    ) -> float:
        """Move the clock on, everything on the way happening in order.

        Gives the clock's new time in seconds.
        """
        self.clock.advance(seconds + 60 * minutes + 3600 * hours + 86400 * days)
        return self.clock.now()

    def do(self, function: Callable[[], T]) -> T:
        """Run `function` in the world from a thread outside it (web, pty, TCP); gives what it gives."""
        return self.clock.do(function)

    def modem(self, index: int = 0) -> SimModem:
        """Give the modem of that number, from 0; `UnknownModem` beyond the last."""
        if not 0 <= index < len(self.modems):
            raise UnknownModem(f"There is no modem {index}; there are {len(self.modems)}.")
        return self.modems[index]

    def fault(
        self,
        modem: int = 0,
        kind: str = "duplicate",
        count: int | None = None,
        seconds: float | None = None,
        **details: Any,  # noqa: ANN401
    ) -> None:
        """Break something at a modem (`faults.KINDS`).

        For the next `count` times, for `seconds`, else until cleared.
        """
        target = self.modem(modem)
        fault = _faults.Fault.make(kind, count, seconds, details)
        self.do(lambda: target.faults.start(fault))

    def clear_fault(self, modem: int = 0, kind: str | None = None) -> None:
        """Mend what `fault` broke: one kind, or everything."""
        target = self.modem(modem)
        self.do(lambda: target.faults.clear(kind))

    @property
    def lines(self) -> list[str]:
        """The names of the lines to its modems that are open: links, ptys, TCP ports."""
        return [name for modem in self.modems for name in modem.lines]

    def outbox_after(self, item_id: str | None = None) -> list[Sent]:
        """Give what modems handed over after that entry, all for None; `UnknownId` where there is none."""
        return self.do(lambda: self.network.outbox.after(item_id))

    def events_after(self, item_id: str | None = None) -> list[Happening]:
        """Give what happened after that event, all for None; `UnknownId` where there is none."""
        return self.do(lambda: self.events.after(item_id))

    def trace_after(self, line_id: str | None = None) -> list[TraceLine]:
        """Give what passed on the lines after that line, all for None; `UnknownId` where there is none."""
        return self.do(lambda: self.trace.after(line_id))

    def listen(self, listener: Callable[[Happening], object]) -> Callable[[], None]:
        """Call `listener` for each new event, inside the world: it must be quick. Gives what ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def wait_change(self, version: int, timeout: float) -> int:
        """Wait until `sim.version` is another, or `timeout` seconds are over; gives the version then.

        The seconds are real ones on every clock. Any new message, screen, call or fault is a new version
        (trace lines are not). Call it from a thread of your own, outside `do`.
        """
        self.clock.watch(lambda: self.version != version, timeout)
        return self.version

    def happened(self, kind: str, **what: Any) -> Happening:  # noqa: ANN401
        """Tell the world's watchers that something happened."""
        event = self.events.add(Happening(self.ids.next(), self.clock.wall(), kind, what))
        self.version += 1
        for listener in tuple(self._listeners):
            listener(event)
        self.clock.ring()
        return event
