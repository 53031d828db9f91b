"""A scripted modem with the driver connected to it, and a simulated one with phones."""

import pytest
from hypothesis import settings

from modem import open_modem
from modem.simulator import Simulator, VirtualClock
from tests.modem.air import ANI, BUDI, said
from tests.modem.peer import Peer

settings.register_profile("unhurried", deadline=None)  # a busy machine is no bug
settings.load_profile("unhurried")


@pytest.fixture
def peer():
    return Peer()


@pytest.fixture
def gsm(peer):
    with open_modem(peer) as modem:
        assert modem.next_event(0) is None
        peer.said.clear()
        yield modem


@pytest.fixture
def sim():
    return Simulator(2, clock=VirtualClock())


@pytest.fixture
def link(sim):
    link = sim.modems[0].link()
    said(link, "ATE0;+CNMI=2,1;+CLIP=1;+CUSD=1")
    yield link
    link.close()


@pytest.fixture
def ani(sim):
    return sim.network.handset(ANI)


@pytest.fixture
def budi(sim):
    return sim.network.handset(BUDI)
