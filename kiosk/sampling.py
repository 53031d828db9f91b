"""Who is asked: a share of those who got something done, by a seeded hash. PURE."""

from fractions import Fraction
from hashlib import sha256
from typing import NamedTuple


class Sampling(NamedTuple):
    """How many are asked (0 none, 1 all), the seed of the choice, the officer's number, which never is."""

    share: Fraction = Fraction(0)
    seed: str = "skm"
    officer: str = ""


NOBODY = Sampling()
USUAL = Sampling(Fraction(1, 3))


def chosen(sampling: Sampling, whom: str) -> bool:
    """Tell whether *whom* (a contact, as a text) is of the sample; the same text always gives the same.

    >>> [chosen(Sampling(Fraction(share)), "a") for share in (0, 1)]
    [False, True]
    >>> sum(chosen(USUAL, str(one)) for one in range(3000))
    1007
    """
    drawn = int.from_bytes(sha256(f"{sampling.seed} {whom}".encode()).digest()[:8], "big")
    return Fraction(drawn, 1 << 64) < sampling.share
