"""What the permit agency is asked, and what becomes of its answers: told to who asked, and to who watches."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from kiosk.clock import WIB
from kiosk.services.inquiries import Inquiries
from kiosk.services.permits import applications, connector, wording
from kiosk.services.permits.applications import FINAL, Application
from kiosk.services.permits.table import table

if TYPE_CHECKING:
    from kiosk.transaction import Tx

CHECK = "cekizin"
AWAKE = range(7, 20)  # hours in which news of an application are written
PATIENCE = 86_400.0
IZIN = Inquiries("izin", "DPMPTSP", CHECK, "nomor", by=lambda: table().answer_by)


def refresh(tx: "Tx", number: str, language: str = "") -> None:
    """Ask the agency anew about an application that is known; who asks hears of it if something changed."""
    asked = {"asked": tx.number, "language": language} if language and tx.number else {}
    once = f"{CHECK} {number} {tx.person.hex()}" if asked else f"{CHECK} {number}"
    IZIN.errands.send(tx, CHECK, {"nomor": number, **asked}, once=once, until=tx.at + PATIENCE)


@IZIN.errands.done(CHECK)
def answered(tx: "Tx", request: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """Keep how an application stands; tell it to who asked, what is new of it to who wants to hear."""
    found = connector.read(request, answer, tx.now)
    before = applications.find(tx, found.number)
    applications.keep(tx, found)
    IZIN.finish(tx, request.get("ticket", ""), found.word)
    if request.get("asked") and before is not None and before.news != found.news:
        mine = tx.about(request["asked"])
        tell(mine, found, request["language"], "status")
        if applications.watches(mine, found.number):
            applications.note_told(mine, mine.person, found)
    _tell_watchers(tx, found)


def tell(mine: "Tx", found: Application, language: str, kind: str) -> None:
    """Tell the resident how an application stands."""
    given = {"nomor": (found.number, found.number)}
    mine.tell(f"izin.kabar_{found.word}", given, language=language, kind=kind)


def attend(tx: "Tx", connected: Collection[str]) -> bool:
    """Note whether the agency is connected; ask it about what is watched; True: there may be more."""
    IZIN.note(tx, connected)
    IZIN.waiting(tx)  # ends what a person has answered
    if IZIN.service not in connected or tx.now.astimezone(WIB).hour not in AWAKE:
        return False
    numbers = applications.unchecked(tx, tx.at - table().check.total_seconds())
    for number in numbers:
        refresh(tx, number)
    return len(numbers) >= applications.BITE


def _tell_watchers(tx: "Tx", found: Application) -> None:
    """Tell what is new once to everybody who wants it; after the last news nobody watches any more."""
    for one in applications.watchers(tx, found.number):
        if one.told != found.news:
            mine = tx.about(one.phone)
            tell(mine, found, one.language, "follow")
            applications.note_told(tx, one.person, found)
        if found.state in FINAL:
            applications.leave(tx, one.person, found.number)


def facts(tx: "Tx", number: str, language: str) -> dict[str, str]:
    """Give what the texts of the book may say of an application."""
    found = applications.find(tx, number)
    return wording.names(found, table(), language) if found else {}
