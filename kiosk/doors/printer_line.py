"""The way to a slip printer: a device file, a serial port, USB, the network; octets both ways, in time."""

import os
import select
import socket
import stat
import tempfile
import time
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from kiosk.errors import KioskError

PATIENCE = 5.0  # seconds for opening, and for a printer that takes no octets
NETWORK_PORT = 9100
SERIAL = ("/dev/tty", "/dev/serial/", "/dev/pts/", "/dev/rfcomm")
INSTALL = "Pasang dengan `.venv/bin/pip install python-escpos pyusb`."


class Gone(KioskError):
    """The printer is not there, or takes nothing any more."""


class Line(Protocol):
    """What is connected to a printer; every call raises `Gone` when it is not."""

    def write(self, octets: bytes) -> None:
        """Hand over all of it."""

    def read(self, timeout: float) -> bytes:
        """Give what the printer says within *timeout* seconds; b"" for nothing, at once where it cannot."""

    def close(self) -> None:
        """Let the port go. Harmless twice."""


class Port(NamedTuple):
    """Where a printer is: `kind` is file, serial, usb or tcp, `address` a path, `VENDOR:PRODUCT`, a host.

    >>> [Port.parse(text).kind for text in ("/dev/usb/lp0", "/dev/ttyUSB1", "usb://04b8:0e15", "tcp://10.0.0.5")]
    ['file', 'serial', 'usb', 'tcp']
    >>> Port.parse("tcp://10.0.0.5"), Port.parse("lp0")
    (Port(kind='tcp', address='10.0.0.5', number=9100), None)
    """

    kind: str
    address: str
    number: int = 0

    @classmethod
    def parse(cls, text: str) -> "Port | None":
        """Read a port as `kiosk.toml` has it; None when it is none."""
        scheme, found, rest = text.partition("://")
        if not found:
            if not text.startswith("/"):
                return None
            return cls("serial" if text.startswith(SERIAL) else "file", text)
        if scheme in ("file", "serial") and rest.startswith("/"):
            return cls(scheme, rest)
        if scheme == "tcp":
            host, colon, number = rest.rpartition(":") if not rest.endswith("]") else (rest, "", "")
            host, number = (host, number) if colon else (rest, str(NETWORK_PORT))
            if host and number.isascii() and number.isdigit() and 0 < int(number) < 65536:
                return cls("tcp", host.strip("[]"), int(number))
        if scheme == "usb":
            digits = rest.split(":")
            if len(digits) == 2 and all(_is_hex(each) for each in digits):
                return cls("usb", rest.lower())
        return None


def _is_hex(text: str) -> bool:
    return len(text) == 4 and all(digit in "0123456789abcdefABCDEF" for digit in text)


def open_line(port: Port, baud: int = 9600) -> Line:
    """Connect. Raises `Gone`."""
    try:
        match port.kind:
            case "tcp":
                return _Network(port)
            case "serial":
                return _Serial(port, baud)
            case "usb":
                return _Usb(port)
            case _:
                return _File(port)
    except OSError as error:
        raise gone(port, error) from error


def gone(port: Port, error: Exception) -> Gone:
    """Say that the printer is not there, why, and what to look at."""
    why = getattr(error, "strerror", None) or str(error) or type(error).__name__
    remedies = {
        "tcp": "Periksa kabel jaringan dan alamat printer.",
        "usb": "Periksa kabel USB dan sakelar printer.",
    }
    look = remedies.get(
        port.kind, "Periksa kabel dan sakelar printer; pengguna kios harus anggota grup lp dan dialout."
    )
    return Gone(f"Printer {port.address} tidak tersambung ({why}).", look)


