"""What happened at the modem: frozen values in the past tense, and the small answers of its commands."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from modem.numbers import same

if TYPE_CHECKING:
    from modem.dcs import Waiting
    from modem.tpdu import Deliver

NEARLY_FULL = 0.7
"""Share of a memory's slots from which on it should be emptied."""

DIRECT = -1
"""The index of a PDU that came by `+CMT` or `+CDS`: it never lay in a store."""


class Stored(NamedTuple):
    """One entry of a message store (TS 27.005 clause 3.1).

    `status` is 0 received unread, 1 received read, 2 stored unsent, 3 stored sent. `octets` is the whole PDU,
    SMSC field first; where the modem gave no hexadecimal, what it gave instead. `memory` is "SM", "ME", "SR".
    """

    index: int  # type: ignore[assignment]  # the name that 27.005 gives it, though tuples have a method so named
    status: int
    octets: bytes
    memory: str = ""


class SmsReceived(NamedTuple):
    """A message arrived, whole; it stays on the modem until `accept`.

    `sender` is E.164 with `+` only where the network says international, or an alphanumeric name. `sent_at`
    is the SMSC's time. `complete` is False where parts were missing too long: `text` is what came.
    """

    sender: str
    text: str
    sent_at: datetime
    flash: bool
    entries: tuple[Stored, ...]
    parts: tuple[Deliver, ...]
    complete: bool = True

    @property
    def key(self) -> str:
        """A digest of its octets: the same when the network delivers it again, also after a restart."""
        return _digest(*(entry.octets for entry in self.entries))

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """What it says of voice mail and other messages that wait; of one kind the last part counts."""
        told = [waiting for part in self.parts for waiting in part.waiting]
        return tuple({(waiting.kind, waiting.profile): waiting for waiting in told}.values())


class PartReceived(NamedTuple):
    """A part of a long message arrived (only with `assemble=False`); it stays on the modem until `accept`."""

    part: Deliver
    entry: Stored

    @property
    def key(self) -> str:
        """A digest of its octets: the same for a part that the network delivers again."""
        return _digest(self.entry.octets)


class Undecodable(NamedTuple):
    """An entry of the store is no message: keep `octets` somewhere, then `accept` frees the slot."""

    entry: Stored
    octets: bytes
    reason: str


class ReportReceived(NamedTuple):
    """The SMSC told what became of a message (TS 23.040 clause 9.2.2.3).

    `reference` is the TP-MR that `submit` gave. `delivered` is True, False for good, or None while the SMSC
    still tries; `status` is the TP-ST octet itself, `at` the time of discharge.
    """

    reference: int
    recipient: str
    delivered: bool | None
    status: int
    at: datetime
    entry: Stored


class CallReceived(NamedTuple):
    """Someone calls; one event a call, however often it rings. A hidden number is None."""

    number: str | None


class CallEnded(NamedTuple):
    """A call that was dialled or answered is over, not by `hang_up`: "hung up", "busy", "no answer"."""

    reason: str


class ToneReceived(NamedTuple):
    """The other end of a call keyed a digit, `*` or `#` (makes that can hear it tell so)."""

    tone: str


class UssdReceived(NamedTuple):
    """The network spoke by itself; `more` means that it waits for an answer by `Modem.ussd`."""

    text: str
    more: bool


class Recovered(NamedTuple):
    """The modem had started anew or fallen silent, and is at work: `step` is the last thing that it took.

    "attention" (ESC and AT), "setup" (set up anew), "restart" (AT+CFUN=1,1).
    """

    step: str


class SimChanged(NamedTuple):
    """The SIM card was taken out, put in, or wants something: `state` as in `Health.sim`."""

    state: str


class TimeTold(NamedTuple):
    """The network has told the time (NITZ), as the modem's clock has it: a hint, never the truth."""

    at: datetime


class StoreFilling(NamedTuple):
    """70 % of a memory are taken: soon messages wait in the network. Told again only once it was emptier."""

    memory: str
    used: int
    total: int


class RegistrationChanged(NamedTuple):
    """The modem told where it stands in the network: `state` as in `Health.registration`."""

    state: str


OfModem = RegistrationChanged | Recovered | SimChanged | TimeTold | StoreFilling
"""What is about modem, card and network: nothing came from a person."""

Event = (
    SmsReceived
    | PartReceived
    | Undecodable
    | ReportReceived
    | CallReceived
    | CallEnded
    | ToneReceived
    | UssdReceived
    | OfModem
)


class Sent(NamedTuple):
    """What `send` handed over: the number of parts and the TP-MR of each."""

    parts: int
    references: tuple[int, ...]

    def part_of(self, report: ReportReceived, number: str) -> int | None:
        """Tell which part, counted from 1, a report is about; None where it is about another message.

        *number* is the one that `send` was given; the network may spell it another way, national or not.
        """
        if report.reference not in self.references or not same(number, report.recipient):
            return None
        return self.references.index(report.reference) + 1


class Ussd(NamedTuple):
    """The network's answer; `more` means that it waits for a reply."""

    text: str
    more: bool


class Call(NamedTuple):
    """A voice call that there is now.

    `state` is "talking", "held", "dialling", "ringing there", "ringing" (here) or "waiting". A number that is
    hidden is None.
    """

    number: str | None
    state: str
    incoming: bool


class Health(NamedTuple):
    """The state of modem, SIM and network; None or "" is what the modem does not tell.

    `signal` in dBm, `registered` also when roaming, `used` and `total` slots of the main memory.
    `registration` is "home", "roaming", "searching", "denied", "off" (it does not search) or "unknown".
    `network_time` is the modem's clock, mostly set by the network (NITZ): a hint, never the truth.
    `sim` is "ready", "missing", "busy" (it starts), "pin", "puk" or "locked" (to an operator). `network` is
    the operator's MCC and MNC; `number` the card's own number, which few cards have.
    """

    registered: bool
    roaming: bool
    signal: int | None
    operator: str
    imei: str
    iccid: str
    imsi: str
    memory: str
    used: int
    total: int
    registration: str = ""
    network_time: datetime | None = None
    smsc: str = ""
    sim: str = ""
    network: str = ""
    number: str = ""

    @property
    def nearly_full(self) -> bool:
        """Whether messages will soon wait in the network, since 70 % of the slots are taken."""
        return filling(self.used, self.total)


def filling(used: int, total: int) -> bool:
    """Whether a memory of *total* slots should be emptied; one that does not tell its size should not."""
    return total > 0 and used >= NEARLY_FULL * total


def _digest(*pdus: bytes) -> str:
    from hashlib import sha256  # OpenSSL takes its time

    digest = sha256()
    for pdu in sorted(set(pdus)):
        digest.update(len(pdu).to_bytes(2, "big") + pdu)
    return digest.hexdigest()
