"""A modem on its link: set up from any state, brought back after trouble, heard, and given back."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

from modem import card, gate, setup
from modem.dial import Dialler
from modem.errors import Gone, ModemError
from modem.events import Event, Recovered
from modem.exchange import Exchange
from modem.ladder import Ladder
from modem.link import Link
from modem.profile import GENERIC, load
from modem.store import Stores
from modem.watch import Watch

if TYPE_CHECKING:
    from modem.capabilities import Capabilities
    from modem.operators import Operator

_FOREVER = 1e9


class Connection:
    """What `Modem` is besides its calls; a context manager."""

    def __init__(
        self,
        link: Link,
        *,
        pin: card.Pin = None,
        smsc: str = "",
        profile: str | None = None,
        assemble: bool = True,
        codes: Collection[str] | None = None,
        operators: Mapping[str, Operator] | None = None,
        reference: Callable[[str], int] | None = None,
        poll: float = 60.0,
        patience: float = 86400.0,
        ladder: Ladder | None = None,
    ) -> None:
        self.link = link
        self._tries = card.Tries(pin)
        self._smsc = gate.number(smsc) if smsc else ""
        self._operators = operators
        self._keeping: str | None = None  # the mode of AT+CMMS that the modem takes; "" for none
        self._kept = False  # the link stays until AT+CMMS=0
        self._ladder = ladder or Ladder()
        self._exchange = Exchange(link, load(profile or GENERIC), self._ladder)
        self._recognise = profile is None
        self._echoes = False  # in the middle of the last setting-up, though echo was off
        self._setting = setup.Setting()
        self._stores = Stores(self._exchange, ())
        self._dialler = Dialler(self._exchange, codes)
        self._watch = Watch(self._exchange, self._dialler, assemble=assemble, patience=patience, poll=poll)
        counter = itertools.count(1)
        self._reference = reference or (lambda _: next(counter) % 256)

    def connect(self) -> None:
        """Set the modem up from any state; what lies in its stores follows as events."""
        try:
            try:
                self._setting = self._set_up()
            except Gone:
                if not (self._ladder.known and self._restart()):
                    raise
                self._setting = self._set_up()
        except ModemError:
            self._exchange.restarted = True  # not set up yet: again before the next command
            raise
        self._ladder.known = True
        echoed = self._exchange.expect_echo(off=True)
        if echoed and self._echoes:  # twice in a row: it echoes what it likes, and did not start anew
            self._exchange.restarted = False
        self._echoes = echoed
        can = self._setting.capabilities
        self._stores = Stores(self._exchange, can.memories, can.writing)
        self._watch.begin(self._setting, self._stores)

    def _set_up(self) -> setup.Setting:
        return setup.connect(self._exchange, self._tries, self._centre, recognise=self._recognise)

    def _ready(self) -> None:
        """Bring a modem that fell silent, or started anew, back to where it can be asked. Raises `Gone`."""
        step = self._roused() if self._exchange.doubtful else ""
        if self._exchange.restarted:
            self.connect()
            step = step if step == "restart" else "setup"
        if step:
            self._watch.events.append(Recovered(step))

    def _roused(self) -> str:
        """Take the rung of the ladder that is due; gives its name."""
        now = self.link.now()
        try:
            self._exchange.settle()
        except Gone:
            if self._exchange.is_closing() or not self._restart():
                raise
            return "restart"
        self._watch.missed()
        step = self._ladder.rung(now)
        if step == "setup":
            self._exchange.restarted = True
        if step == "reopen" or (step == "restart" and not self._restart()):
            raise Gone(f"The modem at {self.link.name} falls silent again and again.")
        return step

    def _restart(self) -> bool:
        """Have the modem start anew; False where that was done within the hour."""
        now = self.link.now()
        if not self._ladder.may_restart(now):
            return False
        self._ladder.restarted(now)
        self._exchange.restart()
        return True

    @property
    def imei(self) -> str:
        """The modem's own number, which stays when it moves to another port."""
        return self._setting.imei

    @property
    def iccid(self) -> str:
        """The SIM card's number."""
        return self._setting.iccid

    @property
    def imsi(self) -> str:
        """The subscription's number."""
        return self._setting.imsi

    @property
    def make(self) -> str:
        """The name of the profile that it is known by (`modem/profiles`): "generic" for no make."""
        return self._exchange.profile.name

    @property
    def capabilities(self) -> Capabilities:
        """What the modem can do, as it was asked when connecting."""
        can = self._setting.capabilities
        return can._replace(ussd="packed") if can.ussd and self._dialler.packed else can

    @property
    def operator(self) -> Operator | None:
        """What is known of the card's operator; None where its network is in no table."""
        return self._operator_of(self.imsi)

    def _operator_of(self, imsi: str) -> Operator | None:
        from modem.operators import OPERATORS, of

        return of(imsi, self._operators or OPERATORS)

    def _centre(self, imsi: str, present: str) -> str:
        """Choose the service centre of a card that has the number *present*."""
        if self._smsc or present:
            return self._smsc
        operator = self._operator_of(imsi)
        return operator.smsc if operator else ""

    # Events

    def next_event(self, timeout: float | None = None) -> Event | None:
        """Give the next event; None when *timeout* seconds are over or someone called `wake`.

        Raises `Gone` when the modem is no more, also when it fell silent and could not be roused.
        """
        end = self.link.now() + (_FOREVER if timeout is None else timeout)
        read = False
        while True:
            self._ready()
            if not self._watch.events:
                self._watch.collect()
            if self._watch.events:
                return self._watch.events.popleft()
            if self._exchange.woken:
                self._exchange.woken = False
                return None
            now = self.link.now()
            if read and now >= end:
                return None
            self._exchange.hear(self._watch.due(end) - now)
            read = True

    def events(self) -> Iterator[Event]:
        """Give every event until the modem is closed."""
        while not self._exchange.is_closing():
            try:
                event = self.next_event(_FOREVER)
            except Gone:
                if self._exchange.is_closing():
                    return
                raise
            if event is not None:
                yield event

    def wake(self) -> None:
        """End a waiting `next_event` (or the next one) with None. From any thread."""
        self.link.wake()

    def close(self) -> None:
        """Give the link back. From any thread: a call that waits in another ends with `Gone` and closes."""
        self._exchange.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
