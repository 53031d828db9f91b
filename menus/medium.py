"""How much a screen holds: the media as values, and the exact size of a text in them."""

import re
from typing import NamedTuple

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)  # TS 23.038 clause 6.2.1
_EXTENSION = "\f^{}\\[~]|€"  # clause 6.2.1.1: an escape and a character
_PLAIN = bytes(ord(each) for each in _BASIC if each.isascii())
_GSM7 = re.compile(f"[{re.escape(_BASIC + _EXTENSION)}]*").fullmatch
_DOUBLE = re.compile(f"[{re.escape(_EXTENSION)}]").findall


class Medium(NamedTuple):
    """What a screen must know of where it is shown; 0 means no limit.

    `septets` and `ucs2` are the room of one screen in GSM 7-bit septets and in UCS-2 characters, `lines` and
    `columns` that of a display; `back`, `home` and `more` are the keys, `also_back` one more for back where
    it is no item; `items` are the choices on a page.
    After `quiet` seconds without an input the next one opens a new dialogue (0: never, the question stands
    before their eyes).
    """

    name: str
    septets: int = 0
    ucs2: int = 0
    lines: int = 0
    columns: int = 0
    back: str = "0"
    home: str = "00"
    more: str = "98"
    also_back: str = "9"
    items: int = 7
    quiet: float = 0.0

    def fits(self, text: str) -> bool:
        """Whether *text* is shown whole.

        >>> SMS.fits("a" * 160), SMS.fits("a" * 159 + "{"), SMS.fits("é" * 160), SMS.fits("ê" * 71)
        (True, False, True, False)
        """
        if self.septets and not (2 * len(text) <= self.septets and len(text) <= self.ucs2 and text.isascii()):
            if len(text) > self.septets and len(text) > self.ucs2:
                return False  # however it is written
            if (wide := septets(text)) is None:
                if ucs2(text) > self.ucs2:
                    return False
            elif wide > self.septets:
                return False
        if self.columns:
            return sum(max(1, -(-len(line) // self.columns)) for line in text.split("\n")) <= self.lines
        return True

    def left(self, text: str) -> int:
        """Count the room left under *text*, in septets or UCS-2 characters; negative when too long."""
        wide = septets(text)
        return self.ucs2 - ucs2(text) if wide is None else self.septets - wide


SMS = Medium("sms", septets=160, ucs2=70, quiet=1800.0)  # one segment, TS 23.040 clause 9.2.3.24
USSD = Medium("ussd", septets=182, ucs2=80)  # 160 octets, TS 23.038 clause 5
CONSOLE = Medium("console", lines=14, columns=40)
WEB = Medium("web", septets=182, ucs2=80)
MEDIA = {medium.name: medium for medium in (SMS, USSD, CONSOLE, WEB)}


def septets(text: str) -> int | None:
    """Septets that *text* fills, an extension character two; None when it needs UCS-2.

    >>> septets("{a}"), septets("日")
    (5, None)
    """
    if text.isascii() and not text.encode().translate(None, _PLAIN):  # most screens, four times as fast
        return len(text)
    return len(text) + len(_DOUBLE(text)) if _GSM7(text) else None


def ucs2(text: str) -> int:
    """UCS-2 characters that *text* fills; one outside the first plane is two (UTF-16)."""
    return len(text) + sum(1 for character in text if character > "\uffff")
