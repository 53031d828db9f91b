"""The data coding scheme of a short message (TS 23.038 clause 4)."""

from typing import Literal, NamedTuple

Alphabet = Literal["gsm7", "8bit", "ucs2"]


class Waiting(NamedTuple):
    """What a message waiting indication says (the groups 1100 to 1110)."""

    kind: Literal["voicemail", "fax", "email", "other"]
    active: bool
    stored: bool  # False: the phone may throw the message away once the icon is set


class Dcs(NamedTuple):
    """A data coding scheme; make one with `Dcs.of(octet)` or `Dcs.make(alphabet, message_class)`.

    >>> Dcs.of(0x18).alphabet, Dcs.of(0x18).message_class
    ('ucs2', 0)
    """

    value: int
    alphabet: Alphabet
    message_class: int | None = None  # 0 flash, 1 phone, 2 SIM, 3 terminal
    compressed: bool = False
    deletes: bool = False  # marked for automatic deletion (group 01)
    waiting: Waiting | None = None

    @classmethod
    def of(cls, value: int) -> "Dcs":
        """Give what the octet *value* says; reserved codings are GSM 7-bit, as the clause wants."""
        raise NotImplementedError

    @classmethod
    def make(cls, alphabet: Alphabet = "gsm7", message_class: int | None = None) -> "Dcs":
        """Give the coding for a text or data, with a class or none."""
        raise NotImplementedError
