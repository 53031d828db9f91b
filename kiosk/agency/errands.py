"""Errands: what a service wants an agency to do, as rows that survive a power cut.

A service has one `Errands`, in whose tables it puts what becomes of an answer, by verb:

    errands = Errands("rsu", "RSU")

    @errands.done("ambilantrean")
    def kept(tx, request, answer): ...
"""

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk.agency.schema import agency, errand

if TYPE_CHECKING:
    from kiosk.transaction import Tx

Request = Mapping[str, Any]
Compose = Callable[["Tx", Request], Request]
Done = Callable[["Tx", Request, Mapping[str, Any]], None]
Over = Callable[["Tx", Request, str], None]
F = TypeVar("F", bound=Callable[..., Any])

FIRST_PAUSE, LONGEST_PAUSE = 15.0, 900.0  # seconds between two tries
BITE = 100  # errands that expire in one transaction

_e, _a = errand.c, agency.c
_SENT = ("at", "service", "verb", "once", "request", "not_before", "expires_at")
SEND = insert(errand).values({name: bindparam(name) for name in _SENT}).on_conflict_do_nothing()
HURRY = (
    sa.update(errand)
    .where(_e.once == bindparam("which"), _e.state == "waiting", _e.attempts == 0)
    .values(not_before=sa.func.min(_e.not_before, bindparam("now")))
)
NEXT = (
    sa.select(errand)
    .where(_e.state == "waiting", _e.service == bindparam("of"), _e.not_before <= bindparam("now"))
    .order_by(_e.id)
    .limit(1)
)
DUE = sa.select(_e.service, sa.func.min(_e.not_before)).where(_e.state == "waiting").group_by(_e.service)
LATE = sa.select(errand).where(_e.state == "waiting", _e.expires_at <= bindparam("now")).limit(BITE)
END = (
    sa.update(errand)
    .where(_e.id == bindparam("which"), _e.state == "waiting")
    .values(state=bindparam("state_"), request=None)
)
WITHDRAW = (
    sa.update(errand)
    .where(_e.once == bindparam("which"), _e.state == "waiting")
    .values(state="withdrawn", request=None)
)
DELAY = (
    sa.update(errand)
    .where(_e.id == bindparam("which"))
    .values(not_before=bindparam("until_"), attempts=_e.attempts + bindparam("more"))
)
LINE = sa.select(agency).where(_a.service == bindparam("of"))
LINES = sa.select(
    agency,
    sa.select(sa.func.count())
    .where(_e.service == _a.service, _e.state == "waiting")
    .scalar_subquery()
    .label("waiting"),
).order_by(_a.service)
_LINE = ("service", "heard_at", "failing_since", "problem", "attempts", "not_before")
_keep = insert(agency).values({name: bindparam(name) for name in _LINE})
KEEP = _keep.on_conflict_do_update(
    index_elements=["service"], set_={name: _keep.excluded[name] for name in _LINE[1:]}
)


class Line(NamedTuple):
    """How an agency answers: `failing_since` is None while it does well, `problem` a sentence."""

    service: str
    heard_at: float | None = None
    failing_since: float | None = None
    problem: str = ""
    attempts: int = 0
    not_before: float = 0.0
    waiting: int = 0


class Errand(NamedTuple):
    """An errand to be run: `key` is the same at each try."""

    id: int
    service: str
    verb: str
    request: Request
    attempts: int

    @property
    def key(self) -> str:
        """Give the key that the agency may know it by."""
        return f"{self.service}-{self.id}"


