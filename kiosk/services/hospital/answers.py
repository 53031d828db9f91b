"""What becomes of the hospital's answers; each function runs in a transaction of its own."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from kiosk import ticket
from kiosk.services import callbacks
from kiosk.services.hospital import booking, connector, exchange, news, places
from kiosk.services.hospital.clinics import clinics
from kiosk.services.hospital.exchange import CANCEL, LOAN, RSU, TAKE

if TYPE_CHECKING:
    from kiosk.services.hospital.connector import Loan
    from kiosk.transaction import Tx

CHECK, UNTOLD = "rsu.periksa", "rsu.belum_dilaporkan"  # call-backs
CAUSES = {  # what the hospital may find: words of its sentence -> what is told, in the languages of the book
    "rujukan": {"id": "nomor rujukan", "su": "nomer rujukan", "en": "the referral number"},
    "peserta": {"id": "kepesertaan BPJS", "su": "kapesertaan BPJS", "en": "the BPJS membership"},
    "kartu": {"id": "kepesertaan BPJS", "su": "kapesertaan BPJS", "en": "the BPJS membership"},
    "nik": {"id": "NIK", "su": "NIK", "en": "the NIK"},
}
DATA = {"id": "data pasien", "su": "data pasén", "en": "the patient's data"}


@RSU.done(LOAN)
def lent(tx: "Tx", request: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """Take places over: those who wait get them first, and who cannot have one is told."""
    order = answer.get("urut")
    if not isinstance(order, int) or isinstance(order, bool):
        raise connector.READ.nonsense("urut")
    if order > request["urut"]:
        exchange.caught_up(tx, order)
        exchange.loan(tx)
        return
    loans = connector.read_loans(answer, clinics())
    asked = {(row["kodepoli"], row["kodedokter"], row["tanggalperiksa"]): row for row in request["jadwal"]}
    for loan in loans:
        _allowed(loan, asked)
        places.lend(tx, loan)
    for clinic, day in dict.fromkeys((loan.clinic, loan.day) for loan in loans):
        booking.promote(tx, clinic, day)
        booking.full(tx, clinic, day)


def _allowed(loan: "Loan", asked: Mapping[tuple[str, str, str], Mapping[str, Any]]) -> None:
    """Refuse what nobody asked for: more than was wanted, or a number that is here already."""
    row = asked.get((clinics()[loan.clinic].poli, loan.doctor, loan.day.isoformat()))
    numbers = {each.number for each in loan.lent}
    if row is None or len(numbers) > row["jumlah"] or numbers & set(row["dipegang"]):
        raise connector.READ.nonsense("antrean yang tidak diminta")


@RSU.done(TAKE)
def taken(tx: "Tx", request: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """Note that the hospital knows of a booking."""
    connector.read_taken(request, answer)
    booking.confirmed(tx, _ticket(request))


@RSU.refused(TAKE)
def found_fault(tx: "Tx", request: Mapping[str, Any], why: str) -> None:
    """Tell the resident what the hospital did not find, while there is time; the place stays theirs."""
    made = booking.look_up(tx, _ticket(request))
    if made is None or made.state != "booked" or made.code != request["kodebooking"]:
        return
    words = why.lower()
    cause = next((told for word, told in CAUSES.items() if word in words), DATA)
    phone = request["nohp"]
    callbacks.ask(tx.about(phone) if phone else tx, CHECK, made.ticket)
    if phone:
        news.tell(tx, made, tx.seal(phone), "kabar_periksa", {"sebab": cause})


@RSU.missed(TAKE)
def untold(tx: "Tx", request: Mapping[str, Any], why: str) -> None:
    """Have an officer tell the hospital of a booking that no line carried there in time."""
    callbacks.ask(tx.about(request["nohp"]), UNTOLD, _ticket(request))


@RSU.done(CANCEL)
def gone(tx: "Tx", request: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """Nothing follows: the place was given back when it was cancelled."""


def _ticket(request: Mapping[str, Any]) -> str:
    return ticket.read(str(request["kodebooking"]).partition("-")[0]) or ""
