"""Numbers that name a person: pure checks that give the number in its one written form, or say what is wrong.

Spaces, dots and hyphens are forgiven everywhere. A check looks only at what a number itself can tell: whether
it was ever issued is not asked, and nobody is refused for the region that it names (a NIK never changes when
its holder moves, so that residents of a young city carry the numbers of older ones).
"""

import calendar
import re
import unicodedata
from datetime import date
from typing import Literal, NamedTuple

NIK_DIGITS, BPJS_DIGITS, REFERRAL_CHARACTERS = 16, 13, 19
WOMAN = 40  # is added to the day of birth in a woman's NIK

_WHOLE = re.compile(r"(?<![0-9])(?:[0-9]{13}|[0-9]{16})(?![0-9])")

Problem = Literal["empty", "letters", "length", "several", "date", "serial"]


class Fault(NamedTuple):
    """Why a number cannot be right: of which kind it was taken for, what is wrong, how many digits came."""

    kind: Literal["nik", "bpjs", "referral", "phone"]
    problem: Problem
    digits: int


class Nik(NamedTuple):
    """A population number (nomor induk kependudukan) and the birth date that its digits allow."""

    number: str
    day: int
    month: int
    year: int  # two digits: the century is not in the number
    woman: bool

    def born(self, today: date) -> date:
        """Guess the latest birth date that is not after *today*.

        >>> nik("3674065203990001").born(date(2026, 11, 26))
        datetime.date(1999, 3, 12)
        """
        century = today.year - today.year % 100
        possible = [
            date(year, self.month, self.day)
            for year in (century + self.year, century - 100 + self.year)
            if _exists(year, self.month, self.day)
        ]
        return next((day for day in possible if day <= today), possible[-1])


def nik(text: str) -> Nik | Fault:
    """Read a NIK: region (6 digits), birth date DDMMYY (day + 40 for women), serial 0001 to 9999.

    It has no check digit; so the date and the serial are all that can be wrong beside the length.

    >>> nik("3674 0652 0399 0001").woman
    True
    >>> nik("367406310299000")
    Fault(kind='nik', problem='length', digits=15)
    >>> nik("3674063102990001")
    Fault(kind='nik', problem='date', digits=16)
    """
    number = _digits(text)
    if wrong := _wrong_length("nik", number, NIK_DIGITS):
        return wrong
    day, month, year = int(number[6:8]), int(number[8:10]), int(number[10:12])
    woman = day > WOMAN
    day -= WOMAN if woman else 0
    if not (_exists(2000 + year, month, day) or _exists(1900 + year, month, day)):
        return Fault("nik", "date", NIK_DIGITS)
    if number.endswith("0000"):
        return Fault("nik", "serial", NIK_DIGITS)
    return Nik(number, day, month, year, woman)


def bpjs(text: str) -> str | Fault:
    """Read a health insurance number (BPJS/JKN): 13 digits, of which nothing more is certain.

    >>> bpjs("0001-2345-6789-0")
    '0001234567890'
    >>> bpjs("00012345")
    Fault(kind='bpjs', problem='length', digits=8)
    """
    number = _digits(text)
    return _wrong_length("bpjs", number, BPJS_DIGITS) or number


def patient(text: str) -> tuple[Literal["nik", "bpjs"], str] | Fault:
    """Read a NIK or a BPJS number, told apart by length (the nearer one if it has neither).

    >>> patient("0001234567890")
    ('bpjs', '0001234567890')
    >>> patient("36740652039900")
    Fault(kind='bpjs', problem='length', digits=14)
    >>> patient("3674060503990001, 0001234567890").problem
    'several'
    """
    number = _digits(text)
    if len(_WHOLE.findall(text)) > 1:
        return Fault("nik", "several", len(number))
    if 2 * len(number) <= NIK_DIGITS + BPJS_DIGITS:
        found = bpjs(text)
        return found if isinstance(found, Fault) else ("bpjs", found)
    checked = nik(text)
    return checked if isinstance(checked, Fault) else ("nik", checked.number)


def referral(text: str) -> str | Fault:
    """Read the number of a referral letter (nomor rujukan): 19 letters and digits, letters large.

    >>> referral("0301u011 0926p 000123")
    '0301U0110926P000123'
    """
    number = _bare(text).upper()
    if not number:
        return Fault("referral", "empty", 0)
    if not re.fullmatch(r"[0-9A-Z]+", number):
        return Fault("referral", "letters", len(number))
    return number if len(number) == REFERRAL_CHARACTERS else Fault("referral", "length", len(number))


def phone(text: str) -> str | Fault:
    """Read an Indonesian mobile number in E.164: 08…, 8…, 62… and +62… name the same one.

    Short codes and the names that senders give themselves are no numbers: nothing is ever sent to them.

    >>> phone("0812-1111-0001"), phone("1708")
    ('+6281211110001', Fault(kind='phone', problem='length', digits=4))
    """
    number = _digits(re.sub("[()]", "", text)).removeprefix("+")
    if not number or not number.isdecimal():
        return Fault("phone", "letters" if number else "empty", len(number))
    national = re.sub(r"^(?:(?:00)?62)?0?", "", number)
    if re.fullmatch(r"8[1-35-9][0-9]{7,10}", national) and _valid("+62" + national):
        return "+62" + national
    return Fault("phone", "length", len(number))


def masked(name: str, number: str) -> str:
    """Write a number as an officer may see it: its name and its last four characters.

    >>> masked("NIK", "3674065203990001")
    'NIK ..0001'
    """
    return f"{name} ..{number[-4:]}"


def _valid(number: str) -> bool:
    import phonenumbers

    return phonenumbers.is_valid_number(phonenumbers.parse(number))


def _wrong_length(kind: Literal["nik", "bpjs"], number: str, wanted: int) -> Fault | None:
    if not number:
        return Fault(kind, "empty", 0)
    if not number.isdecimal():
        return Fault(kind, "letters", sum(character.isdecimal() for character in number))
    return None if len(number) == wanted else Fault(kind, "length", len(number))


def _digits(text: str) -> str:
    """Leave out separators, write the digits of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(character, character)) for character in _bare(text))


def _bare(text: str) -> str:
    return re.sub(r"[\s.\-\u2010-\u2015_/]", "", text)


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]
