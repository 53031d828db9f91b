"""Conversations as tests, the format of `.chat` files: read, compared and written. PURE.

`menus.talk` speaks them through a door.
"""

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from menus.errors import MenuError
from menus.matching import NOTHING, REST, alike, matches
from menus.medium import MEDIA
from menus.tree import Report, closest

HEADERS = ("channel", "clock", "number", "language", "services", "media")
EVENTS = ("drop", "later", "on")
CALL = "(call)"
BREAK, WRITTEN = "\n", "\\n"  # a line break inside one line of a file
START = datetime(2026, 11, 24, 8, 0)  # noqa: DTZ001 (local time, a fixed Tuesday)
_SPAN = re.compile(r"([0-9]+)\s*([smhd])")
_UNIT = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class Event(NamedTuple):
    """What happens between two messages: `drop`, `later` (so many seconds) or `on` another channel."""

    kind: str
    seconds: int = 0
    channel: str = ""


class Effect(NamedTuple):
    """An action that was done with its values (expected: those that matter), or a question and its names."""

    name: str
    values: Mapping[str, str] = {}

    def __str__(self) -> str:
        values = (
            f"{name}={shlex.quote(value.replace(BREAK, WRITTEN))}" for name, value in self.values.items()
        )
        return " ".join((self.name, *values))


class Exchange(NamedTuple):
    """One thing said and the lines expected in reply; None: whatever comes.

    With `asks` it is we who begin: a question of ours, and the lines are what it says.
    `before` is what happens before it, `effects` what it must do (None: not looked at), `end` the last line
    that belongs to it.
    """

    line: int
    said: str
    expected: tuple[str, ...] | None = None
    effects: tuple[Effect, ...] | None = None
    before: tuple[Event, ...] = ()
    end: int = 0
    asks: Effect | None = None

    @property
    def call(self) -> bool:
        """Whether it is a missed call instead of a text."""
        return self.said == CALL


class Chat(NamedTuple):
    """One conversation: its header and what is said in turn; `media` are those that it is meant for.

    `abroad`: it is spoken on another medium than it was written on, where pages are cut elsewhere.
    """

    name: str
    exchanges: tuple[Exchange, ...]
    channel: str = "sms"
    clock: datetime = START
    number: str = "+6281211110001"
    language: str = ""
    media: tuple[str, ...] = tuple(MEDIA)
    abroad: bool = False

    def on(self, channel: str) -> "Chat":
        """Give the same conversation for another channel."""
        return self._replace(channel=channel, abroad=self.abroad or channel != self.channel)


class Heard(NamedTuple):
    """What came of one exchange: the reply (None: nothing was said) and what was done."""

    text: str | None
    effects: tuple[Effect, ...] = ()


class Failure(NamedTuple):
    """A reply or an effect that is not the expected one; `why` says what no line of the file tells."""

    name: str
    exchange: Exchange
    heard: Heard
    why: str = ""

    def __str__(self) -> str:
        expected = _block(self.exchange.expected or (REST,), self.exchange.effects)
        got = NOTHING if self.heard.text is None else self.heard.text
        shown = _block(got.split("\n"), self.heard.effects if self.exchange.effects is not None else None)
        why = f" {self.why}\n" if self.why else ""
        asks = self.exchange.asks
        said = f"> {_escaped(self.exchange.said)}" if asks is None else f"! ask {asks}"
        head = f"{self.name}:{self.exchange.line}: {said}\n"
        return f"{head}{why} expected\n{expected}\n got\n{shown}"


def parse(source: str, name: str = "chat") -> Chat:
    """Read a conversation; MenuError names every line that is none."""
    report = Report(name, source)
    header: dict[str, str] = {}
    exchanges: list[Exchange] = []
    before: list[Event] = []
    for number, line in enumerate(source.splitlines(), start=1):
        mark, rest = line[:1], line[1:].removeprefix(" ")
        last = exchanges[-1] if exchanges and not before else None
        if mark == ">":
            said = rest.strip().replace("\\n", "\n")
            exchanges.append(Exchange(number, said, before=tuple(before), end=number))
            before = []
        elif mark == "<" and last:
            exchanges[-1] = last._replace(expected=(*(last.expected or ()), rest), end=number)
        elif mark == "=" and last:
            exchanges[-1] = last._replace(effects=_effects(last, rest, number, report), end=number)
        elif mark == "!" and (asks := _question(rest.strip(), number, report)):
            exchanges.append(Exchange(number, "", before=tuple(before), end=number, asks=asks))
            before = []
        elif mark == "!":
            before += _event(rest.strip(), number, report)
        elif line.strip() and mark != "#":
            _header(line, header, report, number, begun=bool(exchanges or before))
    chat = _with_header(Chat(name, tuple(exchanges)), header, report)
    if report.problems:
        raise MenuError(report.problems)
    return chat


def _header(line: str, header: dict[str, str], report: Report, number: int, *, begun: bool) -> None:
    key, colon, value = line.partition(":")
    if begun or not colon or key.strip() not in HEADERS:
        what = f"`{line.strip()}` is neither `>`, `<`, `=`, `!`, `#` nor a header."
        report.note(number, 1, what, closest(key.strip(), HEADERS))
    else:
        header[key.strip()] = value.strip()


def _question(said: str, number: int, report: Report) -> Effect | None:
    """Read `ask rsu.ingat antre=38001299`: a screen with `given`, and the names that it has."""
    kind, _, rest = said.partition(" ")
    if kind != "ask":
        return None
    asks = _named(rest)
    if asks is None:
        what = f"`! {said}` is no question of ours."
        report.note(number, 1, what, "Write a screen and its names: `! ask rsu.ingat antre=38001299`.")
    return asks or Effect("")


