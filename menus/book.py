"""A book: its screens, compiled once, immutable, with one transitions Machine that knows the ways."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from menus.definition import Enter
from menus.errors import Place
from menus.medium import Medium
from menus.nodes import (
    CONFIRM,
    FIELD,
    FORM,
    MEANT,
    MEANT_AT_HOME,
    OFFER,
    REVIEW,
    SUBMIT,
    Keyword,
    Node,
)
from menus.pages import clean
from menus.phrases import PHRASES, phrase
from menus.texts import Text, masked, names

MAX_KEPT = 2048  # screens as they were drawn, for a language and a medium


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """All that is said, compiled; `nodes` are the states by name.

    `digest` tells one edition from another: books of the same content are equal and have the same hash, in
    every process, whether they were written as YAML or in Python. It cannot be changed. `edition` is what
    sessions keep of it.

    `machine` is one shared rule book (transitions, no model of its own); `events` its events by name.
    `vocabulary` are the words as each language hears them, `words` all of them, the first language first.
    `doors` gives the screen at which a service is entered, `plain` the choices of a masked field, `longest`
    how long a name of Python's becomes. `places` tells where a screen (`MENU.SCREEN`) or a field
    (`MENU:FIELD`) is written: file, line, column and the line itself.
    """

    name: str
    digest: str
    edition: str
    version: int
    languages: tuple[str, ...]
    home: str
    nodes: Mapping[str, Node]
    words: Mapping[str, Keyword]
    vocabulary: Mapping[str, Mapping[str, Keyword]]
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
    plain: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
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

    def heard(self, language: str) -> Mapping[str, Keyword]:
        """Give the words that are understood in a language."""
        return self.vocabulary.get(language, self.words)

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
        value, shown = answers[name]
        mask = self.masks.get((menu, name))
        if mask and value not in self.plain.get((menu, name), ()):  # what the book itself offers hides nobody
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
        """Give the catalogue of one of the books in it, read when it is first needed.

        A translation with a name in braces that its text has not would be said with a gap: it is left out.
        """
        key = (menu, language)
        if key not in self._spoken:
            from menus.po import translations  # Babel: only for a language that is spoken

            found = translations(self.catalogues[key]) if key in self.catalogues else {}
            whole = {text: said for text, said in found.items() if set(names(said)) <= set(names(text))}
            self._spoken[key] = whole
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
