"""From the service centre to whoever is meant: now, later, or not at all (TS 23.040 clauses 3.2.6, 3.3)."""

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from modem.simulator.linkmodel import OUTCOMES
from modem.simulator.linkmodels import PLAIN, Passage
from modem.tpdu import Deliver, StatusReport

if TYPE_CHECKING:
    from modem.simulator.modem import SimModem
    from modem.simulator.network import Network

AGAIN, LATEST = 30.0, 3_600.0
"""Seconds until the network tries once more; twice as many each time, up to the second number."""
LIMIT = 1_000
"""Messages kept for one modem."""
DELIVERED, NOT_OBTAINABLE, EXPIRED, DELETED = 0x00, 0x43, 0x46, 0x48  # TP-ST, TS 23.040 clause 9.2.3.15
TRYING = range(0x20, 0x40)
LOST = None
"""What becomes of a message that nobody ever hears of again."""


class Parcel:
    """A message on its way to one subscriber: the TPDUs for a modem, the text for a handset.

    `told(status)` learns what became of it: TP-ST, or `LOST`.
    """

    __slots__ = (
        "delivers", "expires", "flash", "left", "lost_parts",
        "sender", "single_shot", "text", "to", "told", "tries", "trying",
    )  # fmt: skip

    def __init__(
        self,
        sender: str,
        to: str,
        text: str,
        flash: bool,
        expires: float,
        told: Callable[["Parcel", int | None], object],
    ) -> None:
        self.sender, self.to, self.text, self.flash, self.expires = sender, to, text, flash, expires
        self.told = told
        self.delivers: Sequence[Deliver] = ()
        self.lost_parts: tuple[int, ...] = ()
        self.left = self.tries = 0
        self.single_shot = self.trying = False

    def copy(self) -> "Parcel":
        """Give a second one, of whose fate nobody is told."""
        twin = Parcel(self.sender, self.to, self.text, self.flash, self.expires, _nobody)
        twin.delivers, twin.lost_parts = self.delivers, self.lost_parts
        return twin


class _Waiting(NamedTuple):
    """A TPDU on its way to a modem; `follows` the one before as a part of the same message."""

    tpdu: Deliver | StatusReport
    follows: bool
    parcel: Parcel | None


