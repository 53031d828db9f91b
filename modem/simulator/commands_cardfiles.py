"""The SIM card's files over the line: TS 27.007 clauses 8.17 and 8.18."""

from typing import ClassVar

from modem.simulator import cardfiles
from modem.simulator.cardfiles import Reply
from modem.simulator.commands import Group, at
from modem.simulator.syntax import INCORRECT, NO_CARD, Cme, arguments, number

SELECT, VERIFY = 0xA4, 0x20
FEWEST, MOST = 5, 261
"""Octets of a command to the card (ETSI TS 102 221 clause 10.1): its head, and 255 with their length."""


class CardFileCommands(Group):
    """+CRSM reads a file by its number; +CSIM passes commands to the card as they are."""

    answers: ClassVar = {"+CRSM=?": None, "+CSIM=?": None}
    _selected = 0

    def reset(self) -> None:
        """Select no file."""
        self._selected = 0

    @at("+CRSM=")
    def restricted(self, args: str) -> str:
        """Do one of the six commands that the clause allows."""
        values = arguments(args)
        command = number(values, 0)
        if command not in (176, 178, 192, 214, 220, 242):
            raise Cme(INCORRECT)
        free = command in (192, 242)  # what follows is optional for these
        file = number(values, 1, 0 if free else None, high=0xFFFF)
        p1, p2, p3 = (number(values, place, 0 if free else None) for place in (2, 3, 4))
        self._present()
        words, data = cardfiles.request(self.modem, command, file, p1, p2, p3)
        return f"+CRSM: {words >> 8},{words & 255}" + (f',"{data.hex().upper()}"' if data else "")

    @at("+CSIM=")
    def generic(self, args: str) -> str:
        """Pass octets to the card, and its answer back; both in hex, each after its length."""
        values = arguments(args)
        length = number(values, 0, high=2 * MOST, low=2 * FEWEST)
        try:
            octets = bytes.fromhex(values[1])
        except (ValueError, IndexError):
            raise Cme(INCORRECT) from None
        if 2 * len(octets) != length:
            raise Cme(INCORRECT)
        self._present()
        words, data = self._passed(octets)
        said = data.hex().upper() + f"{words:04X}"
        return f'+CSIM: {len(said)},"{said}"'

    def _passed(self, octets: bytes) -> Reply:
        _, command, p1, p2, p3 = octets[:5]
        if command == SELECT:
            return self._select(int.from_bytes(octets[5:][-2:]))
        if command == VERIFY and not p3:  # ETSI TS 102 221 clause 11.1.9: how many tries are left
            return Reply(0x63C0 + self.modem.card.pin_tries)
        return cardfiles.request(self.modem, command, self._selected, p1, p2, p3)

    def _select(self, file: int) -> Reply:
        """Choose a file, or a directory, all of which are one here."""
        if file in cardfiles.FILES or file >> 8 in (0x3F, 0x7F):
            self._selected = file
            return Reply(cardfiles.DONE)
        return Reply(cardfiles.NOT_FOUND)

    def _present(self) -> None:
        if not self.modem.card.inserted:
            raise Cme(NO_CARD)
