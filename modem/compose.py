"""PDUs from plain dictionaries: what `modem.describe` gives, or a short one written by hand.

`{"address": "+62812…", "text": "Halo"}` is enough; a described PDU comes back as the same octets.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from modem import keys, parts, udh
from modem.dcs import KINDS
from modem.describe import KEYS, RENAMED
from modem.keys import Fields
from modem.tpdu import (
    GSM7,
    Address,
    Command,
    Concat,
    Dcs,
    Deliver,
    DeliverReport,
    Element,
    Enhanced,
    Header,
    Ports,
    StatusReport,
    Submit,
    SubmitReport,
    Tpdu,
    TpduError,
    Validity,
    Waiting,
)

_KNOWN = (*KEYS, "national")


class Written(NamedTuple):
    """What one dictionary asks for: the TPDUs (one for each part) and their service centre."""

    smsc: Address | None
    tpdus: tuple[Tpdu, ...]


def from_dict(fields: Fields, *, national: bool = True) -> Written:
    """Make the TPDUs that *fields* ask for; `TpduError` names the key that is wrong.

    *national* allows the national tables where a text that is cut needs fewer parts by them.
    """
    for key in fields:
        if key not in _KNOWN:
            raise TpduError(key, 0, f"no such key; there are {', '.join(_KNOWN)}")
    name = keys.text(fields, "type") or "submit"
    if name not in _MAKERS:
        raise TpduError("type", 0, f"{name!r} is none of {', '.join(_MAKERS)}")
    smsc = keys.text(fields, "smsc")
    return Written(Address.of(smsc) if smsc else None, _MAKERS[name](fields))


def _submits(fields: Fields) -> tuple[Tpdu, ...]:
    flags = {name: keys.flag(fields, key) for key, name in RENAMED.items() if name in Submit._fields}
    reference = keys.number(fields, "reference", 0, 0xFFFF) or 0
    recipient = Address.of(keys.needed(fields, "address", keys.text))
    return tuple(
        Submit(
            recipient,
            content.text,
            content.data,
            (reference + place) & 0xFF,
            content.dcs,
            content.header,
            _validity(fields),
            reply_path=keys.flag(fields, "reply_path"),
            pid=keys.number(fields, "pid") or 0,
            **flags,
        )
        for place, content in enumerate(_contents(fields, reference))
    )


def _delivers(fields: Fields) -> tuple[Tpdu, ...]:
    flags = {name: keys.flag(fields, key) for key, name in RENAMED.items() if name in Deliver._fields}
    reference = keys.number(fields, "reference", 0, 0xFFFF) or 0
    sender = Address.of(keys.needed(fields, "address", keys.text))
    return tuple(
        Deliver(
            sender,
            content.text,
            keys.needed(fields, "timestamp", keys.moment),
            content.data,
            content.dcs,
            content.header,
            reply_path=keys.flag(fields, "reply_path"),
            pid=keys.number(fields, "pid") or 0,
            **flags,
        )
        for content in _contents(fields, reference)
    )


def _status_report(fields: Fields) -> tuple[Tpdu, ...]:
    stamp = keys.needed(fields, "timestamp", keys.moment)
    return (
        StatusReport(
            keys.number(fields, "reference") or 0,
            Address.of(keys.needed(fields, "address", keys.text)),
            stamp,
            keys.moment(fields, "discharge") or stamp,
            keys.number(fields, "status") or 0,
            keys.flag(fields, "more"),
            keys.flag(fields, "loop_prevention"),
            keys.flag(fields, "of_command"),
            **_optional(fields),
        ),
    )


def _command(fields: Fields) -> tuple[Tpdu, ...]:
    return (
        Command(
            Address.of(keys.needed(fields, "address", keys.text)),
            keys.number(fields, "reference") or 0,
            keys.number(fields, "command") or 0,
            keys.number(fields, "message") or 0,
            keys.number(fields, "pid") or 0,
            keys.flag(fields, "report"),
            _header(fields),
            keys.octets(fields, "data") or b"",
        ),
    )


def _deliver_report(fields: Fields) -> tuple[Tpdu, ...]:
    return (DeliverReport(keys.number(fields, "cause"), **_optional(fields)),)


def _submit_report(fields: Fields) -> tuple[Tpdu, ...]:
    stamp = keys.needed(fields, "timestamp", keys.moment)
    return (SubmitReport(stamp, keys.number(fields, "cause"), **_optional(fields)),)


_MAKERS: dict[str, Callable[[Fields], tuple[Tpdu, ...]]] = {
    "submit": _submits,
    "deliver": _delivers,
    "status-report": _status_report,
    "command": _command,
    "deliver-report": _deliver_report,
    "submit-report": _submit_report,
}


def _optional(fields: Fields) -> dict[str, Any]:
    dcs = _coding(fields)
    _agreed(fields, dcs or GSM7)
    return {
        "pid": keys.number(fields, "pid"),
        "dcs": dcs,
        "udh": _header(fields),
        "text": keys.text(fields, "text"),
        "data": keys.octets(fields, "data"),
    }


class _Content(NamedTuple):
    text: str | None
    data: bytes | None
    dcs: Dcs
    header: Header


def _contents(fields: Fields, reference: int) -> list[_Content]:
    """Give the content of each part.

    A coding or a header in *fields* is meant exactly so, for one message; else the text is cut as it must.
    """
    text, data, header = keys.text(fields, "text"), keys.octets(fields, "data"), _header(fields)
    coding, message_class = _coding(fields), keys.number(fields, "class", 0, 3)
    if (text is None) == (data is None):
        raise TpduError("text", 0, "a message has a text or data (in hex), one of them")
    if coding is None and not header and text is not None:
        national = keys.kind(fields, "national", bool) is not False
        cut = parts.submits("0", text, reference=reference, message_class=message_class, national=national)
        contents = [_Content(part.text, None, part.dcs, part.udh) for part in cut]
    elif coding is None:
        alphabet = "8bit" if text is None else parts.plan(text, national=False).alphabet
        contents = [_Content(text, data, Dcs.make(alphabet, message_class), header)]
    else:
        contents = [_Content(text, data, coding, header)]
    _agreed(fields, contents[0].dcs)
    return contents


def _coding(fields: Fields) -> Dcs | None:
    """Read `dcs`, which `alphabet` and `class` must not contradict."""
    octet = keys.number(fields, "dcs")
    if octet is None:
        return None
    _agreed(fields, Dcs.of(octet))
    return Dcs.of(octet)


def _agreed(fields: Fields, dcs: Dcs) -> None:
    """Refuse an `alphabet` or a `class` that the message will not have."""
    wishes = (
        ("alphabet", keys.text(fields, "alphabet"), dcs.alphabet),
        ("class", keys.number(fields, "class", 0, 3), dcs.message_class),
    )
    for key, wish, given in wishes:
        if wish not in (None, given):
            raise TpduError(key, 0, f"{wish} is asked for, and the message goes with {given}")


def _header(fields: Fields) -> Header:
    """Read `udh`, or make it of `concat`, `ports` and the counts in `waiting`."""
    header: Header = ()
    for element in keys.kind(fields, "udh", list) or ():
        if not isinstance(element, dict):
            raise TpduError("udh", 0, 'each element is {"id": number, "data": hex}')
        header += (Element(keys.needed(element, "id", keys.number), keys.octets(element, "data") or b""),)
    if header:
        return header
    concat, ports = keys.kind(fields, "concat", dict), keys.kind(fields, "ports", dict)
    if concat:
        joint = keys.number(concat, "ref", 0, 0xFFFF) or 0
        total, part = (keys.needed(concat, key, keys.number) for key in ("total", "part"))
        header += (Concat(joint, total, part).element(),)
    if ports:
        destination, source = (keys.number(ports, key, 0, 0xFFFF) or 0 for key in ("destination", "source"))
        header += (Ports(destination, source).element(),)
    return header + tuple(_indications(fields))


def _indications(fields: Fields) -> Iterator[Element]:
    """Make the elements of `waiting`; an indication without a count is one that the `dcs` says."""
    for told in keys.kind(fields, "waiting", list) or ():
        if not isinstance(told, dict):
            raise TpduError("waiting", 0, 'each indication is {"kind": "voicemail", "count": number}')
        kind, count = keys.needed(told, "kind", keys.text), keys.number(told, "count")
        if kind not in (*KINDS, "video"):
            raise TpduError("kind", 0, f"{kind!r} is none of {', '.join(KINDS)}, video")
        if count is not None:
            stored, profile = keys.flag(told, "stored"), keys.number(told, "profile", 1, 4) or 1
            yield udh.indication(Waiting(kind, count > 0, stored, count, profile))
        elif keys.number(fields, "dcs") is None:
            raise TpduError("count", 0, "it is missing, and no dcs tells that something waits")


def _validity(fields: Fields) -> Validity | None:
    """Read a number of seconds, a moment, or the enhanced form."""
    match fields.get("validity"):
        case int():
            return timedelta(seconds=keys.needed(fields, "validity", _seconds))
        case dict(form):
            octets, seconds = keys.octets(form, "octets"), _seconds(form, "seconds")
            if octets:
                return Enhanced(octets)
            period = None if seconds is None else timedelta(seconds=seconds)
            return Enhanced.of(period, single_shot=keys.flag(form, "single_shot"))
    return keys.moment(fields, "validity")


def _seconds(fields: Fields, key: str) -> int | None:
    return keys.number(fields, key, 1, 10**9)
