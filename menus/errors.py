"""What can be wrong with a book: each mistake with its place, what it is and what to do."""

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

WIDTH = 80  # columns of a terminal: the line with the caret is cut to it, for wrapped it would point astray


class Place(NamedTuple):
    """Where something is written; `line` and `column` count from 1, `source` is the line itself."""

    file: str = ""
    line: int = 1
    column: int = 1
    source: str = ""


class Problem(NamedTuple):
    """One mistake in a book; `line` and `column` count from 1, `source` is the line of the file."""

    file: str
    line: int
    column: int
    what: str
    remedy: str
    source: str = ""
    code: str = "book"
    severity: str = "error"

    def __str__(self) -> str:
        """Place, fact, remedy and code, with a caret under the place.

        >>> print(Problem("a.yaml", 1, 5, "`tekst` is no key here.", "Did you mean `text`?", "x: {tekst: y}"))
        a.yaml:1:5: error: `tekst` is no key here. Did you mean `text`?
            1 | x: {tekst: y}
              |     ^
        """
        head = f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.what} {self.remedy}"
        head += f" [{self.code}]" if self.code != "book" else ""
        if not self.source.strip():
            return head
        number = str(self.line)
        shown, before = _excerpt(self.source, self.column - 1, WIDTH - len(number) - 7)
        indent = " " * (len(number) + 5)
        return f"{head}\n    {number} | {shown}\n{indent}| {' ' * before}^"


def _excerpt(source: str, at: int, room: int) -> tuple[str, int]:
    """Give the part of a line around a place, and how many columns of it stand before the place."""
    line = "".join(letter if letter.isprintable() else " " for letter in source.rstrip())
    start = 0
    if _columns(line) > room:
        start = max(0, at - room)
        while _columns(line[start:at]) > room // 2:
            start += 1
    shown = line[start : start + room]
    if start:
        shown = f"…{shown[1:]}"
    if _columns(line[start:]) > room:
        while _columns(shown) >= room:
            shown = shown[:-1]
        shown += "…"
    return shown, _columns(shown[: max(0, at - start)])


def _columns(text: str) -> int:
    """Count the columns of a text in a terminal: East Asian letters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


class MenuError(Exception):
    """A book cannot be used: all its mistakes at once in `.problems`, what to do in `.remedy`."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    @property
    def remedy(self) -> str:
        """What to do about the first mistake."""
        return self.problems[0].remedy if self.problems else "Run `kiosk menus check` on the book."

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class BadFunction(TypeError):
    """A function cannot be what it is registered as: a fault of the service, told when it is registered."""

    def __init__(self, fact: str, remedy: str) -> None:
        super().__init__(fact)
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.args[0]} {self.remedy}"


class UnknownName(LookupError):
    """A book names a Python function that the services do not have: a fault of the service."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f'No {kind} "{name}" is registered.')
        self.remedy = f'Register it with @registry.{kind}("{name}"), or correct the name in the book.'

    def __str__(self) -> str:
        return f"{self.args[0]} {self.remedy}"
