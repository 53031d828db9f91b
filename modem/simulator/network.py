"""The network between modems and handsets: who is there, and the three services: messages, calls, USSD."""

from datetime import date
from typing import TYPE_CHECKING, Protocol

from modem.simulator.accounts import Account, Accounts, Change
from modem.simulator.call import Call, Legs, Notice, Remark
from modem.simulator.calls import WHEN, Calls, Diversion
from modem.simulator.delays import Timers
from modem.simulator.errors import InvalidNumber, SimulatorError
from modem.simulator.handsets import Handset
from modem.simulator.hosting import Over, Serve
from modem.simulator.ledger import Ledger
from modem.simulator.linkmodel import LinkModel
from modem.simulator.linkmodels import LinkModels
from modem.simulator.numbers import normalise
from modem.simulator.smsc import Smsc
from modem.simulator.ussd import UssdRouter
from modem.simulator.values import Sent

if TYPE_CHECKING:
    from modem.simulator.modem import SimModem
    from modem.simulator.world import Simulator


class Subscriber(Protocol):
    """Whoever can be called: a handset, or a modem's device."""

    legs: Legs

    @property
    def number(self) -> str:
        """Its number."""
        ...

    @property
    def reachable(self) -> bool:
        """Whether the network can reach it now."""
        ...

    def rings(self, call: Call) -> None:
        """Learn that a call comes in."""
        ...

    def waits(self, call: Call) -> None:
        """Learn that a call comes in while it talks."""
        ...

    def connected(self, call: Call) -> None:
        """Learn that the other end picked up."""
        ...

    def ended(self, call: Call, reason: str) -> None:
        """Learn that the call is over."""
        ...

    def noticed(self, notice: Notice) -> None:
        """Learn what a service does to the call that is being set up."""
        ...

    def told(self, call: Call, remark: Remark) -> None:
        """Learn what the other end does with a call."""
        ...


class Network:
    """The networks of a country. Numbers are normalised: `0812…`, `62812…` and `+62812…` are one handset."""

    area, cell = "1A2B", "0000C3D4"

    def __init__(self, world: "Simulator") -> None:
        self.world = world
        self.outbox: Ledger[Sent] = Ledger(10_000)
        self.handsets: dict[str, Handset] = {}
        self.modems: dict[str, SimModem] = {}
        clock = world.clock
        self.accounts = Accounts(clock.wall)
        self.links = LinkModels(world.random, clock.now, clock.wall)
        self.timers = Timers()
        self.smsc = Smsc(self)
        self.calls = Calls(self)
        self.ussd = UssdRouter(self)

    def register(self, modem: "SimModem") -> None:
        """Make a modem known by its number; `InvalidNumber` if another one has it."""
        if modem.number in self.modems:
            raise InvalidNumber(f"{modem.number} is another modem's.", "Give each modem a number of its own.")
        self.modems[modem.number] = modem

    def handset(self, number: str) -> Handset:
        """Give the handset of that number (or alphanumeric sender); it comes into being when used.

        Raises `InvalidNumber` for what is no number, and for a modem's own.
        """
        key = normalise(number, names=True)
        with self.world.clock.lock:
            if key in self.modems:
                raise InvalidNumber(
                    f"{key} is modem {self.modems[key].index}, not a handset.", "Take another number."
                )
            phone = self.handsets.get(key)
            if phone is None:
                phone = self.handsets[key] = Handset(self, key)
            return phone

    def subscriber(self, number: str) -> Subscriber:
        """Whoever has that number: a modem, else a handset."""
        key = normalise(number, names=True)
        modem = self.modems.get(key)
        return self.handset(key) if modem is None else modem.device.calls

    def forward(self, number: str, to: str | None, when: str = "always") -> None:
        """Forward a subscriber's calls: `always`, on `busy`, `no answer` or `unreachable`; None: no more.

        A modem does the same for itself by AT+CCFC.
        """
        key = normalise(number)
        if when not in WHEN:
            raise SimulatorError(f"Calls are not forwarded {when!r}.", f"There are: {', '.join(WHEN)}.")
        diversion = None if to is None else Diversion(normalise(to))
        self.world.do(lambda: self.calls.forward(key, when, diversion))

    def call_waiting(self, number: str, on: bool = True) -> None:
        """Let a second call wait while a subscriber talks (TS 22.083); without it the caller is busy.

        A modem does the same for itself by AT+CCWA.
        """
        key = normalise(number)
        self.world.do(lambda: self.calls.let_wait(key, on))

    def host(self, code: str, serve: Serve, *, modems: bool = False, over: Over | None = None) -> None:
        """Serve a USSD code by a function: `*123#`, and `*123*…#` as well.

        It serves handsets, with *modems* it serves those instead. `serve(UssdRequest)` gives a `UssdScreen`,
        or a plain `(text, more)`; `text` of the request is None where the code was dialled. In real time it
        is called in a thread of its own and may take its time; on a clock that jumps it is called directly
        (for a modem from inside the world, so that it must not wait). Who has not answered when the guard
        time (`timers.ussd_guard`) is over is given up: the session has ended, a late answer is dropped.
        `over(UssdRequest, why)` hears of a session that ended without the answer that it waited for:
        `dropped` (the phone hung up, the network released it) or `timed out`. Not when the code is dialled
        anew: the host sees that itself.
        """
        self.world.do(lambda: self.ussd.hosting.host(code, serve, modems=modems, over=over))

    def link_models(self, *models: LinkModel) -> None:
        """Let the network behave like this from now on: no other model holds; none at all and all is well.

        `InvalidLinkModel` says what is wrong with one; then nothing changes.
        """
        self.world.do(lambda: self.links.set(models))

    def top_up(self, number: str, amount: int, days: int = 30) -> Account:
        """Add rupiah to a card and days to its date; from now on it is charged."""
        key = normalise(number)
        return self.world.do(lambda: self.accounts.change(key, Change(top_up=amount, days=days)))

    def set_account(self, number: str, credit: int | None = None, expires: date | None = None) -> Account:
        """Set a card's credit and the last day on which it is active; from now on it is charged."""
        key = normalise(number)
        return self.world.do(lambda: self.accounts.change(key, Change(credit, expires)))

    def push(
        self, to: "SimModem | Handset | str", text: str, *, more: bool = False, serve: Serve | None = None
    ) -> None:
        """Send a USSD text unasked: a notice, or with *more* a question; `serve` is asked after the answer.

        `UssdBusy` while the subscriber has a session open.
        """
        self.world.do(lambda: self.ussd.push(_number(to), text, more=more, serve=serve))

    def release(self, to: "SimModem | Handset | str", status: int = 2) -> None:
        """End a subscriber's USSD session from the network's side; `NoSession` if there is none.

        A modem says +CUSD with that status: 2 ended by the network, 3 another client has answered.
        """
        self.world.do(lambda: self.ussd.release(_number(to), status))

    def lost(self, modem: "SimModem") -> None:
        """Give a modem left: its calls and its USSD session end."""
        self.calls.lose(modem.device.calls)
        self.ussd.forget(modem.number, "dropped")


def _number(whose: "SimModem | Handset | str") -> str:
    return normalise(whose) if isinstance(whose, str) else whose.number
