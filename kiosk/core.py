"""The desk: every door hands in an `Inbound` and gets a `Reply`; one call is one transaction."""

from collections.abc import Callable, Sequence, Set
from concurrent.futures import Future
from datetime import date
from pathlib import Path
from typing import TypeVar

import menus
from kiosk import answering, dialogues, guard
from kiosk.agency import Agency
from kiosk.answering import NUMBERED, Inbound, Reply, apologise
from kiosk.clock import Clock, wall
from kiosk.health import Health, MenuState, ModemState, measure
from kiosk.privacy import sealing
from kiosk.sampling import NOBODY, Sampling
from kiosk.store import Store, own
from kiosk.store.engine import Connection
from kiosk.store.key import sealer_of
from kiosk.transaction import Tx
from kiosk.writer import Rescue, Work, Writer

T = TypeVar("T")
__all__ = ["Inbound", "Kiosk", "Reply"]  # the first and the last are those of `kiosk.answering`


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
        self.flash = flash
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
        self._made: set[str] = set()  # tables of the office's own services

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
            sealer = sealer_of(store, key_file or data / sealing.KEY_FILE)
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
        except BaseException:
            store.close()
            raise
        try:
            for line in begin:
                kiosk._connection.execute(line)
            kiosk.prepare()
        except BaseException:
            kiosk.close()
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
        """Make the tables that services of the office have declared since the last time."""
        declared = set(own.metadata.tables)
        if declared - self._made:
            self.write(own.create)
            self._made = declared

    def receive(self, inbound: Inbound) -> Reply | None:
        """Answer, in one transaction; None when nothing is said. Raises StoreError: nothing was kept."""
        return self._writer.run(*self._jobs(inbound))

    def submit(self, inbound: Inbound) -> "Future[Reply | None]":
        """Hand in without waiting: the future has what `receive` gives."""
        return self._writer.submit(*self._jobs(inbound))

    def _jobs(self, inbound: Inbound) -> tuple[Work[Reply | None], Rescue[Reply | None]]:
        return (
            lambda connection: self.answer(self._tx(connection, inbound), inbound),
            lambda connection, error: apologise(self, self._tx(connection, inbound), inbound, error),
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
            return apologise(self, self._tx(connection, last), last, error)

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
        return answering.answer(self, tx, inbound)

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
