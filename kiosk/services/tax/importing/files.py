"""What kind of file it is, told by its first octets, never by its name."""

import hashlib
from collections.abc import Callable, Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path

from kiosk.services.tax.importing import sheet, text
from kiosk.services.tax.importing.columns import Unusable
from kiosk.services.tax.importing.source import NOTHING, SAVE_AS, Choices, Source

HEAD = 8
ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second: nothing in it
OLE, PDF = b"\xd0\xcf\x11\xe0", b"%PDF"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # in a workbook with a password


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
        if _is_encrypted(path):
            raise Unusable(
                f"Berkas {path} dikunci dengan sandi.",
                f"Buka dengan sandinya, lalu simpan tanpa sandi. {SAVE_AS}",
            )
        raise Unusable(f"Berkas {path} adalah Excel lama (.xls).", SAVE_AS)
    if head.startswith(PDF):
        raise Unusable(f"Berkas {path} adalah PDF.", "Mintalah berkas CSV atau .xlsx.")
    if head.startswith(ZIP):
        return sheet.open_sheet(path, rank, choices)
    return text.open_text(path, size, rank, choices)


def _is_encrypted(path: Path) -> bool:
    """Tell whether an OLE file holds a workbook with a password, however large it is."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as octets:
        return octets.find(ENCRYPTED) >= 0


def digest(path: Path) -> str:
    """Give the fingerprint of a file's content. Raises Unusable."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unusable(
            f"Berkas {path} tidak bisa dibaca: {error.strerror}.", "Periksa nama, izin, dan cakramnya."
        ) from error
