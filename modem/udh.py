"""The user data header: information elements (TS 23.040 clause 9.2.3.24)."""

from typing import NamedTuple

CONCAT_8, CONCAT_16 = 0x00, 0x08
PORTS_8, PORTS_16 = 0x04, 0x05
SINGLE_SHIFT, LOCKING_SHIFT = 0x24, 0x25


class Element(NamedTuple):
    """One information element."""

    id: int
    data: bytes


Header = tuple[Element, ...]


class Concat(NamedTuple):
    """Where a part stands in a long message: *part* counts from 1 to *total*."""

    reference: int
    total: int
    part: int

    def element(self, *, wide: bool | None = None) -> Element:
        """Give the element with an 8-bit reference, or 16-bit where *wide* or where the reference needs it."""
        raise NotImplementedError


class Ports(NamedTuple):
    """Application ports (8 or 16 bit)."""

    destination: int
    source: int

    def element(self, *, wide: bool | None = None) -> Element:
        """Give the element with 8-bit ports, or 16-bit where *wide* or where a port needs it."""
        raise NotImplementedError


def concat(header: Header) -> Concat | None:
    """Find the concatenation; None where there is none or where it is damage (total 0, part 0, part > total)."""
    raise NotImplementedError


def ports(header: Header) -> Ports | None:
    """Find the application ports, if any."""
    raise NotImplementedError
