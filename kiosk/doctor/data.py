"""What a kiosk keeps: its database, the key to it, the copies of it."""

from collections.abc import Iterator
from pathlib import Path

from kiosk.doctor.findings import ATTEND, BROKEN, GOOD, Finding, Patient
from kiosk.errors import STORE, KioskError

OLD_BACKUP = 7  # days


def database(patient: Patient) -> Iterator[Finding]:
    """Examine the database: whole, of this version, with its key; and what waits in it."""
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
    """Examine the copies: there is one, and it is of these days."""
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
