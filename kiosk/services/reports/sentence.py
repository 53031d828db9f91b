"""A whole report in one message: `LAPOR JALAN PAMULANG BARAT JL SILIWANGI LUBANG`, `lapor#jalan#…#…`."""

import re
from typing import NamedTuple

from kiosk import places
from kiosk.services.reports import similar
from kiosk.services.reports.kinds import Kinds

FIELDS = re.compile(r"[#*;\n]+")
EDGES = " ,.:-"
MARKS = frozenset(("di", "in", "at", "on", *similar.KINDS))  # words that a place begins with
_WORD = re.compile(r"[^\W_]+")


class Said(NamedTuple):
    """What a message says: the kind by its key, where it is, what it is about; "" where it does not."""

    kind: str = ""
    place: str = ""
    story: str = ""


def read(text: str, kinds: Kinds) -> Said:
    """Read what followed the word LAPOR; nothing (`Said()`) where no more than a kind is said.

    Between `#` stand kind, place and story in this order. In running text the story begins at the first word
    that tells a problem; where the rest names no place, all of it is both.
    """
    parts = [part.strip() for part in FIELDS.split(text) if part.strip()]
    if not parts:
        return Said()
    kind, rest = _kind(parts[0] if len(parts) > 1 else text, kinds)
    if len(parts) > 1 and not rest:
        return Said(kind, parts[1], ", ".join(parts[2:])) if kind else Said()
    if len(parts) > 1:
        rest = ", ".join((rest, *parts[1:]))
    if not rest:
        return Said()
    place, story = _cut(rest, kinds.signs)
    if kind and text.strip().endswith(rest) and rest.startswith(story) and place != rest:
        story = text.strip().removesuffix(rest) + story  # "lampu mati", not "mati"
    return Said(kind or _guess(rest, kinds), place, story)


def _kind(text: str, kinds: Kinds) -> tuple[str, str]:
    """Find the kind that a text begins with, by its number, key or label: the longest; and what follows."""
    words = list(_WORD.finditer(text))
    codes = list(kinds.all)
    if words and words[0][0].isdigit() and 0 < int(words[0][0]) <= len(codes):
        return codes[int(words[0][0]) - 1], text[words[0].end() :].strip(EDGES)
    for length in (3, 2, 1):
        said = " ".join(word[0].casefold() for word in words[:length])
        for code, kind in kinds.all.items():
            if len(words) >= length and any(said == " ".join(_WORD.findall(label)) for label in kind.labels):
                return code, text[words[length - 1].end() :].strip(EDGES)
    return "", text.strip()


def _guess(text: str, kinds: Kinds) -> str:
    words = {word.casefold() for word in _WORD.findall(text)}
    found = [code for code, kind in kinds.all.items() if any(thing.words & words for thing in kind.things)]
    return found[0] if len(found) == 1 else ""


def _cut(text: str, signs: frozenset[str]) -> tuple[str, str]:
    """Cut a running text into place and story, whichever stands first; what cannot be cut is both."""
    words = list(_WORD.finditer(text))
    sign = next((word.start() for word in words if word[0].casefold() in signs), None)
    if sign is None:
        return text, ""
    before = text[:sign].strip(EDGES)
    if before and places.find(before):
        return before, text[sign:].strip()
    mark = next((word.start() for word in words if word.start() > sign and word[0].casefold() in MARKS), None)
    if mark is not None and places.find(text[mark:]):
        return text[mark:].strip(EDGES).removeprefix("di ").removeprefix("in "), text[:mark].strip(EDGES)
    return (text if places.find(text) or similar.place(text, signs).street else ""), text
