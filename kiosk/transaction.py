"""The one transaction of an inbound, as the functions of a service see it."""

import json
from collections.abc import Callable, Hashable, Mapping, Set
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects.sqlite import insert

from kiosk import ticket
from kiosk.store import outbox, schema
from kiosk.store.statements import Prepared

if TYPE_CHECKING:
    import menus
    from kiosk.privacy.sealing import Sealer
    from kiosk.store.engine import Connection
    from kiosk.store.statements import Rows

_count = insert(schema.counter).values(name=bindparam("name"), value=1)
COUNT = Prepared(
    _count.on_conflict_do_update(
        index_elements=["name"], set_={"value": schema.counter.c.value + 1}
    ).returning(schema.counter.c.value),
    "name",
)
CONSENT = (
    sa.update(schema.person)
    .where(schema.person.c.person == bindparam("who"))
    .values(news=bindparam("news_"), news_at=bindparam("at_"))
)
LANGUAGE = (
    sa.update(schema.person)
    .where(schema.person.c.person == bindparam("who"))
    .values(language=bindparam("language_"))
)
_waits = sa.exists().where(
    schema.call_back.c.person == bindparam("person"), schema.call_back.c.done_at.is_(None)
)
_COLUMNS = ("at", "person", "number", "channel", "reason")
CALL_BACK = sa.insert(schema.call_back).from_select(
    _COLUMNS,
    sa.select(*(bindparam(name, type_=schema.call_back.c[name].type) for name in _COLUMNS)).where(~_waits),
)
NOTHING: Mapping[str, tuple[str, str]] = {}
_ASKED = ("at", "person", "once", "screen", "given", "not_before", "expires_at")
ASK = (
    insert(schema.question)
    .values({name: bindparam(name) for name in _ASKED})
    .on_conflict_do_nothing(index_elements=["once"])
)
NO_SURVEY = sa.delete(schema.question).where(
    schema.question.c.person == bindparam("who"),
    schema.question.c.state == "waiting",
    schema.question.c.screen.startswith("skm."),
)
TAKE_BACK = sa.delete(schema.question).where(schema.question.c.once == bindparam("named"))
TAKE_UNSAID = TAKE_BACK.where(schema.question.c.state == "waiting")
DAY = 86_400.0
T = TypeVar("T")


