"""The bare pair in Python, where there is no C compiler: see pair.c."""

import os
import pty
import sys
import time
import tty

ASK, ANSWER = b"AT+CSQ\r", b"\r\n+CSQ: 20,0\r\n\r\nOK\r\n"


def serve():
    master, slave = pty.openpty()
    tty.setraw(slave)
    print(os.ttyname(slave), flush=True)
    while octets := os.read(master, 4096):
        if octets.endswith(b"\r"):
            os.write(master, ANSWER)


def turn(fd, line):
    os.write(fd, line)
    got = b""
    while not got.endswith(b"OK\r\n"):
        got += os.read(fd, 4096)


def ask(device, count):
    fd = os.open(device, os.O_RDWR | os.O_NOCTTY)
    tty.setraw(fd)
    turn(fd, b"ATE0\r")
    times = []
    for _ in range(count):
        started = time.perf_counter()
        turn(fd, ASK)
        times.append((time.perf_counter() - started) * 1e6)
    times.sort()
    print(times[count // 2], times[count * 95 // 100])


if sys.argv[1] == "serve":
    serve()
else:
    ask(sys.argv[2], int(sys.argv[3]))
