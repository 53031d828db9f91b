"""A SIM card's PIN is tried once: a wrong one is remembered, since the third locks the card."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.store.schema import meta

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.transaction import Tx

NAME = "refused PIN"
READ = sa.select(meta.c.value).where(meta.c.key == NAME)
_write = insert(meta).values(key=NAME, value=bindparam("value"))
WRITE = _write.on_conflict_do_update(index_elements=["key"], set_={"value": _write.excluded.value})


class Pin:
    """The configured PIN, for `open_modem(pin=…)`; what a card refused is remembered, blinded."""

    def __init__(self, kiosk: "Kiosk", pin: str) -> None:
        self._kiosk = kiosk
        self._pin = pin
        self._given = ""

    def __call__(self, iccid: str) -> str | None:
        """Give the PIN for a card, or None when there is none or this card has refused it."""
        mark = self._kiosk.sealer.blind(f"{iccid} {self._pin}").hex()
        if not self._pin or self._kiosk.write(lambda tx: tx.run(READ).value()) == mark:
            return None
        self._given = mark
        return self._pin

    def refused(self) -> None:
        """Remember that the card took the PIN for a wrong one, if it was given at all."""
        if self._given:
            mark, self._given = self._given, ""

            def keep(tx: "Tx") -> None:
                tx.run(WRITE, value=mark)

            self._kiosk.write(keep)