class Errands:
    """What one service has its agency do; `name` is what officers call the agency."""

    def __init__(self, service: str, name: str) -> None:
        self.service, self.name = service, name
        self._compose: dict[str, Compose] = {}
        self._done: dict[str, Done] = {}
        self._refused: dict[str, Over] = {}
        self._missed: dict[str, Over] = {}
        SERVICES[service] = self

    def compose(self, verb: str) -> Callable[[Compose], Compose]:
        """Register what makes the request at each try, where it must tell how things stand then."""
        return _into(self._compose, verb)

    def done(self, verb: str) -> Callable[[Done], Done]:
        """Register what takes the answer; it raises Nonsense for what cannot be: nothing of it is kept."""
        return _into(self._done, verb)

    def refused(self, verb: str) -> Callable[[Over], Over]:
        """Register what is done when the agency says no: it gets the agency's sentence."""
        return _into(self._refused, verb)

    def missed(self, verb: str) -> Callable[[Over], Over]:
        """Register what is done when no answer came in time."""
        return _into(self._missed, verb)

    def send(self, tx: "Tx", verb: str, request: Request, *, until: float, once: str = "") -> bool:
        """Write an errand down; False when the same (*once*) waits already, which then goes at once."""
        kept = tx.run(
            SEND,
            at=tx.at,
            service=self.service,
            verb=verb,
            once=f"{self.service} {once}" if once else None,
            request=tx.seal(json.dumps(dict(request), ensure_ascii=False)),
            not_before=tx.at,
            expires_at=until,
        ).changed
        if not kept:
            tx.run(HURRY, which=f"{self.service} {once}", now=tx.at)
        tx.wake()
        return bool(kept)

    def withdraw(self, tx: "Tx", once: str) -> bool:
        """Take back the errand of that name while it waits: nothing of it is kept, and no answer is taken in.

        It may be on its way all the same, so that what undoes it is to be sent after it.
        """
        return bool(tx.run(WITHDRAW, which=f"{self.service} {once}").changed)

    def take(self, tx: "Tx", one: Errand, answer: Mapping[str, Any]) -> None:
        """Take an answer in; what the service's function raises undoes it."""
        heard(tx, one.service)
        if tx.run(END, which=one.id, state_="done").changed and one.verb in self._done:
            self._done[one.verb](tx, one.request, answer)

    def refuse(self, tx: "Tx", one: Errand, why: str) -> None:
        """Take a no in."""
        heard(tx, one.service)
        if tx.run(END, which=one.id, state_="refused").changed and one.verb in self._refused:
            self._refused[one.verb](tx, one.request, why)

    def expire(self, tx: "Tx", one: Errand) -> None:
        """Take in that no answer came."""
        if tx.run(END, which=one.id, state_="expired").changed and one.verb in self._missed:
            self._missed[one.verb](tx, one.request, "")

    def composed(self, tx: "Tx", one: Errand) -> Errand:
        """Give the errand with the request of this try."""
        make = self._compose.get(one.verb)
        return one._replace(request=make(tx, one.request)) if make else one


SERVICES: dict[str, Errands] = {}  # by service; filled when the services are imported


def following(tx: "Tx", service: str) -> Errand | None:
    """Give what is to be carried to the agency of *service* now, with the request of this try."""
    if line(tx, service).not_before > tx.at:
        return None
    row = tx.run(NEXT, of=service, now=tx.at).first()
    return SERVICES[service].composed(tx, _errand(tx, row)) if row else None


def expire(tx: "Tx") -> bool:
    """End what was not answered in time; True when there may be more."""
    late = list(tx.run(LATE, now=tx.at))
    for row in late:
        if row.service in SERVICES:
            SERVICES[row.service].expire(tx, _errand(tx, row))
        else:  # of a service that is gone
            tx.run(END, which=row.id, state_="expired")
    return len(late) == BITE


def line(tx: "Tx", service: str) -> Line:
    """Tell how the agency of *service* answers."""
    row = tx.run(LINE, of=service).first()
    return Line(*row) if row else Line(service)


def lines(tx: "Tx") -> list[Line]:
    """Tell how every agency answers that was ever asked, and how many errands wait for it."""
    return [Line(*row) for row in tx.run(LINES)]


def heard(tx: "Tx", service: str) -> None:
    """Note that an answer came."""
    _note(tx, Line(service, heard_at=tx.at))


def silent(tx: "Tx", service: str, problem: str) -> str:
    """Note that none came: all that is for this agency waits, longer each time; gives a new *problem*."""
    before = line(tx, service)
    _note(
        tx,
        before._replace(
            failing_since=before.failing_since or tx.at,
            problem=problem,
            attempts=before.attempts + 1,
            not_before=tx.at + pause(before.attempts),
        ),
    )
    return problem if problem != before.problem else ""


def wrong(tx: "Tx", one: Errand, problem: str) -> str:
    """Note that what came was no answer: this errand waits, the others go on; gives a new *problem*."""
    before = line(tx, one.service)
    _note(tx, before._replace(failing_since=before.failing_since or tx.at, problem=problem))
    tx.run(DELAY, which=one.id, until_=tx.at + pause(one.attempts), more=1)
    return problem if problem != before.problem else ""


def later(tx: "Tx", one: Errand, seconds: float) -> None:
    """Note that the answer comes later."""
    heard(tx, one.service)
    tx.run(DELAY, which=one.id, until_=tx.at + max(1.0, min(seconds, LONGEST_PAUSE)), more=0)


def pause(attempts: int) -> float:
    """Give how many seconds to wait after so many tries.

    >>> [pause(tries) for tries in (0, 1, 2, 9)]
    [15.0, 30.0, 60.0, 900.0]
    """
    return float(min(FIRST_PAUSE * 2 ** min(attempts, 10), LONGEST_PAUSE))


def _into(table: dict[str, F], verb: str) -> Callable[[F], F]:
    def register(function: F) -> F:
        table[verb] = function
        return function

    return register


def _note(tx: "Tx", line: Line) -> None:
    tx.run(KEEP, **{name: getattr(line, name) for name in _LINE})


def _errand(tx: "Tx", row: Any) -> Errand:  # noqa: ANN401 - a row of the table
    return Errand(row.id, row.service, row.verb, json.loads(tx.open(row.request)), row.attempts)
