"""The SIM card and its locks: TS 27.007 clauses 7.1, 7.4, 7.5, 8.3, 8.65."""

from typing import ClassVar

from modem.simulator.commands import Group, at
from modem.simulator.commands_calls import kind
from modem.simulator.syntax import INCORRECT, NO_CARD, NOT_ALLOWED, WRONG_PIN, Cme, arguments, number


class CardCommands(Group):
    """PIN, PUK, identity of the card."""

    answers: ClassVar = {
        **dict.fromkeys(("+CPIN=?", "+CIMI=?", "+CCID=?", "+CNUM=?", "+CPINR=?")),
        "+CLCK=?": '+CLCK: ("SC","PN","FD")',
        "+CPWD=?": '+CPWD: ("SC",8)',
    }
    wants_card = frozenset({"+CIMI", "+CNUM", "+CLCK=", "+CPWD="})

    @at("+CPIN?")
    def state(self, _: str) -> str:
        """Give what the card waits for."""
        if not self.modem.card.inserted:
            raise Cme(NO_CARD)
        return f"+CPIN: {self.modem.card.state}"

    @at("+CPIN=")
    def enter(self, args: str) -> None:
        """Give the PIN, or PUK and new PIN."""
        values, card = arguments(args), self.modem.card
        if not card.inserted:
            raise Cme(NO_CARD)
        if card.ready:
            raise Cme(NOT_ALLOWED)
        if not values or not all(value.isdigit() and 4 <= len(value) <= 8 for value in values):
            raise Cme(INCORRECT)
        if card.state == "SIM PUK":
            if len(values) != 2:
                raise Cme(INCORRECT)
            right = card.unblock(*values)
        else:
            right = card.enter(values[0])
        if not right:
            raise Cme(WRONG_PIN)
        self.modem.start.opened()
        self.modem.join()

    @at("+CPINR")
    def tries(self, _: str) -> str:
        """How many tries are left."""
        card = self.modem.card
        return f"+CPINR: SIM PIN,{card.pin_tries},3\r\n+CPINR: SIM PUK,{card.puk_tries},10"

    @at("+CLCK=")
    def lock(self, args: str) -> str | None:
        """Ask for a lock (mode 2), or switch the PIN's on and off."""
        values, card = arguments(args), self.modem.card
        mode = number(values, 1, high=2)
        facility = values[0].upper()
        if facility not in ("SC", "PN", "FD"):
            raise Cme(INCORRECT)
        if mode == 2:
            return f"+CLCK: {card.locked if facility == 'SC' else False:d}"
        if facility != "SC":
            raise Cme(NOT_ALLOWED)
        self._check(values[2] if len(values) > 2 else "")
        card.locked = mode == 1
        return None

    @at("+CPWD=")
    def change(self, args: str) -> None:
        """Change the PIN."""
        values = arguments(args)
        if (
            len(values) != 3
            or values[0].upper() != "SC"
            or not (values[2].isdigit() and 4 <= len(values[2]) <= 8)
        ):
            raise Cme(INCORRECT)
        self._check(values[1])
        self.modem.card.pin = values[2]

    def _check(self, pin: str) -> None:
        if not self.modem.card.enter(pin):
            raise Cme(WRONG_PIN)

    @at("+CIMI")
    def subscriber(self, _: str) -> str:
        """Give the IMSI."""
        return self.modem.card.imsi

    @at("+CCID")
    def card_number(self, _: str) -> str:
        """Give the ICCID."""
        if not self.modem.card.inserted:
            raise Cme(NO_CARD)
        return f"+CCID: {self.modem.card.iccid}"

    @at("+CNUM")
    def own_number(self, _: str) -> str | None:
        """Give the card's own numbers."""
        own = self.device.phonebook.own().values()
        return "\r\n".join(f'+CNUM: "{name}","{number}",{kind(number)}' for number, name in own) or None
