"""The desk: every door hands in an `Inbound` and gets a `Reply`; one call is one transaction."""

import json
import logging
import traceback
from collections.abc import Callable, Sequence, Set
from concurrent.futures import Future
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

import menus
from kiosk import dialogues, guard, promises, questions
from kiosk.agency import Agency
from kiosk.clock import WIB, Clock, wall
from kiosk.health import Health, MenuState, ModemState, measure
from kiosk.privacy import sealing
from kiosk.sampling import NOBODY, Sampling
from kiosk.services import emergency
from kiosk.store import Store, flags, inbox, journal, migrate, outbox, own, people, slips
from kiosk.store.engine import Connection
from kiosk.store.inbox import BY_SMS
from kiosk.transaction import Tx
from kiosk.writer import Rescue, Work, Writer

T = TypeVar("T")
log = logging.getLogger("kiosk")

NUMBERED = ("sms", "call", "ussd")  # channels whose `who` is a phone number
MEDIA = {"sms": menus.SMS, "call": menus.SMS, "ussd": menus.USSD, "console": menus.CONSOLE, "web": menus.WEB}
APOLOGY = {
    "id": "Maaf, layanan ini sedang terganggu. Mohon coba lagi nanti. Darurat? Telepon 112",
    "su": "Hapunten, layanan ieu nuju aya gangguan. Mangga cobian deui engké. Darurat? Telepon 112",
    "en": "Sorry, this service has a fault just now. Please try again later. Emergency? Call 112",
}


class Inbound(NamedTuple):
    """What a resident did at a door.

    `channel` is sms, call, ussd, console or web; `who` the number (or, without one, a name of the screen);
    `key` is the same when the door hands the same thing in again; `via` the modem it came by (IMEI); `first`
    opens a new dialogue.
    """

    channel: str
    who: str
    text: str
    key: str
    via: str = ""
    first: bool = False


class Reply(NamedTuple):
    """What the kiosk says; `more` means that it waits for an answer."""

    text: str
    more: bool

    def to_json(self) -> str:
        """Write it as a pair; a third of the time that `json.dumps` takes for the whole."""
        return f"[{json.dumps(self.text)}, {'true' if self.more else 'false'}]"


