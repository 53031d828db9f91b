"""docs/from-python-gsmmodem.md: each line works, each public name of python-gsmmodem has one."""

import ast
import importlib.util
import re
import warnings
from pathlib import Path

import pytest

import modem
from modem import gsm7, health, udh
from modem.errors import TpduError
from modem.events import CallReceived
from modem.parts import plan, submits
from modem.simulator import Simulator, VirtualClock, share
from modem.tpdu import Address, decode_pdu, encode_pdu

PAGE = (Path(__file__).parents[2] / "docs/from-python-gsmmodem.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (`.*?) \| (`?.*`.*) \|$", PAGE, re.MULTILINE)
NAMED = [name for names, _ in ROWS for name in re.findall(r"`([^`]+)`", names)]
LINES = [code for _, here in ROWS for code in re.findall(r"`([^`]+)`", here) if re.search(r"[(.\[]", code)]
PORT = "sim://from-gsmmodem"
ANI = "081211110001"
PDU = bytes.fromhex("06912618010000040D91261832547698F000006211428000008204C830FB0D")
SAID_ONLY = {"open_modem(…, codes={…})", "modem/profiles"}
"""What is in the page to be read: no line of a program."""


def public(source):
    """The public names of a module: functions, classes, their methods, attributes and constants."""
    with warnings.catch_warnings(action="ignore"):
        body = ast.parse(source).body
    for node in body:
        yield from named(node)
        for inner in ast.walk(node) if isinstance(node, ast.ClassDef) else ():
            if inner is not node:
                yield from (f"{node.name}.{name.removeprefix('self.')}" for name in named(inner))


def named(node):
    """What a statement gives a name to; of a method's own variables nothing."""
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        yield node.name
    for target in node.targets if isinstance(node, ast.Assign) else ():
        name = ast.unparse(target)
        if re.fullmatch(r"self\.\w+|\w+", name) and (name.startswith("self.") or node.col_offset <= 4):
            yield name


def theirs():
    spec = importlib.util.find_spec("gsmmodem")
    if spec is None:
        pytest.skip("pip install python-gsmmodem-new")
    for path in Path(spec.origin).parent.glob("*.py"):
        if path.stem != "compat":  # it patches Python 2.6
            yield from public(path.read_text(encoding="utf-8"))


def test_every_public_name_has_its_line():
    names = {name for name in theirs() if not any(part.startswith("_") for part in name.split("."))}
    assert len(names) > 150
    assert names - set(NAMED) == set()
    assert set(NAMED) - names == set(), "they have no such name"
    assert len(NAMED) == len(set(NAMED))


@pytest.fixture
def world(tmp_path, monkeypatch):
    """A modem with a message, a call, a tone and a USSD screen behind it, by the names that the page uses."""
    monkeypatch.setattr("modem.lock.DIRECTORIES", (tmp_path,))
    monkeypatch.chdir(tmp_path)
    sim = Simulator(clock=VirtualClock())
    share(sim, "from-gsmmodem")
    names = {name: getattr(modem, name) for name in modem.__all__}
    names |= {"udh": udh, "gsm7": gsm7, "health": health, "submits": submits, "plan": plan, "pdu": PDU}
    names |= {"Address": Address, "TpduError": TpduError, "decode_pdu": decode_pdu, "encode_pdu": encode_pdu}
    with modem.open_modem(PORT) as gsm:
        phone = sim.network.handset(ANI)
        phone.text("Halo")
        names["event"] = gsm.next_event(60)
        names["sent"] = gsm.send(ANI, "Baik", report=True)
        names["report"] = gsm.next_event(60)
        names["screen"] = gsm.ussd("*123#")
        yield names | {"gsm": gsm}, sim, phone
    share(None, "from-gsmmodem")


def prepared(line, names, sim, phone):
    """Let happen in the world what the line is about."""
    gsm = names["gsm"]
    if re.search(r"SmsReceived\)|== 1|entry.index", line):
        phone.text("Ini yang kedua")
    if "ReportReceived)" in line:
        gsm.send(ANI, "Sudah", report=True)
    if re.search(r"tones|ToneReceived|answer\(\)|call\.|ring\.|CallReceived\)", line):
        phone.call()
    if re.search(r"tones|ToneReceived|call\.|ring\.|answer\(\)", line):
        names["ring"], names["call"] = gsm.next_event(60), gsm.call()
        assert names["ring"] == CallReceived("+6281211110001")
    if re.search(r"tones|ToneReceived", line):
        gsm.answer()
    if "ToneReceived" in line:
        sim.modems[0].device.tell("+DTMF: 7")


@pytest.mark.parametrize("line", [line for line in LINES if line not in SAID_ONLY])
def test_every_line_works(line, world):
    names, sim, phone = world
    prepared(line, names, sim, phone)
    line = line.replace("/dev/ttyUSB0", PORT)
    before = names["gsm"]
    exec(compile(line, line, "exec"), names)
    if names["gsm"] is not before:
        names["gsm"].close()
