"""USSD strings in all the forms that networks send, told apart by form (TS 27.007 clause 7.15, TS 23.038 clause 6.1.2.3)."""

from typing import Literal, NamedTuple

SEPTETS, UNITS = 182, 80  # what 160 octets hold of GSM 7-bit and of UCS2

Form = Literal["plain", "ucs2", "packed", "octets"]


class Cusd(NamedTuple):
    """`+CUSD: status[,"text"[,dcs]]`; status 0 done, 1 answer wanted, 2 ended by the network, 3 elsewhere, 4 not supported, 5 time out."""

    status: int
    text: str | None = None
    dcs: int | None = None


def parse_cusd(line: str) -> Cusd:
    """Read what follows `+CUSD:`, the string decoded; `TpduError` where there is no status.

    >>> parse_cusd(' 2,"Maaf, coba lagi.",0')
    Cusd(status=2, text='Maaf, coba lagi.', dcs=0)
    """
    raise NotImplementedError


def decode(field: str, dcs: int | None = None) -> str:
    """Read the string of a +CUSD, whatever form it has; *dcs* is only a hint where forms tie."""
    raise NotImplementedError


def encode(text: str, form: Form) -> str:
    """Write *text* in a form: plain, UCS2 in hex, packed septets in hex, one hex octet a GSM 7-bit character."""
    raise NotImplementedError


def fits(text: str) -> bool:
    """Whether *text* goes in one USSD string: 182 septets, or 80 UCS2 units where GSM 7-bit lacks a character."""
    raise NotImplementedError
