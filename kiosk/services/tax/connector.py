"""What is asked of Bapenda and what it answers, read strictly. PURE.

`cektagihan` asks for one NOP: `{"nop": "367699900100200030"}`. The answer has `nop`, `nama`, `data` (of when
it is, ISO 8601 with its offset) and `tagihan`, a row a year: `tahun`, `jumlah` (whole rupiah), `jatuhtempo`
and `tanggalbayar` (ISO 8601, "" for none), `lunas`. An object that has another number now is answered with
`nopbaru` alone. A NOP that does not exist is refused.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from kiosk.agency.strict import Strict
from kiosk.services.tax import nop as nops
from kiosk.services.tax.bills import Account, Bill
from kiosk.services.tax.importing.cells import FIRST_YEAR, LAST_YEAR, MOST, masked
from kiosk.services.tax.terms import Terms

READ = Strict("Hubungi pengelola sistem Bapenda.")
YEARS = 60  # rows of an answer: more is nonsense


class Replaced(NamedTuple):
    """The object has another number now."""

    nop: str


def read(
    asked: Mapping[str, Any], answer: Mapping[str, Any], terms: Terms, now: datetime
) -> Account | Replaced:
    """Read an answer. Raises Nonsense: nothing of it can be believed then."""
    if "nopbaru" in answer:
        found = nops.parse(str(answer["nopbaru"]), terms.regions)
        if not isinstance(found, str) or found == asked["nop"]:
            raise READ.nonsense("nopbaru")
        return Replaced(found)
    if answer.get("nop") != asked["nop"]:
        raise READ.nonsense("NOP yang lain")
    rows, name = answer.get("tagihan"), answer.get("nama")
    if not isinstance(rows, list) or not 0 < len(rows) <= YEARS or not isinstance(name, str):
        raise READ.nonsense("tagihan atau nama")
    bills = sorted((_bill(row, terms) for row in rows), reverse=True)
    if len({each.year for each in bills}) != len(bills):
        raise READ.nonsense("tahun yang sama dua kali")
    return Account(asked["nop"], masked(name), "", tuple(bills), READ.moment(answer.get("data"), now))


def _bill(row: Any, terms: Terms) -> Bill:  # noqa: ANN401 - whatever came
    if not isinstance(row, dict):
        raise READ.nonsense("tagihan")
    year, amount = READ.whole(row, "tahun", FIRST_YEAR, LAST_YEAR), READ.whole(row, "jumlah", 0, MOST)
    paid = row.get("lunas")
    if not isinstance(paid, bool):
        raise READ.nonsense("lunas")
    paid_on = READ.day(row.get("tanggalbayar"), "tanggal")
    if paid_on and not paid:
        raise READ.nonsense("tanggalbayar tanpa lunas")
    due = READ.day(row.get("jatuhtempo"), "tanggal") or terms.due_day(year)
    return Bill(year, amount, due, paid, paid_on)
