"""What residents want and how they answer what they read: data in `wants.yaml`, for people, not programs.

A resident knows no state machine. They read the screen, look for the line that says what they want, and type
its number; some give up where it gets hard. So a changed menu changes what they do, as it would for anybody.
"""

import random
import re
from collections.abc import Generator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from kiosk.city.people import Resident

TABLE = Path(__file__).with_name("wants.yaml")
MOST = 18  # answers of one conversation; then anybody would give up
NAVIGATION = ("0", "00", "98")
LINE = re.compile(r"^(\d{1,2}) (.+)$", re.MULTILINE)

Talk = Generator[str, str, None]
"""Yields what is typed and is sent what is read; it ends when the resident is through with it."""


class Want(NamedTuple):
    """One row of the table."""

    name: str
    word: str
    label: str
    often: float
    answers: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]
    stop: Mapping[str, float]


class Wants(NamedTuple):
    """The table: what people come for, and what they say when they are asked."""

    all: tuple[Want, ...]
    asked: Want


@lru_cache(maxsize=1)
def wants() -> Wants:
    """Read the table."""
    import yaml

    table = yaml.safe_load(TABLE.read_text("utf-8"))
    asked = {"name": "asked", "word": "", "label": "", "often": 0, "answers": table["asked"]}
    return Wants(tuple(want for row in table["wants"] for want in _rows(row)), _want(asked, {}))


def _rows(row: Mapping[str, Any]) -> list[Want]:
    return [_want({**row, **each}, each) for each in row.get("each", [{}])]


def _want(row: Mapping[str, Any], words: Mapping[str, Any]) -> Want:
    answers = tuple((re.compile(pattern), _possible(said, words)) for pattern, said in row["answers"])
    return Want(row["name"], row["word"], row["label"], row["often"], answers, row.get("stop", {}))


def _possible(said: str | list[str], words: Mapping[str, Any]) -> tuple[str, ...]:
    """List what may be said; a word in brackets stands for all that its row gives for it."""
    found: list[str] = []
    for one in [said] if isinstance(said, str) else said:
        name = next((name for name in words if f"[{name}]" in one), "")
        given = words[name] if name else ""
        found += [one.replace(f"[{name}]", word) for word in ([given] if isinstance(given, str) else given)]
    return tuple(found)


def come(resident: Resident, want: Want, chance: random.Random, door: str) -> Talk:
    """Begin at a door and go on to the end; the first text opens the dialogue ("": it is shown)."""
    by_word = door == "sms" and chance.random() < resident.care
    shown = yield want.word if by_word else "MENU" if door == "sms" else ""
    if not by_word and want.label:
        typed = choice(shown, want.label)
        if not typed:
            return
        shown = yield typed
    yield from answer(resident, want, chance, shown)


def answer(resident: Resident, want: Want, chance: random.Random, shown: str) -> Talk:
    """Answer what is shown, again and again, until nothing more is asked or they have had enough."""
    for _ in range(MOST):
        if any(pattern in shown and chance.random() < share for pattern, share in want.stop.items()):
            return
        typed = reading(resident, want, chance, shown)
        if not typed:
            return
        if chance.random() > 0.9 + resident.care / 10:  # a slip of the thumb
            typed = typed[:-1] or "#"
        shown = yield typed


def reading(resident: Resident, want: Want, chance: random.Random, shown: str) -> str:
    """Find what they type when they read this; "" when they have nothing to say."""
    for pattern, possible in want.answers:
        if pattern.search(shown):
            said = chance.choice(possible)
            if said == "*":
                lines = [number for number, _ in LINE.findall(shown) if number not in NAVIGATION]
                return chance.choice(lines) if lines else ""
            if said.startswith("="):
                return choice(shown, said[1:])
            return _filled(said, resident)
    return ""


def choice(shown: str, words: str) -> str:
    r"""Give the number of the line that has these words; "" if there is none.

    >>> choice("RSU. Balas angka:\n1 Rawat jalan (poli)\n2 Rawat inap\n0 Kembali", "Rawat inap")
    '2'
    """
    for number, text in LINE.findall(shown):
        if words.casefold() in str(text).casefold():
            return str(number)
    return ""


def _filled(said: str, resident: Resident) -> str:
    return said.format(
        nik=resident.nik,
        bpjs=resident.bpjs,
        name=resident.name,
        phone=f"0{resident.number[3:]}",
        village=resident.village.name,
    )
