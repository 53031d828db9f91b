"""A book as it is written: values of the schema, with the places that later checks point at."""

from collections.abc import Mapping
from typing import NamedTuple

from menus.conditions import Condition
from menus.tree import Report, Tree

NOWHERE = Tree("text", 1, 1)
NONE: Mapping[str, str] = {}


class Ref(NamedTuple):
    """A name that must be found elsewhere, and where it is written."""

    name: str
    at: Tree = NOWHERE


class ChoiceDef(NamedTuple):
    """`- Label: target`, or a field's `- Label: value`; `services` is the slot for service books."""

    at: Tree
    label: str = ""
    to: Ref = Ref("")
    code: int = 0
    when: Condition | None = None
    services: bool = False
    shown: str = ""


class Question(NamedTuple):
    """A confirmation of its own: `ask`, and the words for yes and no (empty: the engine's)."""

    ask: str = ""
    yes: str = ""
    no: str = ""


class ScreenDef(NamedTuple):
    """One screen as written; which keys are set decides what it is."""

    name: str
    at: Tree
    text: str = ""
    info: Ref = Ref("")
    choices: tuple[ChoiceDef, ...] = ()
    lister: Ref = Ref("")
    longest: int = 0
    keep_as: str = ""
    to: Ref = Ref("")
    empty: str = ""
    foot: str = ""
    nav: tuple[str, ...] | None = None
    back: str = ""
    more: str = ""
    wrong: str = ""
    end: bool = False
    form: tuple[Ref, ...] = ()
    keep: Mapping[str, str] = NONE
    review: str = ""
    confirm: str | Question = ""
    submit: Ref = Ref("")
    done: Mapping[str, str] = NONE
    slow: str = ""
    sentence: Ref = Ref("")
    given: tuple[Ref, ...] = ()
    language: Ref = Ref("")
    speak: Ref = Ref("")
    goto: Ref = Ref("")
    label: str = ""
    variants: Mapping[str, str] = NONE

    @property
    def is_form(self) -> bool:
        """Whether it asks fields or does something."""
        return bool(self.form or self.submit.name)


KINDS = ("text", "number", "date", "time", "money", "phone")
"""Free answers that the engine reads itself."""


class FieldDef(NamedTuple):
    """One question of a form as written; `kind` is how a free answer is read, empty for none."""

    name: str
    at: Tree
    ask: str = ""
    label: str = ""
    lister: Ref = Ref("")
    longest: int = 0
    choices: tuple[ChoiceDef, ...] = ()
    check: Ref = Ref("")
    text: tuple[int, int] | None = None
    number: tuple[int, int] | None = None
    date: tuple[int, int] | None = None
    time: tuple[int, int] | None = None
    money: tuple[int, int] | None = None
    phone: str = ""
    yes_no: bool = False
    wrong: str = ""
    mask: int = 0
    tries: int = 0
    when: Condition | None = None
    depends: tuple[Ref, ...] = ()
    empty: str = ""
    foot: str = ""
    nav: tuple[str, ...] | None = None
    back: str = ""
    more: str = ""
    variants: Mapping[str, str] = NONE
    info: Ref = Ref("")
    collect: str = ""

    @property
    def kind(self) -> str:
        """How a free answer is read: by one of KINDS, else by the `check` alone, else not at all."""
        return next((kind for kind in KINDS if getattr(self, kind)), "check" if self.check.name else "")

    @property
    def span(self) -> tuple[int, int]:
        """Bounds of the free answer: characters, the number itself, days from today, minutes of the day."""
        return self.text or self.number or self.date or self.time or self.money or (0, 0)


class Enter(NamedTuple):
    """How a service is reached."""

    at: Tree = NOWHERE
    code: int = 0
    label: str = ""
    to: Ref = Ref("")
    words: tuple[Ref, ...] = ()
    words_in: Mapping[str, tuple[Ref, ...]] = {}
    dial: str = ""
    missed_call: bool = False
    desk: str = ""


class Definition(NamedTuple):
    """A whole book as written. `catalogues` maps a language to the text of its PO file."""

    report: Report
    at: Tree
    menu: str
    format: int = 1
    version: int = 1
    languages: tuple[str, ...] = ("id",)
    home: Ref = Ref("")
    help: tuple[Ref, ...] = ()
    words: Mapping[str, Ref] = {}
    words_in: Mapping[str, Mapping[str, Ref]] = {}
    enter: Enter | None = None
    nav: tuple[str, ...] = ("back",)
    phrases: Mapping[str, str] = NONE
    resume: int = 86_400
    moves: Mapping[str, str] = NONE
    screens: Mapping[str, ScreenDef] = {}
    fields: Mapping[str, FieldDef] = {}
    longest: Mapping[str, int] = {}
    catalogues: Mapping[str, str] = NONE
