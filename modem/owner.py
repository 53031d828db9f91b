"""A modem that one thread owns, for programs of asyncio: opened, asked, heard and closed from a loop."""

from __future__ import annotations

import asyncio
import math
import queue
import threading
from collections.abc import AsyncIterator, Callable, Generator
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

from modem.driver import Modem
from modem.errors import Gone
from modem.events import Event

T = TypeVar("T")
_FOREVER = 1e9


class Owner:
    """What `AsyncModem` is besides its calls: the thread, and its jobs."""

    def __init__(self, prepare: Callable[[], Modem]) -> None:
        self._prepare = prepare
        self._modem: Modem | None = None
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._closing = False
        self._guard = threading.Lock()  # nothing is queued behind the last job
        self._opened: Future[None] | None = None
        self._ended: Future[None] = Future()
        self._turn = asyncio.Lock()  # who asks for events first gets one first
        self._left: asyncio.Future[Event | None] | None = None  # asked for by a task that was cancelled

    # The thread

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
        self._ended.set_result(None)

    def _queued(self, function: Callable[[Modem], T]) -> asyncio.Future[T]:
        """Have the thread call *function* with the modem as soon as it is free. Raises `Gone` when closed."""
        result: Future[T] = Future()
        with self._guard:
            modem = self._modem
            if self._closing or modem is None:
                raise Gone("This modem is not open.", "Open it with `async with open_async_modem(…)`.")
            self._jobs.put(lambda: _settle(result, lambda: function(modem)))
        modem.wake()
        return asyncio.wrap_future(result)

    def _next(self, modem: Modem, timeout: float, left: threading.Event) -> Event | None:
        """Wait for an event; serve what is queued meanwhile. Whoever asked may have *left*."""
        end = modem.link.now() + timeout
        while not left.is_set():
            event = modem.next_event(max(0.0, min(end - modem.link.now(), _FOREVER)))
            if event is not None or modem.link.now() >= end:
                return event
            while not self._jobs.empty() and (job := self._jobs.get()) is not None:
                job()
            if self._closing:
                self._jobs.put(None)  # it may have been taken above; `_work` reads one only
                raise _closed(modem)
        return None

    # Opening and closing

    async def open(self) -> Self:
        """Open the link and connect, once; `async with` and `await` do it."""
        if self._opened is None:
            opened = self._opened = Future()
            self._jobs.put(lambda: _settle(opened, self._open))
            threading.Thread(target=self._work, name="modem", daemon=True).start()
        try:
            await asyncio.wrap_future(self._opened)
        except BaseException:
            self.close()
            raise
        return self

    def _open(self) -> None:
        modem = self._prepare()
        with self._guard:
            self._modem = modem
        try:
            if self._closing:
                raise _closed(modem)
            modem.connect()
        except BaseException:
            modem.link.close()
            raise

    def close(self) -> None:
        """Give the modem back: returns at once, from any task or thread; what waits ends with `Gone`."""
        with self._guard:
            modem = self._modem
            if not self._closing:
                self._closing = True
                self._jobs.put(None)
        if modem is not None:
            modem.close()

    def is_closing(self) -> bool:
        """Whether `close` was called."""
        return self._closing

    async def wait_closed(self) -> None:
        """Wait, after `close`, until the link is free for others."""
        if self._opened is not None:
            await asyncio.shield(asyncio.wrap_future(self._ended))

    def __await__(self) -> Generator[Any, None, Self]:
        return self.open().__await__()

    async def __aenter__(self) -> Self:
        return await self.open()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        await self.wait_closed()

    # Events

    async def next_event(self, timeout: float | None = None) -> Event | None:
        """See `Modem.next_event`; tasks that wait side by side get one event each, in turn."""
        async with self._turn:
            if self._left is not None:
                await asyncio.wait({self._left})
                asked, self._left = self._left, None
                if (event := asked.result()) is not None:
                    return event
            left = threading.Event()
            asked = self._queued(
                lambda modem: self._next(modem, math.inf if timeout is None else timeout, left)
            )
            try:
                return await asyncio.shield(asked)
            except asyncio.CancelledError:
                left.set()
                self._left = asked
                asked.add_done_callback(_seen)
                if self._modem is not None:
                    self._modem.wake()
                raise

    async def events(self) -> AsyncIterator[Event]:
        """Give every event until the modem is closed."""
        while not self.is_closing():
            try:
                event = await self.next_event()
            except Gone:
                if self.is_closing():
                    return
                raise
            if event is not None:
                yield event


def _settle(result: Future[T], function: Callable[[], T]) -> None:
    """Run *function* for the one who waits; one that was left before it began is not run at all."""
    if not result.set_running_or_notify_cancel():
        return
    try:
        value = function()
    except BaseException as error:  # handed to the task that asked
        result.set_exception(error)
    else:
        result.set_result(value)


def _seen(asked: asyncio.Future[Any]) -> None:
    """Take note of an error that nobody may ever ask for: asyncio would complain."""
    if not asked.cancelled():
        asked.exception()


def _closed(modem: Modem) -> Gone:
    return Gone(f"The link to {modem.link.name} is closed.", "Open the modem again.")
