"""`kiosk pdu`: lines in, lines out."""

import json

import pytest
from click.testing import CliRunner

from kiosk.cli import pdu
from modem.tpdu import Submit, decode_pdu

DELIVER = "06912618010000040D91261832547698F000006211428000008204C830FB0D"
SUBMIT = "0031070D91261832547698F00018A70E00480061006C006F0020D83CDF05"
REPORT = "0006070D91261832547698F06211428000008262114280000182" + "00"
FIELDS = "type smsc address timestamp pid dcs alphabet class concat text data udh reference status discharge"


def run(*arguments, lines):
    result = CliRunner().invoke(pdu.command, arguments, input="".join(f"{line}\n" for line in lines).encode())
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def decoded(*lines, options=()):
    result = run("decode", *options, lines=lines)
    return [json.loads(line) for line in result.stdout.splitlines()], result.exit_code


def test_a_deliver_has_every_field():
    (fields,), code = decoded(DELIVER)
    assert code == 0
    assert set(FIELDS.split()) <= set(fields)
    assert {key: fields[key] for key in FIELDS.split()} == {
        "type": "deliver",
        "smsc": "+6281100000",
        "address": "+6281234567890",
        "timestamp": "2026-11-24T08:00:00+07:00",
        "pid": 0,
        "dcs": 0,
        "alphabet": "gsm7",
        "class": None,
        "concat": None,
        "text": "Halo",
        "data": None,
        "udh": None,
        "reference": None,
        "status": None,
        "discharge": None,
    }


def test_a_submit_is_read_from_a_mobile_and_with_or_without_its_service_centre():
    (fields,), _ = decoded(SUBMIT, options=("--from", "mobile"))
    assert (fields["type"], fields["text"], fields["class"], fields["alphabet"]) == (
        "submit",
        "Halo 🌅",
        0,
        "ucs2",
    )
    assert (fields["validity"], fields["report"], fields["reference"], fields["smsc"]) == (
        86400,
        True,
        7,
        None,
    )
    assert decoded(SUBMIT[2:], options=("--from", "mobile", "--no-smsc")) == ([fields], 0)


def test_a_report_has_reference_status_and_discharge():
    (fields,), _ = decoded(REPORT)
    assert (fields["type"], fields["reference"], fields["status"]) == ("status-report", 7, 0)
    assert fields["discharge"] == "2026-11-24T08:00:10+07:00"
    assert fields["text"] is fields["alphabet"] is fields["dcs"] is None


def test_each_line_has_its_line_and_one_bad_one_makes_exit_code_1():
    rows, code = decoded(DELIVER, "", "zz", DELIVER[:-2], "0", f"  {DELIVER.lower()}\r", "é😀")
    assert code == 1
    assert [row.get("type") for row in rows] == ["deliver", None, None, None, None, "deliver", None]
    assert [row["error"] for row in rows if "error" in row] == [
        {"field": "SMSC", "octet": 0, "message": "the PDU ends here"},
        {"field": "hex", "octet": 0, "message": "'z' is no hex digit"},
        {"field": "TP-UD", "octet": 27, "message": "4 octets wanted, 3 left"},
        {"field": "hex", "octet": 0, "message": "half an octet"},
        {"field": "hex", "octet": 0, "message": "'é' is no hex digit"},
    ]


def test_octets_that_are_no_text_are_a_bad_line():
    result = CliRunner().invoke(pdu.command, ["decode"], input=b"\xff\xfe\x00\n" + DELIVER.encode())
    assert [("error" in json.loads(line)) for line in result.stdout.splitlines()] == [True, False]


def test_a_person_at_a_terminal_sees_a_table(monkeypatch):
    evil = json.dumps({"address": "0812", "text": "a\x0c\nb \u202e"})
    octets = run("encode", lines=[evil]).stdout.strip()
    monkeypatch.setattr("kiosk.cli.pdu._is_terminal", lambda: True)
    shown = run("decode", "--from", "mobile", lines=[octets, "00"]).stdout
    assert "submit\n" in shown
    assert "  address           0812\n" in shown
    assert "  text              a\\x0c\n                    b \\u202e\n" in shown
    assert "error\n  TP-MTI at octet 1: the PDU ends here\n" in shown
    assert json.loads(run("decode", "--json", lines=[DELIVER]).stdout)["type"] == "deliver"


