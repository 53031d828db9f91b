"""What depends on a case in the sentences of the book: names, days, what is clipped to fit."""

from datetime import datetime

from kiosk import dates, places
from kiosk.cases.actions import News
from kiosk.cases.records import REPORTER, RESIDENT, Case
from kiosk.clock import WIB
from kiosk.errors import KioskError
from kiosk.services.reports.kinds import kinds, said

NOTE = 48  # letters of what an agency did, so that the question about it stays one SMS
QUESTION = 88
AGENCY = 16
OTHERS = 10  # an institution that is named twice
PLACE_ONLY = ("", "tempat")  # an officer who asks nothing in particular asks for a landmark
OFFICE = ("petugas kelurahan", "kelurahan staff")
LABELS = {
    "id": ("Ikut dan dapat kabarnya", "Bukan, masalah saya lain"),
    "su": ("Ngiring sareng kénging béjana", "Sanés, masalah abdi sanés"),
    "en": ("Join it and get its updates", "No, mine is another problem"),
}


class TooLong(KioskError):
    """What an officer wrote does not fit one SMS."""


def village(case: Case) -> str:
    """Name the kelurahan of a case."""
    return places.kelurahan(case.place).name


def names(case: Case, language: str) -> dict[str, str]:
    """Give what the texts of the book may say about a case."""
    kind = kinds().all[case.kind]
    return {
        "nomor": case.ticket,
        "kode": case.ticket.replace("-", ""),
        "masalah": kind.called(language),
        "kelurahan": village(case),
        "dinas": case.agency or said(OFFICE, language),
        "kapan": dates.day(case.due, language) if case.due else "",
    }


def facts(case: Case, now: datetime, language: str) -> dict[str, str]:
    """Give what the status of a case says: since when, by when, as of when."""
    since = datetime.fromtimestamp(case.changed_at, WIB)
    return names(case, language) | {
        "sejak": dates.short(since.date(), language),
        "data": dates.stamp(now, language),
    }


def told(news: News, language: str) -> dict[str, tuple[str, str]]:
    """Fill the screens that tell of a case; raises TooLong for what does not fit."""
    case = news.case
    found = names(case, language)
    if len(case.agency) > AGENCY:
        raise TooLong(
            f"Nama {case.agency!r} {len(case.agency)} huruf.", f"Pakai singkatan, paling banyak {AGENCY}."
        )
    if news.event == "answer":
        day = dates.short(datetime.fromtimestamp(case.changed_at, WIB).date(), language)
        done = kinds().all[case.kind].done.get(news.note.strip().casefold())
        found["kabar"] = said(done, language).format(tanggal=day) if done else _fits(news.note, NOTE)
    if news.event == "ask":
        found["tanya"] = _fits(news.note, QUESTION)
    if news.event == "refuse":
        found |= {"lembaga": case.agency, "hubungi": kinds().others.get(case.agency, "")}
    return {name: (value, value) for name, value in found.items()}


def screen(news: News, role: str) -> str:
    """Choose the screen that tells of what happened; "" where it is told already or to nobody."""
    if role == REPORTER and news.event in ("answer", "ask"):
        if news.event == "answer":
            return "beres"
        return "patokan" if news.note.strip() in PLACE_ONLY else "tanya"
    if news.event == "refuse":
        known = len(news.case.agency) <= OTHERS and kinds().others.get(news.case.agency)
        return "kabar_refuse" if known else "kabar_refuse_saja"
    if news.event == "close":
        return "kabar_close" if news.before == "asked" else ""
    if news.event == "reopen":
        return "" if role == REPORTER and news.by == RESIDENT else "kabar_reopen"
    if news.event == "escalate" and not news.case.agency:
        return "kabar_escalate_lurah"
    return f"kabar_{news.event}" if news.event in ("forward", "escalate", "answer") else ""


def clipped(text: str, room: int) -> str:
    """Cut a text at a word so that it fits.

    >>> clipped("lubang besar di tengah jalan", 16), clipped("lubang", 16)
    ('lubang besar...', 'lubang')
    """
    text = " ".join(text.split())
    if len(text) <= room:
        return text
    return text[: room - 3].rsplit(" ", 1)[0].rstrip(" ,.;") + "..."


def _fits(note: str, room: int) -> str:
    note = " ".join(note.split()).rstrip(".")
    if len(note) > room:
        raise TooLong(
            f"Pesan untuk warga {len(note)} huruf.",
            f"Tulis paling banyak {room} huruf: ia harus muat satu SMS.",
        )
    return note
