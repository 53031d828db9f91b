"""What is wrong with a book that loads: screens nobody reaches, texts too long, words not translated.

`RULES` names every code with what stands behind it.
"""

from collections.abc import Iterable, Mapping

from menus.book import Book
from menus.errors import Problem
from menus.lint import functions, languages, people, published, sizes, ways
from menus.lint.codes import RULES
from menus.lint.finding import Finding
from menus.lock import Code
from menus.medium import SMS, USSD, Medium
from menus.services import Services

__all__ = ["RULES", "lint"]


def lint(
    book: Book,
    services: Services | None = None,
    media: Iterable[Medium] = (SMS, USSD),
    locked: Mapping[Code, str] | None = None,
    live: Mapping[str, int] | None = None,
) -> list[Problem]:
    """Give every finding, in the order of the files.

    With *services* also names that they do not have, with *locked* published codes that are no longer true
    (`menus.lock.parse`), with *live* (screen -> conversations there) screens that are gone under somebody.
    """
    found: list[Finding] = [
        *ways.unreachable(book),
        *ways.dead_ends(book),
        *ways.loops(book),
        *ways.deep(book),
        *ways.clashes(book),
        *ways.unused(book),
        *sizes.lengths(book, tuple(media)),
        *sizes.alphabets(book),
        *languages.translations(book),
        *languages.catalogues(book),
        *languages.collisions(book),
        *people.items(book),
        *people.forms(book),
        *people.examples(book),
        *people.same_words(book),
        *(functions.unknown(book, services) if services is not None else ()),
        *published.codes(book, locked or {}),
        *published.live(book, live or {}),
    ]
    problems = dict.fromkeys(finding.placed(book) for finding in found)
    return sorted(problems, key=lambda problem: (problem.file, problem.line, problem.column, problem.code))
