"""The explanations beside a line: PDUs both ways, errors, USSD; the prompt and the end of an answer."""

from datetime import datetime, timedelta, timezone

import pytest

from modem.beside import CTRL_Z, ESC, Beside, Line
from modem.parts import delivers, submits
from modem.tpdu import Address, StatusReport, encode_pdu

NOON = datetime(2026, 11, 24, 12, tzinfo=timezone(timedelta(hours=7)))
ANI = "+6281211110001"


def hexed(tpdu):
    return encode_pdu(tpdu).hex().upper()


def heard(*lines):
    return Beside().heard("".join(f"\r\n{line}\r\n" for line in lines).encode())


@pytest.mark.parametrize(
    ("header", "tpdu", "meaning"),
    [
        ("+CMT: ,22", delivers(ANI, "Halo", timestamp=NOON)[0], "at 2026-11-24T12:00:00+07:00: 'Halo'"),
        ("+CMGL: 3,1,,22", delivers(ANI, "a" * 200, timestamp=NOON)[1], "part 2 of 2"),
        ("+CMGL: 3,2,,22", submits(ANI, "Halo", reference=1)[0], f"submit to {ANI}: 'Halo'"),
        ("+CMGR: 3,,22", submits(ANI, "Halo", reference=1)[0], f"submit to {ANI}: 'Halo'"),
        ("+CDS: 25", StatusReport(7, Address.of(ANI), NOON, NOON, 0), "reference 7: "),
    ],
)  # fmt: skip
def test_a_pdu_is_told_beside_it(header, tpdu, meaning):
    first, second = heard(header, hexed(tpdu))
    assert first.text == header
    assert meaning in second.meaning


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ("+CMS ERROR: 331", "no network service"),
        ("+CME ERROR: 10", "SIM not inserted"),
        ("+CME ERROR: 99999999999999", ""),
        ('+CUSD: 0,"00480061006C006F",72', "'Halo'"),
        ('+CUSD: 0,"Halo",15', ""),
        ('+CUSD: 1,"Menu', ""),  # and goes on in the next line
        ("+CREG: 0,2", "searching"),
        ("+CREG: 3", "denied"),
        ("00FF00FF00FF00FF", ""),
    ],
)
def test_a_line_is_told_what_it_means(line, meaning):
    assert heard(line) == [Line(line, meaning)]


def test_the_prompt_takes_a_pdu_and_ctrl_z_or_is_left():
    beside = Beside()
    pdu = hexed(submits(ANI, "Halo", reference=1)[0])
    assert beside.typed("AT+CMGS=18") == b"AT+CMGS=18\r"
    assert beside.explain(pdu) == ""
    assert beside.heard(b"AT+CMGS=18\r\r\n> ") == [Line(">")]
    assert beside.prompting
    assert beside.answered
    assert beside.explain(pdu).endswith("'Halo'")
    assert beside.typed(pdu) == pdu.encode() + CTRL_Z
    assert not beside.answered
    beside.heard(b"\r\n> ")
    assert beside.typed("") == ESC


def test_lines_may_come_in_pieces_and_the_echo_is_not_told_twice():
    beside = Beside()
    beside.typed("AT+CSQ")
    octets = b"AT+CSQ\r\r\n+CSQ: 18,99\r\n\r\nOK\r\n"
    lines = [line.text for octet in octets for line in beside.heard(bytes([octet]))]
    assert lines == ["+CSQ: 18,99", "OK"]
    assert beside.answered


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("OK", True),
        ("ERROR", True),
        ("+CME ERROR: 4", True),
        ("CONNECT 9600", True),
        ("NO CARRIER", True),
        ("COMMAND NOT SUPPORT", True),
        ("TOO MANY PARAMETERS", True),
        ("+CSQ: 18,99", False),
        ("OK then", False),
    ],
)
def test_the_end_of_an_answer_is_known_in_the_words_of_every_make(said, answered):
    beside = Beside()
    beside.typed("AT+NONSENSE")
    beside.heard(b"\r\n%s\r\n" % said.encode())
    assert beside.answered is answered
