"""The database comes to this version of the program, forward only; Alembic is imported only for work."""

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk.errors import StoreError
from kiosk.store.engine import DATABASE, Connection, engine_of
from kiosk.store.errors import told
from kiosk.store.schema import meta

SCRIPTS = Path(__file__).parent / "migrations"
READ = sa.select(meta.c.value).where(meta.c.key == bindparam("name"))
WRITE = sa.insert(meta)
KINDS = {"demo": "data demo", "live": "data kios sungguhan"}


def head() -> str:
    """Give the newest version that this program knows: migrations are numbered files."""
    return max(path.name[:4] for path in (SCRIPTS / "versions").glob("[0-9]*.py"))


def current(connection: Connection) -> str | None:
    """Give the version of the stored database; None when it is new. Raises StoreError: not ours."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "alembic_version" not in tables:
        if tables:
            raise StoreError(
                "Berkas loket.db milik program lain.", "Pindahkan berkas itu atau pilih folder lain."
            )
        return None
    rows = connection.execute("SELECT version_num FROM alembic_version")
    return str(rows[0][0]) if rows else None


def upgrade(connection: Connection, path: Path) -> None:
    """Bring the database to `head` in one transaction; raises StoreError when a newer program wrote it."""
    stored, newest = current(connection), head()
    if stored == newest:
        return
    if stored is not None and stored > newest:
        raise StoreError(
            f"Basis data {path} dibuat Loket yang lebih baru (data {stored}, program ini {newest}).",
            "Pasang Loket versi terbaru; jangan memakai data ini dengan versi lama.",
        )
    with connection.migration() as lent:
        if current(connection) == stored:  # nobody was quicker
            _alembic(lent)


def _alembic(lent: sa.Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = lent
    with told():
        command.upgrade(config, "head")


def hold(connection: Connection, folder: Path, *, demo: bool) -> bool:
    """Hold the database to its kind, before anything of it is changed; False when it has none yet.

    Raises StoreError when demo data meet the real kiosk or vice versa.
    """
    stored = connection.run(READ, name="kind").value() if current(connection) else None
    wanted = _kind(demo)
    if stored not in (None, wanted):
        raise StoreError(
            f"Folder {folder} berisi {KINDS[stored]}, bukan {KINDS[wanted]}.",
            f"Pilih folder lain dengan --data, atau pakai perintah kiosk untuk {KINDS[stored]}.",
        )
    return stored is not None


def mark(connection: Connection, *, demo: bool) -> None:
    """Write the kind of a new database."""
    with connection.transaction():
        connection.run(WRITE, key="kind", value=_kind(demo))


def _kind(demo: bool) -> str:
    return "demo" if demo else "live"


def kind_of(folder: Path) -> str | None:
    """Tell whether *folder* holds `demo` or `live` data, without making anything; None when it holds none."""
    path = folder / DATABASE
    if not path.exists():
        return None
    connection = Connection(engine_of(path))
    try:
        stored = connection.run(READ, name="kind").value() if current(connection) else None
    finally:
        connection.close()
    return None if stored is None else str(stored)


def wanted(folder: Path) -> str:
    """Give the kind of the data in *folder*, for who works beside. Raises StoreError: there are none."""
    kind = kind_of(folder)
    if kind is None:
        raise StoreError(
            f"Folder {folder} belum berisi data kios.",
            "Pilih folder lain dengan --data, atau jalankan `kiosk run` lebih dahulu.",
        )
    return kind
