"""How a case goes: one table of states and events, driven by one shared machine. PURE.

    new -> taken -> forwarded -> solved -> closed, and back: asked, reopened, refused

The words of a state for residents are the services'; these are the names in the database.
"""

from transitions import Machine, MachineError

OPEN = ("new", "taken", "asked", "forwarded")  # somebody works on it, or should
STATES = (*OPEN, "solved", "refused", "closed")
WAYS: tuple[tuple[str, tuple[str, ...], str | None], ...] = (  # event, from, to (None: it stays where it is)
    ("take", ("new", "asked", "forwarded"), "taken"),
    ("ask", ("new", "taken", "forwarded"), "asked"),
    ("reply", ("asked",), "taken"),  # the resident answers what was asked
    ("add", (*OPEN, "solved"), None),  # the resident has more to say
    ("forward", OPEN, "forwarded"),
    ("answer", OPEN, "solved"),  # it is done, somebody says; the resident is asked whether it is so
    ("refuse", OPEN, "refused"),  # not ours: passed on elsewhere, and told
    ("escalate", OPEN, None),
    ("confirm", ("solved",), "closed"),
    ("close", ("solved", "refused", "asked"), "closed"),  # nobody answered in time
    ("reopen", ("solved", "closed", "refused"), "taken"),
)
EVENTS = tuple(dict.fromkeys(event for event, _, _ in WAYS))
SAID = {  # of states and events, as an officer reads them
    "new": "baru",
    "taken": "dikerjakan",
    "asked": "menunggu jawaban warga",
    "forwarded": "diteruskan",
    "solved": "beres, menunggu kata warga",
    "refused": "diserahkan ke lembaga lain",
    "closed": "ditutup",
    "take": "mengerjakan",
    "ask": "menanyakan",
    "reply": "menjawab",
    "add": "menambah",
    "forward": "meneruskan",
    "answer": "menyatakan beres",
    "refuse": "menyerahkan ke lembaga lain",
    "escalate": "menaikkan",
    "confirm": "membenarkan",
    "close": "menutup",
    "reopen": "membuka lagi",
}
_machine = Machine(model=None, states=list(STATES), initial=None, auto_transitions=False)
for _event, _sources, _target in WAYS:
    _machine.add_transition(_event, list(_sources), _target)


class _Walker:
    """The flyweight that the machine moves: it lives no longer than one step."""

    __slots__ = ("state",)

    def __init__(self, state: str) -> None:
        self.state = state


class NotNow(Exception):
    """The case is not in a state from which that can be done."""


def step(state: str, event: str) -> str:
    """Give the state after *event* in *state*; raises NotNow where it cannot be done, KeyError for no event.

    >>> step("new", "forward")
    'forwarded'
    >>> step("closed", "forward")
    Traceback (most recent call last):
    kiosk.cases.lifecycle.NotNow: forward: the case is closed
    """
    walker = _Walker(state)
    try:
        _machine.events[event].trigger(walker)
    except MachineError:
        raise NotNow(f"{event}: the case is {state}") from None
    return walker.state


def possible(state: str) -> tuple[str, ...]:
    """Give the events of a state, as the officer's page offers them.

    >>> possible("solved")
    ('add', 'confirm', 'close', 'reopen')
    """
    return tuple(event for event, sources, _ in WAYS if state in sources)
