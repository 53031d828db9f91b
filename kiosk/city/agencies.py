"""The agencies of the made-up city: the hospital, the tax office and the permit office, all simulated."""

from typing import NamedTuple

from kiosk.agency import Agency
from kiosk.clock import Clock
from kiosk.services.hospital.centre import COUNTER, Centre
from kiosk.services.hospital.exchange import RSU
from kiosk.services.permits.centre import Dpmptsp
from kiosk.services.permits.requests import IZIN
from kiosk.services.tax.centre import Bapenda
from kiosk.services.tax.requests import PBB


class Agencies(NamedTuple):
    """All of them by the service that asks them; the hospital has a counter of its own, too."""

    hospital: Centre
    by_service: dict[str, Agency]


def agencies(clock: Clock, seed: int) -> Agencies:
    """Set them up anew, in the time of *clock*; *seed* is that of the hospital's counter."""
    hospital = Centre(clock, seed, counter=COUNTER)
    asked: dict[str, Agency] = {
        RSU.service: hospital,
        PBB.service: Bapenda(clock),
        IZIN.service: Dpmptsp(clock),
    }
    return Agencies(hospital, asked)
