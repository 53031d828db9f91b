"""Fixtures for tests of any program that talks to a modem: `sim`, `network`, `handset`.

    def test_my_program_answers(handset):
        phone = handset("081211110001")
        phone.text("MENU")
        my_program("sim://")                                  # or sim.modems[0].link()
        assert phone.wait_for_sms(contains="Layanan", timeout=60)

Time is virtual: waiting a day takes a moment. The plugin comes with the package; without its entry point it
is switched on by `pytest -p modem.simulator.pytest_plugin`. Until a fixture is used it loads nothing.
"""

from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from modem.simulator import Simulator
    from modem.simulator.handsets import Handset
    from modem.simulator.network import Network

MARK = "simulator"
WORLD = pytest.StashKey["Simulator"]()
FAILED = pytest.StashKey[bool]()
TAIL = 12
"""Lines of the trace that the report of a failing test shows."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--sim-seed`, and the same as a setting `sim_seed`."""
    about = "seed of the simulated world: a number, or random (default: 0); a failing test shows its own"
    parser.getgroup("simulator", "simulated modems").addoption("--sim-seed", metavar="N", help=about)
    parser.addini("sim_seed", about, default="0")


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    about = "the world of the fixture `sim`, such as modems=2, profile='sim800', seed=7, pin='4321'"
    config.addinivalue_line("markers", f"{MARK}(**settings): {about}")


@pytest.fixture
def sim(request: pytest.FixtureRequest) -> "Iterator[Simulator]":
    """Make a world for this test alone, in virtual time; `sim://` is its first modem.

    `@pytest.mark.simulator(modems=2, profile="sim800", …)` sets what `Simulator` takes. A line to a modem
    that the test leaves open is an error of the test.
    """
    from modem.simulator import Simulator, VirtualClock, share, shared

    settings: dict[str, Any] = {"seed": _seed(request.config), "clock": VirtualClock()}
    for mark in reversed(list(request.node.iter_markers(MARK))):
        settings.update(mark.kwargs)
    sim = request.node.stash[WORLD] = Simulator(**settings)
    before = shared.shared()
    share(sim)
    yield sim
    share(before)
    left = sim.lines
    if left and not request.node.stash.get(FAILED, False):
        unread = sum(modem.unread for modem in sim.modems)
        what = f"The test leaves lines open: {', '.join(left)} ({unread} octets unread)."
        pytest.fail(f"{what} Close them (`with …:`).", pytrace=False)


@pytest.fixture
def network(sim: "Simulator") -> "Network":
    """Give the network of `sim`."""
    return sim.network


@pytest.fixture
def handset(sim: "Simulator") -> "Callable[[str], Handset]":
    """Give phones by their numbers: `handset("081211110001").text("MENU")`."""
    return sim.network.handset


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell the seed and what happened last in the world of a test that failed."""
    report = yield
    sim = item.stash.get(WORLD, None)
    if report.failed and sim is not None and not item.stash.get(FAILED, False):
        item.stash[FAILED] = True
        report.sections.append(("simulated world", _told(sim)))
    return report


def _seed(config: pytest.Config) -> int:
    """Read the option, else the setting."""
    text = config.getoption("--sim-seed") or config.getini("sim_seed")
    if text == "random":
        from random import SystemRandom

        return SystemRandom().randrange(10**6)
    if not text.isdecimal():
        raise pytest.UsageError(f"--sim-seed: {text!r} is no seed. Give a whole number, or random.")
    return int(text)


def _told(sim: "Simulator") -> str:
    seconds, lines = sim.clock.now(), sim.trace.text().splitlines()
    head = f"seed {sim.seed} (again with --sim-seed={sim.seed}), at {seconds:g} simulated seconds"
    return "\n".join([head, *lines[-TAIL:]])
