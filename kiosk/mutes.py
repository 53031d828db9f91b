"""Pranks: one officer mutes a number for a day, a second one looks at it. A plea for help is always answered.

A muted number gets no SMS for its own SMS and calls; the doors that cost nothing stay open to it.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk.errors import KioskError
from kiosk.guard import e164
from kiosk.store import journal, people, schema

if TYPE_CHECKING:
    from kiosk.transaction import Tx

HOUR = 3600.0
DAY = 24  # hours, unless told
LONGEST = 30 * 24  # hours; then somebody decides anew

_mute = schema.mute.c
MUTED = sa.select(_mute.id).where(_mute.person == bindparam("who"), people.MUTED).limit(1)
MUTE = sa.insert(schema.mute)
STANDING = sa.select(schema.mute).where(people.MUTED).order_by(_mute.id)
ONE = sa.select(schema.mute).where(_mute.id == bindparam("which"))
REVIEW = (
    sa.update(schema.mute)
    .where(_mute.id == bindparam("which"))
    .values(reviewed_at=bindparam("now"), reviewed_by=bindparam("by_"), upheld=bindparam("upheld_"))
)


class Mute(NamedTuple):
    """A number that is not answered `until` then; `reviewed_by` is "" while nobody has looked at it."""

    id: int
    number: str
    at: float
    until: float
    muted_by: str
    reason: str
    reviewed_by: str


def muted(tx: "Tx") -> bool:
    """Whether the number of this transaction is muted now."""
    return bool(tx.run(MUTED, who=tx.person, now=tx.at))


def mute(tx: "Tx", number: str, *, by: str, reason: str, hours: float = DAY) -> int:
    """Mute *number* for some hours; gives the row for `review`.

    Raises KioskError: no name, no reason, too long, or it is muted already.
    """
    mine = tx.about(e164(number))
    if not _name(by) or not reason.strip():
        raise KioskError("Membisukan nomor perlu nama petugas dan alasan.", "Isi keduanya.")
    if not 0 < hours <= LONGEST:
        raise KioskError(f"Lama bisu {hours:g} jam tidak bisa.", f"Pilih 1 sampai {LONGEST} jam.")
    if muted(mine):
        raise KioskError("Nomor itu sudah dibisukan.", "Tunggu sampai selesai, atau akhiri dahulu.")
    row = mine.run(
        MUTE,
        at=mine.at,
        person=mine.person,
        number=mine.seal(mine.number),
        until=mine.at + hours * HOUR,
        muted_by=_name(by),
        reason=reason.strip(),
    )
    journal.note(mine, "", "", "muted")
    return int(row.inserted or 0)


def review(tx: "Tx", which: int, *, by: str, uphold: bool) -> None:
    """Note what a second officer thinks of a mute: it stays, or ends now.

    Raises KioskError: there is none, it was looked at already, or *by* is who muted it.
    """
    found = tx.run(ONE, which=which).first()
    if found is None:
        raise KioskError("Bisu itu tidak ada.", "Muat ulang halaman petugas.")
    if found.reviewed_by:
        raise KioskError(f"Bisu itu sudah diperiksa {found.reviewed_by}.", "Muat ulang halaman petugas.")
    if not _name(by) or _name(by).casefold() == found.muted_by.casefold():
        raise KioskError("Yang memeriksa harus petugas lain.", f"Minta petugas selain {found.muted_by}.")
    tx.run(REVIEW, which=which, now=tx.at, by_=_name(by), upheld_=int(uphold))
    journal.note(tx, "", "", "mute upheld" if uphold else "mute ended", person=found.person, channel="sms")


def standing(tx: "Tx") -> list[Mute]:
    """List who is muted now, the oldest first."""
    return [_read(tx, row) for row in tx.run(STANDING, now=tx.at)]


def _read(tx: "Tx", row: Any) -> Mute:  # noqa: ANN401 - a row of the table
    number = tx.open(row.number)
    return Mute(row.id, number, row.at, row.until, row.muted_by, row.reason, row.reviewed_by or "")


def _name(text: str) -> str:
    return " ".join(text.split())
