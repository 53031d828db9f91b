"""The character set between terminal and modem: AT+CSCS (TS 27.007 clause 5.5, TS 27.005 annex A).

The line's octets are handled as the characters of the same numbers (ISO 8859-1), as everywhere in the device.
"""

from modem import gsm7

SETS = ("GSM", "IRA", "UCS2", "HEX", "8859-1")


def to_line(text: str, charset: str) -> str:
    """Give what the terminal is sent for *text*; `?` stands for what the set lacks.

    >>> to_line("Rp 5€", "IRA"), to_line("Ab", "UCS2"), to_line("@b", "HEX")
    ('Rp 5?', '00410062', '0062')
    """
    if charset == "UCS2":
        return text.encode("utf-16-be", "replace").hex().upper()
    if charset in ("GSM", "HEX"):
        septets = _septets(text)
        return septets.hex().upper() if charset == "HEX" else septets.decode("latin-1")
    return text.encode("latin-1" if charset == "8859-1" else "ascii", "replace").decode("latin-1")


def from_line(raw: str, charset: str) -> str:
    """Give the text that the terminal meant; `ValueError` for a hex set where there is no hex.

    >>> from_line("00410062", "UCS2"), from_line("@", "GSM")
    ('Ab', '¡')
    """
    if charset == "UCS2":
        return bytes.fromhex(raw).decode("utf-16-be")
    if charset == "HEX":
        return gsm7.decode(bytes(octet & 0x7F for octet in bytes.fromhex(raw)))
    if charset == "GSM":
        return gsm7.decode(bytes(octet & 0x7F for octet in raw.encode("latin-1", "replace")))
    return raw


def lenient(raw: str, charset: str) -> str:
    """Read a number or a code: in the hex sets programs write it either way, and digits stay digits.

    >>> lenient("+6281100000", "UCS2"), lenient("002B00360032", "UCS2"), lenient("*123#", "HEX")
    ('+6281100000', '+62', '*123#')
    """
    if charset in ("UCS2", "HEX"):
        try:
            text = from_line(raw, charset)
        except ValueError:
            return raw
        return (
            text if text and text.isascii() and text.isprintable() and not _is_number(raw, charset) else raw
        )
    return raw


def _is_number(raw: str, charset: str) -> bool:
    """Whether the characters are a number as they stand: UCS2 digits start with 00, a HEX digit is 3x."""
    if charset == "UCS2":
        return not raw.startswith("00") or len(raw) % 4 != 0
    return len(raw) % 2 != 0 or any(
        pair not in _HEX_DIGITS for pair in map("".join, zip(raw[::2], raw[1::2], strict=True))
    )


_HEX_DIGITS = {
    f"{ord(character):02X}"
    for character in "0123456789*#+abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ "
}


def _septets(text: str) -> bytes:
    if gsm7.encodable(text):
        return gsm7.encode(text)
    return b"".join(gsm7.encode(character if gsm7.encodable(character) else "?") for character in text)
