"""SMS transfer protocol data units: octets <-> values (TS 23.040 clause 9.2).

Every message has `.encode() -> bytes` and `.decode(octets)`, on the TPDU without the service centre's
address; `decode_pdu` and `encode_pdu` work on what a modem gives and takes, with it. Decoding is total: a
value, or `TpduError`, and nothing else. Encoding is honest: what does not fit is `TpduError`, never cut.
"""

from datetime import datetime
from typing import NamedTuple

from modem import timestamp as _time
from modem import udh as _udh
from modem import userdata as _userdata
from modem import validity as _validity
from modem.address import Address
from modem.dcs import Alphabet, Dcs, Waiting
from modem.errors import TpduError
from modem.octets import Octets, Run, new, too_large
from modem.reports import Command, DeliverReport, StatusReport, SubmitReport, first_octet
from modem.udh import Concat, Element, Header, Ports
from modem.validity import Enhanced, Validity

__all__ = [
    "GSM7",
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

GSM7 = Dcs.of(0)

_MORE, _DUPLICATES, _LOOP, _REPORT, _UDHI, _REPLY = 0x04, 0x04, 0x08, 0x20, 0x40, 0x80  # first octet


_DELIVER_RUN = Run(("TP-PID", 1), ("TP-DCS", 1), ("TP-SCTS", 7), ("TP-UDL", 1))
_DELIVER_FLAGS = tuple(
    [
        (not first & _MORE, bool(first & _REPLY), bool(first & _REPORT), bool(first & _LOOP))
        for first in range(0x100)
    ]
)


class Deliver(NamedTuple):
    """SMS-DELIVER, network to phone (clause 9.2.2.1).

    `text` where the coding is GSM 7-bit or UCS2, else `data` (`modem.userdata` tells when there are both).
    `udh` holds every element of the header, concatenation and language tables too.
    """

    sender: Address
    text: str | None
    timestamp: datetime  # aware: when the service centre took the message
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
        """Tell where this part stands in a long message; None for a whole one or a damaged header."""
        return _udh.concat(self.udh) if self.udh else None

    @property
    def ports(self) -> Ports | None:
        """Give the application ports, if any."""
        return _udh.ports(self.udh)

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """Give what it says of messages that wait: by its elements, else by its coding."""
        by_coding, by_elements = self.dcs.waiting, _udh.waiting(self.udh)
        if by_coding is None:
            return by_elements
        if not by_elements:
            return (by_coding,)
        # one of the two is enough for the message to be stored (clause 9.2.3.24.2)
        return tuple(told._replace(stored=told.stored or by_coding.stored) for told in by_elements)

    def encode(self) -> bytes:
        """Give the octets of the TPDU."""
        sender, text, stamp, data, dcs, header, pid, more, reply_path, report, loop = self
        first = (
            (0 if more else _MORE)
            | (_LOOP if loop else 0)
            | (_REPORT if report else 0)
            | (_UDHI if header else 0)
            | (_REPLY if reply_path else 0)
        )
        address, time = sender.encode("TP-OA"), _time.encode(stamp, "TP-SCTS")
        content = _userdata.encode(header, text, data, dcs)
        try:
            return b"%c%b%c%c%b%b" % (first, address, pid, dcs.value, time, content)
        except OverflowError:
            raise too_large({"TP-PID": pid, "TP-DCS": dcs.value}) from None

    @classmethod
    def decode(cls, octets: bytes) -> "Deliver":
        """Read the octets of a TPDU."""
        reader = Octets(octets)
        return cls.read(reader, first_octet(reader, 0x00))

    @classmethod
    def read(cls, reader: Octets, first: int) -> "Deliver":
        """Read what follows the *first* octet, at the cursor."""
        sender = Address.read(reader, "TP-OA")
        at = reader.at + 2
        pid, coding, stamp, length = reader.run(_DELIVER_RUN)
        dcs, moment = Dcs.of(coding), _time.decode(stamp, "TP-SCTS", at)
        header, text, data = _userdata.read(reader, length, dcs, has_header=bool(first & _UDHI))
        return new(cls, (sender, text, moment, data, dcs, header, pid, *_DELIVER_FLAGS[first]))


class Submit(NamedTuple):
    """SMS-SUBMIT, phone to network (clause 9.2.2.2); `text`, `data` and `udh` as in `Deliver`."""

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
        """Tell where this part stands in a long message; None for a whole one or a damaged header."""
        return _udh.concat(self.udh) if self.udh else None

    @property
    def ports(self) -> Ports | None:
        """Give the application ports, if any."""
        return _udh.ports(self.udh)

    def encode(self) -> bytes:
        """Give the octets of the TPDU."""
        return self.head() + _userdata.encode(self.udh, self.text, self.data, self.dcs)

    def head(self) -> bytes:
        """Give the octets before TP-UDL: the same ones for all parts of a long message."""
        recipient, _, _, reference, dcs, header, validity, report, reject, reply_path, pid = self
        form, period = _validity.encode(validity) if validity is not None else (0, b"")
        first = (
            0x01
            | form
            | (_DUPLICATES if reject else 0)
            | (_REPORT if report else 0)
            | (_UDHI if header else 0)
            | (_REPLY if reply_path else 0)
        )
        address = recipient.encode("TP-DA")
        try:
            return b"%c%c%b%c%c%b" % (first, reference, address, pid, dcs.value, period)
        except OverflowError:
            raise too_large({"TP-MR": reference, "TP-PID": pid, "TP-DCS": dcs.value}) from None

    @classmethod
    def decode(cls, octets: bytes) -> "Submit":
        """Read the octets of a TPDU."""
        reader = Octets(octets)
        return cls.read(reader, first_octet(reader, 0x01))

    @classmethod
    def read(cls, reader: Octets, first: int) -> "Submit":
        """Read what follows the *first* octet, at the cursor."""
        reference = reader.octet("TP-MR")
        recipient = Address.read(reader, "TP-DA")
        pid, dcs = reader.octet("TP-PID"), Dcs.of(reader.octet("TP-DCS"))
        validity = _validity.read(reader, first)
        length = reader.octet("TP-UDL")
        header, text, data = _userdata.read(reader, length, dcs, has_header=bool(first & _UDHI))
        return cls(
            recipient,
            text,
            data,
            reference,
            dcs,
            header,
            validity,
            bool(first & _REPORT),
            bool(first & _DUPLICATES),
            bool(first & _REPLY),
            pid,
        )


Tpdu = Deliver | Submit | StatusReport | Command | DeliverReport | SubmitReport

_FROM_NETWORK: tuple[type[Deliver] | type[SubmitReport] | type[StatusReport], ...] = (
    Deliver,
    SubmitReport,
    StatusReport,
)
_FROM_MOBILE: tuple[type[DeliverReport] | type[Submit] | type[Command], ...] = (
    DeliverReport,
    Submit,
    Command,
)


class Pdu(NamedTuple):
    """A whole PDU as a modem gives it: the service centre (None: the SIM card's own) and the TPDU."""

    smsc: Address | None
    tpdu: Tpdu


def decode_pdu(octets: bytes, *, network: bool, smsc: bool = True) -> Pdu:
    """Read a PDU; *network* tells that the network sent it, *smsc* that the service centre leads it.

    >>> pdu = decode_pdu(bytes.fromhex("0001000481218500000BC8329BFD065DDF723619"), network=False)
    >>> str(pdu.tpdu.recipient), pdu.tpdu.text
    ('1258', 'Hello World')
    """
    reader = Octets(octets)
    centre = Address.read_smsc(reader) if smsc else None
    first = reader.octet("TP-MTI")
    kind = first & 3
    if kind == 3:
        raise TpduError("TP-MTI", reader.at - 1, "type 3 is reserved")
    return Pdu(centre, (_FROM_NETWORK if network else _FROM_MOBILE)[kind].read(reader, first))


def encode_pdu(tpdu: Tpdu, smsc: Address | None = None) -> bytes:
    """Give the octets for AT+CMGS and AT+CMGW, the service centre first (None: the SIM card's own).

    The length that these commands want counts the TPDU alone: `len(tpdu.encode())`.
    """
    return (smsc.encode_smsc() if smsc else b"\0") + tpdu.encode()
