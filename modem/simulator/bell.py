"""How the world's threads wake what waits in a server's loop."""

import asyncio
import threading
from contextlib import suppress


class Bell:
    """Wakes coroutines from any thread; ringing costs nothing while nobody waits."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self.closed = False

    def ring(self) -> None:
        """Wake everybody who waits now."""
        if not self._waiting:
            return
        with self._lock:
            waiting, self._waiting = self._waiting, []
        for loop, event in waiting:
            with suppress(RuntimeError):  # its loop has ended
                loop.call_soon_threadsafe(event.set)

    def hear(self) -> asyncio.Event:
        """Give what the next ring sets; ask for it before looking, so that nothing is missed."""
        event = asyncio.Event()
        with self._lock:
            self._waiting.append((asyncio.get_running_loop(), event))
        return event

    async def wait(self, event: asyncio.Event, seconds: float) -> None:
        """Wait for that ring, for so long at most."""
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), seconds)
        finally:
            self.forget(event)

    def forget(self, event: asyncio.Event) -> None:
        """Wait no more."""
        with self._lock:
            self._waiting = [entry for entry in self._waiting if entry[1] is not event]

    def close(self) -> None:
        """Ring for the last time: who waits comes back and ends."""
        self.closed = True
        self.ring()
