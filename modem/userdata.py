"""User data: TP-UDL, TP-UDH and TP-UD as one (TS 23.040 clauses 9.2.3.16 and 9.2.3.24)."""

from modem import gsm7, udh
from modem.dcs import Dcs
from modem.errors import TpduError
from modem.octets import Octets, utf16
from modem.udh import Header

MOST_OCTETS, MOST_SEPTETS = 140, 160


UserData = tuple[Header, str | None, bytes | None]
"""Header, text, data.

The text is None for 8-bit and compressed data. The data are None for a text that says it all; where a foreign
encoder cut inside a character (an escape, a surrogate pair), they hold what was sent beside the readable
text: septets, one to an octet, or octets of UCS2. So parts can be joined and nothing is lost.
"""


def read(octets: Octets, length: int, dcs: Dcs, *, has_header: bool) -> UserData:
    """Read user data at the cursor; *length* is TP-UDL."""
    packed = dcs.alphabet == "gsm7" and not dcs.compressed
    most = MOST_SEPTETS if packed else MOST_OCTETS
    if length > most:
        raise TpduError("TP-UDL", octets.at - 1, f"{length} where {most} fit")
    at = octets.at
    content = octets.take("TP-UD", (length * 7 + 7) // 8 if packed else length)
    header: Header = ()
    septets = gsm7.unpack(content, length) if packed else b""
    if has_header:
        header, end = udh.decode(content, at)
        content, septets = content[end:], septets[fill(end) :]
    if packed:
        text = gsm7.decode(septets, *udh.languages(header)) if header else gsm7.decode(septets)
        return header, text, septets if septets[-1:] == b"\x1b" else None  # cut off from its character
    return (header, *read_ucs2(content)) if dcs.is_text else (header, None, content)


def fill(header_octets: int) -> int:
    """Count the septets that a header of so many octets takes from a text."""
    return (header_octets * 8 + 6) // 7


def read_ucs2(content: bytes) -> tuple[str, bytes | None]:
    """Give the text, and the octets where they are not whole characters."""
    try:
        return content.decode("utf-16-be"), None
    except UnicodeDecodeError:
        return content.decode("utf-16-be", "replace"), content


def encode(header: Header, text: str | None, data: bytes | None, dcs: Dcs) -> bytes:
    """Give TP-UDL and TP-UD; what does not fit the coding or one message is `TpduError`, never cut."""
    packed = dcs.alphabet == "gsm7" and not dcs.compressed
    if data is not None:
        _check(header, text, data, dcs)
    else:
        data = _septets(text or "", header) if packed else _octets(text or "", dcs)
    return enclosed(header, data, packed=packed)


def enclosed(header: Header, content: bytes, *, packed: bool) -> bytes:
    """Do the same for septets that are to be *packed*, or for octets."""
    if packed and not header and len(content) <= MOST_SEPTETS:  # most messages
        return b"%c" % len(content) + gsm7.pack_once(content)
    prefix = udh.encode(header)
    if not packed:
        count = len(prefix) + len(content)
        if count > MOST_OCTETS:
            raise TpduError("TP-UD", 0, f"{len(content)} octets where {MOST_OCTETS - len(prefix)} fit")
        return b"%c%b%b" % (count, prefix, content)
    lead = fill(len(prefix))
    count = lead + len(content)
    if count > MOST_SEPTETS:
        raise TpduError("TP-UD", 0, f"{len(content)} septets where {MOST_SEPTETS - lead} fit")
    octets = gsm7.pack_once(bytes(lead) + content)
    octets[: len(prefix)] = prefix
    return b"%c" % count + octets


def _septets(text: str, header: Header) -> bytes:
    try:
        return gsm7.encode(text, *udh.languages(header)) if header else gsm7.encode(text)
    except UnicodeEncodeError as error:
        char = error.object[error.start]
        raise TpduError("TP-UD", 0, f"{char!r} is not in the GSM 7-bit alphabet") from None


def _check(header: Header, text: str | None, data: bytes, dcs: Dcs) -> None:
    """Refuse data that are no septets, or that say something else than the text beside them."""
    packed = dcs.alphabet == "gsm7" and not dcs.compressed
    if packed and not data.isascii():
        raise TpduError("TP-UD", 0, "an octet above 127 is no septet")
    if text is None:
        return
    if not dcs.is_text:
        raise TpduError("TP-UD", 0, "a text where the coding says data")
    said = gsm7.decode(data, *udh.languages(header)) if packed else read_ucs2(data)[0]
    if said != text:
        raise TpduError("TP-UD", 0, f"the data say {said!r}, the text {text!r}")


def _octets(text: str, dcs: Dcs) -> bytes:
    if text and not dcs.is_text:
        raise TpduError("TP-UD", 0, "a text where the coding says data")
    return utf16("TP-UD", text)
