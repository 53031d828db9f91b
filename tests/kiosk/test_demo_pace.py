"""The demo's time at more than real speed: it passes in steps, and waits for whoever would miss it."""

import threading

import pytest

from kiosk import demo
from kiosk.demo_clock import DemoClock
from kiosk.demo_pace import FASTEST, Pacing
from modem.simulator import Simulator, SimulatorError, UssdScreen, VirtualClock

RESIDENT, VISITOR = "+6281211110001", "+6281211110002"


class World:
    """What a pacing moves: notes the seconds, is held at will."""

    def __init__(self):
        self.passed, self.held, self.told = [], False, []
        self.moved = threading.Event()
        self.pacing = Pacing(self.advance, lambda: self.held, lambda: self.told.append(self.pacing.pace))

    def advance(self, seconds):
        self.passed.append(seconds)
        self.moved.set()

    def step(self, passed):
        self.pacing._step(passed)


@pytest.fixture
def world():
    return World()


def test_real_time_is_left_alone(world):
    world.step(0.5)
    assert world.passed == []
    assert world.told == []


def test_a_step_makes_up_for_the_real_time_that_passed(world):
    world.pacing.run_at(60)
    world.step(0.5)
    assert world.passed == [29.5]  # and half a second passed by itself


def test_it_is_held_while_somebody_waits_and_goes_on_after(world):
    world.pacing.run_at(10)
    world.held = True
    world.step(1)
    world.step(1)
    assert world.passed == []
    world.held = False
    world.step(1)
    assert world.passed == [9]
    assert world.told == [(10, 1), (10, 10)]


def test_in_its_thread_it_goes_and_ends(world):
    thread = threading.Thread(target=world.pacing.run)
    thread.start()
    world.pacing.run_at(60)
    assert world.moved.wait(10)
    world.pacing.run_at(1)
    world.pacing.stop()
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.parametrize("speed", [0.5, FASTEST + 1])
def test_it_is_never_slower_than_real_nor_faster_than_it_can(world, speed):
    with pytest.raises(SimulatorError, match="1 to 60 times"):
        world.pacing.run_at(speed)


def test_a_clock_of_a_demo_that_starts_says_so():
    with pytest.raises(SimulatorError, match="still starting"):
        DemoClock().run_at(10)


def test_a_call_and_a_screen_of_a_visitor_are_waited_for_those_of_the_city_are_not():
    sim = Simulator(clock=VirtualClock())
    sim.network.host("*123#", lambda request: UssdScreen("1 Ya", more=True))
    sim.network.handset(RESIDENT).dial("*123#")
    assert not demo._somebody_waits(sim, {RESIDENT})
    visitor = sim.network.handset(VISITOR)
    visitor.dial("*123#")
    assert demo._somebody_waits(sim, {RESIDENT})
    visitor.cancel()
    assert not demo._somebody_waits(sim, {RESIDENT})
    sim.do(lambda: sim.network.handset(RESIDENT).call(seconds=5))
    assert demo._somebody_waits(sim, {RESIDENT})
