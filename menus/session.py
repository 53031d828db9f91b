"""A conversation as a value: where a resident is, what they answered, and what a step gives."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from menus.book import Book

NOTHING: Mapping[str, tuple[str, str]] = {}


class Session(NamedTuple):
    """One resident's conversation; never changed, always replaced.

    `screen` is a state of the book (`rsu.jalan.nik`), `stack` where `0` leads, `answers` name -> (value,
    label), `misses` mistakes in a row, `reason` what the last one was told, `editing` a field opened from
    its review, `moved` true when the screen of a stored session is gone.
    """

    screen: str
    language: str
    page: int = 0
    stack: tuple[str, ...] = ()
    answers: Mapping[str, tuple[str, str]] = NOTHING
    misses: int = 0
    reason: str = ""
    editing: bool = False
    moved: bool = False

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
        )

    def to_json(self) -> str:
        """Write the session as text; what stands at its default is left out."""
        shown = {
            key: value for key, value in self._asdict().items() if value != Session._field_defaults.get(key)
        }
        return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, book: "Book", text: str) -> "Session":
        """Read a stored session for this book. A screen that is gone becomes home, `moved`; damage too."""
        try:
            stored = json.loads(text)
            session = cls(
                str(stored["screen"]),
                str(stored.get("language", "")),
                int(stored.get("page", 0)),
                tuple(str(screen) for screen in stored.get("stack", ())),
                {
                    str(name): (str(value), str(label))
                    for name, (value, label) in stored.get("answers", {}).items()
                },
                int(stored.get("misses", 0)),
                str(stored.get("reason", "")),
                bool(stored.get("editing", False)),
                bool(stored.get("moved", False)),
            )
        except (ValueError, TypeError, KeyError, AttributeError):
            return cls.start(book)._replace(moved=True)
        return session.on(book)

    def on(self, book: "Book") -> "Session":
        """Carry the session to another edition of its book: renamed screens follow, lost ones lead home."""
        fresh = Session.start(book, self.language)
        screen = book.moved(self.screen)
        if screen is None:
            return fresh._replace(moved=True)
        stack = tuple(known for name in self.stack if (known := book.moved(name)) is not None)
        menu = screen.partition(".")[0]
        answers = {book.moves.get((menu, name), name): answer for name, answer in self.answers.items()}
        return self._replace(screen=screen, language=fresh.language, stack=stack, answers=answers)


class Visit(NamedTuple):
    """What the journal keeps of a step: `screen` of `service` and what became of it.

    Outcomes: `shown`, `answered`, `rejected`, `back`, `home`, `more`, `word`, `done`, `refused`, `moved`.
    """

    service: str
    screen: str
    outcome: str


class Step(NamedTuple):
    """What one input gave: the text to show, whether an answer is awaited, and the session to keep."""

    text: str
    more: bool
    session: Session
    visits: tuple[Visit, ...] = ()
    receipt: bool = False
    actions: tuple[str, ...] = ()
