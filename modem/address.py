"""Addresses of a TPDU: TP-OA, TP-DA, TP-RA and the service centre (TS 23.040 clause 9.1.2.5)."""

from typing import NamedTuple

from modem.octets import Octets

INTERNATIONAL, ALPHANUMERIC = 1, 5  # types of number


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

        Takes digits (and `*`, `#`) with an optional `+`, or a name of at most 11 GSM 7-bit characters with
        a letter in it; anything else is `TpduError`.
        """
        raise NotImplementedError

    def encode(self) -> bytes:
        """Give the address field: count of semi-octets, type of address, value."""
        raise NotImplementedError

    @classmethod
    def read(cls, octets: Octets, field: str) -> "Address":
        """Read an address field at the cursor; `TpduError` names *field*."""
        raise NotImplementedError
