"""Who knows of a service, of those who were asked at the counter (S4): counts, and a rule for small samples.

Lot quality assurance (LQAS) decides with few answers: of 19 who were asked, 13 must know, for then hardly a
place where 8 of 10 know fails, and hardly one where 5 of 10 do passes. PURE.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from math import comb
from typing import Any, NamedTuple

from kiosk.evaluation.hiding import hidden, parts
from kiosk.evaluation.verdict import ENOUGH, FEW, percent

SAMPLE = 19  # of whom a place can be judged by
WELL, BADLY = Fraction(8, 10), Fraction(5, 10)  # the shares that the rule tells apart


class Knowing(NamedTuple):
    """How many of those who were asked have used a service, have heard of it, or never had."""

    used: int = 0
    heard: int = 0
    never: int = 0

    @property
    def asked(self) -> int:
        """How many were asked."""
        return sum(self)

    @property
    def know(self) -> int:
        """How many knew."""
        return self.used + self.heard

    @property
    def share(self) -> float | None:
        """The share of those who knew; None where too few were asked to say so."""
        return self.know / self.asked if self.asked >= ENOUGH else None

    @property
    def needed(self) -> int | None:
        """How many of them had to know; None where the sample is too small for the rule.

        >>> Knowing(2, 11, 6).needed, Knowing(2, 11, 5).needed
        (13, None)
        """
        return least(self.asked) if self.asked >= SAMPLE else None


@lru_cache(maxsize=64)
def least(asked: int, well: Fraction = WELL, badly: Fraction = BADLY) -> int:
    """Give how many of *asked* have to know, so that the greater of the two errors is the smallest.

    >>> least(19), least(19, Fraction(6, 10), Fraction(3, 10)), least(19, Fraction(5, 10), Fraction(2, 10))
    (13, 9, 7)
    """
    return min(
        range(1, asked + 1),
        key=lambda one: max(_below(one, asked, well), 1 - _below(one, asked, badly)),
    )


def _below(many: int, asked: int, share: Fraction) -> Fraction:
    """Give the probability that fewer than *many* of *asked* know where *share* of all do."""
    terms = (comb(asked, one) * share**one * (1 - share) ** (asked - one) for one in range(many))
    return sum(terms, Fraction(0))


def said(one: Knowing) -> str:
    """Say it in a line.

    >>> said(Knowing(3, 9, 7))
    '12 dari 19 tahu (63%); untuk 80% perlu 13 (LQAS): belum.'
    >>> said(Knowing(1, 1, 1))
    'baru ditanyakan kepada kurang dari 5 orang.'
    """
    if one.asked < FEW:
        return f"baru ditanyakan kepada kurang dari {FEW} orang."
    told = f"{hidden(one.know)} dari {one.asked} tahu"
    if one.share is not None and not 0 < one.know < FEW:
        told += f" ({percent(one.share)})"
    if one.needed is None:
        return f"{told}; LQAS menilai mulai {SAMPLE} jawaban."
    return f"{told}; untuk 80% perlu {one.needed} (LQAS): {'ya' if one.know >= one.needed else 'belum'}."


def as_dict(found: Mapping[str, Knowing], names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Give it as JSON has it; counts below five are hidden."""
    return [
        {
            "service": service,
            "name": names.get(service, service),
            "asked": hidden(one.asked),
            **parts(one._asdict()),
            "share": None if one.share is None or 0 < one.know < FEW else int(percent(one.share)[:-1]),
            "needed": one.needed,
            "enough": None if one.needed is None else one.know >= one.needed,
        }
        for service, one in found.items()
    ]


def lines(found: Mapping[str, Knowing], names: Mapping[str, str]) -> Iterator[str]:
    """Write it, a line for each service."""
    for service, one in found.items():
        yield f"{names.get(service, service)}: {said(one)}"
