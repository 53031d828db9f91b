"""What kind of file it is, told by its first octets, never by its name; and its rows, whatever kind it is."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from kiosk.services.tax.importing.columns import Unusable

HEAD = 8
ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second: nothing in it
OLE, PDF = b"\xd0\xcf\x11\xe0", b"%PDF"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # in a workbook with a password
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


def open_file(path: Path, rank: Callable[[Sequence[str]], int], choices: Choices = NOTHING) -> Source:
    """Open a spreadsheet or CSV file; *rank* tells how many columns of a header are known.

    Raises Unusable: what it is instead, and what to do.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise Unusable(
            f"Berkas {path} tidak bisa dibaca: {error.strerror}.", "Periksa nama, izin, dan cakramnya."
        ) from error
    if not size:
        raise Unusable(f"Berkas {path} kosong.", "Ekspor sekali lagi.")
    if head.startswith(OLE):
        if ENCRYPTED in path.read_bytes():
            raise Unusable(
                f"Berkas {path} dikunci dengan sandi.",
                f"Buka dengan sandinya, lalu simpan tanpa sandi. {SAVE_AS}",
            )
        raise Unusable(f"Berkas {path} adalah Excel lama (.xls).", SAVE_AS)
    if head.startswith(PDF):
        raise Unusable(f"Berkas {path} adalah PDF.", "Mintalah berkas CSV atau .xlsx.")
    if head.startswith(ZIP):
        from kiosk.services.tax.importing import sheet

        return sheet.open_sheet(path, rank, choices)
    from kiosk.services.tax.importing import text

    return text.open_text(path, size, rank, choices)


def digest(path: Path) -> str:
    """Give the fingerprint of a file's content. Raises Unusable."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unusable(
            f"Berkas {path} tidak bisa dibaca: {error.strerror}.", "Periksa nama, izin, dan cakramnya."
        ) from error


def header_among(rows: Sequence[Sequence[str]], rank: Callable[[Sequence[str]], int]) -> int | None:
    """Find the header among the first rows: the one with most known columns, the first of equals."""
    ranks = [rank(row) for row in rows[:TITLES]]
    best = max(ranks, default=0)
    return ranks.index(best) if best else None
