"""Slips go to the printer one after the other, in a thread of their own; the screen asks how that goes."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from kiosk.doors.printer import Printer, Trouble, Unsure, encoded
from kiosk.errors import KioskError, StoreError
from kiosk.slips import lines
from kiosk.store import lock, slips

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.settings import PrinterSettings
    from kiosk.slips import Office
    from kiosk.store.slips import Slip

log = logging.getLogger("kiosk")
EVERY = 5.0  # seconds between two looks when nobody has called …
SOON = 1.0  # … and while a visitor waits for paper
LOCK = "printer.lock"


class SlipDesk:
    """Prints what waits; `run` is the body of a thread, until `stop`.

    One process prints for a data folder: a lock says which, so that what is found half printed was left by a
    process that is no more.
    """

    def __init__(
        self,
        kiosk: "Kiosk",
        connect: Callable[[], Printer],
        office: "Office",
        settings: "PrinterSettings",
    ) -> None:
        """Compose; *connect* opens the printer anew for each slip, so that a replugged one is found."""
        self._kiosk, self._connect, self._office, self._settings = kiosk, connect, office, settings
        self._called = threading.Event()
        self._stopping = False
        self._lock: lock.Lock | None = None
        self.trouble = ""  # why nothing is printed just now, with the remedy

    def run(self) -> None:
        """Print until `stop`."""
        try:
            while not self._stopping:
                self._called.clear()
                while self.once() and not self._stopping:
                    pass
                self._called.wait(SOON if self.trouble else EVERY)
        finally:
            self.release()

    def stop(self) -> None:
        """Ask `run` to end; from any thread. A slip that is in the printer is waited for."""
        self._stopping = True
        self._called.set()

    def call(self) -> None:
        """Tell that there may be a slip; from any thread."""
        self._called.set()

    def release(self) -> None:
        """Leave the printing to another process."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def once(self) -> bool:
        """Print one slip; True when it is on paper and the next may follow."""
        try:
            return self._owns() and self._kiosk.write(slips.waits) and self._print()
        except KioskError as error:  # the printer's, the disk's, or no library
            self._tell(str(error))
            return False

    def _owns(self) -> bool:
        """Whether this process prints for the folder; the first time it takes up what another one left."""
        if self._lock is None:
            try:
                self._lock = lock.take(self._kiosk.store.folder, "kiosk console", LOCK)
            except StoreError:  # another screen of this counter prints
                return False
            if left := self._kiosk.write(slips.orphaned):
                log.warning("%d slip mungkin belum selesai tercetak; dicetak lagi sebagai SALINAN.", left)
        return True

    def _print(self) -> bool:
        with self._connect() as printer:
            answers = printer.status().answers  # raises before anything is claimed
            slip = self._kiosk.write(slips.claim)
            if slip is None:
                return False
            try:
                octets = self._octets(slip)
            except Exception as error:  # a fault of ours: the next slip is not to wait for it
                self._settle(slip, "held", f"tidak bisa disusun ({type(error).__name__})")
                log.exception("Slip %s tidak bisa disusun.", slip.id)
                return True
            try:
                printer.put(octets, answers=answers)
            except Trouble as trouble:
                self._settle(slip, "waiting", str(trouble))
                raise
            except Unsure as unsure:
                self._settle(slip, "unknown", str(unsure))
                raise
            self._settle(slip, "printed")
        self._tell("")
        return True

    def _octets(self, slip: "Slip") -> bytes:
        settings = self._settings
        return encoded(
            lines(slip, self._office, settings.columns), codepage=settings.codepage, cut=settings.cut
        )

    def _settle(self, slip: "Slip", state: str, why: str = "") -> None:
        self._kiosk.write(lambda tx: slips.settle(tx, slip, state, why))

    def _tell(self, trouble: str) -> None:
        """Keep what is wrong for the screen, and for the officer's page when it changes."""
        if trouble == self.trouble:
            return
        self.trouble = trouble
        if trouble:
            log.warning("%s", trouble)
        with suppress(StoreError):
            self._kiosk.write(lambda tx: slips.tell(tx, trouble))
