"""The kiosk in a temporary folder, for playing and testing the books of its own services."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import menus
from menus.chat import Chat, Effect, Event
from menus.talk import DIALLED, Talk, recorded

if TYPE_CHECKING:
    from kiosk.core import Kiosk, Reply
    from kiosk.services import Desk
    from kiosk.transaction import Tx

BETWEEN = timedelta(seconds=20)  # from one message of a conversation to the next


class KioskDoor:
    """A kiosk as a conversation speaks to it: each message is an `Inbound` of its channel."""

    def __init__(self, conversation: Chat) -> None:
        from kiosk.clock import WIB

        self.now = conversation.clock.replace(tzinfo=conversation.clock.tzinfo or WIB)
        self._number, self._channel = conversation.number, conversation.channel
        self._first = conversation.channel != "sms"
        self.effects: list[Effect] = []
        self.kiosk: Kiosk

    def say(self, text: str) -> "Reply | None":
        """Hand the text in; what is dialled opens a dialogue, through the choices behind the code."""
        dialled = DIALLED.fullmatch(text) if self._channel == "ussd" else None
        if dialled is None:
            return self._hand_in(self._channel, text)
        self._first = True
        choices = dialled[1].split("*")[1:]
        return [self._hand_in(self._channel, choice) for choice in choices or ("",)][-1]

    def call(self) -> "Reply | None":
        """Place a missed call; at a screen somebody comes anew."""
        if self._channel == "sms":
            return self._hand_in("call", "")
        self._first = True
        return self._hand_in(self._channel, "")

    def happen(self, event: Event) -> None:
        """Let the dialogue drop, time go by, or go on to another channel."""
        if event.kind == "later":
            self.now += timedelta(seconds=event.seconds)
        elif event.kind == "on":
            self._channel = event.channel
        else:
            self._first = self._channel != "sms"

    def ask(self, question: Effect) -> "Spoken | None":
        """Ask something of our own, by SMS, as the kiosk does every minute; None: the resident is not quiet.

        KeyError: there is no such screen.
        """
        from kiosk import questions

        self.kiosk.book.find(question.name)
        given = {name: (value, value) for name, value in question.values.items()}
        self._channel, self._first = "sms", False
        self.now += BETWEEN
        self.kiosk.write(lambda tx: tx.about(self._number).ask(question.name, given))
        if not questions.ask(self.kiosk):
            return None
        return Spoken(self.kiosk.write(_sent))

    def done(self) -> tuple[Effect, ...]:
        """Give what was done since the last time that it was asked."""
        found = tuple(self.effects)
        self.effects.clear()
        return found

    def _hand_in(self, channel: str, text: str) -> "Reply | None":
        from kiosk.core import Inbound

        first, self._first = self._first, False
        self.now += BETWEEN
        return self.kiosk.receive(Inbound(channel, self._number, text, self.now.isoformat(), first=first))


class Spoken(NamedTuple):
    """What the kiosk said by itself."""

    text: str


def _sent(tx: "Tx") -> str:
    """Take the last message of the outbox, as a phone would get it."""
    import sqlalchemy as sa

    from kiosk.store import outbox, schema

    row = tx.run(sa.select(schema.outbox).order_by(schema.outbox.c.id.desc()).limit(1))[0]
    outbox.finish(tx, row.id, "sent")
    return tx.open(row.text)


@contextmanager
def spoken(conversation: Chat, own: Path | None = None) -> Iterator[KioskDoor]:
    """Open a kiosk for a conversation, with the *own* service of an office: its folder."""
    door = KioskDoor(conversation)
    with _kiosk(lambda: door.now, door.effects, own) as kiosk:
        door.kiosk = kiosk
        yield door


@contextmanager
def _kiosk(
    clock: Callable[[], datetime], effects: list[Effect], own: Path | None = None
) -> "Iterator[Kiosk]":
    from kiosk.core import Kiosk
    from kiosk.services import desk, seed
    from kiosk.store.engine import DATABASE

    book, registry = desk(beside=[own]) if own else _built_in()
    registry = recorded(registry, effects)
    with tempfile.TemporaryDirectory(prefix="loket-") as folder:
        (Path(folder) / DATABASE).write_bytes(_migrated())
        kiosk = Kiosk.open(Path(folder), book, registry, clock=clock, demo=True, command="", threaded=False)
        try:
            kiosk.write(seed)
            yield kiosk
        finally:
            kiosk.close()


@cache
def _built_in() -> "Desk":
    """Load the services of the kiosk itself, once for all conversations of a run."""
    from kiosk.services import desk

    return desk()


@cache
def _migrated() -> bytes:
    """Make an empty database, once: its migrations take longer than a conversation."""
    from kiosk.store import Store
    from kiosk.store.engine import DATABASE

    with tempfile.TemporaryDirectory(prefix="loket-") as folder:
        Store.open(Path(folder), demo=True).close()
        return (Path(folder) / DATABASE).read_bytes()


@contextmanager
def walk_up(talk: Talk, own: Path | None = None) -> Iterator[Talk]:
    """Give the functions of a kiosk's services what they ask for: a transaction for each step."""
    from kiosk.clock import WIB

    def now() -> datetime:
        return datetime.now(WIB)

    with _kiosk(now, [], own) as kiosk:

        class WalkUp(Talk):
            def say(self, text: str) -> menus.Step:
                def step(tx: "Tx") -> menus.Step:
                    self.services, self.now = kiosk.registry.bind(tx=tx), tx.now
                    return super(WalkUp, self).say(text)

                return kiosk.write(step)

        yield WalkUp(kiosk.book, medium=talk.medium, language=talk.session.language)
