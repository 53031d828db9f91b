"""A finding of the lint, before it has a place."""

from typing import NamedTuple

from menus.book import Book
from menus.errors import Place, Problem
from menus.lint.codes import RULES
from menus.nodes import Node


class Finding(NamedTuple):
    """One finding before it has a place: at the screen or field of a state, else at its book (`menu`)."""

    code: str
    what: str
    remedy: str
    node: Node | None = None
    menu: str = ""
    severity: str = ""

    def placed(self, book: Book) -> Problem:
        """Give it the place where the screen or field is written."""
        keys = [self.menu]
        if (node := self.node) is not None:
            keys = [f"{node.menu}.{node.local.partition('.')[0]}", node.menu]
            if node.field is not None:
                keys.insert(0, f"{node.menu}:{node.field.name}")
        place = next((book.places[key] for key in keys if key in book.places), Place())
        severity = self.severity or RULES[self.code].severity
        return Problem(*place[:3], self.what, self.remedy, place.source, self.code, severity)


def short(text: str) -> str:
    """Give the beginning of a text, on one line."""
    line = text.replace("\n", " ")
    return line if len(line) <= 40 else f"{line[:38]}.."