class Delivery:
    """Brings parcels to handsets and modems, keeps what cannot be brought until it can or has expired."""

    def __init__(self, network: "Network") -> None:
        self._network = network
        self._world = network.world
        self._clock = network.world.clock
        self._held: dict[str, list[Parcel]] = defaultdict(list)
        self._queues: dict[int, deque[_Waiting]] = defaultdict(deque)
        self._busy: set[int] = set()
        self._swept: set[int] = set()

    def send(self, parcel: Parcel, passage: Passage = PLAIN) -> None:
        """Let a parcel travel as its passage was drawn."""
        usual = self._world.delays.deliver
        if passage is PLAIN:
            self._clock.after(usual, self._arrive, parcel)
            return
        if not passage.delays:
            parcel.told(parcel, LOST)
            return
        parcel.lost_parts, parcel.trying = passage.lost_parts, passage.trying
        if passage.lost_parts or passage.shuffled:
            kept = [part for n, part in enumerate(parcel.delivers) if n not in passage.lost_parts]
            if passage.shuffled:
                self._network.links.shuffle(kept)
            parcel.delivers = kept
        first, *more = passage.delays
        if passage.early:
            self._arrive(parcel)
        else:
            self._travel(parcel, usual + first)
        for delay in more:
            self._travel(parcel.copy(), usual + delay)

    def report(self, modem: "SimModem", report: StatusReport) -> None:
        """Bring a report to the modem that asked for it."""
        self._queues[modem.index].append(_Waiting(report, False, None))
        self._pump(modem)

    def deliver(self, modem: "SimModem", delivers: Sequence[Deliver]) -> None:
        """Bring TPDUs as they are, at once."""
        self._queue(modem, delivers, None)

    def _travel(self, parcel: Parcel, seconds: float) -> None:
        self._clock.at(min(self._clock.now() + seconds, parcel.expires), self._arrive, parcel)

    # arriving

    def _arrive(self, parcel: Parcel) -> None:
        """Try to hand a parcel over."""
        if self._clock.now() >= parcel.expires:
            parcel.told(parcel, EXPIRED)
            return
        network = self._network
        if network.links:
            model = network.links.obstacle(parcel.to)
            if model is not None:
                status = OUTCOMES[model.outcome].status
                self._failed(parcel, (model.code if model.outcome == "refused" else None) or status or 0)
                return
        if network.accounts.dead(parcel.to):
            parcel.told(parcel, NOT_OBTAINABLE)
            return
        modem = network.modems.get(parcel.to)
        if modem is not None:
            self._queue(modem, parcel.delivers, parcel)
            return
        phone = network.handset(parcel.to)
        if not phone.reachable:
            self._hold(parcel)
            return
        if not parcel.lost_parts:  # a phone shows a long message when it is whole
            phone.receive(parcel.sender, parcel.text, parcel.flash)
        parcel.told(parcel, DELIVERED)

    def _failed(self, parcel: Parcel, status: int) -> None:
        """Try again later, or give up."""
        if status not in TRYING:
            parcel.told(parcel, status)
            return
        if parcel.single_shot:
            parcel.told(parcel, EXPIRED)
            return
        self._tell_first(parcel, status)
        wait = min(AGAIN * 2.0 ** min(parcel.tries, 20), LATEST)
        parcel.tries += 1
        self._clock.at(min(self._clock.now() + wait, parcel.expires), self._arrive, parcel)

    def _tell_first(self, parcel: Parcel, status: int) -> None:
        if parcel.trying:
            parcel.trying = False
            parcel.told(parcel, status)

    def _hold(self, parcel: Parcel) -> None:
        """Keep a parcel for a phone that is off."""
        if parcel.single_shot:
            parcel.told(parcel, EXPIRED)
            return
        self._tell_first(parcel, OUTCOMES["off"].status or 0)
        self._held[parcel.to].append(parcel)
        self._clock.at(parcel.expires, self._expire, parcel)

    def _expire(self, parcel: Parcel) -> None:
        held = self._held.get(parcel.to, [])
        if parcel in held:
            held.remove(parcel)
            parcel.told(parcel, EXPIRED)

    def reachable(self, number: str) -> None:
        """Bring what was kept for a phone that is on again."""
        for parcel in self._held.pop(number, ()):
            self._arrive(parcel)

    # modems take one TPDU after another

    def available(self, modem: "SimModem") -> None:
        """Try again what waits for a modem: it is back, has memory, or has acknowledged."""
        if self._queues[modem.index]:
            self._clock.after(0.0, self._pump, modem)

    def give_back(self, modem: "SimModem", tpdu: Deliver | StatusReport) -> None:
        """Take back what a modem refused; it comes again later."""
        self._queues[modem.index].appendleft(_Waiting(tpdu, False, None))
        self._busy.add(modem.index)
        self._clock.after(AGAIN, self._resume, modem)

    def waiting(self, modem: "SimModem") -> int:
        """How many TPDUs wait for a modem."""
        return len(self._queues[modem.index])

    def _queue(self, modem: "SimModem", delivers: Sequence[Deliver], parcel: Parcel | None) -> None:
        queue = self._queues[modem.index]
        if parcel is not None:
            parcel.left = len(delivers)
            if not delivers:
                parcel.told(parcel, DELIVERED)  # what of it came; nothing did
        queue.extend(_Waiting(deliver, n > 0, parcel) for n, deliver in enumerate(delivers))
        if modem.faults.strike("duplicate") is not None:
            queue.extend(_Waiting(deliver, n > 0, None) for n, deliver in enumerate(delivers))
        while len(queue) > LIMIT:
            self._drop(queue.pop())
            modem.note("error", "more messages wait than the service centre keeps")
        self._pump(modem)

    def _drop(self, waiting: _Waiting, status: int = DELETED) -> None:
        parcel = waiting.parcel
        if parcel is not None and parcel.left:
            parcel.left = 0
            parcel.told(parcel, status)

    def _pump(self, modem: "SimModem") -> None:
        queue = self._queues[modem.index]
        while queue and modem.index not in self._busy:
            first = queue[0]
            if not modem.take(first.tpdu):
                if first.parcel is not None and first.parcel.single_shot:
                    self._drop(queue.popleft(), EXPIRED)
                    continue
                self._sweep_later(modem)
                return
            queue.popleft()
            if first.parcel is not None and first.parcel.left:
                first.parcel.left -= 1
                if not first.parcel.left:
                    first.parcel.told(first.parcel, DELIVERED)
            if queue and queue[0].follows and self._world.delays.parts:
                self._busy.add(modem.index)
                self._clock.after(self._world.delays.parts, self._resume, modem)

    def _resume(self, modem: "SimModem") -> None:
        self._busy.discard(modem.index)
        self._pump(modem)

    def _sweep_later(self, modem: "SimModem") -> None:
        """Look again when the first of what waits expires: one timer a modem."""
        if modem.index in self._swept:
            return
        soonest = min(
            (each.parcel.expires for each in self._queues[modem.index] if each.parcel), default=None
        )
        if soonest is not None:
            self._swept.add(modem.index)
            self._clock.at(soonest, self._sweep, modem)

    def _sweep(self, modem: "SimModem") -> None:
        self._swept.discard(modem.index)
        queue, now = self._queues[modem.index], self._clock.now()
        over = [each for each in queue if each.parcel is not None and each.parcel.expires <= now]
        kept = [each for each in queue if each.parcel is None or each.parcel.expires > now]
        queue.clear()
        queue.extend(kept)
        for each in over:
            self._drop(each, EXPIRED)
        if queue:
            self._pump(modem)


def _nobody(parcel: Parcel, status: int | None) -> None:
    pass
