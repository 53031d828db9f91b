"""The service centre: takes messages, stores them, forwards them, reports (TS 23.040 clause 3)."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from modem import parts
from modem.errors import CmsError
from modem.simulator.delivery import DELIVERED, LOST, TRYING, Delivery, Parcel
from modem.simulator.errors import NotSent
from modem.simulator.linkmodel import OUTCOMES
from modem.simulator.linkmodels import PLAIN, Passage
from modem.simulator.syntax import Cms
from modem.simulator.values import Sent
from modem.status import meaning
from modem.tpdu import Address, Deliver, StatusReport, Submit
from modem.validity import Enhanced

if TYPE_CHECKING:
    from modem.simulator.handsets import Handset
    from modem.simulator.modem import SimModem
    from modem.simulator.network import Network

NUMBER = "+6281100000"
LIMIT = 1_000
"""Parts of unfinished long messages that are kept."""
NO_NETWORK = 331  # TS 27.005 clause 3.2.5


class _Submitted(NamedTuple):
    """What a report needs to know of a message: who sent it, its parts that want one, how reports pass."""

    modem: "SimModem"
    wanted: Sequence[Submit]
    stamp: datetime
    passage: Passage


class Smsc:
    """Stores and forwards. Its time stamps differ for any two messages of one sender.

    Each run in real time has a number of its own: a new run may stamp the same text in the same second as the
    one before, and yet no message of it is an old one that comes again.
    """

    def __init__(self, network: "Network") -> None:
        again = network.world.clock.jumps  # the same script gives the same octets
        self.number = NUMBER if again else f"{NUMBER}{secrets.randbelow(10_000):04}"
        self.delivery = Delivery(network)
        self._network = network
        self._world = network.world
        self._clock = network.world.clock
        self._stamps: dict[str, datetime] = {}
        self._references: dict[str, int] = defaultdict(int)
        self._unfinished: dict[tuple[object, ...], dict[int, Submit]] = {}

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
        refusal = self._refusal(modem.number)
        if refusal is not None:
            raise Cms(modem.profile.messages.refused or refusal)
        whole = self._collect(modem, submit)
        if whole is not None:
            self._forward(modem, whole)

    def _refusal(self, sender: str, parts: int = 1) -> int | None:
        """Give the number of the error for a sender who may not send, or cannot pay; it pays if it can."""
        network = self._network
        if network.links:
            model = network.links.handed_over(sender)
            if model is not None:
                poor = network.accounts.operator(sender).refusal if model.outcome == "no-credit" else None
                return model.code or poor or OUTCOMES[model.outcome].cms
        if not network.accounts.pay(sender, "sms", parts):
            return network.accounts.operator(sender).refusal
        return None

    def _forward(self, modem: "SimModem", whole: Sequence[Submit]) -> None:
        """Send a whole message on its way, with who is told about it."""
        sent = self._enter(modem.number, whole)
        stamp, links = self._stamps[modem.number], self._network.links
        wanted = [submit for submit in whole if submit.report_requested]
        passage = reports = PLAIN
        if links:
            passage = links.passage("sms", sent.sender, sent.to, len(whole))
            reports = links.passage("report", sent.to, sent.sender) if wanted else PLAIN
            passage = passage._replace(early=reports.early, trying=reports.trying)
        submitted = _Submitted(modem, wanted, stamp, reports)
        parcel = Parcel(
            sent.sender,
            sent.to,
            sent.text,
            sent.flash,
            self._expiry(whole[0]),
            partial(self._told, submitted),
        )
        validity = whole[0].validity
        parcel.single_shot = isinstance(validity, Enhanced) and validity.single_shot
        if sent.to in self._network.modems:
            address = Address.of(sent.sender)
            parcel.delivers = [_forwarded(submit, address, stamp) for submit in whole]
        self.delivery.send(parcel, passage)

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
        first = whole[0]
        text = first.text or ""
        if first.concat is not None:
            joined = parts.join([_forwarded(submit, address, stamp) for submit in whole])
            text = joined.text if joined is not None else ""
        data = b"".join(submit.data or b"" for submit in whole)
        sent = Sent(
            id=self._world.ids.next(),
            sender=sender,
            to=self._network.subscriber(str(first.recipient)).number,
            text=text,
            flash=first.dcs.message_class == 0,
            parts=len(whole),
            alphabet=first.dcs.alphabet,
            at=self._clock.wall(),
            data=data.hex().upper() if first.dcs.alphabet == "8bit" else None,
        )
        self._network.outbox.add(sent)
        self._world.happened("sms", **sent.json())
        return sent

    def _expiry(self, submit: Submit) -> float:
        """Give when the service centre gives up (TS 23.040 clause 9.2.3.12)."""
        validity, usual = submit.validity, self._network.timers.validity
        if isinstance(validity, Enhanced):
            validity = validity.period
        if isinstance(validity, datetime):
            return self._clock.now() + max(0.0, (validity - self._clock.wall()).total_seconds())
        return self._clock.now() + (usual if validity is None else validity.total_seconds())

    # reports

    def _told(self, submitted: _Submitted, parcel: Parcel, status: int | None) -> None:
        """Learn what became of a message: tell its sender, and whoever watches."""
        self._watched(parcel, status)
        wanted = submitted.wanted
        if status is LOST or not wanted:
            return
        if parcel.lost_parts:
            wanted = [
                each for each in wanted if not each.concat or each.concat.part - 1 not in parcel.lost_parts
            ]
        passage, usual = submitted.passage, self._world.delays.report
        if passage.early and status not in TRYING:
            submitted.modem.device.outspoken = True
            self._send_reports(submitted.modem, wanted, submitted.stamp, status)
            return
        for delay in passage.delays:
            self._clock.after(
                usual + delay, self._send_reports, submitted.modem, wanted, submitted.stamp, status
            )

    def _send_reports(
        self, modem: "SimModem", wanted: Sequence[Submit], stamp: datetime, status: int
    ) -> None:
        discharge = max(stamp, self._clock.wall().replace(microsecond=0))
        for submit in wanted:
            report = StatusReport(submit.reference, submit.recipient, stamp, discharge, status)
            self.delivery.report(modem, report)

    def _watched(self, parcel: Parcel, status: int | None) -> None:
        if status == DELIVERED and not parcel.lost_parts:
            return
        if status is LOST or parcel.lost_parts:
            why = "lost" if status is LOST else "parts lost"
        else:
            why = meaning(status)
        what = {"from": parcel.sender, "to": parcel.to, "text": parcel.text, "status": status, "why": why}
        self._world.happened("undelivered", **what)

    # from a handset

    def text(self, phone: "Handset", text: str, to: str, flash: bool) -> None:
        """Take a handset's text for `to`, in as many parts as it needs; `NotSent` if it is refused."""
        sender, modem = phone.number, self._network.modems.get(to)
        paid = self._network.accounts.charges(sender)
        refusal = self._refusal(sender, parts.plan(text, national=False).parts if paid else 1)
        if refusal is not None:
            raise NotSent(f"{sender} could not send: {CmsError(refusal).meaning}.")
        stamp = self._stamp(sender)
        expires = self._clock.now() + self._network.timers.validity
        parcel = Parcel(sender, to, text, flash, expires, self._watched)
        if modem is not None:
            parcel.delivers = self._cut(sender, text, stamp, flash)
        passage = PLAIN
        if self._network.links:
            count = len(parcel.delivers) or parts.plan(text, national=False).parts
            passage = self._network.links.passage("sms", sender, to, count)
        self.delivery.send(parcel, passage)

    def _cut(self, sender: str, text: str, stamp: datetime, flash: bool) -> list[Deliver]:
        """Make the parts that a modem gets."""
        reference = self._references[sender] = self._references[sender] % 255 + 1
        *first, last = parts.delivers(
            sender,
            text,
            timestamp=stamp,
            reference=reference,
            message_class=0 if flash else None,
            national=False,
        )
        return [*(deliver._replace(more_to_send=True) for deliver in first), last]

    # to a modem

    def deliver(self, modem: "SimModem", *delivers: Deliver) -> None:
        """Deliver TPDUs as they are: the door for odd ones."""
        self._world.do(lambda: self.delivery.deliver(modem, delivers))

    def available(self, modem: "SimModem") -> None:
        """Try again what waits for a modem: it is back, has memory, or has acknowledged."""
        self.delivery.available(modem)

    def give_back(self, modem: "SimModem", tpdu: Deliver | StatusReport) -> None:
        """Take back what a modem refused; it comes again later."""
        self.delivery.give_back(modem, tpdu)

    def waiting(self, modem: "SimModem") -> int:
        """How many messages (parts, reports) wait for a modem."""
        return self.delivery.waiting(modem)

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
