"""The files of a SIM card that programs read: TS 31.102 clause 4.2, ETSI TS 102 221 clauses 10 and 11.

A request gives its status words and the octets that go with them, as on the card's own wires.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from modem.simulator.modem import SimModem

DONE, NOT_FOUND, NO_RECORD = 0x9000, 0x6A82, 0x6A83
WRONG_LENGTH, NOT_FOR_THIS_FILE, NOT_OPEN, OUTSIDE, NO_COMMAND = 0x6700, 0x6981, 0x6982, 0x6B00, 0x6D00
READ_BINARY, READ_RECORD, GET_RESPONSE, STATUS = 0xB0, 0xB2, 0xC0, 0xF2
UPDATE_BINARY, UPDATE_RECORD = 0xD6, 0xDC
ICCID = 0x2FE2
NAME_LONGEST, MSISDN_RECORD = 16, 28
SIGNS = str.maketrans("*#", "AB")  # TS 24.008 table 10.5.118


class Reply(NamedTuple):
    """What the card says: the status words, and data."""

    words: int
    data: bytes = b""


class File(NamedTuple):
    """An elementary file: what makes its octets, and how long its records are (0: it is transparent)."""

    content: Callable[[SimModem], bytes]
    record: int = 0


def request(modem: SimModem, command: int, file: int, p1: int, p2: int, p3: int) -> Reply:
    """Do a command on a file; `p3` 0 means as much as there is (ETSI TS 102 221 clause 10.1.6)."""
    if command == STATUS:
        return Reply(DONE)
    if command not in (READ_BINARY, READ_RECORD, GET_RESPONSE, UPDATE_BINARY, UPDATE_RECORD):
        return Reply(NO_COMMAND)
    found = FILES.get(file)
    if found is None:
        return Reply(NOT_FOUND)
    if command == GET_RESPONSE:
        return Reply(DONE, _control(file, found, len(found.content(modem))))
    if (command in (READ_RECORD, UPDATE_RECORD)) != bool(found.record):
        return Reply(NOT_FOR_THIS_FILE)
    if command in (UPDATE_BINARY, UPDATE_RECORD) or not (modem.card.ready or file == ICCID):
        return Reply(NOT_OPEN)  # these files are the operator's to write; all but one want the PIN
    if command == READ_RECORD:
        return _record(found.content(modem), found.record, p1, p3)
    return _part(found.content(modem), p1 << 8 | p2, p3)


def _part(octets: bytes, offset: int, length: int) -> Reply:
    if offset >= len(octets):
        return Reply(OUTSIDE)
    part = octets[offset : offset + length] if length else octets[offset:]
    return Reply(DONE, part) if len(part) == (length or len(part)) else Reply(WRONG_LENGTH)


def _record(octets: bytes, size: int, number: int, length: int) -> Reply:
    if not 1 <= number <= len(octets) // size:
        return Reply(NO_RECORD)
    if length not in (0, size):
        return Reply(WRONG_LENGTH)
    return Reply(DONE, octets[(number - 1) * size : number * size])


def _control(number: int, file: File, size: int) -> bytes:
    """Give the file control parameters (ETSI TS 102 221 clause 11.1.1.3)."""
    kind = bytes((0x42, 0x21, 0, file.record, size // file.record)) if file.record else bytes((0x41, 0x21))
    parts = ((0x82, kind), (0x83, number.to_bytes(2)), (0x8A, b"\x05"), (0x80, size.to_bytes(2)))
    body = b"".join(bytes((tag, len(value))) + value for tag, value in parts)
    return bytes((0x62, len(body))) + body


def _swapped(digits: str) -> bytes:
    """Two digits an octet, the first in the low half, filled up with F.

    >>> _swapped("51010").hex()
    '1510f0'
    """
    digits = digits.translate(SIGNS)
    return bytes(int(high + low, 16) for low, high in zip(digits[::2], digits[1::2] + "F", strict=False))


def _iccid(modem: SimModem) -> bytes:
    return _swapped(modem.card.iccid.ljust(20, "F"))


def _imsi(modem: SimModem) -> bytes:  # TS 31.102 clause 4.2.2: 9, and odd
    return b"\x08" + _swapped(f"9{modem.card.imsi}")


def _name(modem: SimModem) -> bytes:  # clause 4.2.12
    name = modem.operator.name.encode("ascii", "replace")[:NAME_LONGEST]
    return b"\x01" + name.ljust(NAME_LONGEST, b"\xff")


def _administration(modem: SimModem) -> bytes:  # clause 4.2.18: a phone in use, two digits of network code
    return b"\x00\x00\x00" + bytes((len(modem.operator.code) - 3,))


def _own_number(modem: SimModem) -> bytes:  # clause 4.2.26
    written = modem.device.phonebook.own().get(1, ("", ""))[0]
    if not written:
        return b"\xff" * MSISDN_RECORD
    number = _swapped(written.removeprefix("+"))[:10]
    body = bytes((len(number) + 1, 0x91 if written[0] == "+" else 0x81)) + number.ljust(10, b"\xff")
    return (b"\xff" * (MSISDN_RECORD - 14) + body).ljust(MSISDN_RECORD, b"\xff")


FILES: Mapping[int, File] = {
    ICCID: File(_iccid),
    0x6F07: File(_imsi),
    0x6F40: File(_own_number, record=MSISDN_RECORD),
    0x6F46: File(_name),
    0x6FAD: File(_administration),
}
"""EF ICCID, IMSI, MSISDN, SPN, AD by their numbers."""
