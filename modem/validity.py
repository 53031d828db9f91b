"""How long the service centre keeps trying: TP-VP in all its forms (TS 23.040 clause 9.2.3.12)."""

from datetime import datetime, timedelta
from typing import NamedTuple

from modem import timestamp
from modem.errors import TpduError
from modem.octets import SWAPPED, Octets

NONE, ENHANCED, RELATIVE, ABSOLUTE = 0x00, 0x08, 0x10, 0x18  # TP-VPF in the first octet

_STEPS = (  # up to this octet: steps of this length, counted from that octet
    (143, timedelta(minutes=5), -1, timedelta(0)),
    (167, timedelta(minutes=30), 143, timedelta(hours=12)),
    (196, timedelta(days=1), 166, timedelta(0)),
    (255, timedelta(weeks=1), 192, timedelta(0)),
)


class Enhanced(NamedTuple):
    """A validity period in the enhanced format, its seven octets as they are (clause 9.2.3.12.3)."""

    octets: bytes

    @classmethod
    def of(cls, period: timedelta | None = None, *, single_shot: bool = False) -> "Enhanced":
        """Make one: *single_shot* is tried once only; the period to the second below 100 hours.

        >>> Enhanced.of(timedelta(seconds=90), single_shot=True).octets.hex()
        '425a0000000000'
        """
        flag = 0x40 if single_shot else 0
        if period is None:
            return cls(bytes((flag, 0, 0, 0, 0, 0, 0)))
        seconds = -(-period // timedelta(seconds=1))
        if 0 < seconds <= 0xFF:
            return cls(bytes((flag | 2, seconds, 0, 0, 0, 0, 0)))
        if 0 < seconds < 100 * 3600:
            digits = f"{seconds // 3600:02d}{seconds // 60 % 60:02d}{seconds % 60:02d}"
            return cls(bytes((flag | 3,)) + bytes.fromhex(digits).translate(SWAPPED) + bytes(3))
        return cls(bytes((flag | 1,)) + encode_relative(period) + bytes(5))

    @property
    def single_shot(self) -> bool:
        """Whether the service centre tries once only."""
        return bool(self.octets[0] & 0x40)

    @property
    def period(self) -> timedelta | None:
        """Give the period; None where there is none or its form is reserved."""
        form, value = self.octets[0] & 7, self.octets[1:4]
        if form == 1:
            return decode_relative(value[0])
        if form == 2:
            return timedelta(seconds=value[0])
        digits = value.translate(SWAPPED).hex()
        if form == 3 and digits.isdigit():
            hours, minutes, seconds = (int(digits[at : at + 2]) for at in (0, 2, 4))
            return timedelta(hours=hours, minutes=minutes, seconds=seconds)
        return None


Validity = timedelta | datetime | Enhanced


def decode_relative(octet: int) -> timedelta:
    """Read the relative format (clause 9.2.3.12.1).

    >>> [str(decode_relative(octet)) for octet in (0, 143, 167, 168)]
    ['0:05:00', '12:00:00', '1 day, 0:00:00', '2 days, 0:00:00']
    """
    for last, step, first, base in _STEPS:
        if octet <= last:
            return base + (octet - first) * step
    raise ValueError(octet)


def encode_relative(period: timedelta) -> bytes:
    """Give the shortest period of the relative format that is not shorter than *period*; 63 weeks at most."""
    if period <= timedelta(0):
        raise TpduError("TP-VP", 0, "a validity period is longer than nothing")
    for last, step, first, base in _STEPS:
        octet = first - (base - period) // step
        if octet <= last:
            return bytes((octet,))
    raise TpduError("TP-VP", 0, f"{period.days} days are longer than 63 weeks")


def encode(validity: Validity | None) -> tuple[int, bytes]:
    """Give the bits of TP-VPF and the octets of TP-VP."""
    if validity is None:
        return NONE, b""
    if isinstance(validity, timedelta):
        return RELATIVE, encode_relative(validity)
    if isinstance(validity, datetime):
        return ABSOLUTE, timestamp.encode(validity, "TP-VP")
    if len(validity.octets) != 7:
        raise TpduError("TP-VP", 0, f"an enhanced validity period has 7 octets, not {len(validity.octets)}")
    return ENHANCED, validity.octets


def read(octets: Octets, first: int) -> Validity | None:
    """Read TP-VP at the cursor, in the form that the *first* octet of the TPDU tells."""
    form = first & 0x18
    if form == NONE:
        return None
    if form == RELATIVE:
        return decode_relative(octets.octet("TP-VP"))
    at, value = octets.at, octets.take("TP-VP", 7)
    return timestamp.decode(value, "TP-VP", at) if form == ABSOLUTE else Enhanced(value)
