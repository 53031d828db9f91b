"""A reader that names the field it reads, so that every failure does; and a writer's check for one octet."""

from modem.errors import TpduError

SWAPPED = bytes(octet >> 4 | (octet & 0x0F) << 4 for octet in range(0x100))  # semi-octets: the low one first


class Octets:
    """A cursor over the octets of a TPDU."""

    __slots__ = ("at", "octets")

    def __init__(self, octets: bytes) -> None:
        self.octets = octets
        self.at = 0

    def octet(self, field: str) -> int:
        """Read the next octet, which belongs to *field*."""
        at = self.at
        try:
            value = self.octets[at]
        except IndexError:
            raise TpduError(field, at, "the PDU ends here") from None
        self.at = at + 1
        return value

    def peek(self, field: str) -> int:
        """Look at the next octet, which belongs to *field*, without reading it."""
        if self.at >= len(self.octets):
            raise TpduError(field, self.at, "the PDU ends here")
        return self.octets[self.at]

    def take(self, field: str, count: int) -> bytes:
        """Read the next *count* octets, which belong to *field*."""
        at = self.at
        taken = self.octets[at : at + count]
        if len(taken) < count:
            raise TpduError(field, at, f"{count} octets wanted, {len(taken)} left")
        self.at = at + count
        return taken

    def rest(self) -> bytes:
        """Look at what is left, without reading it."""
        return self.octets[self.at :]


def octet(field: str, value: int) -> int:
    """Give *value* if an octet can hold it, else `TpduError`."""
    if not 0 <= value <= 0xFF:
        raise TpduError(field, 0, f"{value} does not fit in one octet")
    return value
