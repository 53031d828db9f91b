"""Who is asked: a share of those who got something done, by a seeded hash. PURE."""

from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256
from typing import NamedTuple


class Sampling(NamedTuple):
    """How many are asked (0 none, 1 all), the seed of the choice, the officer's number, which never is.

    `share` is that of residents who got something done, `visitors` that of visitors of the walk-up counter.
    """

    share: Fraction = Fraction(0)
    seed: str = "skm"
    visitors: Fraction = Fraction(0)
    officer: str = ""


NOBODY = Sampling()
USUAL = Sampling(Fraction(1, 3), visitors=Fraction(1, 4))


def chosen(sampling: Sampling, whom: str) -> bool:
    """Tell whether *whom* (a contact, as a text) is of the sample; the same text always gives the same.

    >>> [chosen(Sampling(Fraction(share)), "a") for share in (0, 1)]
    [False, True]
    >>> sum(chosen(USUAL, str(one)) for one in range(3000))
    1007
    """
    return _drawn(sampling, whom) < sampling.share


def drawn(sampling: Sampling, visitor: str, among: Sequence[str]) -> str:
    """Draw one of several for a visitor of the counter; "" for whoever is not of the sample.

    >>> visitors = [drawn(USUAL, str(one), ("rsu", "lapor")) for one in range(3000)]
    >>> [visitors.count(one) for one in ("", "rsu", "lapor")]
    [2245, 401, 354]
    """
    if not among or _drawn(sampling, f"visitor {visitor}") >= sampling.visitors:
        return ""
    return among[int(_drawn(sampling, f"which {visitor}") * len(among))]


def _drawn(sampling: Sampling, whom: str) -> Fraction:
    """Give a number from 0 to below 1 that is always the same for the same text."""
    octets = sha256(f"{sampling.seed} {whom}".encode()).digest()[:8]
    return Fraction(int.from_bytes(octets, "big"), 1 << 64)
