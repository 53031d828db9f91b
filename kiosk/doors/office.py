"""What the officer's first page tells: call-backs, bookings, outbox, modem. It only reads."""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import bindparam, select

from kiosk import dates
from kiosk.clock import WIB
from kiosk.health import WEAK_DBM, ModemState
from kiosk.identity import masked
from kiosk.services.hospital.clinics import clinics
from kiosk.services.hospital.schema import booking
from kiosk.store.schema import call_back

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
NO_MODEM = "Kios ini tidak melayani SMS dan misscall. Tulis port modem di kiosk.toml: [modem] port."
OLD_MENU = "Menu yang diubah belum dipakai; menu sebelumnya tetap melayani"
BOOKED = {"booked": "TERDAFTAR", "pending": "BELUM PASTI", "cancelled": "batal"}

CALLS = select(call_back).where(call_back.c.done_at.is_(None)).order_by(call_back.c.id).limit(SHOWN)
BOOKINGS = (
    select(booking)
    .where(booking.c.day >= bindparam("today"))
    .order_by(booking.c.day, booking.c.number)
    .limit(SHOWN)
)


class CallBack(NamedTuple):
    """Somebody waits for a call."""

    at: str
    phone: str
    about: str
    ticket: str


class Light(NamedTuple):
    """How a modem is: `level` is good, attend or broken, told by a sign and in words, too."""

    level: str
    sign: str
    title: str
    detail: str


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


def page(kiosk: "Kiosk") -> str:
    """Write the page, as of now. Raises StoreError."""
    now = kiosk.clock().astimezone(WIB)
    state = kiosk.health()
    return _template().render(
        now=dates.stamp(now),
        calls=kiosk.write(calls),
        bookings=kiosk.write(bookings),
        outbox=[
            Count(name, state.outbox[key], MEANINGS.get(key, ""))
            for key, name in STATES.items()
            if key in state.outbox
        ],
        lights=[
            *(
                [light(modem) for modem in state.modems.values()]
                or [Light("attend", "!", "Tidak ada modem.", NO_MODEM)]
            ),
            *([Light("attend", "!", OLD_MENU, state.menus.problem)] if state.menus.problem else []),
        ],
    )


def light(modem: ModemState) -> Light:
    """Tell how a modem is in the officer's words.

    >>> light(ModemState("ready", 0, signal=-71, operator="Telkomsel"))[2:]
    ('Modem siap', 'sejak 01/01 07.00, Telkomsel, sinyal baik.')
    """
    since = f"sejak {dates.stamp(datetime.fromtimestamp(modem.since, WIB))}"
    if modem.state == "missing":
        return Light(
            "broken", "✗", "SMS tidak dilayani", f"{since}. {modem.why} SMS menunggu, tidak ada yang hilang."
        )
    if modem.state == "paused":
        return Light(
            "attend",
            "!",
            "SMS berhenti sementara",
            f"{since}. {modem.why} SMS menunggu, tidak ada yang hilang.",
        )
    if modem.registered is False:
        return Light(
            "attend", "!", "Modem belum mendapat jaringan", f"{since}. Pindahkan antena ke dekat jendela."
        )
    known = [since, *([modem.operator] if modem.operator else [])]
    if modem.signal is not None:
        known.append(
            "sinyal lemah, pindahkan antena ke dekat jendela" if modem.signal < WEAK_DBM else "sinyal baik"
        )
    return Light("good", "✓", "Modem siap", ", ".join(known) + ".")


def spoken(number: str) -> str:
    """Write a number as people dial it.

    >>> spoken("+6281211110001"), spoken("021500")
    ('0812-1111-0001', '021500')
    """
    national = f"0{number[3:]}" if number.startswith("+62") else number
    if len(national) < MOBILE_DIGITS:
        return national
    return f"{national[:4]}-{national[4:8]}-{national[8:]}"


def calls(tx: "Tx") -> list[CallBack]:
    """List who waits for a call, the longest first."""
    found = []
    for row in tx.run(CALLS):
        about, _, ticket = row.reason.partition(" ")
        at = dates.stamp(datetime.fromtimestamp(row.at, WIB))
        found.append(CallBack(at, tx.open(row.number), ABOUT.get(about, about), ticket))
    return found


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
        known.queue(row.number) if known and row.number is not None else "",
        BOOKED.get(row.state, row.state),
        masked(row.kind.upper(), number) if number else "dihapus",
    )


@cache
def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    pages = Environment(loader=FileSystemLoader(PAGE), autoescape=True, undefined=StrictUndefined)
    pages.filters["spoken"] = spoken
    return pages.get_template("office.html")
