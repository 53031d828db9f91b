"""The crash-point sweep: one scenario, run once per exchange of the line, with a fault at that exchange.

    def scenario(sim):
        with open_modem(sim.modems[0].link()) as gsm:
            ...
        assert …                                     # what must hold, whatever went wrong on the way

    sweep(scenario, "unplug")
    sweep(scenario, "brown-out", at="handed")

An exchange is a command, or the data of one after its prompt. What fails tells kind, exchange and seed.
"""

from collections.abc import Callable
from typing import Any

from modem.simulator.fault_kinds import KINDS, named
from modem.simulator.trace import INWARD
from modem.simulator.virtual import VirtualClock
from modem.simulator.wire import STAGES
from modem.simulator.world import Simulator

SECONDS = 30.0
"""How long a fault lasts that no answer uses up, unless told; then it is over by itself."""


def sweep(
    scenario: Callable[[Simulator], object],
    kind: str,
    *,
    world: Callable[[int], Simulator] | None = None,
    seed: int = 0,
    every: int = 1,
    **how: Any,  # noqa: ANN401 - as `Simulator.fault`
) -> int:
    """Run *scenario* undisturbed, then then with the fault at each exchange; gives their number.

    *world* makes a fresh world for a seed (one modem in virtual time unless told); *every* takes each n-th
    exchange only. *how* is what `Simulator.fault` takes; left out, the fault is over by itself: after one
    answer, command or message, or after `SECONDS`. Raises what the scenario raises, with a note.
    """
    make = world or _world
    name = named(kind)
    how = how or brief(name)
    sim = make(seed)
    scenario(sim)
    exchanges = commands(sim)
    for place in range(0, len(exchanges), every):
        sim = make(seed)
        sim.fault(kind=name, after=place, **how)
        try:
            scenario(sim)
        except BaseException as error:
            where = f"exchange {place + 1} of {len(exchanges)}, {exchanges[place][:60]!r}"
            error.add_note(f"With the fault {name} {how} at {where}; seed {seed}.")
            raise
    return len(exchanges)


def commands(sim: Simulator) -> list[str]:
    """Give what came over the line of the first modem so far, exchange by exchange."""
    lines = (line for line in sim.trace.after() if line.modem == 0 and line.direction == INWARD)
    return [line.text for line in lines if "\r" in line.text or "\x1a" in line.text]


def _world(seed: int) -> Simulator:
    return Simulator(seed=seed, clock=VirtualClock())


def brief(kind: str) -> dict[str, Any]:
    """Give what lets a fault end by itself."""
    if kind in STAGES and kind != "slow":
        return {"count": 1}
    return {} if KINDS[kind].times else {"count": 1} if kind in ("silent", "cms") else {"seconds": SECONDS}
