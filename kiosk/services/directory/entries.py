"""An entry of the catalogue: one service of the city as the office writes it down. PURE."""

import re
import unicodedata
from datetime import date
from typing import NamedTuple

from menus import SMS
from menus.medium import septets
from menus.pages import Keys, paginate

TITLE, NAME = 30, 24  # letters of a title, of an agency or a topic: a line of a list
SCREENS = 2  # messages that an entry may take
LANGUAGES = ("en", "su")
COLUMNS = (
    "kode", "judul", "instansi", "topik", "kata_kunci", "keterangan", "syarat", "biaya", "waktu", "tempat",
    "jam", "telepon", "lewat_sms", "diperbarui",
)  # fmt: skip
TRANSLATED = ("judul", "instansi", "topik", "keterangan", "syarat", "biaya", "waktu", "tempat", "jam")
REQUIRED = ("judul", "instansi", "topik", "keterangan")
ALL_COLUMNS = (*COLUMNS, *(f"{name}_{language}" for language in LANGUAGES for name in TRANSLATED))
KEYS = Keys("98 Lanjut", "0 Kembali")
CHOICES = ("1 Ditelepon PETUGAS", "2 Cari lagi")  # under it, in the language where they are longest
PARTS = {  # what stands before each part; "" stands alone
    "id": {"keterangan": "", "syarat": "Syarat", "biaya": "Biaya", "waktu": "Lama", "tempat": "Tempat",
           "jam": "Jam", "telepon": "Telp"},
    "su": {"keterangan": "", "syarat": "Sarat", "biaya": "Waragad", "waktu": "Lilana", "tempat": "Tempat",
           "jam": "Tabuh", "telepon": "Telp"},
    "en": {"keterangan": "", "syarat": "Bring", "biaya": "Fee", "waktu": "Takes", "tempat": "Where",
           "jam": "Hours", "telepon": "Phone"},
}  # fmt: skip
UNSURE = {"id": "BELUM DIPERIKSA kantor:", "su": "TEU ACAN DIPARIOS:", "en": "NOT YET CHECKED:"}
HERE = {"id": "Langsung: balas", "su": "Langsung: waler", "en": "Do it here: reply"}
OF = {"id": "Data {day:%d/%m/%Y}.", "su": "Data {day:%d/%m/%Y}.", "en": "Data of {day:%d/%m/%Y}."}


class Entry(NamedTuple):
    """One service: its key, its cells by column, the day on which the office last saw to it (None: never)."""

    key: str
    cells: dict[str, str]
    checked: date | None = None

    def of(self, column: str, language: str = "id") -> str:
        """Give a cell in a language, else as it is written in Indonesian."""
        return self.cells.get(f"{column}_{language}") or self.cells.get(column, "")

    def title(self, language: str = "id") -> str:
        """Its name in a list."""
        return self.of("judul", language)

    def told(self, language: str = "id") -> str:
        """Say all that is known of it: what, what to bring, fee, where, when, and of what day that is."""
        said = [f"{self.title(language)} ({self.of('instansi', language)})."]
        if self.checked is None:
            said.insert(0, UNSURE.get(language, UNSURE["id"]))  # what is uncertain is said first
        for column, before in PARTS.get(language, PARTS["id"]).items():
            if text := self.of(column, language).rstrip("."):
                said.append(f"{before}: {text}." if before else f"{text}.")
        if self.checked is not None:
            said.append(OF.get(language, OF["id"]).format(day=self.checked))
        if word := self.cells.get("lewat_sms"):
            said.append(f"{HERE.get(language, HERE['id'])} {word}")  # what to send stands last
        return " ".join(said)


def make(cells: dict[str, str], today: date) -> tuple[Entry | None, tuple[str, ...]]:
    """Make an entry of a row, or tell what is wrong with it; a row without its own day is of *today*.

    >>> make({"judul": "KTP hilang", "instansi": "Disdukcapil", "topik": "Kependudukan"}, date(2026, 11, 24))
    (None, ('keterangan kosong',))
    """
    problems = [f"{name} kosong" for name in REQUIRED if not cells.get(name)]
    for name, text in cells.items():
        most = TITLE if name.startswith("judul") else NAME if name.startswith(("instansi", "topik")) else 0
        if most and len(text) > most:
            problems.append(f"{name} {len(text)} huruf, paling panjang {most}")
        if odd := sorted({letter for letter in text if septets(letter) is None}):
            problems.append(f"{name} memuat {' '.join(odd)} yang memperpendek SMS: ganti dengan huruf biasa")
    checked, problem = _day(cells.get("diperbarui", ""), today)
    problems += [problem] if problem else []
    if problems:
        return None, tuple(problems)
    kept = {name: text for name, text in cells.items() if text and name not in ("kode", "diperbarui")}
    key = cells.get("kode") or slug(f"{cells['judul']} {cells['instansi']}")
    entry = Entry(slug(key), kept, checked)
    return (entry, ()) if not (over := _too_long(entry)) else (None, (over,))


def slug(text: str) -> str:
    """Give a key for a text.

    >>> slug("KTP hilang/rusak (Disdukcapil)")
    'ktp-hilang-rusak-disdukcapil'
    """
    return "-".join(re.findall(r"[a-z0-9]+", plain(text)))


def plain(text: str) -> str:
    """Write a text in small letters without accents."""
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def _day(text: str, today: date) -> tuple[date | None, str]:
    if not text:
        return today, ""
    if text in ("-", "belum"):
        return None, ""
    found = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text)
    local = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    parts = found.groups() if found else local.groups()[::-1] if local else ()
    try:
        day = date(*map(int, parts)) if parts else None
    except ValueError:
        day = None
    if day is None:
        return None, f"diperbarui {text!r} bukan tanggal: tulis 24/11/2026, atau - bila belum diperiksa"
    if not day.year >= 2000 or day > today:
        return None, f"diperbarui {text} tidak masuk akal: tulis hari terakhir isinya diperiksa"
    return day, ""


def _too_long(entry: Entry) -> str:
    for language in ("id", *LANGUAGES):
        text = entry.told(language)
        over = next((less for less in range(len(text)) if _fits(text[: len(text) - less])), 0)
        if over:
            where = f" ({language})" if language != "id" else ""
            return f"isinya{where} lebih dari {SCREENS} SMS: pendekkan {over} huruf"
    return ""


def _fits(text: str) -> bool:
    return len(paginate(text, CHOICES, "", KEYS, SMS)) <= SCREENS
