"""The simulator beside the floors of the same run: `python bench/simulator.py`.

The floor of a round trip is a pair of bare programs on a pty: in C where there is a compiler, else in Python.
The client is the same for all: the one in C, or the one in Python. Client and modem have a processor each:
where two programs are put changes a trip by half, the floor's too, and would be all that the ratio shows.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import xml.etree.ElementTree as ET
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from common import KIOSK, ROOT, median, memory_of, report

from modem import open_modem
from modem.events import ReportReceived, SmsReceived
from modem.parts import submits
from modem.simulator import Simulator, VirtualClock, share
from modem.tpdu import encode_pdu

ROUNDS, TRIPS = 7, 10_000
ALLOWED = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
OPEN = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
SERVED = """
import sys
from modem.simulator import Simulator, serve
sys.setswitchinterval(0.0005)
sim = Simulator()
sim.trace.enabled = sys.argv[2] == "traced"
with serve(sim, {0: sys.argv[1]}):
    print(sys.argv[1], flush=True)
    sys.stdin.read()
"""


@contextmanager
def running(*command):
    """A program; its first line is what is yielded with it."""
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        first = process.stdout.readline().strip()
        keep_on(-1, process.pid)
        yield first, process
        process.terminate()


def keep_on(which, pid):
    """Keep a process, with all of its threads, on the first (0) or the last (-1) processor, if one can."""
    if not hasattr(os, "sched_setaffinity"):
        return
    processor = sorted(ALLOWED)[which]
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {processor})


@contextmanager
def kiosk_sim(folder, *options):
    """`kiosk sim`; yields the address of its API and the process."""
    command = [*KIOSK, "sim", "--link", f"{folder}/sim", "--http", "127.0.0.1:0", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        page = next(line.split()[1] for line in process.stdout if line.startswith("Phones"))
        yield f"{page}api", process
        process.terminate()


# Over the pty


def pair(folder):
    """The command of the bare pair, compiled if it can be."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    source = Path(__file__).parent / "common" / "pair"
    if compiler is None:
        return [sys.executable, f"{source}.py"]
    subprocess.run([compiler, "-O2", "-o", f"{folder}/pair", f"{source}.c"], check=True)
    return [f"{folder}/pair"]


