"""Answers, counted: nothing else of them is ever written."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.clock import WIB
from kiosk.services.survey.schema import answers, asked, voiced

if TYPE_CHECKING:
    from kiosk.transaction import Tx

OFFICIAL, PULSE, AWARE = "official", "pulse", "aware"
HEARD = "S4"  # in place of an element: whether a visitor knew of a service
NUMBERED = "numbered"  # in place of an element: official ones that named the number of a transaction
WHO = ("umur", "kelamin", "pendidikan", "pekerjaan")  # what an official one asks of whoever answers
DAY = 86_400.0
PAUSE = 30 * DAY

_a = answers.c
KEYS = [column.name for column in answers.primary_key]
_add = insert(answers).values({name: bindparam(name) for name in KEYS} | {"times": 1})
ADD = _add.on_conflict_do_update(index_elements=KEYS, set_={"times": _a.times + 1})
_ask = insert(asked).values(person=bindparam("who"), at=bindparam("now"))
ASK = _ask.on_conflict_do_update(
    index_elements=["person"], set_={"at": _ask.excluded.at}, where=asked.c.at <= bindparam("before")
)
VOICE = (
    insert(voiced)
    .values(number=bindparam("number"), month=bindparam("month"))
    .on_conflict_do_nothing(index_elements=["number"])
)
SPOKEN = sa.select(sa.func.count()).where(voiced.c.number == bindparam("number"))
OLD_ASKED = sa.delete(asked).where(asked.c.at < bindparam("before"))
OLD_VOICED = sa.delete(voiced).where(voiced.c.month < bindparam("before"))


def add(tx: "Tx", kind: str, service: str, about: str, answer: str) -> None:
    """Count one answer."""
    tx.run(ADD, month=_month(tx), kind=kind, service=service, about=about, answer=answer)


def may_ask(tx: "Tx", person: bytes) -> bool:
    """Note that somebody is asked now; False when they were within 30 days."""
    return bool(tx.run(ASK, who=person, now=tx.at, before=tx.at - PAUSE).changed)


def voice(tx: "Tx", number: str) -> bool:
    """Give a number of a transaction its one voice; False when it has spoken."""
    return bool(tx.run(VOICE, number=_blind(tx, number), month=_month(tx)).changed)


def has_spoken(tx: "Tx", number: str) -> bool:
    """Tell whether a number of a transaction has spoken."""
    return bool(tx.run(SPOKEN, number=_blind(tx, number)).value())


def forget(tx: "Tx") -> None:
    """Forget who was asked when they may be asked again, and numbers that have spoken after a year."""
    tx.run(OLD_ASKED, before=tx.at - PAUSE)
    now = tx.now.astimezone(WIB)
    tx.run(OLD_VOICED, before=f"{now.year - 1}-{now:%m}")


def _blind(tx: "Tx", number: str) -> bytes:
    return tx.blind(f"survey {number}")


def _month(tx: "Tx") -> str:
    return f"{tx.now.astimezone(WIB):%Y-%m}"
