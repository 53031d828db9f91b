"""Single facts that the kiosk remembers about itself, by name, in the table `meta`."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.store.schema import meta

if TYPE_CHECKING:
    from kiosk.transaction import Tx

READ = sa.select(meta.c.value).where(meta.c.key == bindparam("name"))
_write = insert(meta).values(key=bindparam("key"), value=bindparam("value"))
WRITE = _write.on_conflict_do_update(index_elements=["key"], set_={"value": _write.excluded.value})


def read(tx: "Tx", name: str) -> str:
    """Give what is remembered as *name*; "" for nothing."""
    return str(tx.run(READ, name=name).value() or "")


def write(tx: "Tx", name: str, value: str) -> None:
    """Remember *value* as *name*, in place of what was."""
    tx.run(WRITE, key=name, value=value)
