"""Hostile strings by the other ways in: the twin for asyncio, the telephone, one's own command, the CLI."""

import asyncio
import re

import pytest
from click.testing import CliRunner

from kiosk.cli import modem as commands
from modem import ModemError, Refused, open_async_modem, open_modem
from modem.link import open_link
from modem.simulator import Simulator, VirtualClock, share
from tests.modem.test_injection import ANI, MEANT, MMI, Recorded, hostile, tried, unmeant

COUNT = 1000
KEYED = re.compile(r"\+VTS=[0-9*#A-D]|D\+?[0-9]{3,15}I?;|\+CHUP|\+CCFC=0,[34](,\"\+?[0-9]{3,15}\",1(45|29))?")


@pytest.fixture
def sim():
    sim = Simulator(clock=VirtualClock())
    share(sim, "hostile")
    yield sim
    share(None, "hostile")


@pytest.fixture
def line(sim):
    return Recorded(sim.modems[0].link())


def test_by_the_twin_for_asyncio(line):
    async def talk():
        async with open_async_modem(line, poll=1e9) as gsm:
            await gsm.next_event(0)
            line.octets = b""
            for number, text, code in zip(
                hostile(11, COUNT), hostile(12, COUNT), hostile(13, COUNT), strict=True
            ):
                await attempt(gsm.send(number, "Halo"))
                await attempt(gsm.send(ANI, text))
                await attempt(gsm.ussd(code))
            for code in MMI:
                with pytest.raises(Refused):
                    await gsm.ussd(code)

    async def attempt(call):
        outcome = await asyncio.gather(call, return_exceptions=True)
        tried(lambda: raised(outcome[0]))

    def raised(outcome):
        if isinstance(outcome, BaseException):
            raise outcome

    asyncio.run(talk())
    assert unmeant(line) == []


def test_by_the_telephone_and_by_a_command_of_ones_own(line):
    with open_modem(line, poll=1e9) as gsm:
        gsm.next_event(0)
        line.octets = b""
        for text in hostile(14, COUNT):
            if tried(gsm.dial, text):
                gsm.hang_up()
            tried(gsm.forward, "always", text)
            tried(gsm.tones, text)
        assert [said for said in unmeant(line) if not KEYED.fullmatch(said)] == []
        line.octets = b""
        for text in hostile(15, COUNT):
            if not (text.isascii() and text.isprintable()):
                with pytest.raises(Refused):
                    gsm.ask(text)
        assert line.octets == b""


def test_by_the_command_line(sim, monkeypatch):
    lines = []

    def recorded(address):
        lines.append(Recorded(open_link(address)))
        return lines[-1]

    monkeypatch.setattr("modem.opening.open_link", recorded)

    def run(command, *arguments):
        result = CliRunner().invoke(commands.command, [command, "--port", "sim://hostile", "--", *arguments])
        assert isinstance(result.exception, ModemError | SystemExit | None), (arguments, result.exception)
        return {said for line in lines for said in line.said}

    known = run("send", ANI, "Halo") | run("ussd", "*888#")
    for number, text in zip(hostile(16, 100), hostile(17, 100), strict=True):
        text = text.encode("utf-8", "replace").decode()  # an argument has no half characters
        number = number.encode("utf-8", "replace").decode()
        said = run("send", number, "Halo") | run("send", ANI, text) | run("ussd", text)
        assert {each for each in said - known if not MEANT.fullmatch(each)} == set()
        lines.clear()
