"""One device over four transports, and the links of a pty."""

import contextlib
import os
import select
import socket
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

import pytest
import serial

import modem.simulator
from modem.simulator import PathTaken, PortTaken, RealClock, Simulator, VirtualClock, clock_for, serve, share
from modem.simulator.conformance_table import TABLE
from modem.simulator.errors import UnknownModem
from modem.simulator.profile import names
from modem.simulator.transports import Served
from tests.modem.wires import OK, TRANSPORTS, answer_to, by_tcp, descriptor

PDU = b"0001000D91261832547698F000000AC8B09B0C9AABC3E933"
PHONE = "+6281211110001"


CLOCKS = {
    "real": lambda: RealClock(speed=50),
    "held": lambda: clock_for("instant", served=True),
}


@pytest.fixture(params=TRANSPORTS)
def transport(request):
    return TRANSPORTS[request.param]


WORLDS = [("real", "generic"), *(("held", make) for make in names())]


@pytest.fixture(params=WORLDS, ids="-".join)
def sim(request):
    clock, make = request.param
    return Simulator(2, profile=make, clock=CLOCKS[clock]())


@pytest.fixture
def wire(sim, transport, tmp_path):
    wire = transport(sim, tmp_path / "modem")
    yield wire
    wire.close()


def test_a_conversation(sim, wire):
    make = sim.modems[0].profile
    unknown = (make.errors.unknown or "ERROR").encode()
    slot = make.storage.first
    assert wire.ask(b"AT") == b"AT\r" + OK
    assert wire.ask(b"ATE0") == b"ATE0\r" + OK
    assert wire.ask(b"AT+CSQ;+CREG?") == signal(make) + b"\r\n+CREG: 0,1\r\n" + OK
    wire.ask(b"AT+CMEE=0")
    assert wire.ask(b"AT+NOSUCH", unknown + b"\r\n") == b"\r\n" + unknown + b"\r\n"
    assert wire.ask(b"AT+CNMI=2,1") == OK
    assert wire.ask(b"AT+CMGS=23", b"> ") == b"\r\n> "
    wire.write(PDU + b"\x1a")
    assert wire.until(OK) == b"\r\n+CMGS: 0\r\n" + OK
    assert [sent.to for sent in sim.outbox_after()] == ["+6281234567890"]
    sim.network.handset(PHONE).text("INFO é 你好")
    assert wire.until(b"\r\n", 60).startswith(b"\r\n")
    assert b"+CMGL: %d,0," % slot in wire.ask(b"AT+CMGL=4")
    assert wire.ask(b"AT+CMGD=%d" % slot) == OK


def signal(make):
    return b"\r\n+CSQ: 20,%d\r\n" % make.air.error_rate


def test_a_call_rings(sim, wire):
    wire.ask(b"ATE0;+CLIP=1")
    sim.network.handset(PHONE).call()
    assert b"RING" in wire.until(b'+CLIP: "+6281211110001",145')
    wire.ask(b"ATH")
    assert sim.network.handset(PHONE).last_call["reason"] == "rejected"


def test_much_at_once(sim, wire):
    wire.ask(b"ATE0")
    for _ in range(200):
        wire.write(b"AT+CSQ\r")
    got = b""
    while got.count(b"OK") < 200:
        got += wire.until(b"OK\r\n")
    assert got == (signal(sim.modems[0].profile) + OK) * 200


@pytest.mark.parametrize(
    ("way", "clock"), [("url", VirtualClock), ("pty", CLOCKS["held"]), ("tcp", CLOCKS["held"])]
)
def test_the_table_of_commands(way, clock, tmp_path):
    for row in TABLE:
        sim = Simulator(clock=clock())
        with contextlib.closing(TRANSPORTS[way](sim, tmp_path / "modem")) as wire:
            wire.ask(b"ATE0;+CMEE=1")
            assert wire.ask(row[0].encode("latin-1"), answer_to(row)) == answer_to(row), row[0]


SCRIPT = [b"ATE0\r", b"AT+CNMI=2,1;+CLIP=1\r", b"AT+CMGS=23\r", PDU + b"\x1a", b"AT+CMGL=4\r", b"AT+CMGR=1\r"]


