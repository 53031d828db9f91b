"""The message stores of a modem: list, write, delete (TS 27.005 clauses 3.2.2, 3.4.2, 3.5)."""

from __future__ import annotations

from collections.abc import Iterator

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
        """Give all entries of *memory*; where the modem cannot list them, one by one."""
        self._select(memory)
        result = self._exchange.run("+CMGL=4", self._exchange.profile.timeouts.list)
        if result.ok:
            return list(_entries(result.lines, memory))
        used, total = self.usage(memory)
        if used == 0:
            return []
        if not total:
            granted(result)
        return [entry for index in range(total + 1) if (entry := self.read(index, memory)) is not None]

    def read(self, index: int, memory: str) -> Stored | None:
        """Give one entry, None where the slot is empty."""
        self._select(memory)
        result = self._exchange.run(f"+CMGR={index}")
        header = result.value("+CMGR")
        if not result.ok or header is None:
            return None
        data = "".join(line for line in result.lines if not line.startswith("+CMGR:"))
        return Stored(index, _number(header.partition(",")[0], 1), octets_of(data), memory)

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


def _entries(lines: tuple[str, ...], memory: str) -> Iterator[Stored]:
    r"""Read the lines of a +CMGL: headers with the hex of each entry, however broken one of them is.

    >>> [(e.index, e.status, e.octets) for e in _entries(("+CMGL: 1,0,,2", "00AB", "+CMGL: 7,3,,0", "x"), "")]
    [(1, 0, b'\x00\xab'), (7, 3, b'x')]
    """
    header, data = "", ""
    for line in (*lines, "+CMGL:"):
        if not line.startswith("+CMGL:"):
            data += line
            continue
        fields = header.split(",")
        index = _number(fields[0], -1)
        if index >= 0:
            yield Stored(index, _number(fields[1] if len(fields) > 1 else "", 1), octets_of(data), memory)
        header, data = line.removeprefix("+CMGL:"), ""


def _number(text: str, otherwise: int) -> int:
    digits = text.strip(' "')
    return int(digits) if digits.isdecimal() and len(digits) < 10 else otherwise
