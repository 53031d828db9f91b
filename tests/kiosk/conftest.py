"""A kiosk in a folder of its own, on a clock that the test moves, speaking a small book."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
import sqlalchemy as sa

import menus
from kiosk import services
from kiosk.agency import runner
from kiosk.chores import Chores
from kiosk.clock import WIB
from kiosk.core import Inbound, Kiosk
from kiosk.store import schema

BOOK = """\
menu: kecil
languages: [id, en]
words: {MENU: home, STOP: berhenti, MULAI: mulai, PETUGAS: petugas, PIUTANG: piutang}
screens:
  utama:
    text: "Layanan. Balas angka:"
    choices:
      - Daftar: daftar
      - Jadwal: jadwal
      - English: bahasa
      - Rusak: rusak
  jadwal: {text: "Buka Senin-Jumat."}
  bahasa: {language: utama}
  rusak: {submit: kecil.rusak, done: "Tidak pernah."}
  daftar: {form: [nama], submit: kecil.daftar, done: "TERDAFTAR {nomor} {nama}."}
  piutang:
    form: [nama]
    submit: kecil.piutang
    slow: "Kami tanyakan untuk {nama}. Jawabannya lewat SMS."
    done: {ada: "{nama}: Rp {jumlah}.", lunas: "{nama}: lunas."}
  berhenti: {submit: kecil.berhenti, done: "Baik, tidak ada info lagi."}
  mulai: {submit: kecil.mulai, done: "Baik, ada info lagi."}
  petugas: {submit: kecil.petugas, done: "Petugas menelepon."}
  ingat:
    given: [hari]
    label: jadwal besok
    text: "Besok {hari}. Jadi datang?"
    choices: [{Jadi: jadwal}, {Batal: batal}]
  batal: {text: "Sudah dibatalkan.", end: true}
fields:
  nama: {ask: "Ketik nama.", text: 2..400}
"""
SISTER = "+6281211110002"
RESIDENT = "+6281211110001"
REGISTER = sa.insert(schema.counter)


class Clock:
    """Time that stands until it is moved."""

    def __init__(self):
        self.now = datetime(2026, 11, 24, 8, 0, tzinfo=WIB)

    def __call__(self):
        return self.now

    def advance(self, **time):
        self.now += timedelta(**time)


@pytest.fixture(scope="session")
def small_registry():
    registry = menus.Registry()

    @registry.action("kecil.daftar")
    def register(call):
        number = call.tx.ticket()
        call.tx.run(REGISTER, name=f"booked {number}", value=call.tx.count("bookings"))
        call.tx.receipt()
        return {"nomor": number}

    @registry.action("kecil.piutang")
    def debt(call):
        return menus.Later(f"piutang {call.answers['nama']}", within=3600)

    @registry.action("kecil.rusak")
    def break_down(call):
        call.tx.run(REGISTER, name="half done", value=1)
        raise ValueError(f"no {call.tx.number}")

    @registry.action("kecil.berhenti")
    def stop(call):
        call.tx.consent(False)

    @registry.action("kecil.mulai")
    def start(call):
        call.tx.consent(True)

    @registry.action("kecil.petugas")
    def staff(call):
        call.tx.call_back("petugas")

    return registry


class Desk(NamedTuple):
    """A kiosk with what a test asks of it."""

    kiosk: Kiosk
    clock: Clock
    folder: Path

    def sms(self, text, key="", who=RESIDENT, **more):
        """Hand in an SMS; gives the reply's text, or None."""
        key = key or f"{who} {text} {self.clock.now} {next(COUNT)}"
        reply = self.kiosk.receive(Inbound("sms", who, text, key, **more))
        return reply and reply.text

    def ask(self, channel, who, text, key="", **more):
        return self.kiosk.receive(Inbound(channel, who, text, key or f"{next(COUNT)}", **more))

    def rows(self, statement):
        """Read the database on a connection of its own."""
        connection = self.kiosk.store.connect()
        try:
            return list(connection.run(statement))
        finally:
            connection.close()

    def outgoing(self):
        """What waits to be sent: (number, text, kind)."""
        unseal = self.kiosk.sealer.open
        out = schema.outbox.c
        rows = self.rows(sa.select(out.recipient, out.text, out.kind).order_by(out.id))
        return [(unseal(row.recipient), unseal(row.text), row.kind) for row in rows]


COUNT = iter(range(10**9))


