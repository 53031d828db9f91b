"""Calls by their rings, in every order that modems say them."""

import pytest

from modem.calls import Calls
from modem.events import CallReceived

ANI, BUDI = "+6281211110001", "+6281211110002"
TOLD = CallReceived(ANI)


def play(*said):
    """Feed (time, what) pairs; give (time, number) of each call that was told."""
    calls, told = Calls(), []
    for now, what in [*said, (1000, "tick")]:
        if calls.due is not None and calls.due <= now:
            due = calls.due
            told += [(due, event.number) for event in calls.tick(due)]
        match what:
            case "ring":
                events = calls.ring(now)
            case "over":
                calls.over()
                events = []
            case "hang up":
                calls.hung_up(now)
                events = []
            case "tick":
                events = calls.tick(now)
            case _:
                events = calls.clip(what or None, now)
        told += [(now, event.number) for event in events]
    return told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ([(0, "ring"), (0.1, ANI)], [(0.1, ANI)]),
        ([(0, ANI), (0, "ring"), (5, ANI), (5, "ring")], [(0, ANI)]),
        ([(0, "ring"), (0.1, ANI), (5, "ring"), (5.1, ANI), (10, "ring"), (10.1, ANI)], [(0.1, ANI)]),
        ([(0, "ring"), (5, "ring"), (10, "ring")], [(1.5, None)]),
        ([(0, "ring"), (1, "ring")], [(1, None)]),
        ([(0, "ring"), (0, "")], [(0, None)]),
        ([(0, "ring"), (0.1, "over")], [(1.5, None)]),
        ([(0, "ring"), (0.1, "over"), (0.2, ANI)], [(0.2, ANI)]),
        ([(0, "ring"), (0, ANI), (2, "over"), (4, "ring"), (4, ANI)], [(0, ANI), (4, ANI)]),
        ([(0, "ring"), (0, ANI), (11, "ring"), (11, ANI)], [(0, ANI), (11, ANI)]),
        ([(0, "ring"), (0, ANI), (3, "ring"), (3, BUDI)], [(0, ANI), (3, BUDI)]),
        ([(0, "ring"), (0, ANI), (1, "hang up"), (1.5, "ring"), (1.5, ANI)], [(0, ANI)]),
        ([(0, "ring"), (0, ANI), (1, "hang up"), (1.5, "ring"), (1.5, BUDI)], [(0, ANI), (1.5, BUDI)]),
        ([(0, "ring"), (0, ANI), (1, "hang up"), (5, "ring"), (5, ANI)], [(0, ANI), (5, ANI)]),
        ([(0, "hang up"), (1, "ring"), (1, ANI)], [(1, ANI)]),
    ],
)
def test_each_call_is_told_once(said, told):
    assert play(*said) == told
