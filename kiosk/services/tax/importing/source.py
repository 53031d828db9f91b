"""What is read of a file, whatever kind it is: its header, its rows, what a person said of it."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

TITLES = 10  # rows in which the header is looked for: above it may stand a title
SAVE_AS = "Simpan sebagai .xlsx, atau sebagai CSV (UTF-8)."


class Line(NamedTuple):
    """A row of a file: the line it begins in, its cells; `why` says why it could not be read."""

    line: int
    cells: Sequence[str]
    why: str = ""
    torn: bool = False  # the last one, and nothing ends it


class Source(NamedTuple):
    """A file that can be read: its header and rows, and how far it is read of how much.

    `what` is how it was understood; `close` must be called.
    """

    header: Sequence[str]
    rows: Iterator[Line]
    total: int
    at: Callable[[], int]
    what: str
    close: Callable[[], None]


class Choices(NamedTuple):
    """What a person said of a file where it is not told right by itself; `headings` are what it needs."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    headings: str = "nop, tahun, nama, jumlah, status"


NOTHING = Choices()


def header_among(rows: Sequence[Sequence[str]], rank: Callable[[Sequence[str]], int]) -> int | None:
    """Find the header among the first rows: the one with most known columns, the first of equals."""
    ranks = [rank(row) for row in rows[:TITLES]]
    best = max(ranks, default=0)
    return ranks.index(best) if best else None
