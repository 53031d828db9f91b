"""The residents of the made-up city, from a seed."""

import random
from typing import NamedTuple

from kiosk.places import Kelurahan

DOORS = ("sms",) * 11 + ("call",) * 4 + ("ussd",) * 3 + ("console",) * 2
"""How people come to the kiosk: most of them text."""
FIRST_NAMES = (
    *("Siti", "Sri", "Dewi", "Nur", "Rina", "Wati", "Yuni", "Lestari", "Fitri", "Ani", "Euis", "Ratna"),
    *("Ahmad", "Budi", "Agus", "Dedi", "Eko", "Joko", "Hendra", "Rudi", "Asep", "Ujang", "Yanto", "Slamet"),
)
WOMEN = 12  # the first names up to here
LAST_NAMES = (
    *("Rahayu", "Susanti", "Wulandari", "Hidayat", "Saputra", "Setiawan", "Kurniawan", "Maulana"),
    *("Hasanah", "Permana", "Suryadi", "Utami", "Santoso", "Firmansyah", "Aminah", "Nugroho"),
)
PREFIXES = ("0812", "0813", "0857", "0858", "0877", "0878", "0896", "0895", "0881")


class Resident(NamedTuple):
    """One person; `care` is how sure they are with menus, 0 to 1."""

    number: str
    name: str
    nik: str
    bpjs: str
    village: Kelurahan
    door: str
    care: float


def people(villages: list[Kelurahan], seed: int, count: int) -> list[Resident]:
    """Make *count* residents of *villages*; every village has some, but not all have heard of the kiosk.

    >>> from kiosk.places import kelurahan
    >>> [one] = people([kelurahan("36.74.06.1001")], 7, 1)
    >>> one == people([kelurahan("36.74.06.1001")], 7, 1)[0], len(one.nik), len(one.bpjs)
    (True, 16, 13)
    """
    chance = random.Random(f"people {seed}")  # noqa: S311 - a simulation
    weights = [chance.random() ** 2 + 0.02 for _ in villages]  # near this office many, elsewhere few
    return [_one(chance, chance.choices(villages, weights)[0], place) for place in range(count)]


def _one(chance: random.Random, village: Kelurahan, place: int) -> Resident:
    first = chance.randrange(len(FIRST_NAMES))
    day = chance.randint(1, 28) + (40 if first < WOMEN else 0)
    born = f"{day:02}{chance.randint(1, 12):02}{chance.randint(50, 99):02}"
    return Resident(
        number=f"+62{chance.choice(PREFIXES)[1:]}{5_000_000 + place * 7_919 % 900_000:07}",
        name=f"{FIRST_NAMES[first]} {chance.choice(LAST_NAMES)}",
        nik=f"3674{village.code[6:8]}{born}{place % 9_000 + 1:04}",
        bpjs=f"000{chance.randrange(10**10):010}",
        village=village,
        door=chance.choice(DOORS),
        care=0.5 + chance.random() / 2,
    )
