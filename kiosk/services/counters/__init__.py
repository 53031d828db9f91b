"""Mobile counters: which agency comes to which kelurahan, when; the next one of a resident's own.

The office's table says it (`[services] counters`); without one nobody is told anything, since a day that is
made up sends people out for nothing. A demo has the example beside this.
"""

import calendar
from collections.abc import Iterator, Set
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from kiosk import dates, places
from kiosk.clock import WIB
from kiosk.dates import WEEKDAYS, Hours
from kiosk.errors import ConfigError
from kiosk.store import remembered

if TYPE_CHECKING:
    from kiosk.transaction import Tx

EXAMPLE = Path(__file__).with_name("keliling.yaml")
AHEAD = timedelta(days=120)  # beyond that nobody plans
DEMO = "mobile counters"  # remembered in the data of a demo


class Round(NamedTuple):
    """A line of the table: on one day, or in each month on the so-and-so-many-th of a day of the week."""

    village: str
    services: frozenset[str]
    hours: Hours
    place: str
    day: date | None = None
    weekday: int = 0
    week: int = 0

    def days(self, first: date, last: date) -> Iterator[date]:
        """Yield its days from *first* to *last*."""
        if self.day is not None:
            if first <= self.day <= last:
                yield self.day
            return
        year, month = first.year, first.month
        while (day := _nth(year, month, self.weekday, self.week)) <= last:
            if day >= first:
                yield day
            year, month = year + month // 12, month % 12 + 1


class Stop(NamedTuple):
    """A counter that comes."""

    village: str
    name: str
    day: date
    hours: Hours
    place: str


def following(
    rounds: tuple[Round, ...], village: str, service: str, now: datetime, closed: Set[date] = frozenset()
) -> Stop | None:
    """Give the next counter for a *service* in a kelurahan, one that is not over; none on holidays."""
    found = [
        Stop(village, places.kelurahan(village).name, day, each.hours, each.place)
        for each in rounds
        if each.village == village and service in each.services
        for day in each.days(now.date(), now.date() + AHEAD)
        if (each.day is not None or dates.works(day, closed))
        and (day > now.date() or now.time() < each.hours.closes)
    ]
    return min(found, key=lambda stop: (stop.day, stop.hours.opens), default=None)


def next_stop(tx: "Tx", village: str, service: str) -> Stop | None:
    """Give the next counter that the table of this kiosk has."""
    return following(_rounds(tx), village, service, tx.now.astimezone(WIB), tx.closed)


def seed(tx: "Tx") -> None:
    """Let a demo have the example."""
    remembered.write(tx, DEMO, "yes")


def _rounds(tx: "Tx") -> tuple[Round, ...]:
    if _table:
        return read(_table[-1])
    return read(EXAMPLE) if remembered.read(tx, DEMO) else ()


_table: list[Path] = []


def use(path: Path) -> None:
    """Take the office's table from now on. Raises ConfigError, and the one before stays in use."""
    read.cache_clear()
    read(path)
    _table.append(path)


@lru_cache(maxsize=4)
def read(path: Path) -> tuple[Round, ...]:
    """Read a table. Raises ConfigError: the file and what is wrong in it."""
    import yaml

    try:
        table = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - strings only
        return tuple(map(_round, table["loket"]))
    except (OSError, UnicodeError, KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
        raise ConfigError(
            f"Tabel loket keliling {path} tidak bisa dipakai ({error}).".replace("\n", " "),
            f"Bandingkan berkas itu dengan contoh aslinya, {EXAMPLE.name}.",
        ) from error


def _round(row: dict[str, Any]) -> Round:
    found = places.official(row["kelurahan"])
    if found is None:
        raise ValueError(f"kelurahan {row['kelurahan']!r} tidak dikenal")
    services = frozenset(row["layanan"].replace(",", " ").split())
    made = Round(found.code, services, Hours.parse(row["jam"]), row.get("tempat", ""))
    if "tanggal" in row:
        return made._replace(day=date.fromisoformat(row["tanggal"]))
    week = int(row["minggu"])
    if not 1 <= week <= 4:
        raise ValueError(f"minggu {week} bukan 1 sampai 4")
    return made._replace(weekday=WEEKDAYS.index(row["hari"]), week=week)


def _nth(year: int, month: int, weekday: int, week: int) -> date:
    first = calendar.weekday(year, month, 1)
    return date(year, month, 1 + (weekday - first) % 7 + 7 * (week - 1))
