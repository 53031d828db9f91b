"""Killed at any moment of a conversation, the kiosk loses nothing and doubles nothing.

The sweep counts every commit (before and after it) and every write and read on the modem's line, ends the
kiosk at each of them in turn, starts it again on the same data and the same modem, and lets the resident go
on.
"""

import shutil
from collections import Counter

import pytest
import sqlalchemy as sa

from kiosk.store import schema
from kiosk.store.engine import Connection, Store

RESIDENT = "+6281211110001"
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
