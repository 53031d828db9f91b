"""Who is answered, and how often: pure rules that keep two machines from talking to each other for money."""

import re
from typing import NamedTuple

SENDER = re.compile(r"\+[1-9][0-9]{7,14}")  # E.164; a short code or a name is no one to answer
NOBODY = ("+882", "+883", "+979", "+878", "+62809")  # satellites, premium rate
IDLE_LIMIT = 5  # replies that moved no conversation forward, to one sender …
IDLE_WINDOW = 30 * 60.0  # … in so many seconds
DAILY_LIMIT = 60  # replies to one sender …
DAILY_WINDOW = 24 * 3600.0
KIOSK_LIMIT = 3000  # … and by SMS to everybody together
CALL_PAUSE = 60.0  # a second missed call so soon sends nothing


def e164(number: str) -> str:
    """Write a number as the network does: 08…, 62… and +62… are one; what is no number stays as it is.

    >>> [e164(number) for number in ("081211110001", "6281211110001", "+62 812-1111-0001")]
    ['+6281211110001', '+6281211110001', '+6281211110001']
    >>> e164("TELKOMSEL"), e164("1708")
    ('TELKOMSEL', '1708')
    """
    bare = re.sub(r"[\s().-]", "", number)
    if re.fullmatch(r"0[1-9][0-9]{6,12}", bare):
        return f"+62{bare[1:]}"
    if re.fullmatch(r"62[1-9][0-9]{6,12}", bare):
        return f"+{bare}"
    return bare if re.fullmatch(r"\+?[0-9]{3,15}", bare) else number


def answerable(number: str, own: frozenset[str] = frozenset()) -> bool:
    """Tell whether an SMS may go to *number* (as `e164` writes it); *own* are this and other kiosks' numbers.

    >>> [answerable(who) for who in ("+6281211110001", "TELKOMSEL", "1708", "+88213000", "")]
    [True, False, False, False, False]
    """
    return SENDER.fullmatch(number) is not None and not number.startswith(NOBODY) and number not in own


class Said(NamedTuple):
    """What was said before: idle replies to one sender lately, all to them and all to everybody in a day."""

    idle: int
    today: int
    everybody: int = 0


def silent(said: Said, *, moved: bool, receipt: bool = False) -> str | None:
    """Tell why the next reply is not sent ("loop", "daily"), or None.

    *moved*: it moves a conversation forward; if it is a *receipt* too, it is always sent.

    >>> silent(Said(5, 9), moved=False), silent(Said(5, 9), moved=True), silent(Said(0, 60), moved=True)
    ('loop', None, 'daily')
    """
    if moved and receipt:
        return None
    if said.today >= DAILY_LIMIT or said.everybody >= KIOSK_LIMIT:
        return "daily"
    if not moved and said.idle >= IDLE_LIMIT:
        return "loop"
    return None
