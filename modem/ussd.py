"""USSD strings in all the forms that networks send (TS 27.007 clause 7.15, TS 23.038 clauses 5 and 6.1.2.3).

What stands between the quotes of `+CUSD: m,"str",dcs` depends on the make, on AT+CSCS and on the network, and
the coding that comes with it often lies. So the forms are told apart by form: the one that reads as a text.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

from modem import gsm7
from modem.errors import TpduError
from modem.octets import utf16

MOST_SEPTETS, MOST_UNITS = 182, 80  # what the 160 octets of a USSD string hold

SHORT = 3  # octets; longer plain ASCII is no chance, whatever the coding says

Form = Literal["plain", "ucs2", "packed", "octets"]

_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_CODING = re.compile(r"\s*(?:,\s*(\d{0,3})\s*)?")
_UNQUOTED = re.compile(r"(.*?)(?:,\s*(\d{1,3}))?\s*", re.DOTALL)
_EVERYDAY = frozenset(  # without "@", septet 0: every other octet of UCS2 would read as it
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 \n\r!\"#%&'()*+,-./:;<=>?_${}[]€"
    "àáâãäåçèéêíìîóòôõöøúùûüñßæÄÅÆÇÉÖØÑÜ"
)
# Octets of another form, read as UCS2, give ideographs and symbols: of these nobody sends many.
_RARE = re.compile("[\u2190-\u25ff\u2900-\u2bff\u3200-\u4dbf\ua000-\ua4cf\ufffd]")
_ANYWHERE = {"LATIN", "COMBINING"}  # scripts that stand beside any other
_JAPANESE = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "BOPOMOFO": "CJK"}


class Cusd(NamedTuple):
    """What a `+CUSD:` line says.

    `status`: 0 done, 1 the network wants an answer, 2 ended by the network, 3 another client has answered,
    4 not supported, 5 the network is silent. `text` is None where there is none.
    """

    status: int
    text: str | None = None
    dcs: int | None = None


def parse_cusd(line: str) -> Cusd:
    """Read what follows `+CUSD:`, its string decoded; `TpduError` where there is no status.

    >>> parse_cusd(' 1,"00480061006C006F",72')
    Cusd(status=1, text='Halo', dcs=72)
    >>> parse_cusd(" 4")
    Cusd(status=4, text=None, dcs=None)
    """
    head, comma, rest = line.partition(",")
    status = head.strip()
    if len(status) != 1 or status not in "0123456789":
        raise TpduError("+CUSD", 0, f"{status[:20]!r} is no status")
    if not comma or not rest.strip():
        return Cusd(int(status))
    field, coding = _split(rest.lstrip())
    dcs = int(coding) if coding and int(coding) <= 0xFF else None
    return Cusd(int(status), decode(field, dcs), dcs)


def _split(rest: str) -> tuple[str, str | None]:
    """Give the string and the digits of the coding; quotes inside it, or a missing one, do no harm."""
    if not rest.startswith('"'):
        found = _UNQUOTED.fullmatch(rest)
        return (found[1], found[2]) if found else (rest, None)
    field, quote, tail = rest[1:].rpartition('"')
    coding = _CODING.fullmatch(tail)
    return (field, coding[1]) if quote and coding else (rest[1:].rstrip("\r\n"), None)


def decode(field: str, dcs: int | None = None) -> str:
    r"""Read the string of a +CUSD whatever form it has; *dcs* decides where two forms read equally well.

    >>> decode("C8329BFD0E01"), decode("Saldo Rp5.000"), decode("48616C6F0A312E2059610A")
    ('Hello!', 'Saldo Rp5.000', 'Halo\n1. Ya\n')
    """
    if not _HEX.fullmatch(field):
        return field
    octets = bytes.fromhex(field)
    if field.isdecimal() and any(octets[::2]):
        return field  # a number; a text whose hex has digits only is UCS2 or very short
    hinted = _hinted(dcs)
    best, lowest = field, 0.4  # stranger than that is no text, whatever it is: show what came
    for form, text in _readings(octets):
        strangeness = _strangeness(form, text)
        if form == "octets" and not strangeness and len(octets) > SHORT:
            return text
        strangeness -= 0.02 if form in hinted else 0
        if strangeness < lowest:
            best, lowest = text, strangeness
    return best


def encode(text: str, form: Form) -> str:
    """Write *text* in a form: as it is, UCS2 in hex, packed septets in hex, an octet a septet in hex.

    >>> [encode("Hi", form) for form in ("plain", "ucs2", "packed", "octets")]
    ['Hi', '00480069', 'C834', '4869']
    """
    if form == "plain":
        return text
    if form == "ucs2":
        return utf16("USSD", text).hex().upper()
    return (pack(text) if form == "packed" else _septets(text)).hex().upper()


def pack(text: str) -> bytes:
    """Pack a text for USSD: a carriage return fills seven spare bits, which would read as `@`.

    A text that ends with one at the end of an octet gets another, as clause 6.1.2.3.1 wants.
    """
    septets = _septets(text)
    if len(septets) % 8 == 7 or (len(septets) % 8 == 0 and septets.endswith(b"\r")):
        septets += b"\r"
    return gsm7.pack(septets)


def unpack(octets: bytes) -> str:
    """Read packed septets and take off the carriage return that `pack` may have put there."""
    count = len(octets) * 8 // 7
    text = gsm7.decode(gsm7.unpack(octets, count))
    if (count % 8 == 0 and text.endswith("\r")) or (count % 8 == 1 and text.endswith("\r\r")):
        return text[:-1]
    return text


def fits(text: str) -> bool:
    """Whether *text* goes in one USSD string: 182 septets, or 80 units of UCS2 where GSM 7-bit lacks it."""
    try:
        return gsm7.width(text) <= MOST_SEPTETS
    except UnicodeEncodeError:
        return len(text) + sum(char > "\uffff" for char in text) <= MOST_UNITS


def _septets(text: str) -> bytes:
    try:
        return gsm7.encode(text)
    except UnicodeEncodeError as error:
        raise TpduError("USSD", 0, f"{text[error.start]!r} is not in the GSM 7-bit alphabet") from None


def _hinted(dcs: int | None) -> tuple[Form, ...]:
    """Give the forms that the coding of a cell broadcast or USSD string speaks of (clause 5)."""
    if dcs is None:
        return ()
    coding = dcs >> 2 & 3 if dcs & 0xC0 == 0x40 else 2 if dcs == 0x11 else 0
    return ("ucs2",) if coding == 2 else ("octets", "packed")


def _readings(octets: bytes) -> Iterator[tuple[Form, str]]:
    """Read *octets* in each form that they can have; where two read equally well the first one wins."""
    if max(octets) < 0x80:
        yield "octets", gsm7.decode(octets)
    if len(octets) % 2 == 0:
        yield "ucs2", octets.decode("utf-16-be", "replace")
    yield "packed", unpack(octets)


def _strangeness(form: Form, text: str) -> float:
    """Give the share of characters that no text for people has: 0 for a good reading."""
    if form == "octets":
        return sum(char not in _EVERYDAY or not (char.isascii() or char == "€") for char in text) / len(text)
    if form == "packed":
        return sum(char not in _EVERYDAY for char in text) / len(text)
    if not all(char.isprintable() or char in "\n\r\t\f" for char in text) or len(_scripts(text)) > 1:
        return 1.0
    return sum(_RARE.fullmatch(char) is not None for char in text) / len(text)


def _scripts(text: str) -> set[str]:
    """Name the scripts of *text* beside Latin, those that Japanese mixes as one."""
    letters = (char for char in text if unicodedata.category(char)[0] in "LM" or "\u0370" <= char < "\u2000")
    scripts = {unicodedata.name(char, "?").partition(" ")[0] for char in letters}
    return {_JAPANESE.get(script, script) for script in scripts - _ANYWHERE}
