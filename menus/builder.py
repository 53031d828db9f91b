"""A book written in Python: the same keys, the same mistakes, the same Book as from YAML.

For menus that a program makes, and for tests. What is wrong is told with the file and line of the call.
"""

import linecache
import sys
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, TypedDict, Unpack

from menus.book import Book
from menus.compiler import compile_book
from menus.definition import Definition
from menus.errors import Place
from menus.schema import define_tree
from menus.tree import Report, Tree

Choice = tuple[str, str] | Mapping[str, str | int | bool]
"""`("Label", "screen")`, or as in YAML `{"Label": "screen", "code": 4, "when": "medium == ussd"}`."""
Names = str | Sequence[str]


class Common(TypedDict, total=False):
    """What a screen and a field may have."""

    wrong: str
    empty: str
    foot: str
    back: str
    more: str
    variants: Mapping[str, str]
    nav: Names
    list: str
    longest: int
    choices: Sequence[Choice]


class ScreenKeys(Common, total=False):
    """The keys of a screen; `as_` is `as`."""

    text: str
    info: str
    as_: str
    to: str
    end: bool
    form: Names
    keep: Mapping[str, str]
    review: str
    confirm: str | Mapping[str, str]
    submit: str
    done: str | Mapping[str, str]
    slow: str
    sentence: str
    given: Names
    language: str
    speak: str
    goto: str
    label: str


class FieldKeys(Common, total=False):
    """The keys of a field; a range is `"2..40"` or `(2, 40)`."""

    ask: str
    info: str
    label: str
    check: str
    text: str | tuple[int, int]
    collect: str
    number: str | tuple[int, int]
    date: str
    time: str
    money: str | tuple[int, int]
    phone: str
    yes_no: bool
    mask: int
    tries: int
    when: str
    depends: Names


class EnterKeys(TypedDict, total=False):
    """The keys of an entrance."""

    code: int
    label: str
    to: str
    words: Names
    words_in: Mapping[str, Names]
    dial: str
    missed_call: bool
    desk: str


class BookKeys(TypedDict, total=False):
    """The keys at the top of a book beside its name, screens and fields."""

    format: int
    version: int
    languages: Names
    home: str
    help: Names
    words: Mapping[str, str]
    words_in: Mapping[str, Mapping[str, str]]
    enter: EnterKeys
    nav: Names
    phrases: Mapping[str, str]
    resume: str
    moves: Mapping[str, str]
    longest: Mapping[str, int]


class Builder:
    """Collects screens and fields; `book` compiles them. Keys mean what they mean in YAML.

    >>> b = Builder("jam", version=2)
    >>> b.screen("utama", text="Loket desa. Balas angka:", choices=[("Jam buka", "buka")])
    >>> b.screen("buka", text="Senin-Jumat pukul 08.00-15.00.")
    >>> b.book().home
    'jam.utama'
    """

    def __init__(self, menu: str, **keys: Unpack[BookKeys]) -> None:
        self._calls: list[Place] = []
        self._faults: list[tuple[int, str, str]] = []
        self._at = self._called()
        self._top = self._pairs({"menu": menu, **keys}, self._at)
        self._screens: list[tuple[Tree, Tree]] = []
        self._fields: list[tuple[Tree, Tree]] = []
        self._catalogues: dict[str, str] = {}

    def screen(self, name: str, **keys: Unpack[ScreenKeys]) -> None:
        """Add a screen."""
        self._add(self._screens, name, keys, self._called())

    def field(self, name: str, **keys: Unpack[FieldKeys]) -> None:
        """Add a field."""
        self._add(self._fields, name, keys, self._called())

    def catalogue(self, language: str, po: str) -> None:
        """Add the translations into a language: the text of a gettext catalogue."""
        self._catalogues[language] = po

    def definition(self) -> Definition:
        """Give the book as written, for `menus.load` or `book` to compile; mistakes are in its report."""
        report = _Calls(self._calls)
        for line, what, remedy in self._faults:
            report.note(line, 1, what, remedy)
        pairs = list(self._top)
        for key, rows in (("screens", self._screens), ("fields", self._fields)):
            if rows:
                pairs.append((self._text(key, self._at), Tree("map", self._at, 1, pairs=tuple(rows))))
        return define_tree(Tree("map", self._at, 1, pairs=tuple(pairs)), report, dict(self._catalogues))

    def book(self, services: "Sequence[Builder]" = ()) -> Book:
        """Compile the book, with the services merged in; MenuError tells every mistake and its call."""
        return compile_book([each.definition() for each in (self, *services)])

    # From values to the tree that the schema reads; the line of a tree is the number of the call ------------

    def _called(self) -> int:
        frame = sys._getframe(2)
        spot = next(islice(frame.f_code.co_positions(), frame.f_lasti // 2, None), (None, None, None, None))
        self._calls.append(Place(frame.f_code.co_filename, spot[0] or frame.f_lineno, (spot[2] or 0) + 1))
        return len(self._calls)

    def _add(self, rows: list[tuple[Tree, Tree]], name: str, keys: Mapping[str, Any], at: int) -> None:
        for key, _ in rows:
            if key.text == name:
                first = self._calls[key.line - 1]
                what = f"`{name}` is added twice; first at {first.file}:{first.line}."
                self._faults.append((at, what, "Keep one of the two."))
                return
        rows.append((self._text(name, at), Tree("map", at, 1, pairs=self._pairs(keys, at))))

    def _pairs(self, keys: Mapping[str, Any], at: int) -> tuple[tuple[Tree, Tree], ...]:
        return tuple(
            (self._text(key.removesuffix("_"), at), self._tree(value, at, key)) for key, value in keys.items()
        )

    def _text(self, text: str, at: int) -> Tree:
        return Tree("text", at, 1, text)

    def _tree(self, value: Any, at: int, key: str) -> Tree:  # noqa: ANN401 (what a key may hold)
        if isinstance(value, bool):
            return self._text("true" if value else "false", at)
        if isinstance(value, str | int):
            return self._text(str(value), at)
        if isinstance(value, Mapping):
            rows = [(self._text(str(name), at), self._tree(inner, at, key)) for name, inner in value.items()]
            return Tree("map", at, 1, pairs=tuple(rows))
        if isinstance(value, tuple) and len(value) == 2 and all(type(part) is int for part in value):
            return self._text(f"{value[0]}..{value[1]}", at)
        if isinstance(value, Sequence):
            return Tree("list", at, 1, items=tuple(self._item(each, at, key) for each in value))
        remedy = "Give text, numbers, and lists or mappings of these."
        self._faults.append((at, f"`{key}` cannot hold {type(value).__name__}.", remedy))
        return self._text("?", at)

    def _item(self, value: Any, at: int, key: str) -> Tree:  # noqa: ANN401 (as above)
        if key == "choices" and isinstance(value, tuple) and len(value) == 2:
            return self._tree({"label": value[0], "to": value[1]}, at, "")
        return self._tree(value, at, "")


class _Calls(Report):
    """The report of a book in Python: a line is the number of a call, told as that call's place."""

    def __init__(self, calls: Sequence[Place]) -> None:
        super().__init__(calls[0].file)
        self._calls = tuple(calls)

    def place(self, line: int, column: int) -> Place:
        """Tell where a call stands."""
        call = self._calls[line - 1]
        return call._replace(source=linecache.getline(call.file, call.line).rstrip("\n"))
