"""Several calls of one end: held, taken, joined (TS 22.083, TS 22.084; TS 22.030 clause 6.5.5.1)."""

from typing import TYPE_CHECKING

from modem.simulator.call import Call, Remark
from modem.simulator.errors import NotHeld

if TYPE_CHECKING:
    from modem.simulator.calls import Calls
    from modem.simulator.network import Subscriber

MOST_JOINED = 5
"""Other ends of a conference (TS 22.084 clause 1.1)."""


def release(calls: "Calls", party: "Subscriber") -> None:
    """Reject what comes in; where nothing does, end what is held."""
    incoming = _incoming(party)
    for call in party.legs.held(party) if incoming is None else [incoming]:
        calls.hang_up(call, party)


def take(calls: "Calls", party: "Subscriber", *, hold: bool) -> None:
    """End, or *hold*, what is active, and take the other call: what comes in, else what is held.

    Raises `NotHeld` where there is nothing to hold or to take, or where two things would be held.
    """
    incoming, held, active = _incoming(party), party.legs.held(party), party.legs.active(party)
    called = [call for call in party.legs.values() if call.caller is party and call.state != "talking"]
    if hold and (called or (incoming and held and active) or not (incoming or held or active)):
        raise NotHeld("There is nothing to take, or more than one call would be held.")
    if incoming is not None:
        incoming.waiting = False  # it is taken below: it need not ring when the other one ends
    for call in active:
        _hold(calls, party, call) if hold else calls.hang_up(call, party)
    if not hold:
        for call in called:
            calls.hang_up(call, party)
    if incoming is not None:
        calls.answer(incoming)
    else:
        for call in held:
            _retrieve(calls, party, call)


def single_out(calls: "Calls", party: "Subscriber", call: Call) -> None:
    """Talk in this call alone and hold the other ones; `NotHeld` where some are held already."""
    held = [each for each in party.legs.held(party) if each is not call]
    others = [each for each in party.legs.active(party) if each is not call]
    if call.state != "talking" or (held and others):
        raise NotHeld("That call is none to talk in, or more than one would be held.")
    for each in others:
        _hold(calls, party, each)
    call.joiners.discard(party)
    if party in call.holders:
        _retrieve(calls, party, call)


def join(calls: "Calls", party: "Subscriber") -> None:
    """Make one conference of what is active and what is held; `NotHeld` unless there are both."""
    held, active = party.legs.held(party), party.legs.active(party)
    if not held or not active or len(held) + len(active) > MOST_JOINED:
        raise NotHeld("A conference is made of a call and a held one, with five others at most.")
    for call in held:
        _retrieve(calls, party, call)
    for call in (*active, *held):
        call.joiners.add(party)
        call.other(party).told(call, Remark.JOINED)


def make_room(calls: "Calls", party: "Subscriber") -> None:
    """Hold what is active before another number is called; `NotHeld` where that cannot be."""
    active = party.legs.active(party)
    if any(call.state != "talking" for call in party.legs.values()) or (active and party.legs.held(party)):
        raise NotHeld("Another call is being set up, or more than one would be held.")
    for call in active:
        _hold(calls, party, call)


def _incoming(party: "Subscriber") -> Call | None:
    ringing = (call for call in party.legs.values() if call.state == "ringing" and call.callee is party)
    return next(ringing, None)


def _hold(calls: "Calls", party: "Subscriber", call: Call) -> None:
    call.holders.add(party)
    call.other(party).told(call, Remark.HELD)
    calls.tell(call)


def _retrieve(calls: "Calls", party: "Subscriber", call: Call) -> None:
    call.holders.discard(party)
    call.other(party).told(call, Remark.RETRIEVED)
    calls.tell(call)
