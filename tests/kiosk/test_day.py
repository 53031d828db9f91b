"""A day of the whole in virtual time: phones, network, modem, driver, outbox and desk on one clock."""

import threading

import sqlalchemy as sa

from kiosk.doors.sms import SmsDoor
from kiosk.store import schema
from modem import open_modem
from modem.simulator import LinkModel, Simulator, VirtualClock

HOURS, PHONES = 24, 12
STATES = sa.select(schema.outbox.c.kind, schema.outbox.c.state, sa.func.count()).group_by(
    schema.outbox.c.kind, schema.outbox.c.state
)


def trouble(sim):
    """What the day brings: the modem is pulled out, the air is away, the centre is down, answers get lost."""
    at, hour = sim.clock.at, 3600
    at(4 * hour, lambda: sim.fault(kind="unplug", seconds=hour))
    at(8 * hour + 290, lambda: sim.fault(kind="no-network", seconds=hour / 2))
    at(
        12 * hour + 590,
        lambda: sim.network.links.add(LinkModel(outcome="down", number=sim.modems[0].number, lasts=600)),
    )
    at(16 * hour + 590, lambda: sim.fault(kind="brown-out", at="answer", count=1))
    at(20 * hour, lambda: sim.network.links.add(LinkModel("report", delay=900, shape="lognormal", spread=1)))


def a_day(open_kiosk, folder, seed):
    """Let residents register all day long; gives the world, and what the outbox says at its end."""
    sim = Simulator(seed=seed, clock=VirtualClock())
    trouble(sim)
    for number in range(PHONES):
        phone = sim.network.handset(f"08121111{number:04}")
        begun = number * HOURS * 3600 / PHONES
        for wait, text in enumerate(("MENU", "1", f"Siti {number}")):
            sim.clock.at(begun + 300 * wait, phone.text, text)
    kiosk = open_kiosk(data=folder, clock=sim.clock.wall)
    door = SmsDoor(
        kiosk,
        lambda: open_modem(sim.modems[0].link(), assemble=False),
        look_every=None,
        pause=sim.clock.pause,
    )
    actor, here = sim.clock.actor("kiosk"), sim.clock.actor("test")  # time waits for both

    def work():
        with actor:
            door.run()

    thread = threading.Thread(target=work)
    thread.start()
    with here:
        sim.advance(hours=HOURS + 2)
        door.stop()
    thread.join(60)
    assert not thread.is_alive()
    reader = kiosk.store.connect()
    rows = sorted(tuple(row) for row in reader.run(STATES))
    reader.close()
    return sim, rows


def test_a_day_loses_nothing_and_is_the_same_again(open_kiosk, tmp_path):
    sim, rows = a_day(open_kiosk, tmp_path / "one", 7)
    for phone in sim.network.handsets.values():
        assert [message.text for message in phone.inbox if "TERDAFTAR" in message.text] != []
        assert len([message for message in phone.inbox if "TERDAFTAR" in message.text]) == 1
    assert sum(count for kind, state, count in rows if (kind, state) == ("receipt", "sent")) == PHONES
    assert sim.clock.now() >= HOURS * 3600
    again, same_rows = a_day(open_kiosk, tmp_path / "two", 7)
    assert same_rows == rows
    assert again.trace.text() == sim.trace.text()
    assert [event.json() for event in again.events] == [event.json() for event in sim.events]
