"""A visit: somebody uses a service, from its first screen until it is done or they are gone. PURE.

The journal has a line for each step; a visit is what those of one resident in one service come to.
"""

from typing import NamedTuple

RESUME = 86_400.0  # seconds: what was left is offered again for so long, and is one visit
CALLED = 1_800.0  # seconds after a missed call in which what is begun by SMS is its doing
OURS = ("asked", "fulfilled", "late")  # what the kiosk does by itself opens no visit
ENDINGS = ("dropped", "timed out")
ONWARD = ("answered", "rejected", "done", "refused")


class Line(NamedTuple):
    """One line of the journal."""

    at: float
    person: bytes
    channel: str
    service: str
    screen: str
    outcome: str


class Visit(NamedTuple):
    """As the table has it: when it began, came to a form, was done; where it stands, or fell."""

    person: bytes
    service: str
    channel: str
    at: float
    last_at: float
    form_at: float | None = None
    done_at: float | None = None
    answered: int = 0
    screen: str = ""
    outcome: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """The screen where it stands, and the outcome there."""
        return self.screen, self.outcome


def begins(visit: Visit | None, line: Line) -> bool:
    """Tell whether a line opens a visit of its own, after the last one of that resident and service."""
    if line.outcome in OURS or line.outcome in ENDINGS:
        return False
    if visit is None or line.channel == "call" or line.at - visit.last_at >= RESUME:
        return True
    if visit.done_at is None:
        return False
    return line.screen != visit.screen and visit.outcome != "done"  # after it was done, and told so


def begin(line: Line, channel: str = "") -> Visit:
    """Open a visit with its first line; *channel* is that of the call which it answers, if there was one."""
    first = Visit(line.person, line.service, channel or line.channel, line.at, line.at)
    return go_on(first, line)


def go_on(visit: Visit, line: Line) -> Visit:
    """Give the visit after one more line.

    >>> first = begin(Line(0.0, b"p", "sms", "rsu", "jalan.poli", "shown"))
    >>> go_on(first, Line(9.0, b"p", "sms", "rsu", "jalan.poli", "answered")).answered
    1
    """
    if line.outcome in OURS or (visit.done_at is not None and line.outcome in ENDINGS):
        return visit
    screen, outcome = visit.place if _retreats(visit, line) else (line.screen, line.outcome)
    in_form = "." in line.screen or line.outcome in ("done", "refused")  # `jalan.poli` is a field of `jalan`
    return visit._replace(
        last_at=visit.last_at if line.outcome in ENDINGS else max(visit.last_at, line.at),
        form_at=line.at if in_form and visit.form_at is None else visit.form_at,
        done_at=line.at if line.outcome == "done" else visit.done_at,
        answered=visit.answered + (line.outcome == "answered"),
        screen=screen,
        outcome=outcome,
    )


def _retreats(visit: Visit, line: Line) -> bool:
    """Whether somebody who went back only looks on: it was the screen before that stopped them."""
    return visit.outcome == "back" and line.outcome not in ONWARD
