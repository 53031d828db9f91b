"""The catalogue as a spreadsheet that the office edits: CSV or XLSX in, CSV out; faults by their line."""

import csv
import difflib
import io
import re
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kiosk.errors import KioskError
from kiosk.formulas import bare, guarded
from kiosk.services.directory.entries import ALL_COLUMNS, COLUMNS, REQUIRED, Entry, make
from kiosk.services.tax.importing.columns import norm
from kiosk.services.tax.importing.files import open_file
from kiosk.services.tax.importing.source import Choices, Line

MOST = 5_000  # entries
DATED = "diperbarui"
_MADE = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d(\.\d+)?")  # a text like 08.00 that was taken for a time
_FAULT = re.compile(r"#(REF|N/A|VALUE|NAME|DIV/0|NUM|NULL)[!?]?", re.IGNORECASE)


class BadCatalogue(KioskError):
    """A file is no catalogue; the one in use stays."""


class Bad(NamedTuple):
    """A row that cannot be taken: its line in the file, and why."""

    line: int
    why: str


class Reading(NamedTuple):
    """What a file holds: how it was understood, the entries, the rows that are none."""

    kind: str
    entries: tuple[Entry, ...]
    bad: tuple[Bad, ...]


def read(path: Path, today: date) -> Reading:
    """Read a spreadsheet of services. Raises BadCatalogue, Unusable: the file as a whole is wrong."""
    source = open_file(path, _known, Choices(headings=", ".join(COLUMNS)))
    with ExitStack() as scope:
        scope.callback(source.close)
        names = _named(path, source.header)
        entries: list[Entry] = []
        bad: list[Bad] = []
        lines: dict[str, int] = {}
        for row in source.rows:
            if not row.why and not any(cell.strip() for cell in row.cells):
                continue
            entry, problems = _taken(row, names, today)
            if entry is not None and entry.key in lines:
                problems = (f"kode {entry.key} sudah dipakai baris {lines[entry.key]}",)
            if entry is None or problems:
                bad.append(Bad(row.line, "; ".join(problems)))
                continue
            lines[entry.key] = row.line
            entries.append(entry)
    if len(entries) > MOST:
        raise BadCatalogue(f"{path} berisi {len(entries)} layanan.", f"Paling banyak {MOST}.")
    return Reading(source.what, tuple(entries), tuple(bad))


def written(entries: Sequence[Entry]) -> bytes:
    """Write entries as a spreadsheet opens them here with two clicks: UTF-8 with its mark, semicolons."""
    there = {name for one in entries for name in one.cells}
    columns = [name for name in ALL_COLUMNS if name in COLUMNS or name in there]
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    for one in entries:
        own = {"kode": one.key, DATED: f"{one.checked:%d/%m/%Y}" if one.checked else "belum"}
        writer.writerow([guarded((one.cells | own).get(name, "")) for name in columns])
    return text.getvalue().encode("utf-8-sig")


def _known(header: Sequence[str]) -> int:
    return sum(norm(each) in ALL_COLUMNS for each in header)


def _named(path: Path, header: Sequence[str]) -> list[str]:
    """Name the column of each place, "" where the header has none."""
    names = [norm(each) for each in header]
    for name, heading in zip(names, header, strict=True):
        if name and name not in ALL_COLUMNS:
            near = difflib.get_close_matches(name, ALL_COLUMNS, n=1)
            remedy = f"Maksud Anda {near[0]}?" if near else f"Kolom yang dikenal: {', '.join(COLUMNS)}."
            raise BadCatalogue(f"{path}: kolom {heading.strip()!r} tidak dikenal.", remedy)
        if name and names.count(name) > 1:
            raise BadCatalogue(f"{path}: kolom {name} ada dua kali.", "Hapus salah satunya.")
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        raise BadCatalogue(
            f"{path}: kolom {', '.join(missing)} tidak ada.",
            f"Tulis nama kolom di baris pertama: {', '.join(COLUMNS)}.",
        )
    return names


def _taken(row: Line, names: Sequence[str], today: date) -> tuple[Entry | None, tuple[str, ...]]:
    """Make an entry of a row, or tell why it is none."""
    if row.why:
        return None, (row.why,)
    if len(row.cells) < len(names):
        return None, (f"hanya {len(row.cells)} dari {len(names)} kolom: barisnya terpotong?",)
    if any(cell.strip() for cell in row.cells[len(names) :]):
        return None, (f"{len(row.cells)} sel untuk {len(names)} kolom: ada pemisah yang tidak dikutip?",)
    read = zip(names, row.cells, strict=False)
    cells = {name: bare(" ".join(cell.split())) for name, cell in read if name}
    problems = [f"{name} {why}" for name, text in cells.items() if (why := _wrong(name, text))]
    return (None, tuple(problems)) if problems else make(cells, today)


def _wrong(name: str, text: str) -> str:
    """Tell what a spreadsheet has made of a text."""
    if text.startswith("="):
        return "berisi rumus: tempel sebagai nilai"
    if _FAULT.fullmatch(text):
        return f"berisi galat lembar kerja ({text})"
    if name != DATED and _MADE.fullmatch(text):
        return f"berubah menjadi tanggal atau jam ({text}): jadikan kolomnya teks, lalu ketik ulang"
    return ""
