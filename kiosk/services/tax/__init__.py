"""Property tax (PBB): menu.yaml is what is said, `registry` what is done.

Rooms: `nop` the numbers of objects, `fee` late fees, `terms` what the office can change, `bills` what is
known of an object, `importing` how it comes here, `wording` the sentences that depend on figures, `desk` the
functions that the book names, `requests` what Bapenda is asked (`connector` in which words, `centre` a
simulated one), `reminders` who is reminded. `seed` sows the objects of a demo, `attend` looks after questions
and reminders every minute, `tidy` forgets what is long past.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from kiosk.services.tax import bills, reminders, requests
from kiosk.services.tax.desk import registry
from kiosk.services.tax.seed import seed

if TYPE_CHECKING:
    from kiosk.transaction import Tx

__all__ = ["attend", "registry", "seed", "tidy"]


def attend(tx: "Tx", connected: Collection[str]) -> bool:
    """Do what is due; True when there may be more."""
    requests.attend(tx, connected)
    return reminders.attend(tx)


def tidy(tx: "Tx") -> bool:
    """Forget who asked what was answered 30 days ago, and the answers; True when there may be more."""
    reminders.tidy(tx)
    more = bills.forget_told(tx)
    return requests.PBB.forget(tx) or more
