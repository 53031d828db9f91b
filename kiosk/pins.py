"""A SIM card's PIN is tried once: a wrong one is remembered, since the third locks the card."""

from typing import TYPE_CHECKING

from kiosk.store import remembered

if TYPE_CHECKING:
    from kiosk.core import Kiosk

NAME = "refused PIN"


class Pin:
    """The configured PIN, for `open_modem(pin=…)`; what a card refused is remembered, blinded."""

    def __init__(self, kiosk: "Kiosk", pin: str) -> None:
        self._kiosk = kiosk
        self._pin = pin

    def __call__(self, iccid: str) -> str | None:
        """Give the PIN for a card, or None when there is none or this card has refused it."""
        refused = self._kiosk.write(lambda tx: remembered.read(tx, NAME)) if self._pin else ""
        return None if not self._pin or refused == self._mark(iccid) else self._pin

    def refused(self, iccid: str) -> None:
        """Remember that the card took the PIN for a wrong one."""
        self._kiosk.write(lambda tx: remembered.write(tx, NAME, self._mark(iccid)))

    def _mark(self, iccid: str) -> str:
        return self._kiosk.sealer.blind(f"{iccid} {self._pin}").hex()
