"""The GSM 7-bit alphabets and their packing (TS 23.038 clause 6).

Between text and septets stands one more form, *marked* octets: one for each character, with bit 8 set where
the character lies in the shift table and needs an escape before it.
"""

import codecs
import re
import struct
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from modem.alphabets import LOCKING, SHIFT, UNDEFINED

ESC = 0x1B
_ESCAPED = re.compile(rb"\x1b(.)", re.DOTALL)
_MARKED = re.compile(rb"[\x80-\xff]")
_LOW = bytes(range(0x80))


def width(text: str) -> int:
    """Septets that *text* fills in the default alphabet: 2 for an extension character, 160 fit one SMS.

    `UnicodeEncodeError` (a ValueError) where a character is not in it.

    >>> width("Harga: [10]")
    13
    """
    return weight(mark(text))


def encodable(text: str) -> bool:
    """Whether the default alphabet and its extension hold every character of *text*."""
    try:
        mark(text)
    except UnicodeEncodeError:
        return False
    return True


def encode(text: str, locking: int = 0, shift: int = 0) -> bytes:
    """Give the septets of *text*, one to an octet; language identifiers pick national tables.

    `UnicodeEncodeError` where a character is in neither table: nothing is left out or replaced.

    >>> encode("a{").hex()
    '611b28'
    """
    marked = mark(text, locking, shift)
    if marked.isascii():
        return marked
    return _MARKED.sub(lambda found: bytes((ESC, found[0][0] & 0x7F)), marked)


def decode(septets: bytes, locking: int = 0, shift: int = 0) -> str:
    """Give the text of *septets*; every septet reads as something.

    An escape before a septet that the shift table leaves out reads as the locking table's character, a
    second escape as a space (clause 6.2.1.1); so do a last escape and a septet without a character.
    """
    if ESC in septets:
        septets = _ESCAPED.sub(lambda found: bytes((found[1][0] | 0x80,)), septets)
    return codecs.charmap_decode(septets, "strict", _tables(locking, shift).characters)[0]


def pack(septets: bytes) -> bytes:
    """Pack septets into octets, the spare bits zero (clause 6.1.2.1).

    >>> pack(encode("hellohello")).hex()
    'e8329bfd4697d9ec37'
    """
    count = len(septets)
    lanes = _lanes((count + 7) // 8)
    bits = int.from_bytes(septets, "little")
    bits -= (bits & lanes.odd_8) >> 1
    bits -= ((bits & lanes.odd_16) >> 2) * 3
    bits -= ((bits & lanes.odd_32) >> 4) * 15
    octets = bytearray(bits.to_bytes(lanes.size, "little"))
    del octets[7::8]
    return bytes(octets) if count % 8 == 0 else bytes(octets[: (count * 7 + 7) // 8])


def unpack(octets: bytes, count: int) -> bytes:
    """Unpack *count* septets, one to an octet; septets beyond the last octet read as zero.

    >>> decode(unpack(bytes.fromhex("e8329bfd4697d9ec37"), 10))
    'hellohello'
    """
    groups = -(-count // 8)
    lanes = _lanes(groups)
    sevens = lanes.sevens.unpack(octets[: 7 * groups].ljust(7 * groups, b"\0"))
    bits = int.from_bytes(b"\0".join(sevens), "little")
    bits += (bits & lanes.high_28) * 15
    bits += (bits & lanes.high_14) * 3
    bits += bits & lanes.high_7
    return bits.to_bytes(lanes.size, "little")[:count]


class Fit(NamedTuple):
    """A pair of tables that holds a text, and the septets it then fills."""

    locking: int
    shift: int
    septets: int


def fits(text: str) -> Iterator[Fit]:
    """Find every pair of national tables that holds the whole of *text*."""
    letters = set(text)
    for locking, table in LOCKING.items():
        outside = letters - _held(table)
        for shift, extension in SHIFT.items():
            if (locking or shift) and outside <= _held(extension):
                yield Fit(locking, shift, weight(mark(text, locking, shift)))


def mark(text: str, locking: int = 0, shift: int = 0) -> bytes:
    """Give the marked octets of *text*, or `UnicodeEncodeError`."""
    tables = _tables(locking, shift)
    if text.isascii():
        marked = text.encode("ascii").translate(tables.ascii)
        if ESC not in marked:
            return marked
        at = marked.index(ESC)
        raise UnicodeEncodeError("gsm7", text, at, at + 1, "not in the alphabet")
    return codecs.charmap_encode(text, "strict", tables.octets)[0]


def weight(marked: bytes) -> int:
    """Count the septets of marked octets."""
    return len(marked) if marked.isascii() else len(marked) + len(marked.translate(None, _LOW))


class _Tables(NamedTuple):
    """A locking and a shift table made ready for both ways."""

    characters: str  # 256: what a marked octet reads as
    octets: dict[int, int]  # what a character is written as
    ascii: bytes  # the same for ASCII; the escape means: not there


@cache
def _tables(locking: int, shift: int) -> _Tables:
    """Join two tables; a language that does not exist (yet) has the default ones."""
    base = LOCKING.get(locking, LOCKING[0])
    extension = SHIFT.get(shift, SHIFT[0])
    shown = base.replace(UNDEFINED, " ")
    characters = shown + "".join(
        basic if char == UNDEFINED else char for char, basic in zip(extension, shown, strict=True)
    )
    octets = {ord(char): at | 0x80 for at, char in enumerate(extension) if char != UNDEFINED}
    octets |= {ord(char): at for at, char in enumerate(base) if char != UNDEFINED}
    ascii_octets = bytes(octets.get(code, ESC) for code in range(0x80)) + bytes((ESC,)) * 0x80
    return _Tables(characters, octets, ascii_octets)


@cache
def _held(table: str) -> frozenset[str]:
    return frozenset(table) - {UNDEFINED}


class _Lanes(NamedTuple):
    """Masks for groups of eight septets, each group in a lane of 64 bits.

    Septets move in parallel: the upper half of each lane, then of each half, then of each quarter, by the
    gap that the half below it leaves or wants.
    """

    size: int
    sevens: struct.Struct
    high_28: int
    high_14: int
    high_7: int
    odd_32: int
    odd_16: int
    odd_8: int


@lru_cache(maxsize=64)
def _lanes(groups: int) -> _Lanes:
    def every(lane: int) -> int:
        return int.from_bytes(lane.to_bytes(8, "little") * groups, "little")

    return _Lanes(
        size=8 * groups,
        sevens=struct.Struct("7s" * groups),
        high_28=every(0x00FF_FFFF_F000_0000),
        high_14=every(0x0FFF_C000_0FFF_C000),
        high_7=every(0x3F80_3F80_3F80_3F80),
        odd_32=every(0x0FFF_FFFF_0000_0000),
        odd_16=every(0x3FFF_0000_3FFF_0000),
        odd_8=every(0x7F00_7F00_7F00_7F00),
    )
