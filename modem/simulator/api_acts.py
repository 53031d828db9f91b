"""What the control API does: each takes the simulator and a checked request, and gives JSON."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from modem.simulator import Simulator, errors
from modem.simulator.api_fields import JSON, ApiError
from modem.simulator.handsets import Handset
from modem.simulator.numbers import normalise
from modem.simulator.transcript import transcript

_SENDER_NAME = re.compile(r"[A-Z][A-Z0-9 &_.-]{0,10}")  # as companies write them: an SMS without a number

STATUS = (  # the first that fits
    (errors.UnknownId, 410),
    (errors.UnknownModem, 404),
    (errors.NoSession, 409),
    (errors.NotRinging, 409),
    (errors.NotSent, 409),
    (errors.UssdBusy, 409),
    (errors.OwnPace, 409),
    (errors.HostFailed, 502),
    (errors.SimulatorError, 400),
)


def refusal(error: errors.SimulatorError) -> ApiError:
    """Say an error of the simulator in the words of HTTP."""
    status = next(status for kind, status in STATUS if isinstance(error, kind))
    fact = str(error.args[0]) if error.args else type(error).__name__
    return ApiError(status, fact, error.remedy)


class Ask(NamedTuple):
    """A checked request: the names in the path, the fields of query and body."""

    path: Mapping[str, str]
    given: Mapping[str, JSON]

    def get(self, name: str, default: JSON = None) -> JSON:
        """Give a field, or the default where it was left out."""
        return self.given.get(name, default)

    def number(self) -> str:
        """Give the handset's number of the path, in its one form."""
        return normalise(self.path["number"])

    def modem(self, sim: Simulator) -> int:
        """Give the modem's index of the path."""
        text = self.path["index"]
        if not (text.isascii() and text.isdigit() and len(text) < 5):
            raise ApiError(404, f"{text!r} is no modem.", "Modems are counted from 0: see GET /api/modems.")
        sim.modem(int(text))
        return int(text)


def send(sim: Simulator, ask: Ask) -> JSON:
    """Have a handset send a text."""
    sender = ask.get("from")
    phone = sim.network.handset(sender) if _SENDER_NAME.fullmatch(sender) else handset(sim, sender)
    to = ask.get("to")
    return {
        "id": phone.text(ask.get("text"), to=to and normalise(to), flash=ask.get("flash", False)),
        "at": sim.clock.wall().isoformat(),
    }


def outbox(sim: Simulator, ask: Ask) -> list[JSON]:
    """List what modems handed to the network."""
    return [sent.json() for sent in sim.network.outbox.after(ask.get("after"))]


def inbox(sim: Simulator, ask: Ask) -> list[JSON]:
    """List what a handset received."""
    return [received.json() for received in handset(sim, ask.number()).inbox.after(ask.get("after"))]


def sent(sim: Simulator, ask: Ask) -> list[JSON]:
    """List what a handset sent, as far as the world's ledger of events goes back."""
    number, after = ask.number(), ask.get("after")
    texts = [event.what for event in sim.events if event.kind == "text" and event.what["from"] == number]
    times = {event.what["id"]: event.at for event in sim.events if event.kind == "text"}
    entries = [{**text, "at": times[text["id"]].isoformat()} for text in texts]
    if after is None:
        return entries
    for place, entry in enumerate(entries):
        if entry["id"] == after:
            return entries[place + 1 :]
    raise errors.UnknownId(after)


def chat(sim: Simulator, ask: Ask) -> JSON:
    """Write what a handset texted, called and received as a `.chat` file."""
    number = handset(sim, ask.number()).number
    return {"chat": transcript(number, sim.do(lambda: list(sim.events)))}


def handset(sim: Simulator, number: str) -> Handset:
    """Give a handset; it comes into being when used."""
    return sim.network.handset(normalise(number))


def handsets(sim: Simulator, ask: Ask) -> JSON:
    """List the handsets that exist."""
    return [phone.json() for phone in sim.do(lambda: list(sim.network.handsets.values()))]


