"""Parts of long messages: kept here from the moment they come, so that the modem's few slots stay free."""

from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.store import schema

if TYPE_CHECKING:
    from kiosk.transaction import Tx

PATIENCE = 72 * 3600.0  # seconds until an incomplete message is given up
OPEN_SETS = 50  # incomplete messages of one sender; more of them is an attack or a fault

_in = schema.inbound_part.c
_COLUMNS = ("at", "via", "person", "reference", "total", "number", "digest", "octets")
ADD = (
    insert(schema.inbound_part)
    .values({name: bindparam(name) for name in _COLUMNS})
    .on_conflict_do_nothing(index_elements=["person", "digest"])
)
_same_message = sa.and_(
    _in.person == bindparam("who"),
    _in.reference == bindparam("ref"),
    _in.total == bindparam("of"),
    _in.joined == 0,
)
FIND = sa.select(_in.id, _in.number, _in.octets, _in.digest).where(_same_message).order_by(_in.number, _in.id)
JOINED = (
    sa.update(schema.inbound_part)
    .where(_same_message)
    .values(joined=1, octets=sa.literal(b"", sa.LargeBinary))
)
SETS = sa.select(sa.func.count(sa.distinct(_in.reference * 256 + _in.total))).where(
    _in.person == bindparam("who"), _in.joined == 0
)
STALE = sa.select(_in.octets, _in.via, _in.joined).where(_in.at < bindparam("before"))
DROP = sa.delete(schema.inbound_part).where(_in.at < bindparam("before"))
OLDEST = sa.select(sa.func.min(_in.at))


class Kept(NamedTuple):
    """A part as it lies here."""

    number: int
    octets: bytes
    digest: bytes


def add(
    tx: "Tx", who: str, octets: bytes, key: str, *, reference: int, total: int, number: int, via: str
) -> list[Kept] | None:
    """Keep a part; give all parts of its message while they are all here and not yet `joined`, else None.

    A part that came before changes nothing, also after its message was joined.
    """
    person = tx.blind(who)
    tx.run(
        ADD,
        at=tx.at,
        via=via,
        person=person,
        reference=reference,
        total=total,
        number=number,
        digest=tx.blind(key),
        octets=tx.seal_octets(octets),
    )
    found = {
        row.number: Kept(row.number, tx.open_octets(row.octets), row.digest)
        for row in tx.run(FIND, who=person, ref=reference, of=total)
    }
    return [found[place] for place in sorted(found)] if len(found) == total else None


def joined(tx: "Tx", who: str, *, reference: int, total: int) -> None:
    """Remember that a message was handed in; its texts are wiped, the digests stay for what comes twice."""
    tx.run(JOINED, who=tx.blind(who), ref=reference, of=total)


def crowded(tx: "Tx", who: str) -> bool:
    """Tell whether this sender has too many incomplete messages here."""
    return int(tx.run(SETS, who=tx.blind(who)).value()) >= OPEN_SETS


def give_up(tx: "Tx") -> list[tuple[bytes, str]]:
    """Drop what waited too long; give the octets and modem of parts whose message never became whole."""
    before = tx.at - PATIENCE
    stale = [(tx.open_octets(row.octets), row.via) for row in tx.run(STALE, before=before) if not row.joined]
    tx.run(DROP, before=before)
    return stale
