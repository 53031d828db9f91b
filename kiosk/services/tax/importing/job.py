"""A whole import: a file, to what residents read, with a report of the rows that were not taken."""

import csv
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kiosk import places
from kiosk.places import Found
from kiosk.services.tax.importing import columns, files, loading
from kiosk.services.tax.importing.columns import Plan, Unusable
from kiosk.services.tax.importing.loading import Job, Loading, Taken
from kiosk.services.tax.importing.source import NOTHING, Choices, Source
from kiosk.services.tax.terms import terms
from kiosk.store import lock

if TYPE_CHECKING:
    from kiosk.store import Store

LOCK = "import.lock"
COMMANDS = {"bills": "kiosk data import-bills", "nops": "kiosk data import-nops"}


class Wish(NamedTuple):
    """What is to be imported, and how; `report` is where the bad rows are told (None: beside the file)."""

    kind: str
    path: Path
    data_at: datetime | None = None
    choices: Choices = NOTHING
    fewer: bool = False
    report: Path | None = None


class Outcome(NamedTuple):
    """What became of it."""

    taken: Taken
    data_at: datetime
    what: str
    ignored: tuple[str, ...]
    faults: list[tuple[int, str]]
    report: Path | None


class Stopped(Unusable):
    """Somebody ended it; it goes on when it is asked for again."""


Seen = Callable[[Source, Taken], None]


def bring(store: "Store", wish: Wish, clock: Callable[[], datetime], seen: Seen) -> Outcome:
    """Import a file. *seen* is told after each bite, and may raise Stopped.

    Raises Unusable, with what residents read unchanged; StoreError.
    """
    held = lock.take(store.folder, COMMANDS[wish.kind], LOCK)
    connection = store.connect()
    try:
        stamp = _stamp(wish.path)
        at = _data_at(wish, clock())
        source = files.open_file(wish.path, _rank(wish.kind), wish.choices)
        try:
            plan = _plan(wish.kind, source)
            one = Loading(connection, _job(wish, at), clock)
            one.begin()
            outcome = _load(one, source, plan, wish, stamp, at, seen)
        finally:
            source.close()
        while loading.clear(connection):
            pass
        return outcome
    finally:
        connection.close()
        held.release()


def _load(
    one: Loading, source: Source, plan: Plan, wish: Wish, stamp: tuple[int, int], at: datetime, seen: Seen
) -> Outcome:
    report = None
    try:
        one.load(source, plan, lambda taken: seen(source, taken))
        if _stamp(wish.path) != stamp:
            raise Unusable(
                f"Berkas {wish.path} berubah selama dibaca.", "Tunggu sampai selesai ditulis, lalu ulangi."
            )
        faults = one.faults()
        report = _report(wish, faults) if faults else None
        one.change_over()
    except Stopped:
        raise
    except Unusable as error:
        one.drop()
        raise Unusable(error.fact, f"{error.remedy} Laporan: {report}" if report else error.remedy) from None
    return Outcome(one.taken, at, source.what, plan.ignored, faults, report)


def _rank(kind: str) -> Callable[[Sequence[str]], int]:
    names = columns.BILLS if kind == "bills" else columns.NOPS
    return lambda header: columns.known(header, names)


def _plan(kind: str, source: Source) -> Plan:
    regions = frozenset(terms().regions)
    if kind == "bills":
        return columns.bills(source.header, regions, village)
    return columns.nops(source.header, regions)


@lru_cache(maxsize=1024)
def village(name: str) -> str:
    """Give the code of a kelurahan by its name; "" for what is none, or not certain."""
    if not name.strip():
        return ""
    exactly, found = places.official(name), places.find(name)
    if exactly is not None:
        return exactly.code
    return found.kelurahan.code if isinstance(found, Found) else ""


def _job(wish: Wish, at: datetime) -> Job:
    told = "|".join((*wish.choices, at.isoformat(), *terms().regions))
    return Job(wish.kind, wish.path.name, f"{files.digest(wish.path)} {told}", at.timestamp(), wish.fewer)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError as error:
        raise Unusable(
            f"Berkas {path} tidak bisa dibaca: {error.strerror}.", "Periksa nama dan izinnya."
        ) from None
    return found.st_size, found.st_mtime_ns


def _data_at(wish: Wish, now: datetime) -> datetime:
    """Tell of when the figures are: as was said, else when the file was written."""
    at = wish.data_at or datetime.fromtimestamp(wish.path.stat().st_mtime, now.tzinfo)
    if at > now:
        raise Unusable(
            f"Waktu data ({at:%d/%m/%Y %H.%M}) ada di masa depan.", "Periksa jam mesin, atau tulis --as-of."
        )
    return at


def _report(wish: Wish, faults: list[tuple[int, str]]) -> Path:
    """Write the bad rows beside the file, for LibreOffice or Excel. Raises Unusable."""
    path = wish.report or wish.path.with_name(f"{wish.path.name}.salah.csv")
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(("baris", "alasan"))
            writer.writerows(faults)
    except OSError as error:
        raise Unusable(
            f"Laporan baris yang salah tidak bisa ditulis ke {path}: {error.strerror}.",
            "Pilih tempat lain dengan --report.",
        ) from None
    return path
