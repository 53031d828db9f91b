"""A simulated permit agency, for demos and tests: applications that stand as somebody says."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from kiosk import dates
from kiosk.agency import Refused
from kiosk.agency.simulated import Simulated
from kiosk.clock import WIB, Clock

STAGES = 5
LACKING, READY, GOING, LATE = "503-1234-2026", "503-1234-2025", "503-1235-2026", "503-1236-2026"
BEGIN: tuple[tuple[str, str, str, int, tuple[str, ...]], ...] = (
    (LACKING, "reklame", "kurang", 3, ("pbb",)),
    (READY, "usaha", "terbit", 5, ()),
    (GOING, "bangunan", "diproses", 2, ()),
    (LATE, "praktik", "kurang", 2, ("ijazah", "str", "foto")),  # the kiosk hears of it when it is asked for
)


class Dpmptsp(Simulated):
    """The agency's system: `applications` by number."""

    name = "DPMPTSP"

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.applications: dict[str, dict[str, Any]] = {}
        for number, kind, state, stage, missing in BEGIN:
            self.put(number, kind, state, stage, missing)

    def put(self, number: str, kind: str, state: str, stage: int = 1, missing: tuple[str, ...] = ()) -> None:
        """Let an application stand so from now on."""
        self.applications[number] = {
            "nomor": number,
            "izin": kind,
            "status": state,
            "tahap": stage,
            "daritahap": STAGES,
            "kurang": list(missing),
        }

    def verbs(self) -> Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]:
        """Give what it can do."""
        return {"cekizin": self.check}

    def check(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Tell how an application stands."""
        found = self.applications.get(request["nomor"])
        if found is None:
            raise Refused("Nomor pendaftaran tidak ditemukan.", "Periksa tanda terima.")
        now = self.clock().astimezone(WIB)
        until = now.date() + timedelta(days=7)
        until = until if dates.works(until) else next(dates.working_days(until))
        return {**found, "batas": until.isoformat(), "data": now.isoformat(timespec="minutes")}
