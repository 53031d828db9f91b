"""The message stores of a modem: list, write, delete (TS 27.005 clauses 3.2.2, 3.4.2, 3.5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from modem.errors import CmsError
from modem.events import Stored
from modem.exchange import Exchange, granted
from modem.inbox import octets_of

INVALID_INDEX = 321


class Stores:
    """Reads and frees slots; `memory` is the one for receiving, `writing` the one that is written to."""

    def __init__(self, exchange: Exchange, memories: tuple[str, ...], writing: str = "") -> None:
        self._exchange = exchange
        self.memories = memories
        self.memory = memories[0] if memories else ""
        self.writing = writing or self.memory
        self._selected = self.memory

    def listed(self, memory: str) -> list[Stored]:
        """Give all entries of *memory*, one by one where the modem cannot list them or there are too many.

        What looks damaged is read twice: noise on the line must not pass for a damaged message.
        """
        self._select(memory)
        result = self._exchange.run("+CMGL=4", self._exchange.profile.timeouts.list)
        if result.ok and result.whole:
            first = list(_entries(result.lines, memory))
            if all(read.sound for read in first) and _begins(result.lines):
                return [read.entry for read in first]
            again = self._exchange.run("+CMGL=4", self._exchange.profile.timeouts.list)
            return _sure(first, list(_entries(again.lines, memory)))
        used, total = self.usage(memory)
        if used == 0:
            return []
        if not total:
            return [read.entry for read in _entries(granted(result).lines, memory) if read.sound]
        reads = [read for index in range(total + 1) if (read := self._read(index, memory))]
        damaged = [read.entry.index for read in reads if not read.sound]
        return _sure(reads, [read for index in damaged if (read := self._read(index, memory))])

    def _read(self, index: int, memory: str) -> _Read | None:
        """Give one entry, None where the slot is empty."""
        self._select(memory)
        result = self._exchange.run(f"+CMGR={index}")
        header = result.value("+CMGR")
        if not result.ok or header is None:
            return None
        data = "".join(line for line in result.lines if not line.startswith("+CMGR:"))
        status = _number(header.partition(",")[0], 1)
        return _Read(Stored(index, status, octets_of(data), memory), _sound(header, data))

    def delete(self, index: int, memory: str) -> None:
        """Free a slot; one that is free already is no error."""
        self._select(memory)
        try:
            self._exchange.ask(f"+CMGD={index}")
        except CmsError as error:
            if error.code != INVALID_INDEX:
                raise

    def usage(self, memory: str) -> tuple[int, int]:
        """Tell used and total slots; (-1, 0) where the modem does not tell."""
        self._select(memory)
        fields = (self._exchange.run("+CPMS?").value("+CPMS") or "").split(",")
        numbers = [_number(field, -1) for field in fields if field.strip(' "').isdecimal()]
        return (numbers[0], numbers[1]) if len(numbers) > 1 else (-1, 0)

    def _select(self, memory: str) -> None:
        if memory and memory != self._selected:
            self._exchange.ask(f'+CPMS="{memory}"')
            self._selected = memory


class _Read(NamedTuple):
    """An entry as it was read; `sound` where its data are as long as its header says."""

    entry: Stored
    sound: bool


def _sure(first: list[_Read], again: list[_Read]) -> list[Stored]:
    """Give what is sound in one of two readings, and what is damaged alike in both.

    >>> good, bad, worse = (_Read(Stored(1, 0, octets), not octets) for octets in (b"", b"x", b"y"))
    >>> [[entry.octets for entry in _sure([bad], [other])] for other in (good, bad, worse)]
    [[b''], [b'x'], []]
    """
    second = {read.entry.index: read for read in again}
    sure: dict[int, Stored] = {read.entry.index: read.entry for read in (*again, *first) if read.sound}
    for read in first:
        other = second.get(read.entry.index)
        if not read.sound and other is not None and other.entry.octets == read.entry.octets:
            sure.setdefault(read.entry.index, read.entry)
    return [sure[index] for index in sorted(sure)]


def _entries(lines: tuple[str, ...], memory: str) -> Iterator[_Read]:
    r"""Read the lines of a +CMGL: headers with the hex of each entry, however broken one of them is.

    >>> lines = ("+CMGL: 1,0,,1", "00AB", "+CMGL: 7,3,,0", "x")
    >>> [(entry.index, entry.octets, sound) for entry, sound in _entries(lines, "")]
    [(1, b'\x00\xab', True), (7, b'x', False)]
    """
    header, data = "", ""
    for line in (*lines, "+CMGL:"):
        if not line.startswith("+CMGL:"):
            data += line
            continue
        fields = header.split(",")
        index = _number(fields[0], -1)
        if index >= 0:
            status = _number(fields[1] if len(fields) > 1 else "", 1)
            yield _Read(Stored(index, status, octets_of(data), memory), _sound(header, data))
        header, data = line.removeprefix("+CMGL:"), ""


def _begins(lines: tuple[str, ...]) -> bool:
    """Whether a listing begins with an entry: else the header of the first one was damaged."""
    return not lines or lines[0].startswith("+CMGL:")


def _sound(header: str, data: str) -> bool:
    """Whether data in hex has the length that its header ends with (TS 27.005: without the centre's field).

    >>> _sound("1,0,,1", "00AB"), _sound("1,0,,2", "00AB"), _sound("0,,1", "00A B")
    (True, False, False)
    """
    length = _number(header.rpartition(",")[2], -1)
    try:
        octets = bytes.fromhex(data)
    except ValueError:
        return False
    return bool(octets) and " " not in data and len(octets) - 1 - octets[0] == length


def _number(text: str, otherwise: int) -> int:
    digits = text.strip(' "')
    return int(digits) if digits.isdecimal() and len(digits) < 10 else otherwise
