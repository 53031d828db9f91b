"""Voice calls between subscribers: dialling, ringing, talking, and how they end."""

from typing import TYPE_CHECKING

from modem.simulator.clock import Timer

if TYPE_CHECKING:
    from modem.simulator.network import Network, Subscriber

RINGS = 20.0
"""Seconds that a call rings unless told."""


class Call:
    """One call; `state` is dialling, ringing, talking or ended, `reason` how it ended.

    Reasons: busy, unreachable, no answer, rejected, cancelled (by the caller, unanswered), hung up, lost.
    """

    def __init__(self, call_id: str, caller: "Subscriber", callee: "Subscriber", seconds: float) -> None:
        self.id = call_id
        self.caller = caller
        self.callee = callee
        self.seconds = seconds
        self.state = "dialling"
        self.reason = ""
        self.timer: Timer | None = None

    def other(self, party: "Subscriber") -> "Subscriber":
        """Give the other end."""
        return self.callee if party is self.caller else self.caller

    def json(self, party: "Subscriber") -> dict[str, str]:
        """Give what the control API says of it, seen from one end."""
        state = "incoming" if self.state == "ringing" and party is self.callee else self.state
        return {"id": self.id, "with": self.other(party).number, "state": state, "reason": self.reason}


class Calls:
    """Sets calls up and takes them down; tells both ends and the watchers."""

    def __init__(self, network: "Network") -> None:
        self._network = network
        self._world = network.world

    def start(self, caller: "Subscriber", number: str, seconds: float = RINGS) -> Call:
        """Call `number`; it rings a moment later, for `seconds` at most."""
        call = Call(self._world.ids.next(), caller, self._network.subscriber(number), seconds)
        if caller.on_call is not None:
            self.end(caller.on_call, self._reason(caller.on_call, caller))
        caller.on_call = call
        self._tell(call)
        call.timer = self._world.clock.after(self._world.delays.call, self._ring, call)
        return call

    def answer(self, call: Call) -> None:
        """Give the callee picks up."""
        if call.state != "ringing":
            return
        self._stop(call)
        call.state = "talking"
        self._tell(call)
        call.caller.connected(call)
        call.callee.connected(call)

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
        if call.callee is call.caller or call.callee.on_call is not None:
            self.end(call, "busy")
        elif not call.callee.reachable:
            self.end(call, "unreachable")
        else:
            call.state = "ringing"
            call.callee.on_call = call
            call.timer = self._world.clock.after(call.seconds, self.end, call, "no answer")
            self._tell(call)
            call.callee.rings(call)

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
