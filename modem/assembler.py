"""Joins parts to messages (TS 23.040 clause 9.2.3.24.1): any order, duplicates, references used again.

References are small numbers that senders use again soon; so parts belong together by sender, reference, total
*and* by time stamps that lie close together.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from modem import gsm7, udh, userdata
from modem.tpdu import Deliver

GAP = "…"  # stands in a text for parts that never came


class Joined(NamedTuple):
    """A whole message, or (`missing` not empty) what came of it."""

    sender: str
    text: str
    timestamp: datetime  # of its first part that came
    message_class: int | None
    parts: int  # as the header says; 1 for a message of its own
    missing: tuple[int, ...] = ()
    data: bytes | None = None  # of an 8-bit message, in place of the text
    entries: tuple[object, ...] = ()  # what came with add(entry=…), those of duplicates too


def join(delivers: Iterable[Deliver], *, gaps: bool = False) -> Joined | None:
    """Join the parts of one message, in any order, duplicates ignored.

    None while parts are missing; with *gaps* the text that came, `…` in place of what did not. A message
    without a concatenation (or with a damaged one) is whole by itself.
    """
    parts: dict[int, Deliver] = {}
    for deliver in delivers:
        place = deliver.concat
        parts.setdefault(place.part if place else 1, deliver)
    if not parts:
        return None
    first = parts[min(parts)]
    total = first.concat.total if first.concat else 1
    missing = tuple(part for part in range(1, total + 1) if part not in parts)
    if missing and not gaps:
        return None
    runs = [[parts[part] for part in run] for run in _runs(sorted(parts))]
    texts = [_text(run) for run in runs]
    text = ("" if 1 in parts else GAP) + GAP.join(texts) + ("" if total in parts else GAP)
    data = None
    if all(deliver.text is None for deliver in parts.values()):
        text, data = "", b"".join(parts[part].data or b"" for part in sorted(parts))
    return Joined(str(first.sender), text, first.timestamp, first.dcs.message_class, total, missing, data)


def _runs(numbers: list[int]) -> Iterable[list[int]]:
    """Cut sorted *numbers* where one is missing."""
    run: list[int] = []
    for number in numbers:
        if run and number != run[-1] + 1:
            yield run
            run = []
        run.append(number)
    yield run


def _text(run: list[Deliver]) -> str:
    """Read parts that follow each other; characters that a foreign encoder cut in two become whole again."""
    if all(deliver.data is None for deliver in run):
        return "".join(deliver.text or "" for deliver in run)
    alphabets = {(deliver.dcs.alphabet, udh.languages(deliver.udh)) for deliver in run if deliver.dcs.is_text}
    if len(alphabets) > 1 or not all(deliver.dcs.is_text for deliver in run):
        return "".join(deliver.text or "" for deliver in run)
    ((alphabet, languages),) = alphabets
    if alphabet == "gsm7":
        raw = (d.data if d.data is not None else gsm7.encode(d.text or "", *languages) for d in run)
        return gsm7.decode(b"".join(raw), *languages)
    raw = (d.data if d.data is not None else (d.text or "").encode("utf-16-be") for d in run)
    return userdata.read_ucs2(b"".join(raw))[0]


class _Open:
    """Parts of one message that wait for the others."""

    __slots__ = ("entries", "key", "parts", "seen")

    def __init__(self, key: "_Key", now: float) -> None:
        self.key = key
        self.parts: dict[int, Deliver] = {}
        self.entries: list[object] = []
        self.seen = now  # when the last of them came

    def near(self, deliver: Deliver, window: timedelta) -> bool:
        """Whether *deliver* was stamped near the parts that are here."""
        return all(abs(part.timestamp - deliver.timestamp) <= window for part in self.parts.values())


_Key = tuple[str, int, int, int]  # sender, reference, total, bits of the reference


class Assembler:
    """Joins parts as they come. Pure: *now* is any monotonic clock in seconds.

    Parts belong together by sender, reference, total and time stamps at most *window* seconds apart. A part
    that is there already is a duplicate when it says the same, else it begins a new message. At most *limit*
    messages wait; beyond that the one that has waited longest is given up, and given with the next `expire`.

    It keeps nothing itself: whoever stores the octets of a part and *now* with it (or leaves it on the modem)
    adds them again after a restart, and goes on as before.
    """

    def __init__(self, *, window: float = 3600, patience: float = 72 * 3600, limit: int = 500) -> None:
        self._window = timedelta(seconds=window)
        self._patience = patience
        self._limit = limit
        self._open: dict[_Key, list[_Open]] = {}
        self._waiting = 0
        self._done: dict[_Key, _Open] = {}  # the last ones, for duplicates that come late
        self._given_up: list[Joined] = []
        self._spent: list[object] = []

    def __len__(self) -> int:
        return self._waiting

    def add(self, deliver: Deliver, now: float, entry: object = None) -> Joined | None:
        """Take a message; give the whole one when it is whole, None for a part that waits or a duplicate.

        *entry* is anything that says where the part is stored: `Joined.entries` has them all.
        """
        place = deliver.concat
        if place is None:
            joined = join((deliver,))
            return joined and joined._replace(entries=_known(entry))
        width = 16 if any(element.id == udh.CONCAT_16 for element in deliver.udh) else 8
        key = (str(deliver.sender), place.reference, place.total, width)
        done = self._done.get(key)
        if done and _same(done.parts.get(place.part), deliver):
            self._spend(done, entry)
            return None
        message = self._open_for(key, deliver, place.part, now)
        if place.part in message.parts and len(message.entries) >= self._limit:
            self._spend(message, entry)
        else:
            message.entries += [] if entry in message.entries else _known(entry)
        if place.part not in message.parts:
            message.parts[place.part], message.seen = deliver, now
        if len(message.parts) < place.total:
            return None
        self._close(message)
        self._done.pop(key, None)
        self._done[key] = message
        if len(self._done) > self._limit:
            del self._done[next(iter(self._done))]
        return self._joined(message)

    def expire(self, now: float) -> list[Joined]:
        """Give up on messages of which nothing came for *patience* seconds: their text with gaps."""
        for message in [message for waiting in self._open.values() for message in waiting]:
            if now - message.seen >= self._patience:
                self._give_up(message)
        given_up, self._given_up = self._given_up, []
        return given_up

    def spent(self) -> list[object]:
        """Give the entries that no `Joined` has, of duplicates that came late or too often: delete them."""
        spent, self._spent = self._spent, []
        return spent

    def _spend(self, message: _Open, entry: object) -> None:
        self._spent += [] if entry in message.entries else _known(entry)
        del self._spent[: -self._limit]  # as in _give_up

    def _open_for(self, key: _Key, deliver: Deliver, part: int, now: float) -> _Open:
        """Find where a part belongs: a message that lacks it, or has the very same; else begin one."""
        for message in self._open.get(key, ()):
            held = message.parts.get(part)
            if message.near(deliver, self._window) and (held is None or _same(held, deliver)):
                return message
        if self._waiting >= self._limit:
            self._give_up(min((m for waiting in self._open.values() for m in waiting), key=lambda m: m.seen))
        message = _Open(key, now)
        self._open.setdefault(key, []).append(message)
        self._waiting += 1
        return message

    def _close(self, message: _Open) -> None:
        waiting = self._open[message.key]
        waiting.remove(message)
        self._waiting -= 1
        if not waiting:
            del self._open[message.key]

    def _give_up(self, message: _Open) -> None:
        self._close(message)
        self._given_up.append(self._joined(message))
        del self._given_up[: -self._limit]  # who never calls expire() gets none, yet memory stays bounded

    def _joined(self, message: _Open) -> Joined:
        joined = join(message.parts.values(), gaps=True)
        assert joined is not None
        return joined._replace(entries=tuple(message.entries))


def _known(entry: object) -> tuple[object, ...]:
    return () if entry is None else (entry,)


def _same(held: Deliver | None, deliver: Deliver) -> bool:
    """Whether a part has come before: the same content with the same stamp."""
    return held is not None and (held.timestamp, held.text, held.data) == (
        deliver.timestamp,
        deliver.text,
        deliver.data,
    )