def test_a_text_with_ends_of_lines_of_other_kinds_stays_one_line():
    text = "a\x85b\u2028c\u2029d\ne\rf\x0cg"
    ((line,),), _ = encoded({"address": "0812", "text": text})
    result = run("decode", "--from", "mobile", lines=[line])
    (only,) = result.stdout.splitlines()
    assert json.loads(only)["text"] == text


def test_a_byte_order_mark_at_the_start_is_no_part_of_the_first_line():
    result = CliRunner().invoke(pdu.command, ["decode"], input=b"\xef\xbb\xbf" + DELIVER.encode() + b"\r\n")
    assert json.loads(result.stdout)["text"] == "Halo"
    result = CliRunner().invoke(
        pdu.command, ["encode"], input=b'\xef\xbb\xbf{"address": "0812", "text": "a"}'
    )
    assert result.exit_code == 0


def test_a_line_of_a_megabyte_is_one_line():
    rows, code = decoded("00" * 500_000, "Z" * 1_000_000, DELIVER + "FF" * 500_000, DELIVER)
    assert code == 1
    assert [row.get("text") for row in rows] == [None, None, "Halo", "Halo"]


def test_message_waiting_is_told_for_programs_and_for_people(monkeypatch):
    wish = {"type": "deliver", "address": "0812", "text": "a", "timestamp": "2026-11-24T08:00:00+07:00"}
    ((line,),), _ = encoded(wish | {"waiting": [{"kind": "voicemail", "count": 2, "stored": True}]})
    (fields,), _ = decoded(line)
    told = {"kind": "voicemail", "active": True, "stored": True, "count": 2, "profile": 1}
    assert fields["waiting"] == [told]
    assert fields["udh"] == [{"id": 1, "data": "8002"}]
    assert encoded(fields) == ([[line]], 0)
    ((coded,),), _ = encoded(wish | {"dcs": 0xC1})
    monkeypatch.setattr("kiosk.cli.pdu._is_terminal", lambda: True)
    shown = run("decode", lines=[line, coded]).stdout
    assert "  waiting           voicemail: 2, stored\n" in shown
    assert "  waiting           fax: none, not stored\n" in shown


def test_national_tables_can_be_forbidden():
    ((line,),), _ = encoded({"address": "0812", "text": "ğ" * 75})
    assert decoded(line, options=("--from", "mobile"))[0][0]["alphabet"] == "gsm7"
    (lines,), _ = encoded({"address": "0812", "text": "ğ" * 75, "national": False})
    assert [row["alphabet"] for row in decoded(*lines, options=("--from", "mobile"))[0]] == ["ucs2"] * 2


