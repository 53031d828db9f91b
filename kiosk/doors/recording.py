"""Listens at a door and writes what was said as a `.chat` file: for made-up data, it holds what is typed."""

from collections.abc import Callable
from datetime import datetime

from kiosk.core import Inbound, Reply
from menus.chat import CALL, Heard, written

Receive = Callable[[Inbound], Reply | None]


class Recording:
    """A desk that is listened to: call it in place of `receive`."""

    def __init__(self, receive: Receive, channel: str, clock: datetime) -> None:
        self._receive = receive
        self._header = {"channel": channel, "clock": f"{clock:%Y-%m-%d %H:%M}"}
        self._heard: list[tuple[str, Heard]] = []

    def __call__(self, inbound: Inbound) -> Reply | None:
        """Hand in and keep what was answered."""
        reply = self._receive(inbound)
        said = CALL if inbound.first and not inbound.text else inbound.text
        self._heard.append((said, Heard(reply.text if reply else None)))
        return reply

    def chat(self) -> str:
        """Write what was heard so far."""
        return written(self._header, self._heard)
