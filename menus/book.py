"""A book: its screens, compiled once, immutable, with one transitions Machine that knows the ways."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, NamedTuple

from menus.conditions import Condition
from menus.definition import Enter
from menus.errors import Place
from menus.medium import Medium
from menus.pages import clean
from menus.phrases import PHRASES, phrase
from menus.texts import Text, catalogue, masked

SCREEN, FIELD, REVIEW, CONFIRM = "screen", "field", "review", "confirm"
FORM, SUBMIT, DONE, LANGUAGE = "form", "submit", "done", "language"
RESUME = "resume"  # the engine's own: what was left is offered again
GUESS = "guess"  # the engine's own: whether a word was meant
PASSING = frozenset((FORM, SUBMIT))  # never shown: the step goes on from there

SILENT = Text()
SLOW = "_slow"  # the outcome of a form whose answer comes later
OFFER, MEANT, MEANT_AT_HOME = "_resume", "_guess", "_guess_home"  # no author can write these names
MAX_KEPT = 2048  # screens as they were drawn, for a language and a medium


class Choice(NamedTuple):
    """One written line of a screen: its number, its words, the event that it is, the value that it gives.

    `shown`: how the answer is shown later, where the label is not it.
    """

    code: int
    label: Text
    event: str
    value: str = ""
    to: str = ""
    when: Condition | None = None
    shown: Text = SILENT


@dataclass(frozen=True, slots=True)
class Node:
    """One state of the book; `kind` says how it behaves.

    `name` is `MENU.SCREEN` or `MENU.FORM.FIELD`, `local` the same without the menu.
    `names` are those in braces on its screen, `sifted` that `when` may hide a line of it.
    `free`: an answer in one's own words is awaited, and not only the number of a line.
    `static`: it looks the same for everybody, so that its pages are cut once for a language and a medium.
    `variants` are other words for `text`, by name; one resident always reads the same ones.
    `speak`: the language to which it switches, without asking.
    `given`: the kiosk itself opens it, with names that it knows.
    """

    name: str
    menu: str
    local: str
    kind: str
    text: Text = SILENT
    info: str = ""
    choices: tuple[Choice, ...] = ()
    lister: str = ""
    longest: int = 0
    keep_as: str = ""
    to: str = ""
    empty: Text = SILENT
    foot: Text = SILENT
    back: Text = SILENT
    more: Text = SILENT
    wrong: Text = SILENT
    variants: Mapping[str, Text] = field(default_factory=lambda: MappingProxyType({}))
    nav: tuple[str, ...] = ()
    own_nav: bool = False
    end: bool = False
    free: bool = False
    static: bool = False
    sifted: bool = False
    names: tuple[str, ...] = ()
    given: bool = False
    speak: str = ""
    form: "Form | None" = None
    field: "Field | None" = None

    @property
    def labels(self) -> tuple[Text, ...]:
        """What its written lines say, and how they are shown later."""
        return tuple([text for choice in self.choices for text in (choice.label, choice.shown)])

    @property
    def texts(self) -> tuple[Text, ...]:
        """All that it may say."""
        done = (
            (*self.form.done.values(), self.form.slow) if self.form is not None and self.kind == DONE else ()
        )
        return (
            self.text,
            self.foot,
            self.empty,
            self.back,
            self.more,
            self.wrong,
            *self.variants.values(),
            *self.labels,
            *done,
        )


class Field(NamedTuple):
    """One question of a form; `state` is the node that asks it, `event` the event that leads there.

    `collect`: several texts are one answer, until the last line of its screen is chosen.
    """

    name: str
    state: str
    event: str
    label: Text
    kind: str = ""
    check: str = ""
    low: int = 0
    high: int = 0
    mask: int = 0
    region: str = ""
    tries: int = 0
    when: Condition | None = None
    depends: frozenset[str] = frozenset()
    collect: bool = False

    def answered(self, answers: Mapping[str, tuple[str, str]]) -> bool:
        """Whether its answer is there; one that is still collected has no label yet."""
        return self.name in answers and not (self.collect and not answers[self.name][1])


class Form(NamedTuple):
    """Fields in order and what is done with them.

    `state`, `review` (empty: none), `confirm` (that of `submit` when nothing more is asked), `submit` and
    `finish` are its states; `action` is the Python that does it, `done` what is said then, `slow`
    what is said when that comes later. `sentence` is the Python that reads all that follows a word.
    """

    state: str
    fields: tuple[Field, ...]
    keep: Mapping[str, str]
    action: str
    done: Mapping[str, Text]
    review: str
    confirm: str
    submit: str
    finish: str
    slow: Text = SILENT
    sentence: str = ""

    def said(self, outcome: str) -> Text:
        """Give what is said at the end; the first text where the action names none."""
        return (
            self.slow if outcome == SLOW else self.done.get(outcome) or next(iter(self.done.values()), SILENT)
        )

    @property
    def after(self) -> str:
        """Where it goes when no answer is missing."""
        return self.review or self.confirm


class Keyword(NamedTuple):
    """A word that leads to a screen; a reserved one also where a free answer is awaited."""

    state: str
    reserved: bool


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """All that is said, compiled; `nodes` are the states by name.

    `digest` tells one edition from another: books of the same content are equal and have the same hash, in
    every process, whether they were written as YAML or in Python. It cannot be changed. `edition` is what
    sessions keep of it.

    `machine` is one shared rule book (transitions, no model of its own); `events` its events by name.
    `doors` gives the screen at which a service is entered, `longest` how long a name of Python's becomes.
    `places` tells where a screen (`MENU.SCREEN`) or a field (`MENU:FIELD`) is written: file, line, column and
    the line itself.
    """

    name: str
    digest: str
    edition: str
    version: int
    languages: tuple[str, ...]
    home: str
    nodes: Mapping[str, Node]
    words: Mapping[str, Keyword]
    help: tuple[str, ...]
    masks: Mapping[tuple[str, str], int]
    entrances: Mapping[str, Enter]
    phrases: Mapping[tuple[str, str], Text]
    moves: Mapping[tuple[str, str], str]
    resume: int
    machine: Any
    events: Mapping[str, Any]
    catalogues: Mapping[tuple[str, str], str]
    longest: Mapping[tuple[str, str], int] = field(default_factory=dict)
    doors: Mapping[str, str] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict, repr=False)
    labels: Mapping[str, Text] = field(default_factory=dict, repr=False)
    _spoken: dict[tuple[str, str], Mapping[str, str]] = field(default_factory=dict, repr=False, init=False)
    _kept: dict[tuple[str, Medium], dict[Any, Any]] = field(default_factory=dict, repr=False, init=False)

    def __eq__(self, other: object) -> bool:
        """Whether the other book says the same."""
        return isinstance(other, Book) and other.digest == self.digest

    def __hash__(self) -> int:
        """Give the digest as a number."""
        return int(self.digest[:15], 16)

    @property
    def offer(self) -> str:
        """The state that offers what was left."""
        return f"{self.name}.{OFFER}"

    @property
    def guess(self) -> str:
        """The state that asks whether a word was meant."""
        return f"{self.name}.{MEANT}"

    @property
    def guess_at_home(self) -> str:
        """The same where nothing but the menu is left to go back to."""
        return f"{self.name}.{MEANT_AT_HOME}"

    def find(self, screen: str) -> str:
        """Find the state of a screen: `rsu.jalan`, or `jalan` of the book itself; else KeyError."""
        for name in (screen, f"{self.name}.{screen}"):
            if name in self.nodes:
                return name
        raise KeyError(screen)

    def moved(self, screen: str) -> str | None:
        """Tell where a screen of an older edition is now; None when it is gone."""
        for _ in range(len(self.moves) + 1):
            if screen in self.nodes:
                return None if self.nodes[screen].kind == SUBMIT else screen
            menu, *parts = screen.split(".")
            screen = ".".join([menu, *(self.moves.get((menu, part), part) for part in parts)])
        return None

    def place(
        self, screen: str, answers: Mapping[str, tuple[str, str]]
    ) -> tuple[str | None, dict[str, tuple[str, str]], bool]:
        """Find where a session of another edition goes on, with which answers; true: not where it stood."""
        found, kept = self.moved(screen), dict(answers)
        if found is None and screen not in self.nodes:
            form = self.moved(".".join(screen.split(".", 2)[:2]))
            return (form, kept, True) if form and self.nodes[form].kind == FORM else (None, kept, True)
        if found is None:
            return None, kept, True
        here = self.nodes[found].form
        if here is None or self.nodes[found].kind not in (FIELD, REVIEW, CONFIRM):
            return found, kept, False
        for asked in here.fields:
            node = self.nodes[asked.state]
            values = {choice.value for choice in node.choices}
            if not (asked.kind or node.lister) and asked.name in kept and kept[asked.name][0] not in values:
                del kept[asked.name]
        for asked in here.fields:
            if asked.state == found:
                break
            if not asked.answered(kept) and asked.when is None:
                return here.state, kept, True
        return found, kept, False

    def shown(self, menu: str, name: str, answers: Mapping[str, tuple[str, str]]) -> str:
        """Give an answer as it may be shown; nothing when there is none."""
        if name not in answers:
            return ""
        shown = answers[name][1]
        if mask := self.masks.get((menu, name)):
            shown = masked(shown, mask)
        return shown if shown.isprintable() else clean(shown)

    def say(self, text: Text, language: str) -> str:
        """Say a text in a language; without a translation as it is written."""
        if text.phrase:
            return self.phrase(text.phrase, text.menu, language)
        if language == self.languages[0]:
            return text.source
        return self.spoken(text.menu, language).get(text.source, text.source)

    def spoken(self, menu: str, language: str) -> Mapping[str, str]:
        """Give the catalogue of one of the books in it, read when it is first needed."""
        key = (menu, language)
        if key not in self._spoken:
            self._spoken[key] = catalogue(self.catalogues[key]) if key in self.catalogues else {}
        return self._spoken[key]

    def kept(self, language: str, medium: Medium) -> dict[Any, Any]:
        """Give the screens that have been drawn in a language for a medium: forgotten when they are many."""
        key = (language, medium)
        kept = self._kept.get(key)
        if kept is None or len(kept) >= MAX_KEPT:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            kept = self._kept[key] = {}
        return kept

    def phrase(self, key: str, menu: str, language: str) -> str:
        """Say one of the engine's sentences, in the book's own words if it has some."""
        for owner in (menu, self.name):
            if (own := self.phrases.get((owner, key))) is not None:
                return self.say(own, language)
        return phrase(key, language if language in PHRASES else self.languages[0])


def offer(menu: str) -> Node:
    """Make the screen that offers what was left."""
    return _own(menu, OFFER, RESUME, ("resume", "resume_go", "resume_anew"), ("home",))


def guess(menu: str) -> Node:
    """Make the screen that asks whether a word was meant."""
    return _own(menu, MEANT, GUESS, ("guess", "guess_yes", "guess_no"), ("back",))


def guess_at_home(menu: str) -> Node:
    """Make the same screen for where nothing is left but the menu."""
    return _own(menu, MEANT_AT_HOME, GUESS, ("guess", "guess_yes", "guess_menu"), ())


def _own(menu: str, name: str, kind: str, said: tuple[str, str, str], nav: tuple[str, ...]) -> Node:
    text, one, two = (Text("", menu, key) for key in said)
    return Node(
        f"{menu}.{name}",
        menu,
        name,
        kind,
        text,
        choices=(Choice(1, one, "1"), Choice(2, two, "2")),
        back=Text("", menu, "back"),
        more=Text("", menu, "more"),
        nav=nav,
        own_nav=True,
        given=True,
    )
