"""The satisfaction index of public services (SKM, IKM) as Permenpan-RB 14/2017 has it. Exact, and PURE.

Nine elements, each answered 1 (worst) to 4 (best). The mean of an element is its NRR, each weighs exactly one
ninth, and the index is 25 times their weighted sum: 25 to 100. A weight that was rounded first (0.11) would
give 99 for a perfect service. The index is rounded to two places, half up, and only then graded.

>>> ikm([(4, 4, 4, 4, 4, 4, 4, 4, 4)]), grade(ikm([(4, 4, 4, 4, 4, 4, 4, 4, 4)])).letter
(Decimal('100.00'), 'A')
>>> ikm([(3, 3, 3, 3, 3, 3, 3, 3, 3)]), grade(75).said
(Decimal('75.00'), 'kurang baik')
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor, sqrt
from typing import NamedTuple

from kiosk.errors import KioskError

LOWEST, HIGHEST = 1, 4
WEIGHT = Fraction(1, 9)
SCALE = 25  # 1 to 4 becomes 25 to 100
ENOUGH = 30  # questionnaires: with fewer no grade is told
NORMAL = 1.959964  # 95% of a normal distribution lie within so many standard errors

Number = Fraction | Decimal | int | float | str


class Element(NamedTuple):
    """One of the nine: its key, its name, and what 1 to 4 mean."""

    key: str
    name: str
    options: tuple[str, str, str, str]


FITTING = ("Tidak sesuai", "Kurang sesuai", "Sesuai", "Sangat sesuai")
ELEMENTS = (
    Element("U1", "Persyaratan", FITTING),
    Element(
        "U2", "Sistem, mekanisme, dan prosedur", ("Tidak mudah", "Kurang mudah", "Mudah", "Sangat mudah")
    ),
    Element("U3", "Waktu penyelesaian", ("Tidak cepat", "Kurang cepat", "Cepat", "Sangat cepat")),
    Element("U4", "Biaya/tarif", ("Sangat mahal", "Cukup mahal", "Murah", "Gratis")),
    Element("U5", "Produk spesifikasi jenis pelayanan", FITTING),
    Element("U6", "Kompetensi pelaksana", ("Tidak mampu", "Kurang mampu", "Mampu", "Sangat mampu")),
    Element("U7", "Perilaku pelaksana", ("Tidak sopan", "Kurang sopan", "Sopan", "Sangat sopan")),
    Element("U8", "Sarana dan prasarana", ("Buruk", "Cukup", "Baik", "Sangat baik")),
    Element(
        "U9",
        "Penanganan pengaduan, saran, dan masukan",
        ("Tidak ada", "Ada, tidak berfungsi", "Kurang maksimal", "Dikelola baik"),
    ),
)
KEYS = tuple(element.key for element in ELEMENTS)


class Grade(NamedTuple):
    """A band of the index, from its lowest value on: the letter of the quality, and how it is said."""

    letter: str
    said: str
    lowest: Decimal


GRADES = (
    Grade("A", "sangat baik", Decimal("88.31")),
    Grade("B", "baik", Decimal("76.61")),
    Grade("C", "kurang baik", Decimal("65.00")),
    Grade("D", "tidak baik", Decimal("25.00")),
)


class NotSkm(KioskError):
    """An answer is not 1 to 4, a questionnaire not whole, or a value no index."""


class Tally(NamedTuple):
    """The answers to one element, counted: how many said 1, 2, 3, 4. Nobody can be told from it."""

    counts: tuple[int, int, int, int] = (0, 0, 0, 0)

    @classmethod
    def of(cls, values: Iterable[int]) -> "Tally":
        """Count values. Raises NotSkm.

        >>> Tally.of([4, 3, 4])
        Tally(counts=(0, 0, 1, 2))
        """
        counts = [0, 0, 0, 0]
        for value in values:
            counts[_answer(value) - 1] += 1
        return cls((counts[0], counts[1], counts[2], counts[3]))

    @property
    def n(self) -> int:
        """How many answered."""
        return sum(self.counts)

    @property
    def total(self) -> int:
        """The sum of what they answered."""
        return sum(value * many for value, many in enumerate(self.counts, start=1))

    def plus(self, other: "Tally") -> "Tally":
        """Put the answers of two groups together."""
        one, two, three, four = (
            mine + theirs for mine, theirs in zip(self.counts, other.counts, strict=True)
        )
        return Tally((one, two, three, four))

    @property
    def nrr(self) -> Fraction:
        """The mean of the element (nilai rata-rata), exact. Raises NotSkm where nobody answered.

        >>> Tally((0, 0, 1, 2)).nrr
        Fraction(11, 3)
        """
        if not self.n:
            raise NotSkm("Unsur ini belum punya jawaban.", "Tunggu sampai ada yang menjawab.")
        return Fraction(self.total, self.n)


def nrr(values: Iterable[int]) -> Fraction:
    """Give the mean of the answers to one element: their sum by the number of questionnaires.

    >>> nrr([4, 3, 3])
    Fraction(10, 3)
    """
    return Tally.of(values).nrr


def ikm(questionnaires: Iterable[Sequence[int]]) -> Decimal:
    """Give the index of whole questionnaires: nine values each, in the order U1 to U9.

    Raises NotSkm: none, one that is not whole, a value that is not 1 to 4.

    >>> ikm([(3, 3, 3, 3, 3, 3, 3, 3, 4), (3, 3, 3, 3, 3, 3, 3, 3, 3)])
    Decimal('76.39')
    """
    rows = [tuple(row) for row in questionnaires]
    for row in rows:
        if len(row) != len(KEYS):
            raise NotSkm(
                f"Satu kuesioner berisi {len(row)} jawaban, bukan {len(KEYS)}.",
                "Isi semua unsur U1 sampai U9.",
            )
    return index({key: Tally.of(row[at] for row in rows) for at, key in enumerate(KEYS)})


def index(tallies: Mapping[str, Tally]) -> Decimal:
    """Give the index of counted questionnaires, `U1` to `U9`. Raises NotSkm when one is missing or differs.

    >>> index(dict.fromkeys(KEYS, Tally((0, 0, 1, 1))))
    Decimal('87.50')
    """
    if set(tallies) != set(KEYS) or len({tally.n for tally in tallies.values()}) != 1:
        raise NotSkm(
            "Jumlah jawaban tiap unsur tidak sama.",
            "IKM hanya dihitung dari kuesioner yang lengkap, U1 sampai U9.",
        )
    return rounded(SCALE * sum((WEIGHT * tally.nrr for tally in tallies.values()), Fraction(0)))


def rounded(value: Number, places: int = 2) -> Decimal:
    """Round half up, as it is done on paper; what is exact stays exact until then.

    >>> rounded(Fraction(7, 8), 2), rounded("88.305"), rounded(Fraction(176609, 2000))
    (Decimal('0.88'), Decimal('88.31'), Decimal('88.30'))
    """
    exact = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    return Decimal(floor(exact * 10**places + Fraction(1, 2))).scaleb(-places)


def grade(value: Number) -> Grade:
    """Give the band of an index, which is rounded to two places first. Raises NotSkm outside of 25 to 100.

    >>> [grade(value).letter for value in ("88.304", "88.305", "76.60", "65", "64.99", 25)]
    ['B', 'A', 'C', 'C', 'D', 'D']
    """
    found = rounded(value)
    if not Decimal(25) <= found <= Decimal(100):
        raise NotSkm(f"{found} bukan nilai IKM.", "IKM ada di antara 25 dan 100.")
    return next(band for band in GRADES if found >= band.lowest)


def interval(tally: Tally) -> tuple[Decimal, Decimal]:
    """Give the bounds in which the mean of an element lies with 95%, to two places. Raises NotSkm.

    One answer of 1 and one of 4 are added before: a few who all say the same are no certainty.

    >>> interval(Tally((0, 0, 10, 20)))
    (Decimal('3.36'), Decimal('3.82'))
    >>> interval(Tally((0, 0, 0, 5)))
    (Decimal('2.73'), Decimal('4.00'))
    """
    middle, wider = tally.nrr, tally.plus(Tally((1, 0, 0, 1)))
    spread = sum(many * (value - wider.nrr) ** 2 for value, many in enumerate(wider.counts, start=1))
    error = NORMAL * sqrt(spread / (wider.n - 1) / wider.n)
    low = min(float(middle), max(float(wider.nrr) - error, LOWEST))
    high = max(float(middle), min(float(wider.nrr) + error, HIGHEST))
    return rounded(low), rounded(high)


def sample(population: int) -> int:
    """Give how many to ask of a population (Krejcie and Morgan 1970, 95%, 5%).

    >>> [sample(people) for people in (10, 15, 100, 1_000, 10_000, 27_100)]
    [10, 14, 80, 278, 370, 379]
    """
    if population < 1:
        return 0
    chi, half, error = Fraction("3.841"), Fraction(1, 4), Fraction("0.0025")
    return int(rounded(chi * population * half / (error * (population - 1) + chi * half), 0))


def _answer(value: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not LOWEST <= value <= HIGHEST:
        raise NotSkm(f"{value!r} bukan jawaban.", "Jawaban SKM adalah 1, 2, 3, atau 4.")
    return value
