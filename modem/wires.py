"""Links that leave this process: serial ports and TCP, owned by one process, read without delay.

pyserial opens and configures a port; its descriptor is then read with `poll`, beside one that `wake` uses.
Where there is no `poll` (Windows), pyserial reads.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import socket
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from modem.errors import Gone
from modem.lock import Lock, PortHeld, user_of

if TYPE_CHECKING:
    import serial

    from modem.link import Link

PATIENCE = 10.0
"""Seconds that a port may refuse octets before it counts as dead."""

POLLS = hasattr(select, "poll")
_LONGEST = 86400.0
_CHUNK = 65536


def open_wire(address: str, baud: int) -> Link:
    """Open a device, or `tcp://host:port`. Raises `Gone` or `PortHeld`."""
    lock = Lock(address)
    try:
        if not POLLS:
            return SerialLink(address, _open_serial(address.replace("tcp://", "socket://", 1), baud), lock)
        if address.startswith("tcp://"):
            return DescriptorLink(address, _connect(address), lock)
        return DescriptorLink(address, _open_serial(address, baud), lock)
    except BaseException:
        lock.release()
        raise


class Port(Protocol):
    """What a link reads and writes: a serial port or a socket."""

    def fileno(self) -> int:
        """Give its descriptor."""
        ...

    def close(self) -> None:
        """Give it back."""
        ...


class DescriptorLink:
    """A link over a descriptor, by `poll`."""

    def __init__(self, name: str, port: Port, lock: Lock | None = None) -> None:
        self.name = name
        self._port = port
        self._lock = lock
        self._fd = port.fileno()
        os.set_blocking(self._fd, False)
        self._bell = Bell()
        self._poll = select.poll()
        self._poll.register(self._fd, select.POLLIN)
        self._poll.register(self._bell.fd, select.POLLIN)
        self._readable = [(self._fd, select.POLLIN)]  # nothing but octets, mostly
        self.now = time.monotonic
        self.wake: Callable[[], None] = self._bell.ring

    @property
    def baud(self) -> int:
        """See `Tunable`."""
        return int(getattr(self._port, "baudrate", 0))

    @baud.setter
    def baud(self, baud: int) -> None:
        _tune(self.name, self._port, baud)

    def read(self, timeout: float) -> bytes:
        """See `Link.read`."""
        if self._fd < 0:
            raise _closed(self.name)
        ready = self._poll.poll(min(max(timeout, 0), _LONGEST) * 1000)
        if ready != self._readable and (not ready or self._bell.answer(ready)):
            return b""
        try:
            octets = os.read(self._fd, _CHUNK)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise _gone(self.name, error) from error
        if not octets:
            raise _gone(self.name)
        return octets

    def write(self, octets: bytes) -> None:
        """See `Link.write`."""
        if self._fd < 0:
            raise _closed(self.name)
        while octets:
            try:
                octets = octets[os.write(self._fd, octets) :]
            except BlockingIOError:
                self._wait_for_room()
            except OSError as error:
                raise _gone(self.name, error) from error

    def _wait_for_room(self) -> None:
        poll = select.poll()
        poll.register(self._fd, select.POLLOUT)
        if not poll.poll(PATIENCE * 1000):
            raise Gone(f"The port {self.name} takes no data.", "Unplug the modem and plug it in again.")

    def close(self) -> None:
        """See `Link.close`."""
        if self._fd >= 0:
            self._fd = -1
            with contextlib.suppress(OSError):
                self._port.close()
            self._bell.close()
            if self._lock:
                self._lock.release()


class Bell:
    """Ends a `poll` from another thread: an eventfd, or a pipe to oneself."""

    def __init__(self) -> None:
        # a ring must not write to a number that was closed and given to another file
        self._guard = threading.Lock()
        self.fd, self._end = self._ends()
        os.set_blocking(self.fd, False)
        os.set_blocking(self._end, False)

    @staticmethod
    def _ends() -> tuple[int, int]:
        if hasattr(os, "eventfd"):
            fd = os.eventfd(0, os.EFD_CLOEXEC)
            return fd, fd
        return os.pipe()

    def ring(self) -> None:
        """End a waiting `poll`, or the next one. From any thread."""
        with self._guard, contextlib.suppress(BlockingIOError):  # full: it rings already
            if self._end >= 0:
                os.write(self._end, (1).to_bytes(8, "little"))

    def answer(self, ready: list[tuple[int, int]]) -> bool:
        """Whether it rang, by what `poll` said; then it is silent again."""
        rang = self.fd in dict(ready)
        if rang:
            with contextlib.suppress(BlockingIOError):
                os.read(self.fd, _CHUNK)
        return rang

    def close(self) -> None:
        """Free its descriptors; rings do nothing from now on."""
        with self._guard:
            for fd in {self.fd, self._end}:
                os.close(fd)
            self._end = -1


class SerialLink:
    """A link by pyserial's own reads, for systems without `poll`."""

    def __init__(self, name: str, port: serial.Serial, lock: Lock | None = None) -> None:
        self.name = name
        self._port: serial.Serial | None = port
        self._lock = lock
        self._woken = threading.Event()
        self.now = time.monotonic

    @property
    def baud(self) -> int:
        """See `Tunable`."""
        return int(getattr(self._port, "baudrate", 0))

    @baud.setter
    def baud(self, baud: int) -> None:
        _tune(self.name, self._port, baud)

    def read(self, timeout: float) -> bytes:
        """See `Link.read`."""
        if self._port is None:
            raise _closed(self.name)
        deadline = self.now() + timeout
        try:
            while not self._woken.is_set():
                rest = max(0.0, deadline - self.now())
                self._port.timeout = rest if hasattr(self._port, "cancel_read") else min(rest, 0.1)
                octets = self._port.read(1)
                if octets:
                    waiting = self._port.in_waiting
                    return bytes(octets + self._port.read(waiting) if waiting else octets)
                if self.now() >= deadline:
                    break
        except OSError as error:
            raise _gone(self.name, error) from error
        self._woken.clear()
        return b""

    def write(self, octets: bytes) -> None:
        """See `Link.write`."""
        if self._port is None:
            raise _closed(self.name)
        try:
            self._port.write(octets)
        except OSError as error:
            raise _gone(self.name, error) from error

    def wake(self) -> None:
        """See `Link.wake`."""
        self._woken.set()
        port = self._port
        if port is not None and hasattr(port, "cancel_read"):
            port.cancel_read()

    def close(self) -> None:
        """See `Link.close`."""
        port, self._port = self._port, None
        if port is not None:
            with contextlib.suppress(OSError):
                port.close()
            if self._lock:
                self._lock.release()


