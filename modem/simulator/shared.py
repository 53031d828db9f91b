"""Worlds that addresses name: `sim://` finds one world in this process, wherever it is opened."""

import threading
from urllib.parse import parse_qs, urlsplit

from modem.simulator.clock import Clock, RealClock
from modem.simulator.errors import SimulatorError, UnknownModem
from modem.simulator.link import SimLink
from modem.simulator.virtual import VirtualClock
from modem.simulator.world import Simulator

_worlds: dict[str, Simulator] = {}
_lock = threading.Lock()


def share(sim: Simulator | None, name: str = "") -> None:
    """Let `sim://NAME` (or plain `sim://`) mean this world from now on in this process.

    None forgets the name.
    """
    with _lock:
        if sim is None:
            _worlds.pop(name, None)
        else:
            _worlds[name] = sim


def shared(name: str = "") -> Simulator | None:
    """Give the world of that name, if there is one."""
    with _lock:
        return _worlds.get(name)


def world(
    name: str = "", *, modems: int = 1, seed: int = 0, profile: str = "generic", speed: str = "real"
) -> Simulator:
    """Give the world of that name; the first who asks makes it, with these settings."""
    with _lock:
        if name not in _worlds:
            _worlds[name] = Simulator(modems, seed, profile.split(","), clock_for(speed))
        return _worlds[name]


def open_sim(address: str) -> SimLink:
    """Open `sim://[NAME][/MODEM][?modems=N&seed=N&profile=NAME,…&speed=real|N|instant|step]`.

    The settings count for whoever opens a world first. Raises `SimulatorError` for an address that is none,
    and `Gone` while that modem is unplugged.
    """
    parts = urlsplit(address)
    if parts.scheme != "sim":
        raise SimulatorError(f"{address!r} is no address of the simulator.", "Write sim:// or sim:///1.")
    try:
        index = int(parts.path.strip("/") or "0")
        given = {
            key: values[-1] for key, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()
        }
        settings = {key: int(given.pop(key)) for key in ("modems", "seed") if key in given}
        texts = {key: given.pop(key) for key in ("profile", "speed") if key in given}
    except ValueError:
        raise SimulatorError(
            f"{address!r} cannot be read.", "Write it like sim:///1?modems=2&speed=instant."
        ) from None
    if given:
        raise SimulatorError(
            f"{address!r} has an unknown setting {next(iter(given))!r}.",
            "There are modems, seed, profile, speed.",
        )
    sim = world(parts.netloc, **settings, **texts)  # type: ignore[arg-type]
    return sim.modem(index).link()


def clock_for(speed: str, *, served: bool = False) -> Clock:
    """Give the clock that `--speed` names: `real`, a number (so many times as fast), `instant`, `step`.

    With clients outside the process (`served`), `instant` means: the network takes no time, and the clock
    moves by `advance` only. `step` is that with the network's usual delays.
    """
    if speed == "real":
        return RealClock()
    if speed == "instant":
        return VirtualClock(jumps=not served, instant=True)
    if speed == "step":
        return VirtualClock(jumps=False)
    try:
        return RealClock(float(speed))
    except ValueError:
        raise SimulatorError(
            f"{speed!r} is no speed.", "Take real, instant, step or a number above 0."
        ) from None


def register() -> None:
    """Make pyserial know `sim://`: afterwards `serial.serial_for_url("sim://")` opens a simulated modem."""
    import serial

    package = "modem.simulator.urlhandler"
    if package not in serial.protocol_handler_packages:
        serial.protocol_handler_packages.append(package)


__all__ = ["UnknownModem", "clock_for", "open_sim", "register", "share", "world"]
