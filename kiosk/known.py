"""The modem of a port is known again by its IMEI: ttyUSB0 may be ttyUSB2 after the next start."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.store.schema import meta

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.transaction import Tx

READ = sa.select(meta.c.value).where(meta.c.key == bindparam("name"))
_write = insert(meta).values(key=bindparam("key"), value=bindparam("value"))
WRITE = _write.on_conflict_do_update(index_elements=["key"], set_={"value": _write.excluded.value})


class Known:
    """Which modem was at a configured port the last time; kept in the database."""

    def __init__(self, kiosk: "Kiosk", port: str) -> None:
        self._kiosk = kiosk
        self._name = f"modem at {port}"
        self._imei: str | None = None

    @property
    def imei(self) -> str:
        """The IMEI; "" where none was there yet."""
        if self._imei is None:
            self._imei = str(self._kiosk.write(lambda tx: tx.run(READ, name=self._name).value()) or "")
        return self._imei

    def is_now(self, imei: str) -> None:
        """Remember the modem that answered."""
        if imei and imei != self.imei:

            def keep(tx: "Tx") -> None:
                tx.run(WRITE, key=self._name, value=imei)

            self._kiosk.write(keep)
            self._imei = imei
