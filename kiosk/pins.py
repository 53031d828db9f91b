"""A SIM card's PIN is tried once: a wrong one is remembered, since the third locks the card."""

from typing import TYPE_CHECKING

from kiosk.store import remembered

if TYPE_CHECKING:
    from kiosk.core import Kiosk

NAME = "refused PIN"
TRIED = "tried "  # before the mark of one whose answer is not known yet


class Pin:
    """The configured PIN, for `open_modem(pin=…)`; what a card refused is remembered, blinded.

    So is what it is about to be given, before it goes over the line: power may fail before the answer comes.
    """

    def __init__(self, kiosk: "Kiosk", pin: str) -> None:
        self._kiosk = kiosk
        self._pin = pin

    def __call__(self, iccid: str) -> str | None:
        """Give the PIN for a card, or None when there is none or this card has refused it."""
        known = self._remembered() if self._pin else ""
        return None if not self._pin or known.removeprefix(TRIED) == self._mark(iccid) else self._pin

    def tried(self, iccid: str) -> None:
        """Remember that the card is about to be given the PIN."""
        self._remember(TRIED + self._mark(iccid))

    def unharmed(self, iccid: str) -> None:
        """Forget a try of which no answer was seen; what was refused stays so."""
        if self._pin and self._remembered() == TRIED + self._mark(iccid):
            self._remember("")

    def refused(self, iccid: str) -> None:
        """Remember that the card took the PIN for a wrong one."""
        self._remember(self._mark(iccid))

    def _remembered(self) -> str:
        return self._kiosk.write(lambda tx: remembered.read(tx, NAME))

    def _remember(self, value: str) -> None:
        self._kiosk.write(lambda tx: remembered.write(tx, NAME, value))

    def _mark(self, iccid: str) -> str:
        return self._kiosk.sealer.blind(f"{iccid} {self._pin}").hex()
