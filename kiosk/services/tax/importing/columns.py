"""Which column of a file is which, by its heading; a heading that is missing or misspelt is named. PURE."""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from kiosk.errors import KioskError
from kiosk.services.tax.importing import cells
from kiosk.services.tax.importing.cells import Wrong

Row = tuple[int | str, ...]
Find = Callable[[str], str]  # the name of a kelurahan -> its code, or ""

SPLIT = ("kd_propinsi", "kd_dati2", "kd_kecamatan", "kd_kelurahan", "kd_blok", "no_urut", "kd_jns_op")
BILLS: Mapping[str, tuple[str, ...]] = {  # the column: other headings that it goes by
    "nop": ("nomor_objek_pajak", "no_objek_pajak", "nop_pbb", "nop_baru"),
    "tahun": ("tahun_pajak", "thn", "thn_pajak", "thn_pajak_sppt", "year"),
    "nama": ("nama_wp", "nama_wajib_pajak", "wajib_pajak", "nm_wp", "nm_wp_sppt", "name"),
    "jumlah": (
        "pokok", "tagihan", "pbb", "pbb_terutang", "pbb_terhutang", "jumlah_pajak", "ketetapan",
        "pbb_yg_harus_dibayar_sppt", "amount",
    ),
    "jatuh_tempo": ("tgl_jatuh_tempo", "tanggal_jatuh_tempo", "tgl_jatuh_tempo_sppt", "due"),
    "status": ("status_bayar", "status_pembayaran", "status_pembayaran_sppt"),
    "tanggal_bayar": ("tgl_bayar", "tgl_pembayaran", "tgl_pembayaran_sppt", "tanggal_pembayaran", "paid"),
    "kelurahan": ("kelurahan_op", "nm_kelurahan", "kel_op", "kel", "kelurahan_objek"),
}  # fmt: skip
NEEDED = ("nop", "tahun", "nama", "jumlah")
NOPS: Mapping[str, tuple[str, ...]] = {
    "nop_lama": ("lama", "nop_asal", "nop_sebelum", "old"),
    "nop_baru": ("baru", "nop", "nop_sekarang", "nop_sesudah", "new"),
}


class Unusable(KioskError):
    """A file that cannot be taken as it is; what residents read is unchanged."""


class Plan(NamedTuple):
    """How the rows of a file are read: the columns found, those that nobody asks for, what reads a row."""

    found: dict[str, int]
    ignored: tuple[str, ...]
    read: Callable[[Sequence[str]], Row]


def norm(heading: str) -> str:
    """Give a heading as it is compared.

    >>> norm("  Tgl. Jatuh-Tempo ")
    'tgl_jatuh_tempo'
    """
    return re.sub(r"[^a-z0-9]+", "_", heading.casefold()).strip("_")


def known(header: Sequence[str], names: Mapping[str, tuple[str, ...]]) -> int:
    """Count the columns of a header that are known: the more, the likelier it is the header."""
    every = {*names, *SPLIT, *(other for others in names.values() for other in others)}
    return sum(norm(each) in every for each in header)


def bills(header: Sequence[str], regions: frozenset[str], village: Find) -> Plan:
    """Plan the reading of a file of bills. Raises Unusable."""
    found = _places(header, BILLS)
    split = [place for part in SPLIT for place in _named(header, (part,))]
    if "nop" not in found and len(split) == len(SPLIT):
        found["nop"] = -1
    _hold(header, found, NEEDED, BILLS)
    if "status" not in found and "tanggal_bayar" not in found:
        raise Unusable(
            "Tidak ada kolom status atau tanggal_bayar, jadi tidak diketahui mana yang lunas.",
            "Tambahkan satu di antaranya: status (lunas, belum), atau tanggal_bayar.",
        )
    return Plan(found, _rest(header, found, split), _bill_reader(found, split, len(header), regions, village))


