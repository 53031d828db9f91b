"""What is said to the hospital and what it answers: the names of the BPJS queue service, read strictly. PURE.

`sewaantrean` is ours: the kiosk tells for each doctor and day which numbers it has and how many more it
would like; the hospital takes back what the kiosk does not name and lends more. `urut` rises with each of
them, and an older one that comes late changes nothing. `ambilantrean` and `batalantrean` are those of the
service, with the number that was lent.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from kiosk.agency.strict import Strict
from kiosk.clock import WIB
from kiosk.dates import Hours
from kiosk.services.hospital.clinics import Clinics, Session

KINDS = {"rujukan": 1, "belum": 1, "kontrol": 3, "umum": 1}  # jeniskunjungan: 1 referral, 3 follow-up
QUEUE = re.compile(r"[A-Z0-9]{1,3}-?[0-9]{1,4}")
MOST = 500  # numbers of a session: more is nonsense
READ = Strict("Hubungi pengelola sistem RSU.")


class Lent(NamedTuple):
    """A queue number that the hospital lends."""

    number: int
    queue: str
    serves_at: float


class Loan(NamedTuple):
    """What the hospital says of a doctor's day: its places, those left, and what it lends until when."""

    clinic: str
    doctor: str
    day: date
    places: int
    left: int
    until: float
    lent: tuple[Lent, ...]


class Patient(NamedTuple):
    """What a booking tells the hospital of its patient."""

    code: str
    payer: str
    kind: str
    number: str
    phone: str
    visit: str
    referral: str


def loan_request(
    order: int, kiosk: str, rows: Iterable[tuple[Session, Iterable[int], int]], poli: Mapping[str, str]
) -> dict[str, Any]:
    """Write what the kiosk has and would like: for each session its numbers, and how many more."""
    return {
        "urut": order,
        "kios": kiosk,
        "jadwal": [
            {**_session(session, poli), "dipegang": sorted(held), "jumlah": more}
            for session, held, more in rows
        ],
    }


def take_request(session: Session, poli: Mapping[str, str], number: int, patient: Patient) -> dict[str, Any]:
    """Write who has a number that was lent."""
    return {
        **_session(session, poli),
        "kodebooking": patient.code,
        "jenispasien": "JKN" if patient.payer == "bpjs" else "NON JKN",
        "nomorkartu": patient.number if patient.kind == "bpjs" else "",
        "nik": patient.number if patient.kind == "nik" else "",
        "nohp": patient.phone,
        "pasienbaru": 0,
        "norm": "",
        "jeniskunjungan": KINDS[patient.visit],
        "nomorreferensi": patient.referral,
        "angkaantrean": number,
    }


def _session(session: Session, poli: Mapping[str, str]) -> dict[str, Any]:
    hours = session.hours
    return {
        "kodepoli": poli[session.clinic],
        "kodedokter": session.doctor,
        "tanggalperiksa": session.day.isoformat(),
        "jampraktek": f"{hours.opens:%H:%M}-{hours.closes:%H:%M}",
    }


def read_loans(answer: Mapping[str, Any], clinics: Clinics) -> list[Loan]:
    """Read what the hospital lends. Raises Nonsense: nothing of it can be believed then."""
    rows = answer.get("jadwal")
    if not isinstance(rows, list):
        raise READ.nonsense("jadwal")
    found = [_loan(row, clinics) for row in rows]
    if len({loan[:3] for loan in found}) != len(found):
        raise READ.nonsense("jadwal yang sama dua kali")
    return found


def read_taken(request: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """Make sure that the hospital gave the number that was asked for. Raises Nonsense."""
    if (answer.get("kodebooking"), answer.get("angkaantrean")) != (
        request["kodebooking"],
        request["angkaantrean"],
    ):
        raise READ.nonsense("nomor antrean yang lain")


def _loan(row: Any, clinics: Clinics) -> Loan:  # noqa: ANN401 - whatever came
    if not isinstance(row, dict):
        raise READ.nonsense("jadwal")
    clinic, doctor, day = clinics.of_poli(str(row.get("kodepoli"))), row.get("kodedokter"), _day(row)
    session = next((each for each in clinic.sessions(day) if each.doctor == doctor), None) if clinic else None
    lent = row.get("antrean")
    if session is None or not isinstance(lent, list) or len(lent) > MOST:
        raise READ.nonsense("poli, dokter, atau antrean")
    left = _whole(row, "sisakuotajkn") + _whole(row, "sisakuotanonjkn")
    places = _whole(row, "kuotajkn") + _whole(row, "kuotanonjkn")
    if left > places:
        raise READ.nonsense("sisa kuota yang lebih besar dari kuota")
    numbers = tuple(_lent(each, session) for each in lent)
    if len({one.number for one in numbers}) != len(numbers) or len(numbers) > places:
        raise READ.nonsense("nomor antrean dua kali")
    until = _whole(row, "berlaku") / 1000
    return Loan(session.clinic, session.doctor, day, places, left, until, numbers)


def _lent(each: Any, session: Session) -> Lent:  # noqa: ANN401
    if not isinstance(each, dict):
        raise READ.nonsense("antrean")
    number, queue = _whole(each, "angkaantrean"), each.get("nomorantrean")
    serves_at = _whole(each, "estimasidilayani") / 1000
    if number < 1 or not isinstance(queue, str) or not QUEUE.fullmatch(queue):
        raise READ.nonsense("nomorantrean")
    if not _within(serves_at, session.day, session.hours):
        raise READ.nonsense("estimasidilayani di luar jam praktek")
    return Lent(number, queue, serves_at)


def _within(at: float, day: date, hours: Hours) -> bool:
    try:
        when = datetime.fromtimestamp(at, UTC).astimezone(WIB)
    except (OverflowError, ValueError, OSError):
        return False
    return when.date() == day and hours.opens <= when.time() <= hours.closes


def _day(row: Mapping[str, Any]) -> date:
    found = READ.day(row.get("tanggalperiksa"), "tanggalperiksa")
    if found is None:
        raise READ.nonsense("tanggalperiksa")
    return found


def _whole(row: Mapping[str, Any], name: str) -> int:
    return READ.whole(row, name, 0, 10**14 - 1)
