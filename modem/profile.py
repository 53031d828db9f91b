"""What differs between makes of modems, as data: `profiles/NAME.toml`, on top of `generic.toml`.

Every table of a file maps an entry to where it was seen, so that whoever doubts it can look there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from modem.errors import ModemError

if TYPE_CHECKING:
    from pathlib import Path

GENERIC = "generic"


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
    models: tuple[str, ...]
    urcs: tuple[str, ...]
    resets: tuple[str, ...]
    ready: tuple[str, ...]
    times: tuple[str, ...]
    init: tuple[str, ...]
    cnmi: tuple[str, ...]
    memories: tuple[str, ...]
    writing: tuple[str, ...]
    imei: tuple[str, ...]
    imsi: tuple[str, ...]
    iccid: tuple[str, ...]
    ussd: tuple[str, ...]
    sim: Mapping[str, str]
    bauds: tuple[int, ...]
    timeouts: Timeouts

    def card(self, name: str, text: str) -> str:
        """Tell what an unsolicited line means for the SIM card, as `modem.card.state`; "" for nothing.

        >>> load().card("+CPIN", "NOT INSERTED"), load().card("^SIMST", "255,0"), load().card("+CSQ", "9,99")
        ('missing', 'missing', '')
        """
        first = text.partition(",")[0].strip('" ')
        return self.sim.get(f"{name}: {text}", "") or self.sim.get(f"{name}: {first}", "")


_EVERYWHERE = ("urcs", "resets", "ready", "times")  # heard before the make is known
_OWN_FIRST = ("init", "cnmi", "memories", "writing", "imei", "imsi", "iccid")
_OWN = ("models", "ussd")


def folder() -> Path:
    """Give the folder with a file for each make."""
    from pathlib import Path  # a twentieth of what importing the package costs

    return Path(__file__).parent / "profiles"


def names() -> list[str]:
    """List the makes that have a profile."""
    return sorted(path.stem for path in folder().glob("*.toml"))


@cache
def load(name: str = GENERIC) -> Profile:
    """Read a profile. Raises `ModemError` for a name that has none."""
    if name not in names():
        raise ModemError(f"There is no profile {name!r}.", f"Choose one of: {', '.join(names())}.")
    generic, own, every = _read(GENERIC), _read(name), [_read(each) for each in names()]
    entries = {key: _entries(key, every) for key in _EVERYWHERE}
    entries |= {key: _entries(key, (own, generic)) for key in _OWN_FIRST}
    entries |= {key: _entries(key, (own,)) for key in _OWN}
    sim = {line: state for file in every for state, lines in file.get("sim", {}).items() for line in lines}
    timeouts = Timeouts(**(generic["timeouts"] | own.get("timeouts", {})))
    return Profile(name=name, sim=sim, bauds=tuple(generic["bauds"]), timeouts=timeouts, **entries)


def recognised(identity: str) -> Profile:
    """Give the profile of the make that calls itself *identity*; the generic one for any other.

    >>> recognised("Quectel EC25").name, recognised("SIMCOM_Ltd SIMCOM_SIM800L").name, recognised("").name
    ('ec25', 'sim800', 'generic')
    """
    makes = (load(name) for name in names())
    found = (
        make for make in makes if any(re.search(model, identity, re.IGNORECASE) for model in make.models)
    )
    return next(found, load())


def _entries(key: str, files: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    """Give the entries of a table in several files, each once."""
    return tuple(dict.fromkeys(entry for file in files for entry in file.get(key, ())))


@cache
def _read(name: str) -> dict[str, Any]:
    import tomllib

    return tomllib.loads((folder() / f"{name}.toml").read_text(encoding="utf-8"))
