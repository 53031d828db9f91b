"""64 connections of a gateway that ask without a pause: `callers.py PORT hello|json|africastalking SECONDS`.

Each connection is kept and asks again as soon as it is answered; each carries one resident after the other
through the menu. Prints requests in a second, p50 and p99 in ms, and the answers that were no screens.
"""

import asyncio
import json
import sys
import time
from urllib.parse import urlencode

CONNECTIONS = 64
WAY = ("", "4", "1", "1", "1", "2")
RESIDENTS = 50  # of a connection, in turn
PATIENCE = 15  # seconds for the last answers; then they count as none


def hello(who, session, step):
    return b"GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"


def numbered(who, session, step):
    body = {
        "SessionId": session,
        "Mobile": who,
        "ServiceCode": "*123#",
        "Type": "Response" if step else "Initiation",
        "Message": WAY[step] or "*123#",
        "Sequence": step + 1,
    }
    return posted("/ussd/json", "application/json", json.dumps(body))


def path(who, session, step):
    body = {
        "sessionId": session,
        "serviceCode": "*123#",
        "phoneNumber": who,
        "text": "*".join(WAY[1 : step + 1]),
    }
    return posted("/ussd/africastalking", "application/x-www-form-urlencoded", urlencode(body))


def posted(where, kind, body):
    head = f"POST {where} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n{body}".encode()


class Caller(asyncio.Protocol):
    """One connection."""

    def __init__(self, number, ask, until):
        self.number, self.ask, self.until = number, ask, until
        self.got, self.asked = b"", 0
        self.times, self.wrong = [], 0

    def connection_made(self, transport):
        self.transport = transport
        self.go_on()

    def go_on(self):
        if time.perf_counter() >= self.until:
            self.transport.close()
            return
        dialogue, step = divmod(self.asked, len(WAY))
        who = f"+62812{self.number:04}{dialogue % RESIDENTS:04}"
        self.asked += 1
        self.started = time.perf_counter()
        self.transport.write(self.ask(who, f"{self.number}-{dialogue}", step))

    def data_received(self, octets):
        self.got += octets
        head, blank, body = self.got.partition(b"\r\n\r\n")
        if not blank or len(body) < int(head.lower().partition(b"content-length:")[2].split()[0]):
            return
        self.times.append(time.perf_counter() - self.started)
        self.wrong += not head.startswith(b"HTTP/1.1 200") or b"terganggu" in body
        self.got = b""
        self.go_on()


async def main():
    port, seconds = int(sys.argv[1]), float(sys.argv[3])
    ask = {"hello": hello, "json": numbered, "africastalking": path}[sys.argv[2]]
    loop, until = asyncio.get_running_loop(), time.perf_counter() + seconds
    made = [Caller(number, ask, until) for number in range(CONNECTIONS)]
    await asyncio.gather(*[loop.create_connection(lambda one=one: one, "127.0.0.1", port) for one in made])
    while any(not one.transport.is_closing() for one in made) and time.perf_counter() < until + PATIENCE:
        await asyncio.sleep(0.05)
    unanswered = sum(not one.transport.is_closing() for one in made)
    times = sorted(time for one in made for time in one.times)
    print(
        len(times) / seconds,
        1000 * times[len(times) // 2],
        1000 * times[int(0.99 * len(times))],
        sum(one.wrong for one in made) + unanswered,
    )


asyncio.run(main())
