"""Speed of the driver on an instant modem behind a pty, beside pyserial itself: `python bench/driver.py`.

The far end is a script in a process of its own that answers at once; a send is one of 160 characters, encoded
by the driver, and only written by pyserial. Both send on one open port in short turns, since the machine has
other things to do as well: the ratio is the median of the turns' ratios. Who waits longer for a busy machine
looks alike, so that the quietest tenth of the turns stands beside it, and the processor time of this process.
"""

import asyncio
import os
import pty
import statistics
import sys
import tempfile
import threading
import time
import tty
from operator import truediv
from pathlib import Path

from common import ROOT, report

sys.path[:0] = [str(ROOT)]

import serial  # noqa: E402

import modem.lock  # noqa: E402
from modem import open_async_modem, open_modem  # noqa: E402
from modem.parts import submits  # noqa: E402
from modem.simulator import Simulator, VirtualClock, share  # noqa: E402
from modem.tpdu import encode_pdu  # noqa: E402

TURNS, SENDS, CONNECTS, WAKES, TEXTS = 200, 25, 40, 2000, 5000
(TPDU,) = submits("+6281211110001", "x" * 160)
PDU = encode_pdu(TPDU)
ANSWERS = {
    b"AT+CPIN?": b"+CPIN: READY",
    b"AT+CGSN": b"356938035643809",
    b"AT+CIMI": b"510101234567890",
    b"AT+CCID": b"+CCID: 8962100000000000001",
    b"AT+CPMS=?": b'+CPMS: ("SM"),("SM"),("SM")',
}
SENT = b"\r\n+CMGS: 7\r\n\r\nOK\r\n"


def modem_on(master):
    """Answer whatever comes until the other end is gone."""
    while True:
        try:
            octets = os.read(master, 4096)
        except OSError:
            return
        line = octets.strip(b"\x1b\r")
        if octets.endswith(b"\x1a"):
            answer = SENT
        elif line.startswith(b"AT+CMGS"):
            answer = b"\r\n> "
        elif line:
            said = ANSWERS.get(line)
            answer = (b"\r\n" + said + b"\r\n" if said else b"") + b"\r\nOK\r\n"
        else:
            continue
        os.write(master, answer)


def port():
    """Start the far end; gives its process, the port's name, and an end of it that keeps it there."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    process = os.fork()
    if not process:
        os.close(slave)
        modem_on(master)
        os._exit(0)
    os.close(master)
    return process, os.ttyname(slave), slave


def timed(function, count):
    """Give the median of the microseconds that *function* takes."""
    times = []
    for _ in range(count):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e6


def by_pyserial(line):
    """The same exchange by `read(in_waiting or 1)`."""

    def until(end):
        octets = b""
        while not octets.endswith(end):
            octets += line.read(line.in_waiting or 1)

    def send():
        line.write(b"AT+CMGS=%d\r" % (len(PDU) - 1))
        until(b"> ")
        line.write(PDU.hex().upper().encode() + b"\x1a")
        until(b"OK\r\n")

    return send


def turn(send):
    """Give the microseconds of one send, on the clock (the median) and of the processor (the mean)."""
    start = time.process_time()
    clock = timed(send, SENDS)
    return clock, (time.process_time() - start) / SENDS * 1e6


def sends(device):
    """Send by both in turns; gives, as rows, what each takes and the driver's time by pyserial's."""
    with serial.Serial(device, timeout=5) as line, open_modem(device) as gsm:
        by_both = (by_pyserial(line), lambda: gsm.submit(TPDU))
        turns = [[turn(send) for send in by_both] for _ in range(TURNS)]
    bare, ours = ([two[who][0] for two in turns] for who in (0, 1))
    ratio = statistics.median(map(truediv, ours, bare))
    yield from compared("", statistics.median(bare), statistics.median(ours), ratio, "1.1")
    bare, ours = (statistics.quantiles(times, n=10)[0] for times in (bare, ours))
    yield from compared(", quietest tenth", bare, ours, ours / bare, "")
    bare, ours = ([two[who][1] for two in turns] for who in (0, 1))
    ratio = statistics.median(map(truediv, ours, bare))
    yield from compared(", processor alone", statistics.median(bare), statistics.median(ours), ratio, "")


def compared(kind, bare, ours, ratio, goal):
    """Give the rows of one comparison."""
    return (
        (f"a send by pyserial{kind}", bare, "us", ""),
        (f"a send by the driver{kind}", ours, "us", ""),
        (f"the driver's to pyserial's{kind}", ratio, "x", goal),
    )


def wakes(gsm):
    """From a wake in another thread to `next_event` returning, in milliseconds: median, 99th percentile."""
    rung, times, go, stop = [0.0], [], threading.Event(), threading.Event()

    def ring():
        while not stop.is_set():
            go.wait()
            go.clear()
            rung[0] = time.perf_counter()
            gsm.wake()

    thread = threading.Thread(target=ring, daemon=True)
    thread.start()
    for _ in range(WAKES):
        go.set()
        gsm.next_event(60)
        times.append(time.perf_counter() - rung[0])
    stop.set()
    go.set()
    thread.join()
    times.sort()
    return times[len(times) // 2] * 1e3, times[len(times) * 99 // 100] * 1e3


def twin(device):
    """From asking the twin for asyncio, while an event is awaited, to the answer: median in milliseconds."""

    async def talk():
        times = []
        async with open_async_modem(device) as gsm:
            waiting = asyncio.create_task(gsm.next_event())
            for _ in range(WAKES):
                start = time.perf_counter()
                await gsm.ask("")
                times.append(time.perf_counter() - start)
            waiting.cancel()
        return statistics.median(times) * 1e3

    return asyncio.run(talk())


def simulated(*, report):
    """SMS a second from a program through driver, `sim://`, modem and network into a phone."""
    sim = Simulator(clock=VirtualClock())
    share(sim, "bench")
    phone, count = sim.network.handset("+6281211110001"), TEXTS // 2 if report else TEXTS
    with open_modem("sim://bench") as gsm:
        start = time.perf_counter()
        for number in range(count):
            gsm.send(phone.number, f"Nomor {number}", report=report)
            if report:
                event = gsm.next_event(60)
                assert event.delivered
                gsm.accept(event)
        sim.advance(60)
        took = time.perf_counter() - start
    assert phone.inbox[-1].text == f"Nomor {count - 1}"
    share(None, "bench")
    return count / took


def main():
    with tempfile.TemporaryDirectory() as folder:
        modem.lock.DIRECTORIES = (Path(folder),)
        process, device, slave = port()
        rows = [*sends(device)]
        connect = timed(lambda: open_modem(device).close(), CONNECTS) / 1000
        with open_modem(device) as gsm:
            median, late = wakes(gsm)
        asked = twin(device)
        os.close(slave)
        os.waitpid(process, 0)
    report(
        "driver",
        [
            *rows,
            ("connecting", connect, "ms", "30"),
            ("a wake, median", median, "ms", ""),
            ("a wake, 99th percentile", late, "ms", "1"),
            ("a command by the twin for asyncio, median", asked, "ms", ""),
            ("SMS over sim://", simulated(report=False), "/s", "12,000"),
            ("SMS over sim:// with their reports", simulated(report=True), "/s", "12,000"),
        ],
    )


if __name__ == "__main__":
    main()
