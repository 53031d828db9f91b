"""A small scripted modem, and what the tests of the driver say with it."""

import heapq
from datetime import datetime, timedelta, timezone

from modem import (
    Gone,
    Recovered,
)
from modem.parts import delivers
from modem.tpdu import Address, StatusReport, encode_pdu

NOON = datetime(2026, 11, 24, 12, tzinfo=timezone(timedelta(hours=7)))
ANI, BUDI = "+6281211110001", "+6281211110002"


class Peer:
    """A modem that answers by a table, on a clock that jumps to whatever comes next; a `Link`."""

    name = "script"

    def __init__(self):
        self.time = 0.0
        self.said = []  # every command line
        self.sent = []  # every PDU, in hex
        self.store = {}  # (memory, index) -> (status, hex)
        self.memory = "SM"
        self.answers = {}  # command -> what replaces its answer: bytes, or a list of them, one a time
        self.mute = False
        self.dead = False
        self.echo = True
        self._due, self._count = [], 0
        self._typed, self._wants = b"", None
        self._woken = []

    # Link
    def now(self):
        return self.time

    def read(self, timeout):
        if self.dead:
            raise Gone("The modem is unplugged.")
        end = self.time + timeout
        events = [self._due[0][0]] if self._due else []
        moment = min([*events, *self._woken[:1], end])
        self.time = max(self.time, moment)
        if self._woken and self._woken[0] <= self.time:
            self._woken.pop(0)
            return b""
        octets = b""
        while self._due and self._due[0][0] <= self.time:
            octets += heapq.heappop(self._due)[2]
        return octets

    def write(self, octets):
        if self.dead:
            raise Gone("The modem is unplugged.")
        for octet in octets:
            self._typed += bytes([octet])
            if self._wants and octet == 0x1A:
                self._body(self._typed[:-1].decode())
            elif octet == 0x1B:
                self._typed, self._wants = b"", None
            elif octet == 0x0D and not self._wants:
                line, self._typed = self._typed.decode(), b""
                self._command(line.strip())

    def wake(self):
        self._woken.append(self.time)

    def close(self):
        self.dead = True

    # the modem
    def say(self, octets, after=0.0):
        if not octets:
            return
        self._count += 1
        heapq.heappush(self._due, (self.time + after, self._count, octets))

    def urc(self, text, after=0.0):
        self.say(b"\r\n%s\r\n" % text.encode(), after)

    def wake_after(self, seconds):
        self._woken.append(self.time + seconds)

    def _command(self, line):
        if self.mute:
            return
        self.said.append(line.removeprefix("AT"))
        if self.echo:
            self.say(line.encode() + b"\r")
        self.say(self._answer(line.removeprefix("AT")))

    def _answer(self, line):
        for begin, answer in self.answers.items():
            if line.startswith(begin):
                answer = answer.pop(0) if isinstance(answer, list) and answer else answer
                if isinstance(answer, bytes):
                    return answer
        name, _, value = line.partition("=")
        if value == "?" and name == "+CPMS":
            return b'\r\n+CPMS: ("SM","ME"),("SM","ME"),("SM","ME")\r\n\r\nOK\r\n'
        if name == "+CPMS":
            self.memory = value.split('"')[1]
        if name in ("+CMGS", "+CMGW") and value != "?":
            self._wants = name
            return b"\r\n> "
        if name == "+CMGL":
            return self._list()
        if name == "+CMGD":
            self.store.pop((self.memory, int(value)), None)
        if line == "E0":
            self.echo = False
        lines = {
            "+CPIN?": "+CPIN: READY", "+CGSN": "356938035643809", "+CIMI": "510101234567890",
            "+CCID": "+CCID: 8962100000000000001", "+CMGF?": "+CMGF: 0", "+CREG?": "+CREG: 1,5",
            "+COPS?": '+COPS: 0,0,"TELKOMSEL"', "+CSQ": "+CSQ: 18,99", "+CPMS?": '+CPMS: "SM",3,30,"SM",3,30',
        }  # fmt: skip
        return b"\r\n%s\r\n\r\nOK\r\n" % lines[line].encode() if line in lines else b"\r\nOK\r\n"

    def _list(self):
        entries = sorted(
            (index, *entry) for (memory, index), entry in self.store.items() if memory == self.memory
        )
        for index, status, pdu in entries:
            if status == 0:
                self.store[self.memory, index] = (1, pdu)
        return "".join(
            f"\r\n+CMGL: {index},{status},,{len(pdu) // 2 - 1}\r\n{pdu}" for index, status, pdu in entries
        ).encode() + (b"\r\n\r\nOK\r\n" if entries else b"\r\nOK\r\n")

    def _body(self, pdu):
        name, self._wants, self._typed = self._wants, None, b""
        if self.mute:
            return
        self.sent.append(pdu)
        answer = self.answers.get("body", f"\r\n{name}: {len(self.sent)}\r\n\r\nOK\r\n".encode())
        self.say(answer.pop(0) if isinstance(answer, list) else answer, after=2.0)

    def put(self, index, pdu, status=0, memory="SM"):
        self.store[memory, index] = (status, pdu if isinstance(pdu, str) else encode_pdu(pdu).hex().upper())

    def arrive(self, *pdus, after=0.0):
        for pdu in pdus:
            index = next(n for n in range(1, 300) if ("SM", n) not in self.store)
            self.put(index, pdu)
            self.urc(f'+CMTI: "SM",{index}', after)


class Paced(Peer):
    """A modem behind a serial port: at another pace than its own all is noise, both ways."""

    def __init__(self, own, *, follows=False):
        super().__init__()
        self.own, self.follows, self.baud = own, follows, 115200
        self.answers["+IPR?"] = b"\r\n+IPR: %d\r\n\r\nOK\r\n" % (0 if follows else own)

    def write(self, octets):
        if self.baud == self.own:
            super().write(octets)
        else:
            self.say(b"\x80\xff\x00")

    def _command(self, line):
        super()._command(line)
        if line.startswith("AT+IPR="):
            self.own = int(line.removeprefix("AT+IPR="))


def sms(text, sender=ANI, reference=0, seconds=0):
    return delivers(sender, text, timestamp=NOON + timedelta(seconds=seconds), reference=reference)


def report(reference, status=0):
    return StatusReport(reference, Address.of(ANI), NOON, NOON, status)


def all_of(modem, timeout=0):
    events = []
    while (event := modem.next_event(timeout)) is not None:
        events.append(event)
    return events


def after_trouble(modem, timeout):
    """The next event that is not about the modem itself."""
    while isinstance(event := modem.next_event(timeout), Recovered):
        pass
    return event
