"""Every command in its forms, as a conversation: what the terminal writes, what the modem answers."""

import pytest

from modem.simulator import Simulator, VirtualClock
from modem.simulator.syntax import Call, Cme, arguments, parse

OK, ERROR = "OK", "ERROR"

# One line a test, on a fresh modem after ATE0;+CMEE=1: command, then the lines of the answer. {} see `NAMES`.
TABLE = [
    # V.250
    ("AT", OK),
    ("at", OK),
    ("aT", OK),
    ("  AT", OK),
    ("AT;", OK),
    ("ATE1", OK),
    ("ATI", "Loket", "Simulated modem", "Revision: 1.0", "", OK),
    ("ATI9", "Loket", "Simulated modem", "Revision: 1.0", "", OK),
    ("ATZ", OK),
    ("AT&F", OK),
    ("ATZ5", "+CME ERROR: 4"),
    ("AT&C1&D2", OK),
    ("AT&W", OK),
    ("ATX4L1M1", OK),
    ("ATX9", "+CME ERROR: 4"),
    ("ATS0?", "000", "", OK),
    ("ATS0=2;S0?", "002", "", OK),
    ("ATS3?", "013", "", OK),
    ("ATS3=64", "+CME ERROR: 4"),
    ("ATS99?", "+CME ERROR: 4"),
    ("ATS0=256", "+CME ERROR: 50"),
    ("ATE2", "+CME ERROR: 4"),
    ("AT&V", "E0 V1 Q0", "S0:000 S3:013 S4:010 S5:008 S6:002 S7:060 S8:002 S10:015", "", OK),
    ("ATV0", "0"),
    ("ATQ1",),
    ("AT+GCAP", "+GCAP: +CGSM", "", OK),
    ("AT+IFC=2,2", OK),
    ("AT+IFC?", "+IFC: 2,2", "", OK),
    ("AT+IFC=9,9", "+CME ERROR: 50"),
    ("AT+ICF?", "+ICF: 3,3", "", OK),
    ("AT+IPR?", "+IPR: 115200", "", OK),
    ("AT+IPR=115200", OK),
    ("AT+IPR=5", "+CME ERROR: 50"),
    # unknown, malformed
    ("AT+NOSUCH", "+CME ERROR: 4"),
    ("AT+NOSUCH=?", "+CME ERROR: 4"),
    ("AT$TSSPCSW=?", "+CME ERROR: 4"),
    ("AT^SYSINFO", "+CME ERROR: 4"),
    ("AT+", "+CME ERROR: 4"),
    ("AT!", "+CME ERROR: 4"),
    ("AT+CSQ+CREG?", "+CME ERROR: 4"),
    ("AT+CMEE=0;+NOSUCH", ERROR),
    ("AT+CMEE=2;+NOSUCH", "+CME ERROR: operation not supported"),
    ("AT+CMEE=3", "+CME ERROR: 50"),
    ("AT+CMEE=", "+CME ERROR: 50"),
    ("AT+CMEE=?", "+CMEE: (0-2)", "", OK),
    ("AT+CMEE?", "+CMEE: 1", "", OK),
    # several commands in a line
    ("AT+CSQ;+CREG?", "+CSQ: 20,0", "", "+CREG: 0,1", "", OK),
    ("AT+CSQ;+NOSUCH;+CREG?", "+CSQ: 20,0", "", "+CME ERROR: 4"),
    ("ATE0V1+CSQ", "+CSQ: 20,0", "", OK),
    ("AT+CREG=2;+CREG?", '+CREG: 2,1,"1A2B","0000C3D4"', "", OK),
    ('AT+CSCS="GSM";+CSCS?', '+CSCS: "GSM"', "", OK),
    # identity
    ("AT+CGMI", "Loket", "", OK),
    ("AT+CGMI;+CGMM;+CGSN", "Loket", "", "Simulated modem", "", "352949060000009", "", OK),
    ("AT+CGMR", "1.0", "", OK),
    ("AT+GSN", "352949060000009", "", OK),
    ("AT+CGSN=?", OK),
    ("AT+CIMI", "510100000000001", "", OK),
    ("AT+CCID", "+CCID: 8962100000000000001", "", OK),
    ("AT+CNUM", '+CNUM: "","+628119000001",145', "", OK),
    # state
    ("AT+CSQ", "+CSQ: 20,0", "", OK),
    ("AT+CSQ=?", "+CSQ: (0-31,99),(0-7,99)", "", OK),
    ("AT+CESQ", "+CESQ: 40,0,255,255,255,255", "", OK),
    ("AT+CBC", "+CBC: 0,87", "", OK),
    ("AT+CPAS", "+CPAS: 0", "", OK),
    ("AT+CFUN?", "+CFUN: 1", "", OK),
    ("AT+CFUN=?", "+CFUN: (0,1,4),(0,1)", "", OK),
    ("AT+CFUN=1", OK),
    ("AT+CFUN=2", "+CME ERROR: 50"),
    ("AT+CFUN=4;+CFUN?;+CREG?;+COPS?", "+CFUN: 4", "", "+CREG: 0,0", "", "+COPS: 0", "", OK),
    ("AT+CCLK?", '+CCLK: "26/01/05,08:00:00+28"', "", OK),
    ('AT+CCLK="27/02/03,04:05:06+28";+CCLK?', '+CCLK: "27/02/03,04:05:06+28"', "", OK),
    ('AT+CCLK="yesterday"', "+CME ERROR: 50"),
    ("AT+CIND?", "+CIND: 4,4,1,0,0", "", OK),
    ("AT+CSCS=?", '+CSCS: ("GSM","IRA","UCS2","HEX","8859-1")', "", OK),
    ("AT+CSCS?", '+CSCS: "IRA"', "", OK),
    ('AT+CSCS="KOI8"', "+CME ERROR: 50"),
    ("AT+CLCK=?", '+CLCK: ("SC","PN","FD")', "", OK),
    ('AT+CLCK="SC",2', "+CLCK: 0", "", OK),
    ('AT+CLCK="PN",2', "+CLCK: 0", "", OK),
    ('AT+CLCK="XX",2', "+CME ERROR: 50"),
    ("AT+CPIN?", "+CPIN: READY", "", OK),
    ('AT+CPIN="1234"', "+CME ERROR: 3"),
    ("AT+CPINR", "+CPINR: SIM PIN,3,3", "+CPINR: SIM PUK,10,10", "", OK),
    # network
    ("AT+CREG?", "+CREG: 0,1", "", OK),
    ("AT+CREG=?", "+CREG: (0-2)", "", OK),
    ("AT+CREG=3", "+CME ERROR: 50"),
    ("AT+CGREG=2;+CGREG?", '+CGREG: 2,1,"1A2B","0000C3D4"', "", OK),
    ("AT+CEREG?", "+CEREG: 0,0", "", OK),
    ("AT+COPS?", '+COPS: 0,0,"TELKOMSEL"', "", OK),
    ("AT+COPS=3,2;+COPS?", '+COPS: 0,2,"51010"', "", OK),
    ("AT+COPS=3,1;+COPS?", '+COPS: 0,1,"TSEL"', "", OK),
    ('AT+COPS=1,2,"51010"', OK),
    ('AT+COPS=1,2,"99999"', "+CME ERROR: 30"),
    ("AT+COPS=2;+COPS?", "+COPS: 2", "", OK),
    ("AT+CGATT?", "+CGATT: 1", "", OK),
    ('AT+CGDCONT=1,"IP","internet";+CGDCONT?', '+CGDCONT: 1,"IP","internet","",0,0', "", OK),
    ("AT+CGACT=1,1;+CGATT?", "+CGATT: 1", "", OK),
    # messages
    ("AT+CSMS=?", "+CSMS: (0,1)", "", OK),
    ("AT+CSMS=1", "+CSMS: 1,1,1", "", OK),
    ("AT+CSMS?", "+CSMS: 0,1,1,1", "", OK),
    ("AT+CMGF=?", "+CMGF: (0,1)", "", OK),
    ("AT+CMGF?", "+CMGF: 0", "", OK),
    ("AT+CMGF=2", "+CMS ERROR: 304"),
    ("AT+CPMS=?", '+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")', "", OK),
    ("AT+CPMS?", '+CPMS: "SM",0,30,"SM",0,30,"SM",0,30', "", OK),
    ('AT+CPMS="ME"', "+CPMS: 0,30,0,30,0,30", "", OK),
    ('AT+CPMS="SM","ME","ME";+CPMS?', "+CPMS: 0,30,0,30,0,30", "",
     '+CPMS: "SM",0,30,"ME",0,30,"ME",0,30', "", OK),
    ('AT+CPMS="XX"', "+CMS ERROR: 302"),
    ("AT+CNMI=?", "+CNMI: (0-2),(0-3),(0,2),(0,1),(0,1)", "", OK),
    ("AT+CNMI=2,1,0,1,0;+CNMI?", "+CNMI: 2,1,0,1,0", "", OK),
    ("AT+CNMI=2,1;+CNMI?", "+CNMI: 2,1,0,0,0", "", OK),
    ("AT+CNMI=2,1,0,2,0", "+CMS ERROR: 303"),
    ("AT+CNMI=x", "+CMS ERROR: 304"),
    ("AT+CSCA?", '+CSCA: "+6281100000",145', "", OK),
    ('AT+CSCA="+6281600000",145;+CSCA?', '+CSCA: "+6281600000",145', "", OK),
    ('AT+CSCA="abc"', "+CMS ERROR: 305"),
    ("AT+CSMP?", "+CSMP: 17,167,0,0", "", OK),
    ("AT+CSMP=49,,0,8;+CSMP?", "+CSMP: 49,167,0,8", "", OK),
    ("AT+CSMP=17,999,0,0", "+CMS ERROR: 305"),
    ("AT+CSDH=1;+CSDH?", "+CSDH: 1", "", OK),
    ("AT+CMMS=2", OK),
    ("AT+CSCB?", '+CSCB: 0,"",""', "", OK),
    ("AT+CMGL=?", "+CMGL: (0-4)", "", OK),
    ("AT+CMGF=1;+CMGL=?", '+CMGL: ("REC UNREAD","REC READ","STO UNSENT","STO SENT","ALL")', "", OK),
    ("AT+CMGL=4", OK),
    ("AT+CMGL", OK),
    ('AT+CMGL="ALL"', "+CMS ERROR: 304"),
    ("AT+CMGR=1", "+CMS ERROR: 321"),
    ("AT+CMGR=0", "+CMS ERROR: 321"),
    ("AT+CMGR=31", "+CMS ERROR: 321"),
    ("AT+CMGR", "+CME ERROR: 4"),
    ("AT+CMGD=1", OK),
    ("AT+CMGD=1,4", OK),
    ("AT+CMGD=99", "+CMS ERROR: 321"),
    ("AT+CMGD=1,9", "+CMS ERROR: 304"),
    ("AT+CMGD=?", "+CMGD: (),(0-4)", "", OK),
    ("AT+CMGS=0", "+CMS ERROR: 304"),
    ("AT+CMGS=x", "+CMS ERROR: 304"),
    ("AT+CMGF=1;+CMGS=12x", "+CMS ERROR: 305"),
    ("AT+CMSS=1", "+CMS ERROR: 321"),
    ("AT+CNMA", "+CMS ERROR: 340"),
    ("AT+CMGC=9", "+CME ERROR: 4"),
    # USSD, calls
    ("AT+CUSD=?", "+CUSD: (0-2)", "", OK),
    ("AT+CUSD?", "+CUSD: 0", "", OK),
    ("AT+CUSD=1;+CUSD?", "+CUSD: 1", "", OK),
    ("AT+CUSD=2", OK),
    ("AT+CUSD=3", "+CME ERROR: 50"),
    ("AT+CLIP=1;+CLIP?", "+CLIP: 1,1", "", OK),
    ("AT+CLIP=?", "+CLIP: (0,1)", "", OK),
    ("AT+CLIR?", "+CLIR: 0,4", "", OK),
    ("AT+CRC=1;+CRC?", "+CRC: 1", "", OK),
    ("AT+CCWA=1", OK),
    ("AT+CCWA=1,2", "+CCWA: 0,7", "", OK),
    ("AT+CLCC", OK),
    ("AT+CLCC=?", OK),
    ("AT+CHUP", OK),
    ("AT+CHUP=?", OK),
    ("ATH", OK),
    ("ATH0", OK),
    ("ATA", "NO CARRIER"),
    ("ATD12345", "NO CARRIER"),
    ("ATD;", "+CME ERROR: 50"),
    ("AT+CEER", '+CEER: "No cause"', "", OK),
    # phone books
    ("AT+CPBS=?", '+CPBS: ("SM","ME","ON","MC","RC","DC","FD","LD","EN")', "", OK),
    ("AT+CPBS?", '+CPBS: "SM",0,250', "", OK),
    ('AT+CPBS="ON";+CPBR=1', '+CPBR: 1,"+628119000001",145,""', "", OK),
    ("AT+CPBR=?", "+CPBR: (1-250),40,24", "", OK),
    ("AT+CPBR=1,10", OK),
    ("AT+CPBR=999", "+CME ERROR: 21"),
    ('AT+CPBW=,"+62812",145,"Ani";+CPBR=1', '+CPBR: 1,"+62812",145,"Ani"', "", OK),
    ('AT+CPBW=2,"0812",129,"Budi";+CPBF="bu"', '+CPBF: 2,"0812",129,"Budi"', "", OK),
    ('AT+CPBW=2,"0812",129,"Budi";+CPBW=2;+CPBR=2', OK),
    ('AT+CPBW=1,"hello"', "+CME ERROR: 50"),
    ('AT+CPBS="XX"', "+CME ERROR: 50"),
]  # fmt: skip


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
    line, *lines = row
    if line.startswith("ATV0"):
        assert ask(line) == "0\r"
    else:
        framed = (
            "".join(f"\r\n{block}\r\n" for block in "\r\n".join(lines).split("\r\n\r\n")) if lines else ""
        )
        assert ask(line).removeprefix(line + "\r" if "E1" in line else "") == framed


def test_every_command_of_the_list_is_in_the_table(sim, ask):
    ask("ATE0")
    told = {line.removeprefix("AT") for line in ask("AT+CLAC").split("\r\n") if line.startswith("AT")}
    table = " ".join(row[0].upper() for row in TABLE)
    untold = {name for name in told if name and name.startswith("+") and name not in table}
    assert untold <= {
        *("+CLAC", "+CMGW", "+CPWD", "+CPOL", "+WS46", "+COLP", "+CR", "+CSSN", "+CTZU", "+CTZR", "+CMER"),
        *("+CVHU", "+CHLD", "+GMI", "+GMM", "+GMR"),
    }  # these have tests of their own, below or in their own file


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("+COLP", "1", "2"), ("+CR", "1", "2"), ("+CSSN", "1,1", "1,2"), ("+CTZU", "1", "2"),
        ("+CTZR", "2", "3"),
        ("+CMER", "3,0,0,1", "4"), ("+CVHU", "1", "3"), ("+WS46", "12", "1"),
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
        (b"AT+CMGD = 1 , 4", (Call("+CMGD=", "1 , 4"),)),
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
