"""What may be done to a case, as plain functions: by a resident, by an officer, by the clock.

Each changes the case, writes its history and tells who hears of it, in one transaction. What is said are
screens of the service's book, named by the event (`lapor.kabar_forward`) unless the service chooses others;
`Telling` fills them. A service puts its own into `TELLERS`, by its name.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from kiosk.cases import lifecycle, records
from kiosk.cases.deadlines import PROMISES, Promises, due
from kiosk.cases.records import CLOCK, RESIDENT, Case
from kiosk.clock import WIB
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from kiosk.transaction import Tx

Given = Mapping[str, tuple[str, str]]
TOLD = "kabar_"  # begins the screens that tell; any other one asks something back
AWAKE = range(7, 20)  # hours in which the clock by itself writes to people
QUESTION_DAYS = 10 * 86_400.0


class News(NamedTuple):
    """What happened to a case: its event, who did it, what was written with it, the state before."""

    case: Case
    event: str
    by: str
    note: str
    before: str


Teller = Callable[[News, str], Given]  # news, language -> the names of a screen
Screen = Callable[[News, str], str]  # news, role of who hears it -> the screen that tells it, or ""


class NoCase(KioskError):
    """There is no case with that number."""


class NotNow(KioskError):
    """The case is not in a state from which that can be done."""


def usual(news: News, role: str) -> str:
    """Choose the screen as most services have it: an answer asks the reporter whether it is so."""
    if news.event == "answer" and role == records.REPORTER:
        return "beres"
    return f"{TOLD}{news.event}" if news.event in TOLD_EVENTS else ""


TOLD_EVENTS = ("ask", "forward", "refuse", "escalate", "reopen", "answer")


class Telling:
    """How the cases of a service are told: its book's name, what fills the screens, by when it promises."""

    def __init__(
        self, menu: str, teller: Teller, promises: Promises = PROMISES, screen: Screen = usual
    ) -> None:
        self.menu, self.teller, self.promises, self.screen = menu, teller, promises, screen

    def __call__(self, tx: "Tx", news: News) -> None:
        """Tell everybody who hears of the case, each in their language."""
        case = news.case
        about = f"case {case.ticket}"
        for one in records.parties(tx, case.ticket):
            if not one.number:
                continue
            mine, screen = tx.about(one.number), self.screen(news, one.role)
            if case.state != news.before:  # what was to be asked, and was not yet, is overtaken
                mine.take_back(about, unsaid=True)
            if one.muted or not screen:
                continue
            given = self.teller(news, one.language)
            if screen.startswith(TOLD):
                kind = "status" if one.role == records.REPORTER else "follow"
                mine.tell(f"{self.menu}.{screen}", given, language=one.language, kind=kind)
            else:
                mine.take_back(about)  # one question about a case: what was asked before is overtaken
                mine.ask(f"{self.menu}.{screen}", given, once=about, until=tx.at + QUESTION_DAYS)


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
    """Open it again: it was not done, or is ours after all. It counts as that."""
    agency = "" if _find(tx, ticket).state == "refused" else None
    return _do(tx, ticket, "reopen", by, why, agency=agency)


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
    """Escalate what is late, close what nobody answered in time, by day; True when there may be more."""
    now = tx.now.astimezone(WIB)
    if now.hour not in AWAKE:
        return False
    today = now.date()
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
        state = lifecycle.step(before.state, event)
    except lifecycle.NotNow:
        said = lifecycle.SAID
        possible = ", ".join(said[each] for each in lifecycle.possible(before.state))
        raise NotNow(
            f"Nomor {ticket} kini {said[before.state]}: tidak bisa {said[event]}.",
            f"Yang bisa: {possible or 'tidak ada'}.",
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
        telling(tx, News(case, event, by, note, before.state))
    return case


def _due(tx: "Tx", before: Case, event: str, promises: Promises) -> date | None:
    if event == "add":
        return before.due
    return due(tx.now.astimezone(WIB).date(), event, promises, tx.closed)
