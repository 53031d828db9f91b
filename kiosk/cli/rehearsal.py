"""The kiosk in a temporary folder, for playing and testing the books of its own services."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import menus
from menus import chat

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.transaction import Tx

BETWEEN = 20  # seconds from one message of a conversation to the next
Say = Callable[[str], Any]
Call = Callable[[], Any]


@contextmanager
def spoken(conversation: chat.Chat) -> Iterator[tuple[Say, Call]]:
    """Open the desk for a conversation: what says a text, and what places a call."""
    from kiosk.clock import WIB
    from kiosk.core import Inbound

    began = conversation.clock.replace(tzinfo=conversation.clock.tzinfo or WIB)
    now = [began]
    with _kiosk(lambda: now[0]) as kiosk:

        def said(channel: str, text: str) -> Any:  # noqa: ANN401 (a Reply, or nothing)
            first = channel == "ussd" and now[0] == began
            now[0] += timedelta(seconds=BETWEEN)
            return kiosk.receive(Inbound(channel, conversation.number, text, now[0].isoformat(), first=first))

        yield lambda text: said(conversation.channel, text), lambda: said("call", "")


@contextmanager
def _kiosk(clock: Callable[[], datetime]) -> "Iterator[Kiosk]":
    from kiosk.core import Kiosk
    from kiosk.services import desk, seed

    with tempfile.TemporaryDirectory(prefix="loket-") as folder:
        kiosk = Kiosk.open(Path(folder), *desk(), clock=clock, demo=True, command="", threaded=False)
        try:
            kiosk.write(seed)
            yield kiosk
        finally:
            kiosk.close()


@contextmanager
def walk_up(talk: chat.Talk) -> Iterator[chat.Talk]:
    """Give the functions of the kiosk's own services what they ask for: a transaction for each step."""
    from kiosk.clock import WIB

    def now() -> datetime:
        return datetime.now(WIB)

    with _kiosk(now) as kiosk:

        class WalkUp(chat.Talk):
            def say(self, text: str) -> menus.Step:
                def step(tx: "Tx") -> menus.Step:
                    self.services, self.now = kiosk.registry.bind(tx=tx), tx.now
                    return super(WalkUp, self).say(text)

                return kiosk.write(step)

        yield WalkUp(kiosk.book, medium=talk.medium, language=talk.session.language)
