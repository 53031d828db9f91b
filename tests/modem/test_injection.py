"""Whatever a resident, a configuration or a menu hands in, the wire carries only what was meant."""

import random
import re

import pytest

from modem import ModemError, Refused, card, gate, open_modem, setup
from modem.exchange import Exchange
from modem.profile import load
from modem.simulator import Simulator, VirtualClock
from modem.tpdu import Address, Submit

FRAGMENTS = (
    *'\r\n\x1a\x1b\0\x7f\x85\u2028";=?,+#*\\ éü👋\ud800\ufeff', "\r\n", '",15', "%s", "a" * 200, "9" * 30,
    "AT", "AT+CMGD=1,4", "+CMGD=1,4", "+CFUN=1,1", "ATD112;", "D0811;", "+CPIN=1234", "A/", "+++", "+CUSD=2",
    "*21*0811#", "##002#", "*#06#", "**04*1*2*2#", "\r\nOK\r\n", "\r\n> ", "> ",
    "0812", "+62811", "1234", "888", "Halo", "١٢٣", "１２３",
)  # fmt: skip
COUNT = 2000  # for each of five ways in
MEANT = re.compile(
    r'|\+CMGF\?|\+CMMS=[12]|\+CMGS=[0-9]{1,3}|\+CUSD=2|\+CUSD=1,"\*[0-9*]+#",15'
    r"|\+CUSD=1,\"[^\x00-\x1f\"*#+\x7f-\x9f][^\x00-\x1f\"\x7f-\x9f]*\",15"
)
ANI = "+6281211110001"
# Supplementary services, passwords, identities, makers' menus (TS 22.030 annexes B and C), paid transfers.
TABLE = """
    *21*0811# **21*0811# *21# #21# ##21# *#21# *61*0811# **61*0811*11*20# *61# ##61# *62*0811#
    **62*0811# *62# ##62# *67*0811# **67*0811# *67# ##67# *002*0811# **002*0811# *002# ##002# *004*0811#
    **004*0811# *004# ##004# *33*0000# **33*0000# *33# #33*0000# *330# #330*0000# *331# *332# *333# *35#
    *35*0000# *351# *353# *03**1234*4321*4321# **03*330*1234*4321*4321# *03# **04*1234*4321*4321# *04#
    **042*1234*4321*4321# *042# **05*12345678*1234*1234# *05# **052*12345678*1234*1234# *052# *#06# *06#
    *30# *#30# *31# #31# *#31# *43# #43# *#43# *37# *66# *68# *75# *76# *77# *96# *300# *3001#12345#*
    *5005*7672# *#*#4636#*#* *2767*3855# *888*0811110001*10000# *858*0811110001*5# *123*0811110001#
"""
MMI = TABLE.split()


class Recorded:
    """A link that remembers what was written: command lines, and the messages behind their prompts."""

    def __init__(self, link):
        self._link, self.octets = link, b""

    def __getattr__(self, name):
        return getattr(self._link, name)

    def write(self, octets):
        self.octets += octets
        self._link.write(octets)

    @property
    def said(self):
        written = re.sub(rb"[0-9A-F]+\x1a", b"", self.octets.replace(b"\x1b", b""))
        return [line.removeprefix(b"AT").decode("latin-1") for line in written.split(b"\r")[:-1]]


@pytest.fixture
def sim():
    return Simulator(clock=VirtualClock())


@pytest.fixture
def line(sim):
    return Recorded(sim.modems[0].link())


@pytest.fixture
def gsm(line):
    with open_modem(line, poll=1e9) as modem:
        modem.next_event(0)
        line.octets = b""
        yield modem


def hostile(seed, count=COUNT):
    chance = random.Random(seed)
    for _ in range(count):
        yield "".join(chance.choices(FRAGMENTS, k=chance.randint(1, 5)))


def tried(function, *arguments):
    try:
        function(*arguments)
    except (ModemError, UnicodeError):  # half a character is no text
        return False
    return True


def unmeant(line):
    return [said for said in line.said if not MEANT.fullmatch(said)]


def test_numbers(gsm, line):
    passed = sum(tried(gsm.send, number, "Halo") for number in hostile(1))
    assert 0 < passed < COUNT / 10
    assert unmeant(line) == []
    line.octets = b""
    for number in hostile(2):
        if not gate._NUMBER.fullmatch(number):
            assert not tried(gsm.submit, Submit(Address(number, 0), text="Halo"))
    assert line.octets == b""


def test_texts(gsm, line):
    assert sum(tried(gsm.send, ANI, text) for text in hostile(3)) > COUNT / 2
    assert unmeant(line) == []


def test_ussd_codes(gsm, line):
    assert not any(tried(gsm.ussd, code) for code in hostile(4))
    assert line.octets == b""


def test_ussd_replies(gsm, line):
    passed = 0
    for reply in hostile(5):
        gsm.ussd("*123#")
        passed += tried(gsm.ussd, reply)
    assert 0 < passed < COUNT
    assert unmeant(line) == []


def test_pins_and_service_centres():
    sim = Simulator(clock=VirtualClock(), pin="4321")
    line = Recorded(sim.modems[0].link())
    for text in hostile(6):
        if not re.fullmatch("[0-9]{4,8}", text, re.ASCII):
            assert not tried(lambda text=text: setup.connect(Exchange(line, load()), card.Tries(text)))
    assert not [said for said in line.said if said.startswith("+CPIN=")]
    for text in hostile(7):
        if not gate._NUMBER.fullmatch(text):
            assert not tried(lambda text=text: open_modem(line, pin="4321", smsc=text))
    assert not [said for said in line.said if said.startswith("+CSCA=")]


@pytest.mark.parametrize("code", MMI)
def test_a_code_that_switches_or_pays_is_refused(gsm, line, code):
    with pytest.raises(Refused):
        gsm.ussd(code)
    assert line.octets == b""


def test_there_are_sixty_of_them():
    assert len(set(MMI)) >= 60
