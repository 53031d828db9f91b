"""Where a modem meets other processes: a pty with a stable link, a TCP port.

One server thread works them all.
"""

import contextlib
import hashlib
import os
import re
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from modem.simulator.errors import PathTaken, PortTaken

if TYPE_CHECKING:
    from modem.simulator.modem import SimModem

LIMIT = 65_536
"""Octets kept for a client that does not read; what comes beyond is lost, as on a wire."""
CHUNK = 16_384
PTY = re.compile(r"/dev/(pts/\d+|ttys\d+|tty[p-za-e][0-9a-f])")


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


class Pty(Stream):
    """A pseudo terminal whose name is a symbolic link that stays the same.

    Without a client nothing is kept: what the modem says then is lost, as on an open wire. A client that
    comes is seen by looking (`vacant`), since no descriptor tells of it.
    """

    def __init__(self, watch: Watch, modem: "SimModem", path: str | Path) -> None:
        super().__init__(watch, modem)
        self.path = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow the link itself
        self.vacant = False
        self._master = -1
        self._device = ""
        self._claim = claim(self.path)
        try:
            self._make()
        except BaseException:
            self._claim.close()
            raise
        modem.attach(self)

    def _make(self) -> None:
        import pty
        import tty

        self._master, slave = pty.openpty()
        try:
            tty.setraw(slave)
            self._device = os.ttyname(slave)
            os.set_blocking(self._master, False)
            link(self._device, self.path)
        except BaseException:
            os.close(self._master)
            raise
        finally:
            os.close(slave)
        self.vacant = True

    def look_for_client(self, hung_up: Callable[[int], bool]) -> None:
        """See whether a client has come; `hung_up(fd)` says that nobody has the other end open."""
        if hung_up(self._master):
            self._drain()  # somebody may have come, written and gone
            return
        self.vacant = False
        self._fd = self._master
        self._watch.look(self._fd, self._ready)

    def _ready(self, events: int) -> None:
        if self._rest:
            self._flush()
        if not self._drain():
            self._leave()

    def _drain(self) -> bool:
        """Take what has come; False: the client is gone."""
        try:
            octets = os.read(self._master, CHUNK)
        except BlockingIOError:
            return True
        except OSError:  # EIO: nobody has the other end open
            return False
        if octets:
            self._watch.heard(self._modem, octets)
        return True

    def _leave(self) -> None:
        """Start afresh for the next client: nothing unread, the line raw again."""
        import termios
        import tty

        self._watch.forget(self._fd)
        self._fd, self._rest = -1, b""
        with contextlib.suppress(termios.error):
            termios.tcflush(self._master, termios.TCIOFLUSH)
            tty.setraw(self._master)
        self.vacant = True

    def gone(self, why: str) -> None:
        """Hang up and take the link away: the modem was pulled out."""
        self._watch.soon(self._hang_up)

    def back(self) -> None:
        """Be there again, by the same name: the modem was plugged in."""
        self._watch.soon(self._come_back)

    def _come_back(self) -> None:
        if self._master < 0:
            self._make()

    def _hang_up(self) -> None:
        if self._master < 0:
            return
        if self._fd >= 0:
            self._watch.forget(self._fd)
        unlink(self._device, self.path)
        os.close(self._master)
        self._master = self._fd = -1
        self._rest, self.vacant = b"", False

    def close(self) -> None:
        """Go for good (in the server's thread, or after it)."""
        self._modem.detach(self)
        self._hang_up()
        self._claim.close()


class Tcp(Stream):
    """A TCP port with one client at a time; a second one is turned away."""

    def __init__(self, watch: Watch, modem: "SimModem", host: str, port: int) -> None:
        super().__init__(watch, modem)
        self._client: socket.socket | None = None
        try:
            self._listener = socket.create_server((host, port), backlog=4)
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise PortTaken(f"{host}:{port} cannot be listened on: {reason}.") from None
        self._listener.setblocking(False)
        self.address: tuple[str, int] = self._listener.getsockname()[:2]
        watch.look(self._listener.fileno(), self._accept)
        modem.attach(self)

    def _accept(self, events: int) -> None:
        with contextlib.suppress(OSError):
            client, _ = self._listener.accept()
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
        try:
            octets = self._client.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            octets = b""
        if octets:
            self._watch.heard(self._modem, octets)
        else:
            self._hang_up()

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


def claim(path: Path) -> socket.socket:
    """Make sure that no other simulator serves this link, until the socket is closed; raises `PathTaken`.

    An abstract socket (Linux) leaves nothing behind when the process dies; elsewhere there is no such check.
    """
    if not hasattr(socket, "AF_UNIX"):
        raise PathTaken("This system has no pseudo terminals.", "Use --tcp, or sim:// in the same process.")
    held = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    if sys.platform == "linux":
        where = path.parent.resolve() / path.name
        digest = hashlib.sha256(os.fsencode(where)).hexdigest()[:32]
        try:
            held.bind(f"\0modem-simulator-{digest}")
        except OSError:
            held.close()
            raise PathTaken(
                f"Another simulator serves {path}.", "End it, or choose another path with --link."
            ) from None
    return held


def link(device: str, path: Path) -> None:
    """Make *path* a symbolic link to *device*. A stale link of ours is replaced; `PathTaken` for all else."""
    if path.is_symlink() and PTY.fullmatch(os.readlink(path)):  # noqa: PTH115 - the text, not a Path
        unlink(os.readlink(path), path)  # noqa: PTH115
    try:
        path.symlink_to(device)
    except FileExistsError:
        raise PathTaken(f"{path} exists and is not the simulator's.") from None
    except OSError as error:
        raise PathTaken(f"The link {path} cannot be made: {error.strerror}.") from None


def unlink(device: str, path: Path) -> None:
    """Remove *path* if it is a symbolic link to *device*."""
    with contextlib.suppress(OSError):
        if os.readlink(path) == device:  # noqa: PTH115
            path.unlink()