def test_the_same_seed_gives_the_same_trace_in_process_and_by_url():
    def by_link(sim):
        link = sim.modems[0].link()
        return link.write, link.read, link.close

    def by_serial(sim):
        modem.simulator.register()
        share(sim, "same")
        port = serial.serial_for_url("sim://same", timeout=0)

        def read(seconds):
            port.timeout = seconds
            return port.read(1) + port.read(port.in_waiting)

        return port.write, read, port.close

    def run(opened):
        sim = Simulator(seed=4, clock=VirtualClock())
        write, read, close = opened(sim)
        phone = sim.network.handset(PHONE)
        for octets in SCRIPT:
            phone.text("x" * 200)
            write(octets)
            while read(3.0):
                pass
        phone.call()
        while read(7.0):
            pass
        close()
        share(None, "same")
        return sim.trace.text()

    first = run(by_link)
    assert first.count("\n") > 20
    assert run(by_serial) == first


def test_a_port_of_pyserial_behaves_as_one():
    modem.simulator.register()
    modem.simulator.register()
    assert serial.protocol_handler_packages.count("modem.simulator.urlhandler") == 1
    sim = Simulator(clock=VirtualClock())
    share(sim, "port")
    try:
        with serial.serial_for_url("sim://port", timeout=5, baudrate=9600) as port:
            port.write(b"ATI\r")
            assert port.read_until(b"OK\r\n").endswith(OK)
            before = sim.clock.now()
            assert port.read(10) == b""
            assert sim.clock.now() - before == 5
            port.write(b"AT\r")
            port.reset_input_buffer()
            assert port.in_waiting == 0
            assert (port.cts, port.dsr, port.ri, port.cd) == (True, True, False, False)
            port.dtr = port.rts = False
            port.baudrate = 115200
            port.flush()
            port.reset_output_buffer()
            port.cancel_read()
            assert port.read(1) == b""
            sim.fault(0, "unplug")
            with pytest.raises(serial.SerialException):
                port.read(1)
        with pytest.raises(serial.SerialException):
            port.read(1)
        with pytest.raises(serial.SerialException, match="unplugged"):
            serial.serial_for_url("sim://port")
        with pytest.raises(serial.SerialException, match="counted from 0"):
            serial.serial_for_url("sim://port/9")
    finally:
        share(None, "port")


# ptys


@pytest.fixture
def path(tmp_path):
    return tmp_path / "modem"


@pytest.fixture
def served(path):
    sim = Simulator(clock=clock_for("instant", served=True))
    with serve(sim, {0: path}) as served:
        served.sim = sim
        yield served


def test_the_link_is_there_while_it_is_served(path):
    with serve(Simulator(2), {0: path, 1: path.with_name("two")}) as served:
        assert path.is_symlink()
        assert served.links == {0: path, 1: path.with_name("two")}
        assert [entry.name for entry in sorted(path.parent.iterdir())] == ["modem", "two"]
        served.close()
        served.close()
    assert list(path.parent.iterdir()) == []


def test_a_client_may_close_and_open_again(served, path):
    for _ in range(3):
        fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
        wire = descriptor(fd, lambda fd=fd: os.close(fd))
        assert wire.ask(b"AT+CSQ").endswith(OK)
        wire.close()


def test_a_client_that_reads_late_loses_the_end_and_nothing_hangs(served, path):
    fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
    wire = descriptor(fd, lambda: os.close(fd))
    wire.ask(b"ATE0")
    for _ in range(500):
        wire.write(b"AT+CLAC\r")  # some 200 kB of answers
    while select.select([fd], [], [], 0.3)[0]:
        os.read(fd, 65_536)
    assert wire.ask(b"AT+CSQ") == b"\r\n+CSQ: 20,0\r\n" + OK
    wire.close()


