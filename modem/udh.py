"""The user data header: information elements (TS 23.040 clause 9.2.3.24)."""

from typing import NamedTuple

from modem.dcs import KINDS, Kind, Waiting
from modem.errors import TpduError
from modem.octets import new

CONCAT_8, CONCAT_16 = 0x00, 0x08
INDICATION = 0x01
PORTS_8, PORTS_16 = 0x04, 0x05
SINGLE_SHIFT, LOCKING_SHIFT = 0x24, 0x25

_VIDEO = 0x07  # of an indication: the extended type 1 of "other"


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

    def element(self, *, wide: bool = False) -> Element:
        r"""Give the element; its reference has 16 bits where *wide* or where it needs them.

        >>> Concat(7, 2, 1).element()
        Element(id=0, data=b'\x07\x02\x01')
        """
        reference, total, part = self
        wide = wide or reference > 0xFF
        if not (0 <= reference <= 0xFFFF and 1 <= part <= total <= 0xFF):
            raise TpduError("TP-UDH", 0, f"no such part: {part} of {total}, {reference}")
        return Element(CONCAT_16 if wide else CONCAT_8, reference.to_bytes(1 + wide) + bytes((total, part)))


class Ports(NamedTuple):
    """Application ports."""

    destination: int
    source: int

    def element(self, *, wide: bool = False) -> Element:
        """Give the element; its ports have 16 bits where *wide* or where one needs them."""
        wide = wide or max(self) > 0xFF
        if not 0 <= min(self) <= max(self) <= 0xFFFF:
            raise TpduError("TP-UDH", 0, f"no such port: {min(self)}, {max(self)}")
        ports = b"".join(port.to_bytes(1 + wide) for port in self)
        return Element(PORTS_16 if wide else PORTS_8, ports)


def concat(header: Header) -> Concat | None:
    """Find the concatenation; None where there is none or where it is damage.

    Total 0, part 0 and part > total are damage: whoever waited for such a message would wait for ever. Of
    several the last counts (clause 9.2.3.24).
    """
    for element in reversed(header):
        if (element.id, len(element.data)) in ((CONCAT_8, 3), (CONCAT_16, 4)):
            *reference, total, part = element.data
            found = Concat(int.from_bytes(reference), total, part)
            return found if 1 <= part <= total else None
    return None


def ports(header: Header) -> Ports | None:
    """Find the application ports, if any; of several the last."""
    for element in reversed(header):
        if (element.id, len(element.data)) in ((PORTS_8, 2), (PORTS_16, 4)):
            half = len(element.data) // 2
            return Ports(int.from_bytes(element.data[:half]), int.from_bytes(element.data[half:]))
    return None


def waiting(header: Header) -> tuple[Waiting, ...]:
    r"""Find the message waiting indications (clause 9.2.3.24.2); of one kind and profile the last counts.

    >>> waiting((Element(INDICATION, b"\x80\x02"),))
    (Waiting(kind='voicemail', active=True, stored=True, count=2, profile=1),)
    """
    found = {}
    for kind, data in header:
        if kind == INDICATION and len(data) == 2:
            what, count = data
            meant: Kind = "video" if what & 0x1F == _VIDEO else KINDS[what & 3]
            profile = (what >> 5 & 3) + 1
            found[meant, profile] = Waiting(meant, count > 0, bool(what & 0x80), count, profile)
    return tuple(found.values())


def indication(waiting: Waiting) -> Element:
    r"""Give the element for an indication, which must have a count.

    >>> indication(Waiting("fax", active=True, stored=False, count=3, profile=2))
    Element(id=1, data=b'!\x03')
    """
    kind, _, stored, count, profile = waiting
    if count is None or not (0 <= count <= 0xFF and 1 <= profile <= 4):
        raise TpduError("TP-UDH", 0, f"no such indication: count {count}, profile {profile}")
    what = _VIDEO if kind == "video" else KINDS.index(kind)
    return Element(INDICATION, bytes((0x80 * stored | profile - 1 << 5 | what, count)))


def languages(header: Header) -> tuple[int, int]:
    """Find the national tables: language identifiers of the locking and the single shift table, 0 if none."""
    locking = shift = 0
    for kind, data in header:
        if kind == LOCKING_SHIFT and len(data) == 1:
            locking = data[0]
        elif kind == SINGLE_SHIFT and len(data) == 1:
            shift = data[0]
    return locking, shift


def encode(header: Header) -> bytes:
    """Give the octets of a header, its length first; none for an empty one."""
    if not header:
        return b""
    try:
        if len(header) == 1 and len(header[0].data) < 0x80:
            ((kind, data),) = header
            return b"%c%c%c%b" % (len(data) + 2, kind, len(data), data)
        body = b"".join([b"%c%c%b" % (kind, len(data), data) for kind, data in header])
    except OverflowError:
        raise TpduError("TP-UDH", 0, "an element has an identifier or a length above 255") from None
    if len(body) > 139:
        raise TpduError("TP-UDH", 0, f"{len(body)} octets of elements, 139 fit")
    return b"%c%b" % (len(body), body)


def decode(octets: bytes, at: int) -> tuple[Header, int]:
    """Read the header that user data begin with; give its elements and its length in octets.

    *at* is where the user data stand in the TPDU, for the errors.
    """
    if not octets:
        raise TpduError("TP-UDHL", at, "a header is announced and there are no user data")
    end = 1 + octets[0]
    if end > len(octets):
        raise TpduError("TP-UDHL", at, f"{end - 1} octets wanted, {len(octets) - 1} left")
    header, here = [], 1
    while here < end:
        start = here + 2
        here = start + octets[here + 1] if start <= end else end + 1
        if here > end:
            raise TpduError("TP-UDH", at + start - 2, "an element is longer than the header")
        header.append(new(Element, (octets[start - 2], octets[start:here])))
    return tuple(header), end
