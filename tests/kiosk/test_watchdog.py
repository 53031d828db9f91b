"""What systemd hears: ready, alive while the kiosk answers, stopping; and nothing from one that hangs."""

import configparser
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kiosk.cli import COMMANDS
from kiosk.errors import StoreError
from kiosk.watchdog import ALIVE, Watchdog, notify, patience

UNITS = Path(__file__).parents[2] / "docs" / "systemd"


@pytest.fixture
def manager(tmp_path, monkeypatch):
    """Where a service manager listens."""
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(path))
        listening.settimeout(20)
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        yield listening


def test_without_a_manager_nothing_is_said(tmp_path):
    assert not notify("READY=1", {})
    assert not notify("READY=1", {"NOTIFY_SOCKET": str(tmp_path / "nobody")})


def test_an_abstract_socket_is_one_too():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0loket-test-{os.getpid()}")
        assert notify("READY=1", {"NOTIFY_SOCKET": f"@loket-test-{os.getpid()}"})
        assert listening.recv(100) == b"READY=1"


def test_the_patience_of_another_process_is_not_ours():
    assert patience({"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": str(os.getpid())}) == 1
    assert patience({"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"}) == 0


class Desk:
    """A kiosk whose writing thread does what a test says."""

    def __init__(self, writes):
        self.write = writes


def refuse(_):
    raise StoreError("Disk penuh.", "Kosongkan.")


def test_a_full_disk_is_an_answer(manager):
    watchdog = Watchdog(Desk(refuse), 0.001)
    thread = threading.Thread(target=watchdog.run)
    thread.start()
    said = manager.recv(100).decode()
    watchdog.stop()
    thread.join(10)
    assert said == ALIVE


def test_one_that_hangs_says_nothing(manager):
    hangs, let_go = threading.Event(), threading.Event()

    def hang(_):
        hangs.set()
        let_go.wait(20)

    watchdog = Watchdog(Desk(hang), 0.001)
    thread = threading.Thread(target=watchdog.run)
    thread.start()
    assert hangs.wait(20)
    manager.setblocking(False)
    with pytest.raises(BlockingIOError):
        manager.recv(100)
    watchdog.stop()
    let_go.set()
    thread.join(10)


@pytest.mark.process
def test_a_real_kiosk_is_ready_alive_and_says_when_it_ends(manager, tmp_path):
    (tmp_path / "kiosk.toml").write_text('[kiosk]\nnumber = "38"\ndata = "data"\n[http]\naddress = "off"\n')
    environment = {**os.environ, "WATCHDOG_USEC": "60000000"}
    command = [sys.executable, "-m", "kiosk", "run", "--config", str(tmp_path / "kiosk.toml")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        said = {manager.recv(100), manager.recv(100)}
        process.send_signal(signal.SIGTERM)
        last = manager.recv(100)
    assert said == {b"READY=1", b"WATCHDOG=1"}
    assert (last, process.returncode) == (b"STOPPING=1", 0)


def unit(name):
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str
    parser.read(UNITS / name)
    return parser


def test_the_unit_is_what_the_program_does():
    service = unit("loket.service")["Service"]
    assert (service["Type"], service["Restart"]) == ("notify", "always")
    assert int(service["WatchdogSec"]) >= 60
    for name in ("loket.service", "loket-backup.service"):
        words = unit(name)["Service"]["ExecStart"].split()
        assert words[0].endswith("/kiosk")
        assert words[1] in COMMANDS


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("name", ["loket.service", "loket-backup.service", "loket-backup.timer"])
def test_systemd_finds_no_fault_in_it(name, tmp_path):
    for path in UNITS.iterdir():
        text = re.sub(r"(?m)^(ExecStart=)\S+", r"\1/bin/true", path.read_text())
        (tmp_path / path.name).write_text(text)  # the program is not where it will be
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / name)], capture_output=True, text=True, timeout=60
    )
    assert name not in done.stderr, done.stderr
