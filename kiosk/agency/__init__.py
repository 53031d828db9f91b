"""The way to an agency: what a service asks of a system outside, which answers at once, later, or not.

An `Agency` is a connector: anything with one function. A service never calls it. It writes an *errand* in the
transaction of the resident's message (`Errands.send`); a thread of its own carries it there outside of any
transaction (`runner`), and the service's function takes the answer in a transaction of its own. So a resident
never waits for a line, and nothing is lost when one is down.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from kiosk.errors import KioskError

Answer = Mapping[str, Any]


class Agency(Protocol):
    """A connector to one agency."""

    def ask(self, verb: str, request: Answer, key: str) -> Answer:
        """Have the agency do *verb*; gives what it answers.

        *key* stays the same while one errand is tried again: what was done under it is not done twice.
        Raises NotYet (the answer comes later: ask again), Unreachable (no answer), Refused (it says no, for
        good) and Nonsense (what came is no answer). May block for as long as its own time limit allows.
        """
        ...


class NotYet(Exception):
    """The agency has taken the request and answers in *seconds*."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Unreachable(KioskError):
    """The agency does not answer; whether it heard is not known."""


class Nonsense(KioskError):
    """The agency answered what cannot be; nothing of it is taken."""


class Refused(KioskError):
    """The agency says no; `fact` is its own sentence."""
