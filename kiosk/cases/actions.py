"""What may be done to a case, as plain functions: by a resident, by an officer, by the clock.

Each changes the case, writes its history and tells who hears of it, in one transaction. What is said are
screens of the service's book, named by the event (`lapor.kabar_forward`); `Telling` fills them. A service
puts its own into `TELLERS`, by its name.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from kiosk.cases import lifecycle, records
from kiosk.cases.deadlines import PROMISES, Promises, due
from kiosk.cases.records import CLOCK, RESIDENT, Case
from kiosk.clock import WIB
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from kiosk.transaction import Tx

Given = Mapping[str, tuple[str, str]]
Teller = Callable[[Case, str, str], Given]  # case, note, language -> the names of a screen
TOLD = ("ask", "forward", "refuse", "escalate", "reopen")  # events that are told as they are
ASKED = {"answer": "beres"}  # events that ask something back: the screen is a question
QUESTION_DAYS = 10 * 86_400.0


class NoCase(KioskError):
    """There is no case with that number."""


class NotNow(KioskError):
    """The case is not in a state from which that can be done."""


class Telling:
    """How the cases of a service are told: its book's name, what fills the screens, by when it promises."""

    def __init__(self, menu: str, teller: Teller, promises: Promises = PROMISES) -> None:
        self.menu, self.teller, self.promises = menu, teller, promises

    def __call__(self, tx: "Tx", case: Case, event: str, note: str) -> None:
        """Tell everybody who hears of the case, each in their language."""
        for one in records.parties(tx, case.ticket):
            if one.muted or not one.number:
                continue
            mine, given = tx.about(one.number), self.teller(case, note, one.language)
            if event in ASKED and one.role == records.REPORTER:
                mine.ask(
                    f"{self.menu}.{ASKED[event]}",
                    given,
                    once=f"{case.ticket} {case.reopened}",
                    until=tx.at + QUESTION_DAYS,
                )
            elif event in TOLD or event in ASKED:
                kind = "status" if one.role == records.REPORTER else "follow"
                mine.tell(f"{self.menu}.kabar_{event}", given, language=one.language, kind=kind)


TELLERS: dict[str, Telling] = {}  # by service; filled when the services are imported


def take(tx: "Tx", ticket: str, by: str) -> Case:
    """Take a case on: an officer works on it."""
    return _do(tx, ticket, "take", by)


def ask(tx: "Tx", ticket: str, by: str, question: str) -> Case:
    """Ask the resident something, instead of closing what is unclear."""
    return _do(tx, ticket, "ask", by, question)


def forward(tx: "Tx", ticket: str, by: str, agency: str) -> Case:
    """Pass a case on to an agency, which owes the answer from then on."""
    return _do(tx, ticket, "forward", by, agency, agency=agency)


def answer(tx: "Tx", ticket: str, by: str, what: str) -> Case:
    """Say that it is done, and what was done; the resident is asked whether it is so."""
    return _do(tx, ticket, "answer", by, what)


def refuse(tx: "Tx", ticket: str, by: str, whose: str) -> Case:
    """Say that it is not ours, and whose it is."""
    return _do(tx, ticket, "refuse", by, whose, agency=whose)


def close(tx: "Tx", ticket: str, by: str, why: str = "") -> Case:
    """End a case that was answered; nothing that was not answered can be closed."""
    return _do(tx, ticket, "close", by, why)


def reopen(tx: "Tx", ticket: str, by: str = RESIDENT, why: str = "") -> Case:
    """Open it again: it was not done. It counts as that."""
    return _do(tx, ticket, "reopen", by, why)


def escalate(tx: "Tx", ticket: str, by: str = CLOCK) -> Case:
    """Take a broken promise to who is above, say so, and promise anew."""
    return _do(tx, ticket, "escalate", by)


def confirm(tx: "Tx", ticket: str) -> Case:
    """Take the resident's word that it is done."""
    return _do(tx, ticket, "confirm", RESIDENT)


def add(tx: "Tx", ticket: str, text: str) -> Case:
    """Take what the resident has to say, too; what was asked is answered by it."""
    found = _find(tx, ticket)
    return _do(tx, ticket, "reply" if found.state == "asked" else "add", RESIDENT, text)


def look_at_promises(tx: "Tx") -> bool:
    """Escalate what is late, close what nobody answered in time; True when there may be more."""
    today = tx.now.astimezone(WIB).date()
    late = records.overdue(tx, today)
    for case in late:
        _do(tx, case.ticket, "escalate" if case.state in ("new", "taken", "forwarded") else "close", CLOCK)
    return bool(late)


def _find(tx: "Tx", ticket: str) -> Case:
    found = records.find(tx, ticket)
    if found is None:
        raise NoCase(f"Nomor {ticket} tidak dikenal.", "Periksa nomornya pada SMS atau slip warga.")
    return found


def _do(tx: "Tx", ticket: str, event: str, by: str, note: str = "", *, agency: str | None = None) -> Case:
    before = _find(tx, ticket)
    try:
        state = lifecycle.step(before.state, event).after
    except lifecycle.NotNow:
        possible = ", ".join(lifecycle.possible(before.state)) or "-"
        raise NotNow(
            f"Laporan {ticket} sedang {before.state}: {event} tidak bisa.", f"Yang bisa: {possible}."
        ) from None
    telling = TELLERS.get(before.service)
    case = records.change(
        tx,
        before,
        state=state,
        agency=before.agency if agency is None else agency,
        due=_due(tx, before, event, telling.promises if telling else PROMISES),
        late=before.late + (event == "escalate"),
        reopened=before.reopened + (event == "reopen"),
    )
    records.note(tx, ticket, by, event, state, note)
    if telling:
        telling(tx, case, event, note)
    return case


def _due(tx: "Tx", before: Case, event: str, promises: Promises) -> date | None:
    if event == "add":
        return before.due
    return due(tx.now.astimezone(WIB).date(), event, promises)