@pytest.fixture(scope="session")
def small_book(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "menu.yaml"
    path.write_text(BOOK, encoding="utf-8")
    return menus.load(path)


class Browser:
    """A client without a network; by default a program of the same machine."""

    def __init__(self, app, client="127.0.0.1"):
        self._app, self._client = app, client

    def get(self, path, **more):
        return asyncio.run(self._ask("GET", path, **more))

    def post(self, path, **more):
        return asyncio.run(self._ask("POST", path, **more))

    async def _ask(self, method, path, **more):
        transport = httpx.ASGITransport(self._app, client=(self._client, 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
            return await client.request(method, path, **more)


@pytest.fixture
def browse():
    """Ask an application over HTTP: `browse(app).get("/phone")`."""
    return Browser


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def shipped():
    """The book and the functions that the kiosk ships with."""
    return services.desk()


@pytest.fixture
def kiosk(tmp_path, clock, shipped):
    """The kiosk as it ships, with the places of a demo."""
    opened = Kiosk.open(tmp_path / "kiosk", *shipped, clock=clock, demo=True, threaded=False)
    opened.write(services.seed)
    yield opened
    opened.close()


@pytest.fixture
def open_kiosk(small_book, small_registry, clock, tmp_path):
    """Open kiosks on one data folder; what is still open at the end is closed."""
    opened = []

    def open_one(**more):
        options = {"clock": clock, "threaded": False, **more}
        kiosk = Kiosk.open(options.pop("data", tmp_path / "data"), small_book, small_registry, **options)
        opened.append(kiosk)
        return kiosk

    yield open_one
    for kiosk in opened:
        kiosk.close()


@pytest.fixture
def desk(open_kiosk, clock, tmp_path):
    return Desk(open_kiosk(own_numbers=("081200000038",)), clock, tmp_path / "data")


class World:
    """A kiosk whose modem is the simulator's, in virtual time: the test pumps, phones speak."""

    def __init__(self, open_kiosk, profile="generic", clock=None):
        from modem.simulator import Simulator, VirtualClock

        self.sim = Simulator(clock=clock or VirtualClock(), profile=profile)
        self._open_kiosk = open_kiosk
        self.link = None
        self.kiosk = self.door = None
        self.wrap = lambda link: link
        self.options = {}

    def start(self, *, watches=False, **more):
        """Start the kiosk as after power on: the modem keeps what it has."""
        from kiosk.doors.sms import SmsDoor

        self.kiosk = self._open_kiosk(clock=self.sim.clock.wall, **{**self.options, **more})
        self.door = SmsDoor(
            self.kiosk, self._open_modem, look_every=None, watches=watches, pause=self.sim.advance
        )
        self.door.connect()
        return self

    def _open_modem(self):
        from modem import open_modem

        self.link = self.wrap(self.sim.modems[0].link())
        return open_modem(self.link, assemble=False)

    def stop(self):
        """End in order."""
        self.door.close()
        self.kiosk.close()

    def die(self):
        """End as a killed process does: nothing is finished, only what the system closes is closed."""
        if self.link is not None:
            self.link.close()
        if self.door is not None:
            self.door._reader.close()
            self.door = None
        if self.kiosk is not None:
            self.kiosk.close()
            self.kiosk = None

    def pump(self, seconds=2.0):
        """Let the door work until nothing happened for *seconds*."""
        end = self.sim.clock.now() + seconds
        while self.sim.clock.now() < end:
            if self.door.turn(end - self.sim.clock.now()):
                end = self.sim.clock.now() + seconds

    def phone(self, number=RESIDENT):
        return self.sim.network.handset(number)

    def say(self, text, number=RESIDENT):
        """Send a text; gives what came back."""
        phone = self.phone(number)
        before = len(phone.inbox)
        phone.text(text)
        self.pump()
        return [message.text for message in list(phone.inbox)[before:]]

    def slots(self):
        """Give what lies in the modem's stores."""
        stores = self.sim.modems[0].device.stores.values()
        return {(store.name, index): entry for store in stores for index, entry in store.slots.items()}

    def rows(self, statement):
        connection = self.kiosk.store.connect()
        try:
            return list(connection.run(statement))
        finally:
            connection.close()


@pytest.fixture
def new_world(open_kiosk):
    """Make worlds; the last one is ended in order."""
    made = []

    def make(**more):
        made.append(World(open_kiosk, **more))
        return made[-1]

    yield make
    for world in made:
        if world.door is not None:
            world.door.close()
        elif world.link is not None:
            world.link.close()


@pytest.fixture
def world(new_world):
    return new_world().start()


@pytest.fixture
def city(tmp_path, shipped, clock):
    """A world whose kiosk speaks what ships, with the data of a demo, from Tuesday 24/11/2026, 08.00."""
    from modem.simulator import VirtualClock

    def open_one(clock):
        kiosk = Kiosk.open(tmp_path / "city", *shipped, clock=clock, demo=True, threaded=False)
        kiosk.write(services.seed)
        return kiosk

    made = World(open_one, clock=VirtualClock(clock.now))
    yield made
    if made.door is not None:
        made.stop()


class Paper:
    """An ESC/POS printer made of nothing: octets in, answers out; `slips` is what hangs out of it.

    It prints *room* lines (None: it never ends), is deaf to questions when `mute`, and says `cover` or that
    it has no paper as a real one does. What comes while it has none waits in its buffer.
    """

    def __init__(self, room=None):
        self.room, self.mute, self.cover, self.low = room, False, False, False
        self.slips, self.line, self.lines, self.waiting = [], b"", [], b""

    def feed(self, octets):
        """Take octets, one at a time; give what the printer says."""
        return b"".join(self._take(bytes([octet])) for octet in octets)

    def _take(self, octet):
        self.waiting += octet
        if self.waiting[-3:-1] == b"\x10\x04":  # real time: answered before all that waits
            question, self.waiting = self.waiting[-1], self.waiting[:-3]
            return b"" if self.mute else bytes([self._state(question)])
        return self._work()

    def _state(self, question):
        out = self.room == 0
        return 0x12 | (0x04 * self.cover | 0x20 * out if question == 2 else 0x60 * out | 0x0C * self.low)

    def _work(self):
        said = b""
        while self.waiting and self.room != 0 and not self.cover:
            size = 1 if self.waiting[0] not in b"\x10\x1b\x1d" else 3
            size = {b"\x1b@": 2, b"\x1dV": 4}.get(self.waiting[:2], size)
            if len(self.waiting) < size:
                break
            command, self.waiting = self.waiting[:size], self.waiting[size:]
            said += self._do(command)
        return said

    def _do(self, command):
        if command == b"\x1b@":
            self.line = b""
        elif command == b"\n":
            self.lines.append(self.line.decode("cp437"))
            self.line = b""
            if self.room is not None:
                self.room -= 1
        elif command.startswith(b"\x1dV"):
            self.slips.append(self.lines)
            self.lines = []
        elif command.startswith(b"\x1dr"):
            return b"" if self.mute else b"\x00"
        elif command[0] not in b"\0\x1b\x1d":
            self.line += command
        return b""

    @property
    def all(self):
        """Every slip, also one that was torn in the middle."""
        return [*self.slips, *([self.lines] if self.lines else [])]


class Wire:
    """The line to a `Paper`; after *cut* octets it is gone."""

    def __init__(self, paper, cut=None):
        self.paper, self.cut, self._said, self.closed = paper, cut, b"", False

    def write(self, octets):
        from kiosk.doors.printer_line import Gone

        if self.cut is not None:
            octets, rest = octets[: self.cut], octets[self.cut :]
            self.cut -= len(octets)
        self._said += self.paper.feed(octets)
        if self.cut is not None and rest:
            raise Gone("Printer hilang.", "Periksa kabel.")

    def read(self, timeout):
        said, self._said = self._said, b""
        return said

    def close(self):
        self.closed = True


@pytest.fixture
def paper():
    return Paper()


@pytest.fixture
def wire():
    return Wire


@pytest.fixture
def say(kiosk, clock):
    """Text the kiosk, message by message; gives the last reply."""
    count = iter(range(10_000))

    def send(*texts, who=RESIDENT, channel="sms"):
        for text in texts:
            clock.advance(seconds=20)
            reply = kiosk.receive(Inbound(channel, who, text, str(next(count))))
        return reply.text

    return send


class AtAgency:
    """Residents of a kiosk, its chores, the agency that it asks; *kinds* of messages are what `news` has."""

    def __init__(self, kiosk, clock, service, agency, kinds):
        self.kiosk, self.clock, self.service, self.agency, self.kinds = kiosk, clock, service, agency, kinds
        self.count = iter(range(10_000))

    def connect(self, mood="well"):
        self.agency.mood = mood
        self.kiosk.agencies[self.service] = self.agency
        self.minute()
        return self

    def say(self, *texts, who=RESIDENT, channel="sms"):
        for text in texts:
            self.clock.advance(seconds=20)
            reply = self.kiosk.receive(Inbound(channel, who, text, str(next(self.count))))
        return reply.text

    def minute(self, **time):
        self.clock.advance(**time)
        Chores(self.kiosk).attend()
        runner.attend(self.kiosk)
        Chores(self.kiosk).attend()

    def until(self, *when):
        """Go to a moment, minute by minute where it is near, by the day where it is far."""
        aim = datetime(*when, tzinfo=WIB)
        while self.clock.now < aim:
            left = aim - self.clock.now
            step = timedelta(hours=6) if left > timedelta(days=1) else timedelta(minutes=10)
            self.clock.now += min(left, step)
            self.minute()

    def news(self, kinds=()):
        """What the kiosk wrote by itself: number and text."""
        out = schema.outbox.c
        rows = self.rows(sa.select(out.recipient, out.text, out.kind).order_by(out.id))
        unseal = self.kiosk.sealer.open
        return [
            (unseal(row.recipient), unseal(row.text)) for row in rows if row.kind in (kinds or self.kinds)
        ]

    def post(self):
        """Let what waits leave, as a modem would."""
        self.kiosk.write(lambda tx: tx.run(sa.update(schema.outbox).values(state="sent")))

    def rows(self, statement):
        return self.kiosk.write(lambda tx: list(tx.run(statement)))


@pytest.fixture
def at_agency():
    return AtAgency
