"""Killed at any moment of a conversation, the kiosk loses nothing and doubles nothing.

The sweep counts every commit (before and after it) and every write and read on the modem's line, ends the
kiosk at each of them in turn, starts it again on the same data and the same modem, and lets the resident go
on. With two modems the power goes for all three at once.
"""

import shutil
from collections import Counter

import pytest
import sqlalchemy as sa

from kiosk.doors.sms import SmsDoor
from kiosk.store import Store, schema
from kiosk.store.engine import Connection
from modem import open_modem
from modem.simulator import Simulator, VirtualClock

RESIDENT = "+6281211110001"
SISTER = "+6281211110002"
STRIDE = 7
"""With two modems every so-manieth moment is tried."""
WAY = ("MENU", "1", "Siti")
ANSWERS = {"MENU": "Layanan.", "1": "Ketik nama.", "Siti": "TERDAFTAR 3800-0012 Siti."}
BOOKED = sa.select(schema.counter.c.name).where(schema.counter.c.name.like("booked %"))
OUTBOX = sa.select(schema.outbox.c.kind, schema.outbox.c.state)
INBOX = sa.select(schema.inbox.c.key)


class Killed(BaseException):
    """The process is no more."""


class Fuse:
    """Burns at the n-th moment that it is told of; None counts only."""

    def __init__(self, at=None):
        self.at, self.count, self.moments, self.armed = at, 0, [], True

    def pass_(self, moment):
        if not self.armed:
            return
        self.count += 1
        if self.at is None:
            self.moments.append(moment)
        elif self.count == self.at:
            raise Killed(moment)


