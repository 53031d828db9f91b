"""One input, one screen: the step in progress, and where it stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from menus import forms, resuming
from menus.book import Book
from menus.medium import Medium
from menus.nodes import DONE, FIELD, GUESS, MEANT, RESUME, Node
from menus.services import Call, Registry, Services, function
from menus.session import NOTHING, Promise, Session, Step, Visit
from menus.texts import fill
from menus.variants import variant
from menus.view import AS_WRITTEN, View, values

MAX_STACK = 12  # screens that `0` leads back through
NO_SERVICES = Registry()
_new = tuple.__new__  # of a NamedTuple made at every step: half of the time


class Turn:
    """One step in progress, and the flyweight that the machine of the book moves: it lives no longer.

    In slots that are all filled: an attribute that only some turns have makes Python slow for all of them.
    """

    __slots__ = (
        "actions",
        "answers",
        "arguments",  # what followed a keyword
        "aside",  # the phrase that stands over the page, where there is room
        "asked",  # the answers for which `known` was found out
        "at",
        "before",
        "book",
        "doubt",  # the numbers of the lines that the input may mean
        "editing",
        "fault",  # what the operator is told
        "given",  # names that a form takes along when it begins
        "kept",
        "known",  # what Python was told of those answers, and what it said: by flag, by screen
        "language",
        "medium",
        "missed",
        "misses",
        "moved",
        "node",
        "now",
        "origin",  # where the input was typed
        "page",
        "parked",
        "promises",
        "pushed",
        "reason",
        "receipt",
        "rest",  # what followed a keyword, whole
        "returning",  # `0` was typed
        "services",
        "stack",
        "state",
        "text",  # the input
        "view",
        "visits",
    )

    def __init__(
        self, book: Book, session: Session, medium: Medium, services: Services, now: datetime
    ) -> None:
        self.book, self.medium, self.services, self.now = book, medium, services, now
        (
            self.state,
            self.language,
            self.page,
            self.stack,
            self.answers,
            self.misses,
            self.reason,
            self.editing,
            self.moved,
            self.pushed,
            _medium,
            _at,
            _sequence,
            _edition,
            self.parked,
        ) = self.before = session
        self.origin: Node = book.nodes[self.state]
        self.node = self.origin
        self.kept: dict[Any, Any] = book.kept(self.language, medium)
        self.at = int(now.timestamp())
        self.visits: list[Visit] = []
        self.view: View | None = None
        self.asked: Mapping[str, tuple[str, str]] | None = None
        self.known: dict[str | int, Any] = {}
        self.given: frozenset[str] = frozenset()
        self.arguments: tuple[str, ...] = ()
        self.actions: tuple[str, ...] = ()
        self.promises: tuple[Promise, ...] = ()
        self.doubt: tuple[int, ...] = ()
        self.text = self.rest = self.aside = self.fault = ""
        self.receipt = self.returning = self.missed = False

    # Where it goes ----------------------------------------------------------------------------------------

    def trigger(self, event: str) -> None:
        """Move by the one machine of the book; it knows this turn only while it moves it."""
        self.book.events[event].trigger(self)
        self.land(self.state)

    def land(self, state: str) -> None:
        """Be at another state, without an event: keys, words and Python lead anywhere."""
        self.state, self.node = state, self.book.nodes[state]
        self.page, self.misses, self.reason, self.view = 0, 0, "", None

    def speak(self, language: str) -> None:
        """Go on in another language."""
        self.language, self.view, self.asked = language, None, None
        self.kept = self.book.kept(language, self.medium)

    def arrive(self) -> None:
        """Keep the way back: the screen that was left, once, without what lies between."""
        node, origin = self.node, self.origin
        if MEANT in self.answers and node.kind != GUESS:
            self.answers = {name: kept for name, kept in self.answers.items() if name != MEANT}
        if node.kind != FIELD:
            self.editing = False
        if self.state == self.book.home:
            self.stack, self.answers = (), NOTHING
        elif node.kind in (DONE, RESUME):
            self.stack = ()
        elif self.state in self.stack:
            self.stack = self.stack[: self.stack.index(self.state)]
        elif self.returning or origin.end or node is origin or origin.kind == GUESS:
            pass
        elif node.form is None or node.form is not origin.form:
            self.stack = (*self.stack, origin.name)[-MAX_STACK:]

    def step(self) -> Step:
        """Show where it stands."""
        view = self.see()
        pages, node = view.pages, view.node
        page, before, heard = self.page, self.before, bool(self.visits)
        if not 0 <= page < len(pages):
            page = max(0, min(page, len(pages) - 1))
        read = variant(node, self.services.user) if node.variants else ""
        self.visits.append(_new(Visit, (node.menu, node.local, "shown", None, read)))
        session: Session = _new(
            Session,
            (
                self.state,
                self.language,
                page,
                self.stack,
                self.answers,
                self.misses,
                self.reason,
                self.editing,
                False,
                self.pushed and self.state != self.book.home and self.still_asked(node),
                self.medium.name,
                self.at,
                before.sequence + (heard or not before.sequence),
                before.edition,
                resuming.after(self) if self.parked is not None else None,
            ),
        )
        more = not node.end or page + 1 < len(pages)
        text = pages[page]
        if self.aside:
            said = f"{self.book.phrase(self.aside, node.menu, self.language)}\n{text}"
            text = said if self.medium.fits(said) else text
        return _new(
            Step,
            (text, more, session, tuple(self.visits), self.receipt, self.actions, self.fault, self.promises),
        )

    # What it sees -----------------------------------------------------------------------------------------

    def see(self) -> View:
        """Give what the present state shows, drawn once for the same values."""
        view = self.view
        if view is None:
            node, deep = self.node, len(self.stack) > 1
            plain = node.static and not (self.reason or self.missed or self.moved or self.doubt)
            seen = None if plain else values(self, node)
            key = (node.name, deep, seen)
            view = self.kept.get(key)
            if view is None:
                view = View(self.book, node, self.language, self.medium, deep, seen or AS_WRITTEN, self.kept)
                self.kept[key] = view
            self.view = view
        return view

    def shown(self, menu: str, name: str) -> str:
        """Give an answer as it may be shown; nothing when there is none."""
        answers = self.answers
        if name == "what" and MEANT in answers:
            name = MEANT
        return self.book.shown(menu, name, answers) if name in answers else ""

    def wrong(self, node: Node) -> str:
        """Say what the book says to an answer that does not fit there."""
        return fill(
            self.book.say(node.wrong, self.language), lambda name: self.shown(node.menu, name), self.language
        )

    def still_asked(self, node: Node) -> bool:
        """Whether a question of ours is open: something is asked here, or a word made a detour."""
        detour = bool(self.visits) and self.visits[0].outcome == "word"
        return not node.end and (detour or resuming.asks(node))

    def note(self, outcome: str) -> None:
        """Keep for the journal what became of the screen where the input was typed."""
        node, before, seconds = self.node, self.before, None
        if not self.visits and before.sequence:
            seconds = float(self.at - before.at)
        read = variant(node, self.services.user) if node.variants else ""
        self.visits.append(_new(Visit, (node.menu, node.local, outcome, seconds, read)))

    def value_of(self, name: str) -> str:
        """Give the value of a name in `when`."""
        if "." in name:
            return self._flag(name)
        if name in self.answers:
            return self.answers[name][0]
        if name == "language":
            return self.language
        return self.medium.name if name == "medium" else ""

    def _flag(self, name: str) -> str:
        """Ask Python, once for the same answers."""
        if self.answers is self.asked and name in self.known:
            return self.known[name]  # type: ignore[no-any-return]  # under a name stands a text
        flag = function("flag", self.services.flags, name)
        found = "yes" if flag(self._all()) else ""
        self.known[name] = found
        return found

    def call(self, node: Node) -> Call:
        """Make the first argument of every function of a service but a flag: without what is not asked.

        It is made once for the same answers: nobody changes it.
        """
        call, form = self._all(), node.form
        if form is None or not form.conditional:
            return call
        gone = forms.unasked(form, self.answers, self.value_of)
        if not gone:
            return call
        return call._replace(
            answers={name: value for name, value in call.answers.items() if name not in gone}
        )

    def _all(self) -> Call:
        """Make the same with all answers, as a flag hears them."""
        answers = self.answers
        if answers is self.asked:
            return self.known[""]  # type: ignore[no-any-return]  # under no name stands this
        told = {name: value for name, (value, _) in answers.items()}
        services = self.services
        call: Call = _new(Call, (services.user, self.language, told, self.now, self.medium, services.tx))
        self.asked, self.known = answers, {"": call}
        return call
