"""What books with mobile counters ask Python to do: whose kelurahan, and what is told of it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk import dates, places
from kiosk.services import counters
from kiosk.store.schema import person
from menus import Call, Registry

if TYPE_CHECKING:
    from kiosk.services.counters import Stop
    from kiosk.transaction import Tx

OWN = sa.select(person.c.village).where(person.c.person == bindparam("who"))
SKIPPED = "lewati"
registry = Registry()


@registry.flag("kios.kelurahan_belum_tahu")
def unknown(call: Call) -> bool:
    """Whether the resident must be asked where they live."""
    return call.tx is None or not own_village(call.tx)


def own_village(tx: "Tx") -> str:
    """Give the code of the kelurahan in which the resident said that they live; "" for none."""
    found = str(tx.run(OWN, who=tx.person).value() or "")
    return "" if found == SKIPPED else found


def tell(call: Call, service: str) -> Mapping[str, str]:
    """Tell the next counter of the resident's kelurahan: outcome `ada`, or `kosong`."""
    answers = call.answers
    village = answers.get("tinggal_mana") or answers.get("tinggal") or own_village(call.tx)
    stop = counters.next_stop(call.tx, village, service)
    if stop is None:
        return {"done": "kosong", "kelurahan": places.kelurahan(village).name}
    return {"done": "ada", **names(stop, call.language)}


def names(stop: "Stop", language: str) -> dict[str, str]:
    """Give what a text may say of a counter."""
    return {
        "kelurahan": stop.name,
        "hari": dates.day(stop.day, language),
        "jam": dates.hours(stop.hours, language),
    }
