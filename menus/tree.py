"""YAML read strictly: every scalar stays text, every place is known, nothing is guessed.

`yaml.safe_load` makes `no` False, `010` 8 and `12:30` 750, turns the keys `0` and `00` into one and lets the
last of two equal keys win. So the parser's events are taken as they come, and a schema types them later.
"""

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import yaml

from menus.errors import Place, Problem

MAX_DEPTH = 24  # a book needs seven; more is damage, and recursion ends somewhere
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Tree(NamedTuple):
    """A place in a book: `text` of a scalar, `items` of a list, `pairs` of a mapping; lines count from 1."""

    kind: str
    line: int
    column: int
    text: str = ""
    items: tuple["Tree", ...] = ()
    pairs: tuple[tuple["Tree", "Tree"], ...] = ()


class Report:
    """Collects the mistakes of one book, so that all are told at once."""

    def __init__(self, file: str, source: str = "") -> None:
        self.file = file
        self.lines = source.splitlines()
        self.problems: list[Problem] = []

    def place(self, line: int, column: int) -> Place:
        """Tell where a line and column are, both counted from 1."""
        return Place(self.file, line, column, self.lines[line - 1] if 0 < line <= len(self.lines) else "")

    def at(self, place: Tree, what: str, remedy: str, *, code: str = "book") -> None:
        """Note one mistake at a place of the tree."""
        self.note(place.line, place.column, what, remedy, code=code)

    def note(self, line: int, column: int, what: str, remedy: str, *, code: str = "book") -> None:
        """Note one mistake at a line and column, both from 1."""
        place = self.place(line, column)
        problem = Problem(place.file, place.line, place.column, what, remedy, place.source, code)
        if problem not in self.problems:
            self.problems.append(problem)


def closest(word: str, known: Iterable[str]) -> str:
    """Suggest the known word that was meant, or list them.

    >>> closest("chocies", ["text", "choices"]), closest("zzz", ["text", "end"])
    ('Did you mean `choices`?', 'Known here: end, text.')
    """
    names = sorted(set(known))
    if near := difflib.get_close_matches(word, names, n=1, cutoff=0.6):
        return f"Did you mean `{near[0]}`?"
    return f"Known here: {', '.join(names)}." if names else "Remove it."


def read(source: str, report: Report) -> Tree | None:
    """Read one document; mistakes of syntax go to the report and give None."""
    try:
        events = iter(list(yaml.parse(source, Loader=_LOADER)))
    except yaml.MarkedYAMLError as error:
        _syntax(error, report)
        return None
    except yaml.reader.ReaderError as error:
        line, column = _place(source, error.position)
        what = f"The character U+{_ordinal(error.character):04X} does not belong in a text file."
        report.note(line, column, what, "Delete it; save the file as UTF-8.")
        return None
    return _document(events, report)


def _document(events: Iterator[Any], report: Report) -> Tree | None:
    tree: Tree | None = None
    try:
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if tree is not None:
                    mark: Any = event.start_mark
                    report.note(
                        mark.line + 1, 1, "A second document begins here.", "Keep one book in one file."
                    )
                    return None
                tree = _node(next(events), events, report, 0)
    except _TooDeep as error:
        report.note(error.line, error.column, f"More than {MAX_DEPTH} levels in one another.", "Flatten it.")
        return None
    if tree is None:
        report.note(1, 1, "The file is empty.", "Begin with `menu: NAME` and `screens:`.")
    return tree


class _TooDeep(Exception):
    def __init__(self, line: int, column: int) -> None:
        super().__init__(line, column)
        self.line, self.column = line, column


def _node(event: Any, events: Iterator[Any], report: Report, depth: int) -> Tree:  # noqa: ANN401 (PyYAML's)
    line, column = event.start_mark.line + 1, event.start_mark.column + 1
    if depth > MAX_DEPTH:
        raise _TooDeep(line, column)
    _refuse_cleverness(event, report, line, column)
    if isinstance(event, yaml.SequenceStartEvent):
        items = []
        while not isinstance(inner := next(events), yaml.SequenceEndEvent):
            items.append(_node(inner, events, report, depth + 1))
        return Tree("list", line, column, items=tuple(items))
    if isinstance(event, yaml.MappingStartEvent):
        return Tree("map", line, column, pairs=tuple(_pairs(events, report, depth)))
    if isinstance(event, yaml.AliasEvent):
        return Tree("text", line, column, f"*{event.anchor}")  # told already: no empty text beside it
    return Tree("text", line, column, event.value)


