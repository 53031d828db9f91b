"""The city from now on: residents at their phones and at the counter, the officer at the desk; one thread.

It lives while somebody looks (`watched`): a page that nobody sees costs nothing, and a program that drives
the phones by the API meets nobody else. When the clock was put forward, what happened meanwhile is lived
through.
"""

import heapq
import logging
import random
import threading
import uuid
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from kiosk import places
from kiosk.city import officer, wants
from kiosk.city.past import DAYS, HOURS, Past
from kiosk.city.people import Resident, people
from kiosk.clock import WIB
from kiosk.core import Inbound, Kiosk
from kiosk.services.hospital.exchange import loan
from kiosk.store import remembered
from modem.simulator.errors import SimulatorError

if TYPE_CHECKING:
    from modem.simulator import Simulator
    from modem.simulator.handsets import Handset
    from modem.simulator.values import Happening

log = logging.getLogger("kiosk")
RESIDENTS = 400
LOOK = 0.5  # seconds between two looks, by the machine's clock
BETWEEN = (4.0, 16.0)  # seconds between two who come, in the hours of the day; at night twice that
AT_ONCE = 6  # conversations
THINKING = (5.0, 20.0)  # seconds until an answer: a little hastier than people, since somebody looks on
PATIENCE = 180.0  # seconds that a resident waits for an answer
OFFICER_LOOKS = 240.0
SKIPPED = timedelta(minutes=30)  # put forward by so much: what was between is lived through
LIVED = "city lived until"  # in the data: so a demo that is started again goes on


class Busy(NamedTuple):
    """A conversation under way by SMS, in which the resident waits for an answer."""

    talk: wants.Talk
    since: datetime


