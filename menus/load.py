"""Books from files: the YAML, and the catalogues of its languages beside it."""

from collections.abc import Sequence
from pathlib import Path

from menus.book import Book
from menus.builder import Builder
from menus.compiler import compile_book
from menus.definition import Definition
from menus.errors import MenuError
from menus.schema import define
from menus.tree import Report


def load(path: str | Path, services: Sequence[str | Path | Builder] = ()) -> Book:
    """Read the book at *path*, a home with its *services* merged in; MenuError names every mistake."""
    return compile_book([_definition(path), *map(_definition, services)])


def _definition(book: str | Path | Builder) -> Definition:
    return book.definition() if isinstance(book, Builder) else read_definition(Path(book))


def read_definition(path: Path) -> Definition:
    """Read one file and its catalogues; mistakes stand in the definition; an unreadable file raises."""
    catalogues = {}
    for beside in sorted(path.parent.glob(f"{path.stem}.*.po")):
        language = beside.name[len(path.stem) + 1 : -len(".po")]
        catalogues[language] = _text(beside)
    return define(_text(path), str(path), catalogues)


def _text(path: Path) -> str:
    report = Report(str(path))
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        report.note(
            1, 1, f"The file cannot be read: {error.strerror}.", "Check its name and its permissions."
        )
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        report.note(line, 1, "The file is not UTF-8.", "Save it as UTF-8.")
    raise MenuError(report.problems)
