"""What a kiosk does by itself, whether or not anybody comes: every minute or hour, in a thread of its own."""

import logging
import math
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kiosk import dialogues, promises, questions, services, telling
from kiosk.cases.actions import look_at_promises
from kiosk.errors import StoreError
from kiosk.evaluation import rollup
from kiosk.privacy import retention

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.transaction import Tx

log = logging.getLogger("kiosk")
EVERY = 3600.0  # seconds
OFTEN = 60.0
LOOK = 1.0  # real seconds between two looks at the clock

Chore = Callable[["Tx"], bool]
CHORES: tuple[Chore, ...] = (
    rollup.roll_up,
    rollup.forget,
    retention.tidy,
    services.tidy,
    look_at_promises,
)


class Chores:
    """Runs chores until `stop`; each takes a transaction at a time while it says that there is more."""

    def __init__(self, kiosk: "Kiosk", chores: Sequence[Chore] = CHORES, *, officer: str = "") -> None:
        """Look after *kiosk*; *officer* is the phone that is written to, if there is one."""
        self._kiosk = kiosk
        self._officer = officer
        self._chores = chores
        self._stopping = threading.Event()
        self._turns = threading.Lock()
        self._attended = self._done = -math.inf

    def run(self) -> None:
        """Do them now and then every hour, and look after residents every minute: the body of a thread."""
        self.turn()
        while not self._stopping.wait(LOOK):
            self.turn()

    def turn(self) -> None:
        """Do what is due by the kiosk's clock, which may have been put forward or back meanwhile."""
        with self._turns:
            now = self._kiosk.clock().timestamp()
            if not 0 <= now - self._attended < OFTEN:
                self._attended = now
                self.attend()
            if not 0 <= now - self._done < EVERY:
                self._done = now
                self.once()

    def once(self) -> None:
        """Do all of them; a database that refuses is told and tried again the next time."""
        try:
            for chore in self._chores:
                self._do(chore)
        except StoreError as error:
            log.error("%s", error)

    def attend(self) -> None:
        """Note who answers no more, look after the services, ask what is due, tell what is late."""
        try:
            self._do(lambda tx: dialogues.sweep(tx, self._kiosk.book))
            self._do(lambda tx: services.attend(tx, self._kiosk.agencies))
            telling.tell(self._kiosk, self._officer)
            questions.ask(self._kiosk)
            promises.sweep(self._kiosk)
        except StoreError as error:
            log.error("%s", error)

    def _do(self, chore: Chore) -> None:
        while self._kiosk.write(chore) and not self._stopping.is_set():
            pass

    def stop(self) -> None:
        """Ask `run` to end; from any thread."""
        self._stopping.set()