class _File:
    """A device file such as /dev/usb/lp0, a named pipe, or a plain file that grows."""

    def __init__(self, port: Port) -> None:
        self._port = port
        path = Path(port.address)
        mode = path.stat().st_mode if path.exists() else stat.S_IFREG
        plain = stat.S_ISREG(mode)
        how = os.O_WRONLY | os.O_CREAT | os.O_APPEND if plain else os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY
        if plain and port.address.startswith("/dev/"):
            raise FileNotFoundError(2, "perangkat itu tidak ada")
        self._answers = not plain and not stat.S_ISFIFO(mode)
        self._descriptor = os.open(port.address, how | os.O_CLOEXEC, 0o600)

    def write(self, octets: bytes) -> None:
        deadline = time.monotonic() + PATIENCE
        while octets:
            try:
                if not select.select([], [self._descriptor], [], max(0, deadline - time.monotonic()))[1]:
                    raise TimeoutError(110, "printer tidak menerima data")
                octets = octets[os.write(self._descriptor, octets) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise gone(self._port, error) from error

    def read(self, timeout: float) -> bytes:
        if not self._answers:
            return b""
        try:
            if not select.select([self._descriptor], [], [], timeout)[0]:
                return b""
            return os.read(self._descriptor, 64)
        except BlockingIOError:
            return b""
        except OSError as error:
            raise gone(self._port, error) from error

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class _Serial:
    """A serial port, eight bits, no parity; the printer's buffer holds a slip, so no flow control."""

    def __init__(self, port: Port, baud: int) -> None:
        import termios

        import serial

        self._port, self._wrong = port, (serial.SerialException, OSError, termios.error)
        self._serial = serial.Serial(port.address, baud, write_timeout=PATIENCE, exclusive=True)

    def write(self, octets: bytes) -> None:
        try:
            self._serial.write(octets)
            self._serial.flush()
        except self._wrong as error:
            raise gone(self._port, error) from error

    def read(self, timeout: float) -> bytes:
        try:
            self._serial.timeout = timeout
            return bytes(self._serial.read(1) + self._serial.read(self._serial.in_waiting))
        except self._wrong as error:
            raise gone(self._port, error) from error

    def close(self) -> None:
        self._serial.close()


class _Network:
    """A printer that listens, on port 9100 as a rule."""

    def __init__(self, port: Port) -> None:
        self._port = port
        self._socket = socket.create_connection((port.address, port.number), PATIENCE)

    def write(self, octets: bytes) -> None:
        try:
            self._socket.settimeout(PATIENCE)
            self._socket.sendall(octets)
        except OSError as error:
            raise gone(self._port, error) from error

    def read(self, timeout: float) -> bytes:
        try:
            self._socket.settimeout(timeout)
            octets = self._socket.recv(64)
        except (TimeoutError, BlockingIOError):
            return b""
        except OSError as error:
            raise gone(self._port, error) from error
        if not octets:
            raise gone(self._port, ConnectionError("sambungan ditutup printer"))
        return octets

    def close(self) -> None:
        self._socket.close()


class _Usb:
    """A printer without a driver of the system, through python-escpos and pyusb."""

    def __init__(self, port: Port) -> None:
        vendor, product = (int(each, 16) for each in port.address.split(":"))
        self._port = port
        self._printer = escpos().Usb(vendor, product, timeout=int(PATIENCE * 1000))
        self._do(self._printer.open)

    def write(self, octets: bytes) -> None:
        self._do(lambda: self._printer._raw(octets))

    def read(self, timeout: float) -> bytes:
        with suppress(Exception):  # pyusb tells "nothing yet" as one of its errors
            return bytes(self._printer.device.read(self._printer.in_ep, 64, int(timeout * 1000)))
        return b""

    def close(self) -> None:
        with suppress(Exception):  # it may be unplugged
            self._printer.close()

    def _do(self, work: Any) -> None:  # noqa: ANN401 - a function
        try:
            work()
        except Exception as error:  # those of pyusb and python-escpos have no common root
            raise gone(self._port, error) from error


@cache
def escpos() -> Any:  # noqa: ANN401 - a module
    """Give `escpos.printer`. Raises KioskError: it is not installed.

    With every import it makes a temporary folder and leaves it there: it gets one that goes.
    """
    with tempfile.TemporaryDirectory() as scratch:
        before, tempfile.tempdir = tempfile.tempdir, scratch
        try:
            import escpos.printer
        except ImportError as error:
            raise KioskError(
                "Printer slip memerlukan paket python-escpos, yang belum terpasang.", INSTALL
            ) from error
        finally:
            tempfile.tempdir = before
    return escpos.printer