def asked(bare, device):
    """Give median and 95th percentile of round trips, in microseconds."""
    command = [*bare, "ask", device, str(TRIPS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as asking:
        keep_on(0, asking.pid)
        answer, _ = asking.communicate(timeout=120)
    return [float(figure) for figure in answer.split()]


def round_trips(folder):
    bare = pair(folder)
    engine = [sys.executable, "-c", SERVED]
    with (
        running(*bare, "serve") as (floor, _),
        running(*engine, f"{folder}/plain", "plain") as (plain, _),
        running(*engine, f"{folder}/traced", "traced") as (traced, _),
        kiosk_sim(folder) as (base, _),
    ):
        ends = {"floor": floor, "plain": plain, "traced": traced}
        figures = {name: [] for name in ends}
        for _ in range(ROUNDS):
            for name, device in ends.items():
                figures[name].append(asked(bare, device)[0])
        with streaming(base):
            streamed = [asked(bare, f"{folder}/sim") for _ in range(3)]
    figures = {name: min(medians) for name, medians in figures.items()}  # the round that nobody disturbed
    least = figures["floor"]
    what = "C pair" if len(bare) == 1 else "Python pair"
    yield f"pty round trip: {what}, median", least, "us", None
    yield "pty round trip: simulator without trace", figures["plain"] / least, "x", "1.6"
    yield "pty round trip: simulator", figures["traced"] / least, "x", "1.7"
    yield (
        "pty round trip while the page streams, median",
        median(figure[0] for figure in streamed),
        "us",
        None,
    )
    yield "pty round trip while the page streams, p95", median(f[1] for f in streamed) / 1000, "ms", "2"


@contextmanager
def streaming(base):
    """A page's stream of news, read as it comes."""
    host, port = urlsplit(base).netloc.split(":")
    with socket.create_connection((host, int(port))) as line:
        line.sendall(f"GET /api/events HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        reader = threading.Thread(target=lambda: all(iter(lambda: line.recv(65536), b"")), daemon=True)
        reader.start()
        yield
        line.shutdown(socket.SHUT_RDWR)
        reader.join()


# In the process


def rate(function, count, rounds=5):
    """Calls a second: the best round, by CPU time."""
    best = 0.0
    for _ in range(rounds):
        started = time.process_time()
        function(count)
        best = max(best, count / (time.process_time() - started))
    return best


def commands():
    sim = Simulator(clock=VirtualClock())
    device = sim.modems[0].device
    device.feed(b"ATE0\r")

    def by_device(count):
        for _ in range(count):
            device.feed(b"AT+CSQ\r")

    yield "commands to the device", rate(by_device, 50_000), "/s", "200,000"
    share(sim, "bench")
    with open_modem("sim://bench") as gsm:

        def by_driver(count):
            for _ in range(count):
                gsm._exchange.run("+CSQ")

        yield "commands through driver and sim://", rate(by_driver, 20_000), "/s", "80,000"
    share(None, "bench")


def messages():
    (message,) = submits("+6281234567890", "Halo @kiosk", report=True)
    octets = encode_pdu(message)
    order, typed = b"AT+CMGS=%d\r" % (len(octets) - 1), octets.hex().upper().encode() + b"\x1a"
    sim = Simulator(clock=VirtualClock())
    link = sim.modems[0].link()
    link.write(b"ATE0;+CNMI=2,1,0,1\r")

    def by_device(count):
        for _ in range(count):
            link.write(order)
            link.write(typed)
            while b"+CDS:" not in link.read(1):
                pass

    yield "SMS from the modem to the handset and its report back", rate(by_device, 3_000), "/s", "12,000"
    link.close()
    sim = Simulator(clock=VirtualClock())
    with open_modem(sim.modems[0].link()) as gsm:

        def by_driver(count):
            for _ in range(count):
                gsm.submit(message)
                while not isinstance(event := gsm.next_event(5), ReportReceived):
                    pass
                gsm.accept(event)

        yield "the same through the driver", rate(by_driver, 1_000), "/s", None


# A day


POLLS, MESSAGES, SESSIONS = 17_280, 1_000, 300


def a_day(name):
    sim = Simulator(clock=VirtualClock())
    share(sim, name)
    clock = sim.clock
    for number in range(MESSAGES):
        phone = sim.network.handset(f"+62812{number:08d}")
        clock.at(86.0 * number + 1, phone.text, "DAFTAR poli anak, besok pagi")
    with open_modem(f"sim://{name}") as gsm:
        started = time.process_time()
        answered = reports = sessions = 0
        for poll in range(1, POLLS + 1):
            gsm._exchange.run("+CSQ")
            while event := gsm.next_event(poll * 5.0 - clock.now()):
                if isinstance(event, SmsReceived):
                    gsm.send(event.sender, "Nomor antrean Anda A-012, perkiraan jam 09.40.", report=True)
                    answered += 1
                elif isinstance(event, ReportReceived):
                    reports += 1
                gsm.accept(event)
            if poll * SESSIONS // POLLS > sessions:
                assert gsm.ussd("*123#").more
                assert gsm.ussd("1").more
                assert not gsm.ussd("1").more
                sessions += 1
        seconds = time.process_time() - started
    share(None, name)
    assert (answered, reports, sessions) == (MESSAGES, MESSAGES, SESSIONS)
    assert clock.now() >= 86_400
    return seconds


# The command


def ask(base, path, **body):
    data = json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    with OPEN(urllib.request.Request(f"{base}{path}", data, headers), timeout=30) as answer:
        answer.read()


def memory(folder):
    with kiosk_sim(folder, "--modems", "8") as (base, process):
        for number in range(50):
            ask(base, "/sms", **{"from": f"+62812{number:08d}", "text": "INFO"})
        with streaming(base):
            time.sleep(1)
        return memory_of(process.pid)


def first_answer(folder, bare):
    """Seconds from the start of the process to its first answer on the line."""
    link = Path(folder) / "first"
    started = time.perf_counter()
    command = [*KIOSK, "sim", "--link", str(link), "--http", "127.0.0.1:0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        while not link.is_symlink():
            time.sleep(0.001)
        subprocess.run([*bare, "ask", str(link), "1"], check=True, stdout=subprocess.DEVNULL)
        seconds = time.perf_counter() - started
        process.terminate()
    return seconds


def tests(folder):
    """The median of the modem's tests, in milliseconds; what starts other programs is left out."""
    written = f"{folder}/tests.xml"
    chosen = ["-m", "not process and not browser", "tests/modem"]
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--junitxml", written, *chosen],
        cwd=ROOT,
        check=False,
        stdout=subprocess.DEVNULL,
    )
    cases = ET.parse(written).iter("testcase")
    return 1000 * median(float(case.get("time")) for case in cases)


def main():
    with tempfile.TemporaryDirectory(prefix="b", dir="/tmp") as folder:
        rows = list(round_trips(folder))
        rows += commands()
        rows += messages()
        rows.append(("a day for modem, network, driver, CPU", min(map(a_day, ("a", "b", "c"))), "s", "0.8"))
        rows.append(("kiosk sim, 8 modems, 50 phones, memory (RSS)", memory(folder), "MB", "60"))
        bare = pair(folder)
        starts = [first_answer(folder, bare) for _ in range(5)]
        rows.append(("kiosk sim until the first answer", min(starts), "s", "0.4"))
        if "--no-tests" not in sys.argv:
            rows.append(("a test of the modem, median", tests(folder), "ms", "20"))
    report("simulator", rows)


if __name__ == "__main__":
    main()
