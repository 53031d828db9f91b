"""Asks the operator what is left on a modem's card: each morning, after some messages, and when it runs dry.

USSD keeps the modem for some seconds, so it is asked only when nothing waits to be sent.
"""

import logging
from datetime import time
from typing import TYPE_CHECKING, Any

from kiosk.clock import WIB
from kiosk.credit import Outlook
from kiosk.doors.sender import EMPTY
from kiosk.guard import answerable, e164
from kiosk.store import balances
from kiosk.store.outbox import EVERYTHING
from modem.errors import Gone, ModemError

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.doors.sender import Sender
    from kiosk.transaction import Tx
    from modem.balance import Balance
    from modem.driver import Modem

log = logging.getLogger("kiosk")
FIRST = 15.0  # seconds after the start
MORNING = time(7, 30)  # before the officer's digest
AFTER, AFTER_LOW = 50, 10  # messages sent
WHILE_LOW = 1800.0  # seconds between two questions while something is held back
WHILE_EMPTY = 600.0  # … and while the operator refuses
NOT_BEFORE = 60.0  # seconds after a question
AFTER_FAILURE = 3600.0
FRESH = 3600.0  # seconds for which an answer from before a reconnection is good
OLD = 2 * 86_400.0  # … after which nothing is held back by it
PATIENCE = 30.0  # seconds for the operator's answer


class CreditWatch:
    """Looks after the card of one connected modem; used by the modem's own thread only."""

    def __init__(self, kiosk: "Kiosk", modem: "Modem", sender: "Sender", number: str = "") -> None:
        """Watch; *number* is that of the card, where the configuration has it."""
        self._kiosk = kiosk
        self._modem = modem
        self._sender = sender
        self._number = number
        self._seen = modem.link.now(), kiosk.clock().timestamp()
        self._passed = 0.0
        self._asked_at = float("-inf")  # as `_now` has it, as all these
        self._again_at = FIRST
        self._sent = sender.sent
        self._hinted = False
        self._why = ""
        self._outlook: Outlook | None = None
        self._learn(kiosk.write(self._look_up))
        if self._age() < FRESH:
            self._again_at = self._later()

    def known(self) -> dict[str, Any]:
        """Give what is known, as fields of `ModemState`."""
        return {"card": self._outlook, "card_why": self._why, "number": self._number}

    def hint(self) -> None:
        """Ask soon: a machine wrote to us, which may be the operator about a top-up."""
        self._hinted = True

    def look(self) -> bool:
        """Ask if it is time to; tell whether it was."""
        if not self._is_time():
            return False
        self._asked_at = self._now()
        self._sent, self._hinted = self._sender.sent, False
        try:
            balance = self._modem.balance(timeout=PATIENCE)
            self._ask_number()
        except Gone:
            raise
        except ModemError as error:
            self._fail(f"Operator tidak menjawab pertanyaan sisa pulsa ({type(error).__name__}).")
        else:
            if balance.amount is None and balance.expires is None:
                self._fail("Jawaban operator tentang sisa pulsa tidak dikenali.")
            else:
                self._take(balance)
        return True

    def _ask_number(self) -> None:
        """Learn the card's own number, if it knows it; nobody who has that number is answered."""
        if not self._number and answerable(number := e164(self._modem.own_number())):
            self._number = number
            self._kiosk.own_numbers |= {number}

    def _is_time(self) -> bool:
        now = self._now()
        if now < self._asked_at + NOT_BEFORE:
            return False
        if self._hinted or now >= self._again_at:
            return True
        enough = AFTER if self._sender.upto == EVERYTHING else AFTER_LOW
        if self._sender.sent - self._sent >= enough:
            return True
        if self._sender.no_credit and now >= self._asked_at + WHILE_EMPTY:
            return True
        return self._is_morning() and now >= self._asked_at + AFTER_FAILURE

    def _is_morning(self) -> bool:
        """Whether it has become morning since the last answer."""
        if self._outlook is None:
            return False
        now = self._kiosk.clock().astimezone(WIB)
        morning = now.replace(hour=MORNING.hour, minute=MORNING.minute, second=0, microsecond=0)
        return self._outlook.at < morning.timestamp() <= now.timestamp()

    def _fail(self, why: str) -> None:
        if why != self._why:
            log.warning("%s", why)
        self._why, self._again_at = why, self._asked_at + AFTER_FAILURE

    def _take(self, balance: "Balance") -> None:
        before = self._outlook

        def keep(tx: "Tx") -> Outlook | None:
            balances.add(tx, self._modem.imei, self._modem.iccid, balance.amount, balance.expires)
            return self._look_up(tx)

        self._why = ""
        self._learn(self._kiosk.write(keep))
        self._again_at = self._later()
        if not self._sender.no_credit or balance.amount is None:
            return
        if before is not None and before.amount is not None and balance.amount > before.amount:
            log.info("Pulsa bertambah; pengiriman dilanjutkan.")
            self._sender.resume()
        elif self._sender.empty:
            self._sender.why_paused = EMPTY

    def _look_up(self, tx: "Tx") -> Outlook | None:
        operator = self._modem.operator
        tariff = float(operator.tariff) if operator else 0.0
        return balances.outlook(tx, self._modem.imei, self._modem.iccid, tariff)

    def _learn(self, outlook: Outlook | None) -> None:
        """Spend the card on what it is enough for; by figures of long ago nothing is held back."""
        self._outlook = outlook
        old = outlook is None or self._age() > OLD
        self._sender.upto = EVERYTHING if old or outlook is None else outlook.upto
        self._sender.empty = outlook is not None and outlook.messages == 0

    def _age(self) -> float:
        return self._kiosk.clock().timestamp() - self._outlook.at if self._outlook else float("inf")

    def _later(self) -> float:
        low = self._sender.upto < EVERYTHING
        return self._now() + WHILE_LOW if low else float("inf")

    def _now(self) -> float:
        """Give the seconds since the start, on whichever clock more of them went by.

        The link's never goes back; the kiosk's may be put forward, and then what is known is as old.
        """
        seen = self._modem.link.now(), self._kiosk.clock().timestamp()
        self._passed += max(0.0, *(now - before for now, before in zip(seen, self._seen, strict=True)))
        self._seen = seen
        return self._passed
