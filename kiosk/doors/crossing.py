"""Between an event loop and the writer's thread: what comes together goes across together, both ways.

Two busy threads take the interpreter from each other at every statement of a transaction. So what one round
of the loop reads is handed in at its end, as one commit, and the answers of a commit wake the loop once.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

T = TypeVar("T")
Here = asyncio.Future["Future[Any]"]


class _Ferry:
    """Goes between one loop and other threads."""

    def __init__(self) -> None:
        self._leaving: list[tuple[Callable[[], Future[Any]], Here]] = []
        self._landing: deque[tuple[Here, Future[Any]]] = deque()
        self._called = False

    def board(self, hand_in: "Callable[[], Future[Any]]", here: Here) -> None:
        """Wait for the end of this round of the loop."""
        self._leaving.append((hand_in, here))
        if len(self._leaving) == 1:
            here.get_loop().call_soon(self._cross)

    def _cross(self) -> None:
        leaving, self._leaving = self._leaving, []
        for hand_in, here in leaving:
            if here.done():  # nobody waits any more
                continue
            try:
                hand_in().add_done_callback(partial(self._back, here))
            except Exception as error:
                here.set_exception(error)

    def _back(self, here: Here, future: "Future[Any]") -> None:
        """Come from another thread."""
        self._landing.append((here, future))
        if not self._called:
            self._called = True
            with suppress(RuntimeError):  # the loop has ended: nobody waits any more
                here.get_loop().call_soon_threadsafe(self._land)

    def _land(self) -> None:
        self._called = False  # before the rest: who comes from now on calls again
        while self._landing:
            here, future = self._landing.popleft()
            if not here.done():
                here.set_result(future)


_ferries: "WeakKeyDictionary[asyncio.AbstractEventLoop, _Ferry]" = WeakKeyDictionary()


async def across(hand_in: "Callable[[], Future[T]]") -> T:
    """Hand something in to another thread, and wait in the running loop for its answer."""
    loop = asyncio.get_running_loop()
    here: Here = loop.create_future()
    ferry = _ferries.get(loop)
    if ferry is None:
        ferry = _ferries[loop] = _Ferry()
    ferry.board(hand_in, here)
    answered: Future[T] = await here
    return answered.result()
