"""The clock of a demo: phones, network, hospital and kiosk share it, and it may be put forward.

Put forward by `POST /api/clock`, it goes in small steps, and at each the kiosk gets the real time that it
needs to do what fell due: so the question of the day before is asked on the day before, at its hour. How far
it is ahead is kept with the data: the next start goes on from there. `{"speed": 10}` puts it forward so all
the time, by `demo_pace`.
"""

import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk.agency.schema import agency, errand
from kiosk.errors import StoreError
from kiosk.opening import AHEAD, ahead
from kiosk.store import remembered
from kiosk.store.schema import outbox
from modem.simulator.clock import Pace, RealClock
from modem.simulator.errors import OwnPace

if TYPE_CHECKING:
    from kiosk.chores import Chores
    from kiosk.core import Kiosk
    from kiosk.demo_pace import Pacing

STEP = 300.0  # seconds in one step
MOST = 4_000  # steps of one advance: those of a year are longer
PATIENCE = 5.0  # real seconds for what is under way, in one step
LOOK = 0.01

_sends = sa.exists().where(
    outbox.c.state == "queued",
    outbox.c.not_before <= bindparam("now"),
    outbox.c.expires_at > bindparam("now"),
)
_carries = sa.exists().where(
    errand.c.state == "waiting",
    errand.c.not_before <= bindparam("now"),
    ~sa.exists().where(agency.c.service == errand.c.service, agency.c.not_before > bindparam("now")),
)
UNDER_WAY = sa.select(_sends.label("sends"), _carries.label("carries"))


class DemoClock(RealClock):
    """Real time, put forward with the kiosk at hand; `serve` it once the kiosk works."""

    def __init__(self) -> None:
        super().__init__()
        self._kiosk: Kiosk | None = None
        self._chores: Chores | None = None
        self._pacing: Pacing | None = None
        self._turns = threading.Lock()  # one advance at a time

    def resume(self, kiosk: "Kiosk") -> None:
        """Go on where the clock of these data was."""
        super().advance(kiosk.write(ahead))

    def serve(self, kiosk: "Kiosk", chores: "Chores", pacing: "Pacing") -> None:
        """Take the kiosk along from now on; *chores* is what it does by itself, *pacing* makes it faster."""
        self._kiosk, self._chores, self._pacing = kiosk, chores, pacing

    @property
    def pace(self) -> Pace:
        """How fast it goes: put forward all the time, or at real speed."""
        return super().pace if self._pacing is None else self._pacing.pace

    def run_at(self, speed: float) -> None:
        """Go on so fast as long as it can do that; raises OwnPace."""
        if self._pacing is None:
            raise OwnPace("The demo is still starting.", "Try again in a second.")
        self._pacing.run_at(speed)

    def advance(self, seconds: float) -> None:
        """Put the clock forward, step by step; see `RealClock.advance`."""
        with self._turns:
            step, left, patience = max(STEP, seconds / MOST), seconds, PATIENCE
            while left > 0 or left == seconds:
                super().advance(min(step, left))
                left -= step
                if not self._live(patience):
                    patience = 0.0  # what is stuck (no network, no hospital) is not waited for each time
            if self._kiosk is not None:
                with suppress(StoreError):  # a full disk: the next start is at real time
                    self._kiosk.write(lambda tx: remembered.write(tx, AHEAD, str(ahead(tx) + seconds)))

    def _live(self, patience: float) -> bool:
        """Let the kiosk do what is due now; False when it could not within *patience*."""
        if self._kiosk is None or self._chores is None:
            return True
        self._chores.turn()
        self._kiosk.wake()
        end = time.monotonic() + patience
        while self._busy():
            if time.monotonic() >= end:
                return False
            threading.Event().wait(LOOK)
        return True

    def _busy(self) -> bool:
        """Whether a message or an errand is on its way that can go."""
        kiosk = self._kiosk
        assert kiosk is not None
        now = kiosk.clock().timestamp()
        try:
            row = kiosk.write(lambda tx: tx.run(UNDER_WAY, now=now).first())
        except StoreError:
            return False
        ready = any(state.state == "ready" for state in tuple(kiosk.modems.values()))
        return bool((row.sends and ready) or (row.carries and kiosk.agencies))
