"""HTTP and signals for commands that run long: bind first, serve in a thread, end cleanly.

with Stop() as stop, Serving(app, listen(Address("127.0.0.1", 8080))) as server:
    print(server.url)
    stop.wait()
"""

import errno
import ipaddress
import os
import select
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType, TracebackType
from typing import Any, NamedTuple, Self

from kiosk.errors import PortTaken

EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - listens everywhere, is reached here
ASGI = Callable[..., Any]


class Address(NamedTuple):
    """Where to listen; port 0 lets the system choose."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `HOST:PORT`, `[IPv6]:PORT` or a bare port on loopback; ValueError says what is wrong.

        >>> Address.parse("[::1]:0"), Address.parse("8080")
        (Address(host='::1', port=0), Address(host='127.0.0.1', port=8080))
        """
        host, _, port = text.rpartition(":")
        if not (port.isascii() and port.isdigit() and int(port) < 65536):
            raise ValueError(f"{text!r} has no port between 0 and 65535; write it as 127.0.0.1:8080")
        if ":" in host and not (host.startswith("[") and host.endswith("]")):
            raise ValueError(f"an IPv6 address stands in brackets, as in [::1]:{port}")
        return cls(host.strip("[]") or "127.0.0.1", int(port))

    @property
    def is_loopback(self) -> bool:
        """Whether only programs of this machine can reach it."""
        if self.host == "localhost":
            return True
        with suppress(ValueError):
            return ipaddress.ip_address(self.host).is_loopback
        return False

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def listen(address: Address, option: str = "--http") -> socket.socket:
    """Take a port at once, before anything else is started; raises PortTaken, whose remedy names *option*."""
    listener = None
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(where)
        listener.listen(128)
    except OSError as error:
        if listener is not None:
            listener.close()
        raise PortTaken(*_why_not(address, error, option)) from error
    return listener


def _why_not(address: Address, error: OSError, option: str) -> tuple[str, str]:
    free = f"{option} {Address(address.host, 0)}"
    if error.errno == errno.EADDRINUSE:
        return (
            f"Another program listens on {address} already.",
            f"End it, or choose another port: {free} takes any free one.",
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return (
            f"Port {address.port} is kept for the system.",
            f"Choose one above 1023: {free} takes any free one.",
        )
    return (
        f"{address.host} is not an address of this machine ({error.strerror or error}).",
        f"Use one that is: {option} 127.0.0.1:{address.port} is reached from this machine only.",
    )


def bound(listener: socket.socket) -> Address:
    """Give the address a listener really has: its port is known even if 0 was asked for."""
    host, port = listener.getsockname()[:2]
    return Address(str(host), int(port))


class Serving:
    """An app behind a listener, in a thread of its own.

    An app that keeps answers open (a stream, a long wait) offers `app.state.close`, which is called in the
    server's loop when it ends.
    """

    def __init__(self, app: ASGI, listener: socket.socket) -> None:
        self.address = bound(listener)
        self._listener = listener
        from kiosk.server import Server  # not before it is needed: that loads uvicorn

        self._server = Server(app)
        self._thread = threading.Thread(target=self._run, name="http", daemon=True)

    @property
    def url(self) -> str:
        """What a person at this machine opens in the browser.

        >>> [Serving.url.fget(type("S", (), {"address": Address(host, 80)})) for host in ("::1", "0.0.0.0")]
        ['http://[::1]:80/', 'http://127.0.0.1:80/']
        """
        host = EVERYWHERE.get(self.address.host, self.address.host)
        return f"http://{Address(host, self.address.port)}/"

    def start(self) -> None:
        """Serve from now on; requests are answered when this returns."""
        self._thread.start()
        self._server.up.wait()

    def stop(self) -> None:
        """Close the port, let running requests finish for 3 s at most, and come back. Harmless twice."""
        self._server.stop()
        if self._thread.ident is not None:
            self._thread.join()
        self._listener.close()

    def _run(self) -> None:
        self._server.run_until_stopped(self._listener)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


class Stop:
    """SIGINT and SIGTERM as something to wait for, also where a background shell has SIGINT ignored.

    SIGHUP (the terminal was closed) counts as well, unless `nohup` has it ignored.
    A signal only writes to a pipe, whichever thread the system gives it to: nothing that it may interrupt is
    locked.
    """

    def __enter__(self) -> Self:
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)
        # the system may hand a signal to any thread, while the main one sleeps on and runs no handler
        self._woken_before = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        self._before = {
            number: signal.signal(number, self._caught) for number in (signal.SIGINT, signal.SIGTERM)
        }
        hang_up = getattr(signal, "SIGHUP", None)  # Windows has none
        if hang_up and signal.getsignal(hang_up) is not signal.SIG_IGN:
            self._before[hang_up] = signal.signal(hang_up, self._caught)
        return self

    def set(self) -> None:
        """End the wait, from any thread."""
        with suppress(BlockingIOError):  # it is full of earlier calls
            os.write(self._write, b"x")

    def wait(self, timeout: float | None = None) -> bool:
        """Block for *timeout* seconds at most (for ever without one); True once the end is asked for."""
        return bool(select.select([self._read], [], [], timeout)[0])

    def _caught(self, number: int, frame: FrameType | None) -> None:
        self.set()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._woken_before)
        os.close(self._read)
        os.close(self._write)
