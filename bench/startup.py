"""How soon the kiosk is there, and what it costs: `kiosk --help`; start, memory and idle CPU of the demo.

At the end somebody looks at its page: the city lives through its month, and goes on at x60.
"""

import contextlib
import json
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from common import KIOSK, ROOT, cpu_of, cpu_of_process, memory_of, report

IDLE_SECONDS = 10.0
FAST_SECONDS = 30.0
COMES = {"text", "call", "counter"}  # what happens when somebody of the city comes
ASK = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def call(base, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data=data, headers={"Content-Type": "application/json"})
    with ASK(request, timeout=30) as answer:
        return json.loads(answer.read() or b"null")


def until_answers(base, process):
    """Text MENU as soon as the API is there; give the seconds from the start to the reply on the handset."""
    started = time.perf_counter()
    while process.poll() is None:
        try:
            call(base, "/api/sms", {"from": "+6281200000001", "text": "MENU"})
            break
        except OSError:
            time.sleep(0.01)
    assert call(base, "/api/handsets/%2B6281200000001/inbox?wait=30"), "the demo did not answer"
    return time.perf_counter() - started


class Page(threading.Thread):
    """An open page: reads the stream of news as a browser does; `lives` once somebody of the city came."""

    def __init__(self, base):
        super().__init__(daemon=True)
        self.base, self.lives = base, threading.Event()

    def run(self):
        with contextlib.suppress(OSError), ASK(f"{self.base}/api/events", timeout=60) as stream:
            for line in stream:
                news = json.loads(line[5:]) if line.startswith(b"data:") else {}
                if "run" not in news and any(one["kind"] in COMES for one in news.get("events", ())):
                    self.lives.set()


def lived(base, pid):
    """Give the memory when a month has been lived through, and some time at x60, with an open page."""
    page = Page(base)
    page.start()
    assert page.lives.wait(120), "nobody came"
    call(base, "/api/clock", {"advance": 12 * 3600})
    call(base, "/api/clock", {"speed": 60})
    time.sleep(FAST_SECONDS)
    return memory_of(pid)


def demo():
    with tempfile.TemporaryDirectory() as data:
        address = f"127.0.0.1:{free_port()}"
        command = [*KIOSK, "demo", "--no-browser", "--http", address, "--data", data]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        try:
            seconds = until_answers(f"http://{address}", process)
            time.sleep(1)
            memory, before = memory_of(process.pid), cpu_of_process(process.pid)
            time.sleep(IDLE_SECONDS)
            idle = (cpu_of_process(process.pid) - before) / IDLE_SECONDS
            whole = lived(f"http://{address}", process.pid)
        finally:
            process.terminate()
            process.wait(20)
    return seconds, memory, idle, whole


def main():
    bare = cpu_of([sys.executable, "-c", "pass"])
    shown = cpu_of([*KIOSK, "--help"])
    seconds, memory, idle, whole = demo()
    report(
        "startup",
        [
            ("CPU of a bare interpreter", bare, "s", None),
            ("CPU of kiosk --help", shown, "s", "0.12"),
            ("kiosk demo until a text is answered", seconds, "s", "2"),
            ("kiosk demo, memory (RSS)", memory, "MB", "100"),
            ("kiosk demo, idle CPU", idle * 100, "% of a core", "1"),
            ("the whole demo, city and open page at x60, memory (RSS)", whole, "MB", "150"),
        ],
    )


if __name__ == "__main__":
    main()
