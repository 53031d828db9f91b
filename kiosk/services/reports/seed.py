"""A handful of reports for a demo, in every stage; nobody is written to for them."""

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk import ticket
from kiosk.cases import records
from kiosk.cases.deadlines import due
from kiosk.cases.schema import case
from kiosk.clock import WIB
from kiosk.services.reports.desk import SERVICE

if TYPE_CHECKING:
    from kiosk.transaction import Tx

SERIALS = 99_001  # far above those that a demo will draw
THERE = sa.select(sa.func.count()).where(case.c.ticket == bindparam("number"))
WHEN = (
    sa.update(case)
    .where(case.c.ticket == bindparam("number"))
    .values(at=bindparam("at_"), changed_at=bindparam("changed"))
)


class Sown(NamedTuple):
    """A report of some days ago."""

    kind: str
    place: str
    where: str
    story: str
    days: int
    state: str = "new"
    agency: str = ""
    followers: int = 0


STORY = "lubang besar, sudah dua motor jatuh"
REPORTS = (
    Sown("jalan", "36.74.06.1008", "Jl. Pajajaran depan apotek", STORY, 4, "forwarded", "Dinas PU", 2),
    Sown("sampah", "36.74.03.1005", "Pasar Ceger", "sampah menumpuk tiga hari", 1),
    Sown("lampu", "36.74.05.1006", "Gg. Kemuning RT 03/RW 02", "lampu mati, gelap sekali", 2, "taken"),
    Sown("banjir", "36.74.04.1006", "Jl. Raya Jombang dekat rel", "got mampet", 6, "solved", "Dinas PU", 1),
    Sown("parkir", "36.74.01.1004", "depan stasiun", "parkir di trotoar", 0),
)


def seed(tx: "Tx") -> None:
    """Sow them; those that are there stay as they are."""
    for place, one in enumerate(REPORTS):
        number = ticket.write("38", SERIALS + place)
        if not tx.run(THERE, number=number).value():
            _sow(tx, one, number, place)


def _sow(tx: "Tx", one: Sown, number: str, place: int) -> None:
    began = tx.now - timedelta(days=one.days)
    found = records.open_case(
        tx.about(f"+62812999900{place}1"),
        SERVICE,
        kind=one.kind,
        place=one.place,
        details={"tempat": one.where, "cerita": one.story},
        due=due(began.astimezone(WIB).date(), "new", closed=tx.closed),
        secret=bool(place % 2),
        ticket=number,
    )
    for follower in range(one.followers):
        records.join(tx.about(f"+62812999900{place}{follower + 2}"), number)
    if one.state != "new":
        event = {"forwarded": "forward", "taken": "take", "solved": "answer"}[one.state]
        day = due(tx.now.astimezone(WIB).date(), event, closed=tx.closed)
        records.change(tx, found, state=one.state, agency=one.agency, due=day)
        records.note(tx, number, "sari", event, one.state)
    tx.run(WHEN, number=number, at_=began.timestamp(), changed=min(began.timestamp() + 86_400, tx.at))
