"""The modem of a port is known again by its IMEI: ttyUSB0 may be ttyUSB2 after the next start."""

from typing import TYPE_CHECKING

from kiosk.store import remembered

if TYPE_CHECKING:
    from kiosk.core import Kiosk

NAMED = "modem at {}"


class Known:
    """Which modem was at a configured port the last time; kept in the database."""

    def __init__(self, kiosk: "Kiosk", port: str) -> None:
        self._kiosk = kiosk
        self._name = NAMED.format(port)
        self._imei: str | None = None

    @property
    def imei(self) -> str:
        """The IMEI; "" where none was there yet."""
        if self._imei is None:
            self._imei = self._kiosk.write(lambda tx: remembered.read(tx, self._name))
        return self._imei

    def is_now(self, imei: str) -> None:
        """Remember the modem that answered."""
        if imei and imei != self.imei:
            self._kiosk.write(lambda tx: remembered.write(tx, self._name, imei))
            self._imei = imei
