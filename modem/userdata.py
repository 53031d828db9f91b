"""User data: TP-UDL, TP-UDH and TP-UD as one (TS 23.040 clauses 9.2.3.16 and 9.2.3.24)."""

from typing import NamedTuple

from modem import gsm7, udh
from modem.dcs import Dcs
from modem.errors import TpduError
from modem.octets import Octets
from modem.udh import Header

MOST_OCTETS, MOST_SEPTETS = 140, 160


class UserData(NamedTuple):
    """Header, text, data.

    `text` is None for 8-bit and compressed data. `data` is None for a text that says it all; where a foreign
    encoder cut inside a character (an escape, a surrogate pair), it holds what was sent beside the readable
    text: septets, one to an octet, or octets of UCS2. So parts can be joined and nothing is lost.
    """

    header: Header
    text: str | None
    data: bytes | None


def read(octets: Octets, dcs: Dcs, *, has_header: bool) -> UserData:
    """Read user data at the cursor, TP-UDL first."""
    length = octets.octet("TP-UDL")
    packed = dcs.alphabet == "gsm7" and not dcs.compressed
    most = MOST_SEPTETS if packed else MOST_OCTETS
    if length > most:
        raise TpduError("TP-UDL", octets.at - 1, f"{length} where {most} fit")
    at = octets.at
    content = octets.take("TP-UD", (length * 7 + 7) // 8 if packed else length)
    header, end = udh.decode(content, at) if has_header else ((), 0)
    if packed:
        septets = gsm7.unpack(content, length)[fill(end) :] if end else gsm7.unpack(content, length)
        return UserData(header, *read_septets(septets, header))
    if dcs.alphabet == "ucs2" and not dcs.compressed:
        return UserData(header, *read_ucs2(content[end:]))
    return UserData(header, None, content[end:])


def fill(header_octets: int) -> int:
    """Count the septets that a header of so many octets takes from a text."""
    return (header_octets * 8 + 6) // 7


def read_septets(septets: bytes, header: Header) -> tuple[str, bytes | None]:
    """Give the text, and the septets where the last one is an escape cut off from its character."""
    text = gsm7.decode(septets, *udh.languages(header)) if header else gsm7.decode(septets)
    return text, septets if septets.endswith(b"\x1b") else None


def read_ucs2(content: bytes) -> tuple[str, bytes | None]:
    """Give the text, and the octets where they are not whole characters."""
    try:
        return content.decode("utf-16-be"), None
    except UnicodeDecodeError:
        return content.decode("utf-16-be", "replace"), content


def encode(header: Header, text: str | None, data: bytes | None, dcs: Dcs) -> bytes:
    """Give TP-UDL and TP-UD; what does not fit the coding or one message is `TpduError`, never cut."""
    prefix = udh.encode(header) if header else b""
    if dcs.alphabet == "gsm7" and not dcs.compressed:
        septets = data if data is not None else _septets(text or "", header)
        lead = fill(len(prefix)) if prefix else 0
        count = lead + len(septets)
        if count > MOST_SEPTETS:
            raise TpduError("TP-UD", 0, f"{len(septets)} septets where {MOST_SEPTETS - lead} fit")
        if not prefix:
            return bytes((count,)) + gsm7.pack(septets)
        packed = gsm7.pack(bytes(lead) + septets)
        return bytes((count,)) + prefix + packed[len(prefix) :]
    content = prefix + (data if data is not None else _octets(text or "", dcs))
    if len(content) > MOST_OCTETS:
        raise TpduError(
            "TP-UD", 0, f"{len(content) - len(prefix)} octets where {MOST_OCTETS - len(prefix)} fit"
        )
    return bytes((len(content),)) + content


def _septets(text: str, header: Header) -> bytes:
    try:
        return gsm7.encode(text, *udh.languages(header)) if header else gsm7.encode(text)
    except UnicodeEncodeError as error:
        raise TpduError("TP-UD", 0, f"{text[error.start]!r} is not in the GSM 7-bit alphabet") from None


def _octets(text: str, dcs: Dcs) -> bytes:
    if text and not dcs.is_text:
        raise TpduError("TP-UD", 0, "a text where the coding says data")
    try:
        return text.encode("utf-16-be")
    except UnicodeEncodeError as error:
        raise TpduError("TP-UD", 0, f"{text[error.start]!r} is half a character") from None
