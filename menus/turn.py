"""One input, one screen: where an answer leads, what is done on the way, and what is said then."""

from datetime import datetime
from typing import NamedTuple

from menus import checks, forms, resuming, words
from menus.book import DONE, FIELD, LANGUAGE, PASSING, RESUME, REVIEW, Book, Form, Node
from menus.medium import Medium
from menus.passing import reject, settle
from menus.rules import ANSWER
from menus.services import Call, Item, Registry, Reject, Services, function
from menus.session import NOTHING, Session, Step, Visit
from menus.view import Option, View

MAX_STACK = 12  # screens that `0` leads back through
NO_SERVICES = Registry()


def step(
    book: Book,
    session: Session,
    text: str,
    *,
    medium: Medium,
    services: Services = NO_SERVICES,
    now: datetime,
) -> Step:
    """Answer one input; the empty text shows the screen anew. Pure but for what the services do.

    `now` is local time. UnknownName when the services lack a function that the book names; every input of a
    resident gives a step.
    """
    if session.edition != book.edition or session.screen not in book.nodes:
        session = session.on(book)
    turn = Turn(book, session, medium, services, now)
    turn.read(words.tidy(text))
    return turn.step()


class Origin(NamedTuple):
    """Where the input was typed."""

    state: str
    form: Form | None
    end: bool