def _named(said: str) -> Effect | None:
    """Read a name with values behind it; None: it is not one."""
    try:
        name, *pairs = shlex.split(said)
    except ValueError:
        return None
    values = [pair.replace(WRITTEN, BREAK).partition("=") for pair in pairs]
    if not all(equals for _, equals, _ in values):
        return None
    return Effect(name, {key: value for key, _, value in values})


def _effects(last: Exchange, rest: str, number: int, report: Report) -> tuple[Effect, ...]:
    known = last.effects or ()
    if rest.strip() == NOTHING:
        return known
    effect = _named(rest)
    if effect is None:
        report.note(number, 1, f"`{rest}` is no effect.", "Write `= rsu.daftar poli=gigi` or `= (nothing)`.")
        return known
    return (*known, effect)


def _event(said: str, number: int, report: Report) -> list[Event]:
    kind, _, argument = said.partition(" ")
    span = _SPAN.fullmatch(argument.strip())
    if kind == "drop" and not argument:
        return [Event(kind)]
    if kind == "later" and span:
        return [Event(kind, seconds=int(span[1]) * _UNIT[span[2]])]
    if kind == "on" and argument.strip() in MEDIA:
        return [Event(kind, channel=argument.strip())]
    examples = f"Write `! drop`, `! later 30m`, `! on {'|'.join(MEDIA)}` or `! ask SCREEN name=value`."
    report.note(number, 1, f"`! {said}` is nothing that can happen.", examples)
    return []


def _with_header(chat: Chat, header: dict[str, str], report: Report) -> Chat:
    for key in ("channel", "number", "language"):
        chat = chat._replace(**{key: header.get(key, getattr(chat, key))})
    if "media" in header:
        chat = chat._replace(media=tuple(each.strip() for each in header["media"].split(",")))
    for channel in (chat.channel, *chat.media):
        if channel not in MEDIA:
            report.note(1, 1, f"There is no channel `{channel}`.", closest(channel, MEDIA))
    if "clock" in header:
        try:
            chat = chat._replace(clock=datetime.fromisoformat(header["clock"]))
        except ValueError:
            report.note(1, 1, f"`{header['clock']}` is no time.", "Write `clock: 2026-11-24 08:00`.")
    return chat


# Comparing ------------------------------------------------------------------------------------------------


def judge(chat: Chat, exchange: Exchange, heard: Heard) -> Failure | None:
    """Compare what came with what was expected; None when it is the same.

    Abroad a page is cut elsewhere, so what `98` shows there is not compared.
    """
    turned = chat.abroad and exchange.said == MEDIA[chat.channel].more
    same = alike if chat.abroad else matches
    if exchange.expected is not None and not turned and not same(exchange.expected, heard.text):
        return Failure(chat.name, exchange, heard)
    if exchange.effects is not None and not _done(exchange.effects, heard.effects):
        return Failure(chat.name, exchange, heard)
    return None


def _done(expected: Sequence[Effect], got: Sequence[Effect]) -> bool:
    return len(expected) == len(got) and all(
        wanted.name == done.name and wanted.values.items() <= done.values.items()
        for wanted, done in zip(expected, got, strict=True)
    )


# Writing --------------------------------------------------------------------------------------------------


def updated(source: str, chat: Chat, heard: Sequence[Heard]) -> str:
    """Write the file anew with what came: what still fits stays as its author wrote it, comments, too."""
    lines = source.splitlines()
    for exchange, came in reversed(list(zip(chat.exchanges, heard, strict=True))):
        if exchange.expected is not None and judge(chat, exchange, came) is None:
            continue
        said, *answer = lines[exchange.line - 1 : exchange.end]
        notes = [line for line in answer if line[:1] not in "<="]
        lines[exchange.line - 1 : exchange.end] = [said, *_answer(exchange, came), *notes]
    return "\n".join(lines) + "\n"


def _answer(exchange: Exchange, heard: Heard) -> list[str]:
    same = exchange.expected is not None and matches(exchange.expected, heard.text)
    text = NOTHING if heard.text is None else heard.text
    replies = exchange.expected if same and exchange.expected else text.split("\n")
    return _block(replies, heard.effects if exchange.effects is not None else None, indent="").split("\n")


def written(header: Mapping[str, str], exchanges: Iterable[tuple[str, Heard]]) -> str:
    r"""Write a conversation as it went, for who records one.

    >>> written({"channel": "sms"}, [("MENU", Heard("Halo\n1 Ya"))])
    'channel: sms\n\n> MENU\n< Halo\n< 1 Ya\n'
    """
    lines = [f"{key}: {value}" for key, value in header.items() if value]
    lines.append("")
    for said, heard in exchanges:
        lines.append(f"> {_escaped(said)}")
        text = NOTHING if heard.text is None else heard.text
        lines += _block(text.split("\n"), heard.effects or None, indent="").split("\n")
    return "\n".join(lines) + "\n"


def _block(replies: Sequence[str], effects: Sequence[Effect] | None, indent: str = "  ") -> str:
    lines = [f"{indent}< {line}" for line in replies]
    if effects is not None:
        lines += [f"{indent}= {effect}" for effect in effects] or [f"{indent}= {NOTHING}"]
    return "\n".join(lines)


def _escaped(said: str) -> str:
    return said.replace("\n", "\\n")
