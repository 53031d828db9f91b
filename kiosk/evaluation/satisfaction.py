"""What residents say of the services (SKM), read for the report: the official nine elements, and the pulse.

The two are never mixed. What fewer than five answered is not told: it could be led back to somebody; below 30
questionnaires no grade is. Answers are counted by month, so a period has those of all months that it touches.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy import bindparam, func

from kiosk.evaluation import skm
from kiosk.evaluation.knowing import Knowing
from kiosk.evaluation.period import Period
from kiosk.evaluation.skm import ENOUGH, KEYS, Grade, Tally
from kiosk.evaluation.verdict import FEW
from kiosk.services.survey.counts import AWARE, NUMBERED, OFFICIAL, PULSE, WHO
from kiosk.services.survey.schema import answers
from kiosk.store.funnel import Reader
from menus import Book

ALL = "*"  # in place of a service: all of them
_a = answers.c
COUNTS = (
    sa.select(_a.kind, _a.service, _a.about, _a.answer, func.sum(_a.times).label("times"))
    .where(_a.month >= bindparam("since"), _a.month <= bindparam("until"))
    .group_by(_a.kind, _a.service, _a.about, _a.answer)
)


class Rated(NamedTuple):
    """How one service is rated: its answers by element; `numbered` named the number of a transaction."""

    key: str
    name: str
    tallies: Mapping[str, Tally]
    numbered: int = 0
    who: Mapping[str, Mapping[str, int]] = {}  # of an official one: those who answered, by age, sex, …

    @property
    def n(self) -> int:
        """How many questionnaires; of the pulse, the answers to the element that has most."""
        return max((tally.n for tally in self.tallies.values()), default=0)

    @property
    def told(self) -> bool:
        """Whether it may be told at all."""
        return self.n >= FEW

    @property
    def ikm(self) -> Decimal | None:
        """Its IKM; None where it may not be told."""
        return skm.index(self.tallies) if self.told else None

    @property
    def grade(self) -> Grade | None:
        """Its grade; None as long as there are too few questionnaires."""
        return skm.grade(self.ikm) if self.ikm is not None and self.n >= ENOUGH else None

    @property
    def shown(self) -> Mapping[str, Tally]:
        """The elements that may be told, in their order."""
        return {key: self.tallies[key] for key in KEYS if key in self.tallies and self.tallies[key].n >= FEW}


class Satisfaction(NamedTuple):
    """All ratings of a time; the official ones begin with that of all services, where it may be told."""

    since: str  # the first month, as 2026-11
    until: str
    official: tuple[Rated, ...] = ()
    pulse: tuple[Rated, ...] = ()
    knowing: Mapping[str, Knowing] = {}  # by service: whether visitors of the counter knew of it


NOTHING = Satisfaction("", "")


def read(reader: Reader, book: Book, period: Period) -> Satisfaction:
    """Read the ratings of the months that a period touches."""
    since, until = f"{period.since:%Y-%m}", f"{period.last:%Y-%m}"
    found: dict[str, dict[str, dict[str, list[int]]]] = {OFFICIAL: {}, PULSE: {}}
    numbered: dict[str, int] = defaultdict(int)
    who: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    knowing: dict[str, dict[str, int]] = defaultdict(dict)
    for row in reader.run(COUNTS, since=since, until=until):
        if row.kind == AWARE:
            knowing[row.service][row.answer] = row.times
        elif row.about == NUMBERED:
            numbered[row.service] += row.times
        elif row.about in WHO:
            who[row.service][row.about][row.answer] = row.times
        elif row.about in KEYS and row.kind in found:
            of = found[row.kind].setdefault(row.service, {})
            of.setdefault(row.about, [0, 0, 0, 0])[int(row.answer) - 1] += row.times
    official = [
        _rated(book, key, of)._replace(numbered=numbered[key], who=who[key])
        for key, of in sorted(found[OFFICIAL].items())
    ]
    pulse = [_rated(book, key, of) for key, of in sorted(found[PULSE].items())]
    known = {service: Knowing(**counts) for service, counts in sorted(knowing.items())}
    return Satisfaction(since, until, (*_total(official), *official), tuple(pulse), known)


def _rated(book: Book, key: str, of: Mapping[str, list[int]]) -> Rated:
    label = book.entrances[key].label if key in book.entrances else ""
    tallies = {about: Tally((one, two, three, four)) for about, (one, two, three, four) in of.items()}
    return Rated(key, label or key.capitalize(), tallies)


def _total(official: list[Rated]) -> tuple[Rated, ...]:
    """Put the services together; those with few answers only where they are many together."""
    few = sum(one.n for one in official if not one.told)
    among = [one for one in official if one.told or few >= FEW]
    if len(among) < 2:
        return ()
    tallies = {key: Tally() for key in KEYS}
    for one in among:
        tallies = {key: tally.plus(one.tallies[key]) for key, tally in tallies.items()}
    return (Rated(ALL, "Semua layanan", tallies, sum(one.numbered for one in among)),)
