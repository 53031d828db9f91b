"""What the book of the hospital asks Python to do."""

from collections.abc import Mapping
from datetime import date

from kiosk import dates, identity, ticket
from kiosk.identity import Fault
from kiosk.services import callbacks
from kiosk.services.home import called
from kiosk.services.hospital import booking, quota, wording
from kiosk.services.hospital.booking import Already, Booking, Full, Request
from kiosk.services.hospital.clinics import clinics
from menus import Call, Item, Registry, Reject

registry = Registry()
FULL = "penuh"  # stands behind a day that had no place when it was chosen; another is asked for then


@registry.lister("rsu.poli")
def list_clinics(call: Call) -> list[Item]:
    """List the clinics in the order of the table."""
    return [
        Item(clinic.code, clinic.label(call.language), shown=clinic.shown(call.language))
        for clinic in clinics().all.values()
    ]


@registry.lister("rsu.hari")
def list_days(call: Call) -> list[Item]:
    """List the days ahead with the places left, the full ones too: a resident sees why a day is not there."""
    return [
        Item(
            f"{day.day} {FULL}" if day.left == 0 else str(day.day),
            wording.day_left(day, call.language),
            shown=dates.day(day.day, call.language),
        )
        for day in _days(call)
    ]


@registry.lister("rsu.hari_lain")
def list_other_days(call: Call) -> list[Item]:
    """List the days that can be had in place of a full one, with the time to come."""
    code = call.answers["poli"]
    return [
        Item(
            str(day.day),
            wording.day_from(day, clinics(), code, call.language),
            shown=dates.day(day.day, call.language),
        )
        for day in _days(call)
        if day.left != 0
    ]


@registry.flag("rsu.penuh")
def chose_a_full_day(call: Call) -> bool:
    """Whether the day was full when it was chosen; it stays so, or a review would change under the reader."""
    return call.answers.get("hari", "").endswith(FULL)


@registry.check("rsu.pasien")
def check_patient(call: Call, text: str) -> Item | Reject:
    """Take a BPJS number or a NIK."""
    found = identity.patient(text)
    if isinstance(found, Fault):
        return Reject(wording.fault(found, call.language))
    kind, number = found
    return Item(number, f"{kind.upper()} {number}")


@registry.check("rsu.rujukan")
def check_referral(call: Call, text: str) -> str | Reject:
    """Take the number of a referral letter."""
    found = identity.referral(text)
    return Reject(wording.fault(found, call.language)) if isinstance(found, Fault) else found


@registry.check("rsu.nomor")
def check_ticket(call: Call, text: str) -> str | Reject:
    """Take the number of a booking, as it is typed."""
    return ticket.read(text) or Reject()


@registry.action("rsu.daftar")
def book(call: Call) -> Mapping[str, str] | Reject:
    """Book, or say what stands in the way."""
    request = _request(call)
    made = booking.book(call.tx, request)
    if isinstance(made, Full):
        field = "ganti" if "ganti" in call.answers else "hari"
        return Reject(wording.full(clinics()[made.clinic], made.day, call.language), field)
    call.tx.receipt()
    if isinstance(made, Already):
        return _names(call, made.booking) | {"done": _how_it_stands(made)}
    if made.state == "booked":
        return _names(call, made) | {"done": "terdaftar"}
    callbacks.ask(call.tx, "rsu.belum_pasti", made.ticket)
    by = wording.deadline(call.now, clinics().answer_by, call.language)
    return _names(call, made) | {"done": "dicatat", "kapan": by}


@registry.action("rsu.inap")
def ask_for_a_bed(call: Call) -> Mapping[str, str]:
    """Have the hospital call: a bed needs a doctor's letter."""
    number = callbacks.ask(call.tx, "rsu.inap", phone=call.answers.get("telepon", ""))
    call.tx.receipt()
    kapan = callbacks.promise(call.now, clinics().calls, call.language)
    return {"nomor": number, "kapan": kapan, "telp": called(call)}


@registry.lister("rsu.antrean")
def list_bookings(call: Call) -> list[Item]:
    """List the bookings of this phone that lie ahead."""
    return [
        Item(one.ticket, wording.line(one, clinics(), call.language))
        for one in booking.mine(call.tx, call.now.date())
    ]


@registry.info("rsu.satu")
def tell_one(call: Call) -> str | Reject:
    """Tell how the chosen booking stands."""
    found = booking.find(call.tx, call.answers["antre"])
    return wording.status(found, clinics(), call.language) if found else Reject(screen="antrean")


@registry.action("rsu.batal")
def cancel(call: Call) -> Mapping[str, str]:
    """Cancel a booking of this phone and free its place."""
    number = call.answers["antre"]
    gone = booking.cancel(call.tx, number, call.now.date())
    call.tx.receipt()
    if gone is None:
        return {"done": "asing", "nomor": number}
    return _names(call, gone) | {"done": "batal"}


@registry.info("rsu.jadwal")
def tell_hours(call: Call) -> str:
    """Tell the days and hours of all clinics."""
    return wording.timetable(clinics(), call.language)


def _days(call: Call) -> list[quota.Places]:
    code = call.answers["poli"]
    return quota.standing(call.tx, code, clinics().days(code, call.now.date()))


def _request(call: Call) -> Request:
    answers = call.answers
    day = date.fromisoformat((answers.get("ganti") or answers["hari"]).partition(" ")[0])
    found = identity.patient(answers["pasien"])
    assert not isinstance(found, Fault)  # the check let it through
    kind, number = found
    if answers["bayar"] == "umum":
        return Request(answers["poli"], day, "umum", kind, number, "umum")
    match answers["rujukan"]:
        case "kontrol" | "belum" as visit:
            return Request(answers["poli"], day, "bpjs", kind, number, visit)
        case letter:
            return Request(answers["poli"], day, "bpjs", kind, number, "rujukan", letter)


def _names(call: Call, made: Booking) -> dict[str, str]:
    return wording.names(made, clinics(), call.language)


def _how_it_stands(already: Already) -> str:
    if not already.mine:
        return "nomor_lain"
    return "sudah" if already.booking.state == "booked" else "sudah_dicatat"
