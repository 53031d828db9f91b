"""The lock file of a book, `menus.lock`: numbers, words and dial strings that stand on posters.

A line is `PLACE CODE TARGET`: `kios.utama 4 rsu.utama`, `rsu.jalan.bayar 1 bpjs`, `dial *123*4# rsu.utama`,
`word RSU rsu.utama`. The target `-` is a code that was given up and is never used again.
"""

from collections.abc import Mapping
from typing import NamedTuple

from menus.book import Book
from menus.nodes import FIELD, SCREEN
from menus.tree import Report

NAME = "menus.lock"
RETIRED = "-"
ENOUGH = "enough"  # the target of the line that ends an answer in several messages
HEAD = """\
# Published codes: PLACE CODE TARGET. What stands here is on posters and in people's heads and never means
# anything else; `kiosk menus check` sees to it. New ones are added by `kiosk menus lock`. A code that is
# given up for good has the target -.
"""


class Code(NamedTuple):
    """One published code: `where` is a screen (`kios.utama`), `dial` or `word`."""

    where: str
    number: str

    def __str__(self) -> str:
        """Name it in a sentence."""
        kinds = {"dial": "dial string", "word": "word"}
        kind = kinds.get(self.where)
        return f"{kind} {self.number}" if kind else f"number {self.number} of `{self.where}`"


def published(book: Book) -> dict[Code, str]:
    """Give every code of a book that may be printed, and what it leads to.

    Numbers of lists that Python makes are its own, but for those that the book pins.
    """
    found: dict[Code, str] = {}
    for node in book.nodes.values():
        if node.kind not in (SCREEN, FIELD) or node.local.startswith("_"):
            continue
        last = 0
        for choice in node.choices:
            last = choice.code or last + 1 + (last == 97)
            if (choice.code or not node.lister) and not choice.label.phrase:
                found[Code(node.name, str(last))] = choice.to or choice.value or ENOUGH
    for menu, enter in book.entrances.items():
        if enter.dial:
            found[Code("dial", enter.dial)] = book.doors[menu]
    return found | _words(book)


def _words(book: Book) -> dict[Code, str]:
    """Give the words; one that means something else in a language stands under that one, too."""
    found = {Code("word", word.upper()): keyword.state for word, keyword in book.words.items()}
    for language, words in book.vocabulary.items():
        for word, keyword in words.items():
            if keyword.state != book.words[word].state:
                found[Code("word", f"{language}:{word.upper()}")] = keyword.state
    return found


def parse(text: str, file: str) -> tuple[dict[Code, str], Report]:
    """Read a lock file; lines that are none are noted in the report."""
    report = Report(file, text)
    found: dict[Code, str] = {}
    for number, line in enumerate(report.lines, start=1):
        words = line.split() if not line.startswith("#") else []
        if words[3:] and words[3].startswith("#"):
            words = words[:3]
        if len(words) == 3:
            found[Code(words[0], words[1])] = words[2]
        elif words:
            report.note(
                number, 1, "This line is no published code.", "Write `PLACE CODE TARGET`.", code="lock"
            )
    return found, report


def write(codes: Mapping[Code, str]) -> str:
    """Write a lock file: sorted, so that a change is one line."""
    rows = sorted(codes.items(), key=lambda row: (row[0].where, _ordered(row[0].number)))
    return HEAD + "".join(f"{code.where} {code.number} {target}\n" for code, target in rows)


def _ordered(number: str) -> str:
    return number.zfill(6) if number.isdigit() else number
