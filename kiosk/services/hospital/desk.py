"""What the book of the hospital asks Python to do."""

from collections.abc import Mapping
from datetime import date

from kiosk import dates, identity, ticket
from kiosk.identity import Fault
from kiosk.services import callbacks
from kiosk.services.home import called
from kiosk.services.hospital import booking, news, places, wording
from kiosk.services.hospital.clinics import clinics
from kiosk.services.hospital.places import Standing
from kiosk.services.hospital.values import Already, Booking, Full, Nameless, Request
from menus import Call, Item, Registry, Reject

registry = Registry()
FULL = "penuh"  # stands behind a day that had no place when it was chosen; another is asked for then
ASK = "tanya"  # stands behind a day of which no place was certain then
WAIT = "tunggu"  # in place of another day
ANYBODY = {"id": "Siapa saja", "su": "Saha waé", "en": "Any doctor"}
WAITS = {"id": "Daftar tunggu", "su": "Daptar antosan", "en": "Waiting list"}
OTHER_DAYS = 2  # that are offered in place of a full one


@registry.lister("rsu.poli")
def list_clinics(call: Call) -> list[Item]:
    """List the clinics in the order of the table."""
    return [
        Item(clinic.code, clinic.label(call.language), shown=clinic.shown(call.language))
        for clinic in clinics().all.values()
    ]


@registry.flag("rsu.banyak_dokter")
def has_doctors(call: Call) -> bool:
    """Whether there is a doctor to choose."""
    return len(clinics()[call.answers["poli"]].doctors) > 1 if "poli" in call.answers else False


@registry.lister("rsu.dokter")
def list_doctors(call: Call) -> list[Item]:
    """List the doctors of the clinic, after whoever is there."""
    return [
        Item("-", ANYBODY[call.language]),
        *(Item(each.code, each.name) for each in clinics()[call.answers["poli"]].doctors),
    ]


@registry.lister("rsu.hari")
def list_days(call: Call) -> list[Item]:
    """List the days ahead with the places left, the full ones too: a resident sees why a day is not there."""
    return [
        Item(
            str(day.day) if day.sure else f"{day.day} {FULL if day.full else ASK}",
            wording.day_left(day, call.language),
            shown=dates.day(day.day, call.language),
        )
        for day in _days(call)
    ]


@registry.info("rsu.data")
def tell_age(call: Call) -> Mapping[str, str]:
    """Tell of when the figures are, if they are not of now."""
    oldest = [day.data_at for day in _days(call) if day.data_at is not None]
    before = call.tx.at - clinics().fresh.total_seconds()
    return {"data": wording.data_of(min(oldest), call.language) if oldest and min(oldest) < before else ""}


@registry.lister("rsu.hari_lain")
def list_other_days(call: Call) -> list[Item]:
    """List the next days that can be had in place of a full one, and the waiting list."""
    clinic = clinics()[call.answers["poli"]]
    open_days = [
        Item(
            str(day.day),
            wording.day_from(day, clinic, clinics(), call.language),
            shown=dates.day(day.day, call.language),
        )
        for day in _days(call)
        if not day.full
    ]
    return [*open_days[:OTHER_DAYS], Item(WAIT, WAITS[call.language], code=OTHER_DAYS + 1)]


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
    """Take the number of a referral letter; without a digit it is said that there is none."""
    if not any(letter.isdigit() for letter in text):
        return Reject(wording.no_referral(call.language))
    found = identity.referral(text)
    return Reject(wording.fault(found, call.language)) if isinstance(found, Fault) else found


@registry.check("rsu.nomor")
def check_ticket(call: Call, text: str) -> str | Reject:
    """Take the number of a booking, as it is typed."""
    return ticket.read(text) or Reject()


@registry.action("rsu.daftar")
def book(call: Call) -> Mapping[str, str] | Reject:
    """Book, or say what stands in the way."""
    made = booking.book(call.tx, _request(call))
    if isinstance(made, Nameless):
        return {"screen": "kabari"}
    if isinstance(made, Full):
        field = "ganti" if "ganti" in call.answers else "hari"
        return Reject(wording.full(clinics()[made.clinic], made.day, call.language), field)
    call.tx.receipt()
    if isinstance(made, Already):
        return _names(call, made.booking) | {"done": _how_it_stands(made)}
    if made.state == "booked":
        names = _names(call, made)
        call.tx.receipt(names["antrean"])
        return names | {"done": "terdaftar"}
    if made.state == "waiting":
        return _names(call, made) | {"done": "ditunggu"}
    callbacks.ask(call.tx, news.UNSURE, made.ticket, phone=call.answers.get("telepon_kabar", ""))
    by = wording.deadline(call.now, news.deadline(call.tx, made.day), call.language)
    return _names(call, made) | {"done": "dicatat", "kapan": by}


