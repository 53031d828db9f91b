"""Messages on the officer's page: how many are in which state, and what did not go out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import bindparam, select

from kiosk import dates
from kiosk.doors.office_phones import opened
from kiosk.doors.office_templates import ROWS
from kiosk.store.schema import outbox

if TYPE_CHECKING:
    from kiosk.transaction import Tx

STATES = {
    "queued": "menunggu",
    "sent": "terkirim",
    "failed": "gagal",
    "unknown": "mungkin terkirim",
    "expired": "kedaluwarsa",
}
MEANINGS = {  # what the officer has to know of a state
    "queued": "dikirim sendiri oleh kios, begitu modem dan jaringan siap",
    "failed": "nomornya salah atau ditolak operator; tidak dikirim lagi",
    "unknown": "modem berhenti menjawab saat mengirim; menu tidak dikirim lagi, bukti pendaftaran satu kali",
    "expired": "terlalu lama menunggu, sudah tidak berguna bagi warga",
}
KINDS = {
    "screen": "balasan",
    "receipt": "bukti",
    "question": "pertanyaan",
    "status": "kabar",
    "follow": "kabar yang diikuti",
    "info": "info",
}
LATELY = 7 * 86_400.0

UNSENT = (  # menus that came too late are nobody's loss
    select(outbox.c.at, outbox.c.recipient, outbox.c.kind, outbox.c.state, outbox.c.error)
    .where(
        outbox.c.state.in_(("failed", "expired", "unknown")),
        outbox.c.kind.not_in(("screen", "info")),
        outbox.c.at > bindparam("since"),
    )
    .order_by(outbox.c.id.desc())
    .limit(ROWS)
)


class Count(NamedTuple):
    """How many messages are in a state, and what that means."""

    name: str
    rows: int
    meaning: str


class Unsent(NamedTuple):
    """A message that somebody counted on and that did not go out, or may not have."""

    at: str
    phone: str
    kind: str
    state: str
    why: str


def unsent(tx: "Tx") -> list[Unsent]:
    """List what did not go out in the last week, the latest first."""
    return [
        Unsent(
            dates.moment(row.at),
            opened(tx, row.recipient),
            KINDS.get(row.kind, row.kind),
            STATES[row.state],
            row.error or "",
        )
        for row in tx.run(UNSENT, since=tx.at - LATELY)
    ]


def counts(outbox: Mapping[str, int]) -> list[Count]:
    """Tell the counts by state, as `Kiosk.health` has them, in the officer's words."""
    return [Count(name, outbox[key], MEANINGS.get(key, "")) for key, name in STATES.items() if key in outbox]
