"""What visits come to: people, and how far each of them came. PURE.

Everything is counted in people: who did not manage at first and then did has managed.
`started` = `completed` + `going` + those of `falls`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from statistics import median
from typing import NamedTuple

from kiosk.evaluation.visits import RESUME, Visit

WAYS = ("dropped", "silent", "back", "left")
WAY_OF = {"dropped": "dropped", "back": "back", "home": "left", "word": "left"}  # any other: no answer came


class Fall(NamedTuple):
    """A screen at which people stopped for good, and in which way."""

    screen: str
    dropped: int = 0  # the dialogue was cut
    silent: int = 0  # no answer came
    back: int = 0
    left: int = 0  # by `00`, or a word that leads elsewhere

    @property
    def people(self) -> int:
        """How many stopped there."""
        return self.dropped + self.silent + self.back + self.left


class Kept(NamedTuple):
    """Promises that were due: how many were kept, of how many."""

    kept: int
    all: int


class Figures(NamedTuple):
    """One service in figures; `minutes` is the median from its first screen until it was done."""

    people: int = 0
    started: int = 0
    completed: int = 0
    going: int = 0  # started, and may still go on
    falls: tuple[Fall, ...] = ()  # the worst first
    stands: tuple[Fall, ...] = ()  # the screens of those who may still go on
    minutes: float | None = None
    channels: Mapping[str, int] = {}  # people, by the way on which they first came
    misses: tuple[tuple[str, int], ...] = ()  # screen: answers that were not understood; the most first
    promises: Kept | None = None

    @property
    def decided(self) -> int:
        """How many started and either managed or gave up."""
        return self.started - self.going

    @property
    def share(self) -> float | None:
        """The share of those who managed, 0 to 1; None as long as nobody could."""
        return self.completed / self.decided if self.decided else None


def measure(visits: Iterable[Visit], now: float, *, forms: bool = True, asks: bool = True) -> Figures:
    """Count the visits of one service, given in the order of their beginnings.

    A service without *forms* is started by coming, and done once something was chosen, or at once where
    it *asks* nothing.
    """
    of: dict[bytes, list[Visit]] = defaultdict(list)
    for one in visits:
        of[one.person].append(_read(one, asks=asks) if not forms else one)
    started = {
        person: begun for person, mine in of.items() if (begun := [v for v in mine if v.form_at is not None])
    }
    completed = {person for person, mine in started.items() if any(v.done_at is not None for v in mine)}
    lost = [mine[-1] for person, mine in started.items() if person not in completed]
    going = [one for one in lost if now - one.last_at < RESUME]
    times = [v.done_at - v.at for mine in started.values() for v in mine if v.done_at is not None]
    return Figures(
        len(of),
        len(started),
        len(completed),
        len(going),
        _falls(one for one in lost if now - one.last_at >= RESUME),
        _falls(going),
        median(times) / 60 if times and forms else None,
        Counter(mine[0].channel for mine in of.values()),
    )  # fmt: skip


def _read(visit: Visit, *, asks: bool) -> Visit:
    done = visit.answered or not asks
    return visit._replace(form_at=visit.at, done_at=visit.last_at if done else None)


def _falls(lost: Iterable[Visit]) -> tuple[Fall, ...]:
    ways: dict[str, Counter[str]] = defaultdict(Counter)
    for one in lost:
        ways[one.screen][WAY_OF.get(one.outcome, "silent")] += 1
    falls = [Fall(screen, **counts) for screen, counts in ways.items()]
    return tuple(sorted(falls, key=lambda fall: (-fall.people, fall.screen)))
