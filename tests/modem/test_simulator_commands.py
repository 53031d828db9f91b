"""Every command in its forms, as a conversation: what the terminal writes, what the modem answers."""

from pathlib import Path

import pytest

from modem.simulator import Simulator, VirtualClock
from modem.simulator.clauses import CLAUSES
from modem.simulator.conformance import page
from modem.simulator.conformance_table import TABLE
from modem.simulator.syntax import Call, Cme, arguments, parse
from tests.modem.wires import answer_to


@pytest.fixture
def sim():
    return Simulator(clock=VirtualClock())


@pytest.fixture
def ask(sim):
    """Ask the first modem: a command line, its answer as text."""
    link = sim.modems[0].link()

    def asked(line, wait=1.0):
        link.write(line.encode("latin-1") + b"\r")
        return link.read(wait).decode("latin-1")

    yield asked
    link.close()


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_the_table_of_commands(ask, row):
    ask("ATE0;+CMEE=1")
    assert ask(row[0]).removeprefix(f"{row[0]}\r").encode("latin-1") == answer_to(row)


def test_every_form_of_every_command_is_in_the_table(sim):
    asked = {call.key for row in TABLE for call in parse(row[0].encode())}
    elsewhere = {"+CLAC", "+COPS=?", "Z", "+CMSS=", "A/"}  # below, in tests of their own
    assert sim.modems[0].device._handlers.keys() - asked <= elsewhere


def test_every_command_that_can_be_set_is_asked_something_wrong():
    wrong = {parse(row[0].encode())[-1].key for row in TABLE if "ERROR" in row[-1]}
    able = {
        key for row in TABLE for key in [call.key for call in parse(row[0].encode())] if key.endswith("=")
    }
    assert able - wrong - {"+CPBF="} == set()


def test_every_command_has_its_clause(sim):
    names = {key.rstrip("=?") for key in sim.modems[0].device._handlers}
    assert names - CLAUSES.keys() == set()
    assert CLAUSES.keys() - names == {"A/"}


def test_the_page_is_true():
    written = (Path(__file__).parents[2] / "docs/conformance.md").read_text(encoding="utf-8")
    assert written == page(), "run: make docs"


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("+COLP", "1", "2"), ("+CR", "1", "2"), ("+CSSN", "1,1", "1,2"), ("+CTZU", "1", "2"),
        ("+CTZR", "2", "3"),
        ("+CMER", "3,0,0,1,0", "4"), ("+CVHU", "1", "3"), ("+WS46", "12", "1"),
    ],
)  # fmt: skip
def test_settings_keep_what_is_allowed(ask, name, good, bad):
    ask("ATE0;+CMEE=1")
    assert ask(f"AT{name}=?").endswith("OK\r\n")
    assert ask(f"AT{name}={good}") == "\r\nOK\r\n"
    assert good in ask(f"AT{name}?")
    assert ask(f"AT{name}={bad}") == "\r\n+CME ERROR: 50\r\n"
    assert good in ask(f"AT{name}?")


def test_reset_brings_defaults_back_and_keeps_the_memories(sim, ask):
    sim.network.handset("0812").text("x")
    ask("ATE0;+CMGF=1;+CNMI=2,1;+CLIP=1")
    defaults = ["+CMGF:", "0", "+CNMI:", "0,0,0,0,0", "+CLIP:", "0,1", "OK"]
    assert ask("ATZ;+CMGF?;+CNMI?;+CLIP?").split() == defaults
    assert ask("ATI").startswith("ATI\r")  # the echo is back
    assert "+CMGL: 1,0" in ask("AT+CMGL=4")


def test_numeric_results(ask):
    ask("ATE0")
    ask("ATV0")
    assert ask("AT+CSQ") == "+CSQ: 20,0\r\n0\r"
    assert ask("AT+NOSUCH") == "4\r"
    assert ask("ATV1") == "\r\nOK\r\n"


def test_results_can_be_switched_off(ask):
    ask("ATE0Q1")
    assert ask("AT+CSQ") == ""
    assert ask("ATQ0") == "\r\nOK\r\n"


