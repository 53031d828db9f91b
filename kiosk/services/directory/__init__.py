"""The catalogue of all other services (Layanan lain): menu.yaml is what is said, `registry` what is done.

Rooms: `entries` an entry and what it says, `search` how it is found, `catalogue` the edition in use and its
spreadsheet, `demand` what was looked for in vain, `wording` sentences, `desk` the functions that the book
names, `seed` what a demo begins with. `catalogue.csv` is the one that ships: an example until the office has
checked it and imported its own (`kiosk services import-catalogue`).
"""

from typing import TYPE_CHECKING

from kiosk.services.directory import demand
from kiosk.services.directory.desk import registry
from kiosk.services.directory.seed import seed

if TYPE_CHECKING:
    from kiosk.transaction import Tx

__all__ = ["registry", "seed", "tidy"]


def tidy(tx: "Tx") -> bool:
    """Forget old searches."""
    demand.forget(tx)
    return False
