"""What SQLite and the disk say, told to a person: fact and remedy."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from kiosk.errors import StoreError

TOLD = {  # primary result code of SQLite: fact, remedy
    sqlite3.SQLITE_FULL: (
        "Disk penuh, data tidak bisa disimpan.",
        "Kosongkan ruang pada disk; SMS yang belum tersimpan menunggu di modem.",
    ),
    sqlite3.SQLITE_READONLY: (
        "Folder data hanya bisa dibaca.",
        "Beri izin tulis pada folder data atau pilih folder lain dengan --data.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "Basis data tidak bisa dibuka.",
        "Periksa apakah folder data ada dan boleh ditulis, atau pilih folder lain dengan --data.",
    ),
    sqlite3.SQLITE_PERM: (
        "Basis data tidak boleh dibuka.",
        "Periksa izin folder data; pemiliknya harus pengguna yang menjalankan kiosk.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "Berkas basis data rusak.",
        "Hentikan kiosk, simpan salinan berkas itu, lalu pulihkan cadangan terakhir.",
    ),
    sqlite3.SQLITE_NOTADB: (
        "Berkas loket.db bukan basis data Loket.",
        "Pindahkan berkas itu atau pilih folder lain dengan --data.",
    ),
    sqlite3.SQLITE_IOERR: (
        "Disk gagal membaca atau menulis.",
        "Periksa kartu SD atau disk, lalu jalankan kembali kiosk.",
    ),
    sqlite3.SQLITE_BUSY: (
        "Basis data sedang dikunci program lain.",
        "Tunggu sebentar atau hentikan program lain yang membuka loket.db.",
    ),
}
TOLD[sqlite3.SQLITE_LOCKED] = TOLD[sqlite3.SQLITE_BUSY]
TOLD[sqlite3.SQLITE_AUTH] = TOLD[sqlite3.SQLITE_PERM]
OTHER = "Jalankan `kiosk doctor`; bila tetap gagal, kirim kalimat ini kepada pengembang."


@contextmanager
def told(folder: Path | None = None) -> Iterator[None]:
    """Raise StoreError for what the database or the file system (of *folder*) refuses.

    A broken constraint (sqlite3.IntegrityError) and a wrong statement pass: they are the caller's.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise sentence(error) or error from error.__cause__
    except sa.exc.DBAPIError as error:
        raise sentence(error.orig) or error from error.orig
    except OSError as error:
        where = folder or error.filename or "folder data"
        raise StoreError(
            f"{where}: {error.strerror or error}.",
            "Periksa izin dan ruang folder itu, atau pilih folder lain dengan --data.",
        ) from error


def sentence(error: BaseException | None) -> StoreError | None:
    """Tell what SQLite refuses; None for the mistakes of a caller: a broken constraint, a wrong statement."""
    if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.InterfaceError):
        return None
    code = getattr(error, "sqlite_errorcode", None)
    if code is None or code & 0xFF == sqlite3.SQLITE_ERROR:
        return None
    return StoreError(*TOLD.get(code & 0xFF, (f"Basis data menolak ({error}).", OTHER)))


def check_replaceable(path: Path) -> None:
    """Raise StoreError where *path* is a folder, a device or a pipe: only a file gives way to a new one."""
    if path.exists() and not path.is_file():
        raise StoreError(
            f"{path} bukan berkas biasa; tidak ada yang diganti.", "Sebut nama berkas yang lain."
        )
