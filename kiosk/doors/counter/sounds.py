"""What is heard: a short signal when a key was taken, a visit is over, a screen is about to be cleared. PURE.

Whoever sees badly, or looks at the keys, hears that something has happened. A terminal has one signal, its
bell; `[console] sound` says how much of it an office wants.
"""

from kiosk.doors.counter.keypad import HIDDEN
from kiosk.doors.counter.visit import View

OFF, NOTICES, KEYS = "off", "notices", "keys"
BELL = "\a"


def heard(before: View | None, now: View, wanted: str) -> bool:
    """Tell whether something is heard as one view follows another: *wanted* is OFF, NOTICES or KEYS.

    NOTICES are the end of a visit, the beginning of the countdown, and paper that is ready; with KEYS also
    each key that changes anything.
    """
    if wanted == OFF or before is None:
        return False
    if now.slide:  # nobody is here
        return False
    if now.over and not before.over:
        return True
    if now.left is not None and before.left is None:
        return True
    if now.slip != before.slip and now.slip == now.words.take_slip and before.slip:
        return True
    taken = (now.typed, now.text, now.letters) != (before.typed, before.text, before.letters)
    return wanted == KEYS and taken and not _fades(before, now)


def _fades(before: View, now: View) -> bool:
    """Whether only the last digit of a hidden line became a dot."""
    return now.text == before.text and len(now.typed) == len(before.typed) and now.typed.endswith(HIDDEN)
