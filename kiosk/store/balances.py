"""What operators answered about the credit of each modem's card, and what was sent meanwhile."""

from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import bindparam

from kiosk import credit
from kiosk.clock import WIB
from kiosk.credit import DAY, Outlook, Reading
from kiosk.store import schema

if TYPE_CHECKING:
    from kiosk.store.engine import Connection
    from kiosk.transaction import Tx

USE_OF = 7 * DAY  # the use that a forecast is made from
KNOWN = 60  # answers that a price is learned from

_balance, _part = schema.balance.c, schema.outbox_part.c
ADD = sa.insert(schema.balance)
LAST = (
    sa.select(_balance.at, _balance.card)
    .where(_balance.via == bindparam("modem"))
    .order_by(_balance.at.desc(), _balance.id.desc())
    .limit(1)
)
OF_CARD = (
    sa.select(_balance.at, _balance.amount, _balance.expires, _balance.sent)
    .where(_balance.via == bindparam("modem"), _balance.card == bindparam("of_card"))
    .order_by(_balance.at.desc(), _balance.id.desc())
    .limit(KNOWN)
)
SENT = sa.select(sa.func.count().label("parts"), sa.func.min(_part.at).label("first")).where(
    _part.via == bindparam("modem"), _part.state == "sent", _part.at > bindparam("since")
)


def add(tx: "Tx", modem: str, card: str, amount: int | None, expires: date | None) -> None:
    """Keep what the operator answered about the *card* (ICCID) in a *modem* (IMEI)."""
    last = tx.run(LAST, modem=modem).first()
    tx.run(
        ADD,
        at=tx.at,
        via=modem,
        card=tx.blind(f"card {card}"),
        amount=amount,
        expires=expires and expires.isoformat(),
        sent=sent(tx, modem, last.at) if last else 0,
    )


def sent(tx: "Tx", modem: str, since: float) -> int:
    """Count the messages (parts) that *modem* has sent since then."""
    return int(tx.run(SENT, modem=modem, since=since)[0].parts)


def readings(reader: "Connection | Tx", modem: str, of_card: bytes | None = None) -> list[Reading]:
    """Give the answers about a card (blinded; without it, the last one) in *modem*, the newest first."""
    last = reader.run(LAST, modem=modem).first()
    if last is None:
        return []
    return [
        Reading(row.at, row.amount, date.fromisoformat(row.expires) if row.expires else None, row.sent)
        for row in reader.run(OF_CARD, modem=modem, of_card=of_card or last.card)
    ]


def a_day(reader: "Connection | Tx", modem: str, now: float) -> float:
    """Give the messages that *modem* sends in a day, from those of the last week."""
    row = reader.run(SENT, modem=modem, since=now - USE_OF)[0]
    return float(row.parts / max(1.0, (now - row.first) / DAY)) if row.parts else 0.0


def outlook(tx: "Tx", modem: str, card: str, tariff: float = 0.0) -> Outlook | None:
    """Tell how the card in *modem* stands; None while its operator never answered."""
    known = readings(tx, modem, tx.blind(f"card {card}"))
    if not known:
        return None
    return credit.outlook(known, a_day(tx, modem, tx.at), tx.now.astimezone(WIB).date(), tariff)
