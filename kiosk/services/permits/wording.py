"""Words of the permits that depend on an application or the table, in the languages of the book."""

from kiosk import dates
from kiosk.services.permits.applications import Application
from kiosk.services.permits.table import Permit, Table, said

ROOM = {"id": 27, "su": 27, "en": 30}  # characters of what is missing, so that the status stays one SMS
KIND, DESK = 12, 14  # characters of a kind and a desk that stand in a status
SENTENCES = {
    "id": {
        "more": "{first}, +{count} lagi",
        "missing": "Izin {number} ({kind}) KURANG: {papers}. Lengkapi paling lambat {until}. Data {data}.",
        "missing_open": "Izin {number} ({kind}) KURANG: {papers}. Data {data}.",
        "needs": "{name}. Syarat: {papers}. {fee}. Bawa ke loket.",
        "ask": "{name}: syaratnya tanyakan di loket DPMPTSP. Perlu bantuan? Balas PETUGAS",
        "soon": "belum ditentukan",
    },
    "su": {
        "more": "{first}, +{count} deui",
        "missing": "Izin {number} ({kind}) KIRANG: {papers}. Lengkepan pangtelatna {until}. Data {data}.",
        "missing_open": "Izin {number} ({kind}) KIRANG: {papers}. Data {data}.",
        "needs": "{name}. Sarat: {papers}. {fee}. Candak ka loket.",
        "ask": "{name}: saratna taroskeun di loket DPMPTSP. Peryogi bantosan? Waler PETUGAS",
        "soon": "teu acan ditangtoskeun",
    },
    "en": {
        "more": "{first}, +{count} more",
        "missing": "Permit {number} ({kind}) MISSING: {papers}. Hand in by {until}. Data of {data}.",
        "missing_open": "Permit {number} ({kind}) MISSING: {papers}. Data of {data}.",
        "needs": "{name}. Required: {papers}. {fee}. Bring them to the counter.",
        "ask": "{name}: ask at the DPMPTSP counter what is required. Need help? Reply STAFF",
        "soon": "not set yet",
    },
}


def names(found: Application, table: Table, language: str) -> dict[str, str]:
    """Give what the texts of the book may say of an application."""
    stage = min(found.stage, len(table.stages))
    return {
        "izin": found.number,
        "jenis": table.kind(found.kind, language)[:KIND],
        "tahap": str(found.stage),
        "semua": str(found.stages),
        "meja": table.stage(stage, language)[:DESK],
        "kurang": missing(found, table, language),
        "kapan": dates.day(found.until, language) if found.until else SENTENCES[language]["soon"],
        "data": dates.stamp(found.data_at, language),
        **counter(table, language),
    }


def counter(table: Table, language: str) -> dict[str, str]:
    """Give where the counter is and when it is open."""
    return {
        "alamat": table.address,
        "buka": dates.weekdays(table.weekdays, language),
        "jam": dates.hours(table.hours, language),
    }


def missing(found: Application, table: Table, language: str) -> str:
    """Name what is missing, as much as one SMS holds, and how much more there is."""
    papers = [table.paper(code, language) for code in found.missing]
    for shown in range(len(papers), 0, -1):
        text, left = ", ".join(papers[:shown]), len(papers) - shown
        if left:
            text = SENTENCES[language]["more"].format(first=text, count=left)
        if len(text) <= ROOM[language]:
            return text
    return papers[0][: ROOM[language]] if papers else ""


def is_whole(found: Application, table: Table, language: str) -> bool:
    """Tell whether all that is missing stands in `missing`."""
    return missing(found, table, language) == ", ".join(table.paper(code, language) for code in found.missing)


def all_missing(found: Application, table: Table, language: str) -> str:
    """List all that is missing."""
    papers = ", ".join(table.paper(code, language) for code in found.missing)
    known = names(found, table, language)
    return SENTENCES[language]["missing" if found.until else "missing_open"].format(
        number=found.number, kind=known["jenis"], papers=papers, until=known["kapan"], data=known["data"]
    )


def needs(permit: Permit, table: Table, language: str) -> str:
    """List what a permit asks for and what it costs."""
    papers = ", ".join(table.paper(code, language) for code in permit.papers)
    return SENTENCES[language]["needs"].format(
        name=said(permit.name, language), papers=papers, fee=said(permit.fee, language)
    )


def unknown_needs(permit: Permit, language: str) -> str:
    """Say who knows what a permit asks for, where the office has not written it."""
    return SENTENCES[language]["ask"].format(name=said(permit.name, language))
