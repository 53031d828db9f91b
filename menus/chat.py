"""Conversations as tests: `.chat` files, read and spoken through any door."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from menus.book import Book
from menus.errors import MenuError
from menus.medium import MEDIA, SMS, Medium
from menus.reading import step
from menus.services import Services
from menus.session import Session, Step
from menus.tree import Report, closest
from menus.turn import NO_SERVICES

HEADERS = ("channel", "clock", "number", "language", "services")
NOTHING = "(nothing)"
CALL = "(call)"
START = datetime(2026, 11, 24, 8, 0)  # noqa: DTZ001 (local time, a fixed Tuesday)


class Exchange(NamedTuple):
    """One thing said and the lines expected in reply; None: whatever comes. `call`: a missed call."""

    line: int
    said: str
    expected: tuple[str, ...] | None = None

    @property
    def call(self) -> bool:
        """Whether it is a missed call instead of a text."""
        return self.said == CALL


class Chat(NamedTuple):
    """One conversation: its header and what is said in turn."""

    name: str
    exchanges: tuple[Exchange, ...]
    channel: str = "sms"
    clock: datetime = START
    number: str = "+6281211110001"
    language: str = ""


class Failure(NamedTuple):
    """A reply that is not the expected one."""

    name: str
    exchange: Exchange
    got: str | None

    def __str__(self) -> str:
        expected = "\n".join(f"  < {line}" for line in self.exchange.expected or ())
        got = NOTHING if self.got is None else self.got
        shown = "\n".join(f"  < {line}" for line in got.split("\n"))
        return (
            f"{self.name}:{self.exchange.line}: > {self.exchange.said}\n expected\n{expected}\n got\n{shown}"
        )


class Reply(Protocol):
    """What a door gives: anything with a text."""

    @property
    def text(self) -> str:
        """What is shown or sent."""
        ...


def parse(source: str, name: str = "chat") -> Chat:
    """Read a conversation; MenuError names every line that is none."""
    report = Report(name, source)
    header: dict[str, str] = {}
    exchanges: list[Exchange] = []
    for number, line in enumerate(source.splitlines(), start=1):
        mark, rest = line[:1], line[1:].removeprefix(" ")
        if mark == ">":
            exchanges.append(Exchange(number, rest.strip().replace("\\n", "\n")))
        elif mark == "<" and exchanges:
            last = exchanges[-1]
            exchanges[-1] = last._replace(expected=(*(last.expected or ()), rest))
        elif line.strip() and mark != "#":
            key, colon, value = line.partition(":")
            if exchanges or not colon or key.strip() not in HEADERS:
                what = f"`{line.strip()}` is neither `>`, `<`, `#` nor a header."
                report.note(number, 1, what, closest(key.strip(), HEADERS))
            else:
                header[key.strip()] = value.strip()
    chat = _with_header(Chat(name, tuple(exchanges)), header, report)
    if report.problems:
        raise MenuError(report.problems)
    return chat


def _with_header(chat: Chat, header: dict[str, str], report: Report) -> Chat:
    for key in ("channel", "number", "language"):
        chat = chat._replace(**{key: header.get(key, getattr(chat, key))})
    if chat.channel not in MEDIA:
        report.note(1, 1, f"There is no channel `{chat.channel}`.", closest(chat.channel, MEDIA))
    if "clock" in header:
        try:
            chat = chat._replace(clock=datetime.fromisoformat(header["clock"]))
        except ValueError:
            report.note(1, 1, f"`{header['clock']}` is no time.", "Write `clock: 2026-11-24 08:00`.")
    return chat


def run(
    chat: Chat,
    say: Callable[[str], Reply | None],
    call: Callable[[], Reply | None] | None = None,
) -> list[Failure]:
    """Speak a conversation through a door; `call` places missed calls, else the door hears an empty text."""
    failures = []
    for exchange in chat.exchanges:
        reply = (call() if call else say("")) if exchange.call else say(exchange.said)
        got = reply.text if reply is not None else None
        if exchange.expected is not None and not matches(exchange.expected, got):
            failures.append(Failure(chat.name, exchange, got))
    return failures


def matches(expected: Sequence[str], got: str | None) -> bool:
    r"""Whether a reply is the expected one, line by line.

    >>> matches(["Halo", "..."], "Halo\nDunia"), matches(["/dunia$/"], "Halo dunia")
    (True, True)
    """
    if got is None or list(expected) == [NOTHING]:
        return got is None and list(expected) == [NOTHING]
    if all(_is_pattern(line) for line in expected):
        return all(re.search(line[1:-1], got, re.MULTILINE) for line in expected)
    return _lines_match(list(expected), got.split("\n"))


def _is_pattern(line: str) -> bool:
    return len(line) > 2 and line.startswith("/") and line.endswith("/")


def _lines_match(expected: list[str], got: list[str]) -> bool:
    if not expected:
        return not got
    first, *others = expected
    if first == "...":
        return any(_lines_match(others, got[at:]) for at in range(len(got) + 1))
    if not got:
        return False
    same = re.search(first[1:-1], got[0]) if _is_pattern(first) else first.rstrip() == got[0].rstrip()
    return bool(same) and _lines_match(others, got[1:])


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
        self.book, self.medium, self.services, self.now = book, medium, services, now
        self.session = Session.start(book, language)
        self.step: Step | None = None

    def say(self, text: str) -> Step:
        """Answer, and keep the session as a store would: as text."""
        session = Session.from_json(self.book, self.session.to_json())
        self.step = step(self.book, session, text, medium=self.medium, services=self.services, now=self.now)
        self.session = self.step.session
        return self.step

    def wait(self, **duration: float) -> None:
        """Let time go by: `wait(hours=2)`."""
        self.now += timedelta(**duration)


def local(now: datetime) -> datetime:
    """Take the zone from a local time, for books that compare days."""
    return now.replace(tzinfo=None) if now.tzinfo in (None, UTC) else now