def test_operators_are_scanned_after_a_while(sim):
    from modem.simulator.delays import REAL

    sim = Simulator(clock=VirtualClock(), delays=REAL)
    link = sim.modems[0].link()
    link.write(b"ATE0\rAT+COPS=?\r")
    assert link.read(1) == b"ATE0\r\r\nOK\r\n"
    assert link.read(1) == b""
    assert link.read(5).startswith(b'\r\n+COPS: (2,"TELKOMSEL","TSEL","51010"),(3,')
    assert sim.clock.now() == 3.0


def test_the_pin_opens_the_card():
    sim = Simulator(clock=VirtualClock(), pin="4711")
    link = sim.modems[0].link()

    def ask(line):
        link.write(line.encode() + b"\r")
        return link.read(0.5).decode()

    ask("ATE0;+CMEE=1;+CREG=1")
    assert "+CPIN: SIM PIN" in ask("AT+CPIN?")
    assert ask("AT+CIMI") == "\r\n+CME ERROR: 11\r\n"
    assert ask("AT+CMGL=4") == "\r\n+CMS ERROR: 311\r\n"
    assert ask("AT+CREG?") == "\r\n+CREG: 1,0\r\n\r\nOK\r\n"
    assert ask('AT+CPIN="0000"') == "\r\n+CME ERROR: 16\r\n"
    assert ask('AT+CPIN="x"') == "\r\n+CME ERROR: 50\r\n"
    assert "SIM PIN,2,3" in ask("AT+CPINR")
    assert ask('AT+CPIN="4711"') == "\r\nOK\r\n\r\n+CREG: 1\r\n"
    assert "+CPIN: READY" in ask("AT+CPIN?")
    assert ask('AT+CLCK="SC",2') == "\r\n+CLCK: 1\r\n\r\nOK\r\n"
    assert ask('AT+CPWD="SC","4711","2222"') == "\r\nOK\r\n"
    assert ask('AT+CLCK="SC",0,"4711"') == "\r\n+CME ERROR: 16\r\n"
    assert ask('AT+CLCK="SC",0,"2222"') == "\r\nOK\r\n"


def test_three_wrong_pins_want_the_puk():
    sim = Simulator(clock=VirtualClock(), pin="4711")
    link = sim.modems[0].link()

    def ask(line):
        link.write(line.encode() + b"\r")
        return link.read(0.5).decode()

    ask("ATE0;+CMEE=1")
    for _ in range(3):
        assert ask("AT+CPIN=0000") == "\r\n+CME ERROR: 16\r\n"
    assert "+CPIN: SIM PUK" in ask("AT+CPIN?")
    assert ask("AT+CIMI") == "\r\n+CME ERROR: 12\r\n"
    assert ask("AT+CPIN=4711") == "\r\n+CME ERROR: 50\r\n"
    assert ask("AT+CPIN=00000000,1111") == "\r\n+CME ERROR: 16\r\n"
    assert ask("AT+CPIN=12345678,1111") == "\r\nOK\r\n"
    assert "+CPIN: READY" in ask("AT+CPIN?")


def test_the_radio_off_and_on_again(sim, ask):
    ask("ATE0;+CREG=2")
    assert ask("AT+CFUN=0") == "\r\nOK\r\n\r\n+CREG: 0\r\n"
    assert ask("AT+CFUN=1") == '\r\nOK\r\n\r\n+CREG: 1,"1A2B","0000C3D4"\r\n'
    assert '"1A2B"' in ask("AT+CREG?")


def test_a_restart_forgets_the_settings(ask):
    ask("ATE0;+CMGF=1")
    assert ask("AT+CFUN=1,1") == "\r\nOK\r\n"
    assert ask("AT+CMGF?") == "AT+CMGF?\r\r\n+CMGF: 0\r\n\r\nOK\r\n"


