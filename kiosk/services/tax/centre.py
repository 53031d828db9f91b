"""A simulated Bapenda, for demos and tests: it knows objects that no import has."""

from collections.abc import Callable, Mapping
from typing import Any

from kiosk.agency import Refused
from kiosk.agency.simulated import Simulated
from kiosk.clock import Clock

LATE_OBJECT = "367699900100300010"  # a new house: not in this morning's import


class Bapenda(Simulated):
    """Bapenda's system: `objects` by NOP (name, and a row a year), `replaced` old NOP -> new."""

    name = "Bapenda"

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        year = clock().year
        self.objects: dict[str, tuple[str, list[dict[str, Any]]]] = {
            LATE_OBJECT: (
                "Rudi Hartono",
                [row(year, 675_000), row(year - 1, 640_000, paid=f"{year - 1}-05-20")],
            )
        }
        self.replaced: dict[str, str] = {}

    def verbs(self) -> Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]:
        """Give what it can do."""
        return {"cektagihan": self.bill}

    def bill(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Tell the bills of a NOP, or its new number."""
        nop = request["nop"]
        if nop in self.replaced:
            return {"nopbaru": self.replaced[nop]}
        if nop not in self.objects:
            raise Refused("NOP tidak ditemukan.", "Periksa SPPT.")
        name, rows = self.objects[nop]
        data = self.clock().isoformat(timespec="minutes")
        return {"nop": nop, "nama": name, "tagihan": rows, "data": data}


def row(year: int, amount: int, *, due: str = "", paid: str = "") -> dict[str, Any]:
    """Write one year's bill."""
    due = due or f"{year}-08-31"
    return {"tahun": year, "jumlah": amount, "jatuhtempo": due, "tanggalbayar": paid, "lunas": bool(paid)}