def _bill_reader(
    found: dict[str, int], split: Sequence[int], width: int, regions: frozenset[str], village: Find
) -> Callable[[Sequence[str]], Row]:
    at_nop, at_year, at_name, at_amount = (found[name] for name in NEEDED)
    at_due, at_village = found.get("jatuh_tempo"), found.get("kelurahan")
    at_status, at_paid = found.get("status"), found.get("tanggal_bayar")
    nop_of, amount, year, masked, day, paid = (
        cells.nop_of, cells.amount, cells.year, cells.masked, cells.day, cells.paid,
    )  # fmt: skip

    def read(row: Sequence[str]) -> Row:
        if len(row) != width:
            row = _fitted(row, width)
        return (
            nop_of(row[at_nop] if at_nop >= 0 else _joined(row, split), regions),
            year(row[at_year]),
            amount(row[at_amount]),
            day(row[at_due]) if at_due is not None else "",
            paid(
                row[at_status] if at_status is not None else None,
                row[at_paid] if at_paid is not None else None,
            ),
            masked(cells.plain(row[at_name])),
            village(row[at_village]) if at_village is not None else "",
        )

    return read


def nops(header: Sequence[str], regions: frozenset[str]) -> Plan:
    """Plan the reading of a file of old and new NOPs. Raises Unusable."""
    found, width = _places(header, NOPS), len(header)
    _hold(header, found, tuple(NOPS), NOPS)
    old, new = found["nop_lama"], found["nop_baru"]

    def read(row: Sequence[str]) -> Row:
        if len(row) != width:
            row = _fitted(row, width)
        pair = cells.nop_of(row[old], regions), cells.nop_of(row[new], regions)
        if pair[0] == pair[1]:
            raise Wrong("NOP lama dan NOP baru sama")
        return pair

    return Plan(found, _rest(header, found, ()), read)


def _places(header: Sequence[str], names: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Find each column, its own name before the others; two of one name are one too many."""
    found: dict[str, int] = {}
    for name, others in names.items():
        places = _named(header, (name,)) or [
            each for each in _named(header, others) if each not in found.values()
        ]
        if len(places) > 1:
            headings = ", ".join(repr(header[place].strip()) for place in places)
            raise Unusable(f"Kolom {name} ada {len(places)}: {headings}.", "Hapus atau ganti nama yang lain.")
        if places:
            found[name] = places[0]
    return found


def _named(header: Sequence[str], names: Sequence[str]) -> list[int]:
    return [place for place, each in enumerate(header) if norm(each) in names]


def _hold(
    header: Sequence[str],
    found: Mapping[str, int],
    needed: Sequence[str],
    names: Mapping[str, tuple[str, ...]],
) -> None:
    """Make sure that the columns that are needed are there; the nearest heading is named."""
    missing = [name for name in needed if name not in found]
    if not missing:
        return
    free = {norm(each): each.strip() for place, each in enumerate(header) if place not in found.values()}
    guesses = []
    for name in missing:
        near = [
            free[match]
            for wanted in (name, *names[name])
            for match in difflib.get_close_matches(wanted, list(free), n=1, cutoff=0.6)
        ]
        guesses += [f"Maksud Anda {near[0]!r} untuk {name}?"] if near else []
    there = ", ".join(each.strip() or "(kosong)" for each in header)
    raise Unusable(
        f"Kolom {', '.join(missing)} tidak ada. Yang ada: {there[:300]}.",
        " ".join([*guesses, "Ganti nama kolomnya di baris pertama."]),
    )


def _rest(header: Sequence[str], found: Mapping[str, int], split: Sequence[int]) -> tuple[str, ...]:
    taken = {*found.values(), *split}
    return tuple(each.strip() for place, each in enumerate(header) if place not in taken and each.strip())


def _fitted(row: Sequence[str], width: int) -> Sequence[str]:
    """Take a row with more or fewer cells than the header has, if what is over is empty."""
    if len(row) < width:
        raise Wrong(f"hanya {len(row)} kolom dari {width}")
    if any(cell.strip() for cell in row[width:]):
        raise Wrong(f"{len(row)} kolom, seharusnya {width}")
    return row[:width]


def _joined(row: Sequence[str], split: Sequence[int]) -> str:
    """Put a NOP together that stands in seven columns, whose zeros in front may be gone."""
    widths = (2, 2, 3, 3, 3, 4, 1)
    return "".join(cells.plain(row[place]).zfill(width) for place, width in zip(split, widths, strict=True))
