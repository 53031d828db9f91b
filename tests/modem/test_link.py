"""Every link is one kind of thing: one suite over a serial port (a pty), pyserial's own reads, TCP, a spy."""

import os
import pty
import socket
import subprocess
import sys
import threading
import tty
from pathlib import Path

import pytest
import serial

from modem import Gone, PortHeld, open_link
from modem.link import SpyLink
from modem.lock import Lock, user_of
from modem.ports import list_ports
from modem.wires import Bell, DescriptorLink, SerialLink

LONG = 5.0


class Far:
    """The other end of a link."""

    def __init__(self, link, write, read, unplug):
        self.link, self.write, self.read, self.unplug = link, write, read, unplug


@pytest.fixture(autouse=True)
def locks(tmp_path, monkeypatch):
    monkeypatch.setattr("modem.lock.DIRECTORIES", (tmp_path,))
    return tmp_path


def raw_pty():
    master, slave = pty.openpty()
    tty.setraw(slave)
    return master, slave, os.ttyname(slave)


@pytest.fixture
def by_pty():
    master, slave, name = raw_pty()
    os.close(slave)
    open_ends = [master]

    def unplug():
        os.close(open_ends.pop())

    link = open_link(name)
    yield Far(link, lambda octets: os.write(master, octets), lambda: os.read(master, 4096), unplug)
    link.close()
    for end in open_ends:
        os.close(end)


@pytest.fixture
def by_spy(by_pty, tmp_path):
    with (tmp_path / "trace").open("w") as out:
        by_pty.link = SpyLink(by_pty.link, out)
        yield by_pty


@pytest.fixture
def by_pyserial():
    master, slave, name = raw_pty()
    os.close(slave)
    open_ends = [master]
    link = SerialLink(name, serial.Serial(name, timeout=0))
    yield Far(
        link,
        lambda octets: os.write(master, octets),
        lambda: os.read(master, 4096),
        lambda: os.close(open_ends.pop()),
    )
    link.close()
    for end in open_ends:
        os.close(end)


@pytest.fixture
def by_tcp():
    with socket.create_server(("127.0.0.1", 0)) as server:
        link = open_link(f"tcp://127.0.0.1:{server.getsockname()[1]}")
        far, _ = server.accept()
        with far:
            yield Far(link, far.sendall, lambda: far.recv(4096), far.close)
        link.close()


@pytest.fixture(params=["by_pty", "by_pyserial", "by_tcp", "by_spy"])
def far(request):
    return request.getfixturevalue(request.param)


def test_octets_pass_both_ways(far):
    far.link.write(b"AT\r")
    assert far.read() == b"AT\r"
    far.write(b"\r\nOK\r\n")
    octets = b""
    while not octets.endswith(b"OK\r\n"):
        octets += far.link.read(LONG)
    assert octets == b"\r\nOK\r\n"


def test_nothing_comes_when_the_time_is_over(far):
    before = far.link.now()
    assert far.link.read(0.02) == b""
    assert far.link.now() >= before + 0.02
    assert far.link.read(0) == b""


def test_a_wake_ends_the_next_read(far):
    far.link.wake()
    far.link.wake()
    before = far.link.now()
    assert far.link.read(LONG) == b""
    assert far.link.now() < before + LONG
    assert far.link.read(0.01) == b""


def test_a_wake_from_another_thread_ends_a_blocked_read(far):
    waker = threading.Timer(0.05, far.link.wake)
    waker.start()
    before = far.link.now()
    assert far.link.read(LONG) == b""
    assert far.link.now() < before + LONG
    waker.join()


def test_octets_survive_a_wake(far):
    far.write(b"RING")
    far.link.wake()
    octets = b""
    for _ in range(10):
        octets += far.link.read(0.05)
    assert octets == b"RING"


def test_an_unplugged_modem_is_gone(far):
    far.unplug()

    def use():
        for _ in range(3):  # a network tells at the second write
            far.link.write(b"AT\r")
            far.link.read(0.2)

    with pytest.raises(Gone) as caught:
        use()
    assert caught.value.remedy


def test_a_server_that_closes_is_gone_for_who_only_reads(by_tcp):
    by_tcp.unplug()
    with pytest.raises(Gone):
        by_tcp.link.read(LONG)


def test_closing_twice_and_what_follows(far):
    far.link.close()
    far.link.close()
    far.link.wake()
    with pytest.raises(Gone):
        far.link.read(0.01)
    with pytest.raises(Gone):
        far.link.write(b"AT\r")


def test_a_pipe_rings_where_there_is_no_eventfd(monkeypatch):
    monkeypatch.delattr(os, "eventfd")
    near, far = socket.socketpair()
    with far:
        link = DescriptorLink("pair", near)
        for _ in range(20):
            link.wake()
        assert link.read(LONG) == b""
        assert link.read(0.01) == b""
        link.close()


def test_a_bell_never_blocks_who_rings():
    bell = Bell()
    for _ in range(70_000):
        bell.ring()
    bell.close()


# Opening