class Present:
    """Lets the city live until `stop`: `run` is the body of a thread."""

    def __init__(
        self, kiosk: Kiosk, sim: "Simulator", code: str, seed: int, seen: Callable[[], bool]
    ) -> None:
        """Let it live beside *kiosk* on the phones of *sim*, where *code* reaches it, while it is *seen*."""
        self._kiosk, self._sim, self._code, self._seed, self._seen = kiosk, sim, code, seed, seen
        self._residents = people(places.everywhere(), seed, RESIDENTS)
        self._by_number = {one.number: one for one in self._residents}
        self.numbers = self._by_number.keys()
        self._chance = random.Random(f"present {seed}")  # noqa: S311 - a simulation
        self._stopping = threading.Event()
        self._due: list[tuple[datetime, int, Callable[[], None]]] = []
        self._count = 0
        self._busy: dict[str, Busy] = {}  # by number
        self._came: deque[tuple[str, str]] = deque()  # what reached a phone: number, text

    def stop(self) -> None:
        """Ask `run` to end; from any thread."""
        self._stopping.set()

    def run(self) -> None:
        """Live: the month first, where there is none; then what is due, while somebody looks."""
        while not self._seen():
            if self._stopping.wait(LOOK):
                return
        deaf = self._sim.listen(self._hear)
        try:
            self._catch_up(self._lived_until())
            last = self._kiosk.clock()
            self._soon(self._arrive, 2.0)
            self._soon(self._office, OFFICER_LOOKS)
            while not self._stopping.wait(LOOK):
                now = self._kiosk.clock()
                if not self._seen():
                    continue
                if now - last > SKIPPED:
                    self._catch_up(last)
                    self._due.clear()
                    self._soon(self._arrive, 2.0)
                    self._soon(self._office, OFFICER_LOOKS)
                last = now
                self._step(now)
        except Exception:
            log.exception("Kota tiruan berhenti; kiosnya berjalan terus.")
        finally:
            deaf()

    # what was

    def _lived_until(self) -> datetime:
        known = self._kiosk.write(lambda tx: remembered.read(tx, LIVED))
        month = self._kiosk.clock() - timedelta(days=DAYS)
        return max(month, datetime.fromtimestamp(float(known), WIB)) if known else month

    def _catch_up(self, since: datetime) -> None:
        now = self._kiosk.clock()
        if now - since > SKIPPED:
            past = Past(self._kiosk, self._residents, self._seed)
            try:
                past.live(since, now, self._stopping.is_set)
            finally:
                past.close()
                self._kiosk.write(loan)  # what the hospital has today, in place of what it had then
        self._kiosk.write(lambda tx: remembered.write(tx, LIVED, str(now.timestamp())))

    # what is

    def _soon(self, act: Callable[[], None], seconds: float) -> None:
        self._count += 1
        heapq.heappush(self._due, (self._kiosk.clock() + timedelta(seconds=seconds), self._count, act))

    def _step(self, now: datetime) -> None:
        while self._due and self._due[0][0] <= now and not self._stopping.is_set():
            with suppress(SimulatorError):  # a card without credit, a code that fails: they give up
                heapq.heappop(self._due)[2]()
        while self._came:
            self._read(*self._came.popleft())
        for number, busy in tuple(self._busy.items()):
            if (now - busy.since).total_seconds() > PATIENCE:
                self._busy.pop(number).talk.close()

    def _arrive(self) -> None:
        hour = self._kiosk.clock().astimezone(WIB).hour
        night = HOURS[hour] < 3
        self._soon(self._arrive, self._chance.uniform(*BETWEEN) * (2 if night else 1))
        if len(self._busy) >= AT_ONCE:
            return
        resident = self._chance.choice(self._residents)
        if resident.number in self._busy:
            return
        table = wants.wants().all
        want = self._chance.choices(table, [one.often for one in table])[0]
        talk = wants.come(resident, want, self._chance, resident.door)
        {"console": self._walk_in, "ussd": self._dial}.get(resident.door, self._text)(resident, talk)

    def _office(self) -> None:
        self._soon(self._office, OFFICER_LOOKS)
        now = self._kiosk.clock()
        self._kiosk.write(lambda tx: remembered.write(tx, LIVED, str(now.timestamp())))
        if 7 <= now.astimezone(WIB).hour < 17:
            self._kiosk.write(lambda tx: officer.look(tx, self._chance, most=1))

    def _text(self, resident: Resident, talk: wants.Talk) -> None:
        handset = self._handset(resident)
        opening = next(talk)
        if resident.door == "call":
            handset.call(seconds=6.0)
        else:
            handset.text(opening)
        self._busy[resident.number] = Busy(talk, self._kiosk.clock())

    def _hear(self, happening: "Happening") -> None:
        """Note what reached a phone: called inside the simulated world, by any of its threads."""
        if happening.kind == "received" and happening.what["to"] in self._by_number:
            self._came.append((happening.what["to"], happening.what["text"]))

    def _read(self, number: str, shown: str) -> None:
        """Let a resident read what came, and answer in a while; what comes unasked is answered by most."""
        resident = self._by_number[number]
        busy = self._busy.pop(number, None)
        if busy is None:
            talk = wants.answer(resident, wants.wants().asked, self._chance, shown)
            typed = next(talk, "")
        else:
            talk, typed = busy.talk, _next(busy.talk, shown)
        if typed:
            self._soon(lambda: self._type(number, talk, typed), self._chance.uniform(*THINKING))

    def _type(self, number: str, talk: wants.Talk, typed: str) -> None:
        self._sim.network.handset(number).text(typed)
        self._busy[number] = Busy(talk, self._kiosk.clock())

    def _dial(self, resident: Resident, talk: wants.Talk) -> None:
        handset = self._handset(resident)
        next(talk)
        self._at_screen(handset, talk, handset.dial(self._code))

    def _at_screen(self, handset: "Handset", talk: wants.Talk, screen: object) -> None:
        shown, more = str(getattr(screen, "text", "")), bool(getattr(screen, "more", False))

        def reply() -> None:
            typed = _next(talk, shown) if more else ""
            if typed and handset.screen is not None:
                self._at_screen(handset, talk, handset.reply(typed))
            else:
                handset.cancel()

        self._soon(reply, self._chance.uniform(*THINKING))

    def _walk_in(self, resident: Resident, talk: wants.Talk) -> None:
        who = f"walkup:{uuid.UUID(int=self._chance.getrandbits(128)).hex}"
        self._at_counter(who, talk, next(talk), 0)

    def _at_counter(self, who: str, talk: wants.Talk, typed: str, count: int) -> None:
        reply = self._kiosk.receive(Inbound("console", who, typed, f"{who}:{count}", first=not count))
        if reply is not None:
            self._sim.do(lambda: self._sim.happened("counter", text=reply.text))  # the page shows it
        if reply is None or not reply.more:
            return

        def press() -> None:
            following = _next(talk, reply.text)
            if following:
                self._at_counter(who, talk, following, count + 1)

        self._soon(press, self._chance.uniform(*THINKING))

    def _handset(self, resident: Resident) -> "Handset":
        return self._sim.network.handset(resident.number)


def _next(talk: wants.Talk, shown: str) -> str:
    """Give what a resident types next; "" when they are through."""
    try:
        return talk.send(shown)
    except StopIteration:
        return ""