class Kiosk:
    """The kiosk's desk: owns the store and the one thread that writes."""

    def __init__(
        self,
        store: Store,
        sealer: sealing.Sealer,
        book: menus.Book,
        registry: menus.Registry,
        *,
        clock: Clock,
        number: str,
        own_numbers: tuple[str, ...],
        flash: bool,
        days_off: Set[date] = frozenset(),
        threaded: bool,
    ) -> None:
        self.store = store
        self.sealer = sealer
        self._desk = (book, registry)
        self.menus_problem = ""  # why a changed book is not at work yet
        self.clock = clock
        self.number = number
        self._flash = flash
        self.own_numbers = frozenset(map(guard.e164, own_numbers))
        self.days_off = days_off
        self.wakers: list[Callable[[], None]] = []  # what a commit of outgoing messages wakes: `SmsDoor.wake`
        self.sampling: Sampling = NOBODY  # of whom the survey asks its questions
        self.agencies: dict[str, Agency] = {}  # by service: the connectors, for `kiosk.agency.runner`
        self.console = menus.CONSOLE  # how much the walk-up screen shows
        self.prints = False  # whether receipts at the walk-up counter become slips: it has a printer
        self.modems: dict[str, ModemState] = {}  # what the doors say of their modems, for `health`
        self._closed = False
        self._connection = store.connect()
        self._writer = Writer(self._connection, threaded=threaded, committed=self._committed)

    @classmethod
    def open(
        cls,
        data: Path,
        book: menus.Book,
        registry: menus.Registry,
        *,
        clock: Clock = wall,
        demo: bool = False,
        command: str = "kiosk run",
        number: str = "38",
        own_numbers: tuple[str, ...] = (),
        flash: bool = False,
        days_off: Set[date] = frozenset(),
        key_file: Path | None = None,
        threaded: bool = True,
        begin: Sequence[str] = (),
    ) -> "Kiosk":
        """Open the data folder and be ready to answer with *book*, whose functions are in *registry*.

        *clock* gives the aware time. Without *threaded* each call is direct (virtual time, tests). *command*
        "" shares the folder with the process that holds it (console, officer). With *flash* the screens that
        wait for an answer are shown at once and not kept (class 0). *days_off* are the office's own beside
        weekends and holidays. *begin* are lines of SQL for the writing connection. Raises StoreError.
        """
        store = Store.open(data, demo=demo, alone=command)
        try:
            sealer = migrate.key(store, key_file or data / sealing.KEY_FILE)
            kiosk = cls(
                store,
                sealer,
                book,
                registry,
                clock=clock,
                number=number,
                own_numbers=own_numbers,
                flash=flash,
                days_off=days_off,
                threaded=threaded,
            )
            for line in begin:
                kiosk._connection.execute(line)
            kiosk.prepare()
        except BaseException:
            store.close()
            raise
        return kiosk

    @property
    def desk(self) -> tuple[menus.Book, menus.Registry]:
        """The book that is spoken, and its functions."""
        return self._desk

    @property
    def book(self) -> menus.Book:
        """The book that is spoken."""
        return self._desk[0]

    @property
    def registry(self) -> menus.Registry:
        """The functions that the book names."""
        return self._desk[1]

    def serve(self, book: menus.Book, registry: menus.Registry) -> None:
        """Speak another book from the next inbound on; sessions of the old one go on in it."""
        self.prepare()
        self._desk, self.menus_problem = (book, registry), ""

    def prepare(self) -> None:
        """Make the tables that services of the office have declared."""
        if own.metadata.tables:
            self.write(own.create)

    def receive(self, inbound: Inbound) -> Reply | None:
        """Answer, in one transaction; None when nothing is said. Raises StoreError: nothing was kept."""
        return self._writer.run(*self._jobs(inbound))

    def submit(self, inbound: Inbound) -> "Future[Reply | None]":
        """Hand in without waiting: the future has what `receive` gives."""
        return self._writer.submit(*self._jobs(inbound))

    def _jobs(self, inbound: Inbound) -> tuple[Work[Reply | None], Rescue[Reply | None]]:
        return (
            lambda connection: self.answer(self._tx(connection, inbound), inbound),
            lambda connection, error: self._apologise(self._tx(connection, inbound), inbound, error),
        )

    def submit_found(self, find: Callable[[Tx], Sequence[Inbound]]) -> "Future[Reply | None]":
        """Hand in what *find* makes of a request, all in one transaction: the future has the last reply.

        *find* reads what was here before, to tell what is new; it gives one inbound at least.
        """

        def work(connection: Connection) -> Reply | None:
            reply = None
            for inbound in find(Tx(connection, self.sealer, self.clock())):
                reply = self.answer(self._tx(connection, inbound), inbound)
            return reply

        def rescue(connection: Connection, error: Exception) -> Reply | None:
            last = find(Tx(connection, self.sealer, self.clock()))[-1]
            return self._apologise(self._tx(connection, last), last, error)

        return self._writer.submit(work, rescue)

    def write(self, work: Callable[[Tx], T]) -> T:
        """Do *work* in a transaction of its own, for a door's own bookkeeping. Raises StoreError."""
        return self._writer.run(
            lambda connection: work(
                Tx(
                    connection,
                    self.sealer,
                    self.clock(),
                    kiosk=self.number,
                    desk=self.desk,
                    closed=self.days_off,
                )
            )
        )

    def visiting(self, who: str, work: Callable[[Tx], T]) -> T:
        """Do *work* in a transaction about a visitor of the walk-up counter. Raises StoreError."""
        inbound = Inbound("console", who, "", "")
        return self._writer.run(lambda connection: work(self._tx(connection, inbound)))

    def drop(self, who: str, outcome: str = "dropped") -> None:
        """Note that the dialogue of *who* ended without an answer: `dropped`, or `timed out` by a gateway."""
        inbound = Inbound("ussd", who, "", "")
        self._writer.run(lambda connection: dialogues.drop(self._tx(connection, inbound), self.book, outcome))

    def wake(self) -> None:
        """Tell the doors that messages were queued."""
        for wake in self.wakers:
            wake()

    def health(self) -> Health:
        """Tell how the kiosk is: modems, queues, counts. Raises StoreError."""
        menu = MenuState(self.book.edition, len(self.book.nodes), self.menus_problem)
        return self.write(lambda tx: measure(tx, self.modems, menu))

    def close(self) -> None:
        """Finish what was handed in, close the database, let the folder go. Harmless twice."""
        if not self._closed:
            self._closed = True
            self._writer.close()
            self.store.close()

    def answer(self, tx: Tx, inbound: Inbound) -> Reply | None:
        """Do what `receive` does inside a transaction that is open already."""
        key = self.key(inbound.channel, inbound.key)
        before = people.before(tx, key)
        if before.key is not None:
            return Reply(*json.loads(tx.open(before.reply))) if before.reply else None
        if inbound.channel in BY_SMS and not self._may_answer(tx, inbound, muted=bool(before.muted)):
            inbox.keep(tx, key, said=inbox.words(tx, inbound.text))
            return None
        return self._converse(tx, inbound, key, before)

    def _may_answer(self, tx: Tx, inbound: Inbound, *, muted: bool) -> bool:
        if not guard.answerable(tx.number, self.own_numbers):
            journal.note(tx, "", "", "unanswerable")
            if inbound.text:
                inbox.isolate(tx, f"{tx.number}\n{inbound.text}".encode(), "sender", inbound.via)
            return False
        if inbound.channel == "call" and inbox.called_lately(tx):
            return False
        if muted and not emergency.pleads(inbound.text):
            journal.note(tx, "", "", "silent: muted")
            return False
        return True

    def _converse(self, tx: Tx, inbound: Inbound, key: bytes, found: people.Before) -> Reply | None:
        book, registry = self.desk  # this step ends with the book that it began with
        services = registry.bind(user=tx.number, tx=tx)
        numbered = inbound.channel in NUMBERED
        language = found.language if numbered else None
        if numbered and found.met is None:
            people.remember(tx)
        stored, awaited = dialogues.known(tx, book, found if found.state is not None else None)
        held = questions.heard(tx, stored)
        awaited = awaited and held is stored
        step, before = self._step(tx, inbound, book, services, language or "", held, awaited=awaited)
        dialogues.save(tx, book, step)
        questions.settle(tx, held, step)
        if step.session.language != (language or book.languages[0]) and numbered:
            tx.language(step.session.language)
        for visit in step.visits:
            journal.note(tx, *visit)
        for promise in step.promises:
            promises.keep(tx, promise, inbound.via)
        if tx.is_receipt and self.sampling.share:
            from kiosk.services.survey import pulse

            pulse.after(tx, step, self.sampling)
        if step.fault:
            log.error("Menu: %s", step.fault)
            journal.note(tx, "", "", "fault")
        if inbound.channel == "console" and (step.receipt or tx.is_receipt or tx.paper):
            step = self._whole(tx, book, services, step)
        reply = self._say(tx, inbound, key, step, progress(before, step))
        if tx.forgotten:
            from kiosk.privacy import erasing

            erasing.last(tx)
        return reply

    def _whole(self, tx: Tx, book: menus.Book, services: menus.Registry, step: menus.Step) -> menus.Step:
        """Say a receipt whole, however short the pages of the screen are: it is printed and written down."""
        now = tx.now.astimezone(WIB)
        said = menus.step(book, step.session, "", medium=menus.CONSOLE, services=services, now=now)
        return step._replace(text=said.text, more=said.more)

    def _step(
        self,
        tx: Tx,
        inbound: Inbound,
        book: menus.Book,
        services: menus.Registry,
        language: str,
        stored: menus.Session | None,
        *,
        awaited: bool,
    ) -> tuple[menus.Step, menus.Session]:
        """Answer within the resident's conversation, or open a new dialogue; gives where it stood before."""
        medium, now = self._medium(inbound.channel), tx.now.astimezone(WIB)
        called = inbound.channel == "call"
        session, text = menus.enter(
            book,
            stored,
            "" if called else inbound.text,
            medium=medium,
            now=now,
            first=inbound.first or called,
            language=language,
        )
        if stored is not None and awaited and session.sequence == 0:  # a dialogue whose end nobody told
            journal.note(tx, *menus.left(book, stored, "dropped", now), channel=stored.medium)
        return emergency.step(book, session, text, medium=medium, services=services, now=now), session

    def _medium(self, channel: str) -> menus.Medium:
        return self.console if channel == "console" else MEDIA[channel]

    def _say(self, tx: Tx, inbound: Inbound, key: bytes, step: menus.Step, moved: int) -> Reply | None:
        reply = Reply(step.text, step.more)
        receipt = step.receipt or tx.is_receipt
        if inbound.channel not in BY_SMS:
            inbox.keep(tx, key, reply=reply.to_json(), moved=moved)
            if (tx.is_receipt or tx.paper) and self.prints and inbound.channel == "console":
                above, whole = tx.paper or ("", True)
                text = "\n".join(part for part in (above, step.text if whole else "") if part)
                slips.put(tx, key, text, step.session.language)
            return reply
        if receipt and moved:
            moved = guard.DONE
        words = inbox.words(tx, inbound.text)
        said, plea = inbox.said(tx, outbox.day(tx), words), emergency.pleads(inbound.text)
        mistaken = not understood(inbound.text, step)
        why = guard.silent(said, guard.DONE if tx.is_receipt else moved, plea=plea, mistaken=mistaken)
        inbox.keep(tx, key, moved=None if why else moved, said=words)
        if why:
            journal.note(tx, "", "", f"silent: {why}")
            if why in guard.FLAGGED:
                flags.fly(tx, why)
            return None
        kind = "receipt" if receipt else "screen"
        flash = self._flash and step.more and not receipt
        outbox.put(tx, step.text, kind=kind, via=inbound.via, answers=key, flash=flash)
        return reply

    def _apologise(self, tx: Tx, inbound: Inbound, error: Exception) -> Reply | None:
        """Tell the resident that a service has a fault; its writes are undone, the message is not lost."""
        log.error("Layanan gagal menjawab (%s); warga diberi tahu.", fault(error))
        language = people.meet(tx) if inbound.channel in NUMBERED else None
        step = menus.Step(APOLOGY.get(language or "", APOLOGY["id"]), False, menus.Session("", ""))
        journal.note(tx, "", "", "fault")
        key = self.key(inbound.channel, inbound.key)
        return self._say(tx, inbound, key, step, guard.IDLE)

    def _tx(self, connection: Connection, inbound: Inbound) -> Tx:
        who = guard.e164(inbound.who) if inbound.channel in NUMBERED else inbound.who
        return Tx(
            connection,
            self.sealer,
            self.clock(),
            kiosk=self.number,
            channel=inbound.channel,
            who=who,
            number=who if inbound.channel in NUMBERED else "",
            desk=self.desk,
            closed=self.days_off,
        )

    def key(self, channel: str, key: str) -> bytes:
        """Give the key under which the inbox knows an inbound: it may hold a number, so it is blinded."""
        return self.sealer.blind(f"{channel} {key}")

    def _committed(self) -> None:
        if self._connection.wakes:
            self._connection.wakes = False
            self.wake()


def fault(error: Exception) -> str:
    """Say where a fault is, without its message: that may hold what a resident typed."""
    frames = traceback.extract_tb(error.__traceback__)
    where = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames[-3:])
    return f"{type(error).__name__} di {where}"


def understood(text: str, step: menus.Step) -> bool:
    """Tell whether a text was an answer, a key or a word: after an end whatever else leads home."""
    outcomes = [visit.outcome for visit in step.visits]
    return "rejected" not in outcomes and (outcomes[:1] != ["home"] or text.strip().isdigit())


def progress(before: menus.Session, step: menus.Step) -> int:
    """Tell how far a step brought the conversation: IDLE after a mistake or where it stood before.

    So is the first screen after an ended conversation, for words that chose nothing there.
    """
    outcomes = {visit.outcome for visit in step.visits}
    if "rejected" in outcomes or outcomes == {"home", "shown"}:
        return guard.IDLE
    if len(step.session.answers) > len(before.answers):
        return guard.ANSWERED
    return guard.MOVED if _place(before) != _place(step.session) else guard.IDLE


def _place(session: menus.Session) -> tuple[object, ...]:
    return session.screen, session.page, session.answers, session.editing, session.language
