"""Whatever comes over a line of any kind to a modem of any make: the simulator goes on and answers."""

import subprocess
import sys
import textwrap

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modem.simulator import Simulator, clock_for
from modem.simulator.profile import names
from tests.modem.wires import TRANSPORTS

WORDS = ("+CMGS=5", "+CMGF=1", '+CMGS="1"', "D123;", "+CUSD=1,*123#", "&F", "+CLAC", "Q1", "V0", "+CFUN=1,1")
LINES = st.lists(
    st.sampled_from(WORDS) | st.text(st.characters(min_codepoint=1, max_codepoint=255), max_size=12),
    max_size=4,
).map(lambda words: f"AT{';'.join(words)}\r".encode("latin-1"))
ONE_LINE = settings(  # the modem lives on from one example to the next, as a modem does
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(params=names())
def sim(request):
    return Simulator(profile=request.param, clock=clock_for("instant", served=True))


@pytest.fixture(params=TRANSPORTS)
def wire(request, sim, tmp_path):
    wire = TRANSPORTS[request.param](sim, tmp_path / "modem")
    yield wire
    wire.close()
    assert [line.text for line in sim.trace_after() if "error" in line.text and line.direction == "!"] == []


@ONE_LINE
@given(octets=LINES | st.binary(max_size=60))
def test_nothing_that_is_written_ends_it(sim, wire, octets):
    wire.write(octets)
    wire.write(b"\x1b\rATZ\rATE0V1Q0\rAT+CGSN\r")
    wire.until(sim.modems[0].imei.encode())


WITHOUT_UNIX = """
    import sys
    for name in ("termios", "tty", "pty", "fcntl", "pwd", "grp", "resource"):
        sys.modules[name] = None  # what Windows has not: each import of it fails
    import select
    del select.poll, select.POLLIN, select.POLLOUT
    import socket
    from modem import open_modem
    from modem.simulator import PathTaken, Simulator, clock_for, serve
    from kiosk.cli import sim as command
    with open_modem("sim://?speed=instant") as gsm:
        assert gsm.health().operator == "TELKOMSEL"
    sim = Simulator(clock=clock_for("instant", served=True))
    with serve(sim, tcp=("127.0.0.1", 0)) as served, socket.create_connection(served.addresses[0]) as client:
        client.sendall(b"ATE0;+CSQ" + bytes([13]))
        said = b""
        while b"OK" not in said:
            said += client.recv(99)
        assert b"+CSQ: 20,0" in said
    try:
        serve(sim, {0: "modem"})
    except PathTaken as error:
        print(error)
"""


@pytest.mark.process
def test_without_what_only_unix_has_there_are_two_ways_in():
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(WITHOUT_UNIX)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.stdout == "This system has no pseudo terminals. Use --tcp, or sim:// in the same process.\n"
