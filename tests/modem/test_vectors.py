"""PDUs of our own, and those from the test suites of other projects.

The latter are in the file that `PDU_VECTORS` names; without that variable they are looked for beside the
project, and skipped where they are not.
"""

import json
import os
from datetime import datetime
from pathlib import Path

import pytest

from modem.describe import to_dict
from modem.tpdu import TpduError, decode_pdu, encode_pdu

NAMED = os.environ.get("PDU_VECTORS")
FILE = Path(NAMED or Path(__file__).parents[3] / "shared/vectors/pdu.jsonl")
ROWS = (  # a file that is named and not there is a mistake, which must not look like success
    [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    if NAMED or FILE.exists()
    else []
)

others = pytest.mark.skipif(not ROWS, reason="the vectors of other projects are not here")

OWN = Path(__file__).parent / "vectors/tpdu.jsonl"
"""Without the service centre; Wireshark 4.0 (its dissector gsm_sms) reads the same in each."""


@pytest.mark.parametrize(
    "row", [json.loads(line) for line in OWN.read_text("utf-8").splitlines()], ids=lambda row: row["what"]
)
def test_a_pdu_of_our_own_reads_as_wireshark_does(row):
    network = row["from"] == "network"
    pdu = decode_pdu(bytes.fromhex(row["tpdu"]), network=network, smsc=False)
    told = {key: value for key, value in to_dict(pdu).items() if value is not None and value is not False}
    assert told == row["reads"]
    assert decode_pdu(pdu.tpdu.encode(), network=network, smsc=False) == pdu


def rows(kind):
    return [
        pytest.param(row, id=f"{row['source'][:20]} {row.get('case', '')}"[:60])
        for row in ROWS
        if row["class"] == kind
    ]


def read(row):
    return decode_pdu(bytes.fromhex(row["hex"]), network=row["direction"] == "mt", smsc=row["smsc_included"])


@others
@pytest.mark.parametrize("row", rows("ok"))
def test_a_pdu_reads_as_expected(row):
    pdu, expect = read(row), row["expect"]
    got = to_dict(pdu)
    for key in ("type", "smsc", "pid", "dcs", "alphabet", "class", "text", "status"):
        if key in expect:
            assert got[key] == expect[key], key
    if expect.get("address"):
        assert got["address"] == expect["address"]["number"]
    for key in ("timestamp", "discharge"):
        if expect.get(key):
            assert datetime.fromisoformat(got[key]) == datetime.fromisoformat(expect[key])
    if expect.get("data"):
        assert got["data"] == expect["data"].upper()
    if "concat" in expect:
        place = expect["concat"]
        assert got["concat"] == {"ref": place["ref"], "total": place["total"], "part": place["seq"]}
    if "udh" in expect:
        assert (got["udh"] or []) == [
            {"id": element["id"], "data": element["data"].upper()} for element in expect["udh"]
        ]
    again = encode_pdu(pdu.tpdu, pdu.smsc)
    assert decode_pdu(again, network=row["direction"] == "mt") == pdu


@others
@pytest.mark.parametrize("row", rows("error"))
def test_damage_is_told(row):
    try:
        octets = bytes.fromhex(row["hex"])
    except ValueError:
        return
    with pytest.raises(TpduError):
        decode_pdu(octets, network=row["direction"] == "mt", smsc=row["smsc_included"])


@others
@pytest.mark.parametrize("row", rows("lenient"))
def test_what_is_off_the_standard_is_read_or_told(row):
    try:
        assert to_dict(read(row))
    except TpduError as error:
        assert error.message  # noqa: PT017  (one of the two right outcomes)
