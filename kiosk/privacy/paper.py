"""A resident's copy as a page to print: labels and words in Indonesian, no line wider than paper."""

import textwrap
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from kiosk.privacy.exporting import Copy, Entry, Section
from kiosk.privacy.sheets import LEFT_OUT, SHEETS, of_office
from kiosk.privacy.sheets.column import LANGUAGES, Column, Sheet
from kiosk.store import own

WIDTH, LABEL = 96, 28
CASES = Sheet(
    "",
    {
        "ticket": Column("Nomor"),
        "service": Column("Layanan"),
        "kind": Column("Jenis"),
        "place": Column("Kelurahan"),
        "state": Column(
            "Keadaan",
            words={
                "new": "diterima",
                "taken": "dikerjakan",
                "asked": "ditanyakan kepada warga",
                "forwarded": "diteruskan",
                "solved": "selesai menurut yang mengerjakan",
                "refused": "bukan wewenang kami",
                "closed": "ditutup",
            },
        ),
        "agency": Column("Diteruskan kepada"),
        "at": Column("Dibuat"),
        "changed_at": Column("Diubah"),
        "due": Column("Dijanjikan"),
        "late": Column("Janji yang lewat"),
        "reopened": Column("Dibuka lagi"),
        "role": Column("Sebagai", words={"reporter": "yang melaporkan", "follower": "yang ikut"}),
        "joined_at": Column("Sejak"),
        "number": Column("Nomor HP"),
        "language": Column("Bahasa", words=LANGUAGES),
        "muted": Column("Kabarnya dihentikan"),
        "secret": Column("Nomor HP dirahasiakan"),
        "details": Column("Isi"),
        "history": Column("Riwayat"),
    },
)
PROMISE = Sheet(
    "",
    {
        "at": Column("Waktu"),
        "until": Column("Dijanjikan sampai"),
        "number": Column("Nomor HP"),
        "kept": Column("Tentang"),
    },
)
NAMES = {"screen": "layar", "answers": "jawaban", "form": "formulir"}
EVENTS = {
    "open": "dibuat",
    "join": "ada yang ikut",
    "take": "dikerjakan",
    "ask": "ditanyakan",
    "reply": "dijawab",
    "add": "ditambah",
    "forward": "diteruskan",
    "answer": "dinyatakan selesai",
    "refuse": "bukan wewenang kami",
    "escalate": "terlambat, disampaikan ke atasan",
    "confirm": "dibenarkan",
    "close": "ditutup",
    "reopen": "dibuka lagi",
}


def lines(made: Copy, by: str, kiosk: str) -> Iterator[str]:
    """Write a copy line by line; *by* is the officer who made it, *kiosk* its two digits."""
    yield "SALINAN DATA WARGA"
    yield from _pair("Nomor HP", made.number)
    yield from _pair("Dibuat", f"{_said(made.at)} oleh {_said(by)}, kios {kiosk}")
    yield from _pair("Selengkapnya", "`--json`: setiap baris dan kolom")
    if made.masked:
        yield from _pair("NIK dan nomor BPJS", "disamarkan; `--full` menampilkannya utuh")
    for section in made.sections:
        yield ""
        yield f"{section.title.upper()} ({len(section.entries)})"
        yield from _section(section)
    yield ""
    yield "TIDAK DISERTAKAN"
    for reason in ("Nomor baris dan kode teknis; nama petugas; tulisan warga lain.", *LEFT_OUT.values()):
        yield from textwrap.wrap(reason, WIDTH, initial_indent="  - ", subsequent_indent="    ")


def _sheet(name: str) -> Sheet:
    if name in own.metadata.tables:
        return of_office(own.metadata.tables[name])
    return SHEETS.get(name) or (CASES if name == "cases" else PROMISE)


def _section(section: Section) -> Iterator[str]:
    sheet = _sheet(section.name)
    if sheet.brief:
        first, last = section.entries[0]["at"], section.entries[-1]["at"]
        yield f"  {_said(first)} sampai {_said(last)}"
        return
    for number, entry in enumerate(section.entries):
        if number:
            yield ""
        yield from _entry(sheet, entry)


def _entry(sheet: Sheet, entry: Entry) -> Iterator[str]:
    for name in sheet.on_paper or sheet.columns:
        column, value = sheet.columns[name], entry.get(name)
        if value in (None, "", [], {}):
            continue
        if name == "history":
            yield f"  {column.label}"
            for happened in value:
                yield from textwrap.wrap(
                    _happened(happened), WIDTH, initial_indent="    ", subsequent_indent=" " * 8
                )
        else:
            yield from _pair(column.label, _said(column.words.get(value, value) if column.words else value))


def _happened(one: Mapping[str, Any]) -> str:
    said = f"{_said(one['at'])}  {one['by']}: {EVENTS.get(one['event'], one['event'])}"
    if "withheld" in one:
        return f"{said} (isinya tidak disertakan: mungkin tulisan warga lain)"
    return f"{said}: {one['note']}" if "note" in one else said


def _said(value: Any) -> str:  # noqa: ANN401 - what a column holds
    match value:
        case bool():
            return "ya" if value else "tidak"
        case datetime():
            return f"{value:%d/%m/%Y %H.%M}"
        case date():
            return f"{value:%d/%m/%Y}"
        case dict():
            said = ((NAMES.get(name, name), _said(one)) for name, one in value.items())
            return "; ".join(f"{name}: {one}" for name, one in said if one)
    return printable(str(value))


def printable(text: str) -> str:
    r"""Leave out what would steer a terminal or a printer.

    >>> printable("Sari\x1b[2J  dua")
    'Sari [2J dua'
    """
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _pair(label: str, value: str) -> Iterator[str]:
    rest = " " * (LABEL + 2)
    yield from textwrap.wrap(value, WIDTH, initial_indent=f"  {label:<{LABEL}}", subsequent_indent=rest)
