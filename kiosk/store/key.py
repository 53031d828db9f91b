"""The key that a database was sealed with: made with the first start, and never another."""

from pathlib import Path

from kiosk.errors import StoreError
from kiosk.privacy import sealing
from kiosk.store.folder import Store
from kiosk.store.migrate import READ, WRITE


def sealer_of(store: Store, path: Path) -> sealing.Sealer:
    """Give the sealer of a database, whose key is the file *path*; both are made where both are new.

    Raises StoreError when the key file is missing, damaged or of another database.
    """
    connection = store.connect()
    try:
        stored = connection.run(READ, name="key").value()
        sealer = sealing.load(path, fresh=stored is None)
        if stored is None:
            with connection.transaction():
                connection.run(WRITE, key="key", value=sealer.fingerprint)
        elif stored != sealer.fingerprint:
            raise StoreError(f"Kunci {path} bukan kunci basis data ini.", sealing.RESTORE)
    finally:
        connection.close()
    return sealer