def test_the_next_client_may_come_while_the_last_one_is_seen_off(served, path, monkeypatch):
    flush, came = termios.tcflush, []

    def at_that_moment(fd, queue):
        came.append(os.open(path, os.O_RDWR | os.O_NOCTTY))
        os.write(came[0], b"AT\r")
        flush(fd, queue)

    monkeypatch.setattr(termios, "tcflush", at_that_moment)
    fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
    descriptor(fd, None).ask(b"AT")
    os.close(fd)
    wait_for(lambda: came)
    wire = descriptor(came[0], lambda: os.close(came[0]))
    assert wire.until(OK) == b"AT\r" + OK
    monkeypatch.undo()
    wire.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who opens a file")
def test_what_one_client_left_unread_the_next_one_does_not_find(served, path):
    for _ in range(20):
        fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
        os.write(fd, b"AT+CSQ\r")
        assert select.select([fd], [], [], 5)[0]
        os.close(fd)
        fd = os.open(path, os.O_RDWR | os.O_NOCTTY)  # before anybody has seen that the first one left
        wait_for(lambda fd=fd: not select.select([fd], [], [], 0)[0])
        wire = descriptor(fd, lambda fd=fd: os.close(fd))
        assert wire.ask(b"AT") == b"AT\r" + OK
        wire.close()


@contextlib.contextmanager
def standing_still(served):
    """The server does nothing meanwhile, and then sees all that happened at once."""
    gate, stands = threading.Event(), threading.Event()
    served.soon(lambda: (stands.set(), gate.wait(30)))
    assert stands.wait(30)
    yield
    gate.set()


BOTH, READING, WRITING = os.O_RDWR | os.O_NOCTTY, os.O_RDONLY | os.O_NOCTTY, os.O_WRONLY | os.O_NOCTTY


@pytest.mark.parametrize("ways", [(WRITING, READING), (READING, WRITING), (BOTH, BOTH)])
@pytest.mark.parametrize("leaving", ["first", "last"])
def test_who_opens_it_twice_is_heard_and_so_is_who_comes_after(served, path, ways, leaving):
    """`chat … <modem >modem`: Linux may tell two openings, or two closings, as one."""
    with standing_still(served):
        ports = [os.open(path, way) for way in ways]
        written = ports[ways.index(WRITING)] if WRITING in ways else ports[0]
        os.write(written, b"AT\r")
    wire = descriptor(ports[0 if ways[0] != WRITING else 1], None)
    assert wire.until(OK) == b"AT\r" + OK
    if leaving == "last":
        ports.reverse()
    os.close(ports[0])
    with standing_still(served):
        os.close(ports[1])
    for _ in range(2):
        with standing_still(served):
            fd = os.open(path, BOTH)
            os.write(fd, b"AT\r")
        wire = descriptor(fd, lambda fd=fd: os.close(fd))
        assert wire.until(OK) == b"AT\r" + OK
        wire.close()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells who opens a file")
def test_one_of_two_may_leave_and_the_other_keeps_its_answer(served, path):
    with standing_still(served):
        first, second = os.open(path, BOTH), os.open(path, BOTH)
    os.write(first, b"AT\r")
    assert select.select([second], [], [], 5)[0]
    os.close(first)
    with standing_still(served):
        pass  # it has seen that one left
    wire = descriptor(second, lambda: os.close(second))
    assert wire.until(OK) == b"AT\r" + OK
    wire.close()


@pytest.fixture
def without_openings(monkeypatch):
    def refuse(path):
        raise OSError("This system has no inotify.")

    monkeypatch.setattr("modem.simulator.ptys.Openings", refuse)


def test_where_nobody_tells_of_openings_clients_are_found_by_looking(without_openings, path):
    with serve(Simulator(clock=clock_for("instant", served=True)), {0: path}):
        for _ in range(2):
            fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
            wire = descriptor(fd, lambda fd=fd: os.close(fd))
            assert wire.ask(b"AT") == b"AT\r" + OK
            wire.close()


def test_what_was_said_to_nobody_is_gone(served, path):
    fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
    wire = descriptor(fd, lambda: os.close(fd))
    wire.ask(b"ATE0;+CNMI=2,1")
    wire.close()
    wait_for(lambda: served._ptys[0]._fd < 0)
    for _ in range(20):
        served.sim.network.handset(PHONE).text("INFO")
    fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
    wire = descriptor(fd, lambda: os.close(fd))
    assert wire.ask(b"AT") == OK
    wire.close()


