"""A simulated agency, for demos and tests: well, slow, absent or wrong at will. Not for two threads."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from kiosk.agency import Answer, NotYet, Unreachable
from kiosk.clock import Clock

Mood = Literal["well", "slow", "absent", "wrong"]
MOODS: tuple[Mood, ...] = ("well", "slow", "absent", "wrong")
SLOW = 45.0  # seconds


class Simulated:
    """An `Agency` whose answers are functions by verb.

    `mood` is how it is: well, slow (answers after `slow` seconds), absent, wrong (answers nonsense); `name`
    is what officers call it.
    """

    name = "Dinas"

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.mood: Mood = "well"
        self.slow = SLOW
        self._ready: dict[str, float] = {}

    def verbs(self) -> Mapping[str, Callable[[Answer], Answer]]:
        """Give what it can do: verb -> function."""
        raise NotImplementedError

    def rave(self, request: Answer) -> Answer:
        """Answer what no agency would."""
        return {"nop": 7, "nomor": [], "data": "besok"}

    def ask(self, verb: str, request: Mapping[str, Any], key: str) -> Answer:
        """See `kiosk.agency.Agency`."""
        now = self.clock().timestamp()
        if self.mood == "absent":
            raise Unreachable(f"{self.name} tidak menjawab.", f"Periksa jaringan ke {self.name}.")
        if self.mood == "slow" and now < (ready := self._ready.setdefault(key, now + self.slow)):
            raise NotYet(ready - now)
        self._ready.pop(key, None)
        if self.mood == "wrong":
            return self.rave(request)
        return self.verbs()[verb](request)
