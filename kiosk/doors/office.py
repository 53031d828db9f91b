"""What the officer's first page tells: call-backs, reports, bookings, outbox, modem. It only reads."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, select

from kiosk import dates
from kiosk.agency import errands
from kiosk.clock import WIB
from kiosk.doors import office_numbers, office_ratings, office_slips
from kiosk.doors.lights import Light, lights
from kiosk.doors.office_inquiries import inquiries
from kiosk.doors.office_reports import reports
from kiosk.errors import Unsealable
from kiosk.identity import masked
from kiosk.services import callbacks
from kiosk.services.hospital.clinics import clinics
from kiosk.services.hospital.schema import booking
from kiosk.store.schema import call_back, outbox

if TYPE_CHECKING:
    from jinja2 import Template

    from kiosk.core import Kiosk
    from kiosk.transaction import Tx

PAGE = Path(__file__).with_name("page")
MOBILE_DIGITS = 9  # shorter numbers are not grouped
SHOWN = 50  # rows of a list; an officer works from the top
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
OLD_MENU = "Menu yang diubah belum dipakai; menu sebelumnya tetap melayani"
KINDS = {
    "screen": "balasan",
    "receipt": "bukti",
    "question": "pertanyaan",
    "status": "kabar",
    "follow": "kabar yang diikuti",
    "info": "info",
}
LATELY = 7 * 86_400.0
BOOKED = {
    "booked": "TERDAFTAR",
    "pending": "BELUM PASTI",
    "waiting": "daftar tunggu",
    "cancelled": "batal",
    "closed": "sudah lewat",
    "missed": "tidak ada tempat",
}

CALLED = (
    select(call_back)
    .where(call_back.c.done_at > bindparam("since"))
    .order_by(call_back.c.done_at.desc())
    .limit(SHOWN)
)
CALLS = select(call_back).where(call_back.c.done_at.is_(None)).order_by(call_back.c.id).limit(SHOWN)
BOOKINGS = (
    select(booking)
    .where(booking.c.day >= bindparam("today"))
    .order_by(booking.c.day, booking.c.number)
    .limit(SHOWN)
)
UNSENT = (  # menus that came too late are nobody's loss
    select(outbox.c.at, outbox.c.recipient, outbox.c.kind, outbox.c.state, outbox.c.error)
    .where(
        outbox.c.state.in_(("failed", "expired", "unknown")),
        outbox.c.kind.not_in(("screen", "info")),
        outbox.c.at > bindparam("since"),
    )
    .order_by(outbox.c.id.desc())
    .limit(SHOWN)
)


class CallBack(NamedTuple):
    """Somebody waits for a call, or was called `at` that time."""

    at: str
    phone: str
    about: str
    ticket: str
    which: int


class Count(NamedTuple):
    """How many messages are in a state, and what that means."""

    name: str
    rows: int
    meaning: str


class Booked(NamedTuple):
    """A booking as an officer may see it."""

    ticket: str
    clinic: str
    day: str
    queue: str
    state: str
    patient: str


def page(kiosk: "Kiosk", officer: str = "", problem: str = "") -> str:
    """Write the page, as of now, for *officer*; *problem* is why what they did was not done.

    Raises StoreError.
    """
    now = kiosk.clock().astimezone(WIB)
    state = kiosk.health()
    return template("office.html").render(
        now=dates.stamp(now),
        officer=officer,
        problem=problem,
        calls=kiosk.write(calls),
        called=kiosk.write(called),
        inquiries=kiosk.write(inquiries),
        bookings=kiosk.write(bookings),
        reports=kiosk.write(reports),
        outbox=[
            Count(name, state.outbox[key], MEANINGS.get(key, ""))
            for key, name in STATES.items()
            if key in state.outbox
        ],
        lights=[
            *lights(state.modems),
            *kiosk.write(agencies),
            *kiosk.write(office_slips.lights),
            *([Light("attend", OLD_MENU, state.menus.problem)] if state.menus.problem else []),
        ],
        unsent=kiosk.write(unsent),
        slips=kiosk.write(office_slips.waiting),
        ratings=kiosk.write(office_ratings.ratings),
        unmet=kiosk.write(office_ratings.unmet),
        flags=kiosk.write(office_numbers.flagged),
        mutes=kiosk.write(office_numbers.muted),
    )


def agencies(tx: "Tx") -> list[Light]:
    """Tell how each agency answers, and how much waits for it."""
    return [_agency(line) for line in errands.lines(tx)]


def _agency(line: errands.Line) -> Light:
    service = errands.SERVICES.get(line.service)
    name = service.name if service else line.service
    waits = f" {line.waiting} permintaan menunggu, tidak ada yang hilang." if line.waiting else ""
    if line.failing_since is not None:
        since = dates.moment(line.failing_since)
        title = f"{name} tidak menjawab" if line.attempts else f"Jawaban {name} tidak bisa dipakai"
        return Light("attend", title, f"sejak {since}. {line.problem}{waits}")
    heard = dates.moment(line.heard_at or 0.0)
    return Light("good", f"{name} tersambung", f"data {heard}.{waits}")


def spoken(number: str) -> str:
    """Write a number as people dial it.

    >>> spoken("+6281211110001"), spoken("021500")
    ('0812-1111-0001', '021500')
    """
    national = f"0{number[3:]}" if number.startswith("+62") else number
    if len(national) < MOBILE_DIGITS:
        return national
    return f"{national[:4]}-{national[4:8]}-{national[8:]}"


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
            _opened(tx, row.recipient),
            KINDS.get(row.kind, row.kind),
            STATES[row.state],
            row.error or "",
        )
        for row in tx.run(UNSENT, since=tx.at - LATELY)
    ]


def _opened(tx: "Tx", sealed: bytes) -> str:
    try:
        return tx.open(sealed)
    except Unsealable:
        return "?"


def calls(tx: "Tx") -> list[CallBack]:
    """List who waits for a call, the longest first."""
    return [_call(tx, row, row.at) for row in tx.run(CALLS)]


def called(tx: "Tx") -> list[CallBack]:
    """List who was called in the last day, the latest first."""
    since = tx.at - callbacks.UNDO.total_seconds()
    return [_call(tx, row, row.done_at) for row in tx.run(CALLED, since=since)]


def _call(tx: "Tx", row: Any, at: float) -> CallBack:  # noqa: ANN401 - a row of the table
    about, _, ticket = row.reason.partition(" ")
    return CallBack(dates.moment(at), _opened(tx, row.number), ABOUT.get(about, about), ticket, row.id)


def bookings(tx: "Tx") -> list[Booked]:
    """List the bookings of today and later, the patient's number masked."""
    today = tx.now.astimezone(WIB).date().isoformat()
    return [_booked(tx, row) for row in tx.run(BOOKINGS, today=today)]


def _booked(tx: "Tx", row: Any) -> Booked:  # noqa: ANN401 - a row of the table
    known = clinics().all.get(row.clinic)
    number = tx.open(row.identity) if row.identity else ""
    return Booked(
        row.ticket,
        known.label("id") if known else row.clinic,
        dates.day(date.fromisoformat(row.day)),
        row.queue or (known.queue(row.number) if known and row.number is not None else ""),
        BOOKED.get(row.state, row.state),
        masked(row.kind.upper(), number) if number else "dihapus",
    )


@cache
def template(name: str) -> "Template":
    """Give a page's template."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined)
    pages.filters["spoken"] = spoken
    return pages.get_template(name)
