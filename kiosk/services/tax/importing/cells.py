"""What stands in a cell: texts to values, or why not. No reason quotes what could name somebody. PURE."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from kiosk.services.tax import nop

FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST = 10**13  # rupiah of one bill: more is a slip
STARS = 4  # in a masked word: its length tells too much
PAID, UNPAID = "-", ""

_amount = re.compile(
    r"(?:RP|IDR)?\.?\s*"
    r"(?P<whole>[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)"
    r"(?:[.,](?:0{1,2}|-))?(?:,-)?",
    re.IGNORECASE,
)
_scientific = re.compile(r"[0-9]+(?:[.,][0-9]+)?E\+?[0-9]+", re.IGNORECASE)
_quoted = re.compile(r'="([^"]*)"')
_days = (
    re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{2})[-/.](?P<day>[0-9]{2})"),
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
    re.compile(
        r"(?P<day>[0-9]{1,2})[-/. ](?P<month>[0-9]{1,2}|[A-Z]{3,9})[-/. ](?P<year>[0-9]{4})", re.IGNORECASE
    ),
    re.compile(r"(?P<day>[0-9]{1,2})-(?P<month>[A-Z]{3})-(?P<year>[0-9]{2})", re.IGNORECASE),  # 31-AUG-26
)
_time = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}")  # what a spreadsheet makes of day 0 of 1900
_clock = re.compile(r"[T ][0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?:[.,][0-9]+)?$")
MONTHS = (
    "jan januari january",
    "feb februari february",
    "mar maret march",
    "apr april",
    "mei may",
    "jun juni june",
    "jul juli july",
    "agu agt ags agustus aug august",
    "sep sept september",
    "okt oktober oct october",
    "nov november",
    "des desember dec december",
)
_months = {name: number for number, names in enumerate(MONTHS, 1) for name in names.split()}
STATUS = {
    **dict.fromkeys(["lunas", "sudah", "ya", "y", "1", "true", "paid", "terbayar", "dibayar"], True),
    **dict.fromkeys(("belum", "belum lunas", "belum bayar", "belum dibayar", "tidak", "tidak lunas"), False),
    **dict.fromkeys(["n", "0", "false", "unpaid", "terutang"], False),
    "sudah bayar": True,
    "sudah dibayar": True,
    "sudah lunas": True,
}
OF_1900 = "tanggal tahun 1900: sel kosong atau bilangan yang diberi bentuk tanggal"
FAULTS = {
    "empty": "NOP kosong",
    "letters": "NOP memuat huruf",
    "region": "NOP bukan dari kota ini (empat angka pertama)",
    "place": "NOP tanpa kecamatan atau kelurahan (000)",
    "serial": "NOP bernomor urut 0000",
    "kind": "angka terakhir NOP bukan 0, 7, atau 9",
}


class Wrong(Exception):
    """What is wrong with a row, in a few words."""


def plain(text: str) -> str:
    """Take a cell's text out of `="…"`, with which programs keep digits; refuse a formula.

    >>> plain('="367699900100200030"'), plain(" a ")
    ('367699900100200030', 'a')
    """
    text = text.strip()
    if text.startswith("="):
        kept = _quoted.fullmatch(text)
        if kept is None:
            raise Wrong("rumus, bukan nilai: simpan dahulu sebagai nilai")
        return kept[1].strip()
    return text


def nop_of(text: str, regions: frozenset[str]) -> int:
    """Read a NOP as a number of 18 digits."""
    found = nop.parse(text, regions)
    if isinstance(found, str):
        return int(found)
    text = plain(text)
    if _scientific.fullmatch(text):
        raise Wrong("NOP tersimpan sebagai bilangan (…E+17), angka akhirnya hilang: jadikan kolomnya teks")
    found = nop.parse(text, regions)
    if isinstance(found, str):
        return int(found)
    if found.problem == "length":
        raise Wrong(f"NOP {found.digits} angka, harus {nop.DIGITS}")
    raise Wrong(FAULTS[found.problem])


@lru_cache(maxsize=256)
def year(text: str) -> int:
    """Read a tax year."""
    found = re.fullmatch(r"([0-9]{4})(?:[.,]0+)?", plain(text))
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise Wrong("tahun pajak kosong" if not text.strip() else "tahun pajak tidak masuk akal")
    return int(found[1])


def amount(text: str) -> int:
    """Read whole rupiah.

    >>> [amount(text) for text in ("1254000", "1.254.000", "Rp 1.254.000,-", "Rp1,254,000.00", "0")]
    [1254000, 1254000, 1254000, 1254000, 0]
    """
    if text.isascii() and text.isdigit() and len(text) < 14:
        return int(text)
    text = plain(text)
    if not text:
        raise Wrong("jumlah kosong")
    found = _amount.fullmatch(text)
    if found is None:
        raise Wrong("jumlah di bawah nol" if text.startswith(("-", "(")) else "jumlah bukan rupiah bulat")
    value = int(re.sub(r"\D", "", found["whole"]))
    if value >= MOST:
        raise Wrong("jumlah terlalu besar")
    return value


@lru_cache(maxsize=4096)
def day(text: str) -> str:
    """Read a day as ISO 8601; "" for an empty cell.

    >>> [day(text) for text in ("31/08/2026", "31-AUG-26", "31 Agustus 2026", "2026-08-31 00:00:00")]
    ['2026-08-31', '2026-08-31', '2026-08-31', '2026-08-31']
    """
    text = plain(text)
    if text in ("", "-"):
        return ""
    bare = _clock.sub("", text)
    if _time.fullmatch(text):
        raise Wrong(OF_1900)
    found = next((match for each in _days if (match := each.fullmatch(bare))), None)
    if found is None:
        if re.fullmatch(r"[0-9]{5}(?:[.,][0-9]+)?", bare):
            raise Wrong("tanggal tersimpan sebagai bilangan: jadikan selnya tanggal")
        raise Wrong("tanggal tidak terbaca, contoh: 2026-08-31")
    month = int(found["month"]) if found["month"].isdigit() else _months.get(found["month"].lower(), 0)
    full = int(found["year"]) + (2000 if len(found["year"]) == 2 else 0)
    if full in (1899, 1900):
        raise Wrong(OF_1900)
    try:
        when = date(full, month, int(found["day"]))
    except ValueError:
        raise Wrong("tanggal tidak ada di kalender") from None
    if not FIRST_YEAR <= when.year <= LAST_YEAR:
        raise Wrong("tahun pada tanggal tidak masuk akal")
    return when.isoformat()


@lru_cache(maxsize=256)
def status(text: str) -> bool | None:
    """Read whether it is paid; None for an empty cell."""
    said = " ".join(plain(text).casefold().split())
    if not said:
        return None
    if said not in STATUS:
        raise Wrong("status bukan lunas atau belum")
    return STATUS[said]


def paid(said: str | None, on: str | None) -> str:
    """Tell from status and day whether a bill is paid: the day, PAID without one, or UNPAID."""
    when = day(on) if on is not None else ""
    stands = status(said) if said is not None else bool(when)
    if stands is None:
        if not when:
            raise Wrong("status kosong: lunas atau belum?")
        return when
    if when and not stands:
        raise Wrong("status belum lunas, tetapi ada tanggal bayar")
    return (when or PAID) if stands else UNPAID


@lru_cache(maxsize=4096)
def masked(name: str) -> str:
    """Mask a taxpayer's name: what is kept of it tells its owner that the NOP is theirs, and others nothing.

    >>> masked("SITI RAHMAWATI"), masked("H. ABDUL RAHMAN bin Usman"), masked("")
    ('S*** R****', 'A**** R****', '-')
    """
    plain_letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z]+", plain_letters)
    words = [word for word in words if len(word) > 2] or words
    return " ".join(word[0].upper() + "*" * min(len(word) - 1, STARS) for word in words[:2]) or "-"
