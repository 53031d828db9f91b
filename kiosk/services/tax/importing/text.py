"""CSV: its encoding and its delimiter told apart, its rows one by one with the line in which each begins."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from kiosk.services.tax.importing.columns import Unusable
from kiosk.services.tax.importing.source import SAVE_AS, Choices, Line, Source, header_among

CHUNK = 1 << 20
SAMPLE = 1 << 16  # characters in which the header is looked for
DELIMITERS = ";,\t|"
MARKS = (  # byte order marks, the longer first
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
AGAIN = "Salin atau ekspor berkas itu sekali lagi, lalu ulangi."
NAMES = {";": "titik koma", ",": "koma", "\t": "tab", "|": "garis tegak"}


def open_text(path: Path, size: int, rank: Callable[[Sequence[str]], int], choices: Choices) -> Source:
    """Open a CSV file. Raises Unusable: it is no text, was cut off, or has no header that is known."""
    encoding = choices.encoding or told(path)
    file = path.open("rb")
    try:
        lines = io.TextIOWrapper(file, encoding, newline="")
        sample = lines.read(SAMPLE)
        delimiter, above, header = _shape(sample, rank, choices, path)
        lines.seek(0)
    except UnicodeError:
        file.close()
        raise Unusable(f"Berkas {path} bukan teks {encoding}.", f"{SAVE_AS} Atau pilih --encoding.") from None
    except BaseException:
        file.close()
        raise
    torn = not _ended(path, encoding)
    rows = _rows(lines, delimiter, above, torn=torn)
    shown = f"CSV {encoding.removesuffix('-sig').upper()}, pemisah {NAMES.get(delimiter, delimiter)}"
    return Source(header, rows, size, lambda: _place(file), shown, lines.close)


def told(path: Path) -> str:
    """Tell the encoding of a file: by its mark, by its zeros, else UTF-8, and what that is not is cp1252.

    Raises Unusable: it is no text, or it ends in the middle of a character.
    """
    with path.open("rb") as file:
        head = file.read(4096)
        encoding = next((name for mark, name in MARKS if head.startswith(mark)), "") or _by_zeros(head)
        if not encoding and b"\0" in head:
            raise Unusable(f"Berkas {path} bukan teks.", SAVE_AS)
        file.seek(0)
        if encoding and _decodes(file, encoding, path):
            return encoding
        file.seek(0)
        if not encoding and _decodes(file, "utf-8", path):
            return "utf-8"
    if encoding:
        raise Unusable(f"Berkas {path} rusak: bukan {encoding} sampai akhir.", AGAIN)
    return "cp1252"


def _by_zeros(head: bytes) -> str:
    """Tell UTF-16 without a mark: of plain letters every other octet is zero."""
    pairs = len(head) // 2
    if pairs and head[1::2].count(0) > 0.7 * pairs:
        return "utf-16-le"
    return "utf-16-be" if pairs and head[::2].count(0) > 0.7 * pairs else ""


def _decodes(file: BinaryIO, encoding: str, path: Path) -> bool:
    """Tell whether all of a file is in an encoding. Raises Unusable where only its last character is cut."""
    decoder = codecs.getincrementaldecoder(encoding)()
    foreign = False
    try:
        while chunk := file.read(CHUNK):
            foreign = not decoder.decode(chunk).isascii() or foreign
    except UnicodeError:
        return False
    try:
        decoder.decode(b"", True)
    except UnicodeError:
        if foreign or encoding != "utf-8":
            raise Unusable(f"Berkas {path} terpotong di tengah huruf.", AGAIN) from None
        return False
    return True


def _ended(path: Path, encoding: str) -> bool:
    """Tell whether the last row is ended by a line break."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4))
        tail = file.read()
    return tail.rstrip(b"\0")[-1:] in (b"\n", b"\r") or (
        encoding == "utf-16-be" and tail[-1:] in (b"\n", b"\r")
    )


def _shape(
    sample: str, rank: Callable[[Sequence[str]], int], choices: Choices, path: Path
) -> tuple[str, int, Sequence[str]]:
    """Find delimiter and header: those under which most columns are known; gives the records above, too."""
    first = sample.partition("\n")[0].strip("\ufeff\r ")
    named = first[4:] if first.lower().startswith("sep=") and len(first) == 5 else ""
    found: list[tuple[int, int, str, int, Sequence[str]]] = []
    for place, delimiter in enumerate(choices.delimiter or named or DELIMITERS):
        records = _records(sample, delimiter)
        at = header_among(records, rank)
        if at is not None:
            found.append((rank(records[at]), -place, delimiter, at, records[at]))
    if not found:
        shown = "".join(each if each.isprintable() or each == "\t" else "?" for each in first[:120])
        shown = shown or "(baris kosong)"
        raise Unusable(
            f"Berkas {path} tidak punya baris nama kolom yang dikenal; baris pertamanya: {shown}",
            f"Tulis nama kolom di baris pertama: {choices.headings}. Atau pilih --delimiter.",
        )
    _, _, delimiter, above, header = max(found, key=lambda each: each[:2])
    return delimiter, above, header


def _records(sample: str, delimiter: str) -> list[Sequence[str]]:
    reader = csv.reader(io.StringIO(sample.lstrip("\ufeff"), newline=""), delimiter=delimiter)
    records: list[Sequence[str]] = []
    try:
        for record in reader:
            records.append(record)
            if len(records) == 10:
                break
    except csv.Error:
        pass
    return records


def _rows(lines: io.TextIOWrapper, delimiter: str, above: int, *, torn: bool) -> Iterator[Line]:
    """Give the rows under the header; a torn file's last one says so."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    read = _read(reader, above)
    if not torn:
        yield from read
        return
    before = next(read, None)
    for line in read:
        if before is not None:
            yield before
        before = line
    if before is not None:
        yield before._replace(torn=True)


def _read(reader: Any, above: int) -> Iterator[Line]:  # noqa: ANN401 - the type of csv.reader has no public name
    ended, skipped, make = 0, 0, Line._make
    while True:
        try:
            for cells in reader:
                began, ended = ended + 1, reader.line_num
                if skipped <= above:
                    skipped += 1
                elif cells:
                    yield make((began, cells, "", False))
            return
        except csv.Error as error:
            began, ended = ended + 1, reader.line_num
            cut = "unexpected end" in str(error)
            until = f", sampai baris {ended}" if ended > began else ""
            if skipped > above:
                yield Line(began, (), f"tanda kutip tidak ditutup atau berlebih{until}", cut)
            else:
                skipped += 1


def _place(file: BinaryIO) -> int:
    return 0 if file.closed else file.tell()
