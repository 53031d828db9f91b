"""Status reports, commands and the two REPORTs (TS 23.040 clauses 9.2.2.1a to 9.2.2.4)."""

from datetime import datetime
from typing import NamedTuple

from modem import status, timestamp, udh, userdata
from modem.address import Address
from modem.dcs import Dcs
from modem.errors import TpduError
from modem.octets import Octets, octet
from modem.udh import Header

MTI, MORE, LOOP, REPORT, UDHI = 0x03, 0x04, 0x08, 0x20, 0x40  # bits of the first octet
PID, DCS, USER_DATA, EXTENDED = 0x01, 0x02, 0x04, 0x80  # bits of TP-PI
GSM7 = Dcs.of(0)


class Optional(NamedTuple):
    """The fields that TP-PI announces (clause 9.2.3.27)."""

    pid: int | None = None
    dcs: Dcs | None = None
    udh: Header = ()
    text: str | None = None
    data: bytes | None = None


class StatusReport(NamedTuple):
    """SMS-STATUS-REPORT, network to phone: what became of a message (clause 9.2.2.3)."""

    reference: int  # TP-MR of the message
    recipient: Address
    timestamp: datetime  # when the service centre took the message
    discharge: datetime  # when it reached the recipient, or of the last try
    status: int = 0
    more_to_send: bool = False
    loop_prevention: bool = False
    of_command: bool = False  # it answers an SMS-COMMAND
    pid: int | None = None
    dcs: Dcs | None = None
    udh: Header = ()
    text: str | None = None
    data: bytes | None = None

    @property
    def delivered(self) -> bool | None:
        """Tell True for delivered, False for given up, None while the service centre still tries."""
        return status.delivered(self.status)

    @property
    def meaning(self) -> str:
        """Say in words what the status means."""
        return status.meaning(self.status)

    def encode(self) -> bytes:
        """Give the octets of the TPDU."""
        first = (
            0x02
            | (0 if self.more_to_send else MORE)
            | (LOOP if self.loop_prevention else 0)
            | (REPORT if self.of_command else 0)
            | (UDHI if self.udh else 0)
        )
        return b"".join(
            (
                bytes((first, octet("TP-MR", self.reference))),
                self.recipient.encode("TP-RA"),
                timestamp.encode(self.timestamp, "TP-SCTS"),
                timestamp.encode(self.discharge, "TP-DT"),
                bytes((octet("TP-ST", self.status),)),
                _write(Optional(self.pid, self.dcs, self.udh, self.text, self.data), always=False),
            )
        )

    @classmethod
    def decode(cls, octets: bytes) -> "StatusReport":
        """Read the octets of a TPDU."""
        reader = Octets(octets)
        return cls.read(reader, first_octet(reader, 0x02))

    @classmethod
    def read(cls, reader: Octets, first: int) -> "StatusReport":
        """Read what follows the *first* octet, at the cursor."""
        return cls(
            reader.octet("TP-MR"),
            Address.read(reader, "TP-RA"),
            read_time(reader, "TP-SCTS"),
            read_time(reader, "TP-DT"),
            reader.octet("TP-ST"),
            not first & MORE,
            bool(first & LOOP),
            bool(first & REPORT),
            *_read(reader, first),
        )


class Command(NamedTuple):
    """SMS-COMMAND, phone to network: something about a message sent before (clause 9.2.2.4)."""

    recipient: Address
    reference: int = 0  # TP-MR; the modem puts its own
    command: int = 0  # TP-CT: 0 enquire, 1 cancel the report, 2 delete, 3 ask for a report
    message: int = 0  # TP-MN: the reference of the message it is about
    pid: int = 0
    report_requested: bool = False
    udh: Header = ()
    data: bytes = b""

    def encode(self) -> bytes:
        """Give the octets of the TPDU."""
        content = udh.encode(self.udh) + self.data
        if len(content) > userdata.MOST_OCTETS:
            raise TpduError("TP-CD", 0, f"{len(content)} octets where {userdata.MOST_OCTETS} fit")
        first = 0x02 | (REPORT if self.report_requested else 0) | (UDHI if self.udh else 0)
        head = bytes(
            (
                first,
                octet("TP-MR", self.reference),
                octet("TP-PID", self.pid),
                octet("TP-CT", self.command),
                octet("TP-MN", self.message),
            )
        )
        return head + self.recipient.encode("TP-DA") + bytes((len(content),)) + content

    @classmethod
    def decode(cls, octets: bytes) -> "Command":
        """Read the octets of a TPDU."""
        reader = Octets(octets)
        return cls.read(reader, first_octet(reader, 0x02))

    @classmethod
    def read(cls, reader: Octets, first: int) -> "Command":
        """Read what follows the *first* octet, at the cursor."""
        reference, pid = reader.octet("TP-MR"), reader.octet("TP-PID")
        command, message = reader.octet("TP-CT"), reader.octet("TP-MN")
        recipient = Address.read(reader, "TP-DA")
        count, at = reader.octet("TP-CDL"), reader.at
        content = reader.take("TP-CD", count)
        header, end = udh.decode(content, at) if first & UDHI else ((), 0)
        asked = bool(first & REPORT)
        return cls(recipient, reference, command, message, pid, asked, header, content[end:])


