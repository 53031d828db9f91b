"""Whether somebody looks at the demo: who has its page open, or opened the officer's desk of late."""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
App = Callable[[Scope, Callable[[], Awaitable[Any]], Callable[[Any], Awaitable[None]]], Awaitable[None]]
NEWS, DESK = "/api/events", "/office"
GLANCE = 60.0  # seconds for which a desk that was opened counts as looked at


class Watched:
    """An ASGI application around another one, which counts the pages that follow the news."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._following = 0
        self._glanced = -GLANCE

    @property
    def state(self) -> Any:  # noqa: ANN401 - the inner application's own
        """What the inner application offers to who serves it."""
        return self._app.state  # type: ignore[attr-defined]

    def seen(self) -> bool:
        """Whether somebody looks now."""
        return self._following > 0 or time.monotonic() - self._glanced < GLANCE

    async def __call__(
        self, scope: Scope, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        """Pass a request on."""
        path = scope.get("path", "")
        if path == DESK:
            self._glanced = time.monotonic()
        follows = path == NEWS
        self._following += follows
        try:
            await self._app(scope, receive, send)
        finally:
            self._following -= follows
