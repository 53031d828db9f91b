"""How soon the kiosk is there, and what it costs: `kiosk --help`; start, memory and idle CPU of the demo."""

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

from common import KIOSK, ROOT, cpu_of, cpu_of_process, memory_of, report

IDLE_SECONDS = 10.0
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
        finally:
            process.terminate()
            process.wait(20)
    return seconds, memory, idle


def main():
    bare = cpu_of([sys.executable, "-c", "pass"])
    shown = cpu_of([*KIOSK, "--help"])
    seconds, memory, idle = demo()
    report(
        "startup",
        [
            ("CPU of a bare interpreter", bare, "s", None),
            ("CPU of kiosk --help", shown, "s", "0.12"),
            ("kiosk demo until a text is answered", seconds, "s", "2"),
            ("kiosk demo, memory (RSS)", memory, "MB", "100"),
            ("kiosk demo, idle CPU", idle * 100, "% of a core", "1"),
        ],
    )


if __name__ == "__main__":
    main()