def test_the_line_is_raw_again_for_the_next_client(served, path):
    import termios

    fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
    mode = termios.tcgetattr(fd)
    mode[3] |= termios.ECHO | termios.ICANON
    mode[0] |= termios.ICRNL
    termios.tcsetattr(fd, termios.TCSANOW, mode)
    os.close(fd)
    threading.Event().wait(0.3)
    fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
    assert not termios.tcgetattr(fd)[3] & (termios.ECHO | termios.ICANON)
    wire = descriptor(fd, lambda: os.close(fd))
    assert wire.ask(b"AT") == b"AT\r" + OK
    wire.close()


def test_a_shell_may_write_and_leave(served, path):
    with path.open("wb", buffering=0) as port:
        port.write(b"AT+CMGF=1\r")
    wait_for(lambda: served.sim.modems[0].device.messages.text_mode)


def test_unplugged_the_link_is_gone_and_comes_back(served, path):
    fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
    wire = descriptor(fd, lambda: os.close(fd))
    wire.ask(b"AT+CMGF=1")
    served.sim.fault(0, "unplug")
    wait_for(lambda: not path.is_symlink())
    wire.close()
    served.sim.clear_fault(0)
    wait_for(path.is_symlink)
    fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
    wire = descriptor(fd, lambda: os.close(fd))
    assert b"+CMGF: 0" in wire.ask(b"AT+CMGF?")
    wire.close()


def wait_for(condition):
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        threading.Event().wait(0.005)


@pytest.mark.parametrize("target", ["/dev/pts/987654", "/dev/null/nowhere", "gone"])
def test_a_stale_link_is_replaced(path, target):
    path.symlink_to(target)
    with serve(Simulator(), {0: path}):
        assert path.exists()
    assert not path.is_symlink()


@pytest.mark.parametrize("what", ["file", "folder", "link to a file", "link to a modem"])
def test_what_is_not_ours_stays(path, what):
    if what == "file":
        path.write_text("mine")
    elif what == "folder":
        path.mkdir()
    elif what == "link to a file":
        path.with_name("other").write_text("mine")
        path.symlink_to(path.with_name("other"))
    else:
        path.symlink_to("/dev/ttyUSB99")
    before = os.lstat(path)
    with pytest.raises(PathTaken) as caught:
        serve(Simulator(), {0: path})
    assert caught.value.remedy
    assert os.lstat(path).st_ino == before.st_ino


def test_a_system_without_ptys_says_so_and_serves_by_tcp(path, monkeypatch):
    monkeypatch.setitem(sys.modules, "modem.simulator.ptys", None)  # as on Windows, which has no termios
    with pytest.raises(PathTaken) as caught:
        serve(Simulator(), {0: path})
    assert caught.value.fact == "This system has no pseudo terminals."
    assert "--tcp" in caught.value.remedy
    assert not path.is_symlink()
    sim = Simulator(clock=clock_for("instant", served=True))
    wire = by_tcp(sim, path)
    assert wire.ask(b"AT") == b"AT\r" + OK
    wire.close()


def test_no_folder_no_link(path):
    with pytest.raises(PathTaken, match="No such file"):
        serve(Simulator(), {0: path / "deeper"})
    with pytest.raises(UnknownModem):
        serve(Simulator(), {3: path})
    assert not path.is_symlink()


def test_two_simulators_do_not_share_a_link(served, path):
    target = path.readlink()
    with pytest.raises(PathTaken, match="Another simulator"):
        serve(Simulator(), {0: path})
    assert path.readlink() == target


