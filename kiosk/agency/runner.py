"""Carries errands to agencies: one thread, outside of any transaction; in virtual time called directly."""

import logging
import threading
from typing import TYPE_CHECKING

from kiosk.agency import Nonsense, NotYet, Refused, Unreachable, errands
from kiosk.agency.errands import SERVICES, Errand
from kiosk.errors import StoreError

if TYPE_CHECKING:
    from kiosk.core import Kiosk

log = logging.getLogger("kiosk")
LOOK = 1.0  # seconds between two looks: other processes write errands, too
MOST = 50  # errands of one agency in a row, so that the others have their turn
FAULT = "Jawabannya tidak bisa dipakai. Hubungi pengelola sistem itu."


class Runner:
    """Runs errands until `stop`."""

    def __init__(self, kiosk: "Kiosk") -> None:
        self._kiosk = kiosk
        self._wake = threading.Event()
        self._stopping = False
        kiosk.wakers.append(self._wake.set)

    def run(self) -> None:
        """Carry what is due, as soon as it is written: the body of a thread."""
        reader = self._kiosk.store.connect()
        try:
            while not self._stopping:
                self._wake.clear()
                try:
                    now = self._kiosk.clock().timestamp()
                    due = {service for service, at in reader.run(errands.DUE) if at <= now}
                    if due & self._kiosk.agencies.keys():
                        attend(self._kiosk)
                except StoreError as error:
                    log.error("%s", error)
                self._wake.wait(LOOK)
        finally:
            reader.close()

    def stop(self) -> None:
        """Ask `run` to end; from any thread."""
        self._stopping = True
        self._wake.set()


def attend(kiosk: "Kiosk") -> int:
    """Carry what is due to every agency; gives how many answers were taken in. Raises StoreError."""
    while kiosk.write(errands.expire):
        pass
    taken = 0
    for service in tuple(kiosk.agencies):
        for _ in range(MOST):
            one = kiosk.write(lambda tx, service=service: errands.following(tx, service))  # type: ignore[misc]
            if one is None or not _carry(kiosk, one):
                break
            taken += 1
    return taken


def _carry(kiosk: "Kiosk", one: Errand) -> bool:
    """Carry one errand; False when the agency does not answer, so that the others wait, too."""
    service, news, goes_on = SERVICES[one.service], "", True
    try:
        answer = kiosk.agencies[one.service].ask(one.verb, one.request, one.key)
        kiosk.write(lambda tx: service.take(tx, one, answer))
    except NotYet as wait:
        seconds = wait.seconds
        kiosk.write(lambda tx: errands.later(tx, one, seconds))
    except Refused as error:
        why = error.fact
        kiosk.write(lambda tx: service.refuse(tx, one, why))
    except Unreachable as error:
        problem, goes_on = str(error), False
        news = kiosk.write(lambda tx: errands.silent(tx, one.service, problem))
    except StoreError:
        raise
    except Exception as error:  # of an agency, or of the service on what it said: the errand waits
        told = str(error) if isinstance(error, Nonsense) else f"{FAULT} ({type(error).__name__})"
        news = kiosk.write(lambda tx: errands.wrong(tx, one, told))
    if news:
        log.warning("%s: %s", service.name, news)
    return goes_on
