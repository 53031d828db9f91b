"""Voice calls between subscribers: dialling, ringing, talking, and how they end."""

from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from modem.simulator.call import Call, Notice

if TYPE_CHECKING:
    from modem.simulator.linkmodel import LinkModel
    from modem.simulator.network import Network, Subscriber

RINGS = 20.0
"""Seconds that a call rings unless told."""
MINUTE = 60.0
"""What a call is charged by: each minute begun."""


WHEN = ("always", "busy", "no answer", "unreachable")
"""<reason> of +CCFC by its number; 4 means all of them, 5 all but the first."""


class Diversion(NamedTuple):
    """Where calls of a kind go instead (TS 22.082)."""

    number: str
    active: bool = True


class Calls:
    """Sets calls up and takes them down; tells both ends and the watchers."""

    def __init__(self, network: "Network") -> None:
        self._network = network
        self._world = network.world
        self.diversions: dict[tuple[str, str], Diversion] = {}
        """By the number that is called and when: always, busy, no answer, unreachable."""
        self.waiters: set[str] = set()
        """The numbers that have call waiting."""

    def start(
        self, caller: "Subscriber", number: str, seconds: float = RINGS, *, hidden: bool = False
    ) -> Call:
        """Call `number`; it rings a moment later, for `seconds` at most."""
        callee = self._network.subscriber(number)
        call = Call(self._world.ids.next(), caller, callee, seconds, hidden=hidden)
        caller.legs.add(call)
        self.tell(call)
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
        call.state, call.waiting, call.answered_at = "talking", False, self._world.clock.now()
        if not self._pay(call):
            return
        self.tell(call)
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
        """One end hangs up, or rejects; who does not take what waits is busy (UDUB, TS 22.083 clause 1.3)."""
        if call.waiting and party is call.callee:
            self._missed(call, "busy")
        else:
            self.end(call, self._reason(call, party))

    def lose(self, party: "Subscriber") -> None:
        """End all calls of an end that the network lost; first what waits, lest it ring."""
        for call in sorted(party.legs.values(), key=lambda call: not call.waiting):
            self.end(call, "lost")

    def forward(self, number: str, when: str, diversion: Diversion | None) -> None:
        """Forward a subscriber's calls of a kind from now on; None: no more."""
        if diversion is None:
            self.diversions.pop((number, when), None)
        else:
            self.diversions[number, when] = diversion

    def let_wait(self, number: str, on: bool) -> None:
        """Let a second call wait for a subscriber, or not."""
        (self.waiters.add if on else self.waiters.discard)(number)

    def services(self, number: str) -> dict[str, Any]:
        """Give what a subscriber has of TS 22.082 and TS 22.083, for the control API."""
        forwarding = [
            {"when": when, "to": each.number, "active": each.active}
            for (whose, when), each in self.diversions.items()
            if whose == number
        ]
        return {"forwarding": forwarding, "call_waiting": number in self.waiters}

    def end(self, call: Call, reason: str) -> None:
        """Take the call down; nothing happens to one that has ended."""
        if call.state == "ended":
            return
        self._stop(call)
        call.state, call.reason = "ended", reason
        for party in (call.caller, call.callee):
            if party.legs.drop(call):
                party.ended(call, reason)
        self.tell(call)
        self._ring_what_waits(call.caller)
        self._ring_what_waits(call.callee)

    def _ring_what_waits(self, party: "Subscriber") -> None:
        """Ring by a call that waited, where it is the only one now."""
        call = party.legs.waiting()
        if call is not None and len(party.legs) == 1:
            call.waiting = False
            self.tell(call)
            party.rings(call)

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
        elif call.callee is call.caller or (call.callee.legs and not self._may_wait(call.callee)):
            self._missed(call, "busy")
        elif not call.callee.reachable:
            self._missed(call, "unreachable")
        else:
            self._alert(call)

    def _may_wait(self, callee: "Subscriber") -> bool:
        """Whether one more call may wait: all others talk, and none waits yet (TS 22.083 clause 1.4)."""
        talks = all(call.state == "talking" for call in callee.legs.values())
        return callee.number in self.waiters and talks

    def _alert(self, call: Call) -> None:
        """Tell the callee; a caller whose call waits is told that, too."""
        callee = call.callee
        call.state, call.waiting = "ringing", bool(callee.legs)
        callee.legs.add(call)
        call.timer = self._world.clock.after(call.seconds, self._missed, call, "no answer")
        self.tell(call)
        if call.waiting:
            call.caller.noticed(Notice.WAITING)
            callee.waits(call)
        else:
            callee.rings(call)

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
        self._stop(call)
        was, call.callee = call.callee, self._network.subscriber(diversion.number)
        call.diverted, call.state, call.waiting = True, "dialling", False
        if was.legs.drop(call):
            was.ended(call, reason)
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

    def tell(self, call: Call) -> None:
        """Tell the watchers how a call stands."""
        self._world.happened(
            "call",
            call=call.id,
            caller=call.caller.number,
            callee=call.callee.number,
            state="held" if call.holders and call.state == "talking" else call.state,
            reason=call.reason,
        )


def _barred(model: "LinkModel", caller: str) -> Notice:
    """Tell whose calls are barred: the one whom the model names, or whose direction it has."""
    callee = model.direction == "mt" or (model.number not in ("", caller) and model.direction != "mo")
    return Notice.CALLS_IN_BARRED if callee else Notice.CALLS_OUT_BARRED
