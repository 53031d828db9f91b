"""Questions that only an agency can answer: a case with a number, answered by SMS when the answer is here.

The agency is asked where it is connected; what nobody answered in time goes to a person. The book of a
service that has `Inquiries` has the screens `kabar_asing` (the agency knows nothing of it), `kabar_terlambat`
and, for what is answered, `kabar_` and the word that `finish` is given.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from kiosk import dates
from kiosk.agency.errands import Errands, line
from kiosk.cases import actions, records
from kiosk.cases.actions import News
from kiosk.cases.deadlines import Promises
from kiosk.clock import WIB
from kiosk.services import callbacks
from kiosk.store import remembered

if TYPE_CHECKING:
    from kiosk.cases.records import Case
    from kiosk.transaction import Tx

KEPT = 30 * 86_400.0  # seconds after the answer; then nobody is known any more who asked
MOST = 50
WAITS = ("new", "taken")
TOMORROW = {"id": "besok", "su": "énjing", "en": "tomorrow"}
BY = {"id": "{day} pukul {clock}", "su": "{day} tabuh {clock}", "en": "{clock} {day}"}


def said(by: datetime, now: datetime, language: str) -> str:
    """Say by when an answer comes.

    >>> by, now = datetime(2026, 11, 27, 12, 0, tzinfo=WIB), datetime(2026, 11, 26, 8, 0, tzinfo=WIB)
    >>> said(by, now, "id"), said(by, now, "en")
    ('besok pukul 12.00', '12:00 tomorrow')
    """
    day = TOMORROW[language] if (by.date() - now.date()).days == 1 else dates.day(by.date(), language)
    return BY[language].format(day=day, clock=dates.clock(by.time(), language))


class Inquiries:
    """The questions of one service.

    `subject` names what is asked about (`nop`), `verb` is the agency's, `by` the time of the next working day
    by which it is answered, `shown` writes a subject as a message shows it, `spelled` as the agency does.
    """

    def __init__(
        self,
        service: str,
        agency: str,
        verb: str,
        subject: str,
        *,
        by: Callable[[], time],
        shown: Callable[[str], str] = str,
        spelled: Callable[[str], str] = str,
    ) -> None:
        self.service, self.agency, self.verb, self.subject = service, agency, verb, subject
        self._by, self._shown, self.spelled = by, shown, spelled
        self.errands = Errands(service, agency)
        self.errands.refused(verb)(self._unknown)
        self.errands.missed(verb)(self._unanswered)
        ALL[service] = self
        actions.TELLERS[service] = actions.Telling(service, self._teller, Promises(), _screen)

    def note(self, tx: "Tx", connected: Collection[str]) -> None:
        """Remember whether the agency is connected, for `is_connected`."""
        now = "yes" if self.service in connected else ""
        if remembered.read(tx, self._name) != now:
            remembered.write(tx, self._name, now)

    def is_connected(self, tx: "Tx") -> bool:
        """Tell whether the agency can be asked."""
        return bool(remembered.read(tx, self._name))

    def noted(self, tx: "Tx") -> str:
        """Name the text that says that a question was written down: the agency can be asked now, or not."""
        answers = self.is_connected(tx) and line(tx, self.service).failing_since is None
        return "ditanyakan" if answers else "dicatat"

    def deadline(self, tx: "Tx") -> datetime:
        """Tell by when a question of now is answered."""
        now = tx.now.astimezone(WIB)
        return datetime.combine(next(dates.working_days(now.date(), tx.closed)), self._by(), WIB)

    def ask(self, tx: "Tx", about: str, language: str) -> "Case":
        """Write a question down, or give the one that is open already; the agency hears of it."""
        for case in records.mine(tx):
            if (
                case.service == self.service
                and case.state in WAITS
                and case.details.get(self.subject) == about
            ):
                return case
        by = self.deadline(tx)
        case = records.open_case(
            tx, self.service, kind=self.verb, details={self.subject: about}, due=by.date(), language=language
        )
        self.errands.send(tx, self.verb, {self.subject: about, "ticket": case.ticket}, until=by.timestamp())
        return case

    def by(self, case: "Case", now: datetime, language: str) -> str:
        """Say by when a question is answered: on its day, at the time of the office."""
        return said(datetime.combine(case.due or now.date(), self._by(), WIB), now, language)

    def waiting(self, tx: "Tx") -> "list[Case]":
        """List the questions that are not answered; one is over when it was late and a person has called.

        Whoever left no number cannot be called: they look it up at the counter, where it waits for a while.
        """
        found = []
        for case in records.waiting(tx, self.service, MOST):
            called = case.late and not callbacks.is_open(tx, self._untold, case.ticket)
            if called and (self._is_reachable(tx, case) or tx.at - case.at > KEPT):
                self.finish(tx, case.ticket, "")
            else:
                found.append(case)
        return found

    def finish(self, tx: "Tx", ticket: str, what: str) -> None:
        """Tell the answer, by the screen `kabar_`*what*; nobody need look at it any more."""
        self._end(tx, ticket, self.agency, what)

    def told(self, tx: "Tx", ticket: str, by: str) -> bool:
        """Note that the officer *by* has told the answer; False where no question of that number waits."""
        return self._end(tx, ticket, by, "")

    def open_case(self, tx: "Tx", ticket: str) -> "Case | None":
        """Find a question that waits for its answer."""
        case = records.find(tx, ticket) if ticket else None
        return case if case is not None and case.service == self.service and case.state in WAITS else None

    def forget(self, tx: "Tx") -> bool:
        """Forget who asked what was answered long ago; True when there may be more."""
        return records.forget_people(tx, self.service, tx.at - KEPT)

    @property
    def by_time(self) -> time:
        """The time of day by which a question is answered."""
        return self._by()

    @property
    def _name(self) -> str:
        return f"{self.service} connected"

    @property
    def _untold(self) -> str:
        return f"{self.service}.belum_dijawab"

    def _end(self, tx: "Tx", ticket: str, by: str, what: str) -> bool:
        case = self.open_case(tx, ticket)
        if case is None:
            return False
        actions.answer(tx, ticket, by, what)
        actions.close(tx, ticket, by)
        callbacks.settle(tx, self._untold, ticket)
        return True

    def _is_reachable(self, tx: "Tx", case: "Case") -> bool:
        return any(one.number for one in records.parties(tx, case.ticket))

    def _unknown(self, tx: "Tx", request: Mapping[str, Any], why: str) -> None:
        """Tell that the agency knows nothing of it."""
        case = self.open_case(tx, request.get("ticket", ""))
        if case is not None:
            actions.refuse(tx, case.ticket, self.agency, self.agency)
            actions.close(tx, case.ticket, self.agency)
            callbacks.settle(tx, self._untold, case.ticket)

    def _unanswered(self, tx: "Tx", request: Mapping[str, Any], why: str) -> None:
        """Say that it is late, and have a person look."""
        case = self.open_case(tx, request.get("ticket", ""))
        if case is None:
            return
        case = actions.escalate(tx, case.ticket)
        until = datetime.combine(case.due or tx.now.date(), self._by(), WIB)
        self.errands.send(tx, self.verb, request, until=until.timestamp())  # it may answer after all
        for one in records.parties(tx, case.ticket):
            if one.number:
                callbacks.ask(tx.about(one.number), self._untold, case.ticket)

    def _teller(self, news: News, language: str) -> Mapping[str, tuple[str, str]]:
        """Give the names that the screens about a question use."""
        case = news.case
        about = case.details.get(self.subject, "")
        day = dates.day(case.due, language) if case.due else ""
        return {
            self.subject: (about, self._shown(about)),
            "permintaan": (case.ticket, case.ticket),
            "tanggal": (day, day),
        }


ALL: dict[str, Inquiries] = {}  # by service; filled when the services are imported


def _screen(news: News, role: str) -> str:
    if news.event == "answer":
        return f"kabar_{news.note}" if news.note else ""
    return {"refuse": "kabar_asing", "escalate": "kabar_terlambat"}.get(news.event, "")
