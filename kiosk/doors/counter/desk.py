"""The desk as the walk-up counter sees it: beside answers, what a screen asks for, and in which language."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, Protocol

import menus
from kiosk import dialogues
from kiosk.core import Inbound, Reply
from kiosk.services.survey import awareness
from kiosk.store import people, slips

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.doors.console import Receive
    from kiosk.store.slips import Fate
    from kiosk.transaction import Tx
    from menus.book import Book
    from menus.nodes import Choice, Node

CHANNEL = "console"
RATE, SURVEY = "7", "SKM"  # the key of the survey, where it is no choice, and the word that leads there
FRAME = 4  # rows of head, keys and line where there are few
LARGE_FRAME = 10  # rows that are not the body's where the letters are large
LARGE_ROWS, LARGE_COLUMNS = 4, 4.4  # of a letter, with what stands between
KEY_LINES = 2  # lines that lead on are counted, and stand elsewhere
INDENT = 6  # columns beside a numbered line
LEAST_LINES, LEAST_COLUMNS = 8, 34


class Asked(NamedTuple):
    """What the screen waits for: `free` words or figures, `private` ones that nobody may read.

    `rates` says that it is the first screen, from which RATE leads to the survey.
    """

    language: str = "id"
    free: bool = False
    private: bool = False
    rates: bool = False


class Service(NamedTuple):
    """What a visitor may do here: the digit that leads there, its name, and what it offers."""

    code: int
    name: str
    offers: tuple[str, ...] = ()


class Desk(Protocol):
    """What the counter wants of a kiosk; every call may raise StoreError."""

    def receive(self, inbound: Inbound) -> Reply | None:
        """Answer."""

    def fit(self, width: int, height: int, large: bool = False) -> None:
        """Cut screens for a terminal of that size from the next answer on."""

    def asked(self, who: str) -> Asked:
        """Tell what the visitor's screen waits for."""

    def speak(self, who: str, language: str) -> None:
        """Go on in another language from the next answer on."""

    def leave(self, who: str) -> None:
        """Forget a visitor who is gone."""

    def fate(self, key: str) -> "Fate | None":
        """Tell what became of the slip of an inbound; None where there is none."""

    def services(self, language: str) -> list[Service]:
        """List what can be done here."""

    def rates(self) -> bool:
        """Whether the survey has its key on the first screen."""

    def draw(self, who: str) -> str:
        """Draw the service about which a visitor is asked one question at the end; "" for no question."""

    def wonder(self, who: str, service: str, language: str) -> Reply:
        """Ask a visitor who is done whether they knew of a service."""


class KioskDesk:
    """A kiosk as a `Desk`; *receive* stands between them where what is said is recorded."""

    def __init__(self, kiosk: "Kiosk", receive: "Receive | None" = None) -> None:
        self._kiosk = kiosk
        self.receive = receive or kiosk.receive

    def fit(self, width: int, height: int, large: bool = False) -> None:
        """Have screens cut so that a terminal of that size shows them whole, or in *large* letters."""
        lines, columns = max(LEAST_LINES, height - FRAME), max(LEAST_COLUMNS, width - INDENT)
        if large:
            lines, columns = (
                (height - LARGE_FRAME) // LARGE_ROWS + KEY_LINES,
                int((width - 14) / LARGE_COLUMNS),
            )
        lines, columns = min(menus.CONSOLE.lines, lines), min(menus.CONSOLE.columns, columns)
        self._kiosk.console = menus.CONSOLE._replace(lines=lines, columns=columns)

    def asked(self, who: str) -> Asked:
        """Tell what the visitor's screen waits for."""
        book = self._kiosk.book

        def look(tx: "Tx") -> Asked:
            session, _ = dialogues.stored(tx, book)
            if session is None or session.screen not in book.nodes:
                return Asked(book.languages[0])
            node = book.nodes[session.screen]
            private = node.field is not None and bool(node.field.mask)
            return Asked(session.language, node.free, node.free and private, self._rates(session.screen))

        return self._kiosk.visiting(who, look)

    def speak(self, who: str, language: str) -> None:
        """Go on in another language from the next answer on."""
        book = self._kiosk.book
        self._kiosk.visiting(who, lambda tx: dialogues.speak(tx, book, language))

    def leave(self, who: str) -> None:
        """Forget a visitor who is gone; what belongs to the number that they gave stays with it."""
        book = self._kiosk.book

        def go(tx: "Tx") -> None:
            dialogues.drop(tx, book, "dropped")
            people.forget(tx)
            tx.forget()

        self._kiosk.visiting(who, go)

    def fate(self, key: str) -> "Fate | None":
        """Tell what became of the slip of an inbound; `why` is also why nothing is printed."""
        if not self._kiosk.prints:
            return None
        blinded = self._kiosk.key(CHANNEL, key)

        def look(tx: "Tx") -> "Fate | None":
            found = slips.of(tx, blinded)
            return found and found._replace(why=found.why or slips.trouble(tx))

        return self._kiosk.write(look)

    def services(self, language: str) -> list[Service]:
        """List what the first screen leads to, and what each begins with."""
        book = self._kiosk.book
        home = book.nodes[book.home]
        return [
            Service(choice.code, book.say(choice.label, language), tuple(_offers(book, choice.to, language)))
            for choice in home.choices
            if _is_service(book, home, choice)
        ]

    def rates(self) -> bool:
        """Whether the survey has its key on the first screen."""
        return self._rates(self._kiosk.book.home)

    def _rates(self, screen: str) -> bool:
        book = self._kiosk.book
        taken = any(str(choice.code) == RATE for choice in book.nodes[book.home].choices)
        return screen == book.home and SURVEY.casefold() in book.words and not taken

    def draw(self, who: str) -> str:
        """Draw the service about which a visitor is asked one question at the end; "" for no question."""
        return awareness.draw(self._kiosk.sampling, who, self._kiosk.book)

    def wonder(self, who: str, service: str, language: str) -> Reply:
        """Ask a visitor who is done whether they knew of a service; what they did before is over with it."""
        book, registry = self._kiosk.desk
        self._kiosk.visiting(who, lambda tx: dialogues.drop(tx, book, "dropped"))
        medium = self._kiosk.console
        step = self._kiosk.visiting(
            who, lambda tx: awareness.ask(tx, book, registry, service, medium=medium, language=language)
        )
        return Reply(step.text, step.more)


def _is_service(book: "Book", home: "Node", choice: "Choice") -> bool:
    target = book.nodes.get(choice.to)
    return target is not None and target.menu != home.menu


def _offers(book: "Book", screen: str, language: str) -> Iterator[str]:
    """Give the lines of the screen to which a service leads, or of the first question that it asks."""
    node = book.nodes[screen]
    if not node.choices and node.form is not None and node.form.fields:
        node = book.nodes[node.form.fields[0].state]
    for choice in node.choices:
        yield book.say(choice.label, language)
