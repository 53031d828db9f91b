"""What the kiosk remembers: SQLite in the data folder, through SQLAlchemy Core and Alembic."""

from kiosk.store.engine import Rows, Store

__all__ = ["Rows", "Store"]
