"""Satisfaction (SKM): menu.yaml is what is said, `registry` what is done.

Two numbers that are never mixed: the *pulse*, three rotating questions by SMS after a service, and the nine
official elements at the desk. Rooms: `pulse` who is asked and when, `awareness` whether visitors of the
counter knew of a service, `counts` what is kept (counts, never an
answer of somebody), `wording` sentences, `desk` the functions that the book names, `seed` what a demo has at
first. The arithmetic is `kiosk.evaluation.skm`, the results are in the report.
"""

from typing import TYPE_CHECKING

from kiosk.services.survey import counts
from kiosk.services.survey.desk import registry
from kiosk.services.survey.seed import seed

if TYPE_CHECKING:
    from kiosk.transaction import Tx

__all__ = ["registry", "seed", "tidy"]


def tidy(tx: "Tx") -> bool:
    """Forget who was asked, in time."""
    counts.forget(tx)
    return False
