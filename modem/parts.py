"""Long messages: split a text into parts, join parts into a text (TS 23.040 clause 9.2.3.24.1)."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from modem.tpdu import Alphabet, Deliver, Submit, Validity


class Plan(NamedTuple):
    """What a text will cost: alphabet, parts, and septets (or UCS2 units) left in the last part."""

    alphabet: Alphabet
    parts: int
    left: int


def plan(text: str, *, wide: bool = False, national: bool = True) -> Plan:
    """Tell how *text* would be sent; *wide* references are 16-bit, *national* tables are used where they save parts."""
    raise NotImplementedError


def submits(
    recipient: str,
    text: str,
    *,
    reference: int = 0,
    report: bool = False,
    message_class: int | None = None,
    validity: Validity | None = None,
    wide: bool = False,
    national: bool = True,
) -> tuple[Submit, ...]:
    """Split *text* into the Submits for *recipient*; *reference* joins the parts (above 255: a 16-bit one)."""
    raise NotImplementedError


def delivers(
    sender: str,
    text: str,
    *,
    timestamp: datetime,
    reference: int = 0,
    message_class: int | None = None,
    wide: bool = False,
    national: bool = True,
) -> tuple[Deliver, ...]:
    """Split *text* into the Delivers that the network hands over, the last part without more_to_send."""
    raise NotImplementedError


class Joined(NamedTuple):
    """A whole message: `missing` names the parts that never came (their place in the text shows `…`)."""

    sender: str
    text: str
    timestamp: datetime  # of its first part
    message_class: int | None
    parts: int  # as the header says; 1 for a message of its own
    missing: tuple[int, ...] = ()
    entries: tuple[object, ...] = ()  # what came with add(entry=…), duplicates too


def join(delivers: Iterable[Deliver], *, gaps: bool = False) -> Joined | None:
    """Join the parts of one message, in any order, duplicates ignored; None while parts are missing (unless *gaps*)."""
    raise NotImplementedError


class Assembler:
    """Joins parts as they come; pure: *now* is any monotonic clock in seconds.

    Parts belong together by sender, reference, total and time stamps at most *window* seconds apart (references are reused).
    """

    def __init__(self, *, window: float = 3600, patience: float = 72 * 3600, limit: int = 500) -> None:
        raise NotImplementedError

    def add(self, deliver: Deliver, now: float, entry: object = None) -> Joined | None:
        """Take a message or a part; give the whole message once it is whole. 8-bit data joins to text "" (see parts)."""
        raise NotImplementedError

    def expire(self, now: float) -> list[Joined]:
        """Give up on messages of which nothing came for *patience* seconds: their text with gaps."""
        raise NotImplementedError
