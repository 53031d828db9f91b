"""Many damaged PDUs, always the same ones: each is read, or refused with field and octet."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from modem.parts import delivers, submits
from modem.tpdu import (
    Address,
    Command,
    DeliverReport,
    StatusReport,
    SubmitReport,
    TpduError,
    decode_pdu,
    encode_pdu,
)

AT = datetime(2026, 11, 24, 8, tzinfo=UTC)
WHO = Address("6281234567890")
TEXTS = ["", "Halo", "a€[" * 60, "日本" * 40, "ğ" * 78]
WHOLE = [
    *(part for text in TEXTS for part in delivers("TELKOMSEL", text, timestamp=AT)),
    *(part for text in TEXTS for part in submits("+62812", text, reference=300, validity=timedelta(1))),
    StatusReport(7, WHO, AT, AT, text="ok"),
    Command(WHO, data=b"\1\2"),
    DeliverReport(0xD3, text="a"),
    SubmitReport(AT, 0xC4, pid=1, text="b"),
]


def damaged(chance, octets):
    octets = bytearray(octets)
    for _ in range(chance.randrange(1, 7)):
        at = chance.randrange(len(octets) + 1)
        new = bytes(chance.choices(range(256), k=chance.randrange(3)))
        octets[at : at + chance.choice((0, 1, 1, 1, len(octets)))] = new
    return bytes(octets)


@pytest.mark.slow
def test_any_damage_is_read_or_told():
    chance, seeds = random.Random(4), [encode_pdu(tpdu, Address("6281100000")) for tpdu in WHOLE]
    read = 0
    for number in range(200_000):
        octets = damaged(chance, seeds[number % len(seeds)])
        try:
            pdu = decode_pdu(octets, network=bool(number & 1))
        except TpduError as error:
            assert 0 <= error.octet <= len(octets)  # noqa: PT017  (one of the two right outcomes)
            continue
        read += 1
        if number % 20 == 0:
            check_again(pdu, network=bool(number & 1))
    assert read > 10_000


def check_again(pdu, network):
    """What was read of damaged octets survives its own encoding, unless the encoder refuses it."""
    try:
        octets = encode_pdu(pdu.tpdu, pdu.smsc)
    except TpduError:
        return
    assert decode_pdu(octets, network=network) == pdu
