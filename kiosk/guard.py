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
FLOOD_WINDOW = 60 * 60.0  # in so many seconds …
SAME_LIMIT = 3  # … replies to the same message that moves nothing, over and over
FLOOD_LIMIT = 12  # … messages since the last thing that was done, the answers of a form aside
CALL_PAUSE = 60.0  # a second missed call so soon sends nothing
IDLE, MOVED, ANSWERED, DONE = range(4)
"""How far an inbound brought its conversation: nowhere, to another screen, on in a form, to a receipt."""
FLAGGED = ("loop", "same", "flood", "daily")  # why a number falls silent: an officer is told


def e164(number: str) -> str:
    """Write a number as the network does: 08…, 62… and +62… are one; what is no number stays as it is.

    >>> [e164(number) for number in ("081211110001", "6281211110001", "+62 812-1111-0001")]
    ['+6281211110001', '+6281211110001', '+6281211110001']
    >>> e164("TELKOMSEL"), e164("1708")
    ('TELKOMSEL', '1708')
    """
    if SENDER.fullmatch(number):
        return number
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
    """What was said before: to one sender idly of late, and in a day; in a day to everybody.

    `same` counts what this sender wrote word for word like now, idly, and `lately` their messages, both in
    FLOOD_WINDOW; the answers of a form, and what came before the last thing that was done, are no flood.
    """

    idle: int
    today: int
    everybody: int = 0
    same: int = 0
    lately: int = 0


def silent(said: Said, progress: int, *, plea: bool = False, mistaken: bool = False) -> str | None:
    """Tell why the next reply is not sent (one of FLAGGED, or "kiosk": all had too many), or None.

    *progress* is how far it brings the conversation: DONE is always told. A *plea* for help is answered
    as long as one number may be answered at all. A *mistaken* message was not understood: MENU again and
    again is a resident, the same nonsense again and again is a machine.

    >>> silent(Said(5, 9), IDLE), silent(Said(5, 9), MOVED), silent(Said(0, 60), MOVED)
    ('loop', None, 'daily')
    >>> silent(Said(3, 9, same=3), MOVED, mistaken=True), silent(Said(0, 9, lately=12), MOVED)
    ('same', 'flood')
    >>> silent(Said(5, 9), IDLE, plea=True)
    """
    if progress == DONE:
        return None
    if said.today >= DAILY_LIMIT:
        return "daily"
    if plea:
        return None
    if said.everybody >= KIOSK_LIMIT:
        return "kiosk"
    if progress == ANSWERED:
        return None
    if mistaken and said.same >= SAME_LIMIT:
        return "same"
    if progress == IDLE and said.idle >= IDLE_LIMIT:
        return "loop"
    return "flood" if said.lately >= FLOOD_LIMIT else None
