"""The pulse: three of the nine questions, by SMS, some time after somebody got something done.

It is a question of ours (`kiosk.questions`): said once the resident is quiet, by day, in a conversation of
its own. Nobody is asked twice in 30 days, nor after STOP; no officer is.
"""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk.clock import WIB
from kiosk.guard import e164
from kiosk.sampling import Sampling, chosen
from kiosk.services import asking
from kiosk.services.survey import counts
from kiosk.store.schema import person

if TYPE_CHECKING:
    import menus
    from kiosk.transaction import Tx

TURNS = ((2, 3, 4), (1, 5, 9), (7, 6, 8))  # the elements of three contacts, then from the beginning
UNTIL = 3 * counts.DAY  # then it is not asked any more
KNOWN = sa.select(person.c.news, person.c.language).where(person.c.person == bindparam("who"))


def after(tx: "Tx", step: "menus.Step", sampling: Sampling) -> None:
    """Plan the questions after a step in which a service was completed, if it is of the sample."""
    if not (sampling.share and tx.is_receipt and tx.book is not None):
        return
    services = [
        visit.service
        for visit in step.visits
        if visit.outcome == "done" and visit.service in tx.book.entrances and visit.service != tx.book.name
    ]
    number = tx.number or tx.reached
    if services and number and number != e164(sampling.officer):
        _plan(tx.about(number) if tx.reached else tx, services[0], tx.channel, sampling)


def _plan(tx: "Tx", service: str, channel: str, sampling: Sampling) -> None:
    known = tx.run(KNOWN, who=tx.person).first()
    refused = known is None or known.news == 0
    day = tx.now.astimezone(WIB).date()
    if refused or not chosen(sampling, f"{tx.number} {service} {day}") or not counts.may_ask(tx, tx.person):
        return
    turn = TURNS[tx.count("survey turn") % len(TURNS) - 1]
    begins = asking.soon(tx.now.astimezone(WIB))
    tx.ask(
        f"skm.n{turn[0]}",
        {
            "asal": (service, service),
            "lewat": (channel, channel),
            "ke": ("1", "1"),
            "sisa": (" ".join(map(str, turn)), ""),
        },
        after=begins,
        until=begins + UNTIL,
    )
