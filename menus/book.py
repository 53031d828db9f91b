"""A book: its screens, compiled once, immutable."""

from typing import NamedTuple


class Book(NamedTuple):
    """All that is said, compiled; `digest` tells one edition from another."""

    name: str
    digest: str
    languages: tuple[str, ...]
    home: str

    def find(self, screen: str) -> str:
        """Find the state of a screen by its name."""
        raise NotImplementedError

    def moved(self, screen: str) -> str | None:
        """Where a screen of an older edition is now; None when it is gone."""
        raise NotImplementedError