def test_the_link_of_a_killed_simulator_is_replaced(path):
    script = (
        "import sys; from modem.simulator import Simulator, serve\n"
        f"serve(Simulator(), {{0: {str(path)!r}}}); print('up', flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with child:
        assert child.stdout.readline() == b"up\n"
        child.kill()
    assert path.is_symlink()
    with serve(Simulator(), {0: path}):
        fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
        wire = descriptor(fd, lambda: os.close(fd))
        assert wire.ask(b"AT") == b"AT\r" + OK
        wire.close()


# TCP


def test_each_modem_has_its_port_and_each_port_one_client():
    sim = Simulator(2, clock=clock_for("instant", served=True))
    with serve(sim, tcp=("127.0.0.1", 0)) as served:
        assert len(set(served.addresses.values())) == 2
        for index, address in served.addresses.items():
            with socket.create_connection(address) as client:
                wire = descriptor(client.fileno(), None)
                assert sim.modems[index].imei.encode() in wire.ask(b"AT+CGSN")
                with socket.create_connection(address) as second:
                    assert second.recv(10) == b""
                assert wire.ask(b"AT").endswith(OK)


def test_a_client_that_comes_again_at_once_is_let_in():
    sim = Simulator(clock=clock_for("instant", served=True))
    with serve(sim, tcp=("127.0.0.1", 0)) as served:
        for _ in range(100):
            with socket.create_connection(served.addresses[0]) as client:
                assert descriptor(client.fileno(), None).ask(b"AT").endswith(OK)


@pytest.mark.skipif(not Path("/proc/net/if_inet6").exists(), reason="this machine has no IPv6")
def test_a_port_may_be_of_ipv6():
    with (
        serve(Simulator(), tcp=("::1", 0)) as served,
        socket.create_connection(served.addresses[0]) as client,
    ):
        assert descriptor(client.fileno(), None).ask(b"AT").endswith(OK)


def test_a_port_in_use_is_refused():
    with socket.create_server(("127.0.0.1", 0)) as held, pytest.raises(PortTaken) as caught:
        serve(Simulator(), tcp=held.getsockname())
    assert caught.value.fact.count(":") == 2
    assert caught.value.remedy


def test_a_client_that_does_not_read_holds_nobody_up():
    sim = Simulator(2, clock=clock_for("instant", served=True))
    with serve(sim, tcp=("127.0.0.1", 0)) as served, socket.create_connection(served.addresses[0]) as deaf:
        deaf.settimeout(0.2)
        with contextlib.suppress(TimeoutError):
            for _ in range(2_000):
                deaf.sendall(b"AT+CLAC\r" * 10)
        with socket.create_connection(served.addresses[1]) as client:
            wire = descriptor(client.fileno(), None)
            assert wire.ask(b"AT").endswith(OK)


def test_the_clock_is_moved_from_outside(path):
    sim = Simulator(clock=clock_for("step", served=True))
    with serve(sim, {0: path}):
        fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
        wire = descriptor(fd, lambda: os.close(fd))
        wire.ask(b"ATE0;+CNMI=2,1")
        sim.network.handset(PHONE).text("INFO")
        ready, _, _ = select.select([fd], [], [], 0.05)
        assert not ready
        assert sim.advance(10) == 10
        assert b"+CMTI" in wire.until(b"+CMTI")
        wire.close()


def test_a_client_that_comes_with_the_link_is_noticed(tmp_path, monkeypatch):
    from modem.simulator import ptys  # not on Windows

    ports, real = [], ptys.link

    def link_and_come(device, path):
        real(device, path)
        ports.append(path.open("r+b", buffering=0))
        ports[0].write(b"AT\r")

    monkeypatch.setattr(ptys, "link", link_and_come)
    with serve(Simulator(clock=RealClock()), {0: tmp_path / "modem"}), ports[0] as port:
        assert select.select([port], [], [], 10)[0], "whoever opens it at once is heard"
        assert b"AT" in port.read(100)


class RungMeanwhile:
    """The listening end of the bell, rung by another thread while it is being emptied."""

    def __init__(self, served, ear):
        self._served, self._ear = served, ear

    def recv(self, size):
        self._served.set()
        return self._ear.recv(size)


def test_a_ring_while_the_last_one_is_heard_does_not_make_it_deaf():
    served = Served(Simulator())
    ear = served._ear
    served.set()
    served._ear = RungMeanwhile(served, ear)
    served._hear_bell(0)
    served._ear = ear
    with contextlib.suppress(BlockingIOError):
        ear.recv(64)  # what is left of the ring between: it is looked after in this round
    served.set()
    assert select.select([ear], [], [], 0)[0], "the next thing that happens is heard"
    served._bell.close(), ear.close()
