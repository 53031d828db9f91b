"""What an officer does on their pages: one function a button. Raises KioskError: why not, and what then."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from kiosk import mutes, ticket
from kiosk.cases import actions
from kiosk.errors import KioskError
from kiosk.services import callbacks, inquiries
from kiosk.store import flags, slips

if TYPE_CHECKING:
    from kiosk.transaction import Tx

Given = Mapping[str, str]
Act = Callable[["Tx", str, Given], object]
GONE = "Baris itu sudah tidak ada.", "Muat ulang halaman petugas."
NAMELESS = "Nama petugas belum diisi.", "Isi nama Anda di bagian atas halaman ini."
WORDLESS = "Keterangannya belum diisi.", "Tulis keterangan yang akan dibaca warga."
LONGEST = 200  # characters of what is written with an act: it goes out by SMS


def act(tx: "Tx", by: str, given: Given) -> None:
    """Do what the button `act` of a form stands for; *by* is the officer's name."""
    did = ACTS.get(given.get("act", ""))
    if did is None:
        raise KioskError(*GONE)
    if not by:
        raise KioskError(*NAMELESS)
    did(tx, by, given)


def _called(tx: "Tx", by: str, given: Given) -> None:
    if not callbacks.done(tx, _row(given)):
        raise KioskError(*GONE)


def _call_again(tx: "Tx", by: str, given: Given) -> None:
    if not callbacks.again(tx, _row(given)):
        raise KioskError(*GONE)


def _look(tx: "Tx", by: str, given: Given) -> None:
    if not flags.strike(tx, _row(given), by):
        raise KioskError(*GONE)


def _mute(tx: "Tx", by: str, given: Given) -> None:
    found = next((flag for flag in flags.flying(tx) if flag.id == _row(given)), None)
    if found is None:
        raise KioskError(*GONE)
    mutes.mute(tx, found.number, by=by, reason=given.get("note", ""))
    flags.strike(tx, found.id, by)


def _ask(tx: "Tx", by: str, given: Given) -> None:
    actions.ask(tx, _ticket(given), by, _words(given))


def _forward(tx: "Tx", by: str, given: Given) -> None:
    actions.forward(tx, _ticket(given), by, _words(given))


def _answer(tx: "Tx", by: str, given: Given) -> None:
    actions.answer(tx, _ticket(given), by, _words(given))


def _refuse(tx: "Tx", by: str, given: Given) -> None:
    actions.refuse(tx, _ticket(given), by, _words(given))


def _reprint(tx: "Tx", by: str, given: Given) -> None:
    if not slips.release(tx, _row(given)):
        raise KioskError(*GONE)


def _told(tx: "Tx", by: str, given: Given) -> None:
    if not any(asked.told(tx, _ticket(given), by) for asked in inquiries.ALL.values()):
        raise KioskError(*GONE)


def _row(given: Given) -> int:
    which = given.get("which", "")
    if not (which.isascii() and which.isdecimal() and len(which) < 16):
        raise KioskError(*GONE)
    return int(which)


def _ticket(given: Given) -> str:
    return ticket.read(given.get("ticket", "")) or ""


def _words(given: Given) -> str:
    note = " ".join(given.get("note", "").split())[:LONGEST]
    if not note:
        raise KioskError(*WORDLESS)
    return note


ACTS: Mapping[str, Act] = {
    "called": _called,
    "call again": _call_again,
    "look": _look,
    "mute": _mute,
    "uphold": lambda tx, by, given: mutes.review(tx, _row(given), by=by, uphold=True),
    "end mute": lambda tx, by, given: mutes.review(tx, _row(given), by=by, uphold=False),
    "reprint": _reprint,
    "told": _told,
    "take": lambda tx, by, given: actions.take(tx, _ticket(given), by),
    "ask": _ask,
    "forward": _forward,
    "answer": _answer,
    "refuse": _refuse,
    "close": lambda tx, by, given: actions.close(tx, _ticket(given), by, given.get("note", "")),
    "reopen": lambda tx, by, given: actions.reopen(tx, _ticket(given), by, given.get("note", "")),
}
