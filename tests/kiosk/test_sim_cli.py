"""`kiosk sim` from outside: what it takes, what it prints, how it ends."""

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
import tty
import urllib.request

import pytest
from click.testing import CliRunner

from kiosk.cli import cli
from kiosk.cli.sim import command

pytestmark = pytest.mark.process
PATIENCE_S = 30


class Sim:
    """A running `kiosk sim`; `lines` is what it printed up to its last line of the start."""

    def __init__(self, folder, *options, **how):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "sim", "--link", str(folder / "modem"), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **how,
        )
        self.lines = []
        for line in self.process.stdout:
            self.lines.append(line)
            if line.startswith("Ctrl-C"):
                break
        self.text = "".join(self.lines)

    @property
    def api(self):
        return re.search(r"http://127\.0\.0\.1:\d+/", self.text).group() + "api"

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        try:
            _, self.errors = self.process.communicate(timeout=PATIENCE_S)
        except subprocess.TimeoutExpired:  # where does it hang?
            self.process.send_signal(signal.SIGABRT)
            pytest.fail(f"it does not end: {self.process.communicate()}")
        return self.process.returncode


@pytest.fixture
def start(tmp_path):
    running = []

    def start(*options, **how):
        running.append(Sim(tmp_path, *options, **how))
        return running[-1]

    yield start
    for sim in running:
        if sim.process.poll() is None:
            sim.process.kill()
            sim.process.communicate()


def talk(path, line, until=b"OK\r\n"):
    """What a program gets that opens a serial port, writes a line and reads the answer."""
    fd = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        tty.setraw(fd)
        os.write(fd, line)
        got, end = b"", time.monotonic() + PATIENCE_S
        while until not in got and time.monotonic() < end:
            if select.select([fd], [], [], 1)[0]:
                got += os.read(fd, 4096)
        return got
    finally:
        os.close(fd)


def api(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=PATIENCE_S) as answer:
        return json.load(answer)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_a_modem_and_ends_cleanly(start, tmp_path, number):
    sim = start("--http", "127.0.0.1:0", "--seed", "7")
    link = tmp_path / "modem"
    assert str(link) in sim.text
    assert re.search(r"^Seed +7$", sim.text, re.MULTILINE)
    for _ in range(2):  # a client that comes again finds it as it was
        assert talk(link, b"at+cgmi\r").endswith(b"OK\r\n")
    assert api(f"{sim.api}/modems")[0]["index"] == 0
    assert sim.end(number) == 0
    assert sim.errors == ""
    assert not link.is_symlink()


def test_it_ends_while_a_page_and_a_waiting_client_are_open(start):
    sim = start("--http", "127.0.0.1:0")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    stream = opener.open(f"{sim.api}/events", timeout=PATIENCE_S)
    with stream:
        assert stream.readline() == b"event: hello\n"
        assert sim.end() == 0
    assert sim.errors == ""


def test_in_the_background_of_a_shell_an_interrupt_ends_it_too(start):
    sim = start("--http", "off", preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
    assert sim.end(signal.SIGINT) == 0


def test_several_modems_are_numbered_from_0(start, tmp_path):
    sim = start("--modems", "3", "--http", "127.0.0.1:0", "--tcp", "127.0.0.1:0")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["modem0", "modem1", "modem2"]
    assert b"OK" in talk(tmp_path / "modem2", b"AT\r")
    ports = [int(port) for port in re.findall(r"tcp://127\.0\.0\.1:(\d+)", sim.text)]
    assert len(ports) == 3
    with socket.create_connection(("127.0.0.1", ports[1]), timeout=PATIENCE_S) as client:
        client.sendall(b"ATE0\r")
        assert client.recv(100).startswith(b"ATE0\r")
    assert sim.end() == 0
    assert list(tmp_path.iterdir()) == []


def test_without_http_nothing_listens(start, tmp_path):
    sim = start("--http", "off")
    assert "http:" not in sim.text
    assert b"OK" in talk(tmp_path / "modem", b"AT\r")


@pytest.mark.parametrize("pace", ["instant", "step", "60"])
def test_the_clock_moves_on_at_every_speed(start, pace):
    sim = start("--http", "127.0.0.1:0", "--speed", pace)
    before, after = (api(f"{sim.api}/clock", {"advance": seconds})["now"] for seconds in (0, 86_400))
    assert before < after


def test_instant_means_without_waiting(start, tmp_path):
    sim = start("--http", "127.0.0.1:0", "--speed", "instant")
    assert b"+CUSD: 1," in talk(tmp_path / "modem", b'AT+CUSD=1,"*123#",15\r', b"+CUSD: 1,")
    api(f"{sim.api}/sms", {"from": "081211110001", "text": "MENU"})
    assert b"+CMGL: 1" in talk(tmp_path / "modem", b"AT+CMGL=4\r")


def refused(tmp_path, *options):
    sim = Sim(tmp_path, *options)
    _, errors = sim.process.communicate(timeout=PATIENCE_S)
    assert "Traceback" not in errors
    return sim.process.returncode, errors


def test_a_port_in_use_is_said_and_nothing_is_made(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        for option in ("--http", "--tcp"):
            rest = () if option == "--http" else ("--http", "off")
            code, errors = refused(tmp_path, option, address, *rest)
            assert code == 6
            assert address in errors
            assert option in errors
    assert list(tmp_path.iterdir()) == []


def test_the_modems_may_be_of_several_makes(start, tmp_path):
    sim = start("--http", "127.0.0.1:0", "--modems", "3", "--profile", "sim800", "--profile", "ec25")
    assert [modem["profile"] for modem in api(f"{sim.api}/modems")] == ["sim800", "ec25", "ec25"]
    assert re.findall(r", (\w+)\)$", sim.text, re.MULTILINE) == ["sim800", "ec25", "ec25"]
    assert b"SIM800" in talk(tmp_path / "modem0", b"ATI\r")
    assert b"EC25" in talk(tmp_path / "modem2", b"ATI\r")


def test_a_make_more_is_a_modem_more(start, tmp_path):
    start("--http", "off", "--profile", "zte", "--profile", "wavecom")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["modem0", "modem1"]


def test_a_stale_link_is_replaced_a_foreign_file_never(start, tmp_path):
    link = tmp_path / "modem"
    link.symlink_to("/dev/pts/99999")
    sim = start("--http", "off")
    assert b"OK" in talk(link, b"AT\r")
    sim.end()
    link.write_text("mine")
    code, errors = refused(tmp_path, "--http", "off")
    assert code == 6
    assert "--link" in errors
    assert link.read_text() == "mine"


@pytest.mark.parametrize(
    "options",
    [
        ("--http", "0.0.0.0:8090"),
        ("--http", "here"),
        ("--tcp", "127.0.0.1:99999"),
        ("--modems", "0"),
        ("--profile", "nokia"),
        ("--profile", "sim800", "--profile", "nokia"),
        ("--profile", "sim800") * 65,
        ("--speed", "0"),
        ("--speed", "nan"),
        ("--speed", "fast"),
        ("--seed", "x"),
    ],
)
def test_wrong_options_are_wrong_usage(options):
    result = CliRunner().invoke(command, options)
    assert result.exit_code == 2
    assert options[0] in result.output


def test_the_help_has_an_example():
    result = CliRunner().invoke(cli, ["sim", "--help"])
    assert "  kiosk sim --link ./modem  " in result.output
    assert "[default: ./modem]" in re.sub(r"\s+", " ", result.output)
