"""What makes one make of modem differ from another, as data: names, memories, ranges, quirks."""

from typing import NamedTuple

from modem.simulator.errors import UnknownProfile


class Profile(NamedTuple):
    """One make of modem. `quirks` names behaviour that the device looks up; the generic modem has none."""

    name: str
    manufacturer: str
    model: str
    revision: str
    memories: tuple[tuple[str, int], ...] = (("SM", 30), ("ME", 30))  # TS 27.005 clause 3.1: name, slots
    cnmi: tuple[str, ...] = ("0-2", "0-3", "0,2", "0,1", "0,1")  # TS 27.005 clause 3.4.1
    phonebook: int = 250
    battery: str = "0,87"
    quirks: frozenset[str] = frozenset()


GENERIC = Profile("generic", "Loket", "Simulated modem", "1.0")
PROFILES = {profile.name: profile for profile in (GENERIC,)}


def profile(name: str) -> Profile:
    """Give the make of that name; `UnknownProfile` if there is none.

    >>> profile("generic").memories
    (('SM', 30), ('ME', 30))
    """
    try:
        return PROFILES[name]
    except KeyError:
        raise UnknownProfile(
            f"There is no profile {name!r}.", f"Take one of: {', '.join(sorted(PROFILES))}."
        ) from None
