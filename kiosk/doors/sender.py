"""The outbox at one modem: each state is committed before its step, the answer of a step after it."""

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from kiosk import outbox
from kiosk.answering import fault
from kiosk.errors import StoreError, Unsealable
from kiosk.outbox import Message, Part, Verdict
from kiosk.store import outbox as rows
from kiosk.trouble import KINDS, told
from modem.errors import CmeError, CmsError, Gone, ModemError, OutcomeUnknown, Refused, Silent, TpduError

if TYPE_CHECKING:
    from kiosk.core import Kiosk
    from kiosk.transaction import Tx
    from modem.driver import Modem
    from modem.tpdu import Submit

log = logging.getLogger("kiosk")
COUNT_EVERY = 60.0  # seconds between two looks at the free slots
EMPTY = str(KINDS["credit"])
SHORTEST_VALIDITY = 300.0  # seconds: the smallest step of a relative validity period


class _Owed(NamedTuple):
    """What happened at the modem and the database would not take yet."""

    parts: tuple[Part, ...]
    wait: float | None
    why: str | None


class Sender:
    """Sends what waits in the outbox by one connected modem; used by the modem's own thread only.

    ModemErrors that mean "connect anew" (`Gone`, `Silent`) pass to the door.
    """

    def __init__(self, kiosk: "Kiosk", modem: "Modem", outgoing: rows.Outgoing) -> None:
        self._kiosk = kiosk
        self._modem = modem
        self._outgoing = outgoing
        self._can_store = True
        self._free = 0  # slots of the modem
        self._count_at = -1.0
        self._pauses = 0
        self._owed: _Owed | None = None
        self.paused_until = 0.0  # on the link's clock
        self.why_paused = ""
        self.no_credit = False  # it is paused since the card may be empty
        self.empty = False  # the operator has said that the card is
        self.upto = rows.EVERYTHING  # the last priority that this card is spent on
        self.sent = 0  # parts handed over

    def recover(self) -> None:
        """After a start or a break: settle what was under way by what the modem still has, and clean up."""
        mine = self._modem.imei
        parts = self._outgoing.unsettled(mine)
        elsewhere = self._outgoing.elsewhere(mine) if len(self._kiosk.modems) > 1 else []
        if not parts and not elsewhere:
            return
        entries = self._modem.stored()
        for part in parts:
            claimed = {other.slot for other in parts if other is not part and other.slot is not None}
            self._settled(part, outbox.settle(part, entries, mine, claimed))
        own = {part.slot for part in parts}
        for entry in entries:  # what another modem has taken over meanwhile still lies here
            left = entry.status in (outbox.UNSENT, outbox.SENT) and entry.index not in own
            if left and any(outbox.same(part.octets, entry.octets) for part in elsewhere):
                self._modem.delete(entry.index, entry.memory)

    def send_one(self) -> bool:
        """Take the next message one step ahead; False when nothing is due."""
        if self._owed:
            self._save(*self._owed.parts, wait=self._owed.wait, why=self._owed.why)
        now = self._kiosk.clock().timestamp()
        paused = self._modem.link.now() < self.paused_until
        upto = rows.NOTHING if paused else self.upto
        message = self._outgoing.next(now, self._modem.imei, self._others(now), upto)
        if message is None:
            return False
        try:
            self._step(message, now)
        except Exception as error:
            if isinstance(error, StoreError | ModemError) and not isinstance(error, Unsealable | TpduError):
                raise  # a message that cannot be dealt with must not hold up those behind it
            log.error("Satu SMS gagal diolah (%s); ditandai gagal.", fault(error))
            why = type(error).__name__
            self._kiosk.write(lambda tx: rows.finish(tx, message.id, "failed", why))
        return True

    def _step(self, message: Message, now: float) -> None:
        parts = self._outgoing.parts(message.id)
        if message.expires_at <= now:
            self._expire(message, parts)
        elif not parts:
            self._begin(message)
        else:
            self._advance(message, next(part for part in parts if not outbox.finished(part)))

    def due(self) -> float | None:
        """Give the seconds until something wants to be sent, or is too late; None when nothing waits."""
        now = self._kiosk.clock().timestamp()
        pause = self.paused_until - self._modem.link.now()
        waits = [(pause, self._first(now, self.upto))]
        if pause > 0:
            waits.append((0.0, self._first(now, rows.NOTHING)))
        return min((max(0.0, least, at - now) for least, at in waits if at is not None), default=None)

    def _first(self, now: float, upto: int) -> float | None:
        return self._outgoing.due(self._modem.imei, self._others(now), upto)

    def _others(self, now: float) -> outbox.Others:
        return outbox.others(self._kiosk.modems.values(), self._modem.imei, now)

    def resume(self) -> None:
        """End a pause: the network is back, or the card was topped up."""
        self.paused_until, self.why_paused, self.no_credit = 0.0, "", False

    def _begin(self, message: Message) -> None:
        """Build the octets of every part once; they are committed together with the first part's step."""
        from modem.parts import submits

        receipt = message.kind == "receipt"
        life = max(SHORTEST_VALIDITY, message.expires_at - self._kiosk.clock().timestamp())
        try:
            octets = submits(
                message.recipient,
                message.text,
                reference=message.id % 256,
                report=receipt,
                message_class=0 if message.flash else None,
                validity=timedelta(seconds=life),
            ).encode()
        except ModemError as error:
            why = type(error).__name__
            log.error("Satu SMS tidak bisa dibentuk (%s); ditandai gagal.", why)
            self._kiosk.write(lambda tx: rows.finish(tx, message.id, "failed", why))
            return
        first, *others = (
            Part(message.id, number, each, receipt=receipt) for number, each in enumerate(octets, 1)
        )
        first = self._next_step(message, first)
        if self._promise(message, first, *others):
            self._do(message, first)

    def _advance(self, message: Message, part: Part) -> None:
        if part.state in ("storing", "handed"):  # a step of which the end was never seen
            if self._promise(message):
                self._doubt(part)
            return
        part = self._next_step(message, part)
        if self._promise(message, part):
            self._do(message, part)

    def _next_step(self, message: Message, part: Part) -> Part:
        if part.state == "stored" and part.via == self._modem.imei:
            return part._replace(state="handed")
        resent = part.resent + (part.state == "unknown")
        step = "storing" if self._storable(message) else "handed"
        return part._replace(state=step, slot=None, via=self._modem.imei, resent=resent)

    def _do(self, message: Message, part: Part) -> None:
        """Do at the modem what the committed state of *part* names."""
        try:
            if part.state == "storing":
                self._store(part)
                return
            reference = self._hand(part)
        except (CmsError, CmeError) as error:
            said = outbox.verdict(error.label, error.code, error.kind)
            self._refused(message, part, said)
            if said.what == "pause":
                self._pause(error)
        except Refused as error:
            self._refused(message, part, Verdict("failed", type(error).__name__))
        except OutcomeUnknown:
            self._doubt(part)
        except (Silent, Gone):
            if part.state == "handed" and part.slot is None:  # not handed over; a slot is settled by its flag
                self._save(part._replace(state="queued"))
            raise
        else:
            self._pauses = 0
            self.sent += 1
            self.resume()
            self._settled(part, part._replace(state="sent", reference=reference))

    def _store(self, part: Part) -> None:
        try:
            slot = self._modem.store(self._submit(part))
        except (CmsError, CmeError):  # it cannot: receipts go the plain way until it is connected anew
            self._can_store = False
            self._save(part._replace(state="queued"))
            return
        self._free -= 1
        self._save(part._replace(state="stored", slot=slot))

    def _hand(self, part: Part) -> int:
        tpdu = self._submit(part)
        if part.slot is None:
            return self._modem.submit(tpdu)
        at = tpdu.concat
        return self._modem.send_stored(part.slot, more=at is not None and at.part < at.total)

    def _doubt(self, part: Part) -> None:
        """No answer came: the modem's store may tell what happened, else it is unknown."""
        stored = part.slot is not None or part.state == "storing"
        entries = self._modem.stored() if stored else []
        self._settled(part, outbox.settle(part, entries, self._modem.imei))

    def _settled(self, part: Part, now: Part) -> None:
        doubtful = now.state == "unknown" != part.state
        if now != part:
            self._save(now, wait=outbox.GRACE if doubtful and outbox.again(now) else None)
        if doubtful:
            log.warning("Satu SMS mungkin terkirim, mungkin tidak: modem tidak menjawab. Dicatat.")
        if now.slot is not None and now.state in outbox.DONE:
            self._clean(now)

    def _refused(self, message: Message, part: Part, said: Verdict) -> None:
        back = part._replace(state="stored" if part.slot is not None else "queued")
        if said.what == "unknown" and part.slot is None:
            self._doubt(part)
        elif said.what == "failed":
            log.error("Satu SMS ditolak untuk selamanya (%s).", said.why)
            self._settled(part, part._replace(state="failed"))
        elif said.what == "pause":
            self._save(back, why=said.why)
        else:
            self._save(back, wait=outbox.backoff(message.attempts), why=said.why)

    def _pause(self, error: CmsError | CmeError) -> None:
        self.no_credit = error.kind == "credit" or (error.label, error.code) == outbox.DOUBTS_CREDIT
        trouble = EMPTY if self.no_credit and self.empty else str(told(error))
        if self.why_paused != trouble:
            log.warning("Pengiriman SMS ditunda, urutan tetap. %s", trouble)
        self.why_paused = trouble
        self.paused_until = self._modem.link.now() + outbox.backoff(self._pauses)
        self._pauses += 1

    def _storable(self, message: Message) -> bool:
        if message.kind != "receipt" or not self._can_store:
            return False
        now = self._modem.link.now()
        if now >= self._count_at:
            self._free, self._count_at = self._modem.room(), now + COUNT_EVERY
        return outbox.storable(message, can_store=self._can_store, free=self._free)

    def _submit(self, part: Part) -> "Submit":
        from modem.tpdu import Submit

        return Submit.decode(part.octets)

    def _clean(self, part: Part) -> None:
        """Free the slot of a part that needs it no more."""
        if part.slot is not None and part.via == self._modem.imei:
            self._modem.delete(part.slot)
            self._free += 1
        self._save(part._replace(slot=None))

    def _expire(self, message: Message, parts: list[Part]) -> None:
        ends = {"handed": "unknown"}  # of that nobody has seen the end; all else has not gone out
        late = [
            part if part.state in outbox.DONE else part._replace(state=ends.get(part.state, "expired"))
            for part in parts
        ]
        self._kiosk.write(lambda tx: rows.expire(tx, message.id, late))
        log.info("Satu SMS (%s) terlambat; tidak dikirim lagi.", message.kind)
        for part in late:
            if part.slot is not None:
                self._clean(part)

    def _promise(self, message: Message, *parts: Part) -> bool:
        """Commit the step that comes next; False when another modem has taken *message* meanwhile."""

        def promise(tx: "Tx") -> bool:
            if not rows.claim(tx, message, self._modem.imei):
                return False
            rows.save(tx, parts)
            return True

        return self._kiosk.write(promise)

    def _save(self, *parts: Part, wait: float | None = None, why: str | None = None) -> None:
        """Commit what happened at the modem; with *wait* the message is tried again in so many seconds."""
        self._owed = _Owed(parts, wait, why)
        self._kiosk.write(lambda tx: rows.save(tx, parts, wait=wait, error=why))
        self._owed = None
