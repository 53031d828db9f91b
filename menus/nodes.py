"""What a book is made of: its states, the lines and questions on them, the forms that they belong to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

from menus.conditions import Condition
from menus.texts import Text

SCREEN, FIELD, REVIEW, CONFIRM = "screen", "field", "review", "confirm"
FORM, SUBMIT, DONE, LANGUAGE = "form", "submit", "done", "language"
RESUME = "resume"  # the engine's own: what was left is offered again
GUESS = "guess"  # the engine's own: whether a word was meant
PASSING = frozenset((FORM, SUBMIT))  # never shown: the step goes on from there
OWN = frozenset((RESUME, GUESS))  # screens that no author writes: they are in no picture

SILENT = Text()
SLOW = "_slow"  # the outcome of a form whose answer comes later
OFFER, MEANT, MEANT_AT_HOME = "_resume", "_guess", "_guess_home"  # no author can write these names


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
    `apart`: what its numbered lines are does not depend on what else it shows.
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
    apart: bool = False
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
    what is said when that comes later. `sentence` is the Python that reads all that follows a word;
    `conditional` are the fields with a `when`.
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
    conditional: tuple[Field, ...] = ()

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
