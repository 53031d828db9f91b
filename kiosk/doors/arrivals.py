"""What a modem pulled in, handed to the desk: committed first, then accepted, so that it leaves the modem."""

import hashlib
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kiosk.answering import fault
from kiosk.core import Inbound, Kiosk
from kiosk.doors import missed_call
from kiosk.errors import StoreError, Unsealable
from kiosk.guard import e164
from kiosk.store import inbox, outbox, parts
from modem.errors import ModemError, TpduError
from modem.events import (
    CallEnded,
    CallReceived,
    PartReceived,
    Recovered,
    RegistrationChanged,
    ReportReceived,
    SimChanged,
    SmsReceived,
    StoreFilling,
    TimeTold,
    ToneReceived,
    Undecodable,
    UssdReceived,
)

if TYPE_CHECKING:
    from kiosk.transaction import Tx
    from modem.driver import Modem

log = logging.getLogger("kiosk")
REMEDIED = {
    "attention": "Modem sempat tidak menjawab; sekarang menjawab lagi.",
    "setup": "Modem baru menyala atau sempat tidak menjawab; diatur ulang.",
    "restart": "Modem sempat tidak menjawab; dinyalakan ulang.",
}
KEPT = 600.0  # seconds that a report waits for the message it is about
SAID = {True: "delivered", False: "failed", None: "trying"}


class Arrivals:
    """Deals with the events of one modem; StoreError means that the event is not kept yet."""

    def __init__(self, kiosk: Kiosk) -> None:
        self._kiosk = kiosk
        self._unmatched: list[tuple[float, ReportReceived]] = []  # until when, which

    def deal(self, modem: "Modem", event: Any) -> None:  # noqa: ANN401 - `modem.Event`
        """Commit what happened, then accept it."""
        try:
            if not self._keep(modem, event):
                return
        except Exception as error:
            if isinstance(error, StoreError | ModemError) and not isinstance(error, Unsealable | TpduError):
                raise
            log.error("Satu SMS tidak bisa diolah (%s); disimpan di karantina.", fault(error))
            self._isolate(_octets(event), "fault", modem.imei)
        modem.accept(event)

    def _keep(self, modem: "Modem", event: Any) -> bool:  # noqa: ANN401
        """Commit what happened; tell whether the modem still has something of it."""
        match event:
            case SmsReceived():
                self._message(modem.imei, event)
            case PartReceived():
                self._part(modem.imei, event)
            case Undecodable(octets=octets, reason=reason):
                log.warning("Satu SMS tidak bisa dibaca; disimpan di karantina.")
                self._isolate([octets], reason, modem.imei)
            case ReportReceived():
                return self._report(modem, event)
            case CallReceived(number=number):
                missed_call.reject(self._kiosk, modem, number)
                return False
            case Recovered(step=step):
                log.warning(REMEDIED[step])
                return False
            case UssdReceived() | CallEnded() | ToneReceived():
                return False
            case RegistrationChanged() | SimChanged() | TimeTold() | StoreFilling():
                return False
        return True

    def tidy(self, via: str) -> None:
        """Give up on long messages that never became whole; their parts are kept for an officer."""

        def give_up(tx: "Tx") -> None:
            for octets, came_by in parts.give_up(tx):
                inbox.isolate(tx, octets, "incomplete", came_by or via)

        self._kiosk.write(give_up)

    def _message(self, via: str, event: SmsReceived) -> None:
        if any(part.data is not None for part in event.parts) and not event.text:
            self._isolate(_octets(event), "data", via)
            return
        self._kiosk.receive(Inbound("sms", event.sender, event.text, event.key, via))

    def _part(self, via: str, event: PartReceived) -> None:
        """Keep the part; once its message is whole, hand that in. Every step may be done twice."""
        from modem.parts import join
        from modem.tpdu import Deliver

        part, concat = event.part, event.part.concat
        if concat is None:
            return
        who = e164(str(part.sender))
        head = {"reference": concat.reference, "total": concat.total}

        def keep(tx: "Tx") -> list[parts.Kept] | None:
            if parts.crowded(tx, who):
                inbox.isolate(tx, event.entry.octets, "crowded", via)
                return None
            return parts.add(tx, who, part.encode(), event.key, number=concat.part, via=via, **head)

        whole = self._kiosk.write(keep)
        if whole is None:
            return
        message = join([Deliver.decode(kept.octets) for kept in whole])
        if message is None:
            return
        key = hashlib.sha256(b"".join(kept.digest for kept in whole)).hexdigest()
        self._kiosk.receive(Inbound("sms", str(part.sender), message.text, key, via))
        self._kiosk.write(lambda tx: parts.joined(tx, who, **head))

    def _report(self, modem: "Modem", event: ReportReceived) -> bool:
        """Write what became of a part; a report that comes before its reference is known waits for it."""
        if self._match(event):
            return True
        if all(event != other for _, other in self._unmatched):
            self._unmatched.append((modem.link.now() + KEPT, event))
        return False

    def match_again(self, modem: "Modem") -> None:
        """Try the reports about no known message once more; give up on those that waited too long."""
        waiting, self._unmatched = self._unmatched, []
        for number, (until, event) in enumerate(waiting):
            try:
                done = self._match(event)
            except StoreError:
                self._unmatched += waiting[number:]
                raise
            if done or modem.link.now() >= until:
                if not done:
                    log.info("Laporan pengiriman tanpa SMS yang cocok; diabaikan.")
                modem.accept(event)
            else:
                self._unmatched.append((until, event))

    def _match(self, event: ReportReceived) -> bool:
        def report(tx: "Tx") -> bool:
            who = tx.blind(e164(event.recipient))
            return outbox.report(tx, who, event.reference, SAID[event.delivered])

        return self._kiosk.write(report)

    def _isolate(self, entries: Sequence[bytes], reason: str, via: str) -> None:
        def isolate(tx: "Tx") -> None:
            for octets in entries:
                inbox.isolate(tx, octets, reason, via)

        self._kiosk.write(isolate)


def _octets(event: Any) -> list[bytes]:  # noqa: ANN401
    entries = event.entries if isinstance(event, SmsReceived) else [getattr(event, "entry", None)]
    return [entry.octets for entry in entries if entry is not None]
