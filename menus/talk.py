"""A conversation with a book, and conversations spoken through any door."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from menus.book import Book
from menus.chat import START, Chat, Effect, Event, Exchange, Failure, Heard, judge
from menus.medium import MEDIA, SMS, Medium
from menus.reading import step
from menus.resuming import enter, push
from menus.services import Call, Registry, Services
from menus.session import Session, Step
from menus.turn import NO_SERVICES

DIALLED = re.compile(r"\*[0-9]+((?:\*[0-9]+)*)#")


class Reply(Protocol):
    """What a door gives: anything with a text."""

    @property
    def text(self) -> str:
        """What is shown or sent."""
        ...


class Door(Protocol):
    """What a conversation is spoken to: a book, a kiosk, a simulated phone."""

    def say(self, text: str) -> Reply | None:
        """Say a text; None when nothing is answered."""
        ...

    def call(self) -> Reply | None:
        """Place a missed call."""
        ...

    def happen(self, event: Event) -> None:
        """Let the dialogue drop, time go by, or go on to another channel."""
        ...

    def ask(self, question: Effect) -> Reply | None:
        """Ask something of our own, by SMS, of who is quiet; None: it was not asked."""
        ...

    def done(self) -> tuple[Effect, ...]:
        """Give what was done since the last time that it was asked."""
        ...


class Saying:
    """A door of plain functions, for what has neither time nor effects of its own."""

    def __init__(
        self, say: Callable[[str], Reply | None], call: Callable[[], Reply | None] | None = None
    ) -> None:
        self._say, self._call = say, call

    def say(self, text: str) -> Reply | None:
        """Say a text."""
        return self._say(text)

    def call(self) -> Reply | None:
        """Place a missed call, or say the empty text where there are none."""
        return self._call() if self._call else self._say("")

    def happen(self, event: Event) -> None:
        """Refuse: NotImplementedError."""
        raise NotImplementedError(f"`! {event.kind}` cannot happen at this door.")

    def ask(self, question: Effect) -> Reply | None:
        """Refuse: NotImplementedError."""
        raise NotImplementedError(f"`! ask {question.name}` cannot happen at this door.")

    def done(self) -> tuple[Effect, ...]:
        """Tell of nothing."""
        return ()


class Spoken(NamedTuple):
    """A conversation as it went: what came of each exchange, and what of it is not as expected."""

    heard: tuple[Heard, ...]
    failures: tuple[Failure, ...]


def run(chat: Chat, door: Door) -> Spoken:
    """Speak a conversation through a door. Every reply must also fit the medium that it is shown on."""
    heard: list[Heard] = []
    failures: list[Failure] = []
    medium = MEDIA[chat.channel]
    for exchange in chat.exchanges:
        for event in exchange.before:
            door.happen(event)
            medium = MEDIA.get(event.channel, medium)
        reply, unknown = _reply(door, exchange)
        medium = SMS if exchange.asks else medium
        heard.append(Heard(None if reply is None else reply.text, door.done()))
        failure = judge(chat, exchange, heard[-1]) or _too_long(chat, exchange, heard[-1], medium)
        failure = Failure(chat.name, exchange, heard[-1], unknown) if unknown else failure
        if failure:
            failures.append(failure)
    return Spoken(tuple(heard), tuple(failures))


def _reply(door: Door, exchange: Exchange) -> tuple[Reply | None, str]:
    """Give what comes of an exchange; and what is wrong with it, when there is no such question."""
    if exchange.asks is None:
        return door.call() if exchange.call else door.say(exchange.said), ""
    try:
        return door.ask(exchange.asks), ""
    except KeyError:
        return None, f"There is no screen `{exchange.asks.name}`."


def _too_long(chat: Chat, exchange: Exchange, heard: Heard, medium: Medium) -> Failure | None:
    if heard.text is None or medium.fits(heard.text):
        return None
    return Failure(chat.name, exchange, heard, f"This is more than {medium.name} has room for.")


class Recording:
    """Services that remember which actions were done, and with which values."""

    def __init__(self, services: Services) -> None:
        self.user, self.tx = services.user, services.tx
        self.listers, self.checks = services.listers, services.checks
        self.infos, self.flags = services.infos, services.flags
        self.sentences = services.sentences
        self.heard: list[Effect] = []
        self.actions = _Recorded(services.actions, self.heard)


def recorded(registry: Registry, heard: list[Effect]) -> Registry:
    """Give a registry with the same functions whose actions are noted in *heard*."""
    copy = registry.bind(user=registry.user, tx=registry.tx)
    copy.actions = _Recorded(registry.actions, heard)  # type: ignore[assignment]  # read like a dict
    return copy


class _Recorded(Mapping[str, Callable[..., Any]]):
    def __init__(self, actions: Mapping[str, Callable[..., Any]], heard: list[Effect]) -> None:
        self._actions, self._heard = actions, heard

    def __getitem__(self, name: str) -> Callable[..., Any]:
        action = self._actions[name]

        def do(call: Call) -> Any:  # noqa: ANN401 (what the action gives)
            self._heard.append(Effect(name, dict(call.answers)))
            return action(call)

        return do

    def __contains__(self, name: object) -> bool:
        return name in self._actions

    def __iter__(self) -> Any:  # noqa: ANN401
        return iter(self._actions)

    def __len__(self) -> int:
        return len(self._actions)


class Talk:
    """A conversation with a book, without any kiosk: the door that the player and the tests use."""

    def __init__(
        self,
        book: Book,
        *,
        medium: Medium = SMS,
        services: Services = NO_SERVICES,
        now: datetime = START,
        language: str = "",
    ) -> None:
        self.book, self.medium, self.now, self.began = book, medium, now, now
        self.services: Services = services
        self.session = Session.start(book, language)
        self.step: Step | None = None
        self._effects: list[Effect] = []
        self._first = False

    def say(self, text: str) -> Step:
        """Answer, and keep the session as a store would: as text."""
        dialled = DIALLED.fullmatch(text) if self.medium.name == "ussd" else None
        if dialled is None:
            return self._answer(text)
        self._first = True
        choices = dialled[1].split("*")[1:]
        return [self._answer(choice) for choice in choices or ("",)][-1]

    def call(self) -> Step:
        """Place a missed call: a new dialogue, or the first screen anew."""
        self._first = self.step is not None
        return self._answer("")

    def happen(self, event: Event) -> None:
        """Let the dialogue drop, time go by, or go on to another channel."""
        if event.kind == "later":
            self.wait(seconds=event.seconds)
        elif event.kind == "on":
            self.medium = MEDIA[event.channel]
            self._first = self._first and event.channel != "sms"  # there nothing is dialled
        else:
            self._first = self.medium.name != "sms"  # there is no dialogue that could drop

    def ask(self, question: Effect) -> Step | None:
        """Ask something of our own, and go on by SMS; None while the resident is not quiet.

        KeyError: the book has no such screen.
        """
        self.medium, self._first = SMS, False
        if self.session.at and self.now.timestamp() - self.session.at < SMS.quiet:
            return None
        given = {name: (value, value) for name, value in question.values.items()}
        self._keep(push(self.book, self.session, question.name, given, now=self.now), "")
        return self.step

    def done(self) -> tuple[Effect, ...]:
        """Give what was done since the last time that it was asked."""
        found = tuple(self._effects)
        self._effects.clear()
        return found

    def wait(self, **duration: float) -> None:
        """Let time go by: `wait(hours=2)`."""
        self.now += timedelta(**duration)

    def _answer(self, text: str) -> Step:
        stored = Session.from_json(self.book, self.session.to_json())
        session, heard = enter(self.book, stored, text, medium=self.medium, now=self.now, first=self._first)
        self._first = False
        return self._keep(session, heard)

    def _keep(self, session: Session, heard: str) -> Step:
        services = Recording(self.services)
        self.step = step(self.book, session, heard, medium=self.medium, services=services, now=self.now)
        self._effects += services.heard
        self.session = self.step.session
        return self.step
