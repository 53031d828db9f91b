"""One process holds a data folder; whoever comes second is told who holds it. Who writes takes turns."""

import fcntl
import json
import os
from datetime import datetime
from pathlib import Path

from kiosk.errors import StoreError
from kiosk.store.errors import told

LOCK = "loket.lock"
TURN = "loket.turn"


class Lock:
    """The folder is this process' own until `release` or the end of the process, however it ends."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def release(self) -> None:
        """Let the folder go."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class Turn:
    """The place before the counter: whoever wants to write stands in it until the transaction has begun.

    SQLite lets in whoever asks at the right moment, and that is nearly always the process that has just
    committed. Here it finds the place taken by who waits. The system frees the place of a process that ends.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._descriptor = -1

    def take(self) -> bool:
        """Stand there; False when somebody does already. Raises StoreError: the folder refuses."""
        if self._descriptor < 0:
            with told(self._folder):
                self._descriptor = os.open(self._folder / TURN, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def leave(self) -> None:
        """Let the next one stand there."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Close its file; harmless twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def take(folder: Path, command: str, name: str = LOCK) -> Lock:
    """Take *folder* for *command*; raises StoreError naming the holder (command, process, since when).

    Another *name* takes one thing of the folder that only one process may do.
    """
    path = folder / name
    with told(folder):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.read(descriptor, 1000)
        os.close(descriptor)
        raise _held(folder, holder) from None
    note = {
        "pid": os.getpid(),
        "command": command,
        "since": datetime.now().astimezone().isoformat(timespec="seconds"),
    }
    with told(folder):
        os.ftruncate(descriptor, 0)
        os.write(descriptor, json.dumps(note).encode())
    return Lock(descriptor)


def _held(folder: Path, note: bytes) -> StoreError:
    try:
        holder = json.loads(note)
        who = f"`{holder['command']}` (proses {holder['pid']}) sejak {_day_and_time(holder['since'])}"
        stop = f"Hentikan proses {holder['pid']} atau pilih folder lain dengan --data."
    except (ValueError, KeyError, TypeError):
        who, stop = "proses lain", "Hentikan proses itu atau pilih folder lain dengan --data."
    return StoreError(f"Folder data {folder} sedang dipakai {who}.", stop)


def _day_and_time(iso: str) -> str:
    return datetime.fromisoformat(iso).strftime("%d/%m/%Y %H:%M:%S")
