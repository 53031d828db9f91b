"""A SIM card's PIN is tried once: a wrong one is remembered, since the third locks the card."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.store.schema import meta

if TYPE_CHECKING:
    from kiosk.core import Kiosk

NAME = "refused PIN"
READ = sa.select(meta.c.value).where(meta.c.key == NAME)
_write = insert(meta).values(key=NAME, value=bindparam("value"))
WRITE = _write.on_conflict_do_update(index_elements=["key"], set_={"value": _write.excluded.value})


class Pin:
    """The configured PIN, for `open_modem(pin=…)`; what a card refused is remembered, blinded."""

    def __init__(self, kiosk: "Kiosk", pin: str) -> None:
        self._kiosk = kiosk
        self._pin = pin

    def __call__(self, iccid: str) -> str | None:
        """Give the PIN for a card, or None when there is none or this card has refused it."""
        if not self._pin or self._kiosk.write(lambda tx: tx.run(READ).value()) == self._mark(iccid):
            return None
        return self._pin

    def refused(self, iccid: str) -> None:
        """Remember that the card took the PIN for a wrong one."""
        self._kiosk.write(lambda tx: tx.run(WRITE, value=self._mark(iccid)))

    def _mark(self, iccid: str) -> str:
        return self._kiosk.sealer.blind(f"{iccid} {self._pin}").hex()
