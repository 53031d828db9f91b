"""Pseudo terminals whose name is a symbolic link that stays: for programs that open a serial port."""

import contextlib
import hashlib
import os
import pty
import re
import select
import socket
import sys
import termios
import tty
from pathlib import Path
from typing import TYPE_CHECKING

from modem.simulator.endpoints import CHUNK, Stream, Watch
from modem.simulator.errors import PathTaken
from modem.simulator.openings import Openings

if TYPE_CHECKING:
    from modem.simulator.modem import SimModem

PTY = re.compile(r"/dev/(pts/\d+|ttys\d+|tty[p-za-e][0-9a-f])")


class Pty(Stream):
    """A pseudo terminal whose name is a symbolic link that stays the same.

    Without a client nothing is kept: what the modem says then is lost, as on an open wire. Where the system
    tells who opens and closes it, each client finds the line empty; elsewhere a client that comes is seen by
    looking (`vacant`), since no descriptor of the terminal itself tells of it.
    """

    def __init__(self, watch: Watch, modem: "SimModem", path: str | Path) -> None:
        super().__init__(watch, modem)
        self.path = Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow the link itself
        self.name = str(self.path)
        self.vacant = False
        self._master = -1
        self._device = ""
        self._openings: Openings | None = None
        self._clients = 0  # that have it open; only counted where openings are told
        self._claim = claim(self.path)
        try:
            self._make()
        except BaseException:
            self._claim.close()
            raise
        modem.attach(self)

    def _make(self) -> None:
        self._master, slave = pty.openpty()
        try:
            tty.setraw(slave)
            self._raw = termios.tcgetattr(slave)
            self._device = os.ttyname(slave)
            os.set_blocking(self._master, False)
        finally:
            os.close(slave)
        self._clients = 0
        with contextlib.suppress(OSError):
            self._openings = Openings(self._device)
            self._watch.look(self._openings.fd, self._somebody_moved)
        self.vacant = self._openings is None
        try:
            link(self._device, self.path)  # the last: who comes by it is noticed
        except BaseException:
            self._unmake()
            raise

    def look_for_client(self) -> None:
        """See whether a client has come."""
        if self._deserted():
            self._drain()  # somebody may have come, written and gone
            if termios.tcgetattr(self._master) != self._raw:
                tty.setraw(self._master)
            return
        self._enter()

    def _somebody_moved(self, _: int) -> None:
        self._follow()
        if not self._clients:
            self._drain()  # who came may have written and gone

    def _follow(self) -> None:
        """Learn who came and went. Nobody's octets are answered before: whoever wrote has opened it first."""
        if self._openings is None:
            return
        told = self._openings.read()
        while told:
            self._clients += 1 if told.pop(0) else -1
            if self._clients <= 0 and not (told or self._deserted()):
                told = self._openings.read()  # one came while we looked, else two came and were told as one
                self._clients = 0 if told else 1
            if self._clients <= 0:
                self._clients = 0
                self._leave()
            elif self._fd < 0:
                self._enter()
        if self._clients and self._deserted():  # two left and were told as one
            self._clients = 0
            self._leave()

    def _deserted(self) -> bool:
        """Whether nobody has the other end open, by what the system says of it now."""
        poll = select.poll()
        poll.register(self._master, 0)
        return any(events & select.POLLHUP for _, events in poll.poll(0))

    def _enter(self) -> None:
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
        octets = self._read()
        self._follow()
        if octets:
            self._watch.heard(self._modem, octets)
        return octets is not None or self._clients > 0

    def _read(self) -> bytes | None:
        try:
            return os.read(self._master, CHUNK)
        except BlockingIOError:
            return b""
        except OSError:  # EIO: nobody has the other end open
            return None

    def _leave(self) -> None:
        """Start afresh for the next client: nothing unread, the line raw again."""
        if self._fd < 0:
            return
        self._watch.forget(self._fd)
        self._fd, self._rest = -1, b""
        with contextlib.suppress(termios.error):
            termios.tcflush(self._master, termios.TCOFLUSH)  # not the input: the next client may be there
            tty.setraw(self._master)
        self.vacant = self._openings is None

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
        self._unmake()

    def _unmake(self) -> None:
        if self._openings is not None:
            self._watch.forget(self._openings.fd)
            self._openings.close()
            self._openings = None
        os.close(self._master)
        self._master = self._fd = -1
        self._rest, self.vacant = b"", False

    def close(self) -> None:
        """Go for good (in the server's thread, or after it)."""
        self._modem.detach(self)
        self._hang_up()
        self._claim.close()


def claim(path: Path) -> socket.socket:
    """Make sure that no other simulator serves this link, until the socket is closed; raises `PathTaken`.

    An abstract socket (Linux) leaves nothing behind when the process dies; elsewhere there is no such check.
    """
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
    """Make *path* a symbolic link to *device*; `PathTaken` if something is there.

    A stale link is replaced: one to a pseudo terminal, which may be another's by now, or to nowhere (but not
    to a serial port, which may be plugged in again).
    """
    if path.is_symlink() and _is_stale(os.readlink(path), path):  # noqa: PTH115 - the text, not a Path
        unlink(os.readlink(path), path)  # noqa: PTH115
    try:
        path.symlink_to(device)
    except FileExistsError:
        raise PathTaken(f"{path} exists and is not the simulator's.") from None
    except OSError as error:
        raise PathTaken(f"The link {path} cannot be made: {error.strerror}.") from None


def _is_stale(target: str, path: Path) -> bool:
    return PTY.fullmatch(target) is not None or not (path.exists() or target.startswith("/dev/tty"))


def unlink(device: str, path: Path) -> None:
    """Remove *path* if it is a symbolic link to *device*."""
    with contextlib.suppress(OSError):
        if os.readlink(path) == device:  # noqa: PTH115
            path.unlink()
