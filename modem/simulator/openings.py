"""Who opens and closes a device file: Linux tells it (inotify), so that nobody needs to look every moment."""

import ctypes
import os
import sys

OPEN, CLOSE = 0x20, 0x18  # IN_OPEN; IN_CLOSE_WRITE or IN_CLOSE_NOWRITE (inotify(7))
EVENT = 16  # octets of an event about a single file: it has no name


class Openings:
    """Follows one file; `fd` can be read when something happened."""

    def __init__(self, path: str) -> None:
        """Begin; `OSError` where the system has no inotify, or no more of it."""
        if sys.platform != "linux":
            raise OSError("This system has no inotify.")
        libc = ctypes.CDLL(None, use_errno=True)
        self.fd: int = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self.fd < 0 or libc.inotify_add_watch(self.fd, os.fsencode(path), OPEN | CLOSE) < 0:
            error = ctypes.get_errno()
            if self.fd >= 0:
                os.close(self.fd)
            raise OSError(error, os.strerror(error))

    def read(self) -> list[bool]:
        """Give what happened since the last time, in order: True for each opening, False for each closing."""
        try:
            octets = os.read(self.fd, 4096)
        except BlockingIOError:
            return []
        masks = (
            int.from_bytes(octets[at + 4 : at + 8], sys.byteorder) for at in range(0, len(octets), EVENT)
        )
        return [bool(mask & OPEN) for mask in masks if mask & (OPEN | CLOSE)]

    def close(self) -> None:
        """End."""
        os.close(self.fd)
