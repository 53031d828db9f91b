"""Damaged PDUs: each is read, or refused with field and octet."""

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

DA, SCTS = "0D91261832547698F0", "62114280509082"
DAMAGED = [  # octets, from the network, field, octet
    ("", True, "TP-MTI", 0),
    ("07", True, "TP-MTI", 0),
    ("03", False, "TP-MTI", 0),
    ("04", True, "TP-OA", 1),
    ("0415", True, "TP-OA", 1),
    ("0404", True, "TP-OA", 2),
    ("04048171", True, "TP-OA", 2),
    (f"04{DA}", True, "TP-PID", 10),
    (f"04{DA}00", True, "TP-DCS", 11),
    (f"04{DA}0000{SCTS[:-2]}", True, "TP-SCTS", 12),
    (f"04{DA}0000{SCTS}", True, "TP-UDL", 19),
    (f"04{DA}0000{SCTS}0BE8329BFD4697D9EC37", True, "TP-UD", 20),
    (f"04{DA}0000{SCTS}A1" + "00" * 150, True, "TP-UDL", 19),
    (f"04{DA}0004{SCTS}8D" + "00" * 150, True, "TP-UDL", 19),
    (f"44{DA}0004{SCTS}00", True, "TP-UDHL", 20),
    (f"44{DA}0004{SCTS}0205", True, "TP-UD", 20),
    (f"44{DA}0004{SCTS}020500", True, "TP-UDHL", 20),
    (f"44{DA}0004{SCTS}03030100", True, "TP-UDHL", 20),
    (f"44{DA}0004{SCTS}0403000400", True, "TP-UDH", 21),
    (f"44{DA}0004{SCTS}020100", True, "TP-UDH", 21),
    ("0100", False, "TP-DA", 2),
    (f"1100{DA}0000", False, "TP-VP", 13),
    (f"1900{DA}0000{SCTS[:-2]}", False, "TP-VP", 13),
    (f"1900{DA}0000FFFFFFFFFFFFFF00", False, "TP-VP", 13),
    (f"0607{DA}{SCTS}{SCTS}", True, "TP-ST", 25),
    (f"0607{DA}{SCTS}{SCTS}0001", True, "TP-PID", 27),
    (f"0607{DA}{SCTS}{SCTS}0080", True, "TP-PI", 27),
    (f"020000000{0}{DA}0201"[:-2], False, "TP-CD", 15),
    ("00", False, "TP-PI", 1),
    ("00D3", False, "TP-PI", 2),
    ("0100", True, "TP-SCTS", 2),
]


@pytest.mark.parametrize(("octets", "network", "field", "octet"), DAMAGED)
def test_damage_is_told_with_field_and_octet(octets, network, field, octet):
    with pytest.raises(TpduError) as damage:
        decode_pdu(bytes.fromhex(octets), network=network, smsc=False)
    assert (damage.value.field, damage.value.octet) == (field, octet)
    with pytest.raises(TpduError) as damage:
        decode_pdu(bytes.fromhex("0491261801" + octets), network=network)
    assert (damage.value.field, damage.value.octet) == (field, octet + 5)


@pytest.mark.parametrize(
    ("octets", "octet"), [("", 0), ("0B91", 1), ("0C" + "91" * 12, 0), ("02", 1), ("0391", 1)]
)
def test_a_damaged_service_centre_is_told(octets, octet):
    with pytest.raises(TpduError) as damage:
        decode_pdu(bytes.fromhex(octets), network=True)
    assert (damage.value.field, damage.value.octet) == ("SMSC", octet)


@pytest.mark.parametrize("network", [True, False])
@pytest.mark.parametrize("smsc", [True, False])
def test_every_string_of_two_octets_at_most_is_read_or_told(network, smsc):
    short = [b"", *(bytes((one,)) for one in range(256))]
    for octets in [*short, *(number.to_bytes(2) for number in range(0x10000))]:
        try:
            decode_pdu(octets, network=network, smsc=smsc)
        except TpduError as error:
            assert 0 <= error.octet <= len(octets)  # noqa: PT017  (one of the two right outcomes)


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