class FusedLink:
    """A line that may be cut between any two octets' writing and reading."""

    def __init__(self, link, fuse):
        self._link, self._fuse = link, fuse

    def read(self, timeout):
        octets = self._link.read(timeout)
        if octets:
            self._fuse.pass_("read")
        return octets

    def write(self, octets):
        self._fuse.pass_("before write")
        self._link.write(octets)
        self._fuse.pass_("after write")

    def __getattr__(self, name):
        return getattr(self._link, name)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A migrated data folder to copy: its making is not what is swept."""
    folder = tmp_path_factory.mktemp("fresh")
    Store.open(folder).close()
    return folder


@pytest.fixture
def walk(new_world, fresh, tmp_path_factory, monkeypatch):
    commit = Connection.commit

    def walk(fuse, *, refused):
        """Go the whole way; *refused* arms the fuse at its last step, whose receipt is refused once."""
        data = tmp_path_factory.mktemp("killed") / "data"
        shutil.copytree(fresh, data)
        world = new_world()
        world.options = {"data": data}
        world.wrap = lambda link: FusedLink(link, fuse)

        def fused(connection):
            fuse.pass_("before commit")
            commit(connection)
            fuse.pass_("after commit")

        monkeypatch.setattr(Connection, "commit", fused)

        def say(text):
            if refused and text == WAY[-1]:
                fuse.armed = True
                world.sim.fault(kind="cms", code=42, count=1)
            world.say(text)

        fuse.armed = not refused
        for step in (world.start, *(lambda text=text: say(text) for text in WAY), lambda: world.pump(90)):
            try:
                step()
            except Killed:
                world.die()
                world.start()
                world.pump(90)
        monkeypatch.setattr(Connection, "commit", commit)
        return world

    return walk


def examine(world, where):
    """What must hold, wherever it was killed."""
    got = Counter(message.text.split("\n")[0] for message in world.phone().inbox)
    states = Counter((row.kind, row.state) for row in world.rows(OUTBOX))
    unknown = states["screen", "unknown"]
    assert len(world.rows(BOOKED)) == 1, where
    assert got[ANSWERS["Siti"]] == 1, where
    assert len(world.rows(INBOX)) == len(WAY), where
    assert states["receipt", "sent"] == 1, where
    assert max(got.values()) == 1, where
    assert set(states) <= {("screen", "sent"), ("screen", "unknown"), ("receipt", "sent")}, where
    assert len(got) >= len(WAY) - unknown, f"{where}: what is missing is counted"
    assert world.slots() == {}, where


def sweep(walk, **how):
    """Kill at each moment in turn; gives how many messages nobody can tell the fate of."""
    whole = Fuse()
    world = walk(whole, **how)
    examine(world, "not killed")
    world.stop()
    assert len(whole.moments) > 50
    unknown = 0
    for at, moment in enumerate(whole.moments, 1):
        world = walk(Fuse(at), **how)
        examine(world, f"killed at moment {at}, {moment}")
        unknown += sum(row.state == "unknown" for row in world.rows(OUTBOX))
        world.stop()
    return unknown


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_lost_or_doubled(walk):
    assert sweep(walk, refused=False) > 0, "it met the moments of a menu that nobody can tell"


@pytest.mark.slow
def test_a_modem_that_cannot_store_is_helped_by_the_delivery_report(walk, monkeypatch):
    monkeypatch.setattr("kiosk.outbox.storable", lambda *_, **__: False)
    assert sweep(walk, refused=True) == 0


# Two modems -------------------------------------------------------------------------------------------------


class Pair:
    """A kiosk with two modems on one power line, in virtual time."""

    def __init__(self, open_kiosk, data, fuse):
        self.sim = Simulator(2, clock=VirtualClock())
        self._open = lambda: open_kiosk(clock=self.sim.clock.wall, data=data)
        self._fuse = fuse
        self.kiosk, self.links, self.doors = None, [], []

    def start(self):
        self.kiosk = self._open()
        for place, name in enumerate(("satu", "dua")):
            opener = lambda place=place: open_modem(self._link(place), assemble=False)  # noqa: E731
            self.doors.append(SmsDoor(self.kiosk, opener, name=name, look_every=None, pause=self.sim.advance))
            self.doors[-1].connect()

    def _link(self, place):
        self.links.append(self.sim.modems[place].link())
        return FusedLink(self.links[-1], self._fuse)

    def lose_power(self):
        """Kiosk and modems go out together; the modems keep what lies in their stores."""
        for link in self.links:
            link.close()
        for door in self.doors:
            door._reader.close()
        if self.kiosk is not None:
            self.kiosk.close()
        self.kiosk, self.links, self.doors = None, [], []
        for place in (0, 1):
            self.sim.fault(place, kind="brown-out")
        self.sim.advance(30)

    def pump(self, seconds=3.0):
        end = self.sim.clock.now() + seconds
        while self.sim.clock.now() < end:
            for door in self.doors:
                if door._modem is None:
                    door.connect()
                while door.turn(0.1):
                    end = max(end, self.sim.clock.now() + 1.0)
            self.sim.advance(0.5)

    def say(self, who, text, place):
        self.sim.network.handset(who).text(text, to=self.sim.modems[place].number)
        self.pump()

    def rows(self, statement):
        return self.kiosk.write(lambda tx: list(tx.run(statement)))

    def heard(self, who):
        """Give what came to a phone: from which modem, its first line."""
        numbers = {modem.number: place for place, modem in enumerate(self.sim.modems)}
        return Counter(
            (numbers[message.sender], message.text.split("\n")[0])
            for message in self.sim.network.handset(who).inbox
        )

    def stop(self):
        for door in self.doors:
            door.close()
        self.kiosk.close()


@pytest.fixture
def walk_two(open_kiosk, fresh, tmp_path_factory, monkeypatch):
    commit = Connection.commit
    ways = [(RESIDENT, 1, "Siti"), (SISTER, 0, "Ani")]

    def walk(fuse):
        data = tmp_path_factory.mktemp("two") / "data"
        shutil.copytree(fresh, data)
        pair = Pair(open_kiosk, data, fuse)

        def fused(connection):
            fuse.pass_("before commit")
            commit(connection)
            fuse.pass_("after commit")

        monkeypatch.setattr(Connection, "commit", fused)
        steps = [pair.start]
        for word in ("MENU", "1", ""):
            steps += [
                lambda who=who, word=word or name, place=place: pair.say(who, word, place)
                for who, place, name in ways
            ]
        for step in (*steps, lambda: pair.pump(90)):
            try:
                step()
            except Killed:
                pair.lose_power()
                pair.start()
                pair.pump(90)
        monkeypatch.setattr(Connection, "commit", commit)
        return pair

    return walk


def examine_two(pair, where):
    states = Counter((row.kind, row.state) for row in pair.rows(OUTBOX))
    doubled = lost = 0
    for who, place, name in ((RESIDENT, 1, "Siti"), (SISTER, 0, "Ani")):
        got = pair.heard(who)
        assert {came_from for came_from, _ in got} == {place}, f"{where}: an answer leaves where it came from"
        receipts = {text: count for (_, text), count in got.items() if text.startswith("TERDAFTAR")}
        assert len(receipts) == 1, where
        assert next(iter(receipts)).endswith(f" {name}."), where
        doubled += sum(receipts.values()) - 1
        screens = [count for (_, text), count in got.items() if not text.startswith("TERDAFTAR")]
        assert max(screens, default=0) <= 1, f"{where}: a menu is not doubled"
        lost += 2 - len(screens)
    assert doubled <= 1, where
    assert lost <= states["screen", "unknown"], f"{where}: what is missing is counted"
    assert len(pair.rows(BOOKED)) == 2, where
    assert len(pair.rows(INBOX)) == 6, where
    assert states["receipt", "sent"] == 2, where
    assert not any(store.slots for modem in pair.sim.modems for store in modem.device.stores.values()), where
    return doubled


@pytest.mark.slow
def test_a_power_cut_of_a_kiosk_with_two_modems_loses_nothing(walk_two):
    whole = Fuse()
    pair = walk_two(whole)
    assert examine_two(pair, "not killed") == 0
    pair.stop()
    assert len(whole.moments) > 100
    doubled = 0
    for at in range(1, len(whole.moments) + 1, STRIDE):
        pair = walk_two(Fuse(at))
        doubled += examine_two(pair, f"power lost at moment {at}, {whole.moments[at - 1]}")
        pair.stop()
    assert doubled == 0, "a modem that goes out with the kiosk has not sent, or says that it has"
