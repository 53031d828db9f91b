"""What is asked of Bapenda and what it answers, read strictly. PURE.

`cektagihan` asks for one NOP: `{"nop": "367699900100200030"}`. The answer has `nop`, `nama`, `data` (of when
it is, ISO 8601 with its offset) and `tagihan`, a row a year: `tahun`, `jumlah` (whole rupiah), `jatuhtempo`
and `tanggalbayar` (ISO 8601, "" for none), `lunas`. An object that has another number now is answered with
`nopbaru` alone. A NOP that does not exist is refused.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from kiosk.agency import Nonsense
from kiosk.services.tax import nop as nops
from kiosk.services.tax.bills import Account, Bill
from kiosk.services.tax.importing.cells import FIRST_YEAR, LAST_YEAR, MOST, masked
from kiosk.services.tax.terms import Terms

REMEDY = "Hubungi pengelola sistem Bapenda."
YEARS = 60  # rows of an answer: more is nonsense
AHEAD = timedelta(minutes=10)  # that its clock may be before ours


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
            raise _nonsense("nopbaru")
        return Replaced(found)
    if answer.get("nop") != asked["nop"]:
        raise _nonsense("NOP yang lain")
    rows, name = answer.get("tagihan"), answer.get("nama")
    if not isinstance(rows, list) or not 0 < len(rows) <= YEARS or not isinstance(name, str):
        raise _nonsense("tagihan atau nama")
    bills = sorted((_bill(row, terms) for row in rows), reverse=True)
    if len({each.year for each in bills}) != len(bills):
        raise _nonsense("tahun yang sama dua kali")
    return Account(asked["nop"], masked(name), "", tuple(bills), _moment(answer.get("data"), now))


def _bill(row: Any, terms: Terms) -> Bill:  # noqa: ANN401 - whatever came
    if not isinstance(row, dict):
        raise _nonsense("tagihan")
    year, amount = _whole(row, "tahun", FIRST_YEAR, LAST_YEAR), _whole(row, "jumlah", 0, MOST)
    paid = row.get("lunas")
    if not isinstance(paid, bool):
        raise _nonsense("lunas")
    paid_on = _day(row.get("tanggalbayar"))
    if paid_on and not paid:
        raise _nonsense("tanggalbayar tanpa lunas")
    return Bill(year, amount, _day(row.get("jatuhtempo")) or terms.due_day(year), paid, paid_on)


def _whole(row: Mapping[str, Any], name: str, least: int, most: int) -> int:
    value = row.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise _nonsense(name)
    return value


def _day(value: Any) -> date | None:  # noqa: ANN401
    if value in ("", None):
        return None
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise _nonsense("tanggal") from None


def _moment(value: Any, now: datetime) -> datetime:  # noqa: ANN401
    try:
        found = datetime.fromisoformat(value)
        ahead = found > now + AHEAD
    except (TypeError, ValueError):
        raise _nonsense("data") from None
    if ahead:
        raise _nonsense("data dari masa depan")
    return found


def _nonsense(what: str) -> Nonsense:
    return Nonsense(f"Jawabannya tidak masuk akal: {what}.", REMEDY)
