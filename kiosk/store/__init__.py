"""What the kiosk remembers: SQLite in the data folder, through SQLAlchemy Core and Alembic."""

from kiosk.store.folder import Store
from kiosk.store.statements import Rows

__all__ = ["Rows", "Store"]
