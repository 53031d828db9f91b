"""What the kiosk wants to know of a phone, once, after the first thing that it got done: A7 and A8.

Both can be skipped; the answers say which of the ways to residents work, and where.
"""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk import places
from kiosk.cases.actions import AWAKE
from kiosk.clock import WIB
from kiosk.places import Found, Which
from kiosk.store import people
from kiosk.store.schema import person
from menus import SMS, Call, Item, Registry, Reject

if TYPE_CHECKING:
    from kiosk.transaction import Tx

SKIPPED = "lewati"
WITHOUT = "tanpa"  # in place of a phone: a visitor of the counter has none
SCREEN = "kios.dari"
_mine = person.c.person == bindparam("who")
KNOWN = sa.select(person.c.source, person.c.village).where(_mine)
SOURCE = sa.update(person).where(_mine).values(source=bindparam("source_"))
VILLAGE = sa.update(person).where(_mine).values(village=bindparam("village_"))
registry = Registry()


def known(tx: "Tx") -> "Tx":
    """Remember the resident of *tx*, who was named by a visitor; gives *tx*."""
    people.meet(tx)
    return tx


def reporter(tx: "Tx") -> "Tx":
    """Give the transaction as that of who asks or reports: a visitor who typed a number is its owner."""
    return known(tx.about(tx.reached)) if tx.reached else tx


def after_success(tx: "Tx") -> None:
    """Ask how the resident heard of the number, unless they were asked before; a visitor has no phone.

    It never comes on the heels of the success, nor at night.
    """
    found = tx.run(KNOWN, who=tx.person).first() if tx.number else None
    if found is not None and found.source is None:
        tx.ask(
            SCREEN, {"sejak": ("", "")}, once=f"dari {tx.person.hex()}", after=soon(tx.now.astimezone(WIB))
        )


def soon(now: datetime) -> float:
    """Give the end of the next quiet half hour of a day.

    >>> from datetime import UTC
    >>> datetime.fromtimestamp(soon(datetime(2026, 11, 24, 22, tzinfo=WIB)), UTC).astimezone(WIB).isoformat()
    '2026-11-25T07:30:00+07:00'
    """
    quiet = timedelta(seconds=SMS.quiet)
    opens, closes = (
        datetime.combine(now.date(), time(hour), now.tzinfo) for hour in (AWAKE.start, AWAKE.stop)
    )
    if now < opens:
        now = opens
    elif now + quiet >= closes:
        now = opens + timedelta(days=1)
    return (now + quiet).timestamp()


@registry.action("kios.sumber")
def keep_source(call: Call) -> dict[str, str]:
    """Keep where they heard of it; where they live is asked next, if it is not known."""
    call.tx.run(SOURCE, who=call.tx.person, source_=call.answers["sumber"])
    found = call.tx.run(KNOWN, who=call.tx.person).first()
    return {} if found is None or found.village is not None else {"screen": "tinggal"}


@registry.action("kios.tinggal")
def keep_village(call: Call) -> None:
    """Keep where they live."""
    call.tx.run(VILLAGE, who=call.tx.person, village_=_code(call))


@registry.check("kios.kelurahan")
def check_village(call: Call, text: str) -> Item | Reject:
    """Take a kelurahan, or a name that several may have."""
    found = places.find(text)
    if isinstance(found, Found):
        return Item(found.kelurahan.code, found.kelurahan.name)
    if isinstance(found, Which):
        return Item(text, places.named(found.said))
    return Reject()


@registry.flag("kios.kelurahan_belum_pasti")
def uncertain(call: Call) -> bool:
    """Whether several kelurahan may be meant."""
    return isinstance(places.find(call.answers.get("tinggal", "")), Which)


@registry.lister("kios.kelurahan_mana")
def which(call: Call) -> list[Item]:
    """List those that may be meant."""
    found = places.find(call.answers.get("tinggal", ""))
    return [Item(one.code, one.name) for one in found.among] if isinstance(found, Which) else []


def _code(call: Call) -> str:
    return call.answers.get("tinggal_mana") or call.answers["tinggal"]
