"""The SMS door with every fault of modem and line at every exchange: one registration, nothing lost.

A screen of which nobody can tell whether it went out is counted, not sent again. A receipt is doubled only
where the power goes between the network and the flag of the modem's store.
"""

import shutil
from collections import Counter

import pytest
import sqlalchemy as sa

from kiosk.doors.arrivals import KEPT
from kiosk.store import Store, schema
from modem.simulator.fault_kinds import KINDS
from modem.simulator.sweep import brief, commands

RESIDENT = "+6281211110001"
SHORT, LONG = "Siti Rahmawati binti", "Siti Rahmawati binti Haji Abdullah " * 8
BOOKED = sa.select(schema.counter.c.name).where(schema.counter.c.name.like("booked %"))
OUTBOX = sa.select(schema.outbox.c.kind, schema.outbox.c.state)
INBOX = sa.select(schema.inbox.c.key)
DOUBLING = {("brown-out", "handed"), ("off", "handed"), ("unplug", "handed")}
FAULTS = [(kind, {}) for kind in KINDS] + [
    (kind, {"at": moment, "seconds": 30.0} if kind != "brown-out" else {"at": moment, "count": 1})
    for kind in ("brown-out", "off", "unplug")
    for moment in ("command", "data", "handed", "answer")
]
STRIDE = 11
"""Of each kind every so-manieth exchange is tried, beginning at another one for each kind."""


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    folder = tmp_path_factory.mktemp("fresh")
    Store.open(folder).close()
    return folder


@pytest.fixture
def walk(new_world, fresh, tmp_path_factory):
    def walk(name, kind=None, **how):
        """Go the whole way to a registration by that name, with a fault on it."""
        data = tmp_path_factory.mktemp("faults") / "data"
        shutil.copytree(fresh, data)
        world = new_world()
        world.options = {"data": data}
        if kind is not None:
            world.sim.fault(kind=kind, **how)
        world.start()
        for text in ("MENU", "1", name):
            world.phone().text(text)
            endure(world, 3)
        world.sim.clear_fault()
        endure(world, KEPT + 100)  # a report of nothing known is kept so long
        return world

    return walk


def endure(world, seconds):
    """Let the door work until nothing happened for so long; one that lost its modem looks for it."""
    end = world.sim.clock.now() + seconds
    while world.sim.clock.now() < end:
        if world.door._modem is None:
            world.sim.advance(5)
            if world.door.connect():
                end = world.sim.clock.now() + seconds
        elif world.door.turn(end - world.sim.clock.now()):
            end = world.sim.clock.now() + seconds


def examine(world, name, doubling):
    got = Counter(message.text[:40] for message in world.phone().inbox)
    states = Counter((row.kind, row.state) for row in world.rows(OUTBOX))
    assert len(world.rows(BOOKED)) == 1
    assert len(world.rows(INBOX)) == 3
    assert 1 <= got.pop(f"TERDAFTAR 3800-0012 {name}"[:40]) <= (2 if doubling else 1)
    assert max(got.values(), default=0) <= 1
    assert states["receipt", "sent"] == 1
    assert len(got) >= 2 - states["screen", "unknown"] - states["screen", "expired"]
    assert world.slots() == {}
    assert next(iter(world.kiosk.modems.values())).state == "ready"


def sweep(walk, name, kind, how):
    world = walk(name)
    examine(world, name, doubling=False)
    exchanges = commands(world.sim)
    world.stop()
    assert len(exchanges) > 40
    for place in range(FAULTS.index((kind, how)) % STRIDE, len(exchanges), STRIDE):
        world = walk(name, kind, after=place, **(how or brief(kind)))
        try:
            examine(world, name, doubling=(kind, how.get("at")) in DOUBLING)
        except AssertionError as error:
            error.add_note(f"{kind} {how} at exchange {place}, {exchanges[place]!r}")
            raise
        world.stop()


def named(value):
    return value if isinstance(value, str) else value.get("at", "")


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "how"), FAULTS, ids=named)
def test_nothing_is_lost_or_doubled(walk, kind, how):
    sweep(walk, SHORT, kind, how)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "how"), FAULTS, ids=named)
def test_nothing_of_a_long_message_is_lost_or_doubled(walk, kind, how):
    sweep(walk, LONG, kind, how)
