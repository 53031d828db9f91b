"""The data folder of a kiosk: opened, migrated, of one kind, and held by one process if that asks."""

from pathlib import Path

import sqlalchemy as sa

from kiosk.store import lock, migrate
from kiosk.store.engine import DATABASE, Connection, engine_of
from kiosk.store.errors import told


class Store:
    """The database of one data folder: opened, migrated, marked, held by this process alone if it asks."""

    def __init__(self, folder: Path, engine: sa.Engine, holder: lock.Lock | None) -> None:
        self.folder = folder
        self._engine = engine
        self._holder = holder

    @classmethod
    def open(cls, folder: Path, *, demo: bool = False, alone: str = "") -> "Store":
        """Open *folder*, made if missing; *alone* is the command that wants it for itself ("" shares it).

        Raises StoreError: the folder or file refuses, another process holds it, a newer version wrote it,
        or it is demo data where live data is wanted (and the other way round).
        """
        with told(folder):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        holder = lock.take(folder, alone) if alone else None
        store = cls(folder, engine_of(folder / DATABASE), holder)
        try:
            connection = store.connect()
            try:
                marked = migrate.hold(connection, folder, demo=demo)
                migrate.upgrade(connection, folder / DATABASE)
                if not marked:
                    migrate.mark(connection, demo=demo)
            finally:
                connection.close()
        except BaseException:
            store.close()
            raise
        return store

    def connect(self) -> Connection:
        """Give a connection of its own to a thread; the caller closes it."""
        return Connection(self._engine)

    def close(self) -> None:
        """Close what is pooled and let the folder go."""
        self._engine.dispose()
        if self._holder:
            self._holder.release()
