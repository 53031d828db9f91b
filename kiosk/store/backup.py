"""A copy of the data in one file, made while the kiosk works, and the way back from it.

The file is a ZIP of the database and, where it lies beside it, the key. What came after the copy is not
in it: whoever restores must not give out again what was given since (`_forget_what_is_uncertain`).
"""

import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from kiosk.errors import StoreError
from kiosk.privacy.sealing import KEY_FILE
from kiosk.store import lock, migrate, remembered, schema
from kiosk.store.engine import DATABASE, Connection, engine_of
from kiosk.store.errors import check_replaceable, told
from kiosk.store.folder import Store
from kiosk.store.key import sealer_of

GAP = 1000  # ticket numbers left out: more than a kiosk gives between two copies
MADE = "backup made"  # in the data: Unix time of the last copy
UNSURE = "dari cadangan: mungkin sudah terkirim"

_out, _part = schema.outbox, schema.outbox_part
END_WAITING = sa.update(_out).where(_out.c.state == "queued").values(state="expired", error=UNSURE)
END_PARTS = (
    sa.update(_part)
    .where(_part.c.state.in_(("queued", "storing", "stored", "handed")))
    .values(state="expired")
)
LEAVE_OUT = (
    sa.update(schema.counter)
    .where(schema.counter.c.name == "ticket")
    .values(value=schema.counter.c.value + GAP)
)


def save(folder: Path, target: Path, *, at: float, with_key: bool) -> bool:
    """Copy the data of *folder* into *target*, replaced only by a whole copy; True if a key is in it.

    The kiosk goes on writing meanwhile. Raises StoreError: no data there, or the disk refuses.
    """
    database, key = folder / DATABASE, folder / KEY_FILE
    if not database.exists():
        raise StoreError(
            f"Folder {folder} belum berisi data kios.", "Pilih folder lain dengan --data atau --config."
        )
    check_replaceable(target)
    with_key = with_key and key.exists()
    with told(target.parent), _draft(target.parent) as draft:
        copy, packed = draft / DATABASE, draft / "packed"
        with closing(Connection(engine_of(database))) as connection:
            if migrate.current(connection) is None:
                raise StoreError(f"{database} masih kosong.", "Jalankan `kiosk run` lebih dahulu.")
            connection.driver.execute("VACUUM INTO ?", (str(copy),)).close()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
            file.write(copy, DATABASE)
            if with_key:
                file.write(key, KEY_FILE)
        _keep(packed, target)
    with closing(Connection(engine_of(database))) as connection:
        connection.run(remembered.WRITE, key=MADE, value=str(at))
    return with_key


def restore(source: Path, folder: Path, *, key_file: Path | None = None) -> str:
    """Bring the data of *source* into *folder*, which holds none; gives their kind, `demo` or `live`.

    They come to this version of the program. What waited to be sent is ended, since it may have gone out
    since; some ticket numbers are left out for the same reason. Raises StoreError, and *folder* is as before.
    """
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if (folder / DATABASE).exists():
        raise StoreError(
            f"Folder {folder} sudah berisi data kios; tidak ada yang ditimpa.",
            "Pindahkan loket.db dan loket.key ke tempat lain, atau pilih folder kosong dengan --data.",
        )
    holder = lock.take(folder, "kiosk restore")
    try:
        with told(folder), _draft(folder) as draft:
            _unpack(source, draft)
            kind = migrate.kind_of(draft)
            if kind is None:
                raise _not_ours(source)
            key = key_file or (draft if (draft / KEY_FILE).exists() else folder) / KEY_FILE
            _forget_what_is_uncertain(draft, key, demo=kind == "demo")
            if not key_file and key.parent == draft:
                _keep(key, folder / KEY_FILE)
            _keep(draft / DATABASE, folder / DATABASE)  # the last: with it the folder holds data
    finally:
        holder.release()
    return kind


def _unpack(source: Path, draft: Path) -> None:
    if not source.exists():
        raise StoreError(f"{source} tidak ada.", "Periksa nama berkas cadangannya.")
    try:
        with zipfile.ZipFile(source) as file:
            for name in (DATABASE, KEY_FILE):
                if name in file.namelist():
                    with file.open(name) as packed, (draft / name).open("wb") as out:
                        (draft / name).chmod(0o600)
                        shutil.copyfileobj(packed, out)
        with closing(sqlite3.connect(draft / DATABASE)) as driver:
            whole = driver.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
    except (zipfile.BadZipFile, EOFError, sqlite3.DatabaseError):
        whole = False
    if not whole:
        raise _not_ours(source)


def _not_ours(source: Path) -> StoreError:
    return StoreError(
        f"{source} bukan cadangan Loket yang utuh.", "Pakai berkas cadangan yang lain, yang lebih lama."
    )


def _forget_what_is_uncertain(folder: Path, key: Path, *, demo: bool) -> None:
    store = Store.open(folder, demo=demo)
    try:
        sealer_of(store, key)
        with closing(store.connect()) as connection, connection.transaction():
            for statement in (END_WAITING, END_PARTS, LEAVE_OUT):
                connection.run(statement)
    finally:
        store.close()


@contextmanager
def _draft(where: Path) -> Iterator[Path]:
    """Give a folder beside the place where things will be: moving them there is all or nothing."""
    with tempfile.TemporaryDirectory(prefix=".loket-", dir=where) as name:
        yield Path(name)


def _keep(draft: Path, target: Path) -> None:
    """Put a finished file in its place so that a power cut leaves the old one or the whole new one."""
    draft.chmod(0o600)
    for path in (draft, draft.parent):
        _sync(path)
    draft.replace(target)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