@pytest.mark.parametrize(
    ("address", "fact"),
    [
        ("/dev/ttyUSB77", "no port"),
        ("/dev/null", "cannot be opened"),
        ("tcp://127.0.0.1:1", "Nothing answers"),
        ("tcp://nowhere", "no TCP address"),
        ("spy+/dev/ttyUSB77?file=/tmp/trace", "no port"),
        ("tcp://127.0.0.1:99999", "Nothing answers"),
    ],
)
def test_what_cannot_be_opened_says_why(address, fact, locks):
    with pytest.raises(Gone, match=fact) as caught:
        open_link(address)
    assert caught.value.remedy
    assert list(locks.glob("LCK*")) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may open everything")
def test_a_port_of_another_group_says_what_to_do(tmp_path):
    port = tmp_path / "port"
    port.touch(0o000)
    with pytest.raises(Gone, match="may not open") as caught:
        open_link(str(port))
    assert "dialout" in caught.value.remedy


def test_a_spy_writes_what_passes_and_masks_the_pin(by_pty, tmp_path):
    with (tmp_path / "trace").open("w+") as out:
        link = SpyLink(by_pty.link, out)
        link.write(b'AT+CPIN="1234"\r')
        by_pty.write(b"\r\nOK\r\n")
        link.read(LONG)
        out.seek(0)
        trace = out.read()
    assert "1234" not in trace
    assert "> b'AT+CPIN=" in trace
    assert "< b'" in trace


def test_a_spy_may_write_to_a_file(tmp_path):
    master, slave, name = raw_pty()
    link = open_link(f"spy+{name}?file={tmp_path / 'trace'}")
    link.write(b"AT\r")
    link.close()
    assert "> b'AT\\r'" in (tmp_path / "trace").read_text()
    os.close(master)
    os.close(slave)


def test_a_spy_that_cannot_write_gives_the_port_back(tmp_path, locks):
    master, slave, name = raw_pty()
    with pytest.raises(Gone, match="cannot be written"):
        open_link(f"spy+{name}?file={tmp_path / 'nowhere' / 'trace'}")
    assert list(locks.glob("LCK*")) == []
    os.close(master)
    os.close(slave)


# One owner


def test_the_second_program_is_told_who_holds_the_port(by_pty, locks):
    with pytest.raises(PortHeld) as caught:
        open_link(by_pty.link.name)
    assert caught.value.holder.pid == os.getpid()
    assert str(os.getpid()) in str(caught.value)
    by_pty.link.close()
    assert list(locks.glob("LCK*")) == []


@pytest.mark.process
def test_another_process_is_told_too(by_pty, locks):
    program = (
        "import sys, pathlib, modem.lock\n"
        "modem.lock.DIRECTORIES = (pathlib.Path(sys.argv[2]),)\n"
        "from modem import open_link\n"
        "open_link(sys.argv[1])\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program, by_pty.link.name, str(locks)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert f"(process {os.getpid()})" in ended.stderr


def test_a_port_that_a_program_without_a_lock_file_holds(locks):
    master, slave, name = raw_pty()
    with serial.Serial(name, exclusive=True), pytest.raises(PortHeld) as caught:
        open_link(name)
    assert caught.value.holder.pid == os.getpid()
    assert list(locks.glob("LCK*")) == []
    os.close(master)
    os.close(slave)


@pytest.mark.parametrize("left", ["", "  99999999\nminicom\n", "rubbish", "0"])
def test_a_lock_of_a_dead_program_is_taken_over(locks, left):
    (locks / "LCK..ttyUSB0").write_text(left)
    lock = Lock("/dev/ttyUSB0")
    assert int((locks / "LCK..ttyUSB0").read_text().split()[0]) == os.getpid()
    lock.release()
    lock.release()
    assert not (locks / "LCK..ttyUSB0").exists()


def test_a_lock_of_a_living_program_holds(locks):
    (locks / "LCK..ttyUSB0").write_text(f"{os.getppid():10d}\nminicom\n")
    with pytest.raises(PortHeld, match="minicom"):
        Lock("/dev/ttyUSB0")


def test_a_port_is_one_whatever_it_is_called(locks, tmp_path):
    (tmp_path / "modem").symlink_to("/dev/ttyUSB0")
    lock = Lock(str(tmp_path / "modem"))
    with pytest.raises(PortHeld):
        Lock("/dev/ttyUSB0")
    lock.release()


def test_nobody_uses_a_port_that_is_not_there():
    assert user_of("/dev/ttyUSB77").pid == 0


def test_ports_have_names_that_last(monkeypatch, tmp_path):
    class Found:
        def __init__(self, device, hwid):
            self.device, self.hwid, self.description = device, hwid, "HUAWEI Mobile"

    (tmp_path / "usb-HUAWEI-if00").symlink_to("/dev/ttyUSB2")
    found = [Found("/dev/ttyUSB2", "USB VID:PID=12D1"), Found("/dev/ttyS0", "n/a")]
    monkeypatch.setattr("serial.tools.list_ports.comports", lambda: found)
    assert [(port.address, port.device) for port in list_ports(tmp_path)] == [
        (str(tmp_path / "usb-HUAWEI-if00"), "/dev/ttyUSB2")
    ]
    assert [port.address for port in list_ports(tmp_path / "none")] == ["/dev/ttyUSB2"]
