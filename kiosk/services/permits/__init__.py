"""Permits (Izin): menu.yaml is what is said, `registry` what is done.

Rooms: `table` what the office says of its permits, `numbers` those of applications, `applications` what the
agency last said and who wants to hear of it, `connector` in which words it is asked, `requests` when,
`wording` the words that depend on an application, `desk` the functions that the book names, `centre` a
simulated agency. `seed` sows what a demo has heard, `attend` asks about what is watched, `tidy` forgets what
is long past.
"""

from typing import TYPE_CHECKING

from kiosk.services.permits import applications, requests
from kiosk.services.permits.desk import registry
from kiosk.services.permits.requests import attend
from kiosk.services.permits.seed import seed

if TYPE_CHECKING:
    from kiosk.transaction import Tx

__all__ = ["attend", "registry", "seed", "tidy"]


def tidy(tx: "Tx") -> bool:
    """Forget who asked what was answered 30 days ago, and what was said long ago; True: there may be more."""
    more = applications.forget(tx)
    return requests.IZIN.forget(tx) or more
