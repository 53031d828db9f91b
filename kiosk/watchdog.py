"""What systemd is told (sd_notify(3)): ready, ending, and that the kiosk still works, as long as it does."""

import os
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from kiosk.errors import StoreError
from kiosk.health import prove

if TYPE_CHECKING:
    from kiosk.core import Kiosk

READY, STOPPING, ALIVE = "READY=1", "STOPPING=1", "WATCHDOG=1"


def notify(state: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Tell the service manager; False where there is none, or it does not listen."""
    where = environment.get("NOTIFY_SOCKET", "")
    if not where:
        return False
    if where.startswith("@"):
        where = "\0" + where[1:]
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as line:
        line.sendto(state.encode(), where)
        return True
    return False


def patience(environment: Mapping[str, str] = os.environ) -> float:
    """Give the seconds after which systemd restarts a kiosk that says nothing; 0 for never.

    >>> patience({"WATCHDOG_USEC": "120000000"}), patience({}), patience({"WATCHDOG_USEC": "x"})
    (120.0, 0.0, 0.0)
    """
    usec = environment.get("WATCHDOG_USEC", "")
    if environment.get("WATCHDOG_PID", "") not in ("", str(os.getpid())) or not usec.isdigit():
        return 0.0
    return int(usec) / 1e6


class Watchdog:
    """Proves twice in systemd's patience that the writing thread answers, and tells it so: `run` in a thread.

    A disk that refuses is an answer: a restart would not help. A thread that hangs is none.
    """

    def __init__(self, kiosk: "Kiosk", every: float) -> None:
        self._kiosk = kiosk
        self._every = every
        self._stopping = threading.Event()

    def run(self) -> None:
        """Go on until `stop`."""
        while not self._stopping.is_set():
            with suppress(StoreError):
                self._kiosk.write(prove)
            notify(ALIVE)
            self._stopping.wait(self._every)

    def stop(self) -> None:
        """Ask `run` to end; from any thread."""
        self._stopping.set()
