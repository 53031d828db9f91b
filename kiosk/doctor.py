"""The checks of `kiosk doctor`: each finds something, and says what to do where that is not as it should be.

A check takes a `Patient` and yields its findings; the order is that of a repair, from the ground up.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kiosk.errors import CONFIGURATION, ERROR, OK, STORE, KioskError

if TYPE_CHECKING:
    from kiosk.config import Config

GOOD, ATTEND, BROKEN = "siap", "perhatikan", "rusak"
LITTLE_SPACE = 200e6  # bytes: about a year of one kiosk's messages
OLD_BACKUP = 7  # days
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)  # no kiosk can be older than its program


class Finding(NamedTuple):
    """What a check found: `state` is siap, perhatikan or rusak; no remedy where nothing is to be done."""

    name: str
    state: str
    found: str
    remedy: str = ""
    exit_code: int = OK


class Patient(NamedTuple):
    """What is examined."""

    settings: "Config"
    data: Path
    now: datetime


def examine(patient: Patient) -> Iterator[Finding]:
    """Run every check; one that fails in an unforeseen way is a finding, too."""
    for check in CHECKS:
        try:
            yield from check(patient)
        except KioskError as error:
            yield Finding(_title(check), BROKEN, error.fact, error.remedy, error.exit_code)
        except OSError as error:
            yield Finding(_title(check), BROKEN, f"{error}.", "Periksa izin berkas dan folder itu.", ERROR)


def python(patient: Patient) -> Iterator[Finding]:
    """Program: the version of Python."""
    yield Finding("Program", GOOD, f"Python {sys.version.split()[0]}.")


def clock(patient: Patient) -> Iterator[Finding]:
    """Jam: a kiosk with a wrong clock stamps wrong dates."""
    local = patient.now.astimezone()
    shown = local.strftime("%d/%m/%Y %H.%M")
    if patient.now < WRITTEN:
        yield Finding(
            "Jam", BROKEN, f"Jam menunjuk {shown}.", "Atur jam: sudo date -s 'TAHUN-BULAN-HARI JAM'.", ERROR
        )
    elif local.utcoffset() != patient.now.utcoffset():
        yield Finding(
            "Jam",
            ATTEND,
            f"Zona waktu mesin bukan WIB ({shown} {local.tzname()}).",
            "Atur: sudo timedatectl set-timezone Asia/Jakarta",
        )
    else:
        yield Finding("Jam", GOOD, f"{shown} WIB.")


def folder(patient: Patient) -> Iterator[Finding]:
    """Folder data: it is there, may be written, and has room."""
    if not patient.data.exists():
        yield Finding(
            "Folder data",
            ATTEND,
            f"{patient.data} belum ada.",
            "Dibuat saat `kiosk run` pertama kali berjalan.",
        )
        return
    if not os.access(patient.data, os.W_OK):
        yield Finding(
            "Folder data",
            BROKEN,
            f"{patient.data} tidak bisa ditulis.",
            "Beri izin tulis, atau pilih --data lain.",
            STORE,
        )
        return
    free = shutil.disk_usage(patient.data).free
    roomy = free >= LITTLE_SPACE
    yield Finding(
        "Folder data",
        GOOD if roomy else ATTEND,
        f"{patient.data}, ruang kosong {_thousands(free / 1e6)} MB.",
        "" if roomy else "Kosongkan ruang pada disk.",
    )


def _thousands(number: float) -> str:
    """Write a whole number as Indonesians do.

    >>> _thousands(82930.4)
    '82.930'
    """
    return f"{number:,.0f}".replace(",", ".")


def database(patient: Patient) -> Iterator[Finding]:
    """Basis data: whole, of this version, with its key; and what waits in it."""
    from kiosk.privacy import sealing
    from kiosk.store import migrate
    from kiosk.store.engine import DATABASE, Connection, engine_of

    path = patient.data / DATABASE
    if not path.exists():
        return
    connection = Connection(engine_of(path))
    waiting, fingerprint = {}, None
    try:
        whole = connection.execute("PRAGMA quick_check(1)")[0][0] == "ok"
        version, newest = migrate.current(connection), migrate.head()
        if version:
            waiting = dict(connection.execute("SELECT state, count(*) FROM outbox GROUP BY state"))
            fingerprint = connection.run(migrate.READ, name="key").value()
    finally:
        connection.close()
    if not whole:
        remedy = "Simpan salinannya, lalu pulihkan cadangan terakhir."
        yield Finding("Basis data", BROKEN, f"{path} rusak.", remedy, STORE)
    else:
        yield _version(version, newest) or _waiting(waiting)
    yield _key(patient.settings.privacy.key_file or patient.data / sealing.KEY_FILE, fingerprint)


def _version(version: str | None, newest: str) -> Finding | None:
    if version is not None and version > newest:
        fact = f"Dibuat Loket yang lebih baru (data {version}, program ini {newest})."
        remedy = "Pasang Loket versi terbaru; jangan memakai data ini dengan versi lama."
        return Finding("Basis data", BROKEN, fact, remedy, STORE)
    if version != newest:
        fact = f"Versi data {version}, program {newest}."
        return Finding("Basis data", ATTEND, fact, "Dimutakhirkan saat kios berjalan.")
    return None


def _waiting(states: dict[str, int]) -> Finding:
    queued = sum(states.get(state, 0) for state in ("queued", "storing", "stored", "handed"))
    failed = states.get("failed", 0)
    return Finding("Basis data", GOOD, f"Utuh, {queued} SMS menunggu dikirim, {failed} gagal.")


def _key(path: Path, fingerprint: str | None) -> Finding:
    from kiosk.privacy import sealing

    if not path.exists():
        remedy = "Kembalikan dari cadangan: tanpa kunci data tidak terbaca."
        return Finding("Kunci data", BROKEN, f"{path} tidak ada.", remedy, STORE)
    try:
        sealer = sealing.load(path, fresh=False)
    except KioskError as error:
        return Finding("Kunci data", BROKEN, error.fact, error.remedy, STORE)
    if fingerprint not in (None, sealer.fingerprint):
        fact = f"{path} bukan kunci basis data ini."
        return Finding("Kunci data", BROKEN, fact, sealing.RESTORE, STORE)
    if path.stat().st_mode & 0o077:
        fact = f"{path} bisa dibaca pengguna lain."
        return Finding("Kunci data", ATTEND, fact, f"Jalankan: chmod 600 {path}")
    return Finding("Kunci data", GOOD, f"{path}, hanya bisa dibaca pemiliknya.")


def backup(patient: Patient) -> Iterator[Finding]:
    """Cadangan: there is one, and it is of these days."""
    from kiosk.store import migrate
    from kiosk.store.backup import MADE
    from kiosk.store.engine import DATABASE, Connection, engine_of

    if migrate.kind_of(patient.data) != "live":
        return
    connection = Connection(engine_of(patient.data / DATABASE))
    try:
        made = connection.run(migrate.READ, name=MADE).value()
    finally:
        connection.close()
    how = "Jalankan tiap malam: kiosk backup BERKAS, ke disk yang lain."
    if made is None:
        yield Finding("Cadangan", ATTEND, "Belum pernah dibuat.", how)
        return
    days = int((patient.now.timestamp() - float(made)) / 86400)
    old = days > OLD_BACKUP
    yield Finding("Cadangan", ATTEND if old else GOOD, f"Dibuat {days} hari lalu.", how if old else "")


def menus(patient: Patient) -> Iterator[Finding]:
    """Menu: the books load."""
    from kiosk.services import FOLDER, desk
    from menus import MenuError

    own = patient.settings.services.path
    try:
        book, _ = desk(own=own)
    except MenuError as error:
        yield Finding(
            "Menu",
            BROKEN,
            str(error),
            f"Jalankan: kiosk menus check {own or FOLDER}. "
            "Kios yang sedang berjalan tetap memakai menu sebelumnya.",
            CONFIGURATION,
        )
    else:
        yield Finding("Menu", GOOD, f"{len(book.nodes)} layar, bahasa {', '.join(book.languages)}.")


def modem(patient: Patient) -> Iterator[Finding]:
    """Modem: the ports, the SIMs, the signal, the slots, the credit."""
    from kiosk.doctor_modem import modems

    yield from modems(patient)


def hospital(patient: Patient) -> Iterator[Finding]:
    """RSU: the hospital's queue service and what it has lent."""
    from kiosk import doctor_hospital

    yield from doctor_hospital.hospital(patient)


def printer(patient: Patient) -> Iterator[Finding]:
    """Printer slip: it is there, and has paper."""
    from kiosk.doctor_printer import printer as slip_printer

    yield from slip_printer(patient)


CHECKS: tuple[Callable[[Patient], Iterator[Finding]], ...] = (
    python,
    clock,
    folder,
    database,
    backup,
    menus,
    hospital,
    modem,
    printer,
)


def _title(check: Callable[[Patient], Iterator[Finding]]) -> str:
    return (check.__doc__ or check.__name__).partition(":")[0]


def verdict(findings: list[Finding]) -> int:
    """Give the exit code: that of the first thing that is broken, from the ground up."""
    with suppress(StopIteration):
        return next(finding.exit_code for finding in findings if finding.state == BROKEN)
    return OK
