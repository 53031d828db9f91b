"""The ground under a kiosk: the program, the clock, the folder of its data."""

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from kiosk.doctor.findings import ATTEND, BROKEN, GOOD, Finding, Patient
from kiosk.errors import ERROR, STORE

LITTLE_SPACE = 200e6  # bytes: about a year of one kiosk's messages
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)  # no kiosk can be older than its program


def python(patient: Patient) -> Iterator[Finding]:
    """Tell the version of Python."""
    yield Finding("Program", GOOD, f"Python {sys.version.split()[0]}.")


def clock(patient: Patient) -> Iterator[Finding]:
    """Examine the clock: a wrong one stamps wrong dates."""
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
    """Examine the folder of the data: it is there, may be written, and has room."""
    ground = next(path for path in (patient.data, *patient.data.absolute().parents) if path.exists())
    if not ground.is_dir() or not os.access(ground, os.W_OK):
        wrong = "tidak bisa ditulis" if ground.is_dir() else "bukan folder"
        yield Finding(
            "Folder data",
            BROKEN,
            f"{ground} {wrong}.",
            "Beri izin tulis, atau pilih --data lain.",
            STORE,
        )
        return
    if ground != patient.data:
        yield Finding(
            "Folder data",
            ATTEND,
            f"{patient.data} belum ada.",
            "Dibuat saat `kiosk run` pertama kali berjalan.",
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