class Tx:
    """What a service may do while one inbound is answered; all of it is committed with the reply, or none.

    `person` is the blinded number of the resident (the key under which a service keeps what belongs to
    them), `number` the number itself ("" at the walk-up console), `channel` the door, `now` the aware time
    of this inbound, `closed` the office's own days off, `kiosk` the two digits of the kiosk.
    """

    def __init__(
        self,
        connection: "Connection",
        sealer: "Sealer",
        now: datetime,
        *,
        kiosk: str = "00",
        channel: str = "",
        who: str = "",
        number: str = "",
        desk: "tuple[menus.Book, menus.Registry] | None" = None,
        closed: Set[date] = frozenset(),
    ) -> None:
        self._connection = connection
        self.write, self.one = connection.write, connection.one  # `Prepared` statements of this project's own
        self._desk = desk
        self.closed = closed
        self._sealer = sealer
        self.kiosk = kiosk
        self.now = now
        self.at = now.timestamp()
        self.channel = channel
        self.number = number
        self.person = sealer.pseudonym(who)
        self.is_receipt = False
        self.large = ""  # of a receipt: what a slip shows large beside its number
        self.paper: tuple[str, bool] | None = None  # what a slip shows that is no receipt: see `slip`
        self.reached = ""  # the number that a visitor without one has given
        self.forgotten = ""  # HAPUS: the number of the proof that the resident was erased
        self._read: dict[Hashable, tuple[int, Any]] = {}

    @property
    def book(self) -> "menus.Book | None":
        """The book that is spoken; None outside a kiosk."""
        return self._desk[0] if self._desk else None

    def run(self, statement: sa.Executable, **values: object) -> "Rows":
        """Run a SQLAlchemy Core statement of the service; gives its rows (named tuples).

        `.changed` counts the rows written, `.inserted` is the last row id, `.first()` and `.value()` the
        usual ends.

        Keep statements at module level with `bindparam`: they are compiled once. Values are int, float,
        str, bytes or None. A broken constraint raises sqlite3.IntegrityError.
        """
        return self._connection.run(statement, **values)

    def once(self, what: Hashable, read: Callable[[], T]) -> T:
        """Give what *read* gives: read once in this transaction, and anew after anything was written."""
        written = self._connection.driver.total_changes
        before = self._read.get(what)
        if before is None or before[0] != written:
            before = self._read[what] = written, read()
        found: T = before[1]
        return found

    def wake(self) -> None:
        """Have the doors look for outgoing messages after the commit."""
        self._connection.wakes = True

    def count(self, name: str) -> int:
        """Give the next number of the counter *name*, from 1."""
        return int(self.one(COUNT, (name,))[0])

    def ticket(self) -> str:
        """Give the next ticket number, `3800-1273`: used up only if the transaction commits."""
        return ticket.write(self.kiosk, self.count("ticket"))

    def seal(self, text: str) -> bytes:
        """Seal what must not be read on the disk: NIK, BPJS, names, health."""
        return self._sealer.seal(text)

    def seal_octets(self, octets: bytes) -> bytes:
        """Seal octets, such as those of a message."""
        return self._sealer.seal_octets(octets)

    def open_octets(self, sealed: bytes) -> bytes:
        """Open what `seal_octets` gave."""
        return self._sealer.open_octets(sealed)

    def open(self, sealed: bytes) -> str:
        """Open what `seal` gave."""
        return self._sealer.open(sealed)

    def remember(self, sealed: bytes, meant: object) -> None:
        """Keep in memory what a value means that `seal` gave just now."""
        self._sealer.remember(sealed, meant)

    def recall(self, sealed: bytes) -> Any:  # noqa: ANN401 - whatever was remembered
        """Give what is remembered of a sealed value; None when it has to be opened."""
        return self._sealer.recall(sealed)

    def forget(self) -> None:
        """Remember nothing any more of what was sealed."""
        self._sealer.forget()

    def blind(self, value: str) -> bytes:
        """Give the keyed pseudonym of a NIK or number, for look-ups and unique constraints."""
        return self._sealer.blind(value)

    def receipt(self, large: str = "") -> None:
        """Mark the reply of this step as a receipt: tried for 48 hours, sent once, its delivery asked for.

        At the walk-up counter it is printed; *large* is what stands large on the slip beside its number, such
        as a queue number.
        """
        self.is_receipt = True
        self.large = large or self.large

    def slip(self, text: str = "", *, said: bool = True) -> None:
        """At the walk-up counter, print *text* and, below it, what is *said*: what a visitor has to do next.

        It is no receipt, for nothing was written down; elsewhere nothing happens.
        """
        self.paper = (text, said)

    def reach(self, number: str) -> None:
        """Note that the visitor gave a number: the conversation is that of the number from now on.

        What is unfinished when they walk away goes on by SMS; nothing of the number is shown to the visitor.
        """
        if not self.number:
            self.reached = number

    def consent(self, news: bool) -> None:
        """Keep whether the resident wants news (MULAI, STOP); answers and receipts come all the same.

        STOP takes back the survey that was to be asked, too.
        """
        self.run(CONSENT, who=self.person, news_=int(news), at_=self.at)
        if not news:
            outbox.withdraw(self, self.person)
            self.run(NO_SURVEY, who=self.person)

    def ask(
        self,
        screen: str,
        given: Mapping[str, tuple[str, str]] = NOTHING,
        *,
        person: bytes | None = None,
        once: str = "",
        after: float | None = None,
        until: float | None = None,
    ) -> bool:
        """Ask a resident something of our own, by SMS: a reminder, "benar beres?".

        *screen* (`rsu.ingat`) is a screen of the book with `given`; *given* are those names: name -> (value,
        label). It is said once, between *after* and *until* (Unix seconds; now, and a day later), as soon as
        the resident has been quiet for half an hour, in a conversation of its own (`kiosk.questions`).
        *person* is their blinded number (without it, that of this transaction); whoever never wrote or
        called is not asked. *once* names the question: asked again under it, nothing happens and this gives
        False.
        """
        begins = self.at if after is None else after
        return bool(
            self.run(
                ASK,
                at=self.at,
                person=self.person if person is None else person,
                once=self.blind(f"question {once}") if once else None,
                screen=screen,
                given=self.seal(json.dumps(dict(given), ensure_ascii=False)),
                not_before=begins,
                expires_at=begins + DAY if until is None else until,
            ).changed
        )

    def take_back(self, once: str, *, unsaid: bool = False) -> None:
        """Take back the question of that name, said or not (or only *unsaid*): it may be asked anew."""
        self.run(TAKE_UNSAID if unsaid else TAKE_BACK, named=self.blind(f"question {once}"))

    def about(self, number: str, kiosk: str = "") -> "Tx":
        """Give this transaction as one about the resident with that number, by SMS."""
        return Tx(
            self._connection,
            self._sealer,
            self.now,
            kiosk=kiosk or self.kiosk,
            channel="sms",
            who=number,
            number=number,
            desk=self._desk,
            closed=self.closed,
        )

    def tell(
        self,
        screen: str,
        given: Mapping[str, tuple[str, str]] = NOTHING,
        *,
        language: str = "",
        kind: str = "status",
    ) -> None:
        """Say a screen of the book by SMS to the resident of this transaction, as news of what is theirs.

        *screen* and *given* are as in `ask`, but nothing is asked: their conversation stays where it is.
        *kind* is that of the outbox: `status`, or `follow` for news of what belongs to somebody else.
        """
        import menus
        from kiosk.clock import WIB
        from kiosk.store import outbox

        assert self._desk is not None, "only a kiosk has words"
        (book, registry), now = self._desk, self.now.astimezone(WIB)
        session = menus.push(book, None, screen, given, now=now, language=language)
        services = registry.bind(user=self.number, tx=self)
        step = menus.step(book, session, "", medium=menus.SMS, services=services, now=now)
        outbox.put(self, step.text, kind=kind)

    def language(self, code: str) -> None:
        """Keep the resident's language for the conversations to come."""
        self.run(LANGUAGE, who=self.person, language_=code)

    def call_back(self, reason: str) -> None:
        """Ask an officer to call the resident (PETUGAS); *reason* is a word of ours, not theirs.

        Who waits already is not written down twice.
        """
        self.run(
            CALL_BACK,
            at=self.at,
            person=self.person,
            number=self.seal(self.number),
            channel=self.channel,
            reason=reason,
        )
