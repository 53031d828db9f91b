"""The trace as people read it: chunks of octets joined to lines, PDUs decoded beside them."""

import re
from typing import Any, NamedTuple

from modem.describe import to_dict
from modem.errors import TpduError
from modem.simulator.trace import INWARD, NOTE, TraceLine
from modem.tpdu import Pdu, StatusReport, decode_pdu

_END = {INWARD: re.compile(r"\r\n?|\n|[\x1a\x1b]"), NOTE: re.compile("$")}
_OUTWARD_END = re.compile(r"\r\n?|\n|(?<=^> )", re.MULTILINE)  # the prompt ends without a new line
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){9,180}")
_STORED_BY_USER = re.compile(r"\+CMG[LR]: (?:\d+,)?[23],")  # STO UNSENT and STO SENT: a SUBMIT
SHOWN = ("type", "address", "alphabet", "class", "concat", "reference", "text", "data")
LONGEST_LINE = 2_000  # characters that are worth showing


class Line(NamedTuple):
    """A line of the AT dialogue; `pdu` is what it says if it is a PDU."""

    at: str
    modem: int
    direction: str
    text: str
    pdu: dict[str, Any] | None = None

    def json(self) -> dict[str, Any]:
        """Give what the stream of news says of it."""
        return self._asdict()


class Reader:
    r"""Joins what passed into lines, per modem and direction; what is not finished waits for its rest.

    >>> from datetime import datetime
    >>> chunks = [TraceLine("1", datetime(2026, 1, 5), 0, ">", text) for text in ("AT+C", "SQ\rAT\r")]
    >>> [line.text for line in Reader().read(chunks)]
    ['AT+CSQ', 'AT']
    """

    def __init__(self) -> None:
        self._rest: dict[tuple[int, str], str] = {}
        self._header: dict[int, str] = {}  # the last line of each modem: it tells what a PDU is

    def read(self, chunks: list[TraceLine]) -> list[Line]:
        """Give the lines that these chunks complete."""
        return [line for chunk in chunks for line in self._lines(chunk)]

    def _lines(self, chunk: TraceLine) -> list[Line]:
        key = (chunk.modem, chunk.direction)
        text = self._rest.pop(key, "") + chunk.text
        end = _END.get(chunk.direction, _OUTWARD_END)
        found, start = [], 0
        for match in end.finditer(text):
            found.append(text[start : match.start()] + _SIGN.get(match.group(), ""))
            start = match.end()
        if start < len(text):
            self._rest[key] = text[start:][-LONGEST_LINE:]
        return [self._line(chunk, line) for line in found if line]

    def _line(self, chunk: TraceLine, text: str) -> Line:
        pdu = self._decode(chunk, text)
        if chunk.direction != INWARD:
            self._header[chunk.modem] = text
        shown = text if len(text) <= LONGEST_LINE else text[:LONGEST_LINE] + "…"
        return Line(chunk.at.isoformat(timespec="milliseconds"), chunk.modem, chunk.direction, shown, pdu)

    def _decode(self, chunk: TraceLine, text: str) -> dict[str, Any] | None:
        octets = text.rstrip("␚")
        if chunk.direction == NOTE or not _HEX.fullmatch(octets):
            return None
        network = chunk.direction != INWARD and not _STORED_BY_USER.match(self._header.get(chunk.modem, ""))
        try:
            return summary(decode_pdu(bytes.fromhex(octets), network=network))
        except TpduError:
            return None  # it only looks like one: an IMSI, a text in hex


_SIGN = {"\x1a": "␚", "\x1b": "␛"}


def summary(pdu: Pdu) -> dict[str, Any]:
    """Say in a few words what a message is; what it has not is left out."""
    fields = to_dict(pdu)
    said = {key: fields[key] for key in SHOWN if fields[key] is not None}
    if isinstance(pdu.tpdu, StatusReport):
        said["meaning"] = pdu.tpdu.meaning
    return said
