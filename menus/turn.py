"""One input, one screen: where an answer leads, what is done on the way, and what is said then."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from menus import checks, forms, words
from menus.book import DONE, FIELD, FORM, LANGUAGE, PASSING, REVIEW, SUBMIT, Book, Form, Node
from menus.errors import UnknownName
from menus.medium import Medium
from menus.rules import ANSWER
from menus.services import Call, Item, Registry, Reject, Services, function
from menus.session import NOTHING, Session, Step, Visit
from menus.view import Option, View

MAX_HOPS = 8  # states passed through in one step: a book that runs in a circle ends at home
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
    if session.screen not in book.nodes:
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
        "actions", "answers", "arguments", "book", "editing", "given", "language", "medium", "missed",
        "misses", "moved", "next", "now", "origin", "page", "reason", "receipt", "refused", "returning",
        "services", "stack", "state", "view", "visits",
    )  # fmt: skip

    def __init__(
        self, book: Book, session: Session, medium: Medium, services: Services, now: datetime
    ) -> None:
        self.book, self.medium, self.services, self.now = book, medium, services, now
        self.state, self.language, self.page = session.screen, session.language, session.page
        self.stack, self.answers, self.editing = session.stack, session.answers, session.editing
        self.misses, self.reason, self.moved = session.misses, session.reason, session.moved
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
        if not text or node.kind in PASSING:
            self.given = frozenset(self.answers)
            self.settle()
            return
        free = node.field is not None and node.field.kind != ""
        key = words.key(text, lenient=not free)
        if not key and (said := words.keyword(text, self.book.words, free=free)) is not None:
            self.moved = False
            self.jump(said)
        elif self.moved:  # the answer was meant for a screen that is gone: show home, with a word about it
            self.note("moved")
            self.page = 0
        elif node.end and not self.paging(key):
            self.go_home()
        elif key and self.turn_key(key, node):
            pass
        elif not self.answer(node, key, text, free):
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
        self.arguments = said.arguments
        self.land(said.state)
        self.settle()

    def go_home(self) -> None:
        """Leave everything and show the first screen."""
        self.note("home")
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
        if option is None:
            return False
        if node.kind == REVIEW:
            self.editing = option.event != "1"
        elif node.kind == LANGUAGE:
            self.language = option.value
        elif option.keeps:
            self.answers = {**self.answers, node.keep_as: (option.value, option.shown)}
            self.given = frozenset((node.keep_as,))
        self.note("answered")
        self.trigger(option.event)
        self.settle()
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

    def answer_field(self, node: Node, option: Option | None, text: str) -> bool:
        """Check before the event: the machine has an internal way for what was refused."""
        form, field = node.form, node.field
        if form is None or field is None:
            return False
        found = Item(option.value, option.shown) if option else self.checked(node, text)
        if isinstance(found, Reject):
            self.refused = True
            self.trigger(ANSWER)
            self.refused = False
            if found.screen:
                self.note("rejected")
                self.reject(node, found)
            else:
                self.miss(node, found.why)
            return True
        self.answers = forms.accepted(form, field, self.answers, str(found.value), found.shown or found.label)
        self.next = forms.following(form, self.answers, self.value_of)
        self.note("answered")
        self.trigger(ANSWER)
        self.settle()
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
        self.note("rejected")
        self.misses += 1
        self.page, self.view = 0, None
        offers = self.book.help[self.misses - 2 :][:1] or self.book.help[-1:] if self.misses > 1 else ()
        if offers and offers[0] != self.state:
            misses = self.misses
            self.land(offers[0])
            self.misses = misses
            self.settle()
            return
        self.reason = why or self.book.say(node.wrong, self.language)
        self.missed = True

    def reject(self, node: Node, reject: Reject) -> None:
        """Go where Python sends: to a screen, or to a field of this form, whose answer is forgotten."""
        form = node.form
        field = next((each for each in form.fields if each.name == reject.screen), None) if form else None
        target = self.origin.state
        if field is not None:
            self.answers = {name: kept for name, kept in self.answers.items() if name != field.name}
            target = field.state
        elif reject.screen:
            names = (f"{node.menu}.{reject.screen}", reject.screen)
            known = [name for name in names if name in self.book.nodes]
            if not known:
                raise UnknownName("screen", reject.screen)
            target = known[0]
        elif node.kind == SUBMIT and form is not None and form.review:
            target = form.review
        elif self.book.nodes[target].kind in PASSING:
            target = self.book.home
        self.land(target)
        self.given = frozenset(self.answers)  # a form that Python sends to goes on with what it knows
        self.reason = reject.why or self.book.say(self.book.nodes[target].wrong, self.language)

    # Passing through --------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Go on from states that are never shown: a form to a question, a submit to what came of it."""
        for _ in range(MAX_HOPS):
            node = self.book.nodes[self.state]
            if node.kind == FORM and node.form is not None:
                self.begin(node.form)
            elif node.kind == SUBMIT and node.form is not None:
                self.submit(node, node.form)
            elif node.kind == LANGUAGE and len(self.book.languages) <= 2:
                self.language = next(
                    (each for each in self.book.languages if each != self.language), self.language
                )
                self.trigger(ANSWER)
            else:
                return
        self.land(self.book.home)

    def begin(self, form: Form) -> None:
        """Enter a form: afresh, or with the answers that came along."""
        names = {field.name for field in form.fields}
        fresh = not self.given & names
        answers = {name: kept for name, kept in self.answers.items() if not (fresh and name in names)}
        self.answers = answers | {name: (value, value) for name, value in form.keep.items()}
        reason = self.take_arguments(form)
        self.next = self.next if reason is not None else forms.following(form, self.answers, self.value_of)
        why = reason or self.reason
        self.trigger(ANSWER)
        self.reason, self.misses = why, int(reason is not None)

    def take_arguments(self, form: Form) -> str | None:
        """Answer the first fields with what followed a keyword; the reason when one does not fit."""
        given, self.arguments = self.arguments or (), None
        fields = [field for field in form.fields if forms.visible(field, self.value_of)]
        if len(given) > len(fields) > 0:
            given = (*given[: len(fields) - 1], " ".join(given[len(fields) - 1 :]))
        for text, field in zip(given, fields, strict=False):
            node = self.book.nodes[field.state]
            found: Item | Reject = self.checked(node, text)
            if node.choices or node.lister:
                key = words.key(text, lenient=not field.kind)
                self.state, self.view = field.state, None
                option = self.chosen(key, text, bool(field.kind))
                self.state, self.view = form.state, None
                found = Item(option.value, option.shown) if option else found
            if isinstance(found, Reject):
                self.next = field.state
                return found.why or self.book.say(node.wrong, self.language)
            self.answers = forms.accepted(
                form, field, self.answers, str(found.value), found.shown or found.label
            )
        return None

    def submit(self, node: Node, form: Form) -> None:
        """Do it, unless an answer is missing after all."""
        following = forms.following(form, self.answers, self.value_of)
        if following != form.after:
            self.land(following)
            return
        given = function("action", self.services.actions, form.action)(self.call(node))
        if isinstance(given, Reject):
            self.visits.append(Visit(node.menu, self.local(form.state), "refused"))
            self.refused = True
            self.trigger(ANSWER)
            self.refused = False
            self.reject(node, given)
            return
        self.actions = (*self.actions, form.action)
        self.receipt = True
        self.visits.append(Visit(node.menu, self.local(form.state), "done"))
        self.answers = self.remembered(node, form, {} if given is None else given)
        self.trigger(ANSWER)

    def remembered(self, node: Node, form: Form, given: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Keep no more than what the last text shows, as it shows it."""
        outcome = str(given["done"]) if "done" in given else ""
        text = form.done.get(outcome) or next(iter(form.done.values()))
        view = self.see()
        kept = {}
        for name in text.names:
            shown = str(given[name]) if name in given else view.shown(name)
            kept[name] = (shown, shown)
        if outcome in form.done and outcome:
            kept["done"] = (outcome, outcome)
        return kept

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
        elif node.kind == DONE:
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
