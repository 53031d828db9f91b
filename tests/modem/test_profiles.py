"""Makes of modems as data: what their files may say, what is refused, and how each of them behaves."""

import pytest
from click.testing import CliRunner

from kiosk.cli.sim import command
from modem.simulator import Simulator, VirtualClock, open_sim, share
from modem.simulator.accounts import Change
from modem.simulator.delays import REAL
from modem.simulator.errors import InvalidProfile, UnknownProfile
from modem.simulator.profile import FOLDER, names, profile, read

PHONE = "+6281211110001"
PDU = "0001000D91261832547698F000000AC8B09B0C9AABC3E933"


def world(make, delays=None):
    return Simulator(profile=make, clock=VirtualClock(), delays=delays)


class Terminal:
    def __init__(self, sim):
        self.link = sim.modems[0].link()

    def ask(self, line, wait=0.0):
        self.link.write(line.encode("latin-1") + b"\r")
        said = self.link.read(wait).decode("latin-1")
        return [text for text in said.split("\r\n") if text and not text.startswith(line)]

    def hear(self, seconds):
        end, said = self.link.now() + seconds, ""
        while (rest := end - self.link.now()) > 0:
            said += self.link.read(rest).decode("latin-1")
        return [text for text in said.split("\r\n") if text]


# the files


def test_these_makes_there_are():
    assert names() == ["a7670", "e3372", "ec25", "generic", "sim7600", "sim800", "wavecom", "zte"]


@pytest.mark.parametrize("make", names())
def test_every_table_of_every_file_cites_its_source(make):
    made = profile(make)
    text = (FOLDER / f"{make}.toml").read_text(encoding="utf-8")
    tables = [line.strip("[]") for line in text.splitlines() if line.startswith("[") and line.endswith("]")]
    assert sorted(made.sources) == sorted(tables)
    assert all(len(source) > 10 for sources in made.sources.values() for source in sources)
    assert made.about


def test_the_command_names_them_all():
    told = CliRunner().invoke(command, ["--help"]).output
    assert all(make in told for make in names())


GOOD = '[ussd]\nsource = "a manual, clause 1"\n'


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("[ussd", "is no TOML"),
        ('colour = "red"', "has no table 'colour'"),
        ('[usd]\nsource = "x"', "has no table 'usd'"),
        ("[ussd]\nends = true", "has no source"),
        ('[ussd]\nsource = ""', "has no source"),
        ("ussd = 1", "has no source"),
        (GOOD + "end = true", "has no key 'end'"),
        (GOOD + "early = 1", "early is 1"),
        (GOOD + 'coding = "15"', "coding is '15'"),
        (GOOD + 'form = "morse"', "cannot be 'morse'"),
        ('[calls]\nsource = "x"\nended = ["{nobody}"]', "unknown word in braces"),
        ('[calls]\nsource = "x"\nended = ["{"]', "unknown word in braces"),
        ('[storage]\nsource = "x"\nchosen = ["XX", "SM"]', "has no memory 'XX'"),
        ('[storage]\nsource = "x"\nchosen = ["SM"]', "two or three"),
        ('[storage]\nsource = "x"\nmemories = { SM = 0 }', "want slots"),
        ('[storage]\nsource = "x"\nreports = "SR"', "has no memory 'SR'"),
        ('[characters]\nsource = "x"\nsets = ["KOI8"]', "has no set"),
        ('[messages]\nsource = "x"\ncnmi = ["0-2"]', "no five ranges"),
        ('[messages]\nsource = "x"\ncnmi = ["a", "b", "c", "d", "e"]', "no five ranges"),
        ('[messages]\nsource = "x"\ncnmi_default = "2,1"', "not five numbers"),
        ('[messages]\nsource = "x"\ncnmi_default = "9,1,0,0,0"', "not five numbers"),
        ('[messages]\nsource = "x"\ncnmi_default = "on"', "not five numbers"),
        ('[boot]\nsource = "x"\nbanner = ["RDY"]', "is no moment"),
        ('[noise]\nsource = "x"\nlines = ["^RSSI:20"]', "want every"),
        ('[commands]\nsource = "x"\nsettings = { "+NONE" = [1] }', "has no setting"),
        ('[commands]\nsource = "x"\nsettings = { "+CMEE" = [1, 2] }', "has no such values"),
        ('[commands]\nsource = "x"\nmissing = [1]', "missing is (1,)"),
        ('[errors]\nsource = "x"\ntexts = { 14 = 3 }', "texts is"),
    ],
)
def test_what_means_nothing_is_refused_with_a_remedy(text, fact):
    with pytest.raises(InvalidProfile) as caught:
        read("mine", text)
    assert fact in caught.value.fact
    assert "mine" in caught.value.fact
    assert caught.value.remedy


