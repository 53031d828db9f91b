"""Uvicorn as this project runs it; `kiosk.serving` is the door to it."""

import asyncio
import gc
import socket
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from starlette.types import ASGIApp

SWITCH_S = 0.0005  # a transaction gives the interpreter away at each statement: it gets it back so soon
DRAIN_S = 3  # what a request may still take once the server is asked to end


class Server(uvicorn.Server):
    """A server that costs nothing while idle, and sees stop() at once."""

    def __init__(self, app: "ASGIApp") -> None:
        super().__init__(
            uvicorn.Config(
                app,
                loop="asyncio",
                http="h11",
                ws="none",
                lifespan="off",
                access_log=False,
                log_level="critical",
                log_config=None,
                server_header=False,
                date_header=False,
                timeout_graceful_shutdown=DRAIN_S,
            )
        )
        self.up = threading.Event()
        self._app = app
        self._asked = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def stop(self) -> None:
        """Ask the server to end, from any thread."""
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(self._asked.set)

    def run_until_stopped(self, listener: socket.socket) -> None:
        """Serve in this thread; `up` is set when requests are answered, or when that has failed."""
        sys.setswitchinterval(min(sys.getswitchinterval(), SWITCH_S))
        gc.freeze()  # else each search for what is unused goes through all menus: 60 ms of silence
        try:
            asyncio.run(self.serve([listener]))
        finally:
            gc.unfreeze()
            self.up.set()

    async def main_loop(self) -> None:
        """Wait for the end without looking every 100 ms; then let the app end what it holds open."""
        self._loop = asyncio.get_running_loop()
        self.up.set()
        if not self.should_exit:
            await self._asked.wait()
        close = getattr(getattr(self._app, "state", None), "close", None)
        if close is not None:
            close()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take nobody in any more, and give whoever just came to uvicorn, which then ends them all.

        asyncio leaves a connection open for good that it accepts in the instant in which its server closes.
        """
        loop = asyncio.get_running_loop()
        for listener in (listener for server in self.servers for listener in server.sockets):
            loop.remove_reader(listener)
        for _turn in ("a transport is made", "its protocol hears of it"):
            over = loop.create_future()
            loop.call_soon(over.set_result, None)
            await over
        await super().shutdown(sockets)