@registry.action("rsu.inap")
def ask_for_a_bed(call: Call) -> Mapping[str, str]:
    """Have the hospital call: a bed needs a doctor's letter."""
    number = callbacks.ask(call.tx, "rsu.inap", phone=call.answers.get("telepon", ""))
    call.tx.receipt()
    kapan = callbacks.promise(call.now, clinics().calls, call.language, clinics().closed | call.tx.closed)
    return {"nomor": number, "kapan": kapan, "telp": called(call)}


@registry.lister("rsu.antrean")
def list_bookings(call: Call) -> list[Item]:
    """List the bookings of this phone that lie ahead; with several patients, whose each is."""
    found = booking.mine(call.tx, call.now.date())
    several = len({one.tail for one in found}) > 1
    return [
        Item(
            one.ticket,
            wording.line(one, clinics(), call.language)
            + (f" (..{one.tail})" if several and one.tail else ""),
        )
        for one in found
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


@registry.lister("rsu.hari_pindah")
def list_days_to_move_to(call: Call) -> list[Item]:
    """List the days on which a place is certain, to move a booking there."""
    found = booking.find(call.tx, call.answers["antre"])
    if found is None:
        return []
    clinic, days = clinics()[found.clinic], clinics().days(found.clinic, call.now, found.wish)
    return [
        Item(
            str(day.day),
            wording.day_from(day, clinic, clinics(), call.language),
            shown=dates.day(day.day, call.language),
        )
        for day in places.standing(call.tx, found.clinic, days, found.wish)
        if day.sure and day.day != found.day
    ]


@registry.action("rsu.ubah")
def move(call: Call) -> Mapping[str, str] | Reject:
    """Move a booking of this phone to another day: the new place first, then the old one is free."""
    number = call.answers["antre"]
    moved = booking.move(call.tx, number, date.fromisoformat(call.answers["hari_baru"]))
    if isinstance(moved, Full):
        return Reject(wording.full(clinics()[moved.clinic], moved.day, call.language), "hari_baru")
    call.tx.receipt()
    if moved is None:
        return {"done": "asing", "nomor": number}
    if isinstance(moved, Already):
        return _names(call, moved.booking) | {"done": _how_it_stands(moved)}
    names = _names(call, moved)
    call.tx.receipt(names["antrean"])
    return names | {"done": "terdaftar"}


@registry.info("rsu.ingat")
def remind(call: Call) -> Mapping[str, str] | Reject:
    """Give what the question of the day before says of the booking."""
    found = booking.find(call.tx, call.answers["antre"])
    return _names(call, found) if found else Reject(screen="antrean")


@registry.action("rsu.datang")
def comes(call: Call) -> Mapping[str, str]:
    """Take the word that they come."""
    found = booking.find(call.tx, call.answers["antre"])
    if found is None or found.state != "booked":
        return {"done": "asing", "nomor": call.answers["antre"]}
    return _names(call, found) | {"done": "ditunggu"}


@registry.info("rsu.jadwal")
def tell_hours(call: Call) -> str:
    """Tell the days and hours of all clinics."""
    return wording.timetable(clinics(), call.language)


def _days(call: Call) -> list[Standing]:
    """Tell how the days ahead stand: a screen asks for its lines, and for the words over them."""
    code, doctor, tx = call.answers["poli"], _doctor(call), call.tx
    days = clinics().days(code, call.now, doctor)
    found: list[Standing] = tx.once(("rsu", code, doctor), lambda: places.standing(tx, code, days, doctor))
    return found


def _doctor(call: Call) -> str:
    return call.answers.get("dokter", "-").removeprefix("-")


def _request(call: Call) -> Request:
    answers = call.answers
    other = answers.get("ganti", "")
    waits = other == WAIT
    day = date.fromisoformat((answers["hari"] if waits or not other else other).partition(" ")[0])
    found = identity.patient(answers["pasien"])
    assert not isinstance(found, Fault)  # the check let it through
    kind, number = found
    asked = Request(
        answers["poli"],
        day,
        "umum",
        kind,
        number,
        "umum",
        doctor=_doctor(call),
        waits=waits,
        phone=answers.get("telepon_kabar", ""),
    )
    if answers["bayar"] == "umum":
        return asked
    match answers["rujukan"]:
        case "kontrol" | "belum" as visit:
            return asked._replace(payer="bpjs", visit=visit)
        case letter:
            return asked._replace(payer="bpjs", visit="rujukan", referral=letter)


def _names(call: Call, made: Booking) -> dict[str, str]:
    return wording.names(made, clinics(), call.language)


def _how_it_stands(already: Already) -> str:
    if not already.mine:
        return "nomor_lain"
    return "sudah" if already.booking.state == "booked" else "sudah_dicatat"
