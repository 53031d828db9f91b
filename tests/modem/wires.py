"""One modem's line over each of the four transports, as a client has it."""

import os
import select
import socket
import time

import serial

import modem.simulator
from modem.simulator import serve, share

OK = b"\r\nOK\r\n"


def answer_to(row):
    """The octets that answer a row of the table of conformance, after ATE0."""
    line, *lines = row
    if line.startswith("ATV0"):
        return b"0\r"
    blocks = "\r\n".join(lines).split("\r\n\r\n") if lines else ()
    return "".join(f"\r\n{block}\r\n" for block in blocks).encode("latin-1")


class Wire:
    """A client's end: writes, and reads until something is there."""

    def __init__(self, write, read, close):
        self.write, self._read, self.close = write, read, close

    def until(self, end, seconds=30):
        got = b""
        deadline = time.monotonic() + seconds
        while end not in got:
            assert time.monotonic() < deadline, (end, got)
            got += self._read()
        return got

    def ask(self, line, end=OK):
        self.write(line + b"\r")
        return self.until(end)


def descriptor(fd, close):
    def read():
        ready, _, _ = select.select([fd], [], [], 1)
        return os.read(fd, 4096) if ready else b""

    return Wire(lambda octets: os.write(fd, octets), read, close)


def by_memory(sim, path):
    link = sim.modems[0].link()
    return Wire(link.write, lambda: link.read(1), link.close)


def by_url(sim, path):
    modem.simulator.register()
    share(sim, "wire")
    port = serial.serial_for_url("sim://wire/0", timeout=1)

    def close():
        port.close()
        share(None, "wire")

    return Wire(port.write, lambda: port.read(port.in_waiting or 1), close)


def by_pty(sim, path):
    served = serve(sim, {0: path})
    fd = os.open(path, os.O_RDWR | os.O_NOCTTY)
    return descriptor(fd, lambda: (os.close(fd), served.close()))


def by_tcp(sim, path):
    served = serve(sim, tcp=("127.0.0.1", 0))
    client = socket.create_connection(served.addresses[0])
    return descriptor(client.fileno(), lambda: (client.close(), served.close()))


TRANSPORTS = {"memory": by_memory, "url": by_url, "pty": by_pty, "tcp": by_tcp}
