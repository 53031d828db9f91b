"""A slip of paper as lines: what a visitor of the counter takes home. PURE."""

import textwrap
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from kiosk.clock import WIB
from kiosk.notices import local

if TYPE_CHECKING:
    from kiosk.store.slips import Slip

COLUMNS = 32  # of a roll of 58 mm
COPY = {"id": "SALINAN", "su": "SALINAN", "en": "COPY"}
BY_PHONE = {  # of a number, and of the kiosk: each is a line
    "id": ("Cek lewat SMS: {code}", "Nomor kios: {number}", "Misscall gratis, SMS tarif biasa"),
    "su": ("Cék ku SMS: {code}", "Nomer kios: {number}", "Misscall gratis, SMS tarif biasa"),
    "en": ("Check by SMS: {code}", "Kiosk number: {number}", "Missed call free, SMS normal"),
}
AT_DESK = {
    "id": "Tanya petugas, pukul {hours}",
    "su": "Taros petugas, tabuh {hours}",
    "en": "Ask the staff, {hours}",
}
PLAIN = str.maketrans({"–": "-", "—": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "…": "...", "\u00a0": " "})


class Office(NamedTuple):
    """Who hands the slip out: `number` is the kiosk's own, in E.164, "" where it has none."""

    kelurahan: str
    name: str
    hours: str
    number: str = ""


class Line(NamedTuple):
    """One line: `large` is of double height and width, so that half as many characters have room."""

    text: str
    large: bool = False
    bold: bool = False
    centred: bool = False


def lines(slip: "Slip", office: Office, columns: int = COLUMNS) -> list[Line]:
    """Lay out a slip: who, when, the numbers large, what was said, what to do next.

    >>> from kiosk.store.slips import Slip
    >>> said = Slip(1, 0.0, "3800-1273", "A-014", "TERDAFTAR 3800-1273.", "id", True, 1)
    >>> for line in lines(said, Office("Setu", "Layanan Kota", "08.00-15.00", "+62812"), 20): print(line.text)
    *** SALINAN ***
    KELURAHAN SETU
    Layanan Kota
    --------------------
    01/01/1970 07.00
    A-014
    3800-1273
    TERDAFTAR 3800-1273.
    --------------------
    Cek lewat SMS:
    38001273
    Nomor kios: 0812
    Misscall gratis, SMS
    tarif biasa
    Tanya petugas, pukul
    08.00-15.00
    """
    mark = f"*** {COPY.get(slip.language, COPY['id'])} ***"
    rule = Line("-" * columns)
    return [
        *([Line(mark, bold=True, centred=True)] if slip.copy else []),
        *_wrapped(f"KELURAHAN {office.kelurahan.upper()}", columns, bold=True, centred=True),
        *_wrapped(office.name, columns, centred=True),
        rule,
        Line(f"{datetime.fromtimestamp(slip.at, WIB):%d/%m/%Y %H.%M}", centred=True),
        *[Line(each, large=True, bold=True, centred=True) for each in (slip.large, slip.number) if each],
        *_wrapped(slip.text, columns),
        rule,
        *[line for said in _next(slip, office) for line in _wrapped(said, columns)],
    ]


def _next(slip: "Slip", office: Office) -> list[str]:
    language = slip.language if slip.language in AT_DESK else "id"
    check, *kiosk = BY_PHONE[language]
    said = []
    if office.number:
        if slip.number:
            said.append(check.format(code=slip.number.replace("-", "")))
        said += [line.format(number=local(office.number)) for line in kiosk]
    return [*said, AT_DESK[language].format(hours=office.hours)]


def _wrapped(text: str, columns: int, *, bold: bool = False, centred: bool = False) -> list[Line]:
    plain = text.translate(PLAIN)
    return [
        Line(piece, bold=bold, centred=centred)
        for line in plain.split("\n")
        for piece in textwrap.wrap(line, columns) or [""]
    ]
