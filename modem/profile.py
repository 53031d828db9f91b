"""What differs between makes of modems, as data: `profiles/NAME.toml`, on top of `generic.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from modem.errors import ModemError

FOLDER = Path(__file__).parent / "profiles"


class Timeouts(NamedTuple):
    """Seconds of the link's clock."""

    start: float  # until the first answer of a modem that boots
    attention: float  # one AT
    pace: float  # to be answered at one of several baud rates
    settle: float  # to find the beginning of an answer again after a silence
    restart: float  # until a modem that was told to start anew says so
    answer: float  # a command that asks nobody
    sim: float  # until the SIM card is ready
    list: float  # a whole message store
    prompt: float
    send: float  # from Ctrl-Z to the network's answer
    ussd: float


class Profile(NamedTuple):
    """A make of modems; `profiles/generic.toml` says what each value is for."""

    name: str
    urcs: tuple[str, ...]
    resets: tuple[str, ...]
    ready: tuple[str, ...]
    init: tuple[str, ...]
    cnmi: tuple[str, ...]
    memories: tuple[str, ...]
    writing: tuple[str, ...]
    imei: tuple[str, ...]
    imsi: tuple[str, ...]
    iccid: tuple[str, ...]
    bauds: tuple[int, ...]
    times: tuple[str, ...]
    sim: Mapping[str, Mapping[str, str]]
    timeouts: Timeouts

    def card(self, name: str, text: str) -> str:
        """Tell what an unsolicited line means for the SIM card, as `modem.card.state`; "" for nothing.

        >>> load().card("+CPIN", "NOT INSERTED"), load().card("^SIMST", "255,0"), load().card("+CSQ", "9,99")
        ('missing', 'missing', '')
        """
        states = self.sim.get(name, {})
        return states.get(text, "") or states.get(text.partition(",")[0].strip('" '), "")


def names() -> list[str]:
    """List the makes that have a profile."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def load(name: str = "generic") -> Profile:
    """Read a profile. Raises `ModemError` for a name that has none."""
    if name not in names():
        raise ModemError(f"There is no profile {name!r}.", f"Choose one of: {', '.join(names())}.")
    generic, own = _read("generic"), _read(name)
    timeouts = Timeouts(**(generic.pop("timeouts") | own.pop("timeouts", {})))
    sim = generic.pop("sim") | own.pop("sim", {})
    lists = {key: tuple(value) for key, value in (generic | own).items()}
    return Profile(name=name, timeouts=timeouts, sim=sim, **lists)


def _read(name: str) -> dict[str, Any]:
    import tomllib

    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
