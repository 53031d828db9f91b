"""NOP, the number of a property-tax object: read however it is punctuated, or what is wrong with it. PURE.

18 digits, PP.KK.KEC.KEL.BLK-URUT.J: province, regency, district (3), village (3), block (3), serial (4) and
kind (PER-12/PJ/2010). The first four are those of the tax office: Tangsel's are 36.76, whatever its NIK say,
and bills of before the city was split from Kabupaten Tangerang carry older ones.
"""

import re
import unicodedata
from collections.abc import Collection
from typing import Literal, NamedTuple

DIGITS = 18
REGION = "3676"  # of Tangsel
OLDER = ("3619", "3603", "3219")  # under which its objects were known: such a NOP may have been replaced
REGIONS = (REGION, *OLDER)
KINDS = {"0": "single", "7": "SISTEP", "9": "shared"}  # the last digit

Problem = Literal["empty", "letters", "length", "region", "place", "serial", "kind"]

HYPHENS = "\u2212|"  # a minus sign and a bar are signs to Unicode, and hyphens to who types them
_name = re.compile(r"^[\W_]*NOP(?![A-Z])", re.IGNORECASE)
_plain = dict.fromkeys(map(ord, " .-"))  # as nearly all are written
_spelling = re.compile(r"(..)(..)(...)(...)(...)(....)(.)")


class Fault(NamedTuple):
    """Why a text is no NOP: what is wrong, and how many digits came."""

    problem: Problem
    digits: int


def parse(text: str, regions: Collection[str] = REGIONS) -> str | Fault:
    """Read a NOP: its 18 digits, or a Fault; total, it raises for no text.

    Any punctuation and any spaces are forgiven, before, between and behind; so are the word NOP in front and
    the digits of other scripts. Letters and signs (+, =) are not: an O is no zero. *regions* are the first
    four digits (province and regency) that are known here. District, village and serial begin at 1 (a block
    may be 000), the kind is one of KINDS.

    >>> parse("36.76.999.001.002-0003.0"), parse("NOP: 36 76 999 001 002 0003 0")
    ('367699900100200030', '367699900100200030')
    >>> parse("36.76.999.001.002-003.0")
    Fault(problem='length', digits=17)
    >>> parse("36.71.999.001.002-0003.0").problem, parse("36.76.999.001.002-0003.5").problem
    ('region', 'kind')
    """
    number = text.translate(_plain)
    if not (number.isascii() and number.isdigit()):
        number = _digits(text)
        if not number:
            return Fault("empty", 0)
        if not number.isdecimal():
            return Fault("letters", sum(character.isdecimal() for character in number))
    if len(number) != DIGITS:
        return Fault("length", len(number))
    if number[:4] not in regions:
        return Fault("region", DIGITS)
    if number[4:7] == "000" or number[7:10] == "000":
        return Fault("place", DIGITS)
    if number[13:17] == "0000":
        return Fault("serial", DIGITS)
    return number if number[17] in KINDS else Fault("kind", DIGITS)


def spelled(number: str) -> str:
    """Write a NOP as the bill does.

    >>> spelled("367699900100200030")
    '36.76.999.001.002-0003.0'
    """
    return _spelling.sub(r"\1.\2.\3.\4.\5-\6.\7", number)


def masked(number: str) -> str:
    """Write the end of a NOP, enough to know one's own by.

    >>> masked("367699900100200030")
    '..002-0003.0'
    """
    return f"..{spelled(number)[-10:]}"


def _digits(text: str) -> str:
    """Leave out punctuation and spaces, write the digits of every script as 0 to 9."""
    return "".join(
        str(unicodedata.decimal(character, character))
        for character in _name.sub("", text)
        if not _forgiven(character)
    )


def _forgiven(character: str) -> bool:
    """Whether it is punctuation, a space, or cannot be seen (general categories P, Z, Cc, Cf of Unicode)."""
    category = unicodedata.category(character)
    return category[0] in "PZ" or category in ("Cc", "Cf") or character in HYPHENS
