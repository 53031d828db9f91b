"""A conversation as a value: where a resident is, what they answered, and what a step gives."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from menus.book import Book

NOTHING: Mapping[str, tuple[str, str]] = {}
DEEPEST = 2  # conversations parked within each other
_written = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), check_circular=False
).encode  # made once: half of the time


class Session(NamedTuple):
    """One resident's conversation; never changed, always replaced.

    `screen` is a state of the book (`rsu.jalan.nik`), `stack` where `0` leads, `answers` name -> (value,
    label), `misses` mistakes in a row, `reason` what the last one was told, `editing` a field opened from
    its review, `moved` true when the screen of a stored session is gone. `medium`, `at` (Unix seconds) and
    `sequence` (inputs of this dialogue) tell of the last step, `edition` which book it was; `pushed`: it is a
    question of ours; `parked` is the conversation that was left for this one.
    """

    screen: str  # stores hold the members by place: a new one comes last, with a default
    language: str
    page: int = 0
    stack: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, str]] = NOTHING
    misses: int = 0
    reason: str = ""
    editing: bool = False
    moved: bool = False
    pushed: bool = False
    medium: str = ""
    at: int = 0
    sequence: int = 0
    edition: str = ""
    parked: "Session | None" = None

    @classmethod
    def start(
        cls,
        book: "Book",
        language: str = "",
        screen: str = "",
        answers: Mapping[str, tuple[str, str]] = NOTHING,
    ) -> "Session":
        """Begin at home, or at *screen* (a question that we start), in *language* if the book has it."""
        return cls(
            book.find(screen) if screen else book.home,
            language if language in book.languages else book.languages[0],
            answers=answers,
            edition=book.edition,
        )

    def to_json(self) -> str:
        """Write the session as text: its members in their order, half of the time of naming each."""
        return _written(self)

    def size(self) -> int:
        """Count the octets of the session in a store."""
        return len(self.to_json().encode())

    @classmethod
    def from_json(cls, book: "Book", text: str) -> "Session":
        """Read a stored session for this book. A screen that is gone becomes home, `moved`; damage too.

        Members by name are read too, as they were written once; what is lacking is at its default.
        """
        try:
            session = cls.read(text)
        except ValueError:
            return cls.start(book)._replace(moved=True)
        return (
            session if session.edition == book.edition and session.screen in book.nodes else session.on(book)
        )

    @classmethod
    def read(cls, text: str) -> "Session":
        """Read a stored session as it was written, for no book; damage is a ValueError."""
        try:
            return cls._read(json.loads(text))
        except (TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
            raise ValueError("This is no stored session.") from error

    @classmethod
    def _read(cls, stored: "list[Any] | Mapping[str, Any]", depth: int = 0) -> "Session":
        if isinstance(stored, list):
            stored = dict(zip(cls._fields, stored, strict=False))
        parked = stored.get("parked")
        known = {name: _READERS[name](value) for name, value in stored.items() if name in _READERS}
        if parked is not None and depth < DEEPEST:
            known["parked"] = cls._read(parked, depth + 1)
        return cls(**{"language": "", **known})

    def screens(self) -> tuple[str, ...]:
        """Give the states at which it stands: its own, and those of what it interrupted."""
        return (self.screen, *(self.parked.screens() if self.parked is not None else ()))

    def on(self, book: "Book") -> "Session":
        """Carry the session to another edition of its book: what is renamed follows, what is lost leads home.

        A question that is gone, or that now has others before it, leads to the next one of its form; an
        answer that the form no longer offers is asked again.
        """
        fresh = Session.start(book, self.language)
        parked = self.parked.on(book) if self.parked is not None else None
        if parked is not None and parked.moved and parked.screen == book.home:
            parked = None
        menu = self.screen.partition(".")[0]
        answers = {book.moves.get((menu, name), name): answer for name, answer in self.answers.items()}
        screen, answers, changed = book.place(self.screen, answers)
        if screen is None or (screen == book.offer and parked is None):
            return fresh._replace(moved=True, parked=parked, medium=self.medium, at=self.at)
        stack = tuple([known for name in self.stack if (known := book.moved(name)) is not None])
        return self._replace(
            screen=screen,
            language=fresh.language,
            stack=stack,
            answers=answers,
            editing=self.editing and not changed,
            moved=self.moved or changed,
            edition=book.edition,
            parked=parked,
        )


def _strings(stored: Iterable[object]) -> tuple[str, ...]:
    return tuple(map(str, stored))


def _pairs(stored: Mapping[str, tuple[object, object]]) -> dict[str, tuple[str, str]]:
    return {str(name): (str(value), str(label)) for name, (value, label) in stored.items()}


_READERS: Mapping[str, Callable[[Any], Any]] = {  # how each member is read, whatever was stored
    **dict.fromkeys(("screen", "language", "reason", "medium", "edition"), str),
    **dict.fromkeys(("page", "misses", "at", "sequence"), int),
    **dict.fromkeys(("editing", "moved", "pushed"), bool),
    "stack": _strings,
    "answers": _pairs,
}


class Visit(NamedTuple):
    """What the journal keeps of a step: `screen` of `service` and what became of it.

    Outcomes: `shown`, `answered`, `rejected`, `back`, `home`, `more`, `word`, `done`, `refused`, `moved`; of
    a dialogue that ended, `dropped` and `timed out` (`menus.left`). `seconds` passed until the input, at
    the screen where it was typed; `variant` is the one that this resident reads.
    """

    service: str
    screen: str  # stores hold the members by place: a new one comes last, with a default
    outcome: str
    seconds: float | None = None
    variant: str = ""


class Promise(NamedTuple):
    """An outcome that a step has promised: kept by the caller, told by `menus.fulfil`.

    `state` says which form it is of, `answers` are those of the form as they may be shown; `within` seconds.
    """

    reference: str
    state: str
    language: str
    answers: Mapping[str, str]
    within: float


class Step(NamedTuple):
    """What one input gave: the text to show, whether an answer is awaited, and the session to keep."""

    text: str
    more: bool
    session: Session
    visits: tuple[Visit, ...] = ()
    receipt: bool = False
    actions: tuple[str, ...] = ()
    fault: str = ""
    promises: tuple[Promise, ...] = ()