def _pairs(events: Iterator[Any], report: Report, depth: int) -> Iterator[tuple[Tree, Tree]]:
    seen: dict[str, Tree] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        key = _node(event, events, report, depth + 1)
        value = _node(next(events), events, report, depth + 1)
        if key.kind != "text":
            report.at(key, "A key must be a word.", "Put a text that begins with [ or { in double quotes.")
        elif key.text == "<<":
            report.at(key, "Merge keys are not part of the format.", "Write the keys out.", code="yaml")
        elif key.text in seen:
            first = seen[key.text].line
            report.at(
                key,
                f"`{key.text}` stands twice; first in line {first}.",
                "Keep one of the two.",
                code="duplicate-key",
            )
        else:
            seen[key.text] = key
            yield key, value


def _refuse_cleverness(event: Any, report: Report, line: int, column: int) -> None:  # noqa: ANN401
    if isinstance(event, yaml.AliasEvent):
        what = f"`*{event.anchor}` is an alias in YAML; a book has none."
        report.note(
            line,
            column,
            what,
            f'A text that begins with * goes in double quotes: "*{event.anchor}#".',
            code="yaml",
        )
    elif event.anchor is not None:
        what = f"`&{event.anchor}` is an anchor in YAML; a book has none."
        report.note(line, column, what, "Write it out, or put the text in double quotes.", code="yaml")
    elif event.tag is not None and event.tag != "!":  # "!" alone: a quoted scalar, in some versions
        what = f"`{event.tag}` is a tag in YAML; a book has none."
        report.note(line, column, what, "Put a text that begins with ! in double quotes.", code="yaml")


_QUOTE_IT = 'Put the whole text in double quotes: "…".'
_SYNTAX = (  # what PyYAML says (libyaml and pure Python differ) -> fact and remedy
    (r"scanning an alias", "`*` begins an alias in YAML.", 'Put a dial code in double quotes: "*123#".'),
    (r"scanning an anchor", "`&` begins an anchor in YAML.", _QUOTE_IT),
    (r"scanning a tag|parsing a node.*tag", "`!` begins a tag in YAML.", _QUOTE_IT),
    (r"mapping values are not allowed", "`: ` stands in a text without quotes.", _QUOTE_IT),
    (r"'\\t'|a tab character", "A tab cannot indent.", "Use spaces."),
    (r"cannot start any token", "A text cannot begin with this character.", _QUOTE_IT),
    (r"escape|hexdecimal", "`\\` in double quotes begins what YAML does not know.",
     "Write two of them, or put the text in single quotes."),
    (r"sequence entries are not", "A list begins on this line, behind a key.",
     "Put each `- ` on a line of its own; a text that begins with - goes in double quotes."),
    (r"mapping keys are not", "`? ` begins a key in YAML.", _QUOTE_IT),
    (r"simple key", "This line lacks a colon.",
     "Write `key: value`; a text of several lines goes in double quotes."),
    (r"node content", "A value is missing here, or a bracket stands too much.",
     "Write the value; a text that begins with , ] or } goes in double quotes."),
    (r"block scalar", "`|` or `>` begins a text of several lines in YAML.", _QUOTE_IT),
    (r"directive|incompatible", "`%` begins a directive in YAML.", _QUOTE_IT),
    (r"document start", "This stands outside of the book.",
     "Keep one book in one file, without a line `...`."),
    (r"scanning a quoted scalar", "A quoted text has no end.", 'Close it with " or \'.'),
    (r"flow (sequence|mapping)", "A [ or { is not closed.", "Close it with ] or }, commas between."),
    (r"block (collection|mapping)|expected key", "This line stands at the wrong depth, or lacks a colon.",
     "Indent it like its neighbours; put a text with quotes inside in double quotes."),
)  # fmt: skip


_BEHIND = {"scanning an alias": "*", "escape|hexdecimal": "\\"}  # where the mark stands behind it


def _syntax(error: yaml.MarkedYAMLError, report: Report) -> None:
    mark: Any = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    said = f"{error.context or ''} {error.problem or ''}"
    if "cannot start any token" in said and report.lines[line - 1 : line] and "\t" in report.lines[line - 1]:
        said += " '\\t'"
    for pattern, what, remedy in _SYNTAX:
        if re.search(pattern, said):
            if behind := _BEHIND.get(pattern):
                column = max(1, report.lines[line - 1].rfind(behind, 0, column) + 1)
            if re.search("quoted|flow|simple", pattern) and error.context_mark:  # where it was opened
                opened: Any = error.context_mark
                line, column = opened.line + 1, opened.column + 1
            report.note(min(line, max(1, len(report.lines))), column, what, remedy, code="yaml")
            return
    what = f"This is not YAML: {said.strip()}."
    report.note(line, column, what, "Compare it with an example in docs/menus.md.", code="yaml")


def _ordinal(character: Any) -> int:  # noqa: ANN401 (an int or a character, by the reader)
    return character if isinstance(character, int) else ord(character)


def _place(source: str, position: int) -> tuple[int, int]:
    before = source[:position]
    return before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1
