"""Messages as texts on the line (AT+CMGF=1): TS 27.005 clauses 3.1, 3.4.2, 3.4.3, 3.5.1."""

from typing import TYPE_CHECKING

from modem import gsm7
from modem.dcs import Dcs
from modem.errors import ModemError
from modem.simulator.charset import from_line, lenient, to_line
from modem.simulator.commands_general import stamp
from modem.simulator.store import STATUS, UNSENT, Entry
from modem.simulator.syntax import Cms
from modem.tpdu import Address, Deliver, StatusReport, Submit, Tpdu, decode_pdu

if TYPE_CHECKING:
    from modem.simulator.device import Device

INVALID_TEXT = 305
VALIDITY_FORMATS = {0x00: 0, 0x10: 1, 0x08: 7, 0x18: 7}  # TP-VPF in the first octet: length of TP-VP


def decoded(entry: Entry) -> Tpdu | None:
    """Give the message in a slot; None if its octets are none."""
    try:
        return decode_pdu(entry.octets, network=entry.status < UNSENT).tpdu
    except ModemError:
        return None


def details(device: "Device", entry: Entry) -> str:
    """Give what AT+CMGR shows after its name: header, line end, text."""
    tpdu, status = decoded(entry), f'"{STATUS[entry.status]}"'
    full = device.settings.value("+CSDH") == 1
    if isinstance(tpdu, Deliver):
        return f"{status},{_deliver(device, tpdu, entry, full=full)}"
    if isinstance(tpdu, StatusReport):
        return f"{status},{report(device, tpdu, entry.octets)}"
    if isinstance(tpdu, Submit):
        header = f"{status},{_quoted(device, str(tpdu.recipient))},{device.modem.profile.messages.unnamed}"
        if full:
            first = entry.octets[1 + entry.octets[0]]
            header += f",{_kind(tpdu.recipient)},{first},{tpdu.pid},{tpdu.dcs.value},{_validity(entry)},"
            header += f"{_centre(device)},{len(body(device, tpdu))}"
        return f"{header}\r\n{body(device, tpdu)}"
    return f'{status},"",,\r\n{entry.octets.hex().upper()}'


def line(device: "Device", entry: Entry) -> str:
    """Give what AT+CMGL shows after the index."""
    tpdu, status = decoded(entry), f'"{STATUS[entry.status]}"'
    full = device.settings.value("+CSDH") == 1
    if isinstance(tpdu, StatusReport):
        return f"{status},{report(device, tpdu, entry.octets)}"
    if isinstance(tpdu, Deliver | Submit):
        address = tpdu.sender if isinstance(tpdu, Deliver) else tpdu.recipient
        time = f'"{stamp(tpdu.timestamp)}"' if isinstance(tpdu, Deliver) else ""
        extra = f",{_kind(address)},{len(body(device, tpdu))}" if full else ""
        name = device.modem.profile.messages.unnamed
        return f"{status},{_quoted(device, str(address))},{name},{time}{extra}\r\n{body(device, tpdu)}"
    return f'{status},"",,\r\n{entry.octets.hex().upper()}'


def direct(device: "Device", deliver: Deliver, octets: bytes) -> str:
    """Give what +CMT shows after its name."""
    return _deliver(device, deliver, Entry(0, octets), full=device.settings.value("+CSDH") == 1)


def report(device: "Device", status: StatusReport, octets: bytes) -> str:
    """Give a status report: first octet, reference, recipient, the two times, status."""
    first = octets[1 + octets[0]]
    return (
        f"{first},{status.reference},{_quoted(device, str(status.recipient))},{_kind(status.recipient)},"
        f'"{stamp(status.timestamp)}","{stamp(status.discharge)}",{status.status}'
    )


def body(device: "Device", tpdu: Deliver | Submit) -> str:
    """Give the text in the terminal's character set.

    UCS2 and 8-bit data always as hex (clause 3.1, <data>).
    """
    if tpdu.dcs.alphabet == "ucs2":
        return (tpdu.text or "").encode("utf-16-be", "surrogatepass").hex().upper()
    if tpdu.text is None:
        return (tpdu.data or b"").hex().upper()
    return to_line(tpdu.text, device.general.charset)


def submit(device: "Device", address: str, typed: bytes) -> Submit:
    """Give the message that the terminal typed, by the parameters of AT+CSMP; `Cms` where it is none."""
    first, validity, pid, dcs = device.messages.parameters
    raw = typed.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
    try:
        recipient = Address.of(lenient(address, device.general.charset))
        length, data = _user_data(raw, device.general.charset, first, dcs)
        head = bytes([first & 0xFC | 0x01, 0]) + recipient.encode("TP-DA") + bytes([pid, dcs])
        octets = head + _validity_octets(first, validity) + bytes([length]) + data
        return Submit.decode(octets)
    except (ModemError, ValueError):
        raise Cms(INVALID_TEXT) from None


def _user_data(raw: str, charset: str, first: int, dcs: int) -> tuple[int, bytes]:
    """TP-UDL and TP-UD of what was typed: hex for UCS2, 8-bit and a header, else characters."""
    alphabet = Dcs.of(dcs).alphabet
    if alphabet != "gsm7" or first & 0x40:
        data = bytes.fromhex(raw.strip())
        return (len(data) * 8 // 7 if alphabet == "gsm7" else len(data)), data
    septets = gsm7.encode(from_line(raw, charset))
    if len(septets) > 160:
        raise ValueError("more than one message holds")
    return len(septets), gsm7.pack(septets)


def _validity_octets(first: int, validity: str) -> bytes:
    size = VALIDITY_FORMATS[first & 0x18]
    if size == 0:
        return b""
    if size == 1:
        return bytes([int(validity)])
    digits = list(validity.replace("/", "").replace(",", "").replace(":", ""))
    swapped = "".join(b + a for a, b in zip(digits[0:12:2], digits[1:12:2], strict=True))
    quarters = int("".join(digits[12:]) or "0")
    zone = f"{abs(quarters) % 10}{abs(quarters) // 10}"
    octets = bytes.fromhex(swapped + zone)
    return octets[:6] + bytes([octets[6] | (0x08 if quarters < 0 else 0)])


def _deliver(device: "Device", deliver: Deliver, entry: Entry, *, full: bool) -> str:
    name = device.modem.profile.messages.unnamed
    header = f'{_quoted(device, str(deliver.sender))},{name},"{stamp(deliver.timestamp)}"'
    if full:
        first = entry.octets[1 + entry.octets[0]]
        header += f",{_kind(deliver.sender)},{first},{deliver.pid},{deliver.dcs.value},{_centre(device)}"
        header += f",{len(body(device, deliver))}"
    return f"{header}\r\n{body(device, deliver)}"


def _validity(entry: Entry) -> str:
    tpdu = entry.octets[1 + entry.octets[0] :]
    if tpdu[0] & 0x18 != 0x10:
        return ""
    return str(tpdu[4 + (tpdu[2] + 1) // 2 + 2])


def _centre(device: "Device") -> str:
    centre = device.messages.service_centre
    return f"{_quoted(device, centre)},{145 if centre.startswith('+') else 129}"


def _kind(address: Address) -> int:
    return 0x80 | address.ton << 4 | address.npi


def _quoted(device: "Device", text: str) -> str:
    charset = device.general.charset
    return f'"{to_line(text, charset) if charset == "UCS2" else text}"'
