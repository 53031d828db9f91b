"""The link models at work: for whom and when each holds, and what chance decides, all from one seed.

Without any, the network delivers everything once and in order.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from modem.simulator.linkmodel import LONGEST, OUTCOMES, LinkModel, daily
from modem.simulator.operators import key_of


class Chance(Protocol):
    """What chance is drawn from: a `random.Random` of a seed."""

    def random(self) -> float:
        """From 0 to 1."""
        ...

    def uniform(self, a: float, b: float) -> float:
        """Between two numbers."""
        ...

    def gauss(self, mu: float, sigma: float) -> float:
        """From a normal distribution."""
        ...

    def expovariate(self, lambd: float) -> float:
        """From an exponential distribution."""
        ...

    def shuffle(self, x: list[Any]) -> None:
        """Put a list in another order."""
        ...


class Passage(NamedTuple):
    """How one message passes: when each copy comes (none: lost), what becomes of its parts."""

    delays: tuple[float, ...] = (0.0,)
    lost_parts: tuple[int, ...] = ()
    shuffled: bool = False
    early: bool = False
    trying: bool = False


PLAIN = Passage()


class _Working:
    """A model in force: its window on the clock, how often it still holds."""

    def __init__(self, model: LinkModel, now: float) -> None:
        self.model = model
        self.begins = now + model.begins
        self.ends = math.inf if model.lasts is None else self.begins + model.lasts
        self.daily = daily(model.hours)
        self.left = math.inf if model.times is None else model.times

    def holds(self, now: float, wall: Callable[[], datetime]) -> bool:
        """Tell whether it holds now."""
        if not self.left or not self.begins <= now < self.ends:
            return False
        if self.daily is None:
            return True
        begin, end = self.daily
        moment = wall().time()
        return begin <= moment < end if begin <= end else moment >= begin or moment < end

    def concerns(self, direction: str, number: str) -> bool:
        """Tell whether it is about what this subscriber sends (`mo`) or gets (`mt`)."""
        model = self.model
        return (
            model.direction in ("both", direction)
            and model.number in ("", number)
            and model.operator in ("", key_of(number))
        )


class LinkModels:
    """The models in force, first come first; all that is random comes from one `Random`."""

    def __init__(self, random: Chance, now: Callable[[], float], wall: Callable[[], datetime]) -> None:
        self._random, self._now, self._wall = random, now, wall
        self._working: list[_Working] = []

    def __bool__(self) -> bool:
        return bool(self._working)

    def set(self, models: Iterable[LinkModel]) -> None:
        """Let these hold from now on and no others; `InvalidLinkModel` (and no change) if one is wrong."""
        checked = [model.checked() for model in models]
        self._working = [_Working(model, self._now()) for model in checked]

    def add(self, model: LinkModel) -> None:
        """Let one more hold from now on."""
        self._working.append(_Working(model.checked(), self._now()))

    def json(self) -> list[dict[str, Any]]:
        """Give what the control API says of them."""
        return [working.model.json() for working in self._working]

    def handed_over(self, sender: str) -> LinkModel | None:
        """Give the model that refuses what this subscriber hands over, if one does."""
        return self._outcome("sms", "mo", sender, lambda model: OUTCOMES[model.outcome].cms is not None)

    def obstacle(self, to: str) -> LinkModel | None:
        """Give the model that keeps a message from this subscriber at this try, if one does."""
        return self._outcome("sms", "mt", to, lambda model: OUTCOMES[model.outcome].status is not None)

    def outcome(self, service: str, sender: str, to: str) -> LinkModel | None:
        """Give the model that decides a call or a session from one subscriber to another, if one does."""
        found = self._outcome(service, "mo", sender)
        return found or (self._outcome(service, "mt", to) if to else None)

    def passage(self, service: str, sender: str, to: str, parts: int = 1) -> Passage:
        """Draw how one message (or report, call, session) passes."""
        found = [
            working
            for working in self._working
            if working.model.service == service
            and (working.concerns("mo", sender) or working.concerns("mt", to))
            and working.holds(self._now(), self._wall)
            and not working.model.outcome
        ]
        if not found:
            return PLAIN
        for working in found:
            working.left -= 1
        return self._draw([working.model for working in found], parts)

    def _draw(self, models: Sequence[LinkModel], parts: int) -> Passage:
        chance = self._chance
        delay = min(LONGEST, sum(self._delay(model) for model in models))
        later = [delay + model.hold for model in models if chance(model.duplicate)]
        lost = any(chance(model.loss) for model in models)
        hold = max((model.hold for model in models if chance(model.disorder)), default=0.0)
        gone = [part for part in range(parts) if parts > 1 and any(chance(m.part_loss) for m in models)]
        shuffled = parts > 1 and any(chance(model.part_disorder) for model in models)
        delays = () if lost else (delay + hold, *later)
        early, trying = any(model.early for model in models), any(model.trying for model in models)
        return Passage(delays, tuple(gone), shuffled, early, trying)

    def shuffle(self, items: list[Any]) -> None:
        """Put items in another order, never the one they have."""
        before = list(items)
        while len(items) > 1 and items == before:
            self._random.shuffle(items)

    def _outcome(
        self,
        service: str,
        direction: str,
        number: str,
        fits: Callable[[LinkModel], bool] = lambda model: True,
    ) -> LinkModel | None:
        for working in self._working:
            model = working.model
            if (
                model.service == service
                and model.outcome
                and working.concerns(direction, number)
                and fits(model)
                and working.holds(self._now(), self._wall)
                and self._chance(model.chance)
            ):
                working.left -= 1
                return model
        return None

    def _chance(self, probability: float) -> bool:
        return probability > 0 and (probability >= 1 or self._random.random() < probability)

    def _delay(self, model: LinkModel) -> float:
        """Draw a delay; `spread` is half the width, the deviation, or the sigma of the logarithm."""
        mean, spread, random = model.delay, model.spread, self._random
        if model.shape == "uniform":
            return max(0.0, random.uniform(mean - spread, mean + spread))
        if model.shape == "normal":
            return max(0.0, random.gauss(mean, spread))
        if model.shape == "exponential":
            return random.expovariate(1 / mean) if mean else 0.0
        if model.shape == "lognormal":
            return math.exp(random.gauss(math.log(mean), min(spread, 10.0))) if mean else 0.0
        return mean
