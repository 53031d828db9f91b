"""Modems for other processes: ptys and TCP ports, all worked by one thread.

What comes in is answered in the same wake-up; then what is due happens. Links in the same process need none
of this.
"""

import contextlib
import math
import select
import socket
import threading
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from modem.simulator.clock import RealClock
from modem.simulator.endpoints import Tcp
from modem.simulator.errors import PathTaken

if TYPE_CHECKING:
    from modem.simulator.modem import SimModem
    from modem.simulator.ptys import Pty
    from modem.simulator.world import Simulator

CLIENT_EVERY, NOBODY = 0.05, 3600.0
"""Seconds between looks whether a client has opened a pty that nobody has open; without such a pty."""


def serve(
    sim: "Simulator", ptys: Mapping[int, str | Path] | None = None, tcp: tuple[str, int] | None = None
) -> "Served":
    """Serve modems until `close()`: each of *ptys* at a path, and with *tcp* all of them from that port on.

    The paths are there, as symbolic links, once this returns. Modem N has the TCP port PORT+N; port 0 takes
    free ones. Raises `PathTaken`, `PortTaken` and `UnknownModem`.
    """
    served = Served(sim)
    try:
        for index, path in (ptys or {}).items():
            served.add_pty(index, path)
        if tcp is not None:
            for index in range(len(sim.modems)):
                served.add_tcp(index, tcp[0], tcp[1] and tcp[1] + index)
    except BaseException:
        served.close()
        raise
    served.start()
    return served


class Served:
    """What is served: `links` are the paths by modem, `addresses` the TCP addresses. A context manager."""

    def __init__(self, sim: "Simulator") -> None:
        self.links: dict[int, Path] = {}
        self.addresses: dict[int, tuple[str, int]] = {}
        self._sim = sim
        self._clock = sim.clock
        self._passes = isinstance(sim.clock, RealClock)
        self._poll = _poller()
        self._reactions: dict[int, Callable[[int], None]] = {}
        self._tasks: deque[Callable[[], None]] = deque()
        self._ptys: list[Pty] = []
        self._tcps: list[Tcp] = []
        self._stopping = False
        self._rung = False
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._ear.setblocking(False)
        self._thread = threading.Thread(target=self._work, name="simulated modems", daemon=True)
        self.look(self._ear.fileno(), self._hear_bell)

    def add_pty(self, index: int, path: str | Path) -> None:
        """Serve a modem at a path."""
        try:
            from modem.simulator.ptys import Pty
        except ImportError:  # Windows
            remedy = "Use --tcp, or sim:// in the same process."
            raise PathTaken("This system has no pseudo terminals.", remedy) from None
        pty = Pty(self, self._sim.modem(index), path)
        self._ptys.append(pty)
        self.links[index] = pty.path

    def add_tcp(self, index: int, host: str, port: int) -> None:
        """Serve a modem at a TCP port."""
        tcp = Tcp(self, self._sim.modem(index), host, port)
        self._tcps.append(tcp)
        self.addresses[index] = tcp.address

    def start(self) -> None:
        """Begin to answer."""
        self._clock.attach(self)
        self._thread.start()

    def close(self) -> None:
        """End: the links are gone when this returns. A second time does nothing."""
        if self._stopping:
            return
        self._stopping = True
        self._clock.detach(self)
        if self._thread.is_alive():
            self._ring()
            self._thread.join()
        for endpoint in (*self._ptys, *self._tcps):
            endpoint.close()
        self._bell.close()
        self._ear.close()

    def __enter__(self) -> "Served":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # for the endpoints, and for the clock, which rings

    def set(self) -> None:
        """Look again what is due: the clock calls it when something changed."""
        if threading.get_ident() != self._thread.ident:
            self._ring()

    def look(self, fd: int, react: Callable[[int], None], *, writing: bool = False) -> None:
        """Call `react(events)` when the descriptor can be read (or written, too)."""
        self._reactions[fd] = react
        self._poll.register(fd, READ | WRITE if writing else READ)

    def forget(self, fd: int) -> None:
        """Look at it no more."""
        if self._reactions.pop(fd, None) is not None:
            self._poll.unregister(fd)

    def soon(self, task: Callable[[], None]) -> None:
        """Do something in this thread, at the next wake-up."""
        self._tasks.append(task)
        self._ring()

    def heard(self, modem: "SimModem", octets: bytes) -> None:
        """Give a modem what came for it; a failure of the device is told, and does not end the others."""
        try:
            self._clock.do(lambda: modem.write(octets))
        except Exception as error:
            modem.note("error", f"{octets[:80]!r}: {error!r}")

    # the thread

    def _work(self) -> None:
        while not self._stopping:
            for fd, events in self._poll.poll(self._patience()):
                react = self._reactions.get(fd)
                if react is not None:
                    react(events)
            while self._tasks:
                self._tasks.popleft()()
            for pty in self._ptys:
                if pty.vacant:
                    pty.look_for_client()
            if self._passes and self._clock.next_due() < math.inf:
                self._clock.run_due()

    def _patience(self) -> float | None:
        """Milliseconds that the next wait may take; None: until something comes."""
        wait = NOBODY
        for pty in self._ptys:
            if pty.vacant:
                wait = CLIENT_EVERY
                break
        due = self._clock.next_due()
        if due < math.inf and isinstance(self._clock, RealClock):
            wait = min(wait, max(0.0, (due - self._clock.now()) / self._clock.speed))
        return -(-wait * 1000 // 1)

    def _ring(self) -> None:
        if not self._rung:
            self._rung = True
            with contextlib.suppress(OSError):  # full or closed: it will look in any case
                self._bell.send(b"\0")

    def _hear_bell(self, events: int) -> None:
        """Take the ring: emptied before it may ring anew, or one between the two would be taken for heard."""
        with contextlib.suppress(BlockingIOError):
            self._ear.recv(64)
        self._rung = False


class _Select:
    """What `select.poll` does, by `select.select`: for Windows, where there is only that."""

    def __init__(self) -> None:
        self._masks: dict[int, int] = {}

    def register(self, fd: int, mask: int) -> None:
        self._masks[fd] = mask

    def unregister(self, fd: int) -> None:
        del self._masks[fd]

    def poll(self, milliseconds: float | None) -> list[tuple[int, int]]:
        writers = [fd for fd, mask in self._masks.items() if mask & WRITE]
        seconds = None if milliseconds is None else milliseconds / 1000
        readable, writable, _ = select.select(list(self._masks), writers, [], seconds)
        return [(fd, READ) for fd in readable] + [(fd, WRITE) for fd in writable if fd not in readable]


READ: int = getattr(select, "POLLIN", 1)
WRITE: int = getattr(select, "POLLOUT", 4)


def _poller() -> "select.poll | _Select":
    return select.poll() if hasattr(select, "poll") else _Select()
