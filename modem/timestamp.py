"""Time stamps: TP-SCTS, TP-DT and the absolute TP-VP (TS 23.040 clause 9.2.3.11)."""

from datetime import datetime, timedelta, timezone

from modem.errors import TpduError
from modem.octets import SWAPPED

QUARTER = timedelta(minutes=15)
FIRST_YEAR = 1990  # two digits: 90 to 99 are of the last century, before it there was no SMS

_NO_DIGITS = -9999  # makes datetime() refuse the whole
_BCD = tuple(
    swapped // 16 * 10 + swapped % 16 if swapped % 16 < 10 and swapped < 0xA0 else _NO_DIGITS
    for swapped in SWAPPED
)
_DIGITS = bytes(number % 10 << 4 | number // 10 % 10 for number in range(0x100))  # of 0 to 99, the low first
_YEAR = tuple(year + (1900 if year >= FIRST_YEAR - 1900 else 2000) for year in _BCD)


def _zone(octet: int) -> timezone:
    """Read the zone in quarters of an hour, bit 4 the sign.

    Not every service centre writes BCD here (0xC2 for +08:00 comes from Jakarta): ten and more units count
    as what they are, since a message is worth more than its zone.
    """
    quarters = (octet & 7) * 10 + (octet >> 4)
    return timezone((-quarters if octet & 8 else quarters) * QUARTER)


_ZONES = tuple(_zone(octet) for octet in range(0x100))


def decode(octets: bytes, field: str, at: int) -> datetime:
    """Read the seven octets of a time stamp, aware of its zone; *field* and *at* are for the error."""
    year, month, day, hour, minute, second, zone = octets
    try:
        return datetime(
            _YEAR[year],
            _BCD[month],
            _BCD[day],
            _BCD[hour],
            _BCD[minute],
            _BCD[second],
            0,
            _ZONES[zone],
        )
    except ValueError:
        raise TpduError(field, at, f"{octets.hex().upper()} is no date and time") from None


def encode(moment: datetime, field: str) -> bytes:
    """Give the seven octets of an aware *moment*; fractions of a second are not part of a time stamp."""
    offset = moment.utcoffset()
    if offset is None:
        raise TpduError(field, 0, f"{moment.isoformat()} has no zone")
    quarters, odd = divmod(abs(offset), QUARTER)
    if odd or quarters > 79:
        raise TpduError(
            field, 0, f"the zone of {moment.isoformat()} is not in quarters of an hour up to 19:45"
        )
    if not FIRST_YEAR <= moment.year < FIRST_YEAR + 100:
        raise TpduError(field, 0, f"the year {moment.year} does not fit in two digits")
    day = moment.year % 100, moment.month, moment.day
    octets = bytes((*day, moment.hour, moment.minute, moment.second, quarters)).translate(_DIGITS)
    return octets if offset >= timedelta(0) else octets[:6] + bytes((octets[6] | 8,))
