"""The ways to a slip printer: network, serial, file; each prints, tells its state, and may vanish."""

import contextlib
import os
import pty
import select
import socket
import subprocess
import sys
import threading
import time
import tty

import pytest

from kiosk.doors import printer_line
from kiosk.doors.printer import Printer, Status, Trouble, Unsure, connect, encoded
from kiosk.doors.printer_line import Gone, Port, open_line
from kiosk.settings import PrinterSettings
from kiosk.slips import Line
from kiosk.store import slips

SLIP = [Line("A-014", large=True), Line("Terima kasih")]


class Plugged:
    """A `Paper` behind a real port, fed by a thread; `vanish` after so many octets."""

    def __init__(self, kind, paper, tmp_path):
        self.kind, self.paper, self.limit, self._taken = kind, paper, None, 0
        self._ending = contextlib.ExitStack()
        if kind == "tcp":
            self._listener = self._ending.enter_context(socket.create_server(("127.0.0.1", 0)))
            self.port = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"
        else:
            self._master, slave = pty.openpty()
            tty.setraw(slave)
            self._slave, self.port = slave, os.ttyname(slave)
        self._bell = os.pipe()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self):
        if self.kind == "tcp":
            while self._waits(self._listener.fileno()):
                peer, _ = self._listener.accept()
                with peer:
                    self._feed(peer.fileno(), peer.recv, peer.sendall)
        else:
            self._feed(
                self._master,
                lambda size: os.read(self._master, size),
                lambda said: os.write(self._master, said),
            )

    def _feed(self, descriptor, read, write):
        while self._waits(descriptor):
            try:
                octets = read(4096)
            except OSError:
                return
            if not octets:
                return
            self._taken += len(octets)
            if self.limit is not None and self._taken > self.limit:
                if self.kind == "serial":
                    os.close(self._master)
                return
            if said := self.paper.feed(octets):
                write(said)

    def _waits(self, descriptor):
        return self._bell[0] not in select.select([descriptor, self._bell[0]], [], [], 20)[0]

    def close(self):
        os.write(self._bell[1], b"x")
        self._thread.join(20)
        if self.kind == "serial":
            for each in (self._slave, self._master):
                with contextlib.suppress(OSError):
                    os.close(each)
        for each in self._bell:
            os.close(each)
        self._ending.close()


@pytest.fixture(params=["tcp", "serial"])
def plugged(request, paper, tmp_path):
    made = Plugged(request.param, paper, tmp_path)
    yield made
    made.close()


def opened(plugged, **more):
    return Printer(open_line(Port.parse(plugged.port)), **{"answer": 2.0, "done": 2.0, **more})


def test_a_slip_goes_over_every_line(plugged, paper):
    with opened(plugged) as printer:
        assert printer.status() == Status(answers=True)
        printer.put(encoded(SLIP), answers=True)
    assert paper.slips == [["A-014", "Terima kasih"]]


def test_its_state_is_told(plugged, paper):
    with opened(plugged) as printer:
        paper.room = 0
        with pytest.raises(Trouble, match=r"^Kertas printer habis\. Pasang gulungan"):
            printer.status()
        paper.room, paper.cover = None, True
        with pytest.raises(Trouble, match=r"^Penutup printer terbuka\. Tutup"):
            printer.status()


def test_one_that_does_not_answer_is_told_apart(plugged, paper):
    paper.mute = True
    with opened(plugged, answer=0.05) as printer:
        assert printer.status() == Status(answers=False)
        printer.put(encoded(SLIP), answers=False)


def test_one_that_vanishes_in_the_middle_leaves_a_doubt(plugged):
    plugged.limit = 20
    with opened(plugged, answer=0.2, done=0.2) as printer, pytest.raises(Unsure):
        printer.put(encoded(SLIP * 40), answers=True)


def test_a_plain_file_grows_and_a_pipe_is_written(tmp_path, paper):
    path = tmp_path / "slips.bin"
    for _ in range(2):
        with connect(PrinterSettings(str(path))) as printer:
            assert printer.status() == Status(answers=False)
            printer.put(encoded(SLIP), answers=False)
    paper.feed(path.read_bytes())
    assert len(paper.slips) == 2


