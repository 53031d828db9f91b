"""How the network treats some messages, calls and USSD sessions: late, lost, twice, refused.

A link model says for whom it holds (direction, number, operator), when (a window, hours of the day, so many
times) and what happens. `linkmodels.py` puts them to work.
"""

from datetime import time
from typing import Any, NamedTuple

from modem.simulator.errors import InvalidLinkModel
from modem.simulator.operators import OPERATORS

SERVICES = ("sms", "report", "call", "ussd")
DIRECTIONS = ("both", "mo", "mt")
LONGEST = 1e8
"""Seconds that anything here lasts at most: three years."""
SHAPES = ("fixed", "uniform", "normal", "exponential", "lognormal")


class Outcome(NamedTuple):
    """What becomes of a message.

    `cms`: the +CMS ERROR when it is handed over (TS 24.011 annex E.2), None if it is taken. `status`: TP-ST
    when it cannot be delivered (TS 23.040 clause 9.2.3.15), None if it can; below 0x40 the network tries on.
    """

    cms: int | None
    status: int | None


OUTCOMES = {
    "barred": Outcome(10, 0x42),  # call barred; connection rejected by the recipient's phone
    "unknown": Outcome(None, 0x43),  # not obtainable
    "full": Outcome(None, 0x25),  # an error in the recipient's phone: it has no memory left
    "off": Outcome(None, 0x22),  # no response from the recipient's phone
    "down": Outcome(41, 0x20),  # temporary failure; congestion
    "no-credit": Outcome(38, None),  # the operator's own number, where it has one
    "refused": Outcome(21, 0x40),  # or `code`
}
CALL_OUTCOMES = ("busy", "unreachable", "rejected", "no answer", "barred")
USSD_OUTCOMES = ("busy", "barred")
OUTCOMES_OF = {"sms": tuple(OUTCOMES), "report": (), "call": CALL_OUTCOMES, "ussd": USSD_OUTCOMES}
_CHOICES = {
    "service": SERVICES,
    "direction": DIRECTIONS,
    "shape": SHAPES,
    "operator": ("", *OPERATORS),
}
_PROBABILITY = (0, 1, "A probability is from 0 to 1.")
_SECONDS = (0, LONGEST, f"Seconds are a number from 0 to {LONGEST:.0f}.")
_RANGES = {
    **dict.fromkeys(("loss", "duplicate", "disorder", "part_loss", "part_disorder", "chance"), _PROBABILITY),
    **dict.fromkeys(("begins", "lasts", "delay", "spread", "hold"), _SECONDS),
    "times": (1, 1_000_000, "For how many times is from 1; leave it out for: until changed."),
    "code": (0, 511, "A code is a number from 0 to 511."),
}
_DRAWN = ("delay", "loss", "duplicate", "disorder", "part_loss", "part_disorder")


class LinkModel(NamedTuple):
    """One rule. Probabilities are from 0 to 1, times in seconds of the simulated clock.

    `direction`: `mo` for what the subscriber sends, `mt` for what comes to it. `begins` and `lasts` are a
    window counted from when the model was set, `hours` a daily one such as `18:00-21:00`, `times` the next
    so many. `delay` with `spread` and `shape` is added to the network's own; `hold` is how much later a
    repeated or overtaken one comes. `outcome` happens with `chance`; a model with one says nothing else.

    Of reports, `mt` is the subscriber who gets one, `mo` the one it is about; `early` ones come before their
    +CMGS, and with `trying` there are some from a service centre that still tries.
    """

    service: str = "sms"
    direction: str = "both"
    number: str = ""
    operator: str = ""
    begins: float = 0.0
    lasts: float | None = None
    hours: str = ""
    times: int | None = None
    delay: float = 0.0
    spread: float = 0.0
    shape: str = "fixed"
    loss: float = 0.0
    duplicate: float = 0.0
    disorder: float = 0.0
    hold: float = 10.0
    part_loss: float = 0.0
    part_disorder: float = 0.0
    outcome: str = ""
    chance: float = 1.0
    code: int | None = None
    early: bool = False
    trying: bool = False

    def checked(self) -> "LinkModel":
        """Give it back, or say what is wrong with it: `InvalidLinkModel`."""
        for name, allowed in _CHOICES.items():
            if getattr(self, name) not in allowed:
                raise _wrong(name, f"Take one of: {', '.join(each for each in allowed if each)}.")
        for name, (low, high, remedy) in _RANGES.items():
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                raise _wrong(name, remedy)
        if self.outcome and self.outcome not in OUTCOMES_OF[self.service]:
            choices = ", ".join(OUTCOMES_OF[self.service]) or "none"
            raise _wrong("outcome", f"For {self.service} there is: {choices}.")
        if self.outcome and any(getattr(self, name) for name in _DRAWN):
            raise _wrong("outcome", f"Give {', '.join(_DRAWN)} a model of their own.")
        if (self.early or self.trying) and self.service != "report":
            raise _wrong("early" if self.early else "trying", "Only a model of the service report has it.")
        daily(self.hours)
        return self

    def json(self) -> dict[str, Any]:
        """Give what differs from the usual, for the control API."""
        usual = LinkModel._field_defaults
        return {"service": self.service} | {
            name: value for name, value in self._asdict().items() if value != usual[name]
        }


def daily(hours: str) -> tuple[time, time] | None:
    """Read a daily window.

    >>> daily("18:00-21:30")
    (datetime.time(18, 0), datetime.time(21, 30))
    """
    if not hours:
        return None
    begin, dash, end = hours.partition("-")
    try:
        if not dash or len(hours) != 11:
            raise ValueError
        return time.fromisoformat(begin), time.fromisoformat(end)
    except ValueError:
        raise _wrong("hours", "Write them like 18:00-21:00.") from None


def _wrong(name: str, remedy: str) -> InvalidLinkModel:
    return InvalidLinkModel(f"A link model cannot have such {name}.", remedy)
