"""Sentences of the hospital that depend on figures, in the languages of the book; menu.yaml has the rest."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from kiosk import dates
from kiosk.clock import WIB
from kiosk.identity import Fault
from kiosk.services.hospital.clinics import Clinic, Clinics
from kiosk.services.hospital.places import Standing

if TYPE_CHECKING:
    from kiosk.services.hospital.values import Booking

LABELS = {
    "id": {
        "left": "{day} (sisa {left})",
        "full": "{day} (penuh)",
        "from": "{day} pukul {clock}",
        "stale": " Data {at}.",
    },
    "su": {
        "left": "{day} (sésa {left})",
        "full": "{day} (pinuh)",
        "from": "{day} tabuh {clock}",
        "stale": " Data {at}.",
    },
    "en": {
        "left": "{day} ({left} left)",
        "full": "{day} (full)",
        "from": "{day}, {clock}",
        "stale": " Data of {at}.",
    },
}
SENTENCES = {
    "id": {
        "full": "Maaf, {clinic} {day} penuh. Balas angka:",
        "nik": "Maaf, NIK itu belum benar. NIK berisi 16 angka, yang kami terima {digits} angka. "
        "Mohon periksa KTP/KK, lalu ketik lagi. Perlu bantuan? Balas PETUGAS",
        "several": "Satu pasien dulu: ketik satu NIK (16 angka) atau satu nomor BPJS (13 angka). "
        "Pasien lain didaftarkan sesudahnya. Perlu bantuan? Balas PETUGAS",
        "bpjs": "Maaf, nomor itu belum benar. Nomor BPJS berisi 13 angka, NIK 16, yang kami terima {digits} "
        "angka. Mohon ketik lagi. Perlu bantuan? Balas PETUGAS",
        "referral": "Nomor rujukan berisi 19 huruf dan angka, yang kami terima {digits}. "
        "Mohon ketik lagi, atau balas angka:",
        "no_referral": "Tidak punya nomor rujukan? Balas angka:",
        "by": "{day} {clock}",
        "by_today": "{day} pukul {clock}",
        "doctor": " ({doctor})",
        "today": "hari ini",
        "booked": "{clinic}{doctor}, {day}, antrean {queue}. Datang pukul {window}.",
        "pending": "{clinic}{doctor}, {day}. BELUM PASTI: nomor antrean belum ada.",
        "waiting": "{clinic}{doctor}, {day}. BELUM PASTI: masuk daftar tunggu.",
        "cancelled": "{clinic}, {day}: sudah dibatalkan.",
        "closed": "{clinic}, {day}: sudah lewat.",
        "missed": "{clinic}, {day}: tidak ada tempat.",
    },
    "su": {
        "full": "Hapunten, {clinic} {day} pinuh. Waler ku angka:",
        "nik": "Hapunten, NIK éta teu acan leres. NIK téh 16 angka, anu katampi {digits} angka. "
        "Mangga tingali KTP/KK, ketik deui. Peryogi bantosan? Waler PETUGAS",
        "several": "Hiji pasén heula: ketik hiji NIK (16 angka) atanapi hiji nomer BPJS (13 angka). "
        "Pasén sanésna didaptarkeun saatosna. Peryogi bantosan? Waler PETUGAS",
        "bpjs": "Hapunten, nomer éta teu acan leres. Nomer BPJS 13 angka, NIK 16, anu katampi {digits} "
        "angka. Mangga ketik deui. Peryogi bantosan? Waler PETUGAS",
        "referral": "Nomer rujukan téh 19 aksara sareng angka, anu katampi {digits}. "
        "Mangga ketik deui, atanapi waler ku angka:",
        "no_referral": "Teu gaduh nomer rujukan? Waler ku angka:",
        "by": "{day} {clock}",
        "by_today": "{day} {clock}",
        "today": "dinten ieu",
        "doctor": " ({doctor})",
        "booked": "{clinic}{doctor}, {day}, antrean {queue}. Sumping tabuh {window}.",
        "pending": "{clinic}{doctor}, {day}. TEU ACAN PASTI: nomer antrean teu acan aya.",
        "waiting": "{clinic}{doctor}, {day}. TEU ACAN PASTI: lebet daptar antosan.",
        "cancelled": "{clinic}, {day}: parantos dibatalkeun.",
        "closed": "{clinic}, {day}: parantos kalangkung.",
        "missed": "{clinic}, {day}: teu aya tempat.",
    },
    "en": {
        "full": "Sorry, {clinic} is full on {day}. Reply with a number:",
        "nik": "Sorry, that NIK is not right. A NIK has 16 digits, we got {digits}. "
        "Please check the KTP/KK and type it again. Need help? Reply STAFF",
        "several": "One patient at a time: type one NIK (16 digits) or one BPJS number (13 digits). "
        "Book for the next one after it. Need help? Reply STAFF",
        "bpjs": "Sorry, that number is not right. A BPJS number has 13 digits, a NIK 16, we got {digits}. "
        "Please type it again. Need help? Reply STAFF",
        "referral": "A referral number has 19 letters and digits, we got {digits}. "
        "Please type it again, or reply with a number:",
        "no_referral": "No referral number? Reply with a number:",
        "by": "{clock} {day}",
        "by_today": "{clock} {day}",
        "doctor": " ({doctor})",
        "today": "today",
        "booked": "{clinic}{doctor}, {day}, queue {queue}. Come {window}.",
        "pending": "{clinic}{doctor}, {day}. NOT CONFIRMED YET: there is no queue number.",
        "waiting": "{clinic}{doctor}, {day}. NOT CONFIRMED YET: on the waiting list.",
        "cancelled": "{clinic}, {day}: cancelled.",
        "closed": "{clinic}, {day}: over.",
        "missed": "{clinic}, {day}: there was no place.",
    },
}
BRING = {
    "id": {"umum": "KTP", "kontrol": "KTP, BPJS, surat kontrol", "bpjs": "KTP, kartu BPJS, rujukan"},
    "su": {"umum": "KTP", "kontrol": "KTP, BPJS, serat kontrol", "bpjs": "KTP, kartu BPJS, rujukan"},
    "en": {"umum": "KTP", "kontrol": "KTP, BPJS card, follow-up letter", "bpjs": "KTP, BPJS card, referral"},
}


def bring(booking: "Booking", language: str) -> str:
    """Name the papers to bring: what the payer asks for."""
    kinds = BRING[language]
    return kinds.get(booking.visit) or kinds[booking.payer]


def day_left(day: Standing, language: str) -> str:
    """Write a day with the places that are left on it, if anybody knows them."""
    said = dates.day(day.day, language)
    if day.left is None:
        return said
    return LABELS[language]["left" if day.left else "full"].format(day=said, left=day.left)


def day_from(day: Standing, clinic: Clinic, clinics: Clinics, language: str) -> str:
    """Write a day with the time at which the next patient is asked to come."""
    said = dates.day(day.day, language)
    if day.first is None:
        return said
    comes = clinics.window_at(datetime.fromtimestamp(day.first, WIB), clinic.hours)
    return LABELS[language]["from"].format(day=said, clock=dates.clock(comes.opens, language))


def data_of(oldest: float | None, language: str) -> str:
    """Write the moment of figures that are not of now; "" for those that are."""
    if oldest is None:
        return ""
    return LABELS[language]["stale"].format(at=dates.moment(oldest, language))


def fault(found: Fault, language: str) -> str:
    """Say what is wrong with a number and how many digits came; "" leaves the words to the book."""
    if found.kind == "nik" and found.problem in ("date", "serial"):
        return ""
    said = "several" if found.problem == "several" else found.kind
    return SENTENCES[language][said].format(digits=found.digits)


def no_referral(language: str) -> str:
    """Lead on whoever writes that there is no referral."""
    return SENTENCES[language]["no_referral"]


def full(clinic: Clinic, day: date, language: str) -> str:
    """Say that a day is full."""
    return SENTENCES[language]["full"].format(clinic=clinic.name(language), day=dates.day(day, language))


def deadline(now: datetime, by: datetime, language: str) -> str:
    """Say by when a person answers."""
    words = SENTENCES[language]
    clock = dates.clock(by.time(), language)
    if by.date() == now.date():
        return words["by_today"].format(day=words["today"], clock=clock)
    return words["by"].format(day=dates.day(by.date(), language), clock=clock)


def names(booking: "Booking", clinics: Clinics, language: str) -> dict[str, str]:
    """Give what the texts of the book may say about a booking."""
    clinic = clinics[booking.clinic]
    known = {
        "nomor": booking.ticket,
        "kode": booking.ticket.replace("-", ""),
        "nama_poli": clinic.name(language),
        "tanggal": dates.day(booking.day, language),
        "bawa": bring(booking, language),
    }
    if booking.number is not None:
        hours = next(
            (s.hours for s in clinic.sessions(booking.day) if s.doctor == booking.doctor), clinic.hours
        )
        if booking.serves_at:
            comes = clinics.window_at(datetime.fromtimestamp(booking.serves_at, WIB), hours)
        else:  # of a time when the hospital told none
            comes = clinics.comes(booking.clinic, booking.number, clinic.places)
        known |= {"antrean": booking.queue, "jam": dates.hours(comes, language)}
    return known


def line(booking: "Booking", clinics: Clinics, language: str) -> str:
    """Write a booking as one line of a list."""
    clinic = clinics[booking.clinic]
    queue = f", {booking.queue}" if booking.number is not None else ""
    return f"{clinic.name(language)}, {dates.day(booking.day, language)}{queue}"


def status(booking: "Booking", clinics: Clinics, language: str) -> str:
    """Tell how a booking stands, with its number first."""
    known, words = names(booking, clinics, language), SENTENCES[language]
    doctor = clinics[booking.clinic].doctor(booking.doctor or booking.wish)
    said = words[booking.state].format(
        clinic=known["nama_poli"],
        doctor=words["doctor"].format(doctor=doctor) if doctor else "",
        day=known["tanggal"],
        queue=known.get("antrean", ""),
        window=known.get("jam", ""),
    )
    return f"{booking.ticket}: {said}"


def timetable(clinics: Clinics, language: str) -> str:
    """List the clinics with their days and hours, one a line."""
    lines = (
        (
            clinic.label(language),
            dates.weekdays(clinic.weekdays, language),
            dates.hours(clinic.hours, language),
        )
        for clinic in clinics.all.values()
    )
    return "\n".join(f"{name}: {days} {span}" for name, days, span in lines)