class DeliverReport(NamedTuple):
    """SMS-DELIVER-REPORT, phone to network (clause 9.2.2.1a); `cause` (TP-FCS) None acknowledges."""

    cause: int | None = None
    pid: int | None = None
    dcs: Dcs | None = None
    udh: Header = ()
    text: str | None = None
    data: bytes | None = None

    def encode(self) -> bytes:
        """Give the octets of the TPDU."""
        first = bytes((UDHI if self.udh else 0,))
        return first + _cause(self.cause) + _write(Optional(*self[1:]), always=True)

    @classmethod
    def decode(cls, octets: bytes) -> "DeliverReport":
        """Read the octets of a TPDU."""
        reader = Octets(octets)
        return cls.read(reader, first_octet(reader, 0x00))

    @classmethod
    def read(cls, reader: Octets, first: int) -> "DeliverReport":
        """Read what follows the *first* octet, at the cursor."""
        return cls(_read_cause(reader), *_read(reader, first, reader.octet("TP-PI")))


class SubmitReport(NamedTuple):
    """SMS-SUBMIT-REPORT, network to phone (clause 9.2.2.2a); `cause` (TP-FCS) None acknowledges."""

    timestamp: datetime
    cause: int | None = None
    pid: int | None = None
    dcs: Dcs | None = None
    udh: Header = ()
    text: str | None = None
    data: bytes | None = None

    def encode(self) -> bytes:
        """Give the octets of the TPDU."""
        indicator, *fields = _write(Optional(*self[2:]), always=True)
        head = bytes((0x01 | (UDHI if self.udh else 0),)) + _cause(self.cause)
        return head + bytes((indicator,)) + timestamp.encode(self.timestamp, "TP-SCTS") + bytes(fields)

    @classmethod
    def decode(cls, octets: bytes) -> "SubmitReport":
        """Read the octets of a TPDU."""
        reader = Octets(octets)
        return cls.read(reader, first_octet(reader, 0x01))

    @classmethod
    def read(cls, reader: Octets, first: int) -> "SubmitReport":
        """Read what follows the *first* octet, at the cursor."""
        cause, indicator = _read_cause(reader), _indicator(reader, reader.octet("TP-PI"))
        return cls(read_time(reader, "TP-SCTS"), cause, *_read(reader, first, indicator))


def first_octet(reader: Octets, mti: int) -> int:
    """Read the first octet of a TPDU, which must have this TP-MTI."""
    first = reader.octet("TP-MTI")
    if first & MTI != mti:
        raise TpduError("TP-MTI", reader.at - 1, f"type {first & MTI} where {mti} is due")
    return first


def read_time(reader: Octets, field: str) -> datetime:
    """Read a time stamp at the cursor."""
    at = reader.at
    return timestamp.decode(reader.take(field, 7), field, at)


def _cause(cause: int | None) -> bytes:
    if cause is None:
        return b""
    if cause <= PID | DCS | USER_DATA:
        raise TpduError("TP-FCS", 0, f"{cause} is reserved and would read as TP-PI")
    return bytes((octet("TP-FCS", cause),))


def _read_cause(reader: Octets) -> int | None:
    """Read TP-FCS where there is one.

    Only the layer below knows whether a report is an error's (with TP-FCS) or an acknowledgement. By form:
    the causes 0 to 7 are reserved, so such an octet is already TP-PI.
    """
    if reader.rest()[:1] <= bytes((PID | DCS | USER_DATA,)):
        return None
    return reader.octet("TP-FCS")


def _indicator(reader: Octets, indicator: int) -> int:
    """Skip the further octets that TP-PI may announce for future use; give the first."""
    more = indicator
    while more & EXTENDED:
        more = reader.octet("TP-PI")
    return indicator & ~EXTENDED


def _read(reader: Octets, first: int, indicator: int | None = None) -> Optional:
    """Read the optional fields; without *indicator* TP-PI itself is optional."""
    if indicator is None:
        if not reader.rest().strip(b"\xff"):
            return Optional()  # nothing, or the padding of a SIM card's record
        indicator = reader.octet("TP-PI")
    indicator = _indicator(reader, indicator)
    pid = reader.octet("TP-PID") if indicator & PID else None
    dcs = Dcs.of(reader.octet("TP-DCS")) if indicator & DCS else None
    if not indicator & USER_DATA:
        return Optional(pid, dcs)
    length = reader.octet("TP-UDL")
    return Optional(pid, dcs, *userdata.read(reader, length, dcs or GSM7, has_header=bool(first & UDHI)))


def _write(fields: Optional, *, always: bool) -> bytes:
    """Give TP-PI and the optional fields; nothing where there are none and TP-PI need not be."""
    pid, dcs, header, text, data = fields
    has_data = text is not None or data is not None or bool(header)
    indicator = (0 if pid is None else PID) | (0 if dcs is None else DCS) | (USER_DATA if has_data else 0)
    if not indicator and not always:
        return b""
    octets = bytes((indicator,))
    if pid is not None:
        octets += bytes((octet("TP-PID", pid),))
    if dcs is not None:
        octets += bytes((octet("TP-DCS", dcs.value),))
    return octets + (userdata.encode(header, text, data, dcs or GSM7) if has_data else b"")