ODD = """
[ussd]
source = "python-gsmmodem, its test of a modem that answers before its OK; gammu, a dump without coding"
early = true
form = "plain"
coding = -1
"""


def test_a_file_of_ones_own(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(ODD, encoding="utf-8")
    assert ussd(str(path), "GSM") == [f'+CUSD: 0,"{BALANCE}"', "OK"]
    path = tmp_path / "yours.toml"
    path.write_text('[storage]\nsource = "my desk"\nmemories = { SM = 3 }\n', encoding="utf-8")
    assert Terminal(world(str(path))).ask("AT+CPMS?")[0] == '+CPMS: "SM",0,3,"SM",0,3,"SM",0,3'
    with pytest.raises(UnknownProfile):
        profile(str(tmp_path / "other.toml"))
    with pytest.raises(UnknownProfile, match="sim800"):
        profile("nokia")
    result = CliRunner().invoke(command, ["--profile", str(tmp_path / "other.toml")])
    assert result.exit_code == 2


STORE = """
[messages]
source = "a modem whose memory of what was sent is not to be relied on"
marks_sent = false
[commands]
source = "the same"
missing = [{missing}]
"""


@pytest.mark.parametrize("missing", ["", '"+CMGW", "+CMSS="'])
def test_a_make_that_does_not_store_or_does_not_mark(tmp_path, missing):
    path = tmp_path / "mine.toml"
    path.write_text(STORE.format(missing=missing), encoding="utf-8")
    sim = world(str(path))
    terminal = Terminal(sim)
    terminal.ask("AT+CMEE=1;E0")
    if missing:
        assert terminal.ask("AT+CMGW=23") == terminal.ask("AT+CMSS=1") == ["+CME ERROR: 4"]
        assert terminal.ask("AT+CMSS=?") == ["OK"]  # only that form is missing
        return
    terminal.ask("AT+CMGW=23")
    assert "+CMGW: 1" in terminal.ask(PDU + "\x1a")
    assert "+CMSS: 0" in terminal.ask("AT+CMSS=1")
    assert terminal.ask("AT+CMGR=1")[0].startswith("+CMGR: 2,")  # STO UNSENT for ever
    assert len(sim.network.outbox) == 1


# what is told of each make, seen on the line

BOOTS = {
    "a7670": ["*ATREADY: 1", "+CPIN: READY", "+CGEV: EPS PDN ACT 1", "SMS DONE", "PB DONE"],
    "e3372": ["^BOOT:49096436,0,0,0,87", "^SRVST:1", "^SIMST:1", "^SRVST:2", "^MODE:7,9"],
    "ec25": ["RDY", "+CFUN: 1", "+CPIN: READY", "+QUSIM: 1", "+QIND: SMS DONE", "+QIND: PB DONE"],
    "generic": [],
    "sim7600": ["RDY", "+CPIN: READY", "SMS DONE", "PB DONE"],
    "sim800": ["RDY", "+CFUN: 1", "+CPIN: READY", "Call Ready", "SMS Ready"],
    "wavecom": [],
    "zte": ['+ZPASR: "No Service"', '+ZDONR: "TELKOMSEL",510,10,"CS_PS","ROAM_OFF"', '+ZPASR: "UMTS"'],
}


@pytest.mark.parametrize("make", names())
def test_the_banner_after_a_start(make):
    sim = world(make, REAL)
    terminal = Terminal(sim)
    terminal.ask("AT+CFUN=1,1")
    said = [line for line in terminal.hear(9.5) if not line.startswith(("^RSSI", "^HCSQ", "+ZUSIMR"))]
    assert sorted(said) == sorted(BOOTS[make])
    sim.modems[0].unplug()
    sim.modems[0].replug()
    again = [line for line in Terminal(sim).hear(9.5) if line in BOOTS[make]]
    assert sorted(again) == sorted(BOOTS[make])


@pytest.mark.parametrize("make", sorted(set(names()) - {"generic"}))
def test_the_card_is_busy_for_a_while_after_a_start(make):
    sim = world(make, REAL)
    terminal = Terminal(sim)
    terminal.ask("AT+CMEE=1")
    terminal.ask("AT+CFUN=1,1")
    terminal.hear(0.2)
    terminal.ask("AT+CMEE=1")
    boot = profile(make).boot
    assert terminal.ask("AT+CIMI", 0.01)[-1] == f"+CME ERROR: {boot.busy_cme}"
    assert terminal.ask("AT+CMGL=4", 0.01)[-1] == f"+CMS ERROR: {boot.busy_cms}"
    sim.advance(boot.busy)
    terminal.hear(0.5)
    assert "OK" in terminal.ask("AT+CIMI")


def test_a_locked_card_holds_the_rest_of_the_banner_back():
    sim = Simulator(profile="sim800", clock=VirtualClock(), pin="1234", delays=REAL)
    terminal = Terminal(sim)
    terminal.ask("AT+CFUN=1,1")
    assert terminal.hear(20) == ["RDY", "+CFUN: 1", "+CPIN: SIM PIN"]
    terminal.ask("AT+CPIN=1234")
    assert terminal.hear(20) == ["Call Ready", "SMS Ready"]


@pytest.mark.parametrize(
    ("make", "line", "answer"),
    [
        ("sim800", "ATI", "SIM800 R14.18"),
        ("sim800", "AT+CCID", "8962100000000000001"),
        ("sim800", "AT+CEREG?", "ERROR"),
        ("sim800", "AT+CPMS=?", "+CPMS: " + ",".join(['("SM","ME","SM_P","ME_P","MT")'] * 3)),
        ("sim800", 'AT+CPMS="SM_P"', "+CPMS: 0,50,0,50,0,50"),
        ("sim7600", "AT+CICCID", "+ICCID: 8962100000000000001"),
        ("sim7600", "AT+CSQ", "+CSQ: 20,99"),
        ("sim7600", "AT+CEREG?", "+CEREG: 0,1"),
        ("sim7600", "AT+COPS?", '+COPS: 0,0,"TELKOMSEL",7'),
        ("a7670", "AT+CGMM", "A7670E-FASE"),
        ("a7670", "AT+CPIN=1111", "+CME ERROR: operation not allowed"),
        ("ec25", "AT+CSCS?", '+CSCS: "GSM"'),
        ("ec25", "AT+CPMS?", '+CPMS: "ME",0,23,"ME",0,23,"ME",0,23'),
        ("ec25", "AT+QCCID", "+QCCID: 8962100000000000001"),
        ("e3372", "AT+NOSUCH", "COMMAND NOT SUPPORT"),
        ("e3372", "AT+CREG=2;+CREG?", "+CREG: 2,1,1A2B,0000C3D4"),
        ("e3372", "AT^SYSINFO", "^SYSINFO:2,3,0,7,1"),
        ("e3372", "AT^CURC=0", "OK"),
        ("zte", "AT+CMEE=1;+NOSUCH", "+CME ERROR: 100"),
        ("zte", "AT+ZPAS?", '+BEARTYPE: "UMTS","CS_PS"'),
        ("wavecom", "AT+CPMS=?", '+CPMS: (("SM","BM","SR"),("SM"))'),
        ("wavecom", 'AT+CPMS="SM","SM"', "+CPMS: 0,50,0,50"),
        ("wavecom", 'AT+CPMS="SM","SM","SM"', "+CMS ERROR: 302"),
        ("wavecom", "AT+CGMR", "ERROR"),
        ("wavecom", "AT+WIND=50", "OK"),
    ],
)  # fmt: skip
def test_answers_of_their_own(make, line, answer):
    assert Terminal(world(make)).ask(line)[0] == answer


@pytest.mark.parametrize(("make", "hint"), [("ec25", '+CMTI: "ME",0'), ("sim800", '+CMTI: "SM",1')])
def test_the_first_slot_and_the_memory_that_is_told(make, hint):
    sim = world(make)
    terminal = Terminal(sim)
    terminal.ask("AT+CNMI=2,1")
    sim.network.handset(PHONE).text("x")
    assert hint in terminal.hear(5)


@pytest.mark.parametrize(("make", "told"), [("zte", '+CDSI: "SR",0'), ("wavecom", '+CDSI: "SR",1')])
def test_reports_lie_in_a_memory_of_their_own(make, told):
    sim = world(make)
    sim.network.handset("+6281234567890")
    terminal = Terminal(sim)
    terminal.ask("AT+CNMI=2,1,0,2")
    terminal.ask("AT+CMGS=23")
    terminal.link.write(("0021" + PDU[4:]).encode() + b"\x1a")
    assert told in terminal.hear(10)


def ussd(make, charset="IRA", *, before=(), code="*888#", wait=2.0):
    terminal = Terminal(world(make, REAL))
    for line in ("ATE0", f'AT+CSCS="{charset}"', *before):
        terminal.ask(line)
    return [
        line
        for line in terminal.ask(f'AT+CUSD=1,"{code}",15') + terminal.hear(wait)
        if not line.startswith(("+ZUSIMR", "^RSSI", "^HCSQ"))
    ]


BALANCE = "Pulsa Anda Rp25.000, aktif s.d. 31-12-2026."


def test_the_forms_of_ussd():
    ucs2 = BALANCE.encode("utf-16-be").hex().upper()
    assert ussd("generic") == ["OK", f'+CUSD: 0,"{BALANCE}",15']
    assert ussd("sim800") == ["OK", f'+CUSD: 0,"{BALANCE}",0']
    assert ussd("a7670") == ["OK", f'+CUSD: 0,"{ucs2}",15']
    assert ussd("ec25", "UCS2") == ["OK", f'+CUSD: 0,"{ucs2}",15', "+CUSD: 2"]
    assert ussd("zte") == ["OK", '+CUSD: 2,"Initiating Release",15', f'+CUSD: 0,"{BALANCE}",15']
    assert ussd("generic", code="*777#") == ["OK", "+CUSD: 4"]
    assert ussd("zte", code="*777#") == ["OK", "+CUSD: 2"]


def test_a_make_that_wants_packed_octets():
    from modem.ussd import encode, parse_cusd

    assert ussd("e3372") == ["ERROR"]
    ok, line = ussd("e3372", code=encode("*888#", "packed"))
    assert ok == "OK"
    assert parse_cusd(line.removeprefix("+CUSD: ")).text == BALANCE
    assert BALANCE not in line
    assert ussd("e3372", before=["AT^USSDMODE=0"]) == ["OK", f'+CUSD: 0,"{BALANCE}",15']


def test_noise_goes_on_until_it_is_hushed():
    terminal = Terminal(world("zte", REAL))
    assert terminal.hear(10.5) == ["+ZUSIMR:2"] * 5
    terminal.ask("AT+CPMS?")
    assert terminal.hear(60) == []
    noise = Terminal(world("e3372", REAL)).hear(60.5)
    assert noise == ["^RSSI:20", '^HCSQ:"LTE",48,35,86,14'] * 6


def test_a_full_memory_is_told():
    sim = world("e3372")
    sim.fault(kind="storage-full")
    terminal = Terminal(sim)
    sim.network.handset(PHONE).text("x")
    assert '^SMMEMFULL: "SM"' in terminal.hear(5)


def test_a_missed_call_is_told():
    sim = world("sim7600")
    terminal = Terminal(sim)
    sim.network.handset(PHONE).call(seconds=5)
    assert f"MISSED_CALL: 08:00AM {PHONE}" in terminal.hear(30)


def test_a_brown_out_says_what_the_make_says():
    sim = world("sim800", REAL)
    terminal = Terminal(sim)
    sim.fault(kind="brown-out")
    said = terminal.hear(20)
    assert [line for line in said if line in BOOTS["sim800"]] == BOOTS["sim800"]


def test_a_make_with_one_number_for_every_refusal():
    for make, code in (("e3372", 500), ("generic", 38)):
        sim = world(make)
        terminal = Terminal(sim)
        sim.network.accounts.change(sim.modems[0].number, Change(credit=0))
        terminal.ask("AT+CMGS=23")
        assert f"+CMS ERROR: {code}" in terminal.ask(PDU + "\x1a")


def test_each_modem_may_be_of_another_make():
    def makes(*arguments, **settings):
        sim = Simulator(*arguments, clock=VirtualClock(), **settings)
        return [modem.json()["profile"] for modem in sim.modems]

    assert makes(3, profile=("sim800", "ec25")) == ["sim800", "ec25", "ec25"]
    assert makes(profile=["zte", "wavecom"]) == ["zte", "wavecom"]
    assert makes(2, profile="a7670") == ["a7670"] * 2
    assert makes(profile=()) == ["generic"]


def test_an_address_names_several_makes():
    with open_sim("sim://makes/1?profile=sim800,ec25&speed=instant") as link:
        link.write(b"ATE0\r")
        link.write(b"AT+CGMM\r")
        assert b"EC25" in link.read(1)
    share(None, "makes")


def test_a_huawei_tells_how_far_a_call_is():
    terminal = Terminal(world("e3372"))
    terminal.ask("ATE0")
    assert terminal.ask(f"ATD{PHONE};") + terminal.hear(1) == ["OK", "^ORIG:1,0", "^CONF:1"]


def test_zte_says_release_and_last_screen_in_one_breath():
    sim = world("zte", REAL)
    terminal = Terminal(sim)
    for line in ("ATE0", "AT+CPMS?", 'AT+CUSD=1,"*888#",15'):
        terminal.ask(line)
    assert terminal.link.read(1).count(b"+CUSD: ") == 2


@pytest.mark.parametrize("make", names())
@pytest.mark.parametrize("start", ["", "ATZ", "AT&F", "AT+CFUN=1,1"])
def test_a_program_that_never_set_cnmi_is_told_what_its_make_tells(make, start):
    """Programs that wait for +CMTI and leave +CNMI as they find it: SIMCom and Quectel tell at first."""
    sim = Simulator(profile=make, clock=VirtualClock())
    with sim.modems[0].link() as line:
        for command in ("AT+CNMI=2,2", start):
            line.write(f"{command}\r".encode())
            sim.advance(20)
        line.clear()
        sim.network.handset("081211110001").text("INFO")
        sim.advance(20)
        tells = {"a7670", "ec25", "sim800", "sim7600"}
        told = line.read(0)
        assert (b"+CMTI: " in told) == (make in tells and bool(start))
        assert (b"+CMT: " in told) == (not start)
