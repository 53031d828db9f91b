"""Places of a clinic on a day: taken one by one, given back, never more than there are.

One UPDATE decides, and the table's CHECK stands behind it: whatever is interleaved, and wherever a program
dies, `taken` is the number of bookings that hold a place. Everything runs in the caller's transaction.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, exists, insert, literal, select, update

from kiosk.services.hospital.schema import plan, quota
from kiosk.transaction import Tx


class Places(NamedTuple):
    """How a day stands: `left` is None where the hospital has agreed to nothing."""

    day: date
    left: int | None
    places: int


_at = bindparam("at_clinic", type_=quota.c.clinic.type)
_on = bindparam("on_day", type_=quota.c.day.type)
_weekday = bindparam("on_weekday", type_=plan.c.weekday.type)
_places = bindparam("agreed", type_=plan.c.places.type)
_here = (quota.c.clinic == _at, quota.c.day == _on)

OPEN_DAY = insert(quota).from_select(
    ["clinic", "day", "places", "taken", "issued"],
    select(plan.c.clinic, _on, plan.c.places, literal(0), literal(0)).where(
        plan.c.clinic == _at, plan.c.weekday == _weekday, ~exists(quota.c.day).where(*_here)
    ),
)
TAKE = (
    update(quota)
    .where(*_here, quota.c.taken < quota.c.places)
    .values(taken=quota.c.taken + 1, issued=quota.c.issued + 1)
    .returning(quota.c.issued)
)
GIVE_BACK = update(quota).where(*_here, quota.c.taken > 0).values(taken=quota.c.taken - 1)
DAYS = select(quota.c.day, quota.c.places, quota.c.taken).where(
    quota.c.clinic == _at, quota.c.day >= bindparam("first_day"), quota.c.day <= bindparam("last_day")
)
WEEK = select(plan.c.weekday, plan.c.places).where(plan.c.clinic == _at)
AGREE = insert(plan).from_select(
    ["clinic", "weekday", "places"],
    select(_at, _weekday, _places).where(
        ~exists(plan.c.places).where(plan.c.clinic == _at, plan.c.weekday == _weekday)
    ),
)


def take(tx: Tx, clinic: str, day: date) -> int | None:
    """Take a place and give its queue number, counted from 1; None when the day is full or unknown."""
    tx.run(OPEN_DAY, at_clinic=clinic, on_day=day.isoformat(), on_weekday=day.weekday())
    number: int | None = tx.run(TAKE, at_clinic=clinic, on_day=day.isoformat()).value()
    return number


def give_back(tx: Tx, clinic: str, day: date) -> None:
    """Give back a place that was taken; its number is not given to anybody else."""
    tx.run(GIVE_BACK, at_clinic=clinic, on_day=day.isoformat())


def standing(tx: Tx, clinic: str, days: Sequence[date]) -> list[Places]:
    """Tell how many places are left on each of these days, in their order; writes nothing."""
    if not days:
        return []
    first, last = min(days).isoformat(), max(days).isoformat()
    begun = {row.day: row for row in tx.run(DAYS, at_clinic=clinic, first_day=first, last_day=last)}
    week = {row.weekday: row.places for row in tx.run(WEEK, at_clinic=clinic)}
    return [
        Places(day, row.places - row.taken, row.places)
        if (row := begun.get(day.isoformat()))
        else Places(day, week.get(day.weekday()), week.get(day.weekday(), 0))
        for day in days
    ]


def agree(tx: Tx, clinic: str, weekday: int, places: int) -> None:
    """Write down what the hospital gives on a weekday (0 is Monday), unless something is agreed already."""
    tx.run(AGREE, at_clinic=clinic, on_weekday=weekday, agreed=places)
