"""Books from files."""

from collections.abc import Sequence
from pathlib import Path

from menus.book import Book


def load(path: str | Path, services: Sequence[str | Path] = ()) -> Book:
    """Read the book at *path*, a home with its *services* merged in; MenuError names every mistake."""
    raise NotImplementedError
