"""The SMS door: one modem, one thread, which pulls what happened and sends what waits.

What a resident sent leaves the modem only after its commit; without a modem the door keeps trying while the
rest of the kiosk works on.
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from kiosk.answering import fault
from kiosk.core import Kiosk
from kiosk.doors.arrivals import Arrivals
from kiosk.doors.credit_watch import CreditWatch
from kiosk.doors.sender import Sender
from kiosk.errors import StoreError
from kiosk.guard import answerable, e164
from kiosk.health import ModemState
from kiosk.store.outbox import Outgoing
from kiosk.trouble import card, told
from modem.errors import ModemError
from modem.events import RegistrationChanged, SimChanged, SmsReceived, StoreFilling

if TYPE_CHECKING:
    from modem.driver import Modem
    from modem.events import Health

log = logging.getLogger("kiosk")
LOOK_EVERY = 1.0  # seconds between two looks for rows that other processes queued
AGAIN = 1.0  # between two tries to keep what the database refuses
HEALTH_EVERY = 60.0
TIDY_EVERY = 3600.0
WAITS = (1.0, 2.0, 5.0, 10.0, 15.0)  # between tries to find the modem, the last one for ever


class SmsDoor:
    """Serves one modem until `stop`; `run` is the body of its thread."""

    def __init__(
        self,
        kiosk: Kiosk,
        open_modem: "Callable[[], Modem]",
        *,
        name: str = "modem",
        number: str = "",
        watches: bool = False,
        look_every: float | None = LOOK_EVERY,
        pause: Callable[[float], object] | None = None,
    ) -> None:
        """Open the modem by *open_modem* (`modem.open_modem(…, assemble=False)`), now and after each loss.

        *name* is what the officer calls it, another one for each door of a kiosk; *number* that of its card,
        whose credit is asked for now and then if the door *watches* it.
        Without *look_every* (virtual time, one process) nothing is looked for: `wake` tells. *pause* lets
        seconds pass while there is no modem, or no room on the disk: real ones until `stop`, unless it is a
        simulated clock's.
        """
        self._kiosk = kiosk
        self._open_modem = open_modem
        self._name = name
        self._watches = watches
        self._number = number
        self._credit: CreditWatch | None = None
        self._look_every = look_every
        self._stopping = threading.Event()
        self._pause = pause or self._stopping.wait
        self._modem: Modem | None = None
        self._reader = kiosk.store.connect()
        self._outgoing = Outgoing(self._reader, kiosk.sealer)
        self._arrivals = Arrivals(kiosk)
        self._sender: Sender | None = None
        self._unkept: Any = None  # an event that the database would not take yet
        self._told_of_store = False
        self._losses = 0
        self._health_at = self._tidy_at = 0.0
        self._tell("missing", why="Modem belum ditemukan.", number=number)
        kiosk.wakers.append(self.wake)

    def run(self) -> None:
        """Connect, serve, connect again, until `stop`."""
        while not self._stopping.is_set():
            if self._modem is None and not self.connect():
                self._pause(WAITS[min(self._losses, len(WAITS)) - 1])
                continue
            self.turn(self._look_every)
        self.close()

    def wake(self) -> None:
        """Tell the door that something was queued; from any thread."""
        modem = self._modem
        if modem is not None:
            modem.wake()

    def stop(self) -> None:
        """Ask `run` to end; from any thread."""
        self._stopping.set()
        self.wake()

    def connect(self) -> bool:
        """Try to open the modem and settle what a break left; False when it is not there."""
        modem = None
        try:
            modem = self._open_modem()
            sender = Sender(self._kiosk, modem, self._outgoing)
            sender.recover()
            watch = CreditWatch(self._kiosk, modem, sender, self._number) if self._watches else None
        except (ModemError, StoreError) as error:
            if modem is not None:
                _close(modem)
            self._lost(error)
            return False
        self._modem, self._sender, self._credit, self._losses = modem, sender, watch, 0
        self._health_at = modem.link.now()
        self._tell("ready", imei=modem.imei, **(watch.known() if watch else {}))
        log.info("%s siap.", self._name.capitalize())
        return True

    def turn(self, timeout: float | None) -> bool:
        """Deal with one event or one step of the outbox, waiting *timeout* seconds at most for either.

        True when there was something; without a *timeout* it waits until there is, or until something is due.
        """
        modem, sender = self._modem, self._sender
        if modem is None or sender is None:
            return False
        try:
            event = self._unkept or modem.next_event(self._patience(timeout))
            if event is not None:
                self._deal(modem, event)
                return True
            self._look_after(modem, sender)
            sent = sender.send_one()
            if sent:
                self._arrivals.match_again(modem)
            elif self._credit is not None and self._credit.look():
                state = self._kiosk.modems[self._name]
                self._tell(state.state, why=state.why, **self._credit.known())
            self._healthy(sender)
        except StoreError as error:
            self._store_refuses(error)
            return False
        except ModemError as error:
            self._lost(error)
            return False
        except Exception as error:  # a fault of ours: begin again rather than end
            log.error("Pintu SMS terganggu (%s); dimulai lagi.", fault(error))
            self._lost(error)
            return False
        self._told_of_store = False
        return sent

    def close(self) -> None:
        """Give modem and database connection back."""
        with suppress(ValueError):
            self._kiosk.wakers.remove(self.wake)
        if self._modem is not None:
            _close(self._modem)
            self._modem = None
        self._reader.close()

    def _deal(self, modem: "Modem", event: Any) -> None:  # noqa: ANN401 - `modem.Event`
        self._unkept = event  # until its commit: a full disk must not lose it
        self._arrivals.deal(modem, event)
        self._unkept = None
        if self._credit is not None and isinstance(event, SmsReceived) and not answerable(e164(event.sender)):
            self._credit.hint()
        if isinstance(event, RegistrationChanged | SimChanged | StoreFilling):
            self._health_at = modem.link.now()  # look now: what waits for the network may go out

    def _patience(self, timeout: float | None) -> float | None:
        due = self._sender.due() if self._sender else None
        waits = [wait for wait in (timeout, due) if wait is not None]
        return min(waits) if waits else None

    def _look_after(self, modem: "Modem", sender: Sender) -> None:
        """Now and then: how modem and network are, and what waited too long."""
        now = modem.link.now()
        if now >= self._tidy_at:
            self._tidy_at = now + TIDY_EVERY
            self._arrivals.tidy(modem.imei)
        if now < self._health_at:
            return
        self._health_at = now + HEALTH_EVERY
        health = modem.health()
        if health.registered and self._kiosk.modems[self._name].registered is False:
            sender.resume()
        self._arrivals.match_again(modem)
        if health.sim not in ("ready", ""):
            state, why = "missing", str(card(health.sim))
        else:
            state = "paused" if sender.why_paused else "ready"
            why = sender.why_paused or _room(health)
        known = {"signal": health.signal, "operator": health.operator, "registered": health.registered}
        self._tell(state, why=why, **known)

    def _healthy(self, sender: Sender) -> None:
        state = self._kiosk.modems[self._name]
        wanted = "paused" if sender.why_paused else "ready"
        another = wanted == state.state == "paused" and state.why != sender.why_paused
        if another or state.state not in (wanted, "missing"):  # a missing card is looked after
            self._tell(wanted, why=sender.why_paused)

    def _tell(self, state: str, *, why: str = "", **known: Any) -> None:  # noqa: ANN401 - of `ModemState`
        """Tell how the modem is; what is not *known* anew stays."""
        now = self._kiosk.clock().timestamp()
        before = self._kiosk.modems.get(self._name) or ModemState(state, now)
        since = before.since if before.state == state else now
        self._kiosk.modems[self._name] = before._replace(state=state, since=since, why=why, **known)

    def _lost(self, error: Exception) -> None:
        """Let the modem go, say so once, and count how often it was not there."""
        if self._modem is not None:
            _close(self._modem)
        self._modem = self._sender = self._credit = self._unkept = None  # what was not kept is still there
        sentence = str(told(error))
        if self._kiosk.modems[self._name].why != sentence:
            log.warning("%s Kios tetap bekerja; SMS menunggu.", sentence)
        self._losses += 1
        self._tell("missing", why=sentence, signal=None, registered=None)

    def _store_refuses(self, error: StoreError) -> None:
        """Nothing is deleted from the modem; the same event is tried again."""
        if not self._told_of_store:
            log.error("%s", error)
            self._told_of_store = True
        self._pause(AGAIN)


def _room(health: "Health") -> str:
    """Say that the card is nearly full, while it still takes messages; "" where it has room."""
    if not health.nearly_full:
        return ""
    log.warning("Tempat SMS hampir penuh: %d dari %d terpakai.", health.used, health.total)
    return (
        f"Tempat SMS hampir penuh ({health.used} dari {health.total}); pesan baru akan tertahan di jaringan."
    )


def _close(modem: "Modem") -> None:
    with suppress(ModemError):
        modem.close()