def show(sim: Simulator, ask: Ask) -> JSON:
    """Give a handset's state."""
    phone = handset(sim, ask.number())
    return sim.do(phone.json)


def ussd(sim: Simulator, ask: Ask) -> JSON:
    """Dial a code, reply to a screen, or end the session."""
    if len(ask.given) != 1:
        raise ApiError(
            400,
            "The body holds none or several of dial, reply and cancel.",
            'Send one, such as {"dial": "*123#"}.',
        )
    phone = handset(sim, ask.number())
    if "dial" in ask.given:
        screen = phone.dial(ask.get("dial"))
    elif "reply" in ask.given:
        screen = phone.reply(ask.get("reply"))
    else:
        phone.cancel()
        return {"text": "", "more": False}
    return {"text": screen.text, "more": screen.more}


def call(sim: Simulator, ask: Ask) -> JSON:
    """Have a handset call."""
    phone = handset(sim, ask.number())
    to = ask.get("to")
    phone.call(to=to and normalise(to), seconds=ask.get("seconds", 20), hidden=ask.get("hidden", False))
    return sim.do(phone.json)


def answer(sim: Simulator, ask: Ask) -> JSON:
    """Have a handset pick up; where nobody calls nothing happens, as with `hang_up`."""
    phone = handset(sim, ask.number())
    with suppress(errors.NotRinging):
        phone.answer()
    return sim.do(phone.json)


def hold(sim: Simulator, ask: Ask) -> JSON:
    """Have a handset hold its call and take the other one; where it cannot nothing happens."""
    phone = handset(sim, ask.number())
    with suppress(errors.NotHeld):
        phone.hold()
    return sim.do(phone.json)


def join(sim: Simulator, ask: Ask) -> JSON:
    """Have a handset make a conference of its calls; where it cannot nothing happens."""
    phone = handset(sim, ask.number())
    with suppress(errors.NotHeld):
        phone.join()
    return sim.do(phone.json)


def power(sim: Simulator, ask: Ask) -> JSON:
    """Switch a handset on or off."""
    phone = handset(sim, ask.number())
    phone.power(ask.get("on"))
    return sim.do(phone.json)


def hang_up(sim: Simulator, ask: Ask) -> JSON:
    """End a handset's call, ringing or answered."""
    phone = handset(sim, ask.number())
    phone.hang_up()
    return sim.do(phone.json)


def modems(sim: Simulator, ask: Ask) -> JSON:
    """List the modems."""
    return sim.do(lambda: [modem.json() for modem in sim.modems])


def break_modem(sim: Simulator, ask: Ask) -> JSON:
    """Start a fault."""
    index = ask.modem(sim)
    sim.fault(modem=index, **ask.given)
    return sim.do(sim.modems[index].json)


def mend_modem(sim: Simulator, ask: Ask) -> JSON:
    """End faults."""
    index = ask.modem(sim)
    sim.clear_fault(modem=index, kind=ask.get("kind"))
    return sim.do(sim.modems[index].json)


def clock(sim: Simulator, ask: Ask) -> JSON:
    """Move the clock on, or change how fast it goes; open pages hear of it."""
    if len(ask.given) != 1:
        raise ApiError(
            400,
            "The body holds neither or both of advance and speed.",
            'Send one, such as {"advance": 3600}.',
        )
    if "advance" in ask.given:
        sim.advance(ask.get("advance"))
    else:
        sim.clock.run_at(ask.get("speed"))
    sim.do(lambda: sim.happened("clock", speed=sim.clock.pace.wanted))
    now: datetime = sim.do(sim.clock.wall)
    return {"now": now.isoformat(), "speed": sim.clock.pace.wanted}


def trace(sim: Simulator, ask: Ask) -> list[JSON]:
    """List what passed on the modems' lines."""
    index = ask.get("modem")
    return [line.json() for line in sim.trace.after(ask.get("after")) if index is None or line.modem == index]
