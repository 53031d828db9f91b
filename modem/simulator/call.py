"""One call between two ends, the numbers that an end has its calls by, and what is said of them."""

from enum import IntEnum
from typing import TYPE_CHECKING

from modem.simulator.clock import Timer

if TYPE_CHECKING:
    from modem.simulator.network import Subscriber


class Notice(IntEnum):
    """What a caller is told of supplementary services: <code1> of TS 27.007 clause 7.17."""

    FORWARDING_IS_ON = 0  # the caller's own calls are forwarded, always
    FORWARDING_IS_ON_AT_TIMES = 1
    FORWARDED = 2
    WAITING = 3
    CALLS_OUT_BARRED = 5
    CALLS_IN_BARRED = 6


class Remark(IntEnum):
    """What an end is told of a call that it has: <code2> of TS 27.007 clause 7.17."""

    FORWARDED_HERE = 0
    HELD = 2
    RETRIEVED = 3
    JOINED = 4


class Call:
    """One call; `state` is dialling, ringing, talking or ended, `reason` how it ended.

    Reasons: busy, unreachable, no answer, rejected, cancelled (by the caller, unanswered), hung up, lost,
    barred, no credit. `hidden`: the callee is not told who calls (CLIR, TS 22.081).
    """

    def __init__(
        self,
        call_id: str,
        caller: "Subscriber",
        callee: "Subscriber",
        seconds: float,
        *,
        hidden: bool = False,
    ) -> None:
        self.id = call_id
        self.caller = caller
        self.callee = callee
        self.seconds = seconds
        self.hidden = hidden
        self.state = "dialling"
        self.reason = ""
        self.timer: Timer | None = None
        self.diverted = False
        self.answered_at = 0.0
        self.tones = ""  # what was keyed in it
        self.waiting = False  # told to a callee who talks already (TS 22.083 clause 1)
        self.holders: set[Subscriber] = set()  # the ends that hold it (clause 2)
        self.joiners: set[Subscriber] = set()  # the ends that have it in a conference (TS 22.084)

    def other(self, party: "Subscriber") -> "Subscriber":
        """Give the other end."""
        return self.callee if party is self.caller else self.caller

    def json(self, party: "Subscriber") -> dict[str, str]:
        """Give what the control API says of it, seen from one end."""
        state = self.state
        if state == "ringing" and party is self.callee:
            state = "waiting" if self.waiting else "incoming"
        elif state == "talking" and party in self.holders:
            state = "held"
        return {"id": self.id, "with": self.shown(party), "state": state, "reason": self.reason}

    def shown(self, party: "Subscriber") -> str:
        """Give the other end's number, as far as this end is told; a hidden one is empty."""
        return "" if self.hidden and party is self.callee else self.other(party).number


class Legs(dict[int, Call]):
    """The calls of one end by their numbers, which begin at 1: the lowest free one is given (TS 22.030)."""

    def add(self, call: Call) -> None:
        """Give a call its number."""
        self[next(number for number in range(1, len(self) + 2) if number not in self)] = call

    def drop(self, call: Call) -> bool:
        """Forget a call; False: it is none of these."""
        number = next((number for number, each in self.items() if each is call), None)
        return number is not None and self.pop(number) is call

    def first(self, party: "Subscriber") -> Call | None:
        """Give the call in the foreground: the active one, else one that is held, else what waits."""
        return min(self.values(), key=lambda call: (call.waiting, party in call.holders), default=None)

    def active(self, party: "Subscriber") -> list[Call]:
        """Give the calls in which this end talks now."""
        return [call for call in self.values() if call.state == "talking" and party not in call.holders]

    def held(self, party: "Subscriber") -> list[Call]:
        """Give the calls that this end holds."""
        return [call for call in self.values() if party in call.holders]

    def waiting(self) -> Call | None:
        """Give the call that waits, if one does."""
        return next((call for call in self.values() if call.waiting), None)