class Turn:
    """One step in progress, and the flyweight that the machine of the book moves: it lives no longer."""

    __slots__ = (
        "actions", "answers", "arguments", "before", "book", "editing", "given", "language", "medium",
        "missed", "misses", "moved", "next", "now", "origin", "page", "parked", "pushed", "reason", "receipt",
        "refused", "returning", "services", "stack", "state", "view", "visits",
    )  # fmt: skip

    def __init__(
        self, book: Book, session: Session, medium: Medium, services: Services, now: datetime
    ) -> None:
        self.book, self.medium, self.services, self.now = book, medium, services, now
        self.state, self.language, self.page = session.screen, session.language, session.page
        self.stack, self.answers, self.editing = session.stack, session.answers, session.editing
        self.misses, self.reason, self.moved = session.misses, session.reason, session.moved
        self.before, self.parked, self.pushed = session, session.parked, session.pushed
        node = book.nodes[self.state]
        self.origin = Origin(self.state, node.form, node.end)
        self.next, self.refused = "", False
        self.given: frozenset[str] = frozenset()
        self.arguments: tuple[str, ...] | None = None
        self.actions: tuple[str, ...] = ()
        self.receipt = self.returning = self.missed = False
        self.visits: list[Visit] = []
        self.view: View | None = None

    # Reading ----------------------------------------------------------------------------------------------

    def read(self, text: str) -> None:
        """Do what the input asks."""
        node = self.book.nodes[self.state]
        if not text or (node.kind in PASSING and not self.moved):
            self.given = frozenset(self.answers)
            settle(self)
            return
        free = node.field is not None and node.field.kind != ""
        key = words.key(text, lenient=not free)
        if not key and (said := words.keyword(text, self.book.words, free=free)) is not None:
            self.moved = False
            self.jump(said)
        elif self.moved:  # the answer was meant for a screen that is gone: go on with a word about it
            self.note("moved")
            self.page, self.given = 0, frozenset(self.answers)
            settle(self)
        elif node.kind == RESUME and not self.before.sequence:
            pass  # it was never shown: this is no answer to it
        elif node.end and not self.paging(key):
            if key == self.medium.home or not resuming.offer(self):
                self.go_home()
        elif key and self.turn_key(key, node):
            pass
        elif not self.answer(node, key, text, free) and not self.answer_beneath(text):
            self.miss(node)
        self.arrive()

    def turn_key(self, key: str, node: Node) -> bool:
        """Back, home and more: no answer, so no event of the machine."""
        if self.paging(key):
            self.note("more" if key == self.medium.more else "back")
            self.page += 1 if key == self.medium.more else -1
        elif key == self.medium.back:
            self.back(node)
        elif key == self.medium.home:
            self.go_home()
        else:
            return False
        return True

    def paging(self, key: str) -> bool:
        """Whether the key turns the page of the present screen."""
        if key == self.medium.more:
            return self.page + 1 < len(self.see().pages())
        return key == self.medium.back and self.page > 0

    def jump(self, said: words.Spoken) -> None:
        """Go where a keyword leads; what follows it answers the first fields there."""
        self.note("word")
        resuming.keep(self)
        self.arguments = said.arguments
        self.pushed = self.pushed and self.book.nodes[said.state].form is None
        self.land(said.state)
        settle(self)

    def go_home(self) -> None:
        """Leave everything and show the first screen."""
        self.note("home")
        resuming.keep(self)
        self.land(self.book.home)

    def back(self, node: Node) -> None:
        """One field or one screen back; an edit goes back to its review."""
        self.note("back")
        if (form := node.form) is not None:
            if self.editing and forms.following(form, self.answers, self.value_of) == form.after:
                self.land(form.after)
                return
            if before := forms.preceding(form, node.name, self.value_of):
                self.land(before)
                return
        *rest, last = self.stack or (self.book.home,)
        self.stack = tuple(rest)
        self.returning = True
        self.land(last)

    # Answering --------------------------------------------------------------------------------------------

    def answer(self, node: Node, key: str, text: str, free: bool) -> bool:
        """Take a choice or a free answer; False when it is none."""
        option = self.chosen(key, text, free)
        if node.kind == FIELD:
            return self.answer_field(node, option, text)
        option = option or self.meant(text)
        if option is None:
            return False
        if node.kind == RESUME:
            self.note("answered")
            resuming.take_up(self, anew=option.event != "1")
            return True
        if node.kind == REVIEW:
            self.editing = option.event != "1"
        elif node.kind == LANGUAGE:
            self.language = option.value
        elif option.keeps:
            self.answers = {**self.answers, node.keep_as: (option.value, option.shown)}
            self.given = frozenset((node.keep_as,))
        self.note("answered")
        self.trigger(option.event)
        settle(self)
        return True

    def chosen(self, key: str, text: str, free: bool) -> Option | None:
        """Find the option by its number, else by its words."""
        found = self.see().options
        if key:
            number = int(key)
            return next((option for option in found if option.number == number), None)
        if free and not found:
            return None
        said = text.casefold().rstrip(".")
        for option in found:
            label = option.label.casefold()
            if said in (label, f"{option.number} {label}"):
                return option
        return None

    def meant(self, text: str) -> Option | None:
        """Find the option that a part of its words, or its value, names alone."""
        options = self.see().options
        place = words.named(text, [(option.label, option.value) for option in options])
        return None if place is None else options[place]

    def answer_beneath(self, text: str) -> bool:
        """At a screen that offers help: take what answers the screen that it came up over."""
        if self.state not in self.book.help or not self.stack:
            return False
        *rest, below = self.stack
        help_screen, misses, stack = self.state, self.misses, self.stack
        node = self.book.nodes[below]
        self.land(below)
        self.stack = tuple(rest)
        free = node.field is not None and node.field.kind != ""
        key = words.key(text, lenient=not free)
        option = self.chosen(key, text, free) or self.meant(text)
        if option is not None or (node.kind == FIELD and not isinstance(self.checked(node, text), Reject)):
            self.origin = Origin(below, node.form, node.end)
            return self.answer(node, key, text, free)
        self.land(help_screen)
        self.misses, self.stack = misses, stack
        return False

    def answer_field(self, node: Node, option: Option | None, text: str) -> bool:
        """Check before the event: the machine has an internal way for what was refused."""
        form, field = node.form, node.field
        if form is None or field is None:
            return False
        found = Item(option.value, option.shown) if option else self.checked(node, text)
        if isinstance(found, Reject) and (option := self.meant(text)):
            found = Item(option.value, option.shown)
        if isinstance(found, Reject):
            self.refused = True
            self.trigger(ANSWER)
            self.refused = False
            if found.screen:
                self.note("rejected")
                reject(self, node, found)
            else:
                self.miss(node, found.why)
            return True
        self.answers = forms.accepted(form, field, self.answers, str(found.value), found.shown or found.label)
        self.next = forms.following(form, self.answers, self.value_of)
        self.note("answered")
        self.trigger(ANSWER)
        settle(self)
        return True

    def checked(self, node: Node, text: str) -> Item | Reject:
        """Read a free answer by the engine's kinds or by Python."""
        field = node.field
        if field is None or not field.kind:
            return Reject()
        if field.kind != "check":
            return checks.check(field, text, self.now.date(), self.language) or Reject()
        found = function("check", self.services.checks, field.check)(self.call(node), text)
        return Item(str(found), str(found)) if not isinstance(found, (Item, Reject)) else found

    def trigger(self, event: str) -> None:
        """Move by the one machine of the book; it knows this turn only while it moves it."""
        self.book.events[event].trigger(self, self)
        if not self.refused:
            self.page, self.misses, self.reason, self.view = 0, 0, "", None

    # Mistakes ---------------------------------------------------------------------------------------------

    def miss(self, node: Node, why: str = "") -> None:
        """Say it again, with the reason; the second time in a row somebody is offered who helps."""
        if node.field is None and not self.see().options and resuming.offer(self):
            return  # nothing was asked: it is meant for what was left
        self.note("rejected")
        self.misses += 1
        self.page, self.view = 0, None
        offers = self.book.help[self.misses - 2 :][:1] or self.book.help[-1:] if self.misses > 1 else ()
        if offers and offers[0] != self.state:
            misses = self.misses
            self.land(offers[0])
            self.misses = misses
            settle(self)
            return
        self.reason = why or self.wrong(node)
        self.missed = True

    # Where it stands --------------------------------------------------------------------------------------

    def land(self, state: str) -> None:
        """Be at another state, without an event: keys, words and Python lead anywhere."""
        self.state = state
        self.page, self.misses, self.reason, self.view = 0, 0, "", None

    def arrive(self) -> None:
        """Keep the way back: the screen that was left, once, without what lies between."""
        node, origin = self.book.nodes[self.state], self.origin
        if node.kind != FIELD:
            self.editing = False
        if self.state == self.book.home:
            self.stack, self.answers = (), NOTHING
        elif node.kind in (DONE, RESUME):
            self.stack = ()
        elif self.state in self.stack:
            self.stack = self.stack[: self.stack.index(self.state)]
        elif self.returning or origin.end or self.state == origin.state:
            pass
        elif node.form is None or node.form is not origin.form:
            self.stack = (*self.stack, origin.state)[-MAX_STACK:]

    def step(self) -> Step:
        """Show where it stands."""
        view = self.see()
        pages = view.pages()
        self.page = max(0, min(self.page, len(pages) - 1))
        node = view.node
        before, at, heard = self.before, int(self.now.timestamp()), bool(self.visits)
        if heard and before.sequence:
            self.visits[0] = self.visits[0]._replace(seconds=float(at - before.at))
        self.visits.append(Visit(node.menu, node.local, "shown"))
        session = Session(
            self.state,
            self.language,
            self.page,
            self.stack,
            self.answers,
            self.misses,
            self.reason,
            self.editing,
            pushed=self.pushed and self.state != self.book.home and self.still_asked(node),
            medium=self.medium.name,
            at=at,
            sequence=before.sequence + (heard or not before.sequence),
            edition=self.book.edition,
            parked=resuming.after(self),
        )
        return Step(
            pages[self.page],
            not node.end or self.page + 1 < len(pages),
            session,
            tuple(self.visits),
            self.receipt,
            self.actions,
        )

    # Help -------------------------------------------------------------------------------------------------

    def see(self) -> View:
        """Give what the present state shows; made once for each state that a step looks at."""
        if self.view is None:
            node = self.book.nodes[self.state]
            call = self.call(node) if node.info or node.lister else None
            self.view = View(self, node, call)
        return self.view

    def wrong(self, node: Node) -> str:
        """Say what the book says to an answer that does not fit there."""
        return View(self, node, None).say(node.wrong)

    def still_asked(self, node: Node) -> bool:
        """Whether a question of ours is open: something is asked here, or a word made a detour."""
        detour = bool(self.visits) and self.visits[0].outcome == "word"
        return not node.end and (detour or resuming.asks(node))

    def note(self, outcome: str) -> None:
        """Keep for the journal what became of the screen where the input was typed."""
        node = self.book.nodes[self.state]
        self.visits.append(Visit(node.menu, node.local, outcome))

    def local(self, state: str) -> str:
        """Name a state within its own book."""
        return self.book.nodes[state].local

    def value_of(self, name: str) -> str:
        """Give the value of a name in `when`."""
        if name in self.answers:
            return self.answers[name][0]
        if name == "language":
            return self.language
        if name == "medium":
            return self.medium.name
        if "." in name:
            node = self.book.nodes[self.state]
            asked = function("flag", self.services.flags, name)(self.call(node, hidden=False))
            return "yes" if asked else ""
        return ""

    def call(self, node: Node, *, hidden: bool = True) -> Call:
        """Make the first argument of every function of a service."""
        if node.form is not None and hidden:
            values = forms.handed_over(node.form, self.answers, self.value_of)
        else:
            values = {name: value for name, (value, _) in self.answers.items()}
        return Call(self.services.user, self.language, values, self.now, self.medium, self.services.tx)
