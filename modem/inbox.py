"""From the entries of a message store to events: each told once, none holds up another, long ones are joined.

PURE: the listing and the time are arguments.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime
from typing import cast

from modem.errors import TpduError
from modem.events import (
    DIRECT,
    Event,
    PartReceived,
    ReportReceived,
    SmsReceived,
    Stored,
    Undecodable,
)
from modem.parts import Assembler, Joined
from modem.tpdu import Deliver, StatusReport, decode_pdu

RECEIVED = (0, 1)
"""The states of entries that came from the network; the others were written here to be sent."""

_REMEMBERED = 512

_Part = tuple[Stored, Deliver]  # where it lies, what it says


class Inbox:
    """What lies in the stores and was told."""

    def __init__(self, *, assemble: bool = True, patience: float = 86400.0) -> None:
        self._ghosts: list[Stored] = []
        self._assemble = assemble
        self._assembler = Assembler(patience=patience)
        self._told: dict[tuple[str, int], bytes] = {}
        self._repeated: deque[Stored] = deque(maxlen=_REMEMBERED)  # parts of messages that were told
        self._accepted: deque[bytes] = deque(maxlen=_REMEMBERED)  # parts of messages that were accepted

    def listed(self, memory: str, entries: Iterable[Stored], now: float) -> list[Event]:
        """Tell what is new in a whole listing of *memory*, oldest first."""
        here = {(entry.memory, entry.index): entry.octets for entry in entries if entry.status in RECEIVED}
        for place in [place for place in self._told if place[0] == memory]:
            if here.get(place) != self._told[place]:
                del self._told[place]
        fresh = [
            Stored(place[1], 1, octets, memory) for place, octets in here.items() if place not in self._told
        ]
        self._told |= {(entry.memory, entry.index): entry.octets for entry in fresh}
        return self._tell(fresh, now)

    def direct(self, data: str, now: float) -> list[Event]:
        """Tell a PDU that came by `+CMT` or `+CDS`."""
        return self._tell([Stored(DIRECT, 1, octets_of(data))], now)

    def expired(self, now: float) -> list[Event]:
        """Tell messages whose other parts did not come in time."""
        return [_received(joined) for joined in self._assembler.expire(now)]

    def told(self, memory: str, index: int) -> bytes | None:
        """Give what was told of a slot; None where it is free, or nothing of it was told yet."""
        return self._told.get((memory, index))

    def holds(self, entry: Stored) -> bool:
        """Whether the slot of *entry* still has what was told."""
        return self.told(entry.memory, entry.index) == entry.octets

    def forget(self, memory: str, index: int) -> None:
        """Note that a slot is free."""
        self._told.pop((memory, index), None)

    def take_ghosts(self) -> list[Stored]:
        """Give the entries that only repeat a part of an accepted message: they can go."""
        ghosts, self._ghosts = self._ghosts, []
        return [ghost for ghost in ghosts if self.holds(ghost)]

    def accepted(self, event: Event) -> None:
        """Remember the parts of an accepted message: the network may deliver one of them again."""
        if isinstance(event, SmsReceived) and event.parts[0].concat:
            accepted = {entry.octets for entry in event.entries}
            self._accepted.extend(accepted)
            self._ghosts += [entry for entry in self._repeated if entry.octets in accepted]
            left = [entry for entry in self._repeated if entry.octets not in accepted]
            self._repeated = deque(left, _REMEMBERED)

    def _tell(self, entries: list[Stored], now: float) -> list[Event]:
        read = [(entry, _decoded(entry)) for entry in entries]
        read.sort(key=lambda pair: _when(pair[1]))
        return [event for entry, value in read for event in self._event(entry, value, now)]

    def _event(self, entry: Stored, value: Deliver | StatusReport | str, now: float) -> list[Event]:
        if isinstance(value, str):
            return [Undecodable(entry, entry.octets, value)]
        if isinstance(value, StatusReport):
            return [_report(value, entry)]
        if value.concat and not self._assemble:
            return [PartReceived(value, entry)]
        if value.concat and entry.octets in self._accepted:
            self._ghosts.append(entry)
            return []
        joined = self._assembler.add(value, now, entry=(entry, value))
        self._repeated.extend(entry for entry, _ in cast("list[_Part]", self._assembler.spent()))
        return [_received(joined)] if joined else []


def octets_of(data: str) -> bytes:
    """Read hexadecimal digits; anything else is kept as the octets it came in."""
    try:
        return bytes.fromhex(data)
    except ValueError:
        return data.encode("latin-1", "replace")


def _decoded(entry: Stored) -> Deliver | StatusReport | str:
    """Read an entry; a text says why it is neither message nor report."""
    try:
        value = decode_pdu(entry.octets, network=True).tpdu
    except TpduError as error:
        return error.fact
    if isinstance(value, Deliver | StatusReport):
        return value
    return f"A {type(value).__name__} does not come from the network."


def _when(value: Deliver | StatusReport | str) -> str:
    """Give what sorts by the SMSC's time; what has none goes first."""
    if isinstance(value, str):
        return ""
    return _utc(value.timestamp if isinstance(value, Deliver) else value.discharge)


def _utc(time: datetime) -> str:
    try:
        return f"{time.timestamp():020.3f}"
    except (OverflowError, ValueError, OSError):
        return ""


def _received(joined: Joined) -> SmsReceived:
    pairs = cast("tuple[_Part, ...]", joined.entries)
    parts = {deliver.concat.part if deliver.concat else 1: deliver for _, deliver in pairs}
    return SmsReceived(
        sender=joined.sender,
        text=joined.text,
        sent_at=joined.timestamp,
        flash=joined.message_class == 0,
        entries=tuple(entry for entry, _ in pairs),
        parts=tuple(parts[number] for number in sorted(parts)),
        complete=not joined.missing,
    )


def _report(report: StatusReport, entry: Stored) -> ReportReceived:
    return ReportReceived(
        reference=report.reference,
        recipient=str(report.recipient),
        delivered=report.delivered,
        status=report.status,
        at=report.discharge,
        entry=entry,
    )
