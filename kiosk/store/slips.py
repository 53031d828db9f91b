"""The slips of the walk-up counter: written with the reply, printed once, or marked as a copy.

waiting -> printing -> printed. `printing` is committed before the first octet leaves: what is found in it
later, or whose printer stopped answering, is `unknown`. A printer that says why it did not finish leaves the
slip `waiting`. Whatever was handed over before is printed again as a copy (`Slip.copy`), an unknown one
once by itself; then it is `held` for the officer. What nobody fetched for half a day is `expired`.
"""

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk import ticket
from kiosk.store import remembered, schema

if TYPE_CHECKING:
    from kiosk.transaction import Tx

LIVES = 12 * 3600.0  # seconds that a slip may wait: nobody comes back for it the next day
TROUBLE = "printer trouble"  # what the kiosk remembers of why nothing is printed
BLIND, MOST = 2, 5  # times handed over: to a printer that does not tell what became of it, and at all
OPEN = ("waiting", "unknown")
NEWS = ("waiting", "unknown", "printing", "held")

_slip = schema.slip
_one = _slip.c.id == bindparam("which")
PUT = sa.insert(_slip)
NEXT = (
    sa.select(_slip).where(_slip.c.state.in_(OPEN)).order_by(_slip.c.id).limit(1)
)  # the oldest: whoever came first stands there longest
HAND = sa.update(_slip).where(_one).values(state="printing", handed=_slip.c.handed + 1, why="")
SETTLE = sa.update(_slip).where(_one).values(state=bindparam("state_"), why=bindparam("why_"))
ORPHAN = (
    sa.update(_slip)
    .where(_slip.c.state == "printing")
    .values(
        state=sa.case((_slip.c.handed < BLIND, "unknown"), else_="held"),
        why="kios berhenti saat mencetak",
    )
)
EXPIRE = (
    sa.update(_slip)
    .where(_slip.c.state.in_((*OPEN, "held")), _slip.c.at < bindparam("before"))
    .values(state="expired")
)
OF = sa.select(_slip.c.state, _slip.c.number, _slip.c.why).where(_slip.c.answers == bindparam("key"))
STANDING = sa.select(_slip).where(_slip.c.state.in_(NEWS)).order_by(_slip.c.id).limit(bindparam("most"))
AGAIN = (
    sa.update(_slip)
    .where(_slip.c.number == bindparam("number_"), _slip.c.state.in_(("held", "printed", "expired")))
    .values(state="waiting", at=bindparam("at_"), why="")
)

RELEASE = sa.update(_slip).where(_one, _slip.c.state == "held").values(state="waiting", why="")


class Slip(NamedTuple):
    """What is to be printed: the words of the receipt, what stands large, and whether it is a copy."""

    id: int
    at: float
    number: str
    large: str
    text: str
    language: str
    copy: bool
    handed: int


class Fate(NamedTuple):
    """What became of a slip, as the screen tells it: its state, its number, why it is not printed."""

    state: str
    number: str
    why: str


def put(tx: "Tx", key: bytes, text: str, language: str) -> None:
    """Write the slip of the inbound *key*: what was said, and its ticket number.

    It belongs to the number that the visitor gave, so that HAPUS finds it.
    """
    told = json.dumps({"text": text, "large": tx.large, "language": language}, ensure_ascii=False)
    person = tx.about(tx.reached).person if tx.reached else tx.person
    tx.run(PUT, at=tx.at, person=person, answers=key, number=ticket.first(text), text=tx.seal(told))
    tx.wake()


def waits(tx: "Tx") -> bool:
    """Whether there is one to be printed; what waited for too long is given up."""
    tx.run(EXPIRE, before=tx.at - LIVES)
    return tx.run(NEXT).first() is not None


def claim(tx: "Tx") -> Slip | None:
    """Take the oldest to be printed: it counts as handed over from the commit on."""
    row = tx.run(NEXT).first()
    if row is None:
        return None
    tx.run(HAND, which=row.id)
    return _read(tx, row)


def settle(tx: "Tx", slip: Slip, state: str, why: str = "") -> None:
    """Keep what became of a slip that was handed over: printed, waiting (it did not come out) or unknown."""
    tries = slip.handed + 1
    if (state == "unknown" and tries >= BLIND) or (state == "waiting" and tries >= MOST):
        state = "held"
    tx.run(SETTLE, which=slip.id, state_=state, why_=why)


def orphaned(tx: "Tx") -> int:
    """Count and mark what a process that is no more was printing."""
    return tx.run(ORPHAN).changed


def of(tx: "Tx", key: bytes) -> Fate | None:
    """Tell what became of the slip of the inbound *key*; None when there is none."""
    row = tx.run(OF, key=key).first()
    return None if row is None else Fate(row.state, row.number, row.why)


def standing(tx: "Tx", most: int) -> "list[Any]":
    """Give the rows that are not on paper yet, the oldest first."""
    return list(tx.run(STANDING, most=most))


def again(tx: "Tx", number: str) -> bool:
    """Have a slip printed again, as a copy if it was handed over; False when there is none to be had."""
    return bool(tx.run(AGAIN, number_=number, at_=tx.at).changed)


def release(tx: "Tx", which: int) -> bool:
    """Have a slip that is held printed after all, as a copy; False when it is held no more."""
    return bool(tx.run(RELEASE, which=which).changed)


def trouble(tx: "Tx") -> str:
    """Give why slips are not printed; "" while they are."""
    return remembered.read(tx, TROUBLE)


def tell(tx: "Tx", why: str) -> None:
    """Keep why slips are not printed, for the screen and for the officer's page."""
    remembered.write(tx, TROUBLE, why)


def _read(tx: "Tx", row: Any) -> Slip:  # noqa: ANN401 - a row of the table
    told = json.loads(tx.open(row.text))
    return Slip(
        row.id, row.at, row.number, told["large"], told["text"], told["language"], row.handed > 0, row.handed
    )
