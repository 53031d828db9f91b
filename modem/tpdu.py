"""SMS transfer protocol data units: octets <-> values (TS 23.040 clause 9.2).

Every message has `.encode() -> bytes` and `.decode(octets)`, on the TPDU without the service centre's address; `decode_pdu` and
`encode_pdu` work on what a modem gives and takes, with it. Decoding is total: a value, or `TpduError`, and nothing else.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from modem import udh as _udh
from modem.address import Address
from modem.dcs import Alphabet, Dcs, Waiting
from modem.errors import TpduError
from modem.udh import Concat, Element, Header, Ports

__all__ = [
    "Address",
    "Alphabet",
    "Command",
    "Concat",
    "Dcs",
    "Deliver",
    "DeliverReport",
    "Element",
    "Enhanced",
    "Header",
    "Pdu",
    "Ports",
    "StatusReport",
    "Submit",
    "SubmitReport",
    "Tpdu",
    "TpduError",
    "Validity",
    "Waiting",
    "decode_pdu",
    "encode_pdu",
]

GSM7 = Dcs(0, "gsm7")


class Enhanced(NamedTuple):
    """A validity period in the enhanced format, its 7 octets as they are (clause 9.2.3.12.3)."""

    octets: bytes


Validity = timedelta | datetime | Enhanced


class Deliver(NamedTuple):
    """SMS-DELIVER, network to phone (clause 9.2.2.1).

    `text` for GSM 7-bit and UCS2 (`data` is None unless a foreign encoder cut inside a character), `data` for 8-bit.
    """

    sender: Address
    text: str | None = None
    timestamp: datetime = datetime(2000, 1, 1)  # noqa: DTZ001
    data: bytes | None = None
    dcs: Dcs = GSM7
    udh: Header = ()
    pid: int = 0
    more_to_send: bool = False
    reply_path: bool = False
    report_indication: bool = False
    loop_prevention: bool = False

    @property
    def concat(self) -> Concat | None:
        """Where this part stands in a long message; None for a message of its own or a damaged header."""
        return _udh.concat(self.udh)

    def encode(self) -> bytes:
        """Give the octets of the TPDU."""
        raise NotImplementedError

    @classmethod
    def decode(cls, octets: bytes) -> "Deliver":
        """Read the octets of a TPDU."""
        raise NotImplementedError


class Submit(NamedTuple):
    """SMS-SUBMIT, phone to network (clause 9.2.2.2)."""

    recipient: Address
    text: str | None = None
    data: bytes | None = None
    reference: int = 0  # TP-MR; the modem puts its own
    dcs: Dcs = GSM7
    udh: Header = ()
    validity: Validity | None = None
    report_requested: bool = False
    reject_duplicates: bool = False
    reply_path: bool = False
    pid: int = 0

    @property
    def concat(self) -> Concat | None:
        """Where this part stands in a long message; None for a message of its own or a damaged header."""
        return _udh.concat(self.udh)

    def encode(self) -> bytes:
        """Give the octets of the TPDU."""
        raise NotImplementedError

    @classmethod
    def decode(cls, octets: bytes) -> "Submit":
        """Read the octets of a TPDU."""
        raise NotImplementedError


class StatusReport(NamedTuple):
    """SMS-STATUS-REPORT, network to phone: what became of a message (clause 9.2.2.3)."""

    reference: int
    recipient: Address
    timestamp: datetime  # when the service centre took the message
    discharge: datetime  # when it reached the recipient, or the last try
    status: int = 0
    more_to_send: bool = False
    loop_prevention: bool = False
    command: bool = False  # the report answers an SMS-COMMAND
    udh: Header = ()
    pid: int | None = None
    dcs: Dcs | None = None
    text: str | None = None
    data: bytes | None = None

    @property
    def delivered(self) -> bool | None:
        """True delivered, False given up, None still trying (clause 9.2.3.15)."""
        raise NotImplementedError

    @property
    def meaning(self) -> str:
        """Say what the status means."""
        raise NotImplementedError

    def encode(self) -> bytes:
        """Give the octets of the TPDU."""
        raise NotImplementedError

    @classmethod
    def decode(cls, octets: bytes) -> "StatusReport":
        """Read the octets of a TPDU."""
        raise NotImplementedError


class Command(NamedTuple):
    """SMS-COMMAND, phone to network (clause 9.2.2.4)."""

    recipient: Address
    reference: int = 0
    command: int = 0
    message: int = 0  # TP-MN: the reference of the message it is about
    pid: int = 0
    report_requested: bool = False
    udh: Header = ()
    data: bytes = b""

    def encode(self) -> bytes:
        """Give the octets of the TPDU."""
        raise NotImplementedError

    @classmethod
    def decode(cls, octets: bytes) -> "Command":
        """Read the octets of a TPDU."""
        raise NotImplementedError


class DeliverReport(NamedTuple):
    """SMS-DELIVER-REPORT, phone to network (clause 9.2.2.1a); `cause` None acknowledges."""

    cause: int | None = None
    pid: int | None = None
    dcs: Dcs | None = None
    udh: Header = ()
    text: str | None = None
    data: bytes | None = None

    def encode(self) -> bytes:
        """Give the octets of the TPDU."""
        raise NotImplementedError

    @classmethod
    def decode(cls, octets: bytes) -> "DeliverReport":
        """Read the octets of a TPDU."""
        raise NotImplementedError


class SubmitReport(NamedTuple):
    """SMS-SUBMIT-REPORT, network to phone (clause 9.2.2.2a); `cause` None acknowledges."""

    timestamp: datetime
    cause: int | None = None
    pid: int | None = None
    dcs: Dcs | None = None
    udh: Header = ()
    text: str | None = None
    data: bytes | None = None

    def encode(self) -> bytes:
        """Give the octets of the TPDU."""
        raise NotImplementedError

    @classmethod
    def decode(cls, octets: bytes) -> "SubmitReport":
        """Read the octets of a TPDU."""
        raise NotImplementedError


Tpdu = Deliver | Submit | StatusReport | Command | DeliverReport | SubmitReport


class Pdu(NamedTuple):
    """A whole PDU as a modem gives it: the service centre (None: the SIM card's) and the TPDU."""

    smsc: Address | None
    tpdu: Tpdu


def decode_pdu(octets: bytes, *, network: bool, smsc: bool = True) -> Pdu:
    """Read a PDU; *network* says who sent it (DELIVER, not SUBMIT), *smsc* that the service centre leads it."""
    raise NotImplementedError


def encode_pdu(tpdu: Tpdu, smsc: Address | None = None) -> bytes:
    """Give the octets for AT+CMGS and AT+CMGW; AT+CMGS counts them without the service centre's field."""
    raise NotImplementedError