def test_a_long_row_goes_on_under_its_beginning(monkeypatch):
    text = "Balai kota buka setiap hari kerja dari jam delapan sampai jam tiga sore."
    ((line,),), _ = encoded({"address": "0812", "text": text, "report": True, "validity": 86400})
    monkeypatch.setattr("kiosk.cli.pdu._is_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    shown = run("decode", "--from", "mobile", lines=[line]).stdout
    assert max(map(len, shown.splitlines())) <= 60
    assert "  text              Balai kota buka setiap hari kerja dari \n" in shown
    assert "\n                    jam delapan sampai jam tiga sore.\n" in shown
    assert "  report            yes\n" in shown
    assert "  validity          1 day, 0:00:00\n" in shown


def encoded(*rows, options=()):
    result = run("encode", *options, lines=[json.dumps(row) for row in rows])
    blocks = [block.split("\n") for block in result.stdout.removesuffix("\n\n").split("\n\n")]
    return blocks, result.exit_code


def test_a_submit_needs_an_address_and_a_text():
    blocks, code = encoded({"type": "submit", "address": "+6281234567890", "text": "Halo"})
    assert (blocks, code) == ([["0001000D91261832547698F0000004C830FB0D"]], 0)
    blocks, _ = encoded({"address": "+6281234567890", "text": "Halo"}, options=("--no-smsc",))
    assert blocks == [["01000D91261832547698F0000004C830FB0D"]]


def test_every_key_is_heard():
    wish = {
        "address": "+6281234567890",
        "smsc": "+6281100000",
        "text": "Halo 🌅",
        "class": 0,
        "report": True,
        "validity": 86400,
        "reference": 7,
        "reject_duplicates": True,
        "reply_path": True,
        "pid": 64,
    }
    ((line,),), _ = encoded(wish)
    (fields,), _ = decoded(line, options=("--from", "mobile"))
    assert {key: fields[key] for key in wish} == wish


def test_a_long_text_is_a_line_a_part():
    blocks, _ = encoded(
        {"address": "0812", "text": "a" * 400, "reference": 300}, {"address": "0812", "text": "b"}
    )
    assert [len(block) for block in blocks] == [3, 1]
    rows, _ = decoded(*blocks[0], options=("--from", "mobile"))
    assert "".join(row["text"] for row in rows) == "a" * 400
    assert [row["reference"] for row in rows] == [300 - 256, 301 - 256, 302 - 256]
    assert [row["concat"] for row in rows] == [{"ref": 300, "total": 3, "part": part} for part in (1, 2, 3)]


ALL = [
    {
        "type": "deliver",
        "address": "TELKOMSEL",
        "text": "Sisa",
        "timestamp": "2026-11-24T08:00:00+07:00",
        "more": True,
    },
    {
        "type": "status-report",
        "address": "0812",
        "reference": 9,
        "status": 70,
        "timestamp": "2026-11-24T08:00:00+07:00",
        "discharge": "2026-11-24T09:00:00+07:00",
    },
    {"type": "command", "address": "0812", "command": 2, "message": 9, "data": "CAFE"},
    {"type": "deliver-report", "cause": 213, "pid": 1},
    {"type": "submit-report", "timestamp": "2026-11-24T08:00:00+07:00", "text": "baik"},
    {
        "type": "submit",
        "address": "*123#",
        "data": "00FF",
        "class": 1,
        "ports": {"destination": 2948, "source": 9200},
    },
    {"address": "0812", "text": "satu", "concat": {"ref": 7, "total": 2, "part": 1}},
    {"address": "0812", "text": "", "validity": "2026-11-25T08:00:00+07:00"},
    {"address": "0812", "text": "", "validity": {"seconds": 90, "single_shot": True}},
    {"address": "0812", "text": "Ş", "udh": [{"id": 36, "data": "01"}]},
    {"address": "0812", "text": "data", "dcs": 8},
]


@pytest.mark.parametrize("wish", ALL, ids=lambda wish: json.dumps(wish)[:40])
def test_what_decode_prints_comes_back_as_the_same_octets(wish):
    ((line,),), code = encoded(wish)
    assert code == 0
    sender = "mobile" if wish.get("type", "submit") in ("submit", "command", "deliver-report") else "network"
    (fields,), _ = decoded(line, options=("--from", sender))
    for key in wish.keys() - {"validity"}:
        assert fields[key] == wish[key]
    assert encoded(fields) == ([[line]], 0)


BAD = [
    ("nope", "json"),
    ("[1]", "json"),
    ("[" * 100_000, "json"),
    ("{}", "address"),
    ('{"address": "0812"}', "text"),
    ('{"address": "0812", "text": "a", "data": "00"}', "text"),
    ('{"address": "08 12", "text": "a"}', "address"),
    ('{"address": 812, "text": "a"}', "address"),
    ('{"address": "0812", "text": 5}', "text"),
    ('{"address": "0812", "text": "\\ud83d"}', "TP-UD"),
    ('{"address": "0812", "txt": "a"}', "txt"),
    ('{"address": "0812", "text": "a", "type": "fax"}', "type"),
    ('{"address": "0812", "text": "a", "class": 4}', "class"),
    ('{"address": "0812", "text": "a", "class": true}', "class"),
    ('{"address": "0812", "text": "a", "report": 1}', "report"),
    ('{"address": "0812", "text": "a", "alphabet": "ucs2"}', "alphabet"),
    ('{"address": "0812", "text": "a", "alphabet": "latin"}', "alphabet"),
    ('{"address": "0812", "text": "a", "dcs": 8, "alphabet": "gsm7"}', "alphabet"),
    ('{"address": "0812", "text": "a", "dcs": 0, "class": 0}', "class"),
    ('{"address": "0812", "text": "a", "national": 1}', "national"),
    ('{"type": "deliver-report", "text": "a", "alphabet": "ucs2"}', "alphabet"),
    ('{"address": "0812", "text": "a", "waiting": [7]}', "waiting"),
    ('{"address": "0812", "text": "a", "waiting": [{"kind": "fax"}]}', "count"),
    ('{"address": "0812", "text": "a", "waiting": [{"count": 1}]}', "kind"),
    ('{"address": "0812", "text": "a", "waiting": [{"kind": "pigeon", "count": 1}]}', "kind"),
    ('{"address": "0812", "text": "a", "validity": "soon"}', "validity"),
    ('{"address": "0812", "text": "a", "validity": 0}', "validity"),
    ('{"address": "0812", "text": "a", "validity": true}', "validity"),
    ('{"address": "0812", "text": "a", "validity": 99999999}', "TP-VP"),
    ('{"address": "0812", "text": "a", "reference": -1}', "reference"),
    ('{"address": "0812", "text": "a", "reference": 70000}', "reference"),
    ('{"address": "0812", "text": "a", "smsc": "?"}', "address"),
    ('{"address": "0812", "text": "日", "dcs": 0}', "TP-UD"),
    ('{"address": "0812", "data": "zz"}', "data"),
    ('{"address": "0812", "data": "' + "00" * 141 + '"}', "TP-UD"),
    ('{"address": "0812", "text": "a", "udh": [5]}', "udh"),
    ('{"address": "0812", "text": "a", "udh": [{"data": "00"}]}', "id"),
    ('{"address": "0812", "text": "a", "concat": {"ref": 1, "total": 2}}', "part"),
    ('{"address": "0812", "text": "a", "concat": {"ref": 1, "total": 2, "part": 3}}', "TP-UDH"),
    ('{"type": "deliver", "address": "0812", "text": "a"}', "timestamp"),
    ('{"type": "deliver", "address": "0812", "text": "a", "timestamp": "2026-11-24"}', "TP-SCTS"),
]


@pytest.mark.parametrize(("line", "field"), BAD, ids=lambda item: item[:60])
def test_a_bad_line_is_told_and_the_next_one_done(line, field):
    result = run("encode", lines=[line, '{"address": "0812", "text": "a"}'])
    error, after, octets, end = result.stdout.removesuffix("\n").split("\n")
    assert json.loads(error)["error"]["field"] == field
    assert (after, end) == ("", "")
    assert decode_pdu(bytes.fromhex(octets), network=False).tpdu.text == "a"
    assert result.exit_code == 1


def test_the_help_shows_examples_that_work():
    for command in (pdu.command, *pdu.command.commands.values()):
        text = command.help
        for line in text.splitlines():
            given, piped, call = line.strip().removeprefix("echo ").partition(" | kiosk pdu ")
            if piped:
                result = run(*call.split(), lines=[given.strip("'")])
                assert result.exit_code == 0
                assert "Halo" in result.stdout or isinstance(
                    decode_pdu(bytes.fromhex(result.stdout.split()[0]), network=False).tpdu, Submit
                )
    assert "echo" in pdu.command.help