def _tune(name: str, port: object, baud: int) -> None:
    """Set the pace of a serial port; a socket has none."""
    if not hasattr(port, "baudrate"):
        return
    try:
        port.baudrate = baud
    except ValueError:  # a pace that this port does not have: nobody answers at the old one either
        return
    except OSError as error:
        raise _gone(name, error) from error


def _open_serial(address: str, baud: int) -> serial.Serial:
    import serial

    try:
        if "://" in address:
            return serial.serial_for_url(address, baudrate=baud, timeout=0)
        return serial.Serial(address, baud, timeout=0, exclusive=True if os.name == "posix" else None)
    except (serial.SerialException, ValueError) as error:
        raise _not_opened(address, getattr(error, "errno", None), error) from error


def _not_opened(port: str, number: int | None, error: Exception) -> Gone | PortHeld:
    """Say why a port cannot be opened and what helps."""
    if number in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
        return Gone(
            f"There is no port {port}.", "Plug the modem in; `kiosk doctor` shows the ports there are."
        )
    if number in (errno.EACCES, errno.EPERM):
        return Gone(
            f"This user may not open the port {port}.",
            "Add the user to its group (`sudo usermod -aG dialout $USER`) and log in again.",
        )
    if number in (errno.EBUSY, errno.EAGAIN) or "exclusively lock" in str(error):
        return PortHeld(port, user_of(port))
    return Gone(f"The port {port} cannot be opened: {error}.", "Check the address and the cable.")


def _connect(address: str) -> socket.socket:
    parts = urlsplit(address)
    try:
        if not parts.hostname or not parts.port:
            raise Gone(f"{address} is no TCP address.", "Write it as tcp://host:port.")
        connection = socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise Gone(
            f"Nothing answers at {address}.",
            "Start the modem server there (`kiosk sim --tcp`), or check the address.",
        ) from error
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    return connection


def _gone(name: str, error: OSError | None = None) -> Gone:
    why = f" ({error.strerror})" if error and error.strerror else ""
    return Gone(f"The modem at {name} is gone{why}.", "Plug it in again, or start its server again.")


def _closed(name: str) -> Gone:
    return Gone(f"The link to {name} is closed.", "Open it again.")
