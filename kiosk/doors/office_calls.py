"""Call-backs on the officer's page: who waits for a call and why, and who was called lately."""

from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, select

from kiosk import dates
from kiosk.doors.office_phones import opened
from kiosk.doors.office_templates import ROWS
from kiosk.services import callbacks
from kiosk.store.schema import call_back

if TYPE_CHECKING:
    from kiosk.transaction import Tx

ABOUT = {  # the first word of a request's reason
    "petugas": "Minta ditelepon petugas",
    "kios.modem": "Petugas minta bantuan: modem kios",
    "rsu.inap": "Rawat inap: minta ditelepon RSU",
    "rsu.belum_pasti": "Antrean RSU belum pasti: mintakan nomor antrean",
    "rsu.periksa": "RSU tidak menemukan data pasien: tanyakan kepada warga",
    "rsu.belum_dilaporkan": "Antrean belum sampai di RSU: sampaikan lewat telepon",
    "pbb.belum_dijawab": "Bapenda belum menjawab: tanyakan tagihannya, lalu telepon warga",
    "izin.belum_dijawab": "DPMPTSP belum menjawab: tanyakan izinnya, lalu telepon warga",
}

CALLED = (
    select(call_back)
    .where(call_back.c.done_at > bindparam("since"))
    .order_by(call_back.c.done_at.desc())
    .limit(ROWS)
)
CALLS = select(call_back).where(call_back.c.done_at.is_(None)).order_by(call_back.c.id).limit(ROWS)


class CallBack(NamedTuple):
    """Somebody waits for a call, or was called `at` that time."""

    at: str
    phone: str
    about: str
    ticket: str
    which: int


def calls(tx: "Tx") -> list[CallBack]:
    """List who waits for a call, the longest first."""
    return [_call(tx, row, row.at) for row in tx.run(CALLS)]


def called(tx: "Tx") -> list[CallBack]:
    """List who was called in the last day, the latest first."""
    since = tx.at - callbacks.UNDO.total_seconds()
    return [_call(tx, row, row.done_at) for row in tx.run(CALLED, since=since)]


def _call(tx: "Tx", row: Any, at: float) -> CallBack:  # noqa: ANN401 - a row of the table
    about, _, ticket = row.reason.partition(" ")
    return CallBack(dates.moment(at), opened(tx, row.number), ABOUT.get(about, about), ticket, row.id)
