"""Phone books: TS 27.007 clauses 8.11 to 8.14."""

from typing import ClassVar

from modem.simulator.charset import from_line, to_line
from modem.simulator.commands import Group, at
from modem.simulator.commands_calls import kind
from modem.simulator.syntax import INCORRECT, INVALID_INDEX, NOT_ALLOWED, Cme, arguments, number

BOOKS = ("SM", "ME", "ON", "MC", "RC", "DC", "FD", "LD", "EN")
WRITABLE = ("SM", "ME", "FD", "ON")
LOGS = 20
"""Calls remembered in each of MC, RC and DC."""


class PhonebookCommands(Group):
    """CPBS, CPBR, CPBF, CPBW; the call logs are books, too."""

    answers: ClassVar = {
        "+CPBS=?": f"+CPBS: ({','.join(f'{chr(34)}{name}{chr(34)}' for name in BOOKS)})",
        "+CPBF=?": "+CPBF: 40,24",
    }
    wants_card = frozenset({"+CPBS?", "+CPBS=", "+CPBR=", "+CPBR=?", "+CPBW=", "+CPBW=?", "+CPBF="})

    def reset(self) -> None:
        """Give the card's book."""
        self._book = "SM"

    def remember(self, book: str, number: str) -> None:
        """Put a call on top of a log."""
        logs = self.modem.card.books
        calls = [number, *(entry[0] for _, entry in sorted(logs.get(book, {}).items()))][:LOGS]
        logs[book] = {index: (number, "") for index, number in enumerate(calls, 1)}

    def own(self) -> dict[int, tuple[str, str]]:
        """Give the subscriber's own numbers: what was written on the card, mostly at the operator's."""
        return self.modem.card.books.setdefault("ON", {1: (self.modem.number, "")})

    def _entries(self) -> dict[int, tuple[str, str]]:
        books = self.modem.card.books
        if self._book == "ON":
            return self.own()
        if self._book == "EN":
            return {1: ("112", "")}
        if self._book == "LD":
            return books.get("DC", {})
        return books.setdefault(self._book, {})

    @property
    def _capacity(self) -> int:
        return self.modem.profile.phonebook.entries if self._book in WRITABLE else LOGS

    @at("+CPBS?")
    def read_book(self, _: str) -> str:
        """Give the book in use: entries, capacity."""
        return f'+CPBS: "{self._book}",{len(self._entries())},{self._capacity}'

    @at("+CPBS=")
    def choose(self, args: str) -> None:
        """Choose a book."""
        name = (arguments(args) or ("",))[0].upper()
        if name not in BOOKS:
            raise Cme(INCORRECT)
        self._book = name

    @at("+CPBR=?")
    def offer_read(self, _: str) -> str:
        """Indexes, longest number, longest name."""
        return f"+CPBR: (1-{self._capacity}),40,24"

    @at("+CPBR=")
    def read(self, args: str) -> str | None:
        """Give the entries from one index to another."""
        values = arguments(args)
        first = self._index(values, 0, None)
        last = self._index(values, 1, first)
        entries = self._entries()
        return (
            "\r\n".join(self._line("+CPBR", i, entries[i]) for i in range(first, last + 1) if i in entries)
            or None
        )

    @at("+CPBF=")
    def find(self, args: str) -> str | None:
        """Give the entries whose name begins so."""
        wanted = self._text((arguments(args) or ("",))[0]).casefold()
        found = [(i, e) for i, e in sorted(self._entries().items()) if e[1].casefold().startswith(wanted)]
        return "\r\n".join(self._line("+CPBF", index, entry) for index, entry in found) or None

    @at("+CPBW=?")
    def offer_write(self, _: str) -> str:
        """Indexes, longest number, types, longest name."""
        return f"+CPBW: (1-{self._capacity}),40,(129,145),24"

    @at("+CPBW=")
    def write(self, args: str) -> None:
        """Write an entry, the first free one if no index is named; with the index alone, delete it."""
        values = arguments(args)
        if self._book not in WRITABLE:
            raise Cme(NOT_ALLOWED)
        entries = self._entries()
        free = next((i for i in range(1, self._capacity + 1) if i not in entries), self._capacity)
        index = self._index(values, 0, free)
        if len(values) < 2:
            entries.pop(index, None)
            return
        digits = values[1].removeprefix("+")
        if not digits or len(digits) > 40 or not set(digits) <= set("0123456789*#"):
            raise Cme(INCORRECT)
        international = values[1].startswith("+") or (len(values) > 2 and values[2] == "145")
        name = self._text(values[3] if len(values) > 3 else "")[:24]
        entries[index] = (f"+{digits}" if international else digits, name)

    def _line(self, name: str, index: int, entry: tuple[str, str]) -> str:
        number, text = entry
        return f'{name}: {index},"{number}",{kind(number)},"{to_line(text, self.device.general.charset)}"'

    def _index(self, values: tuple[str, ...], place: int, default: int | None) -> int:
        try:
            return number(values, place, default, low=1, high=self._capacity)
        except Cme:
            raise Cme(INVALID_INDEX) from None

    def _text(self, raw: str) -> str:
        try:
            return from_line(raw, self.device.general.charset)
        except ValueError:
            return raw
