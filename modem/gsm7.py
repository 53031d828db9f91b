"""The GSM 7-bit alphabets and their packing (TS 23.038 clause 6).

Between text and septets stands one more form, *marked* octets: one for each character, with bit 8 set where
the character lies in the shift table and needs an escape before it.
"""

import codecs
import re
import struct
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from modem.alphabets import LOCKING, SHIFT, UNDEFINED

ESC = 0x1B
_ESCAPED = re.compile(rb"\x1b(.)", re.DOTALL)
_MARKED = re.compile(rb"[\x80-\xff]")
_LOW = bytes(range(0x80))
_ZERO_AND_ESC = bytes.maketrans(bytes((0, ESC)), bytes((ESC, 0)))


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
    return marked if marked.isascii() else escaped(marked)


def escaped(marked: bytes) -> bytes:
    """Give the septets of marked octets."""
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
    tables = _tables(locking, shift) if locking or shift else _DEFAULT
    return codecs.charmap_decode(septets, "strict", tables.characters)[0]


def pack(septets: bytes) -> bytes:
    """Pack septets into octets, the spare bits zero (clause 6.1.2.1).

    >>> pack(encode("hellohello")).hex()
    'e8329bfd4697d9ec37'
    """
    return b"".join([pack_once(septets[at : at + AT_ONCE]) for at in range(0, len(septets), AT_ONCE)])


def pack_once(septets: bytes) -> bytearray:
    """Do the same for `AT_ONCE` septets at most; the octets may be written over."""
    count = len(septets)
    bits = int.from_bytes(septets, "little")
    bits -= (bits & _HIGH_8) >> 1
    high = bits & _HIGH_16
    bits ^= high ^ high >> 2
    high = bits & _HIGH_32
    bits ^= high ^ high >> 4
    octets = bytearray(bits.to_bytes(count + 7 & ~7, "little"))
    del octets[7::8]
    if count % 8:
        del octets[(count * 7 + 7) // 8 :]
    return octets


def unpack(octets: bytes, count: int) -> bytes:
    """Unpack *count* septets, one to an octet; septets beyond the last octet read as zero.

    >>> decode(unpack(bytes.fromhex("e8329bfd4697d9ec37"), 10))
    'hellohello'
    """
    if count > AT_ONCE:
        starts = range(0, count, AT_ONCE)
        return b"".join([unpack(octets[at * 7 // 8 :][:224], min(AT_ONCE, count - at)) for at in starts])
    groups = (count + 15) // 16
    fourteens = _fourteens(groups)
    if len(octets) != 14 * groups:
        octets = octets[: 14 * groups].ljust(14 * groups, b"\0")
    bits = int.from_bytes(b"\0\0".join(fourteens.unpack(octets)), "little")
    bits += (bits & _HIGH_56) * 0xFF
    bits += (bits & _HIGH_28) * 0xF
    bits += (bits & _HIGH_14) * 0x3
    bits += bits & _HIGH_7
    septets = bits.to_bytes(16 * groups, "little")
    return septets if count == 16 * groups else septets[:count]


# Septets move in parallel, all of a message as one number. To pack, of each pair (16 bits) the upper one
# moves down by the spare bit below it; then pairs move together in lanes of 32 bits, and fours in lanes of
# 64, which leaves one octet of eight spare. To unpack, 14 octets lie in each lane of 128 bits, and the upper
# half of the lane moves up by the room that its septets want, 8 bits; then the upper half of each half by 4,
# and so on (to move up by n bits is to add 2**n - 1 times the same).

AT_ONCE = 256  # septets: more than any message or USSD string has


def _every(lane: int, bits: int) -> int:
    return int.from_bytes(lane.to_bytes(bits // 8, "little") * (AT_ONCE * 8 // bits), "little")


_HIGH_8 = _every(0x7F00, 16)
_HIGH_16, _HIGH_32 = _every(0x3FFF_0000, 32), _every(0x0FFF_FFFF_0000_0000, 64)
_HIGH_56, _HIGH_28 = _every((1 << 56) - 1 << 56, 128), _every(0x00FF_FFFF_F000_0000, 64)
_HIGH_14, _HIGH_7 = _every(0x0FFF_C000, 32), _every(0x3F80, 16)


@cache
def _fourteens(groups: int) -> struct.Struct:
    return struct.Struct("14s" * groups)


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
    tables = _tables(locking, shift) if locking or shift else _DEFAULT
    if text.isascii():
        marked = text.encode("ascii").translate(tables.ascii)
    else:
        marked = codecs.charmap_encode(text, "strict", tables.octets)[0].translate(_ZERO_AND_ESC)
    if ESC in marked:
        at = marked.index(ESC)
        raise UnicodeEncodeError("gsm7", text, at, at + 1, "not in the GSM 7-bit alphabet")
    return marked


def weight(marked: bytes) -> int:
    """Count the septets of marked octets."""
    return len(marked) if marked.isascii() else len(marked) + len(marked.translate(None, _LOW))


class _Tables(NamedTuple):
    """A locking and a shift table made ready for both ways."""

    characters: str  # 256: what a marked octet reads as
    octets: Any  # what a character is written as; the octet 0 stands for the escape, and the escape for 0
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
    found = {char: at | 0x80 for at, char in enumerate(extension)}
    found |= {char: at for at, char in enumerate(base)}
    del found[UNDEFINED]
    ascii_octets = bytes([found.get(chr(code), ESC) for code in range(0x80)]) + bytes((ESC,)) * 0x80
    written = ["\0", *["\ufffe"] * 0xFF]  # a map of characters to octets is a fast one if 0 stands for NUL
    for char, at in found.items():
        written[at or ESC] = char
    return _Tables(characters, codecs.charmap_build("".join(written)), ascii_octets)


_DEFAULT = _tables(0, 0)


@cache
def _held(table: str) -> frozenset[str]:
    return frozenset(table) - {UNDEFINED}
