"""What programs of others send and wait for, replayed word by word: each met a modem that let it down."""

import pytest

from modem.simulator import Simulator, VirtualClock

PHONE = "+6281211110001"


class Line:
    """A terminal program on one make of modem: what it writes, and what it hears next."""

    def __init__(self, make="generic"):
        self.sim = Simulator(profile=make, clock=VirtualClock())
        self._link = self.sim.modems[0].link()
        self.sim.advance(30)
        self._link.clear()
        self.phone = self.sim.network.handset(PHONE)

    def says(self, octets, seconds=0.0):
        self._link.write(octets)
        self.sim.advance(seconds)
        return self._link.read(0).decode("latin-1")

    def hears(self, seconds=5.0):
        return self.says(b"", seconds)


@pytest.fixture
def sim800():
    return Line("sim800")


def test_gsmhat_ends_its_lines_by_a_line_feed(sim800):
    """So does sim800l-gsm-module; both drive real SIM800 and SIM868 boards."""
    assert sim800.says(b"AT+CMGF=1\n") == "AT+CMGF=1\n\r\nOK\r\n"
    assert sim800.says(b'AT+CMGS="+6281211110001"\n') == 'AT+CMGS="+6281211110001"\n\r\n> '
    assert sim800.says(b"Halo\nHat\x1a\n", 5).startswith("Halo\nHat\r\n+CMGS: 0\r\n\r\nOK\r\n")
    assert sim800.phone.inbox[-1].text == "Halo\nHat"


@pytest.mark.parametrize("end", [b"\r", b"\r\n", b"\n", b"\n\r"])
@pytest.mark.parametrize("cut", range(1, 9))
def test_lines_of_a_sim800_end_in_any_way_and_at_any_cut(sim800, end, cut):
    sim800.says(b"ATE0\r")
    lines = b"AT+CMGF?" + end + b"AT+CPMS?" + end
    answer = sim800.says(lines[:cut]) + sim800.says(lines[cut:])
    assert answer.split("\r\n")[1::2] == [
        "+CMGF: 0", "OK", '+CPMS: "SM",0,50,"SM",0,50,"SM",0,50', "OK",
    ]  # fmt: skip


def test_elsewhere_a_line_feed_is_nothing():
    """V.250 clause 5.2.1: the character of S3 ends a line, CR."""
    line = Line()
    assert line.says(b"AT+CMGF?\n") == "AT+CMGF?\n"
    assert line.says(b"\r") == "\r\r\n+CMGF: 0\r\n\r\nOK\r\n"


def test_gsmhat_reads_slot_after_slot(sim800):
    sim800.says(b"ATE0;+CMGF=1\r")
    sim800.phone.text("INFO")
    assert sim800.hears() == '\r\n+CMTI: "SM",1\r\n'
    assert sim800.says(b"AT+CMGR=1\r").startswith(f'\r\n+CMGR: "REC UNREAD","{PHONE}","","26/01/05,')
    assert sim800.says(b"AT+CMGR=2\r") == "\r\nOK\r\n"
    assert Line().says(b"ATE0;+CMGR=2\r").endswith("+CMS ERROR: 321\r\n")


@pytest.mark.parametrize(
    ("make", "name"), [("sim800", '""'), ("a7670", '""'), ("generic", ""), ("ec25", ""), ("e3372", "")]
)
def test_a_sender_without_a_name_as_each_make_writes_it(make, name):
    """gsmHat cuts the header at its quotes."""
    line = Line(make)
    line.says(b"ATE0;+CNMI=2,1\r")
    line.phone.text("INFO")
    place = line.hears().split(",")[1].strip()
    line.says(b"AT+CMGF=1\r")
    header = f'"REC READ","{PHONE}",{name},"26/01/05,'
    line.says(f"AT+CMGR={place}\r".encode())
    assert f"+CMGR: {header}" in line.says(f"AT+CMGR={place}\r".encode())
    assert f"+CMGL: {place},{header}" in line.says(b'AT+CMGL="ALL"\r')
    line.says(b"AT+CMGF=0\r")
    assert f"+CMGR: 1,{name},2" in line.says(f"AT+CMGR={place}\r".encode())
    assert f"+CMGL: {place},1,{name},2" in line.says(b"AT+CMGL=4\r")
    line.says(b"AT+CNMI=2,2\r")
    line.phone.text("INFO")
    assert line.hears().startswith(f"\r\n+CMT: {name},2")
    line.says(b"AT+CMGF=1\r")
    line.phone.text("INFO")
    assert line.hears().startswith(f'\r\n+CMT: "{PHONE}",{name},"26/01/05,')


def test_atgsm_looks_and_leaves_unread(sim800):
    sim800.says(b"ATE0;+CMGF=1\n\r")
    sim800.phone.text("INFO")
    sim800.hears()
    for look in (b'AT+CMGL="REC UNREAD",1\n\r', b"AT+CMGR=1,1\n\r", b"AT+CMGR=1,0\n\r"):
        assert '"REC UNREAD"' in sim800.says(look)
    assert '"REC READ"' in sim800.says(b"AT+CMGR=1\n\r")


def test_sim800l_sets_itself_up_in_one_line(sim800):
    sim800.says(b"ATE0\n")
    setup = b'AT+IFC=0,0;+CLIP=1;+CMGF=1;+CLTS=1;+CSCLK=0;+CSCS="GSM";+CMGHEX=1\n'
    assert sim800.says(setup) == "\r\nOK\r\n"
    assert sim800.says(b"AT+CSMINS?\n") == "\r\n+CSMINS: 0,1\r\n\r\nOK\r\n"
