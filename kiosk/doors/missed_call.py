"""The door of the missed call: rejected unanswered, so that it costs nothing; the menu comes by SMS."""

import secrets
from typing import TYPE_CHECKING

from kiosk.core import Inbound, Kiosk

if TYPE_CHECKING:
    from modem.driver import Modem


def reject(kiosk: Kiosk, modem: "Modem", number: str | None) -> None:
    """Hang up, then let the desk answer the caller by SMS; a hidden number gets nothing."""
    modem.hang_up()
    if number:
        key = secrets.token_hex(16)  # a call happens once; a second one is told apart by its time
        kiosk.receive(Inbound("call", number, "", key, modem.imei))
