"""The counter on a character display of 20 columns and 4 rows: what stands there, and for how long. PURE.

A text that is longer turns by itself, screenful by screenful, as long as nothing is typed; the lowest row is
the visitor's. Such displays know no letters but those of ASCII.
"""

import textwrap
import unicodedata
from collections.abc import Sequence

from kiosk.doors.counter.body import CHOICE
from kiosk.doors.counter.keypad import HIDDEN
from kiosk.doors.counter.visit import View

COLUMNS, ROWS = 20, 4
STANDS = 4.0  # seconds that a screenful stands
GAP = "  "  # between two choices in a row


def rows(view: View, stood: float) -> list[str]:
    """Give the four rows of a view that has been shown for *stood* seconds."""
    room = ROWS if view.slide else ROWS - 1
    screens = _screens(_lines(view), room)
    at = 0 if view.typed else int(stood / STANDS) % len(screens)
    shown = [*screens[at], *[""] * (room - len(screens[at]))]
    if not view.slide:
        where = f" {at + 1}/{len(screens)}" if len(screens) > 1 else ""
        shown.append(_last(view, COLUMNS - len(where)).ljust(COLUMNS - len(where)) + where)
    return [ascii_of(row).ljust(COLUMNS)[:COLUMNS] for row in shown]


def ascii_of(text: str) -> str:
    """Write a text in the letters of such a display.

    >>> ascii_of("Pencét •••4 – ¿?")
    'Pencet ***4 - ??'
    """
    plain = text.replace(HIDDEN, "*").replace("–", "-")
    parted = unicodedata.normalize("NFKD", plain)
    bare = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return "".join(letter if letter.isascii() and letter.isprintable() else "?" for letter in bare)


def _lines(view: View) -> list[str]:
    """Give all that is said, in lines of the display: the numbers first, short choices beside each other."""
    lines = [number for number in view.large if number]
    choices: list[str] = []
    for line in [*view.text.split("\n"), *([view.slip] if view.slip else [])]:
        if CHOICE.fullmatch(line) and len(line) <= COLUMNS:
            choices.append(line)
            continue
        lines += [*_beside(choices), *_wrapped(line)]
        choices = []
    return [*lines, *_beside(choices)]


def _wrapped(line: str) -> list[str]:
    under = "  " if CHOICE.fullmatch(line) else ""
    return textwrap.wrap(line, COLUMNS, subsequent_indent=under)


def _beside(choices: Sequence[str]) -> list[str]:
    """Put short choices into one row.

    >>> _beside(["1 Lapor masalah", "2 Izin", "3 Pajak PBB"])
    ['1 Lapor masalah', '2 Izin  3 Pajak PBB']
    """
    lines: list[str] = []
    for choice in choices:
        if lines and len(lines[-1]) + len(GAP) + len(choice) <= COLUMNS:
            lines[-1] += GAP + choice
        else:
            lines.append(choice)
    return lines


def _screens(lines: list[str], room: int) -> list[list[str]]:
    return [lines[at : at + room] for at in range(0, len(lines), room)] or [[]]


def _last(view: View, room: int) -> str:
    """Say what is typed, or what to do; the countdown comes before all else."""
    if view.left is not None:
        return f"{view.words.still_here.split('?')[0]}? {view.left}"[:room]
    if view.typed:
        return f"> {view.typed}_"[-room:] if len(view.typed) + 3 > room else f"> {view.typed}_"
    if view.over:
        return "ENTER"
    return ">_"
