"""The service centre: takes messages, stores them, forwards them, reports (TS 23.040 clause 3)."""

from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from modem import parts
from modem.simulator.syntax import Cms
from modem.simulator.values import Sent
from modem.tpdu import Address, Deliver, StatusReport, Submit

if TYPE_CHECKING:
    from modem.simulator.handsets import Handset
    from modem.simulator.modem import SimModem
    from modem.simulator.network import Network

NUMBER = "+6281100000"
AGAIN = 30.0
"""Seconds until the network tries once more what a modem refused."""
LIMIT = 1_000
"""Parts of unfinished long messages, and messages for one modem, that are kept."""

NO_NETWORK, NOT_ACCEPTED = 331, 304  # TS 27.005 clause 3.2.5


class _Waiting(NamedTuple):
    """A message on its way to a modem; `follows` the one before as a part of the same message."""

    tpdu: Deliver | StatusReport
    follows: bool


class Smsc:
    """Stores and forwards. Its time stamps differ for any two messages of one sender."""

    def __init__(self, network: "Network") -> None:
        self.number = NUMBER
        self._network = network
        self._world = network.world
        self._clock = network.world.clock
        self._stamps: dict[str, datetime] = {}
        self._references: dict[str, int] = defaultdict(int)
        self._unfinished: dict[tuple[object, ...], dict[int, Submit]] = {}
        self._queues: dict[int, deque[_Waiting]] = defaultdict(deque)
        self._busy: set[int] = set()

    # from a modem

    def submit(self, modem: "SimModem", submit: Submit) -> None:
        """Take what a modem hands over; `Cms` if it is refused.

        A whole message is in the outbox when this returns.
        """
        fault = modem.faults.strike("cms")
        if fault is not None:
            raise Cms(fault.details.get("code", 500))
        if not modem.reachable:
            raise Cms(NO_NETWORK)
        whole = self._collect(modem, submit)
        if whole is None:
            return
        sent = self._enter(modem.number, whole)
        self._clock.after(self._world.delays.deliver, self._route, modem, whole, sent)

    def _collect(self, modem: "SimModem", submit: Submit) -> list[Submit] | None:
        concat = submit.concat
        if concat is None:
            return [submit]
        key = (modem.number, submit.recipient, concat.reference, concat.total)
        got = self._unfinished.setdefault(key, {})
        got[concat.part] = submit
        if len(got) < concat.total:
            while len(self._unfinished) > LIMIT:
                del self._unfinished[next(iter(self._unfinished))]
            return None
        del self._unfinished[key]
        return [got[part] for part in sorted(got)]

    def _enter(self, sender: str, whole: Sequence[Submit]) -> Sent:
        stamp = self._stamp(sender)
        address = Address.of(sender)
        joined = parts.join([_forwarded(submit, address, stamp) for submit in whole])
        first = whole[0]
        data = b"".join(submit.data or b"" for submit in whole)
        sent = Sent(
            id=self._world.ids.next(),
            sender=sender,
            to=self._network.subscriber(str(first.recipient)).number,
            text=joined.text if joined is not None else "",
            flash=first.dcs.message_class == 0,
            parts=len(whole),
            alphabet=first.dcs.alphabet,
            at=self._clock.wall(),
            data=data.hex().upper() if first.dcs.alphabet == "8bit" else None,
        )
        self._network.outbox.add(sent)
        self._world.happened("sms", **sent.json())
        return sent

    def _route(self, modem: "SimModem", whole: Sequence[Submit], sent: Sent) -> None:
        stamp = self._stamps[sent.sender]
        other = self._network.modems.get(sent.to)
        if other is not None:
            address = Address.of(sent.sender)
            self._queue(other, [_forwarded(submit, address, stamp) for submit in whole])
            self._report(modem, whole, stamp)
        else:
            done = lambda: self._report(modem, whole, stamp)  # noqa: E731 - what delivery means to the sender
            self._network.handset(sent.to).receive(sent.sender, sent.text, sent.flash, done)

    def _report(self, modem: "SimModem", whole: Sequence[Submit], stamp: datetime) -> None:
        wanted = [submit for submit in whole if submit.report_requested]
        if wanted:
            self._clock.after(self._world.delays.report, self._send_reports, modem, wanted, stamp)

    def _send_reports(self, modem: "SimModem", wanted: Sequence[Submit], stamp: datetime) -> None:
        discharge = self._clock.wall().replace(microsecond=0)
        for submit in wanted:
            report = StatusReport(submit.reference, submit.recipient, stamp, max(stamp, discharge), 0)
            self._queues[modem.index].append(_Waiting(report, follows=False))
        self._pump(modem)

    # from a handset

    def text(self, phone: "Handset", text: str, to: str, flash: bool) -> None:
        """Take a handset's text for `to`, in as many parts as it needs, and deliver it."""
        stamp = self._stamp(phone.number)
        modem = self._network.modems.get(to)
        if modem is None:
            receive = self._network.handset(to).receive
            self._clock.after(self._world.delays.deliver, receive, phone.number, text, flash)
            return
        reference = self._references[phone.number] = self._references[phone.number] % 255 + 1
        delivers = parts.delivers(
            phone.number,
            text,
            timestamp=stamp,
            reference=reference,
            message_class=0 if flash else None,
            national=False,
        )
        *first, last = delivers
        whole = [*(deliver._replace(more_to_send=True) for deliver in first), last]
        self._clock.after(self._world.delays.deliver, self._queue, modem, whole)

    # to a modem

    def deliver(self, modem: "SimModem", *delivers: Deliver) -> None:
        """Deliver TPDUs as they are: the door for odd ones."""
        self._world.do(lambda: self._queue(modem, delivers))

    def available(self, modem: "SimModem") -> None:
        """Try again what waits for a modem: it is back, has memory, or has acknowledged."""
        if self._queues[modem.index]:
            self._clock.after(0.0, self._pump, modem)

    def give_back(self, modem: "SimModem", tpdu: Deliver | StatusReport) -> None:
        """Take back what a modem refused; it comes again later."""
        self._queues[modem.index].appendleft(_Waiting(tpdu, follows=False))
        self._busy.add(modem.index)
        self._clock.after(AGAIN, self._resume, modem)

    def waiting(self, modem: "SimModem") -> int:
        """How many messages (parts, reports) wait for a modem."""
        return len(self._queues[modem.index])

    def _queue(self, modem: "SimModem", delivers: Sequence[Deliver]) -> None:
        queue = self._queues[modem.index]
        times = 1 if modem.faults.strike("duplicate") is None else 2
        for _ in range(times):
            queue.extend(_Waiting(deliver, follows=n > 0) for n, deliver in enumerate(delivers))
        while len(queue) > LIMIT:
            queue.pop()
            modem.note("error", "more messages wait than the service centre keeps")
        self._pump(modem)

    def _pump(self, modem: "SimModem") -> None:
        queue = self._queues[modem.index]
        while queue and modem.index not in self._busy and modem.take(queue[0].tpdu):
            queue.popleft()
            if queue and queue[0].follows and self._world.delays.parts:
                self._busy.add(modem.index)
                self._clock.after(self._world.delays.parts, self._resume, modem)

    def _resume(self, modem: "SimModem") -> None:
        self._busy.discard(modem.index)
        self._pump(modem)

    def _stamp(self, sender: str) -> datetime:
        """Give the time stamp of a message: now, but never a second twice for one sender."""
        stamp = self._clock.wall().replace(microsecond=0)
        last = self._stamps.get(sender)
        if last is not None and stamp <= last:
            stamp = last + timedelta(seconds=1)
        self._stamps[sender] = stamp
        return stamp


def _forwarded(submit: Submit, sender: Address, stamp: datetime) -> Deliver:
    """Give what the recipient gets of a SUBMIT."""
    return Deliver(
        sender=sender,
        text=submit.text,
        timestamp=stamp,
        data=submit.data,
        dcs=submit.dcs,
        udh=submit.udh,
        pid=submit.pid,
        report_indication=submit.report_requested,
        reply_path=submit.reply_path,
    )
