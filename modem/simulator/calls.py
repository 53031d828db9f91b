"""Voice calls between subscribers: dialling, ringing, talking, and how they end."""

from enum import IntEnum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from modem.simulator.clock import Timer

if TYPE_CHECKING:
    from modem.simulator.linkmodel import LinkModel
    from modem.simulator.network import Network, Subscriber

RINGS = 20.0
"""Seconds that a call rings unless told."""
MINUTE = 60.0
"""What a call is charged by: each minute begun."""


WHEN = ("always", "busy", "no answer", "unreachable")
"""<reason> of +CCFC by its number; 4 means all of them, 5 all but the first."""


class Notice(IntEnum):
    """What a caller is told of supplementary services: <code1> of TS 27.007 clause 7.17."""

    FORWARDING_IS_ON = 0  # the caller's own calls are forwarded, always
    FORWARDING_IS_ON_AT_TIMES = 1
    FORWARDED = 2
    CALLS_OUT_BARRED = 5
    CALLS_IN_BARRED = 6


class Diversion(NamedTuple):
    """Where calls of a kind go instead (TS 22.082)."""

    number: str
    active: bool = True


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
        self.tones = ""  # what was keyed in it

    def other(self, party: "Subscriber") -> "Subscriber":
        """Give the other end."""
        return self.callee if party is self.caller else self.caller

    def json(self, party: "Subscriber") -> dict[str, str]:
        """Give what the control API says of it, seen from one end."""
        state = "incoming" if self.state == "ringing" and party is self.callee else self.state
        return {"id": self.id, "with": self.shown(party), "state": state, "reason": self.reason}

    def shown(self, party: "Subscriber") -> str:
        """Give the other end's number, as far as this end is told; a hidden one is empty."""
        return "" if self.hidden and party is self.callee else self.other(party).number


class Calls:
    """Sets calls up and takes them down; tells both ends and the watchers."""

    def __init__(self, network: "Network") -> None:
        self._network = network
        self._world = network.world
        self.diversions: dict[tuple[str, str], Diversion] = {}
        """By the number that is called and when: always, busy, no answer, unreachable."""

    def start(
        self, caller: "Subscriber", number: str, seconds: float = RINGS, *, hidden: bool = False
    ) -> Call:
        """Call `number`; it rings a moment later, for `seconds` at most."""
        callee = self._network.subscriber(number)
        call = Call(self._world.ids.next(), caller, callee, seconds, hidden=hidden)
        if caller.on_call is not None:
            self.end(caller.on_call, self._reason(caller.on_call, caller))
        caller.on_call = call
        self._tell(call)
        passage = self._network.links.passage("call", caller.number, callee.number)
        wait = self._world.delays.call + (passage.delays[0] if passage.delays else 0.0)
        step = self._ring if passage.delays else partial(self.end, reason="lost")
        call.timer = self._world.clock.after(wait, step, call)
        return call

    def answer(self, call: Call) -> None:
        """Give the callee picks up."""
        if call.state != "ringing":
            return
        self._stop(call)
        call.state = "talking"
        if not self._pay(call):
            return
        self._tell(call)
        call.caller.connected(call)
        call.callee.connected(call)

    def _pay(self, call: Call) -> bool:
        """Charge the next minute; a caller without credit is cut off."""
        accounts, caller = self._network.accounts, call.caller.number
        if not accounts.charges(caller):
            return True
        if not accounts.pay(caller, "call"):
            self.end(call, "no credit")
            return False
        call.timer = self._world.clock.after(MINUTE, self._pay, call)
        return True

    def hang_up(self, call: Call, party: "Subscriber") -> None:
        """One end hangs up, or rejects."""
        self.end(call, self._reason(call, party))

    def end(self, call: Call, reason: str) -> None:
        """Take the call down; nothing happens to one that has ended."""
        if call.state == "ended":
            return
        self._stop(call)
        call.state, call.reason = "ended", reason
        for party in (call.caller, call.callee):
            if party.on_call is call:
                party.on_call = None
                party.ended(call, reason)
        self._tell(call)

    def _ring(self, call: Call) -> None:
        accounts, caller = self._network.accounts, call.caller.number
        model = self._network.links.outcome("call", caller, call.callee.number)
        if not call.diverted:
            self._remind(call.caller)
        if model is not None:
            if model.outcome == "barred":
                call.caller.noticed(_barred(model, caller))
            wait = call.seconds if model.outcome == "no answer" else 0.0  # where no phone rings
            call.timer = self._world.clock.after(wait, self.end, call, model.outcome)
        elif not accounts.affords(caller, "call"):
            self.end(call, "no credit")
        elif self._divert(call, "always"):
            pass
        elif accounts.dead(call.callee.number):
            self._missed(call, "unreachable")
        elif call.callee is call.caller or call.callee.on_call is not None:
            self._missed(call, "busy")
        elif not call.callee.reachable:
            self._missed(call, "unreachable")
        else:
            call.state = "ringing"
            call.callee.on_call = call
            call.timer = self._world.clock.after(call.seconds, self._missed, call, "no answer")
            self._tell(call)
            call.callee.rings(call)

    def _remind(self, caller: "Subscriber") -> None:
        """Tell a caller whose own calls are forwarded (TS 22.082 clause 1.6.1)."""
        on = {
            when
            for (number, when), each in self.diversions.items()
            if number == caller.number and each.active
        }
        if on:
            always = "always" in on
            caller.noticed(Notice.FORWARDING_IS_ON if always else Notice.FORWARDING_IS_ON_AT_TIMES)

    def _missed(self, call: Call, reason: str) -> None:
        """End a call that nobody took, unless the callee has it forwarded."""
        if not self._divert(call, reason):
            self.end(call, reason)

    def _divert(self, call: Call, reason: str) -> bool:
        """Ring where calls to the callee go in this case; a call is forwarded once."""
        diversion = self.diversions.get((call.callee.number, reason))
        if diversion is None or not diversion.active or call.diverted:
            return False
        was, call.callee = call.callee, self._network.subscriber(diversion.number)
        if was.on_call is call:
            was.on_call = None
            was.ended(call, reason)
        call.diverted, call.state = True, "dialling"
        call.caller.noticed(Notice.FORWARDED)
        self._ring(call)
        return True

    def _reason(self, call: Call, party: "Subscriber") -> str:
        if call.state == "talking":
            return "hung up"
        return "cancelled" if party is call.caller else "rejected"

    def _stop(self, call: Call) -> None:
        if call.timer is not None:
            call.timer.cancel()
            call.timer = None

    def _tell(self, call: Call) -> None:
        self._world.happened(
            "call",
            call=call.id,
            caller=call.caller.number,
            callee=call.callee.number,
            state=call.state,
            reason=call.reason,
        )


def _barred(model: "LinkModel", caller: str) -> Notice:
    """Tell whose calls are barred: the one whom the model names, or whose direction it has."""
    callee = model.direction == "mt" or (model.number not in ("", caller) and model.direction != "mo")
    return Notice.CALLS_IN_BARRED if callee else Notice.CALLS_OUT_BARRED
