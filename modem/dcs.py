"""The data coding scheme of a short message (TS 23.038 clause 4)."""

from typing import Literal, NamedTuple

from modem.errors import TpduError

Alphabet = Literal["gsm7", "8bit", "ucs2"]
Kind = Literal["voicemail", "fax", "email", "other", "video"]

_ALPHABETS: tuple[Alphabet, ...] = ("gsm7", "8bit", "ucs2", "gsm7")  # the last is reserved
KINDS: tuple[Kind, ...] = ("voicemail", "fax", "email", "other")


class Waiting(NamedTuple):
    """What a message waiting indication says: groups 1100 to 1110, or an element (`modem.udh`)."""

    kind: Kind
    active: bool
    stored: bool  # False: the phone may throw the message away once the icon is set
    count: int | None = None  # type: ignore[assignment]  # how many, as 23.040 names it, where an element tells
    profile: int = 1  # of the subscriber's up to four


class Dcs(NamedTuple):
    """A data coding scheme; make one with `Dcs.of(octet)` or `Dcs.make(alphabet, message_class)`.

    >>> Dcs.of(0x18).alphabet, Dcs.of(0x18).message_class
    ('ucs2', 0)
    >>> Dcs.make("8bit", 1).value
    21
    """

    value: int
    alphabet: Alphabet = "gsm7"
    message_class: int | None = None  # 0 flash, 1 phone, 2 SIM, 3 terminal
    compressed: bool = False
    deletes: bool = False  # marked for automatic deletion (group 01)
    waiting: Waiting | None = None

    @property
    def is_text(self) -> bool:
        """Whether the user data are text that can be read: not 8-bit, not compressed (TS 23.042)."""
        return self.alphabet != "8bit" and not self.compressed

    @classmethod
    def of(cls, value: int) -> "Dcs":
        """Give what the octet *value* says; reserved codings are GSM 7-bit, as the clause wants."""
        return _ALL[value]

    @classmethod
    def make(cls, alphabet: Alphabet = "gsm7", message_class: int | None = None) -> "Dcs":
        """Give the general coding for an alphabet, with a message class (0 to 3) or none."""
        try:
            return _GENERAL[alphabet, message_class]
        except KeyError:
            raise TpduError("TP-DCS", 0, f"no coding for {alphabet}, class {message_class}") from None


def _read(value: int) -> Dcs:
    group, low = value >> 4, value & 0x0F
    if group < 0b1000:
        message_class = value & 3 if value & 0x10 else None
        return Dcs(value, _ALPHABETS[low >> 2], message_class, bool(value & 0x20), bool(value & 0x40))
    if group == 0b1111:
        return Dcs(value, "8bit" if value & 4 else "gsm7", value & 3)
    if group >= 0b1100:
        waiting = Waiting(KINDS[value & 3], bool(value & 8), group != 0b1100)
        return Dcs(value, "ucs2" if group == 0b1110 else "gsm7", waiting=waiting)
    return Dcs(value)


_ALL = tuple([_read(value) for value in range(0x100)])
_GENERAL = {(dcs.alphabet, dcs.message_class): dcs for dcs in (*_ALL[0x00:0x0C:4], *_ALL[0x10:0x1C])}
