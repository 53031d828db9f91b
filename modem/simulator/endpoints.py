"""Where a modem meets other processes: what all ends share, and TCP ports (`ptys.py` has the others)."""

import contextlib
import os
import socket
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from modem.simulator.errors import PortTaken

if TYPE_CHECKING:
    from modem.simulator.modem import SimModem

LIMIT = 65_536
"""Octets kept for a client that does not read; what comes beyond is lost, as on a wire."""
CHUNK = 16_384


class Watch(Protocol):
    """What an endpoint needs of the server: to look at a descriptor, and to do things in its thread."""

    def look(self, fd: int, react: Callable[[int], None], *, writing: bool = False) -> None:
        """Call `react(events)` when the descriptor can be read (or written)."""
        ...

    def forget(self, fd: int) -> None:
        """Look at it no more."""
        ...

    def soon(self, task: Callable[[], None]) -> None:
        """Do something in the server's thread."""
        ...

    def heard(self, modem: "SimModem", octets: bytes) -> None:
        """Give a modem what came for it."""
        ...


class Stream:
    """A descriptor with a client at its other end: writes what it can, keeps the rest for later."""

    def __init__(self, watch: Watch, modem: "SimModem") -> None:
        self.name = ""
        self._watch = watch
        self._modem = modem
        self._fd = -1  # -1: nobody is there
        self._rest = b""

    def put(self, octets: bytes) -> None:
        """Send octets, if somebody is there; called inside the world, from any thread."""
        if self._fd < 0:
            return
        if self._rest:
            if len(self._rest) < LIMIT:
                self._rest += octets
            return
        try:
            done = os.write(self._fd, octets)
        except BlockingIOError:
            done = 0
        except OSError:
            return  # the client is just leaving; the server will see it
        if done < len(octets):
            self._rest = octets[done:]
            self._watch.soon(self._write_later)

    def _write_later(self) -> None:
        if self._fd >= 0 and self._rest:
            self._watch.look(self._fd, self._ready, writing=True)

    def _flush(self) -> None:
        rest = self._rest
        try:
            done = os.write(self._fd, rest)
        except BlockingIOError:
            return
        except OSError:
            done = len(rest)
        self._rest = rest[done:]
        if not self._rest:
            self._watch.look(self._fd, self._ready)

    def _ready(self, events: int) -> None:
        """React to what the poll found."""
        raise NotImplementedError

    def close(self) -> None:
        """Go for good (in the server's thread, or after it)."""
        raise NotImplementedError


class Tcp(Stream):
    """A TCP port with one client at a time; a second one is turned away."""

    def __init__(self, watch: Watch, modem: "SimModem", host: str, port: int) -> None:
        super().__init__(watch, modem)
        self._client: socket.socket | None = None
        try:
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            self._listener = socket.create_server((host, port), family=family, backlog=4)
        except (OSError, OverflowError) as error:
            number = error.errno if isinstance(error, OSError) else None
            reason = os.strerror(number) if number and number > 0 else error
            raise PortTaken(f"{host}:{port} cannot be listened on: {reason}.") from None
        self._listener.setblocking(False)
        self.address: tuple[str, int] = self._listener.getsockname()[:2]
        self.name = "tcp://{}:{}".format(*self.address)
        watch.look(self._listener.fileno(), self._accept)
        modem.attach(self)

    def _accept(self, events: int) -> None:
        with contextlib.suppress(OSError):
            client, _ = self._listener.accept()
            while self._client is not None and self._receive():
                pass  # the one before may have left just now
            if self._client is not None or not self._modem.plugged:
                client.close()
                return
            client.setblocking(False)
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._client = client
            self._fd = client.fileno()
            self._watch.look(self._fd, self._ready)

    def put(self, octets: bytes) -> None:
        """Send octets, if somebody is there."""
        if sys.platform != "win32":
            super().put(octets)
        elif self._client is not None:  # os.write knows no sockets there
            with contextlib.suppress(OSError):
                self._client.send(octets)

    def _ready(self, events: int) -> None:
        if self._client is None:
            return
        if self._rest:
            self._flush()
        self._receive()

    def _receive(self) -> bool:
        """Take what has come, if anything; hang up where the client has."""
        if self._client is None:
            return False
        try:
            octets = self._client.recv(CHUNK)
        except BlockingIOError:
            return False
        except OSError:
            octets = b""
        if octets:
            self._watch.heard(self._modem, octets)
        else:
            self._hang_up()
        return bool(octets)

    def _hang_up(self) -> None:
        if self._client is not None:
            self._watch.forget(self._fd)
            self._client.close()
        self._client, self._fd, self._rest = None, -1, b""

    def gone(self, why: str) -> None:
        """Hang up: the modem was pulled out."""
        self._watch.soon(self._hang_up)

    def back(self) -> None:
        """Wait for the next client."""

    def close(self) -> None:
        """Go for good."""
        self._modem.detach(self)
        self._hang_up()
        self._watch.forget(self._listener.fileno())
        self._listener.close()
