"""A reader that names the field it reads, so that every failure does; and a writer's check for one octet."""

import struct
from typing import Any

from modem.errors import TpduError

new = tuple.__new__  # makes a NamedTuple of *all* its fields in half the time of its own constructor
SWAPPED = bytes(octet >> 4 | (octet & 0x0F) << 4 for octet in range(0x100))  # semi-octets: the low one first


class Run:
    r"""Fields of fixed lengths that follow each other, read at once: one octet is a number, more are octets.

    >>> Octets(bytes.fromhex("00F5CAFE")).run(Run(("TP-PID", 1), ("TP-DCS", 1), ("TP-UD", 2)))
    (0, 245, b'\xca\xfe')
    """

    __slots__ = ("fields", "form", "size")

    def __init__(self, *fields: tuple[str, int]) -> None:
        self.fields = fields
        self.form = struct.Struct("".join(["B" if length == 1 else f"{length}s" for _, length in fields]))
        self.size = self.form.size


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

    def take(self, field: str, count: int) -> bytes:
        """Read the next *count* octets, which belong to *field*."""
        at = self.at
        taken = self.octets[at : at + count]
        if len(taken) < count:
            raise TpduError(field, at, f"{count} octets wanted, {len(taken)} left")
        self.at = at + count
        return taken

    def run(self, run: Run) -> tuple[Any, ...]:
        """Read the next fields, all of *run*."""
        at = self.at
        if at + run.size > len(self.octets):
            for field, length in run.fields:  # one of them says that it is cut off
                self.octet(field) if length == 1 else self.take(field, length)
        self.at = at + run.size
        return run.form.unpack_from(self.octets, at)

    def rest(self) -> bytes:
        """Look at what is left, without reading it."""
        return self.octets[self.at :]


def octet(field: str, value: int) -> int:
    """Give *value* if an octet can hold it, else `TpduError`."""
    if not 0 <= value <= 0xFF:
        raise too_large({field: value})
    return value


def utf16(field: str, text: str) -> bytes:
    """Give the octets of *text* in UCS2, as phones write it: with surrogate pairs."""
    try:
        return text.encode("utf-16-be")
    except UnicodeEncodeError as error:
        fact = f"{text[error.start]!r} is half a character"
        raise TpduError(field, 0, fact, "Take it out of the text.") from None


def too_large(values: dict[str, int]) -> TpduError:
    """Make the error for the first of *values*, by field, that no octet can hold."""
    field, value = next((field, value) for field, value in values.items() if not 0 <= value <= 0xFF)
    return TpduError(field, 0, f"{value} does not fit in one octet")
