"""A resident's phone, as far as the network can tell: texts, calls, USSD, an inbox."""

from typing import TYPE_CHECKING, Any

from modem.simulator import holding
from modem.simulator.call import Call, Legs, Notice, Remark
from modem.simulator.calls import RINGS
from modem.simulator.errors import NotRinging, SimulatorError
from modem.simulator.ledger import Ledger
from modem.simulator.numbers import normalise
from modem.simulator.values import Received, UssdScreen

if TYPE_CHECKING:
    from modem.simulator.network import Network

LONGEST = 10_000
"""Characters in one message: 255 parts of 67 UCS2 units would be more, and no phone has them."""


class Handset:
    """One phone.

    All its methods may be called from any thread (but not, for `dial` and `reply`, inside
    `sim.do`).
    """

    def __init__(self, network: "Network", number: str) -> None:
        self.number = number
        self.inbox: Ledger[Received] = Ledger(1_000)
        self.reachable = True
        self.legs = Legs()
        self.last_call: dict[str, str] | None = None
        self.missed = 0  # calls that nobody answered
        self._network = network
        self._world = network.world
        self._given: set[str] = set()  # ids of the messages that somebody waited for

    # messages

    def text(self, text: str, to: str | None = None, *, flash: bool = False) -> str:
        """Send *text* to a number (left out: the first modem); gives an id.

        `NotSent` where the card has no credit, or is barred.
        """
        if not text or len(text) > LONGEST:
            raise SimulatorError(
                f"A text has 1 to {LONGEST} characters, not {len(text)}.", "Write something shorter."
            )
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        recipient = self._recipient(to)

        def send() -> str:
            message_id = self._world.ids.next()
            self._network.smsc.text(self, text, recipient, flash)
            what = {"id": message_id, "from": self.number, "to": recipient, "text": text, "flash": flash}
            self._world.happened("text", **what)
            return message_id

        return self._world.do(send)

    def inbox_after(self, item_id: str | None = None) -> list[Received]:
        """Give what came after that message (None: all there is); `UnknownId` if there is no such."""
        return self._world.do(lambda: self.inbox.after(item_id))

    def wait_for_sms(self, timeout: float = 60.0, *, contains: str = "") -> Received | None:
        """Wait for a message with a text, at most `timeout` seconds of the world's clock; None if none comes.

        What came already counts; no message is given twice.
        """
        import threading

        def found() -> Received | None:
            fresh = (message for message in self.inbox if message.id not in self._given)
            return next((message for message in fresh if contains in message.text), None)

        clock = self._world.clock
        clock.wait(lambda: found() is not None, clock.now() + timeout, threading.Event())
        message = found()
        if message is not None:
            self._given.add(message.id)
        return message

    def receive(self, sender: str, text: str, flash: bool) -> None:
        """Take a message off the network."""
        received = Received(self._world.ids.next(), sender, text, flash, self._world.clock.wall())
        self.inbox.add(received)
        self._world.happened("received", to=self.number, **received.json())

    def power(self, on: bool) -> None:
        """Switch the phone on or off; what waited comes when it is on again."""

        def switch() -> None:
            self.reachable = on
            if not on:
                self._network.ussd.forget(self.number, "dropped")
                self._network.calls.lose(self)
            if on:
                self._network.smsc.delivery.reachable(self.number)

        self._world.do(switch)

    # calls

    @property
    def on_call(self) -> Call | None:
        """Its call; of several the active one."""
        return self.legs.first(self)

    def call(self, to: str | None = None, seconds: float = RINGS, *, hidden: bool = False) -> str:
        """Call a number (left out: the first modem) and let it ring for `seconds`; gives the call's id.

        *hidden* keeps the phone's number from who is called. The call that the phone talks in ends.
        """
        if not 0 < seconds <= 3600:
            raise SimulatorError(
                f"A call rings for up to 3600 seconds, not {seconds}.", "Leave it out for 20."
            )
        recipient, calls = self._recipient(to), self._network.calls

        def start() -> str:
            if self.on_call is not None:
                calls.hang_up(self.on_call, self)
            return calls.start(self, recipient, seconds, hidden=hidden).id

        return self._world.do(start)

    def hang_up(self) -> None:
        """End or reject the call; without one nothing happens."""

        def end() -> None:
            if self.on_call is not None:
                self._network.calls.hang_up(self.on_call, self)

        self._world.do(end)

    def answer(self) -> None:
        """Pick up, also a call that waits: the one before is held then; `NotRinging` if nobody calls."""

        def pick_up() -> None:
            call = self.legs.waiting() or self.on_call
            if call is None or call.state != "ringing" or call.callee is not self:
                raise NotRinging(f"Nobody calls {self.number}.")
            holding.take(self._network.calls, self, hold=True)

        self._world.do(pick_up)

    def hold(self) -> None:
        """Hold the call, and take the other one, held or waiting; `NotHeld` if none can be."""
        self._world.do(lambda: holding.take(self._network.calls, self, hold=True))

    def join(self) -> None:
        """Make one conference of the call and the held one; `NotHeld` unless there are both."""
        self._world.do(lambda: holding.join(self._network.calls, self))

    def rings(self, call: Call) -> None:
        """Learn that a call comes in (the network calls it)."""

    def waits(self, call: Call) -> None:
        """Learn that a call comes in while it talks."""

    def connected(self, call: Call) -> None:
        """Learn that the other end picked up."""

    def ended(self, call: Call, reason: str) -> None:
        """Learn that the call is over."""
        self.last_call = call.json(self)
        if call.callee is self and reason in ("no answer", "cancelled"):
            self.missed += 1

    def noticed(self, notice: Notice) -> None:
        """Learn what a service does to the call that is being set up."""

    def told(self, call: Call, remark: Remark) -> None:
        """Learn what the other end does with a call."""

    # USSD

    def dial(self, code: str) -> UssdScreen:
        """Dial a code like `*123#`; gives the first screen. An open session ends."""
        return self._network.ussd.ask(self.number, code.strip(), dial=True)

    def reply(self, text: str) -> UssdScreen:
        """Answer the open screen; gives the next one. `NoSession` if there is none."""
        return self._network.ussd.ask(self.number, text, dial=False)

    def cancel(self) -> None:
        """End the session, if there is one."""
        self._world.do(lambda: self._network.ussd.forget(self.number, "dropped"))

    @property
    def screen(self) -> UssdScreen | None:
        """The screen that waits for a reply, if any."""
        session = self._network.ussd.session(self.number)
        return None if session is None else session.screen

    # people

    def json(self) -> dict[str, Any]:
        """Give what the control API says of it."""
        screen = self.screen
        return {
            "number": self.number,
            "on": self.reachable,
            "call": None if self.on_call is None else self.on_call.json(self),
            "calls": [call.json(self) for call in self.legs.values()],
            **self._network.calls.services(self.number),
            "last_call": self.last_call,
            "missed": self.missed,
            "ussd": None if screen is None else screen._asdict(),
            "messages": len(self.inbox),
            **self._network.accounts.json(self.number),
        }

    def _recipient(self, to: str | None) -> str:
        if to is None:
            modem = self._world.modem(0)
            return modem.number
        return normalise(to)
