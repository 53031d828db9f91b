"""Laws of the TPDUs: any value survives encoding, any octets decode or say why."""

import contextlib
from datetime import datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from modem import gsm7, udh
from modem.alphabets import DEFAULT, UNDEFINED
from modem.tpdu import (
    Address,
    Command,
    Dcs,
    Deliver,
    DeliverReport,
    Element,
    Enhanced,
    Pdu,
    StatusReport,
    Submit,
    SubmitReport,
    TpduError,
    decode_pdu,
    encode_pdu,
)
from modem.validity import decode_relative

octet = st.integers(0, 255)
flag = st.booleans()
numbers = st.tuples(
    st.text("0123456789*#abc", max_size=20), st.sampled_from([0, 1, 2, 3, 4, 6, 7]), st.integers(0, 15)
).map(lambda fields: Address(*fields))
names = st.text(sorted(set(DEFAULT) - {UNDEFINED}), max_size=11).map(lambda name: Address(name, 5, 0))
addresses = numbers | names
moments = st.tuples(
    st.datetimes(datetime(1990, 1, 1), datetime(2089, 12, 31)),  # noqa: DTZ001
    st.integers(-79, 79).map(lambda quarters: timezone(quarters * timedelta(minutes=15))),
).map(lambda moment: moment[0].replace(microsecond=0, tzinfo=moment[1]))
headers = st.lists(st.tuples(octet, st.binary(max_size=5)), max_size=4).map(
    lambda elements: tuple(Element(*element) for element in elements)
)
languages = st.tuples(st.integers(0, 14), st.integers(0, 14)).map(
    lambda pair: (Element(0x25, bytes((pair[0],))), Element(0x24, bytes((pair[1],))))
)
validities = (
    st.none() | octet.map(decode_relative) | moments | st.binary(min_size=7, max_size=7).map(Enhanced)
)


@st.composite
def contents(draw):
    """Text or data with a coding that fits, and a header."""
    header, dcs = draw(headers | languages), Dcs.of(draw(octet))
    if not dcs.is_text:
        return {"dcs": dcs, "udh": header, "text": None, "data": draw(st.binary(max_size=100))}
    if dcs.alphabet == "ucs2":
        text = draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=25))
    else:
        text = draw(st.text(letters_of(header), max_size=60))
    return {"dcs": dcs, "udh": header, "text": text, "data": None}


def letters_of(header):
    locking, shift = udh.languages(header)
    codes = [bytes((code,)) for code in range(0x80) if code != gsm7.ESC]
    return sorted({gsm7.decode(lead + code, locking, shift) for code in codes for lead in (b"", b"\x1b")})


def made(cls, *, content=None, **fields):
    """Values of a class: each field from its strategy, and text or data with a coding that fits."""
    content = st.just({}) if content is None else content
    return st.tuples(st.fixed_dictionaries(fields), content).map(lambda both: cls(**both[0], **both[1]))


report = {
    "reference": octet,
    "recipient": addresses,
    "timestamp": moments,
    "discharge": moments,
    "status": octet,
    "more_to_send": flag,
    "loop_prevention": flag,
    "of_command": flag,
    "pid": st.none() | octet,
}
cause = st.none() | st.integers(8, 255)
tpdus = st.one_of(
    made(
        Deliver,
        content=contents(),
        sender=addresses,
        timestamp=moments,
        pid=octet,
        more_to_send=flag,
        reply_path=flag,
        report_indication=flag,
        loop_prevention=flag,
    ),
    made(
        Submit,
        content=contents(),
        recipient=addresses,
        reference=octet,
        validity=validities,
        report_requested=flag,
        reject_duplicates=flag,
        reply_path=flag,
        pid=octet,
    ),
    made(StatusReport, content=contents(), **report),
    made(StatusReport, **report, dcs=st.none() | octet.map(Dcs.of)),
    made(
        Command,
        recipient=addresses,
        reference=octet,
        command=octet,
        message=octet,
        pid=octet,
        report_requested=flag,
        udh=headers,
        data=st.binary(max_size=100),
    ),
    made(DeliverReport, content=contents(), cause=cause, pid=st.none() | octet),
    made(SubmitReport, content=contents(), timestamp=moments, cause=cause, pid=st.none() | octet),
)


@settings(max_examples=300)
@given(tpdus, st.none() | numbers)
def test_encode_then_decode_is_the_identity(tpdu, smsc):
    network = isinstance(tpdu, Deliver | StatusReport | SubmitReport)
    assert decode_pdu(encode_pdu(tpdu, smsc), network=network) == Pdu(smsc, tpdu)


@settings(max_examples=1000)
@given(st.binary(max_size=60) | st.binary(min_size=100, max_size=200), flag, flag)
def test_any_octets_decode_or_say_why(octets, network, smsc):
    try:
        pdu = decode_pdu(octets, network=network, smsc=smsc)
    except TpduError as error:
        assert 0 <= error.octet <= len(octets)  # noqa: PT017  (one of the two right outcomes)
        return
    check_again(pdu, network)


@settings(max_examples=300)
@given(tpdus, st.data())
def test_a_mutated_pdu_decodes_or_says_why(tpdu, data):
    octets = bytearray(encode_pdu(tpdu, Address("6281100000")))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(octets)))
        octets[at : at + data.draw(st.integers(0, 2))] = data.draw(st.binary(max_size=2))
    for network in (True, False):
        with contextlib.suppress(TpduError):
            check_again(decode_pdu(bytes(octets), network=network), network)


def check_again(pdu, network):
    """What was read from damaged octets is a value like any other: it survives its own encoding.

    Unless the encoder refuses it, as it does a zone that no service centre may write.
    """
    try:
        octets = encode_pdu(pdu.tpdu, pdu.smsc)
    except TpduError:
        return
    assert decode_pdu(octets, network=network) == pdu
