"""A number that a resident sends: whose it is, and which screen tells of it.

One series of numbers serves reports, bookings and requests; a bare number is itself a question about it.
So is a bare NOP, about its bill.
"""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kiosk import ticket
from kiosk.cases import records
from kiosk.cases.actions import TELLERS
from kiosk.cases.records import Case
from kiosk.services import callbacks
from kiosk.services.hospital import booking
from kiosk.services.tax import nop
from menus import Call, Item, Registry, Reject

if TYPE_CHECKING:
    from kiosk.transaction import Tx

_NUMBER = re.compile(r"([0-9]{4})[\s.-]?([0-9]{4})(?![0-9])[\s,.:;#*]*(.*)", re.DOTALL)
NONE = "-"  # the book keeps it where nothing was said: answers of an earlier form are none of this one
registry = Registry()


@registry.sentence("kios.angka")
def read_digits(call: Call, text: str) -> Mapping[str, str | Item]:
    """Read eight digits and what stands behind them, mistyped ones too: STOP 38001274 ends nothing else.

    >>> read_digits(None, "38001274")["nomor"].label, read_digits(None, "Terima kasih")
    ('3800-1274', {})
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return {}
    number = f"{match[1]}-{match[2]}"
    return {"nomor": Item(number, number), "pesan": " ".join(match[3].split())}


@registry.sentence("kios.nomor")
def read_number(call: Call, text: str) -> Mapping[str, str | Item]:
    """Read a number with its check digit, and what stands behind it.

    >>> read_number(None, "38001273 masih gelap, pak")["pesan"]
    'masih gelap, pak'
    >>> read_number(None, "38001274"), read_number(None, "3674060503990001")
    ({}, {})
    """
    match = _NUMBER.fullmatch(text)
    return {} if match is None or ticket.read(match[1] + match[2]) is None else read_digits(call, text)


@registry.check("kios.nomor")
def check_number(call: Call, text: str) -> Item | Reject:
    """Take a number of eight digits, or a NOP; whether it is one of ours is seen later."""
    if isinstance(found := nop.parse(text), str):
        return Item(found, nop.masked(found))
    match = _NUMBER.fullmatch(text)
    return Reject() if match is None else Item(f"{match[1]}-{match[2]}", f"{match[1]}-{match[2]}")


@registry.action("kios.cek")
def look_up(call: Call) -> Mapping[str, str]:
    """Go to the service that a number belongs to; a mistyped one is told by its check digit."""
    number, message = call.answers["nomor"], call.answers["pesan"].removeprefix(NONE)
    if len(number) == nop.DIGITS:
        return {"screen": "pbb.lihat", "nop": number}
    found = ticket.read(number)
    if found is None:
        return {"nomor": number, "done": "asing"}
    case = records.find(call.tx, found)
    if case is not None and (screen := _status(call.tx, case)):
        return {"screen": screen, "nomor": found, "pesan": message}
    if booking.find(call.tx, found) is not None:
        return {"screen": "rsu.satu", "antre": found}
    if callbacks.waits(call.tx, found):
        return {"nomor": found, "done": "menunggu"}
    return {"nomor": found, "done": "asing" if case is None else "dikenal"}


def _status(tx: "Tx", case: Case) -> str:
    """Give the screen `status` of the service that opened a case (`given: [nomor, pesan]`), if it has one."""
    telling = TELLERS.get(case.service)
    screen = f"{telling.menu}.status" if telling else ""
    return screen if tx.book is not None and screen in tx.book.nodes else ""


@registry.action("kios.berhenti")
def no_news(call: Call) -> Mapping[str, str]:
    """End all news, or those of one report (STOP 38001273)."""
    if call.answers["nomor"] != NONE:
        return _mute(call, muted=True)
    call.tx.consent(False)
    return {"done": "semua"}


@registry.action("kios.mulai")
def news(call: Call) -> Mapping[str, str]:
    """Begin news, or those of one report again."""
    if call.answers["nomor"] != NONE:
        return _mute(call, muted=False)
    call.tx.consent(True)
    return {"done": "semua"}


def _mute(call: Call, *, muted: bool) -> Mapping[str, str]:
    number = call.answers["nomor"]
    found = ticket.read(number)
    theirs = found is not None and records.mute(call.tx, found, muted=muted)
    return {"nomor": found or number, "kode": number.replace("-", ""), "done": "satu" if theirs else "asing"}
