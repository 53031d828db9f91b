"""XLSX: one sheet of a workbook, row by row, its cells as the texts that a CSV file would have."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import date, datetime, time
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.services.tax.importing.columns import Unusable
from kiosk.services.tax.importing.source import TITLES, Choices, Line, Source, header_among

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

LARGEST = 4 << 30  # octets of a workbook when unpacked: more is no spreadsheet
EXACT = 10**15  # from here on a spreadsheet's numbers lose their last digits
BROKEN = (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, SyntaxError, EOFError, OSError)
"""What openpyxl raises: a SyntaxError is the ParseError of ElementTree, which is loaded only with it."""
AGAIN = "Salin berkas itu sekali lagi, atau buka dan simpan kembali sebagai .xlsx."


def open_sheet(path: Path, rank: Callable[[Sequence[str]], int], choices: Choices) -> Source:
    """Open a workbook. Raises Unusable: it is broken, or no sheet has a header that is known."""
    try:
        import openpyxl
    except ImportError:
        raise Unusable(
            "Membaca .xlsx memerlukan openpyxl, yang belum terpasang.",
            "Pasang: .venv/bin/pip install openpyxl, atau simpan sebagai CSV.",
        ) from None
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
        if unpacked > LARGEST:
            raise Unusable(f"Berkas {path} terlalu besar ({unpacked >> 20} MB).", "Simpan sebagai CSV.")
    except BROKEN as error:
        raise _broken(path) from error
    with ExitStack() as scope:
        file = scope.enter_context(path.open("rb"))  # not its name, of which openpyxl wants an ending
        try:
            book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
            scope.callback(book.close)
            source = _sheet_of(book, path, rank, choices)
        except BROKEN as error:
            raise _broken(path) from error
        return source._replace(close=scope.pop_all().close)


def _sheet_of(book: Any, path: Path, rank: Callable[[Sequence[str]], int], choices: Choices) -> Source:  # noqa: ANN401
    wanted = choices.sheet
    if wanted and wanted not in book.sheetnames:
        raise Unusable(
            f"Berkas {path} tidak punya lembar {wanted!r}.", f"Yang ada: {', '.join(book.sheetnames)}."
        )
    for name in [wanted] if wanted else book.sheetnames:
        source = _source(book, name, path, rank)
        if source is not None:
            return source
    raise Unusable(
        f"Berkas {path} tidak punya lembar dengan nama kolom yang dikenal.",
        f"Tulis nama kolom di baris pertama: {choices.headings}.",
    )


def _source(book: Any, name: str, path: Path, rank: Callable[[Sequence[str]], int]) -> Source | None:  # noqa: ANN401
    """Give the rows of a sheet; None when it has no header that is known."""
    found = book[name]
    if not hasattr(found, "iter_rows"):  # a chart
        return None
    rows = _texts(found)
    first = list(islice(rows, TITLES))
    at = header_among([line.cells for line in first], rank)
    if at is None:
        return None
    state = [0]
    below = _counted(chain(first[at + 1 :], rows), state, path)
    header = _trimmed(first[at].cells)
    return Source(header, below, found.max_row or 0, lambda: state[0], f"lembar {name!r}", book.close)


def _texts(found: "ReadOnlyWorksheet") -> Iterator[Line]:
    for line, row in enumerate(found.iter_rows(values_only=True), 1):
        yield Line(line, [_text(value) for value in row])


def _counted(rows: Iterator[Line], state: list[int], path: Path) -> Iterator[Line]:
    """Give the rows that are not empty, and keep in *state* how far they are."""
    try:
        for row in rows:
            state[0] = row.line
            if any(row.cells):
                yield row
    except BROKEN as error:
        raise _broken(path) from error


def _trimmed(header: Sequence[str]) -> Sequence[str]:
    """Leave out the empty columns behind the last heading."""
    width = max(place for place, each in enumerate(header, 1) if each.strip())
    return header[:width]


def _text(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    """Write a cell as text; a number that has lost digits stays to be seen as one.

    >>> [_text(value) for value in (None, 1254000.0, 3.676999001002e17, datetime(2026, 8, 31), True)]
    ['', '1254000', '3.676999001002e+17', '2026-08-31', '1']
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float):
        if abs(value) >= EXACT:
            return f"{float(value)!r}"
        return str(int(value)) if value == int(value) else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _broken(path: Path) -> Unusable:
    return Unusable(f"Berkas {path} rusak atau terpotong: bukan buku kerja .xlsx yang utuh.", AGAIN)
