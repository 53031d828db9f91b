"""Speed of the driver on an instant modem behind a pty, beside pyserial itself: `python bench/driver.py`.

The far end is a script in a thread of this process that answers at once; a send is one of 160 characters. The
figures are written to bench/results/driver.json too.
"""

import json
import os
import pty
import statistics
import sys
import tempfile
import threading
import time
import tty
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import serial

import modem.lock
from modem import open_modem
from modem.parts import submits
from modem.tpdu import encode_pdu

RESULTS = Path(__file__).parent / "results" / "driver.json"
SENDS, CONNECTS, WAKES = 2000, 20, 2000
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
    master, slave = pty.openpty()
    tty.setraw(slave)
    threading.Thread(target=modem_on, args=(master,), daemon=True).start()
    return os.ttyname(slave)


def timed(function, count):
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


def wakes(gsm):
    """From a wake in another thread to `next_event` returning: median and 99th percentile."""
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
    return times[len(times) // 2] * 1e6, times[len(times) * 99 // 100] * 1e6


def main():
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        modem.lock.DIRECTORIES = (Path(folder),)
        device = port()
        with serial.Serial(device, timeout=5) as line:
            send = by_pyserial(line)
            timed(send, 100)
            figures["pyserial_send_us"] = timed(send, SENDS)
        figures["connect_ms"] = timed(lambda: open_modem(device).close(), CONNECTS) / 1000
        with open_modem(device) as gsm:
            timed(lambda: gsm.submit(TPDU), 100)
            figures["driver_send_us"] = timed(lambda: gsm.submit(TPDU), SENDS)
            figures["wake_p50_us"], figures["wake_p99_us"] = wakes(gsm)
    figures["send_ratio"] = figures["driver_send_us"] / figures["pyserial_send_us"]
    figures = {name: round(value, 2) for name, value in figures.items()}
    for name, value in figures.items():
        print(f"{name:18} {value:10,.2f}")
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


main()