@pytest.mark.parametrize(
    "port", ["/dev/usb/lp9", "/dev/ttyUSB9", "tcp://127.0.0.1:9", "/dev/serial/by-id/none"]
)
def test_one_that_is_not_there_is_told_with_a_remedy(port):
    with pytest.raises(Gone) as told:
        open_line(Port.parse(port))
    assert told.value.fact.startswith("Printer ")
    assert told.value.remedy.startswith("Periksa kabel")


def test_usb_goes_through_python_escpos(monkeypatch):
    class Usb:
        in_ep = 0x82

        def __init__(self, vendor, product, timeout):
            assert (vendor, product, timeout) == (0x04B8, 0x0E15, 5000)
            self.said, self.device, self.closed = [], self, False

        def open(self):
            pass

        def _raw(self, octets):
            if self.said:
                raise RuntimeError("unplugged")
            self.said.append(octets)

        def read(self, endpoint, size, timeout):
            assert (endpoint, size, timeout) == (0x82, 64, 100)
            return b"\x12"

        def close(self):
            self.closed = True

    monkeypatch.setattr(printer_line.escpos(), "Usb", Usb)
    line = open_line(Port.parse("usb://04B8:0e15"))
    line.write(b"x")
    assert line.read(0.1) == b"\x12"
    with pytest.raises(Gone, match=r"Printer 04b8:0e15 tidak tersambung \(unplugged\)"):
        line.write(b"y")
    line.close()


def test_without_the_library_nothing_is_handed_over(monkeypatch):
    from kiosk.errors import KioskError

    printer_line.escpos.cache_clear()
    monkeypatch.setitem(sys.modules, "escpos", None)
    monkeypatch.setitem(sys.modules, "escpos.printer", None)
    with pytest.raises(KioskError, match="python-escpos") as told:
        connect(PrinterSettings("/dev/null"))
    assert "pip install" in told.value.remedy
    printer_line.escpos.cache_clear()


def test_the_library_leaves_no_folder_behind(tmp_path):
    code = "from kiosk.doors.printer_line import escpos; escpos()"
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "TMPDIR": str(tmp_path)})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "text", ["", "lp0", "usb://4b8:e15", "tcp://", "tcp://x:99999", "http://x", "serial://x"]
)
def test_what_is_no_port(text):
    assert Port.parse(text) is None


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("tcp://printer", Port("tcp", "printer", 9100)),
        ("tcp://[::1]:9101", Port("tcp", "::1", 9101)),
        ("tcp://[::1]", Port("tcp", "::1", 9100)),
        ("serial:///dev/ttyS0", Port("serial", "/dev/ttyS0")),
        ("file:///tmp/x", Port("file", "/tmp/x")),
        ("/dev/serial/by-id/usb-x", Port("serial", "/dev/serial/by-id/usb-x")),
    ],
)
def test_what_is_one(text, port):
    assert Port.parse(text) == port


@pytest.mark.process
def test_the_counter_prints_what_it_promises(plugged, paper, kiosk, tmp_path):
    """A visitor books at a real `kiosk console`; the printer, out of paper, gets a roll meanwhile."""
    paper.room = 0
    config = tmp_path / "kiosk.toml"
    config.write_text(f'[kiosk]\ndata = "{kiosk.store.folder}"\n[printer]\nport = "{plugged.port}"\n')
    command = [sys.executable, "-m", "kiosk", "console", "--plain", "--config", str(config)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as console:
        console.stdin.write("\n".join(["4", "1", "1", "2", "2", "3674065503990001", "1"]) + "\n")
        console.stdin.flush()
        receipt = next(line for line in console.stdout if line.startswith("TERDAFTAR"))
        until(lambda: kiosk.write(slips.trouble).startswith("Kertas printer habis"))
        paper.room = None
        until(lambda: paper.slips)
        console.stdin.close()
        assert console.wait(20) == 0
    (slip,) = paper.slips
    assert receipt.split()[1].rstrip(".") in [line.strip() for line in slip]
    assert kiosk.write(lambda tx: slips.standing(tx, 9)) == []


def until(true, seconds=20.0):
    """Look again and again, while another process works."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)