@pytest.mark.parametrize(
    ("line", "calls"),
    [
        (b"AT", ()),
        (b"", None),
        (b"+CSQ", None),
        (b"xxat+csq", (Call("+CSQ"),)),
        (b"AT+CMGD = 1 , 4", (Call("+CMGD=", "1,4"),)),
        (b"AT + CREG = ?", (Call("+CREG=?"),)),
        (b'AT+CUSD=1,"a;b";+CSQ', (Call("+CUSD=", '1,"a;b"'), Call("+CSQ"))),
        (b"ATD0812;+CSQ", (Call("D", "0812;"), Call("+CSQ"))),
        (b"AT&F0E1", (Call("&F", "0"), Call("E", "1"))),
        (b"AT+CUSD=1,?", (Call("+CUSD=", "1,?"),)),
        (b"AT?", (Call(""),)),
    ],
)
def test_lines_are_read(line, calls):
    assert parse(line) == calls


@pytest.mark.parametrize(
    ("args", "values"),
    [
        ("", ()), ("1", ("1",)), (",", ("", "")), ("1,,3", ("1", "", "3")), ('"a,b",2', ("a,b", "2")),
        ('"open', ("open",)), (' "x" , y ', ("x", "y")), (r'"\22"', ('"',)),
    ],
)  # fmt: skip
def test_parameters_are_split(args, values):
    assert arguments(args) == values


@pytest.mark.parametrize("args", ['"a"b', 'a"b"', '"a" "b",1'])
def test_wrong_quotes_are_an_error(args):
    with pytest.raises(Cme):
        arguments(args)


def test_changes_of_the_indicators_are_told(sim, ask):
    ask("ATE0;+CMEE=1")
    phone = sim.network.handset("+6281211110001")
    phone.text("before")
    ask("AT")
    assert ask("AT+CMER=3,0,0,1") == "\r\nOK\r\n"
    assert ask("AT+CMGD=1") == "\r\nOK\r\n\r\n+CIEV: 4,0\r\n"
    phone.text("x")
    assert ask("AT") == "\r\n+CIEV: 4,1\r\n\r\nOK\r\n"
    sim.modems[0].signal = 3
    assert ask("AT") == "\r\n+CIEV: 2,0\r\n\r\nOK\r\n"
    assert "+CIEV: 3,0" in ask("AT+CFUN=4")
    assert "+CIEV: 3,1" in ask("AT+CFUN=1")
    phone.call()
    sim.advance(1)
    assert "+CIEV: 5,1" in ask("AT")
    assert "+CIEV: 5,0" in ask("AT+CHUP")
    assert ask("AT+CMER=0;+CFUN=4") == "\r\nOK\r\n"


COMMAND = "0002000000070D91261832547698F000"  # SMS-COMMAND: enquire about message 7


@pytest.mark.parametrize(
    ("line", "typed", "answer"),
    [
        ("AT+CMGC=15", COMMAND, "\r\n+CMGC: 0\r\n\r\nOK\r\n"),
        ("AT+CMGC=14", COMMAND, "\r\n+CMS ERROR: 304\r\n"),
        ("AT+CMGC=23", "0001000D91261832547698F000000AC8B09B0C9AABC3E933", "\r\n+CMS ERROR: 304\r\n"),
        ('AT+CMGF=1;+CMGC=2,0,0,7,"+6281234567890"', "", "\r\n+CMGC: 0\r\n\r\nOK\r\n"),
        ("AT+CMGF=1;+CMGC=34,3", "00FF", "\r\n+CMGC: 0\r\n\r\nOK\r\n"),
        ("AT+CMGF=1;+CMGC=2,0", "hello", "\r\n+CMS ERROR: 305\r\n"),
    ],
)
def test_commands_about_messages(ask, line, typed, answer):
    ask("ATE0;+CMEE=1")
    assert ask(line) == "\r\n> "
    assert ask(typed + "\x1a").removesuffix("\r") == answer


def test_a_reset_does_not_switch_the_radio_on(ask):
    ask("ATE0;+CFUN=4")
    ask("ATZ")
    assert "+CFUN: 4" in ask("AT+CFUN?")
