"""The catalogue of failures, with every make of modem: each cell is some short lives in virtual time.

The law of each: nothing is raised but `ModemError` (anything else ends the test), nothing is lost, nothing is
taken twice under two keys, and the modem is at work when the failure is over. `test_sweep.py` puts failures
at every single exchange; here all of them meet every make.
"""

import pytest

from modem.simulator import LinkModel, Simulator, VirtualClock
from modem.simulator.fault_kinds import KINDS
from modem.simulator.profile import names
from modem.simulator.sweep import brief
from tests.modem.program import scenario

CATALOGUE = {
    "hangs after a command": ("silent", {"count": 1}),
    "hangs for a while": ("silent", {"seconds": 40.0}),
    "the answer to a message is lost": ("answer-lost", {"count": 1}),
    "answers come late": ("late", {"delay": 20.0, "count": 1}),
    "a URC inside an answer": ("urc-inside", {"count": 5}),
    "the network repeats a message": ("duplicate", {}),
    "the store is full": ("storage-full", {"seconds": 60.0}),
    "refused for want of credit": ("cms", {"code": 38, "count": 1}),
    "refused without a reason": ("cms", {"code": 500, "count": 1}),
    "the SIM card is busy": ("cms", {"code": 314, "count": 2}),
    "pulled out and plugged in": ("unplug", {"seconds": 30.0}),
    "no power": ("off", {"seconds": 30.0}),
    "a dip of the power": ("brown-out", {"count": 1}),
    "a dip in the middle of a message": ("brown-out", {"at": "data", "count": 1}),
    "a dip after the message was handed over": ("brown-out", {"at": "handed", "count": 1}),
    "a restart that nobody tells": ("brown-out", {"count": 1, "banner": ""}),
    "the clock begins anew": ("clock-reset", {"seconds": 60.0}),
    "no network": ("no-network", {"seconds": 60.0}),
    "no signal": ("signal", {"seconds": 60.0}),
    "the SIM card is gone": ("sim-removed", {"seconds": 30.0}),
    "the SIM card wants its PIN": ("pin", {"seconds": 30.0}),
    "the SIM card wants its PUK": ("puk", {"seconds": 30.0}),
    "the echo sticks": ("echo-stuck", {"seconds": 60.0}),
    "lines are split": ("split", {"count": 5}),
    "lines are merged": ("merged", {"count": 1}),
    "noise": ("garbage", {"count": 2}),
    "a slow line": ("slow", {"baud": 2400, "seconds": 60.0}),
}
PLACES = range(2, 40, 7)
"""After how many commands it happens: while connecting, receiving, sending, receiving again."""
REPEATING = LinkModel(part_disorder=1.0, delay=2.0)


def test_every_kind_of_fault_is_in_the_table():
    assert {kind for kind, _ in CATALOGUE.values()} == set(KINDS)


@pytest.mark.parametrize("profile", names())
@pytest.mark.parametrize("failure", CATALOGUE)
def test_nothing_is_lost_and_the_modem_is_at_work_again(profile, failure):
    kind, how = CATALOGUE[failure]
    for place in PLACES:
        sim = Simulator(seed=place, profile=profile, clock=VirtualClock())
        sim.fault(kind=kind, after=place, **(how or brief(kind)))
        program = scenario(sim)
        assert program.again <= 1


@pytest.mark.parametrize("profile", names())
def test_parts_in_disorder_and_late(profile):
    sim = Simulator(profile=profile, clock=VirtualClock())
    sim.network.link_models(REPEATING)
    scenario(sim)
