"""Whether two places are one: the street that a text names, else the landmarks that it shares. PURE."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

NEAR = 0.85  # similarity from which two names of a street are one
SHARED = 2  # landmarks in common that make two places one, where no street is named
LONGEST = 4  # words of a street's name
KINDS = {
    **dict.fromkeys(("jl", "jln", "jalan", "street"), "Jl."),
    **dict.fromkeys(("gg", "gang"), "Gg."),
    **dict.fromkeys(("komplek", "kompleks", "komp"), "Kompleks"),
    **dict.fromkeys(("perum", "perumahan"), "Perum"),
    "cluster": "Cluster",
    "lorong": "Lorong",
}
ENDS = """
depan dpn dekat dkt deket samping sebelah belakang blkg seberang sebrang pojok ujung arah menuju ke di no
nomor rt rw km kel kelurahan kec kecamatan sdn smpn sman sd smp sma masjid mushola musala toko pasar puskesmas
warung ada yang dan atau sudah blm belum in front of near behind next to opposite at has is with from the
"""  # words that no name of a street holds
VAGUE = """
jalan rusak besar kecil parah banyak sekali tolong mohon pak bu kami saya rumah
"""  # words that tell no place from another
EMPTY = frozenset((*ENDS.split(), *VAGUE.split()))
_WORD = re.compile(r"[^\W_]+|[,;.#\n]")
_UNIT = re.compile(r"\b(r[tw])[ .]*0*([0-9]{1,3})\b", re.IGNORECASE)


class Place(NamedTuple):
    """What a text says of where it is: the street as it is shown, its landmarks, RT and RW."""

    street: str
    marks: frozenset[str]
    units: frozenset[tuple[str, str]]


def place(text: str, signs: frozenset[str] = frozenset()) -> Place:
    """Read where a text says that it is; *signs* are words of problems: they are no names.

    >>> place("jl siliwangi dpn sdn1, rt 02").street
    'Jl. Siliwangi'
    >>> sorted(place("dekat masjid nurul huda").marks)
    ['huda', 'nurul']
    """
    street = _street(text, signs)
    words = re.findall(r"[^\W_]{4,}", text.casefold())
    named = frozenset(street.casefold().split())
    marks = frozenset(word for word in words if word not in EMPTY and word not in signs and word not in named)
    units = frozenset((kind.casefold(), number) for kind, number in _UNIT.findall(text))
    return Place(street, marks, units)


def alike(one: Place, other: Place) -> float:
    """Tell how surely two places of one kelurahan are the same: 0 is not at all.

    >>> alike(place("Jl. Siliwangi depan SDN 1"), place("jln silliwangi no 12")) > 0
    True
    >>> alike(place("Jl. Siliwangi"), place("Jl. Surya Kencana")), alike(place("RT 02"), place("RT 05"))
    (0, 0)
    """
    for kind in ("rt", "rw"):
        mine, theirs = ({number for unit, number in each.units if unit == kind} for each in (one, other))
        if mine and theirs and not mine & theirs:
            return 0
    shared = len(one.marks & other.marks)
    if one.street and other.street:
        same = SequenceMatcher(a=_letters(one.street), b=_letters(other.street), autojunk=False).ratio()
        return same + shared if same >= NEAR else 0
    return shared if shared >= SHARED else 0


def _street(text: str, signs: frozenset[str]) -> str:
    words = _WORD.findall(text)
    for at, word in enumerate(words):
        kind = KINDS.get(word.casefold())
        if not kind:
            continue
        rest = words[at + 1 :]
        if rest[:1] == ["."]:
            rest = rest[1:]
        name: list[str] = []
        for each in rest[:LONGEST]:
            ends = not each[0].isalnum() or each.casefold() in EMPTY or each.casefold() in signs
            if ends or (each.isdigit() and name and len(each) > 2):
                break
            name.append(each)
        if name:
            return " ".join(
                [kind, *(each if each.isupper() and len(each) <= 2 else each.capitalize() for each in name)]
            )
    return ""


def _titled(word: str) -> str:
    """Write a word as in a name; short ones in capitals ("WR") stay so."""
    return word if word.isupper() and len(word) <= 2 else word.capitalize()


def _letters(street: str) -> str:
    return "".join(street.casefold().split()[1:])
