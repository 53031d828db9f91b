"""PDUs as plain dictionaries, for JSON and for the eye; `modem.compose` makes PDUs of such dictionaries."""

from datetime import datetime, timedelta
from typing import Any

from modem import udh
from modem.tpdu import (
    Command,
    Dcs,
    Deliver,
    DeliverReport,
    Enhanced,
    Header,
    Pdu,
    StatusReport,
    Submit,
    SubmitReport,
)

NAMES: dict[type, str] = {
    Deliver: "deliver",
    Submit: "submit",
    StatusReport: "status-report",
    Command: "command",
    DeliverReport: "deliver-report",
    SubmitReport: "submit-report",
}
SHARED = (
    "pid",
    "text",
    "data",
    "timestamp",
    "reference",
    "status",
    "discharge",
    "cause",
    "command",
    "message",
    "reply_path",
)
RENAMED = {  # key: the field's name in the values
    "report": "report_requested",
    "reject_duplicates": "reject_duplicates",
    "more": "more_to_send",
    "loop_prevention": "loop_prevention",
    "of_command": "of_command",
    "report_indication": "report_indication",
}
KEYS = (
    "type",
    "smsc",
    "address",
    "timestamp",
    "pid",
    "dcs",
    "alphabet",
    "class",
    "concat",
    "ports",
    "waiting",
    "text",
    "data",
    "udh",
    "reference",
    "status",
    "discharge",
    "validity",
    "report",
    "reject_duplicates",
    "more",
    "reply_path",
    "loop_prevention",
    "report_indication",
    "of_command",
    "cause",
    "command",
    "message",
)


def to_dict(pdu: Pdu) -> dict[str, Any]:
    """Give the fields of *pdu*; bytes as hex, moments as ISO 8601 with offset, spans as seconds."""
    tpdu = pdu.tpdu
    fields: dict[str, Any] = dict.fromkeys(KEYS)
    fields["type"] = NAMES[type(tpdu)]
    fields["smsc"] = str(pdu.smsc) if pdu.smsc else None
    for key in SHARED:
        fields[key] = _plain(getattr(tpdu, key, None))
    for key, name in RENAMED.items():
        fields[key] = getattr(tpdu, name, None)
    address = getattr(tpdu, "sender", None) or getattr(tpdu, "recipient", None)
    fields["address"] = None if address is None else str(address)
    fields["validity"] = _plain(getattr(tpdu, "validity", None))
    if fields["text"] is not None:
        fields["data"] = None  # of a text only an encoder needs it
    dcs: Dcs | None = getattr(tpdu, "dcs", None)
    if dcs:
        fields |= {"dcs": dcs.value, "alphabet": dcs.alphabet, "class": dcs.message_class}
    fields |= _header_fields(tpdu.udh)
    fields["waiting"] = [told._asdict() for told in getattr(tpdu, "waiting", ())] or None
    return fields


def _header_fields(header: Header) -> dict[str, Any]:
    concat, ports = udh.concat(header), udh.ports(header)
    return {
        "udh": [{"id": kind, "data": _plain(data)} for kind, data in header] or None,
        "concat": concat and {"ref": concat.reference, "total": concat.total, "part": concat.part},
        "ports": ports and {"destination": ports.destination, "source": ports.source},
    }


def _plain(value: Any) -> Any:  # noqa: ANN401
    match value:
        case bytes():
            return value.hex().upper()
        case datetime():
            return value.isoformat()
        case timedelta():
            return int(value.total_seconds())
        case Enhanced():
            period = value.period
            seconds = None if period is None else int(period.total_seconds())
            return {
                "seconds": seconds,
                "single_shot": value.single_shot,
                "octets": value.octets.hex().upper(),
            }
    return value
