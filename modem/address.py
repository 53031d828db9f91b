"""Addresses of a TPDU: TP-OA, TP-DA, TP-RA and the service centre (TS 23.040 clause 9.1.2.5)."""

from binascii import unhexlify
from functools import lru_cache
from typing import NamedTuple

from modem import gsm7
from modem.errors import TpduError
from modem.octets import SWAPPED, Octets, new

UNKNOWN, INTERNATIONAL, ALPHANUMERIC = 0, 1, 5  # types of number
MOST_SEMI_OCTETS = 20

_SHOWN = str.maketrans({"a": "*", "b": "#", "c": "a", "d": "b", "e": "c", "f": None})  # f is the filler
_WRITTEN = str.maketrans({"*": "a", "#": "b", "a": "c", "b": "d", "c": "e"})
_DIGITS = frozenset("0123456789*#abc")
_KEYS = frozenset("0123456789*#")


class Address(NamedTuple):
    """Who sends or receives: digits without `+`, or a name where `ton` is 5.

    >>> str(Address("6281234567890")), str(Address("1708", ton=0)), str(Address("TELKOMSEL", 5, 0))
    ('+6281234567890', '1708', 'TELKOMSEL')
    """

    number: str
    ton: int = INTERNATIONAL
    npi: int = 1

    def __str__(self) -> str:
        return f"+{self.number}" if self.ton == INTERNATIONAL and self.number else self.number

    @classmethod
    def of(cls, text: str) -> "Address":
        """Read an address as people write it: `+62812…`, `0812…`, `1708`, `TELKOMSEL`.

        Takes digits (and `*`, `#`) with an optional `+`, or a name of at most 11 septets with a letter in
        it; anything else is `TpduError`.

        >>> Address.of("+62812"), Address.of("0812"), Address.of("TELKOMSEL").ton
        (Address(number='62812', ton=1, npi=1), Address(number='0812', ton=0, npi=1), 5)
        """
        number = text.removeprefix("+")
        dialled = (number.isdigit() and number.isascii()) or (number and _KEYS.issuperset(number))
        if dialled and len(number) <= MOST_SEMI_OCTETS:
            return new(cls, (number, INTERNATIONAL if text[0] == "+" else UNKNOWN, 1))
        if not any(char.isalpha() for char in text):
            fact = f"{text!r} is neither a number of 20 digits at most nor a name"
            raise TpduError("address", 0, fact, "Write it as +62812…, 0812…, 1708 or TELKOMSEL.")
        name = cls(text, ALPHANUMERIC, 0)
        name.encode("address")  # says so if it is too long, or in another alphabet
        return name

    def encode(self, field: str) -> bytes:
        """Give the address field: count of semi-octets, type of address, value; errors name *field*."""
        address, octets = _last[0]
        if address is self:
            return octets
        try:
            octets = _encoded(self)
        except ValueError as error:
            raise TpduError(field, 0, f"{self.number!r} {error}") from None
        _last[0] = (self, octets)
        return octets

    def encode_smsc(self) -> bytes:
        """Give the service centre's field, which counts octets (TS 27.005 clause 3.1)."""
        octets = self.encode("SMSC")
        return bytes((len(octets) - 1,)) + octets[1:]

    @classmethod
    def read(cls, octets: Octets, field: str) -> "Address":
        """Read an address field at the cursor; `TpduError` names *field*."""
        semi_octets = octets.octet(field)
        if semi_octets > MOST_SEMI_OCTETS:
            raise TpduError(field, octets.at - 1, f"{semi_octets} semi-octets, 20 at most")
        return _read(octets.take(field, 1 + (semi_octets + 1) // 2), semi_octets)

    @classmethod
    def read_smsc(cls, octets: Octets) -> "Address | None":
        """Read the service centre's field at the cursor; None where it is empty."""
        count = octets.octet("SMSC")
        if not count:
            return None
        if count > 1 + MOST_SEMI_OCTETS // 2:
            raise TpduError("SMSC", octets.at - 1, f"{count} octets, 11 at most")
        return _service_centre(octets.take("SMSC", count))


def _read(value: bytes, semi_octets: int) -> Address:
    """Read the type of address and so many semi-octets after it."""
    ton, npi = value[0] >> 4 & 7, value[0] & 0x0F
    if ton == ALPHANUMERIC:
        return Address(gsm7.decode(gsm7.unpack(value[1:], semi_octets * 4 // 7)), ton, npi)
    digits = value.translate(SWAPPED).hex()[2 : 2 + semi_octets]
    return new(Address, (digits if digits.isdigit() else digits.translate(_SHOWN), ton, npi))


@lru_cache(maxsize=16)  # a modem sees few of them, again and again
def _service_centre(value: bytes) -> Address:
    return _read(value, 2 * len(value) - 2)


_last: list[tuple[Address, bytes]] = [(Address(""), b"\0\x91")]  # the parts of a long message have one


def _encoded(address: Address) -> bytes:
    """Give the address field; ValueError says what no address has."""
    number, ton, npi = address
    if not (0 <= ton <= 7 and 0 <= npi <= 15):
        raise ValueError(f"has no such type or plan of number: {ton}, {npi}")
    if ton == ALPHANUMERIC:
        if not gsm7.encodable(number):
            raise ValueError("is not in the GSM 7-bit alphabet")
        septets = gsm7.encode(number)
        value, semi_octets = gsm7.pack(septets), (len(septets) * 7 + 3) // 4
    else:
        if not (number.isdigit() and number.isascii()):
            if not _DIGITS.issuperset(number):
                raise ValueError("has characters that no number has")
            number = number.translate(_WRITTEN)
        semi_octets = len(number)
        value = unhexlify(number + "f" if semi_octets & 1 else number).translate(SWAPPED)
    if semi_octets > MOST_SEMI_OCTETS:
        raise ValueError("is longer than 20 digits or 11 characters")
    return b"%c%c%b" % (semi_octets, 0x80 | ton << 4 | npi, value)
