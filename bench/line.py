"""How much of a slow line the driver uses while it sends long messages, in real time: `python bench/line.py`.

The far end is a process that lets each octet take ten bits of the baud rate, in both directions, and answers
without any delay of its own. Of each part command, prompt, PDU and answer follow one another; each must have
come whole before the next begins. So the line is *used* while either direction carries something; *PDUs* is
the share of the direction to the modem alone, which rests while the prompt and the answer come. The best of
three turns counts, since the machine has other things to do as well.
"""

import os
import pty
import sys
import tempfile
import time
import tty
from pathlib import Path

from common import ROOT, report

sys.path[:0] = [str(ROOT)]

import modem.lock  # noqa: E402
from modem import open_modem  # noqa: E402

TEXT = "Pendaftaran rawat jalan untuk Ibu Ani dicatat, mohon datang pukul 08.00 WIB. " * 13
LINES = ((115200, 4, 3), (9600, 1, 1))
"""Baud rate, how many messages of seven parts in a turn, and turns."""
ANSWERS = {
    b"AT+CPMS=?": b'\r\n+CPMS: ("SM"),("SM"),("SM")\r\n\r\nOK\r\n',
    b"AT+CPIN?": b"\r\n+CPIN: READY\r\n\r\nOK\r\n",
}
ENDS = (b"\r", b"\x1a", b"\x1b")
SPIN = 0.0005


class Line:
    """One end of a pty, at a pace; `here` and `there` are when each direction is free again."""

    def __init__(self, fd, baud, *, echo):
        self.fd, self.octet, self.echo = fd, 10 / baud, echo
        self.here = self.there = 0.0

    def arrived(self, count):
        """When so many octets more have come from the driver."""
        self.here = max(self.here, time.perf_counter()) + count * self.octet
        return self.here

    def say(self, octets, since):
        """Send *octets*, which the modem has *since* then; the driver has them when the last one came."""
        self.there = max(self.there, since) + len(octets) * self.octet
        while (rest := self.there - time.perf_counter()) > 0:
            if rest > SPIN:
                time.sleep(rest - SPIN)
        os.write(self.fd, octets)


def modem_on(line):
    """Answer as a modem until the other end is gone."""
    said = b""
    while True:
        try:
            octets = os.read(line.fd, 4096)
        except OSError:
            return
        for octet in (octets[n : n + 1] for n in range(len(octets))):
            said += octet
            at = line.arrived(1)
            if octet in ENDS:
                if answer := (said if line.echo else b"") + answered(said.strip(b"\x1b")):
                    line.say(answer, at - (len(said) * line.octet if line.echo else 0))
                said = b""


def answered(said):
    """Give what the modem says to a command line, or to the data behind a prompt."""
    if said.endswith(b"\x1a"):
        return b"\r\n+CMGS: 7\r\n\r\nOK\r\n"
    if said.startswith(b"AT+CMGS"):
        return b"\r\n> "
    return ANSWERS.get(said.strip(), b"\r\nOK\r\n") if said else b""


def port(baud, *, echo):
    """Start the far end; gives its process, the port's name, and an end of it that keeps it there."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    process = os.fork()
    if not process:
        os.close(slave)
        modem_on(Line(master, baud, echo=echo))
        os._exit(0)
    os.close(master)
    return process, os.ttyname(slave), slave


class Counted:
    """A link that counts what passes."""

    def __init__(self, link):
        self._link, self.out, self.back = link, 0, 0

    def __getattr__(self, name):
        return getattr(self._link, name)

    def write(self, octets):
        self.out += len(octets)
        self._link.write(octets)

    def read(self, timeout):
        octets = self._link.read(timeout)
        self.back += len(octets)
        return octets


def use(baud, messages, *, echo=False):
    """Send; gives the shares of the time in which the line, and each direction, carried octets."""
    process, device, slave = port(baud, echo=echo)
    with open_modem(Counted(modem.open_link(device))) as gsm:
        gsm.next_event(0)
        gsm.link.out = gsm.link.back = 0
        start = time.perf_counter()
        for _ in range(messages):
            assert gsm.send("+6281211110001", TEXT).parts == 7
        took = (time.perf_counter() - start) * baud / 10
        out, back = gsm.link.out, gsm.link.back
    os.close(slave)
    os.waitpid(process, 0)
    return (out + back) / took, out / took, back / took


def main():
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        modem.lock.DIRECTORIES = (Path(folder),)
        for baud, messages, turns in LINES:
            whole, out, _ = max(use(baud, messages) for _ in range(turns))
            rows.append((f"{baud} baud: the line is used", whole * 100, "%", "95"))
            rows.append((f"{baud} baud: PDUs", out * 100, "%", ""))
            _, out, back = max(use(baud, messages, echo=True) for _ in range(turns))
            rows.append((f"{baud} baud, with echo: the busier direction", max(out, back) * 100, "%", "95"))
    report("line", rows)


if __name__ == "__main__":
    main()
