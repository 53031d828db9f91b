"""What can be wrong with a book: each mistake with its place, what it is and what to do."""

from collections.abc import Iterable
from typing import NamedTuple


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
        """Place, fact and remedy, with a caret under the place.

        >>> print(Problem("a.yaml", 1, 5, "`tekst` is no key here.", "Did you mean `text`?", "x: {tekst: y}"))
        a.yaml:1:5: error: `tekst` is no key here. Did you mean `text`?
            1 | x: {tekst: y}
              |     ^
        """
        head = f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.what} {self.remedy}"
        if not self.source.strip():
            return head
        number = str(self.line)
        indent = " " * (len(number) + 5)
        return f"{head}\n    {number} | {self.source}\n{indent}|{' ' * self.column}^"


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


class UnknownName(LookupError):
    """A book names a Python function that the services do not have: a fault of the service."""

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(f'No {kind} "{name}" is registered.')
        self.remedy = f'Register it with @registry.{kind}("{name}"), or correct the name in the book.'

    def __str__(self) -> str:
        return f"{self.args[0]} {self.remedy}"
