"""One process owns a modem: a lock file for its port, which says who (FHS 5.9, the HDB form of UUCP)."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from modem.errors import ModemError

try:
    import fcntl
except ImportError:  # Windows opens a port for one process only, by itself
    fcntl = None  # type: ignore[assignment]

DIRECTORIES = (Path("/run/lock"), Path("/var/lock"))


class Holder(NamedTuple):
    """Who owns a port: a process id (0: not known) and its command."""

    pid: int
    command: str


class PortHeld(ModemError):
    """Another program owns the port; `holder` is who."""

    def __init__(self, port: str, holder: Holder) -> None:
        super().__init__(
            f"The port {port} is held by {holder.command} (process {holder.pid})."
            if holder.pid
            else f"The port {port} is held by another program.",
            "Stop that program, or choose another port.",
        )
        self.args = (port, holder)
        self.port = port
        self.holder = holder


class Lock:
    """The claim of this process on a port; `release` gives it up, and so does the end of the process.

    The kernel's lock on the file decides between our own processes, so that none of them can leave a stale
    one; the number inside is for other programs (minicom, smstools) and the sentence that names the owner.
    """

    def __init__(self, port: str, *, directory: Path | None = None) -> None:
        """Claim *port*. Raises `PortHeld`."""
        self.path = (directory or _directory()) / f"LCK..{_name(port)}"
        while True:
            self._fd = _open(self.path)
            try:
                if fcntl:
                    fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if self._is_current():
                    break
                os.close(self._fd)  # its owner removed it between our opening and locking
            except BlockingIOError:
                holder = _read(self._fd)
                os.close(self._fd)
                raise PortHeld(port, holder) from None
        holder = _read(self._fd)
        if holder.pid not in (0, os.getpid()) and _lives(holder.pid):
            os.close(self._fd)
            raise PortHeld(port, holder)
        with contextlib.suppress(OSError):  # another user's stale file: not to be written, yet it locks
            os.ftruncate(self._fd, 0)
            os.pwrite(self._fd, f"{os.getpid():10d}\n{_command()}\n".encode(), 0)

    def _is_current(self) -> bool:
        with contextlib.suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(self._fd), self.path.stat())
        return False

    def release(self) -> None:
        """Give the port up; a second time does nothing."""
        if self._fd >= 0:
            with contextlib.suppress(OSError):
                self.path.unlink()
            os.close(self._fd)
            self._fd = -1


def _directory() -> Path:
    """Choose the system's folder for locks where it may be written, else the one for temporary files."""
    usable = (path for path in DIRECTORIES if path.is_dir() and os.access(path, os.W_OK))
    return next(usable, Path(tempfile.gettempdir()))


def _open(path: Path) -> int:
    flags = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | flags, 0o644)
    except PermissionError:
        return os.open(path, os.O_RDONLY | flags)


def _name(port: str) -> str:
    """Name a port in a file name, whatever symlink led to it.

    >>> _name("/dev/ttyUSB0"), _name("tcp://127.0.0.1:7070")
    ('ttyUSB0', 'tcp_127.0.0.1_7070')
    """
    if "://" in port:
        return port.replace("://", "_").replace(":", "_").replace("/", "_")
    return str(Path(port).resolve()).removeprefix("/dev/").strip("/").replace("/", "_")


def _read(fd: int) -> Holder:
    """Read who holds a lock; (0, "") for what is no lock of the HDB form."""
    number, _, command = os.pread(fd, 400, 0).decode("utf-8", "replace").partition("\n")
    pid = int(number) if number.strip().isdecimal() else 0
    return Holder(pid, command.strip() or "a program")


def _lives(pid: int) -> bool:
    if os.name != "posix":
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def user_of(device: str) -> Holder:
    """Find who has *device* open, as far as the system lets this user see (Linux)."""
    target = os.path.realpath(device)
    for path in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            if str(path.readlink()) == target:
                process = path.parents[1]
                return Holder(int(process.name), (process / "comm").read_text(encoding="utf-8").strip())
    return Holder(0, "")


def _command() -> str:
    """Name this program as its user started it, without values (a number or PIN may be among them)."""
    program = Path(sys.argv[0] or "python")
    words = [program.parent.name if program.name == "__main__.py" else program.name]
    for word in sys.argv[1:]:
        if not word.isidentifier():
            break
        words.append(word)
    return " ".join(words[:3])
