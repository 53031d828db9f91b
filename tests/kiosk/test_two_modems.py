"""Two modems: an answer goes out where its question came in; another takes over what its own cannot send."""

import pytest
import sqlalchemy as sa

from kiosk.doors.sms import SmsDoor
from kiosk.health import ModemState
from kiosk.outbox import TAKE_OVER, Others, others
from kiosk.store import outbox, schema
from modem.simulator import Simulator, VirtualClock

RESIDENT, SISTER = "+6281211110001", "+6281211110002"
OUTBOX = sa.select(schema.outbox).order_by(schema.outbox.c.id)
PARTS = sa.select(schema.outbox_part)


class Pair:
    """A kiosk with two modems, in virtual time: the test pumps both."""

    def __init__(self, open_kiosk):
        self.sim = Simulator(2, clock=VirtualClock())
        self.kiosk = open_kiosk(clock=self.sim.clock.wall)
        self.doors = [
            SmsDoor(self.kiosk, self._opener(place), name=name, look_every=None)
            for place, name in enumerate(("satu", "dua"))
        ]
        for door in self.doors:
            assert door.connect()

    def _opener(self, place):
        from modem import open_modem

        return lambda: open_modem(self.sim.modems[place].link(), assemble=False)

    def pump(self, seconds=3.0):
        end = self.sim.clock.now() + seconds
        while self.sim.clock.now() < end:
            for door in self.doors:
                if door._modem is None:
                    door.connect()
                while door.turn(0.1):
                    pass
            self.sim.advance(seconds=min(1.0, seconds / 3))

    def text(self, text, who=RESIDENT, to=0):
        self.sim.network.handset(who).text(text, to=self.sim.modems[to].number)
        self.pump()

    def sent(self):
        return [(out.sender, out.to) for out in self.sim.network.outbox]

    def number(self, place):
        return self.sim.modems[place].number

    def rows(self, statement):
        connection = self.kiosk.store.connect()
        try:
            return list(connection.run(statement))
        finally:
            connection.close()

    def put(self, **more):
        self.kiosk.write(lambda tx: outbox.put(tx.about(RESIDENT), "Kabar", **{"kind": "status", **more}))


@pytest.fixture
def pair(open_kiosk):
    made = Pair(open_kiosk)
    yield made
    for door in made.doors:
        door.close()


def test_an_answer_goes_out_where_its_question_came_in(pair):
    pair.text("MENU", to=1)
    pair.text("MENU", SISTER, to=0)
    assert pair.sent() == [(pair.number(1), RESIDENT), (pair.number(0), SISTER)]


def test_a_message_that_belongs_to_none_is_sent_by_one(pair):
    for _ in range(6):
        pair.put()
    pair.pump()
    assert len(pair.sent()) == 6
    assert [row.state for row in pair.rows(OUTBOX)] == ["sent"] * 6
    assert all(row.via in {door._modem.imei for door in pair.doors} for row in pair.rows(OUTBOX))


def test_only_the_quicker_of_two_modems_sends(pair):
    pair.put()
    first, second = (door._sender for door in pair.doors)
    message = pair.doors[1]._outgoing.next(pair.kiosk.clock().timestamp(), "other", Others())
    assert first.send_one()
    second._begin(message)  # it had read the row before the other claimed it
    assert len(pair.sent()) == 1


def test_an_answer_waits_for_its_modem_and_then_another_takes_it_over(pair):
    pair.sim.fault(1, kind="cms", code=331)
    pair.text("MENU", to=1)
    pair.sim.clear_fault(1)
    pair.sim.fault(1, kind="unplug")
    pair.pump(TAKE_OVER / 2)
    assert pair.sent() == []
    pair.pump(TAKE_OVER)
    assert pair.sent() == [(pair.number(0), RESIDENT)]
    assert [row.state for row in pair.rows(OUTBOX)] == ["sent"]


def test_an_answer_of_a_modem_without_network_is_taken_over_too(pair):
    pair.sim.fault(1, kind="cms", code=331)
    pair.text("MENU", to=1)
    pair.pump(TAKE_OVER + 60)
    assert pair.sent() == [(pair.number(0), RESIDENT)]


def test_a_modem_that_comes_back_in_time_sends_its_own(pair):
    pair.sim.fault(1, kind="cms", code=331, count=1)
    pair.text("MENU", to=1)
    pair.sim.fault(1, kind="unplug", seconds=60)
    pair.pump(120)
    assert pair.sent() == [(pair.number(1), RESIDENT)]


def test_a_receipt_in_the_slot_of_a_lost_modem_goes_out_once_and_leaves_the_slot_later(pair):
    for text in ("MENU", "1"):
        pair.text(text, to=1)
    before = len(pair.sent())
    pair.sim.fault(1, kind="cms", code=331)
    pair.text("Siti", to=1)
    assert [part.state for part in pair.rows(PARTS)][-1] == "stored"
    pair.sim.clear_fault(1)
    pair.sim.fault(1, kind="unplug")
    pair.pump(TAKE_OVER + 120)
    assert pair.sent()[before:] == [(pair.number(0), RESIDENT)]
    pair.sim.clear_fault(1)
    pair.pump(60)
    assert len(pair.sent()) == before + 1
    assert [entry for store in pair.sim.modems[1].device.stores.values() for entry in store.slots] == []
    assert [row.state for row in pair.rows(OUTBOX)] == ["sent"] * 3


def test_a_modem_that_connects_leaves_the_steps_of_the_other_alone(pair):
    pair.put()
    mine = pair.doors[0]._modem.imei
    message = pair.doors[0]._outgoing.next(pair.kiosk.clock().timestamp(), mine, Others())
    sender = pair.doors[0]._sender
    sender._do = lambda *_: None  # it stands between the commit and the modem
    sender._begin(message)
    pair.doors[1].connect()
    assert [part.state for part in pair.rows(PARTS)] == ["handed"]


def test_waiting_for_another_modem_does_not_keep_this_one_busy(pair):
    pair.sim.fault(1, kind="cms", code=331)
    pair.text("MENU", to=1)
    assert pair.doors[0]._sender.due() is None


def test_who_waits_for_whom():
    ready, lost, new = (
        ModemState("ready", 0, imei="a"),
        ModemState("missing", 100, imei="b"),
        ModemState("missing", 100),
    )
    assert others([ready, lost], "a", 200) == Others(("b",))
    assert others([ready, lost], "a", 100 + TAKE_OVER) == Others()
    assert others([ready, lost], "b", 9999) == Others(("a",))
    assert others([ready, new], "a", 200).all, "it may be the one that the question came by"
    assert not others([ready, new], "a", 100 + TAKE_OVER).all
