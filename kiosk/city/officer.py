"""The officer of the made-up city: passes reports on, tells what agencies did, calls back who asked."""

import random
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk.cases import actions, records
from kiosk.services.reports.desk import SERVICE
from kiosk.services.reports.kinds import kinds
from kiosk.store.schema import call_back

if TYPE_CHECKING:
    from kiosk.cases.records import Case
    from kiosk.transaction import Tx

NAME = "sari"
DAY = 86_400.0
OTHERS = 0.05  # of the reports are somebody else's to answer
OPEN = (
    sa.select(call_back.c.id)
    .where(call_back.c.done_at.is_(None), call_back.c.at <= bindparam("before"))
    .order_by(call_back.c.at)
)
CALLED = sa.update(call_back).where(call_back.c.id == bindparam("which")).values(done_at=bindparam("now"))


def look(tx: "Tx", chance: random.Random, *, most: int = 3) -> int:
    """Do what an officer gets done in one sitting; gives how many cases and calls that was."""
    done = 0
    for case in records.waiting(tx, SERVICE, most=40):
        if done < most and _work(tx, case, chance):
            done += 1
    for row in tx.run(OPEN, before=tx.at - 1800):
        if done < most + 1:
            tx.run(CALLED, which=row.id, now=tx.at)
            done += 1
    return done


def _work(tx: "Tx", case: "Case", chance: random.Random) -> bool:
    kind, age = kinds().all.get(case.kind), tx.at - case.changed_at
    agency = (kind.agency if kind else "") or "Kelurahan"
    if case.state == "new" and age > 600:
        if chance.random() < OTHERS:
            actions.refuse(tx, case.ticket, NAME, chance.choice(sorted(kinds().others)))
        else:
            actions.forward(tx, case.ticket, NAME, agency)
        return True
    if case.state in ("taken", "forwarded") and age > _takes(case):
        words = sorted(kind.done) if kind else []
        actions.answer(tx, case.ticket, agency, chance.choice(words) if words else "sudah ditangani")
        return True
    return False


def _takes(case: "Case") -> float:
    """Give the seconds that the agency takes for this case: one agency is slower than the others."""
    days = 6.0 if case.kind == "lampu" else 2.0
    return DAY / 2 + random.Random(case.ticket).expovariate(1 / (days * DAY))  # noqa: S311 - a simulation
