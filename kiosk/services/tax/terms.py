"""The terms of the tax, which the office can change: due day, late fee, reminders. See `pbb.yaml`."""

from datetime import date, time
from decimal import Decimal, DecimalException
from pathlib import Path
from typing import Any, NamedTuple

from kiosk.dates import Hours
from kiosk.errors import ConfigError
from kiosk.services.tables import InUse
from kiosk.services.tax.fee import Fee, Rate, late_fee, rate_of

TABLE = Path(__file__).with_name("pbb.yaml")


class Terms(NamedTuple):
    """The terms: `due` is month and day, `remind` the days before it, the longest first."""

    regions: tuple[str, ...]
    due: tuple[int, int]
    late_fee: tuple[Rate, ...]
    remind: tuple[int, ...]
    remind_hours: Hours
    answer_by: time

    def due_day(self, year: int) -> date:
        """When a bill of a tax year is due that does not say so itself."""
        return date(year, *self.due)

    def fee(self, year: int, amount: int, due: date, today: date) -> Fee:
        """Give the late fee of a bill, if it is paid today."""
        return late_fee(amount, due, today, rate_of(year, self.late_fee))


def read(path: Path) -> Terms:
    """Read a table of terms. Raises ConfigError: the file and what is wrong in it."""
    import yaml

    try:
        table = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only
        return _terms(table)
    except (
        OSError,
        UnicodeError,
        KeyError,
        TypeError,
        ValueError,
        DecimalException,
        yaml.YAMLError,
    ) as error:
        why = f"kunci {error} tidak ada" if isinstance(error, KeyError) else error
        raise ConfigError(
            f"Tabel PBB {path} tidak bisa dipakai ({why}).".replace("\n", " "),
            f"Bandingkan berkas itu dengan contoh aslinya, {TABLE.name}.",
        ) from error


def _terms(table: dict[str, Any]) -> Terms:
    regions = tuple(table["regions"])
    if not regions or not all(len(each) == 4 and each.isascii() and each.isdigit() for each in regions):
        raise ValueError(f"regions: {regions}")
    day, month = map(int, str(table["due"]).split("-"))
    date(2025, month, day)  # there is such a day in every year
    remind = tuple(sorted({int(days) for days in table["remind"]}, reverse=True))
    if any(days < 0 for days in remind):
        raise ValueError(f"remind: {remind}")
    answer_by = time.fromisoformat(table["answer_by"].replace(".", ":"))
    rates = tuple(map(_rate, table["late_fee"]))
    return Terms(regions, (month, day), rates, remind, Hours.parse(table["remind_hours"]), answer_by)


def _rate(row: dict[str, str]) -> Rate:
    rate = Rate(int(row["since"]), Decimal(row["percent"]), int(row["months"]))
    if not (0 <= rate.percent <= 100 and 0 <= rate.months <= 600):  # also false of NaN
        raise ValueError(f"late_fee: {row}")
    return rate


terms = InUse(read, TABLE)
use = terms.use
